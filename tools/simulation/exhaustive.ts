/**
 * Every position instead of a sample: for a few desired states, each of create, update, rollback, prune and destroy is cut
 * off before and after every single call, and meets every fault that a single call can meet at every single call.
 *
 * What comes before the operation is lived through once, and each life goes on from there. Where it leaves the account as
 * another one did, the end is known: it is not lived again.
 */
import type { Ground } from "./ground.ts";
import { type Event, FAULTS, type FaultName, type History, type Pass, type PlacedFault } from "./history.ts";
import { type Moment, momentOf, sameness } from "./moment.ts";
import { settle } from "./settle.ts";
import { happen, type Life, lifeOn, live, onStage } from "./simulate.ts";
import { STORIES, type Story, type StoryName } from "./stories.ts";

const PLAIN: Pass = { mode: "apply", prune: false, expect: "anything", faults: [], slow: false };

interface Operation {
  /** Which of the story's commits come one after the other; all but the last are converged before. */
  readonly commits: readonly (0 | 1 | 2)[];
  readonly pass: Pass;
}

const OPERATIONS = {
  create: { commits: [0], pass: PLAIN },
  update: { commits: [0, 1], pass: PLAIN },
  rollback: { commits: [0, 1, 0], pass: PLAIN },
  prune: { commits: [0, 1, 2], pass: { ...PLAIN, prune: true } },
  destroy: { commits: [0], pass: { ...PLAIN, mode: "destroy" } },
} as const satisfies Readonly<Record<string, Operation>>;

type OperationName = keyof typeof OPERATIONS;

export type ChapterName = `${StoryName}: ${OperationName}`;

/** One operation of one story, each. */
export function chapters(): readonly ChapterName[] {
  // Keys of the tables.
  const operations = Object.keys(OPERATIONS) as OperationName[];
  return (Object.keys(STORIES) as StoryName[]).flatMap((story) =>
    operations.map((operation): ChapterName => `${story}: ${operation}`),
  );
}

export interface Choice {
  readonly faults?: readonly FaultName[];
  /** At writes alone: the account after a death at a read is what it was after the write before. */
  readonly onlyWrites?: boolean;
}

/** Another actor's edit is no single fault: which edit it is makes all the difference. */
const SINGLE_FAULTS: readonly FaultName[] = FAULTS.filter((fault) => fault !== "edit");

export interface Lived {
  readonly lives: number;
  readonly failed: readonly Life[];
}

export async function liveChapter(name: ChapterName, ground: Ground, choice: Choice = {}): Promise<Lived> {
  const chapter = open(name, ground);
  const whole = await live(historyOf(chapter, []), ground);
  const failed: Life[] = whole.violations.length === 0 ? [] : [whole];
  const calls = whole.calls[chapter.operation.commits.length - 1 + (chapter.destroys ? 1 : 0)] ?? [];
  const before = await onStage(chapter, ground, async (stage) => {
    for (const event of chapter.earlier) await happen(event, stage);
    return momentOf(stage);
  });
  const known = new Set<string>();
  let lives = 1;
  for (const [index, { write }] of calls.entries()) {
    if (choice.onlyWrites === true && !write) continue;
    for (const fault of choice.faults ?? SINGLE_FAULTS) {
      const history = historyOf(chapter, [{ fault, at: index + 1, times: 1 }]);
      // What AWS said a while ago was said in what came before.
      const life = fault === "stale" ? await live(history, ground) : await goOn({ chapter, before, history, known }, ground);
      lives += 1;
      if (life.violations.length > 0) failed.push(life);
    }
  }
  return { lives, failed };
}

interface GoingOn {
  readonly chapter: Chapter;
  readonly before: Moment;
  readonly history: History;
  /** How accounts were left of which the end is known to be good. */
  readonly known: Set<string>;
}

function goOn({ chapter, before, history, known }: GoingOn, ground: Ground): Promise<Life> {
  const play = async (stage: Parameters<Parameters<typeof onStage>[2]>[0]): Promise<Life> => {
    for (const event of history.events.slice(chapter.earlier.length)) await happen(event, stage);
    let left = "";
    await settle(stage, history.ending, () => {
      left = sameness(stage, before);
      return known.has(left);
    });
    if (stage.witness.violations.length === 0) known.add(left);
    return lifeOn(stage, history);
  };
  return onStage(history, ground, play, before);
}

interface Chapter {
  readonly name: ChapterName;
  readonly seed: number;
  readonly quotas: boolean;
  readonly operation: Operation;
  readonly destroys: boolean;
  /** What is lived through before the operation. */
  readonly earlier: readonly Event[];
  readonly last: Event | null;
}

function open(name: ChapterName, ground: Ground): Chapter {
  // As the type of the name says.
  const [storyName, operationName] = name.split(": ") as [StoryName, OperationName];
  const story: Story = STORIES[storyName](ground);
  const operation: Operation = OPERATIONS[operationName];
  const destroys = operation.pass.mode === "destroy";
  const states = operation.commits.map((index) => story.commits[index]);
  const converged = destroys ? states : states.slice(0, -1);
  const earlier: readonly Event[] = [
    ...story.before.map((edit): Event => ({ type: "edit", edit })),
    ...converged.flatMap((state): Event[] => [
      { type: "commit", state },
      { type: "passes", passes: [PLAIN] },
    ]),
  ];
  const newest = states.at(-1);
  const last: Event | null = destroys || newest === undefined ? null : { type: "commit", state: newest };
  return { name, seed: 1, quotas: false, operation, destroys, earlier, last };
}

function historyOf({ name, seed, quotas, operation, destroys, earlier, last }: Chapter, faults: readonly PlacedFault[]): History {
  const [fault] = faults;
  return {
    name: `${name}${fault === undefined ? "" : `, ${fault.fault} at call ${fault.at}`}`,
    seed,
    quotas,
    events: [...earlier, ...(last === null ? [] : [last]), { type: "passes", passes: [{ ...operation.pass, faults }] }],
    ...(destroys ? { ending: "destroyed" as const } : {}),
  };
}
