/** What each command is asked for: the members are the options of `option-table.ts`, once they are read. */
import type { AskableKind } from "../history/select.ts";
import type { ListenAddress, Moment } from "./option-values.ts";

export const FORMATS = ["text", "json", "markdown"] as const;
export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "silent"] as const;

/** A graph is no result: it is drawn, or read by a program. */
export const GRAPH_FORMATS = [...FORMATS, "mermaid"] as const;

export type Format = (typeof FORMATS)[number];
export type GraphFormat = (typeof GRAPH_FORMATS)[number];
export type LogLevel = (typeof LOG_LEVELS)[number];

export const COMMANDS = [
  "reconcile",
  "watch",
  "worker",
  "enqueue",
  "status",
  "history",
  "validate",
  "import",
  "accept",
  "rollback",
  "destroy",
  "graph",
  "iam-policy",
  "sandbox",
] as const;
export type CommandName = (typeof COMMANDS)[number];

export interface OutputOptions {
  readonly format: Format;
  /** Left out: `warn`, and `silent` where a person reads the result on the same terminal. */
  readonly logLevel?: LogLevel;
  readonly color: boolean;
}

/** Of commands that work on targets. */
interface TargetOptions {
  /** Names of targets, with `*` for any; left out, or empty: all there are. */
  readonly target?: readonly string[];
}

export interface ValidateOptions extends OutputOptions, TargetOptions {
  readonly values?: string;
  readonly print: boolean;
}

export interface GraphOptions extends Omit<OutputOptions, "format">, TargetOptions {
  /** `text`: as Mermaid. */
  readonly format: GraphFormat;
  readonly values?: string;
  readonly only: readonly string[];
}

export interface PassOptions extends OutputOptions, TargetOptions {
  /** Files that the result is written to as well, each as its ending says. */
  readonly report: readonly string[];
  readonly values?: string;
  readonly dryRun: boolean;
  readonly only: readonly string[];
  readonly prune: boolean;
  readonly expect?: string;
  readonly force: boolean;
  readonly yes: boolean;
  /** Until what shifts has arrived. */
  readonly wait: boolean;
  readonly retry: readonly string[];
  readonly state: string;
  readonly concurrency: number;
  readonly sandbox: boolean;
  readonly endpointUrl?: string;
  readonly region?: string;
  readonly profile?: string;
  /** Per cent of every AWS request quota that is left to others. */
  readonly quotaReserve?: number;
}

export interface RollbackOptions extends OutputOptions, TargetOptions {
  /** The desired state that says what the target is; left out: the usual one. */
  readonly in?: string;
  /** A deployment or version; left out: what was before. */
  readonly to?: string;
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly state: string;
  readonly endpointUrl?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly quotaReserve?: number;
}

export interface WatchOptions extends Omit<OutputOptions, "format"> {
  readonly values?: string;
  readonly dryRun: boolean;
  readonly only: readonly string[];
  readonly prune: boolean;
  readonly state: string;
  readonly concurrency: number;
  readonly endpointUrl?: string;
  readonly region?: string;
  readonly profile?: string;
  /** As for a pass. */
  readonly quotaReserve?: number;
  /** Left out: `DEFAULT_LISTEN`. */
  readonly listen?: ListenAddress | "off";
  /** Settings of the process; left out: those beside the desired state, if there are any. */
  readonly config?: string;
  /** Milliseconds; left out: as the settings say. */
  readonly interval?: number;
  /** Milliseconds; left out: as the settings say. */
  readonly deepInterval?: number;
  /** Milliseconds; left out: as the settings say. */
  readonly poll?: number;
  /** URL of a queue of AWS's events; left out: nobody tells of writes. */
  readonly events?: string;
}

export interface WorkerOptions extends PlaceOptions, Omit<OutputOptions, "format"> {
  /** URL of the queue of work, a FIFO queue. */
  readonly queue: string;
  /** URL of a queue of AWS's events; left out: nobody tells of writes. */
  readonly events?: string;
  /** Targets. */
  readonly atOnce: number;
  /** Milliseconds for which a message is nobody else's, without news of the worker. */
  readonly hold: number;
  readonly values?: string;
  readonly dryRun: boolean;
  readonly only: readonly string[];
  readonly prune: boolean;
  readonly state: string;
  readonly concurrency: number;
  readonly config?: string;
  readonly poll?: number;
}

export interface EnqueueOptions extends PlaceOptions, Omit<OutputOptions, "format"> {
  readonly queue: string;
  readonly values?: string;
  /** Names, with `*`; empty: all. */
  readonly target: readonly string[];
}

export interface StatusOptions extends PlaceOptions, OutputOptions, TargetOptions {
  /** Where the daemon listens; left out: where the one of the state directory says that it does, else `DEFAULT_LISTEN`. */
  readonly listen?: ListenAddress | "off";
  readonly state: string;
  /** Whether the loop turns is all that is asked. */
  readonly health: boolean;
  /** Again and again, until interrupted. */
  readonly watch: boolean;
  /** Answers others, with the page and the metrics of all targets of the state; left out: no. */
  readonly serve?: boolean;
  /** URL of the queue of work whose length and age are told too. */
  readonly queue?: string;
  /** Milliseconds between looks at the state; left out: half a minute. */
  readonly interval?: number;
}

export interface HistoryOptions extends PlaceOptions, OutputOptions {
  /** The one whose history is told; left out: of passes without targets. */
  readonly target?: readonly string[];
  readonly state: string;
  readonly since?: Moment;
  readonly until?: Moment;
  /** Patterns with `*`; empty: whatever it is about. */
  readonly address: readonly string[];
  /** Empty: all. */
  readonly kind: readonly AskableKind[];
  readonly limit: number;
}

export const DEFAULT_LISTEN: ListenAddress = { host: "127.0.0.1", port: 9464 };

/** Which AWS is read. */
export interface PlaceOptions {
  readonly endpointUrl?: string;
  readonly region?: string;
  readonly profile?: string;
  /** As for a pass. */
  readonly quotaReserve?: number;
}

export interface ImportOptions extends PlaceOptions, TargetOptions, Omit<OutputOptions, "format"> {
  /** The desired state that says what the target is; left out: the usual one. */
  readonly in?: string;
  /** Names, with `*` for any, or ids of APIs. */
  readonly api: readonly string[];
  readonly function: readonly string[];
  readonly bucket: readonly string[];
  /** `KEY=VALUE`. */
  readonly tag: readonly string[];
  /** A new file; left out: stdout, or the file of `merge`. */
  readonly output?: string;
  readonly merge?: string;
  /** Directory for the code of functions; left out: their code is not declared. */
  readonly code?: string;
  /** A new file of values for what looks like a secret; left out: what holds one is not declared. */
  readonly secrets?: string;
  readonly owner?: string;
}

export interface AcceptOptions extends PlaceOptions, TargetOptions, Omit<OutputOptions, "format"> {
  /** The desired state that is changed. */
  readonly in: string;
  readonly values?: string;
  readonly state: string;
  readonly dryRun: boolean;
  readonly concurrency: number;
}

export interface IamPolicyOptions extends PlaceOptions, TargetOptions, Omit<OutputOptions, "format"> {
  readonly values?: string;
  readonly readOnly: boolean;
  readonly prune: boolean;
  /** Also what only `destroy` does. */
  readonly delete: boolean;
  /** Twelve digits. */
  readonly account?: string;
  /** Ask AWS for the ids of the APIs that exist. */
  readonly live: boolean;
}

export interface SandboxOptions extends OutputOptions {
  readonly port: number;
  readonly host: string;
  readonly quotas: "aws" | "off";
  readonly seed: number;
  readonly latency: number;
  readonly region?: string;
}
