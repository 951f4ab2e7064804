/** What the sandbox's CloudTrail remembers: the event history, oldest first. */

export interface TrailState {
  readonly events: TrailEvent[];
}

export interface TrailEvent {
  readonly id: string;
  /** With the suffix that AWS gives it: `UpdateAlias20150331`. */
  readonly name: string;
  /** `lambda.amazonaws.com`. */
  readonly source: string;
  readonly accessKeyId: string | undefined;
  readonly username: string;
  /** Milliseconds of the sandbox's clock, of the call. */
  readonly at: number;
  /** From when on it is found. */
  readonly visibleFrom: number;
  readonly resources: readonly { readonly type: string; readonly name: string }[];
  /** The event as JSON. */
  readonly document: string;
}

export function createTrailState(): TrailState {
  return { events: [] };
}
