/** AWS emulators that others wrote, each a row of `EMULATORS` in rows.ts. Starting one yields where it listens. */

export interface Emulator {
  readonly name: string;
  /** Installs what it needs, starts it on a free loopback port and waits until it answers. Throws, saying what to do. */
  start(): Promise<RunningEmulator>;
}

export interface RunningEmulator {
  readonly endpoint: EmulatorEndpoint;
  stop(): Promise<void>;
}

/** Plain data, so that it can be handed to test processes. */
export interface EmulatorEndpoint {
  readonly name: string;
  readonly url: string;
  /** A POST there empties the account; undefined: it cannot be emptied, and the example's scenarios cannot run there. */
  readonly resetUrl?: string;
  /** Its queues are asked by short polls (tools/scale/short-polls.ts says why); left out: as SQS is. */
  readonly shortPolls?: true;
  /** Base of a stage's invoke URL, with `{api}` and `{stage}` in it; undefined: no stage can be called. */
  readonly invokeUrl?: string;
}
