/**
 * From the queue of events, which has no groups, to the queue of work: each of somebody's writes becomes a message for every
 * target of its account and region. What is of nobody's target, and what is no write, is done.
 */
import { messageOf } from "../model/errors.ts";
import type { FleetSource, FleetTarget } from "../model/fleet.ts";
import type { Clock, Logger } from "../model/ports.ts";
import type { NoticedWrite } from "../model/who.ts";
import type { Delivery, WorkQueue } from "../model/work-queue.ts";
import { eventMessage } from "./orders.ts";

export interface ForwardPorts {
  readonly events: WorkQueue;
  readonly queue: Pick<WorkQueue, "send">;
  readonly source: FleetSource;
  readonly clock: Clock;
  readonly logger: Logger;
  readEvent(event: unknown): NoticedWrite | null;
}

const HOLD_MS = 60_000;
const MOST = 10;
const PAUSE_MS = 5_000;

/** Until the signal is aborted. Never rejects: what could not be forwarded is received again. */
export function forwardEvents(ports: ForwardPorts, signal: AbortSignal): Promise<void> {
  return receiveEvents(ports, (deliveries) => forward(deliveries, ports, signal), signal);
}

/** As above, for whoever takes them. */
export async function receiveEvents(
  ports: Pick<ForwardPorts, "events" | "clock" | "logger">,
  take: (deliveries: readonly Delivery[]) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      const deliveries = await ports.events.receive(MOST, HOLD_MS, signal);
      if (deliveries.length > 0) await take(deliveries);
    } catch (error) {
      if (signal.aborted) return;
      ports.logger.warn({ detail: messageOf(error) }, "events not taken");
      await ports.clock.sleep(PAUSE_MS, signal).catch(() => {});
    }
  }
}

async function forward(deliveries: readonly Delivery[], ports: ForwardPorts, signal: AbortSignal): Promise<void> {
  const fleet = await ports.source.load(signal);
  // They are held again when it is not known whose they are, and come back.
  if (!fleet.valid) return;
  const targets = fleet.targets.map(({ target }) => target);
  const messages = deliveries.flatMap(({ body }) => {
    const event = parsed(body);
    const write = ports.readEvent(event);
    if (write === null) return [];
    return targets.filter((target) => isIn(target, write)).map(({ name }) => eventMessage(name, slim(event), write));
  });
  if (messages.length > 0) await ports.queue.send(messages);
  await ports.events.done(deliveries);
  ports.logger.debug({ events: deliveries.length, messages: messages.length }, "events forwarded");
}

/** Where the only target is, its own pass knows. */
export function isIn(target: FleetTarget, { account, region, everywhere }: NoticedWrite): boolean {
  return target.name === null || (target.account === account && (everywhere || target.region === region));
}

/** What AWS answered to a write is of no use, and may be long. */
function slim(event: unknown): unknown {
  const { account, region, detail } = event as Readonly<Record<string, unknown>>; // It was read as a write.
  return { account, region, detail: { ...(detail as object), responseElements: null } };
}

export function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
