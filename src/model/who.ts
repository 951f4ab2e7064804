/** Asking AWS who made a drift. */
import type { Actor } from "./actor.ts";
import type { Address } from "./address.ts";
import type { DriftKind } from "./alerts.ts";

/** A drift whose actor is looked for. */
export interface DriftQuestion {
  /** Of the condition. */
  readonly id: string;
  readonly address: Address;
  readonly drift: DriftKind;
  /** Of the field that differs; left out: it is about the resource as a whole. */
  readonly path?: string;
  /** Of the REST API that it is of, where it is of one. */
  readonly apiId?: string;
  /** Of the resource itself, where AWS knows it by an id; left out: by its name, or it is not there. */
  readonly ownId?: string;
  /** Milliseconds since the epoch: when it was last seen as desired, and when it was found to differ. */
  readonly since: number;
  readonly until: number;
}

export interface Who {
  /**
   * One look, by the id of the drift. What is not among them was not found, or not yet: AWS tells minutes late. Our own
   * writes are nobody's. Throws `StagekeeperError`: `denied` where we may not ask.
   */
  find(questions: readonly DriftQuestion[], signal: AbortSignal): Promise<ReadonlyMap<string, Actor>>;
}

/** A write of somebody's that AWS told of as it was made. */
export interface NoticedWrite {
  readonly account: string;
  readonly region: string;
  /** It is of a service without regions: AWS tells of it in one, and it holds in all. */
  readonly everywhere: boolean;
  readonly actor: Actor;
  /** Whether it was our program, as this caller. */
  isOwn(caller: string): boolean;
  /** Whether it can have changed a declared resource; `id`: AWS's, of it or of the REST API that it is of, where events name that. */
  concerns(address: Address, id: string | undefined): boolean;
  /** Whether it changes who may call a function, which is desired where its APIs are. */
  readonly concernsAccess: boolean;
  /** Whether it can have made this drift. */
  made(question: DriftQuestion): boolean;
}
