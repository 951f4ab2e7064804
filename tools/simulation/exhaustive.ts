/**
 * Every position instead of a sample: for a few desired states, each of create, update, rollback, prune, destroy and a shift is cut
 * off before and after every single call, and meets every fault that a single call can meet at every single call.
 *
 * What comes before the operation is lived through once, and each life goes on from there. Where it leaves the account as
 * another one did, the end is known: it is not lived again.
 */
import type { JournalEntry } from "../../src/sandbox/journal.ts";
import { MAKING } from "./faults.ts";
import type { Ground } from "./ground.ts";
import { CALM, type Event, FAULTS, type FaultName, type History, type Pass, type PlacedFault } from "./history.ts";
import { type Moment, momentOf, sameness } from "./moment.ts";
import { settle } from "./settle.ts";
import { happen, type Life, lifeOn, live, onStage } from "./simulate.ts";
import { SHIFT_STORIES, type ShiftStoryName, STEP_MS, STORIES, type Story, type StoryName } from "./stories.ts";

interface Operation {
  /** Which of the story's commits come one after the other; all but the last are converged before. */
  readonly commits: readonly (0 | 1 | 2)[];
  readonly pass: Pass;
  /** Passes of the last commit that come before, with the time of a step after each; left out: none. */
  readonly steps?: number;
}

const OPERATIONS = {
  create: { commits: [0], pass: CALM },
  update: { commits: [0, 1], pass: CALM },
  rollback: { commits: [0, 1, 0], pass: CALM },
  prune: { commits: [0, 1, 2], pass: { ...CALM, prune: true } },
  destroy: { commits: [0], pass: { ...CALM, mode: "destroy" } },
} as const satisfies Readonly<Record<string, Operation>>;

/** Of what is delivered in steps; a rollback in the middle of it is a commit that asks for the old again. */
const SHIFT_OPERATIONS = {
  "shift begins": { commits: [0, 1], pass: CALM },
  "shift goes on": { commits: [0, 1], pass: CALM, steps: 1 },
  "shift ends": { commits: [0, 1], pass: CALM, steps: 2 },
} as const satisfies Readonly<Record<string, Operation>>;

type OperationName = keyof typeof OPERATIONS;
type ShiftOperationName = keyof typeof SHIFT_OPERATIONS;

export type ChapterName = `${StoryName}: ${OperationName}` | `${ShiftStoryName}: ${ShiftOperationName}`;

/** One operation of one story, each. */
export function chapters(): readonly ChapterName[] {
  // Keys of the tables.
  const operations = Object.keys(OPERATIONS) as OperationName[];
  const shifts = Object.keys(SHIFT_OPERATIONS) as ShiftOperationName[];
  return [
    ...(Object.keys(STORIES) as StoryName[]).flatMap((story) =>
      operations.map((operation): ChapterName => `${story}: ${operation}`),
    ),
    ...(Object.keys(SHIFT_STORIES) as ShiftStoryName[]).flatMap((story) =>
      shifts.map((operation): ChapterName => `${story}: ${operation}`),
    ),
  ];
}

export interface Choice {
  readonly faults?: readonly FaultName[];
  /** At writes alone: the account after a death at a read is what it was after the write before. */
  readonly onlyWrites?: boolean;
}

/** Another actor's edit is no single fault: which edit it is makes all the difference. */
const SINGLE_FAULTS: readonly FaultName[] = FAULTS.filter((fault) => fault !== "edit");

/** Of a read, which has no effect that could stand, the same as the other. */
const TWINS: Readonly<Partial<Record<FaultName, FaultName>>> = {
  "fail-after": "fail-before",
  "lose-after": "lose-before",
  "time-out-after": "time-out-before",
  "die-after": "die-before",
};

/**
 * Whether the fault does at this call what it does at no other, nor another fault here; else that life is lived already:
 *
 *   fault                      at                                    is
 *   one with a twin            a read                                its twin
 *   conflict                   a read                                none: nothing is modified
 *   stale                      what IAM or S3 are not asked          none: only they answer with the past
 *   pending, pending-version   what Lambda has nothing to make for   the same at the next call for which it has
 */
function isOfItsOwn(fault: FaultName, { operation, service, write }: JournalEntry, faults: readonly FaultName[]): boolean {
  switch (fault) {
    case "conflict":
      return write;
    case "stale":
      return !write && (service === "iam" || service === "s3");
    case "pending":
      return MAKING.test(operation);
    case "pending-version":
      return operation === "PublishVersion";
    default: {
      const twin = TWINS[fault];
      return write || twin === undefined || !faults.includes(twin);
    }
  }
}

export interface Lived {
  readonly lives: number;
  readonly failed: readonly Life[];
}

export async function liveChapter(name: ChapterName, ground: Ground, choice: Choice = {}): Promise<Lived> {
  const chapter = open(name, ground);
  const whole = await live(historyOf(chapter, []), ground);
  const failed: Life[] = whole.violations.length === 0 ? [] : [whole];
  const calls = whole.calls[chapter.earlier.filter(({ type }) => type === "passes").length] ?? [];
  const before = await onStage(chapter, ground, async (stage) => {
    for (const event of chapter.earlier) await happen(event, stage);
    return momentOf(stage);
  });
  const known = new Set<string>();
  let lives = 1;
  const faults = choice.faults ?? SINGLE_FAULTS;
  for (const [index, call] of calls.entries()) {
    if (choice.onlyWrites === true && !call.write) continue;
    for (const fault of faults) {
      if (!isOfItsOwn(fault, call, faults)) continue;
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
  /** What comes right before it. */
  readonly last: readonly Event[];
}

function open(name: ChapterName, ground: Ground): Chapter {
  // As the type of the name says.
  const [storyName, operationName] = name.split(": ") as [StoryName | ShiftStoryName, OperationName | ShiftOperationName];
  const story: Story = { ...STORIES, ...SHIFT_STORIES }[storyName](ground);
  const operation: Operation = { ...OPERATIONS, ...SHIFT_OPERATIONS }[operationName];
  const destroys = operation.pass.mode === "destroy";
  const states = operation.commits.map((index) => story.commits[index]);
  const converged = destroys ? states : states.slice(0, -1);
  const newest = states.at(-1);
  const committed: readonly Event[] = destroys || newest === undefined ? [] : [{ type: "commit", state: newest }];
  const steps = Array.from({ length: operation.steps ?? 0 }, (): readonly Event[] => [
    { type: "passes", passes: [CALM] },
    { type: "later", ms: STEP_MS },
  ]).flat();
  const earlier: readonly Event[] = [
    ...story.before.map((edit): Event => ({ type: "edit", edit })),
    ...converged.flatMap((state): Event[] => [
      { type: "commit", state },
      { type: "passes", passes: [CALM] },
    ]),
    ...(steps.length === 0 ? [] : [...committed, ...steps]),
  ];
  return { name, seed: 1, quotas: false, operation, destroys, earlier, last: steps.length === 0 ? committed : [] };
}

function historyOf({ name, seed, quotas, operation, destroys, earlier, last }: Chapter, faults: readonly PlacedFault[]): History {
  const [fault] = faults;
  return {
    name: `${name}${fault === undefined ? "" : `, ${fault.fault} at call ${fault.at}`}`,
    seed,
    quotas,
    events: [...earlier, ...last, { type: "passes", passes: [{ ...operation.pass, faults }] }],
    ...(destroys ? { ending: "destroyed" as const } : {}),
  };
}
