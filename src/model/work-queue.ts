/**
 * A queue of work that several processes share. Messages of one group are in one process's hands at a time, and in somebody
 * else's when that one lets them lie for longer than it said.
 */

export interface Delivery {
  readonly id: string;
  /** `null`: the queue knows no groups. */
  readonly group: string | null;
  readonly body: string;
  /** How often it was received, this time counted. */
  readonly receives: number;
  /** What this receive of it is known by. */
  readonly handle: string;
}

export interface OutgoingMessage {
  readonly group: string;
  readonly body: string;
  /** A message with the same is not delivered within the minutes that the queue remembers it. */
  readonly once: string;
}

export interface QueueFacts {
  readonly waiting: number;
  readonly inHands: number;
  /** A message that was received so often goes to the dead letters; `null`: none ever does. */
  readonly mostReceives: number | null;
  /** Messages among the dead letters; `null`: there is no such queue, or it may not be looked at. */
  readonly dead: { readonly queue: string; readonly messages: number } | null;
}

/** Throws `StagekeeperError`. */
export interface WorkQueue {
  /** At most ten, and none after a while without any. Nobody else gets them, or others of their groups, for `holdMs`. */
  receive(most: number, holdMs: number, signal: AbortSignal): Promise<readonly Delivery[]>;
  /** Holds them for so long from now on; 0: lets them go. Gives those that are ours no more. */
  hold(deliveries: readonly Delivery[], ms: number): Promise<readonly Delivery[]>;
  /** They are never delivered again. */
  done(deliveries: readonly Delivery[]): Promise<void>;
  send(messages: readonly OutgoingMessage[]): Promise<void>;
  facts(): Promise<QueueFacts>;
  close(): void;
}
