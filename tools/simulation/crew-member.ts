/** The program of one process of the crew: is sent tasks, and answers each with what went wrong in it. */
import { type ChapterName, type Choice, liveChapter } from "./exhaustive.ts";
import { layGround } from "./ground.ts";
import { type History, randomHistory, type ScenarioName } from "./history.ts";
import { shrink } from "./shrink.ts";
import { type Life, live } from "./simulate.ts";
import { tell } from "./tell.ts";

export type Task =
  | { readonly type: "seed"; readonly scenario: ScenarioName; readonly seed: number; readonly shrinks: boolean }
  | { readonly type: "history"; readonly history: History; readonly replay: string; readonly shrinks: boolean }
  | { readonly type: "chapter"; readonly chapter: ChapterName; readonly choice: Choice };

export interface Answer {
  /** How many lives were lived. */
  readonly lives: number;
  readonly failures: readonly Failure[];
}

export interface Failure {
  readonly invariant: string;
  /** For a person. */
  readonly told: string;
}

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
// Thousands of errors are made and caught in a life, and one that is told needs no more of its way than this.
Error.stackTraceLimit = 6;

const ground = await layGround();

process.on("message", (task: Task) => {
  void answer(task).then((told) => process.send?.(told));
});
process.on("disconnect", () => process.exit());
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => process.exit());
process.on("exit", () => ground.remove());

async function answer(task: Task): Promise<Answer> {
  switch (task.type) {
    case "seed": {
      const { scenario, seed, shrinks } = task;
      const replay = `npm run simulate -- --scenario ${scenario} --seed ${seed} --runs 1 --shrink`;
      return answerOne(randomHistory(seed, scenario, ground.digests), { replay, shrinks });
    }
    case "history":
      return answerOne(task.history, task);
    case "chapter": {
      const { lives, failed } = await liveChapter(task.chapter, ground, task.choice);
      return {
        lives,
        failures: failed.map((life) => failureIn(life, "npm run simulate -- --replay FILE, with the history in it")),
      };
    }
  }
}

async function answerOne(history: History, how: { readonly replay: string; readonly shrinks: boolean }): Promise<Answer> {
  const life = await lived(history);
  if (life.violations.length === 0) return { lives: 1, failures: [] };
  const smallest = how.shrinks ? await lived(await shrink(history, async (smaller) => invariantOf(await lived(smaller)))) : life;
  return { lives: 1, failures: [failureIn(smallest, how.replay)] };
}

function failureIn(life: Life, replay: string): Failure {
  return { invariant: invariantOf(life) ?? "none", told: tell(life, replay) };
}

function invariantOf({ violations }: Life): string | undefined {
  return violations[0]?.invariant;
}

async function lived(history: History): Promise<Life> {
  try {
    return await live(history, ground);
  } catch (error) {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { history, violations: [{ invariant: "simulation broke", detail }], journal: [], endings: [], calls: [] };
  }
}
