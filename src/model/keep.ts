/** How much history stays; with every default. */
export interface KeepIntent {
  /** The newest of ours, used or not. */
  readonly count: number;
  /** How long one has to be used by nothing before it goes; milliseconds. */
  readonly graceMs: number;
}
