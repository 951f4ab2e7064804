/**
 * What happens in one simulated life of an account: as data, so that it can be printed, shrunk and replayed.
 * Positions in it (the nth call of a process, the nth candidate of an edit) are numbers that always mean something.
 */

import { ALL_IS_WELL } from "./alarms.ts";
import type { Authored } from "./authored.ts";
import { randomCommit, randomState } from "./authored.ts";
import { type Delivery, randomDelivery, randomNudge } from "./delivery.ts";
import { type Edit, randomAlarm, randomEdit, randomMeddling, randomSetup, randomUnmarking } from "./edits.ts";
import type { Random } from "./random.ts";
import { createRandom } from "./random.ts";

export interface History {
  readonly name: string;
  /** Of AWS's ids, waits and delays; what happens is told by the events alone. */
  readonly seed: number;
  /** Whether AWS's request quotas hold. */
  readonly quotas: boolean;
  readonly events: readonly Event[];
  /** What it comes to in calm weather; left out: the last valid commit, applied. */
  readonly ending?: "destroyed";
}

export type Event =
  /** From now on this is what git says; it may be invalid. */
  | { readonly type: "commit"; readonly state: Authored }
  | { readonly type: "edit"; readonly edit: Edit }
  /** One process, or several at once. */
  | { readonly type: "passes"; readonly passes: readonly Pass[] }
  | Watch
  | { readonly type: "ledger"; readonly becomes: "lost" | "torn" }
  | { readonly type: "later"; readonly ms: number };

/** Daemons, each on a machine of its own, for so long; then until they agree. */
export interface Watch {
  readonly type: "watch";
  /** Of how they spread their looks. */
  readonly seed: number;
  readonly daemons: readonly Watching[];
  readonly ms: number;
  /** Milliseconds from the start, in order. */
  readonly meanwhile: readonly { readonly at: number; readonly what: Extract<Event, { type: "commit" | "edit" }> }[];
}

/** What one daemon is asked, and meets: calls are counted over all of its passes. */
export type Watching = Pick<Pass, "prune" | "faults" | "slow" | "interruptAt" | "clockJump"> & {
  readonly intervalMs: number;
  /** What a change concerns it looks at first, however few resources there are. */
  readonly hastens?: true;
};

export interface Pass {
  readonly mode: "apply" | "destroy";
  readonly prune: boolean;
  /** `reviewed`: only the plan of a dry run just before; `outdated`: an edit lies between the two. */
  readonly expect: "anything" | "reviewed" | { readonly after: Edit };
  readonly faults: readonly PlacedFault[];
  /** Calls take their time, each its own: with others at work, everything happens in another order. */
  readonly slow: boolean;
  /** SIGTERM at the nth call. */
  readonly interruptAt?: number;
  /** How many commits behind git this process is. */
  readonly behind?: number;
  /** At its nth call the clock of its machine is set, by so much; AWS has its own. */
  readonly clockJump?: { readonly at: number; readonly ms: number };
  /** There is no room for its ledger when it wants to write it down. */
  readonly diskFull?: true;
  /** A person says that what was stopped or taken back is to be tried again. */
  readonly retry?: true;
}

/** A pass that nothing comes in the way of. */
export const CALM: Pass = { mode: "apply", prune: false, expect: "anything", faults: [], slow: false };

export const FAULTS = [
  "throttle",
  "fail-before",
  "fail-after",
  "lose-before",
  "lose-after",
  "cut",
  "time-out-before",
  "time-out-after",
  "die-before",
  "die-after",
  "denied",
  "expired",
  "conflict",
  "stale",
  "pending",
  "pending-version",
  "edit",
] as const;

export type FaultName = (typeof FAULTS)[number];

export interface PlacedFault {
  readonly fault: FaultName;
  /** The call of the process that it strikes, from 1. */
  readonly at: number;
  /** How many calls from there on. `denied` holds for the operation of that call, to the end of the pass. */
  readonly times: number;
  /** Of `edit`: what somebody else does right before the call. */
  readonly edit?: Edit;
}

/** What a scenario lets happen. */
interface Taste {
  readonly setup: number;
  readonly edits: number;
  readonly faults: number;
  readonly deaths: number;
  readonly both: number;
  readonly destroys: number;
  readonly watches: number;
  /** Whether what changes is delivered in steps, and history is kept within bounds. */
  readonly shifts: number;
  /** Whether alarms watch it. */
  readonly alarms: number;
}

const MIXED: Taste = {
  setup: 0.3,
  edits: 0.4,
  faults: 0.5,
  deaths: 0.25,
  both: 0.2,
  destroys: 0.08,
  watches: 0.06,
  shifts: 0.4,
  alarms: 0,
};

/** By the name that `--scenario` takes. */
export const SCENARIOS = {
  mixed: MIXED,
  crashes: { setup: 0.1, edits: 0.1, faults: 0, deaths: 1, both: 0, destroys: 0.1, watches: 0, shifts: 0.3, alarms: 0 },
  faults: { setup: 0.1, edits: 0.1, faults: 1, deaths: 0, both: 0, destroys: 0.1, watches: 0, shifts: 0.3, alarms: 0 },
  edits: { setup: 0.3, edits: 0.9, faults: 0.1, deaths: 0, both: 0, destroys: 0, watches: 0, shifts: 0.3, alarms: 0 },
  "look-alikes": { setup: 1, edits: 0.3, faults: 0.2, deaths: 0.1, both: 0, destroys: 0.1, watches: 0, shifts: 0.2, alarms: 0 },
  daemons: { setup: 0.1, edits: 0.2, faults: 0.5, deaths: 0.2, both: 0, destroys: 0, watches: 1, shifts: 0.4, alarms: 0 },
  "two-at-once": { setup: 0.1, edits: 0.2, faults: 0.2, deaths: 0.1, both: 1, destroys: 0, watches: 0, shifts: 0.3, alarms: 0 },
  shifts: { setup: 0.05, edits: 0.1, faults: 0.3, deaths: 0.25, both: 0.15, destroys: 0.05, watches: 0.25, shifts: 1, alarms: 0 },
  alarms: { setup: 0.05, edits: 0.05, faults: 0.3, deaths: 0.2, both: 0.1, destroys: 0.05, watches: 0.25, shifts: 1, alarms: 1 },
} as const satisfies Readonly<Record<string, Taste>>;

export type ScenarioName = keyof typeof SCENARIOS;

export function randomHistory(seed: number, scenario: ScenarioName, digests: Readonly<Record<string, string>>): History {
  const random = createRandom(seed);
  const taste: Taste = SCENARIOS[scenario];
  // Draws of its own: a history that delivers nothing in steps is what it was before there were any.
  const whim = createRandom(seed + 7_654_321);
  const haste = createRandom(seed + 5_432_101);
  const bell = taste.alarms > 0 ? createRandom(seed + 3_456_789) : undefined;
  const delivery = whim.chance(taste.shifts) ? randomDelivery(whim, bell) : AT_ONCE;
  const events: Event[] = bell === undefined ? [] : [{ type: "edit", edit: { what: ALL_IS_WELL, choice: 0 } }];
  let state = randomState(random, digests);
  if (random.chance(taste.setup)) {
    for (let left = 1 + random.int(3); left > 0; left -= 1) events.push({ type: "edit", edit: randomSetup(random) });
  }
  const commit = (next: Authored): void => {
    state = next;
    events.push({ type: "commit", state: delivery.of(state) });
  };
  commit(state);
  const more = delivery === AT_ONCE ? 0 : whim.int(3);
  for (let left = 1 + random.int(4) + more; left > 0; left -= 1) {
    if (random.chance(0.35)) commit(randomCommit(random, state, digests));
    if (delivery !== AT_ONCE) events.push(...whims(whim));
    if (bell?.chance(0.5)) events.push(...alarms(bell));
    if (delivery !== AT_ONCE && whim.chance(0.5)) commit(randomNudge(whim, state));
    while (random.chance(taste.edits)) {
      events.push({ type: "edit", edit: random.chance(0.12) ? randomUnmarking(random) : randomEdit(random) });
    }
    if (random.chance(0.1)) events.push({ type: "ledger", becomes: random.pick(["lost", "torn"]) });
    if (random.chance(0.2)) events.push({ type: "later", ms: random.int(600_000) });
    if (taste.watches === 0 || !random.chance(taste.watches)) {
      events.push({ type: "passes", passes: randomPasses(random, taste) });
      continue;
    }
    events.push(randomWatch(random, taste, { state, digests, delivery, whim, bell, haste }));
    // As long as many passes.
    break;
  }
  if (bell !== undefined) {
    for (let left = 3; left > 0; left -= 1) {
      // Whatever was on its way arrives, and then the next begins.
      events.push(once(random, taste), { type: "later", ms: 20 * MINUTE_MS }, once(random, taste));
      commit(randomNudge(bell, randomNudge(bell, randomNudge(bell, state))));
      events.push(once(random, taste));
      if (bell.chance(0.7)) events.push({ type: "edit", edit: { what: "alarm: rings", choice: bell.int(1000) } });
      else events.push({ type: "edit", edit: randomAlarm(bell) });
      events.push({ type: "later", ms: 30_000 + bell.int(3 * MINUTE_MS) }, once(random, taste));
    }
  }
  const ending = random.chance(taste.destroys) ? { ending: "destroyed" as const } : {};
  return { name: `${scenario} ${seed}`, seed, quotas: random.chance(0.2), events, ...ending };
}

const AT_ONCE: Delivery = { of: (state) => state };
const MINUTE_MS = 60_000;

/** Time for a step or two, and what others do to what is on its way. */
function whims(whim: Random): readonly Event[] {
  return [
    ...(whim.chance(0.7) ? [{ type: "later", ms: whim.int(whim.pick([90_000, 300_000, 900_000])) } as const] : []),
    ...(whim.chance(0.15) ? [{ type: "edit", edit: randomMeddling(whim) } as const] : []),
  ];
}

function once(random: Random, taste: Taste): Event {
  return { type: "passes", passes: [randomPass(random, { ...taste, destroys: 0 }, 1)] };
}

/** Often for so long that whoever is to go on finds it ringing. */
function alarms(bell: Random): readonly Event[] {
  return [
    { type: "edit", edit: randomAlarm(bell) },
    ...(bell.chance(0.5) ? [{ type: "later", ms: 11 * MINUTE_MS } as const] : []),
  ];
}

interface Going {
  readonly state: Authored;
  readonly digests: Readonly<Record<string, string>>;
  readonly delivery: Delivery;
  readonly whim: Random;
  readonly bell: Random | undefined;
  readonly haste: Random;
}

function randomWatch(random: Random, taste: Taste, { state, digests, delivery, whim, bell, haste }: Going): Watch {
  const daemons = Array.from({ length: random.pick([1, 2, 2, 3]) }, (): Watching => {
    const { mode: _, expect: _expect, diskFull: _disk, behind: _behind, ...asked } = randomPass(random, taste, 2);
    const intervalMs = random.pick([10, 15]) * MINUTE_MS;
    return { ...asked, intervalMs, ...(haste.chance(0.5) && { hastens: true as const }) };
  });
  const ms = (10 + random.int(20)) * MINUTE_MS;
  const times = Array.from({ length: random.int(4) }, () => random.int(ms)).toSorted((one, other) => one - other);
  let newest = state;
  let last = 0;
  const commit = (next: Authored) => {
    newest = next;
    return { type: "commit", state: delivery.of(newest) } as const;
  };
  const meanwhile = times.flatMap((time): Watch["meanwhile"] => {
    const at = Math.max(time, last);
    const isEdit = random.chance(0.5);
    const what = isEdit ? ({ type: "edit", edit: randomEdit(random) } as const) : commit(randomCommit(random, newest, digests));
    if (delivery === AT_ONCE) return [{ at, what }];
    // A change that begins to move, and while it does somebody else's or the next one.
    last = at + whim.int(3 * MINUTE_MS);
    const next = whim.chance(0.3) ? ({ type: "edit", edit: randomMeddling(whim) } as const) : commit(randomNudge(whim, newest));
    return [
      { at, what },
      { at: last, what: next },
    ];
  });
  const rings = bell === undefined ? [] : Array.from({ length: 1 + bell.int(3) }, () => ringing(bell, ms));
  return {
    type: "watch",
    seed: random.int(1e9),
    daemons,
    ms,
    meanwhile: [...meanwhile, ...rings].toSorted((one, other) => one.at - other.at),
  };
}

function ringing(bell: Random, ms: number): Watch["meanwhile"][number] {
  return { at: bell.int(ms), what: { type: "edit", edit: randomAlarm(bell) } };
}

function randomPasses(random: Random, taste: Taste): readonly Pass[] {
  const count = random.chance(taste.both) ? 2 : 1;
  return Array.from({ length: count }, () => randomPass(random, taste, count));
}

function randomPass(random: Random, taste: Taste, count: number): Pass {
  const faults: PlacedFault[] = [];
  while (faults.length < 6 && random.chance(taste.faults)) faults.push(randomFault(random, taste));
  if (random.chance(taste.deaths)) faults.push(death(random));
  return {
    mode: random.chance(taste.destroys) ? "destroy" : "apply",
    prune: random.chance(0.25),
    expect: random.chance(0.1) ? "reviewed" : random.chance(0.05) ? { after: randomEdit(random) } : "anything",
    faults,
    slow: count > 1 || random.chance(0.5),
    ...(random.chance(0.05) ? { interruptAt: 1 + random.int(60) } : {}),
    ...(count > 1 && random.chance(0.3) ? { behind: 1 } : {}),
    ...(random.chance(0.08) ? { clockJump: { at: 1 + random.int(60), ms: random.pick(JUMPS_MS) } } : {}),
    ...(random.chance(0.05) ? { diskFull: true as const } : {}),
  };
}

/** A second or two that time servers take back, a time zone mistaken, a day set by hand; in both directions. */
const JUMPS_MS = [-86_400_000, -3_600_000, -2_000, 2_000, 3_600_000, 86_400_000] as const;

function randomFault(random: Random, taste: Taste): PlacedFault {
  const names = FAULTS.filter((name) => !name.startsWith("die") && (name !== "edit" || taste.edits > 0));
  const fault = random.pick(names);
  return {
    fault,
    at: position(random),
    times: random.chance(0.7) ? 1 : 1 + random.int(4),
    ...(fault === "edit" ? { edit: randomEdit(random) } : {}),
  };
}

function death(random: Random): PlacedFault {
  return { fault: random.pick(["die-before", "die-after"]), at: position(random), times: 1 };
}

/** A pass makes some ten calls to look, and up to a hundred to build everything. */
function position(random: Random): number {
  return 1 + random.int(random.pick([15, 40, 90]));
}
