/**
 * A fleet on virtual time: schedules, console edits and their events, a queue of groups, and workers. Pure: no clock but the
 * model's own, no chance but what is given.
 *
 *   a message        waits in the group of its target; a target that is in a worker's hands is given to nobody else
 *   a pass           takes all messages of its target that wait, uses the processor of its worker, which others use in turns,
 *                    and then waits for AWS, as the others do beside it
 *   an edit          is seen at the end of the first pass that began after it and looked at it: one of the schedule looks at
 *                    everything, one of an event at what that event concerns
 *   what was seen    is put back, and looked at once more half a minute later, as `daemon/target-work.ts` does
 */
import { MinHeap } from "../../src/plan/min-heap.ts";

export interface Pass {
  /** Of the worker's processor. */
  readonly cpuMs: number;
  /** For answers of AWS. */
  readonly waitMs: number;
}

/** What is asked of the fleet. Times are milliseconds from the start. */
export interface Demand {
  readonly targets: number;
  /** Sorted by time. */
  readonly messages: readonly Message[];
  readonly edits: readonly Edit[];
}

export interface Message {
  readonly at: number;
  readonly target: number;
  /** Index of the edit that its event is of; left out: the schedule. */
  readonly edit?: number;
}

export interface Edit {
  readonly at: number;
  readonly target: number;
}

export interface Crew {
  readonly workers: number;
  /** Targets at once, of each. */
  readonly atOnce: number;
  readonly pass: Pass;
  /** After a pass that put something back; `null`: no second look. */
  readonly lookAgainMs: number | null;
}

export interface Outcome {
  /** By edit, from when it was made until it was seen; `null`: it was not. */
  readonly seenAfter: readonly (number | null)[];
  /** By message of the demand, from when it came until its pass began. */
  readonly waited: readonly number[];
  readonly passes: number;
  /** Share of the time until the last message came in which the processors were busy. */
  readonly busy: number;
}

interface Waiting {
  readonly at: number;
  readonly message: number | null;
  readonly edit: number | null;
  readonly whole: boolean;
}

interface End {
  readonly target: number;
  readonly worker: number;
  readonly putBack: boolean;
}

interface Worker {
  busy: number;
  processorFreeAt: number;
}

export function runFleet({ targets, messages, edits }: Demand, crew: Crew): Outcome {
  const seenAfter: (number | null)[] = edits.map(() => null);
  const waited: number[] = messages.map(() => 0);
  const open = openEdits(edits);
  const groups: Waiting[][] = Array.from({ length: targets }, () => []);
  const inHands = new Set<number>();
  const ready: number[] = [];
  const workers: Worker[] = Array.from({ length: crew.workers }, () => ({ busy: 0, processorFreeAt: 0 }));
  const ends = new Ends();
  // Each is asked for a constant time after an end, and ends come in order.
  const looks: { readonly at: number; readonly target: number }[] = [];
  const last = messages.at(-1)?.at ?? 0;
  let [passes, processorMs, nextMessage, nextLook, nextReady] = [0, 0, 0, 0, 0];

  function begin(target: number, index: number, worker: Worker, now: number): void {
    inHands.add(target);
    const taken = groups[target] ?? [];
    groups[target] = [];
    const from = Math.max(now, worker.processorFreeAt);
    worker.processorFreeAt = from + crew.pass.cpuMs;
    worker.busy += 1;
    passes += 1;
    processorMs += Math.max(0, Math.min(last, worker.processorFreeAt) - from);
    const end = worker.processorFreeAt + crew.pass.waitMs;
    for (const { message, at } of taken) if (message !== null) waited[message] = now - at;
    const seen = seeEdits(open.get(target) ?? [], taken, now);
    for (const { edit, at } of seen) seenAfter[edit] = end - at;
    ends.add(end, { target, worker: index, putBack: seen.length > 0 });
  }

  function come(target: number, waiting: Waiting): void {
    const group = groups[target] ?? [];
    group.push(waiting);
    if (group.length === 1 && !inHands.has(target)) ready.push(target);
  }

  for (;;) {
    const [end, look, message] = [ends.next(), looks[nextLook], messages[nextMessage]];
    const now = Math.min(end ?? Infinity, look?.at ?? Infinity, message?.at ?? Infinity);
    if (now === Infinity) break;
    if (now === end) {
      for (const { target, worker, putBack } of ends.take()) {
        const free = workers[worker];
        if (free !== undefined) free.busy -= 1;
        inHands.delete(target);
        if (putBack && crew.lookAgainMs !== null) looks.push({ at: now + crew.lookAgainMs, target });
        if ((groups[target] ?? []).length > 0) ready.push(target);
      }
    } else if (now === look?.at) {
      nextLook += 1;
      come(look.target, { at: now, message: null, edit: null, whole: false });
    } else if (message !== undefined) {
      const { at, target, edit = null } = message;
      come(target, { at, message: nextMessage, edit, whole: edit === null });
      nextMessage += 1;
    }
    for (let target = ready[nextReady]; target !== undefined; target = ready[nextReady]) {
      const index = leastBusy(workers, crew.atOnce);
      const worker = workers[index ?? -1];
      if (index === null || worker === undefined) break;
      nextReady += 1;
      begin(target, index, worker, now);
    }
  }
  return { seenAfter, waited, passes, busy: last === 0 ? 0 : processorMs / (last * crew.workers) };
}

/** Of passes, by when they are. */
class Ends {
  readonly #later = new MinHeap();
  readonly #at = new Map<number, End[]>();
  /** Not among the later ones. */
  #next: number | undefined;

  next(): number | undefined {
    return this.#next;
  }

  add(at: number, end: End): void {
    const those = this.#at.get(at);
    if (those !== undefined) {
      those.push(end);
      return;
    }
    this.#at.set(at, [end]);
    if (this.#next === undefined) this.#next = at;
    else {
      this.#later.push(Math.max(at, this.#next));
      this.#next = Math.min(at, this.#next);
    }
  }

  /** Those at the next. */
  take(): readonly End[] {
    const those = this.#at.get(this.#next ?? Number.NaN) ?? [];
    this.#at.delete(this.#next ?? Number.NaN);
    this.#next = this.#later.pop();
    return those;
  }
}

interface OpenEdit extends Edit {
  readonly edit: number;
}

function openEdits(edits: readonly Edit[]): ReadonlyMap<number, OpenEdit[]> {
  const open = new Map<number, OpenEdit[]>();
  edits.forEach((made, edit) => {
    const those = open.get(made.target) ?? [];
    those.push({ ...made, edit });
    open.set(made.target, those);
  });
  return open;
}

/** Those that a pass which begins now sees, which are open no more. */
function seeEdits(open: OpenEdit[], taken: readonly Waiting[], now: number): readonly OpenEdit[] {
  const whole = taken.some((one) => one.whole);
  const isSeen = ({ at, edit }: OpenEdit) => at <= now && (whole || taken.some((one) => one.edit === edit));
  const seen = open.filter(isSeen);
  if (seen.length > 0) open.splice(0, open.length, ...open.filter((one) => !seen.includes(one)));
  return seen;
}

/** The one with the most room, the first of several; `null`: none has any. */
function leastBusy(workers: readonly Worker[], atOnce: number): number | null {
  let found: number | null = null;
  workers.forEach(({ busy }, index) => {
    if (busy < atOnce && (found === null || busy < (workers[found]?.busy ?? 0))) found = index;
  });
  return found;
}
