/**
 * What a message asks of a worker. Pure. Two forms, both of one target, whose name is the message's group too: that is what
 * keeps a target in one worker's hands.
 *
 *   {"stagekeeper":1,"target":"prod","trigger":"schedule","only":["bucket:*"]}      a pass; `trigger` and `only` may be left out
 *   {"stagekeeper":1,"target":"prod","event":{…}}                                   somebody's write, as EventBridge tells it
 *
 * A desired state without `targets` has one, whose name is left out and whose group is `only`.
 */
import type { NoticedWrite } from "../model/who.ts";
import type { Delivery, OutgoingMessage } from "../model/work-queue.ts";
import type { Trigger } from "./loop.ts";

export interface Order {
  readonly trigger: Trigger;
  /** Empty: everything. */
  readonly only: readonly string[];
  /** `null`: it began with nobody's write. */
  readonly write: NoticedWrite | null;
}

export type ReadOrder = { readonly order: Order } | { readonly fault: string };

const FORM = 1;
const ASKABLE: readonly Trigger[] = ["schedule", "change", "signal", "retry", "shift", "event"];
const ONLY_GROUP = "only";

/** `null`: the one target of a desired state without names. */
export function groupOf(target: string | null): string {
  return target ?? ONLY_GROUP;
}

export function readOrder(
  { body, group }: Pick<Delivery, "body" | "group">,
  readEvent: (event: unknown) => NoticedWrite | null,
): ReadOrder {
  const message = parsed(body);
  if (message === null || message.stagekeeper !== FORM) return { fault: "it is in no form that this version knows" };
  const { target = null, trigger = "schedule", only = [], event } = message;
  if (target !== null && typeof target !== "string") return { fault: "its target is no name" };
  if (group !== groupOf(target)) return { fault: `its message group is not "${groupOf(target)}", which its target asks for` };
  if (event !== undefined) {
    const write = readEvent(event);
    return write === null ? { fault: "its event is of no write" } : { order: { trigger: "event", only: [], write } };
  }
  const known = ASKABLE.find((one) => one === trigger);
  if (known === undefined) return { fault: `its trigger is none of ${ASKABLE.join(", ")}` };
  if (!Array.isArray(only) || !only.every((pattern) => typeof pattern === "string"))
    return { fault: "its only is no list of texts" };
  return { order: { trigger: known, only, write: null } };
}

export interface PassOrder {
  readonly target: string | null;
  readonly trigger: Trigger;
  readonly only?: readonly string[];
  /** Tells it from others that ask for the same. */
  readonly once: string;
}

export function passMessage({ target, once, ...asked }: PassOrder): OutgoingMessage {
  const body = JSON.stringify({ stagekeeper: FORM, ...(target !== null && { target }), ...asked });
  return { group: groupOf(target), body, once };
}

/** Each event once a target, however often it is told of. */
export function eventMessage(target: string | null, event: unknown, { actor }: NoticedWrite): OutgoingMessage {
  const body = JSON.stringify({ stagekeeper: FORM, ...(target !== null && { target }), event });
  return { group: groupOf(target), body, once: actor.eventId };
}

function parsed(body: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(body);
    // Any object can be read by string keys; what comes out is unknown.
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
