/**
 * A worker: takes messages from a queue and works on several targets at once. All messages of a target that came together are
 * one piece of work, for a pass looks at how things are and not at what the message said.
 *
 *   the work                                   its messages
 *   came to an end, however                    are done
 *   was cut short: the worker is to stop       are let go, for another worker at once
 *   cannot be told what it is, or broke off    are let go after a pause; the queue's redrive policy ends that
 *   may be in somebody else's hands by now     are left alone, and the work is cut short
 *
 * While work goes on its messages are held anew, a third of the time before they would be let go. A worker that was stopped
 * for longer than it held them finds out before it does anything else, for it looks at the clock and not at its intentions.
 */
import { aborted } from "../model/aborted.ts";
import { withEitherSignal } from "../model/either-signal.ts";
import { messageOf } from "../model/errors.ts";
import type { Clock, Logger } from "../model/ports.ts";
import type { Delivery, WorkQueue } from "../model/work-queue.ts";

export interface WorkerSettings {
  /** Targets at once. */
  readonly atOnce: number;
  /** For how long messages are held without news. */
  readonly holdMs: number;
  /** What is under way is waited for when it is to stop. */
  readonly graceMs: number;
}

/** What becomes of messages: those that are done, and those that nobody can do anything with. */
export interface Worked {
  readonly done: readonly Delivery[];
  readonly faulty: readonly { readonly delivery: Delivery; readonly fault: string }[];
  /** The work was cut short. */
  readonly interrupted: boolean;
}

export interface WorkerPorts {
  readonly queue: WorkQueue;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Works on one target. Ends soon once the signal is aborted. */
  work(group: string, deliveries: readonly Delivery[], signal: AbortSignal): Promise<Worked>;
}

/** Of a queue that cannot be asked. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** Before a message that nobody can do anything with is given out again. */
const FAULTY_PAUSE_MS = 2_000;

/** Resolves once the signal was aborted, with whether all work came to its end within the grace. Never rejects. */
export async function runWorker(settings: WorkerSettings, ports: WorkerPorts, signal: AbortSignal): Promise<boolean> {
  const busy = new Set<Promise<void>>();
  let failures = 0;
  while (!signal.aborted) {
    if (busy.size >= settings.atOnce) {
      await Promise.race([...busy, aborted(signal)]);
      continue;
    }
    const deliveries = await receive(settings.atOnce - busy.size, failures, { settings, ports, signal });
    failures = deliveries === null ? failures + 1 : 0;
    if (signal.aborted) {
      // They came as it was to end.
      await ports.queue.hold(deliveries ?? [], 0).catch(() => []);
      break;
    }
    for (const [group, those] of mapByGroup(deliveries ?? [])) {
      const working: Promise<void> = workOn(group, those, { settings, ports, signal }).finally(() => busy.delete(working));
      busy.add(working);
    }
  }
  ports.logger.info({ targets: busy.size, graceMs: settings.graceMs }, "draining");
  const ended = Promise.all(busy).then(() => true);
  return Promise.race([ended, ports.clock.sleep(settings.graceMs).then(() => false)]);
}

interface Circumstances {
  readonly settings: WorkerSettings;
  readonly ports: WorkerPorts;
  readonly signal: AbortSignal;
}

/** `null`: the queue could not be asked, and was waited for. */
async function receive(
  most: number,
  failures: number,
  { settings, ports, signal }: Circumstances,
): Promise<readonly Delivery[] | null> {
  try {
    return await ports.queue.receive(most, settings.holdMs, signal);
  } catch (error) {
    if (signal.aborted) return [];
    ports.logger.warn({ detail: messageOf(error) }, "queue not asked");
    await ports.clock.sleep(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures), signal).catch(() => {});
    return null;
  }
}

async function workOn(group: string, deliveries: readonly Delivery[], circumstances: Circumstances): Promise<void> {
  const { ports, signal } = circumstances;
  const lost = new AbortController();
  const over = new AbortController();
  const holding = hold(deliveries, { ...circumstances, lost, over: over.signal });
  const worked = await withEitherSignal([signal, lost.signal], (either) => ports.work(group, deliveries, either)).catch(
    (error: unknown): Worked => {
      const fault = error instanceof Error ? (error.stack ?? error.message) : String(error);
      return { done: [], faulty: deliveries.map((delivery) => ({ delivery, fault })), interrupted: false };
    },
  );
  over.abort();
  await holding;
  if (lost.signal.aborted) return ports.logger.warn({ target: group }, "work lost to another worker");
  await settle(group, worked, circumstances).catch((error: unknown) => {
    // They come again, and what is done twice is done once.
    ports.logger.warn({ target: group, detail: messageOf(error) }, "messages not settled");
  });
}

async function settle(group: string, { done, faulty, interrupted }: Worked, { ports }: Circumstances): Promise<void> {
  const { queue, logger } = ports;
  for (const { delivery, fault } of faulty) {
    logger.error({ target: group, message: delivery.id, receives: delivery.receives, detail: fault }, "message not understood");
  }
  if (interrupted) await queue.hold(done, 0);
  else if (done.length > 0) await queue.done(done);
  if (faulty.length > 0)
    await queue.hold(
      faulty.map(({ delivery }) => delivery),
      FAULTY_PAUSE_MS,
    );
}

/** Holds the messages until the work is over; what cannot be held in time is lost. */
async function hold(
  deliveries: readonly Delivery[],
  { settings, ports, lost, over }: Circumstances & { readonly lost: AbortController; readonly over: AbortSignal },
): Promise<void> {
  const { clock, queue, logger } = ports;
  let heldUntil = clock.now() + settings.holdMs;
  while (!over.aborted) {
    const rested = await clock.sleep(settings.holdMs / 3, over).then(
      () => true,
      () => false,
    );
    if (!rested) return;
    const since = clock.now();
    const answer = await answerIn(heldUntil - settings.holdMs / 6 - since, queue.hold(deliveries, settings.holdMs), clock);
    if (answer.held === "ours") heldUntil = since + settings.holdMs;
    else if (answer.held === "theirs") return lost.abort(new Error("its messages are no longer ours"));
    else logger.warn({ detail: answer.held }, "messages not held");
    // Not at the next look, which would be when somebody else may have them.
    if (clock.now() + settings.holdMs / 3 >= heldUntil) return lost.abort(new Error("its messages could not be held"));
  }
}

/** Whose they are, or why nobody knows. */
interface Held {
  readonly held: string;
}

async function answerIn(ms: number, asking: Promise<readonly Delivery[]>, clock: Clock): Promise<Held> {
  const answered = new AbortController();
  const late = clock.sleep(Math.max(0, ms), answered.signal).then(
    (): Held => ({ held: "no answer in time" }),
    (): Held => ({ held: "answered" }),
  );
  const answer = asking.then(
    (gone): Held => ({ held: gone.length > 0 ? "theirs" : "ours" }),
    (error: unknown): Held => ({ held: messageOf(error) }),
  );
  const first = await Promise.race([answer, late]);
  answered.abort();
  return first;
}

/** In the order in which they came. One without a group is by itself: nothing is known of what it belongs to. */
function mapByGroup(deliveries: readonly Delivery[]): ReadonlyMap<string, readonly Delivery[]> {
  const groups = new Map<string, Delivery[]>();
  for (const delivery of deliveries) {
    const group = delivery.group ?? delivery.id;
    groups.set(group, [...(groups.get(group) ?? []), delivery]);
  }
  return groups;
}
