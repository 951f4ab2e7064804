/** Queues of the sandbox's SQS, and how a message of one is received. */
import { createHash } from "node:crypto";

export interface SqsState {
  readonly queues: Map<string, QueueState>;
}

export interface QueueState {
  readonly name: string;
  readonly fifo: boolean;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly attributes: Map<string, string>;
  /** In the order in which they came. */
  messages: StoredMessage[];
  /** When each deduplication id was last taken, and the message that it was of. */
  readonly taken: Map<string, { readonly at: number; readonly message: StoredMessage }>;
  sequence: number;
  /** Those who wait for a message. */
  readonly waiting: Set<() => void>;
}

export interface StoredMessage {
  readonly id: string;
  readonly body: string;
  readonly group: string | undefined;
  readonly deduplicationId: string | undefined;
  readonly sequence: string;
  readonly sentAt: number;
  firstReceivedAt: number | undefined;
  receives: number;
  /** Of the last receive; undefined: never received. */
  handle: string | undefined;
  /** Hidden until then. */
  visibleAt: number;
  readonly deadLetterOf: string | undefined;
}

export function createSqsState(): SqsState {
  return { queues: new Map() };
}

export interface Redrive {
  /** Name of the queue that takes them. */
  readonly to: string;
  readonly most: number;
}

export function redriveOf({ attributes }: QueueState): Redrive | null {
  const text = attributes.get("RedrivePolicy");
  if (text === undefined) return null;
  // Checked when it was set.
  const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(text) as Readonly<Record<string, unknown>>;
  return { to: String(deadLetterTargetArn).split(":").at(-1) ?? "", most: Number(maxReceiveCount) };
}

/**
 * What can be received now, oldest first. Of a FIFO queue no message of a group of which one is hidden: those behind it keep
 * their order, and whoever has it has the group ("Receiving messages" of the FIFO delivery logic).
 */
export function receivable(queue: QueueState, now: number): readonly StoredMessage[] {
  const held = new Set<string | undefined>();
  for (const { group, visibleAt } of queue.messages) if (queue.fifo && visibleAt > now) held.add(group);
  return queue.messages.filter(({ group, visibleAt }) => visibleAt <= now && !(queue.fifo && held.has(group)));
}

export function inFlight({ handle, visibleAt }: StoredMessage, now: number): boolean {
  return handle !== undefined && visibleAt > now;
}

export function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}
