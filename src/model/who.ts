/** Who changed something in AWS, as AWS's own audit log has it. */
import type { Address } from "./address.ts";
import type { DriftKind } from "./alerts.ts";

/** Every text in it is from outside: it is made printable before a person sees it. */
export interface Actor {
  /** `arn:aws:sts::…:assumed-role/Admin/alice`; where AWS gives none, the service or account that it names. */
  readonly arn: string;
  /** As AWS names it: `IAMUser`, `AssumedRole`, `Root`, `AWSService`, … */
  readonly type: string;
  /** Of an assumed role: the name of the session, which is often the person. */
  readonly session?: string;
  readonly sourceIp?: string;
  readonly userAgent?: string;
  /** As AWS names it: `UpdateAlias20150331`. */
  readonly event: string;
  readonly eventId: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
}

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
