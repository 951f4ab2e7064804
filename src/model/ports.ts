/**
 * What the pass needs of the world. Adapters implement these; only `cli/compose.ts` sees both sides.
 * A dry run is composed from observers alone, so it has nothing to write with.
 */
import type { Address } from "./address.ts";
import type { Desired, DesiredState } from "./desired.ts";
import type { GateReader } from "./gates.ts";
import type { Issue } from "./issue.ts";
import type { Kind } from "./kind.ts";
import type { Identity, Live, Observation, Unmanaged } from "./observation.ts";
import type { FieldChange, Plan, Step } from "./plan.ts";
import type { Outputs } from "./ref.ts";
import type { CallCount, StepReport } from "./report.ts";
import type { Idle, Past } from "./retention.ts";
import type { Shift } from "./shift.ts";
import type { RouteSpec } from "./specs/rest-api.ts";
import type { HttpProbe } from "./verify.ts";

/** Time, so that tests and the sandbox can run on a virtual clock. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms`, or rejects with the signal's reason as soon as it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Structured logs: the message is a constant, facts are fields. pino fits. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export type LoadResult =
  | { readonly valid: true; readonly state: DesiredState }
  | { readonly valid: false; readonly issues: readonly Issue[] };

/** Reads the desired state. Never throws for what the author wrote: every problem is an issue. */
export interface DesiredSource {
  load(signal: AbortSignal): Promise<LoadResult>;
}

/** What an observer may know of resources already looked at in this pass: always the parents, then whatever came before. */
export interface ObserveContext {
  readonly identity: Identity;
  readonly owner: string;
  readonly signal: AbortSignal;
  observationOf<K extends Kind>(kind: K, address: Address): Observation<K> | undefined;
  /** What this pass looks at of a kind, as far as it is known by now: whether reading all there is costs fewer calls. */
  addressesOf(kind: Kind): readonly Address[];
  /** Tells a person what is being waited for. Left out: nobody looks on. */
  waiting?(message: string): void;
}

/** Reads live state and never writes. One instance serves one pass and may share reads within it. */
export interface Observer<K extends Kind> {
  /** Never throws for what AWS answers: a failure is `unknown`. Absent only on AWS's typed not-found. */
  observe(desired: Desired<K>, context: ObserveContext): Promise<Observation<K>>;
  /** Every live resource of this kind that carries the mark of `context.owner`, below what is declared where the kind has parents. */
  listOwned(context: ObserveContext): AsyncIterable<Live<K>>;
  /** What history of this kind a function or an API has, whoever's; throws rather than leave anything out. Left out: the kind is none. */
  past?(parent: Address, context: ObserveContext): Promise<readonly Past[]>;
  /** What is not ours inside something that is, and would be deleted with it. Left out: AWS deletes nothing along with it. */
  foreignIn?(live: Live<K>, context: ObserveContext): Promise<readonly Unmanaged[]>;
}

export interface ApplyContext {
  readonly identity: Identity;
  readonly owner: string;
  readonly revision: string;
  /** As in the desired state. */
  readonly sourceRevision?: string;
  readonly signal: AbortSignal;
  /** Aborted when the pass is cut short: a step that has written nothing yet gives up with `interrupted`. Left out: never. */
  readonly stop?: AbortSignal;
  /** Outputs of any resource observed or made so far in this pass. */
  outputsOf(address: Address): Outputs | undefined;
  /** Tells a person what is being waited for. */
  waiting(message: string): void;
  /** Tells that a version served for a while, and does so no more: no look will find that, and its grace begins anew. */
  served(version: Address): void;
}

/**
 * Writes. Every method is idempotent: run again after a crash anywhere inside it, it ends in the same state.
 * The references in `desired.spec` are resolved. Throws `StagekeeperError`.
 */
export interface Provider<K extends Kind> extends Observer<K> {
  /** Precondition: observed absent in this pass. Puts our mark on it. */
  create(desired: Desired<K>, context: ApplyContext): Promise<Outputs>;
  /** Changes the changed fields only. Puts our mark on it when `step.adopts`. */
  update(step: UpdateStep<K>, context: ApplyContext): Promise<Outputs>;
  /** Precondition: carries our mark. Already gone counts as done. */
  delete(live: Live<K>, context: ApplyContext): Promise<void>;
}

export interface UpdateStep<K extends Kind> {
  readonly desired: Desired<K>;
  readonly live: Live<K>;
  readonly changes: readonly FieldChange[];
  readonly adopts: boolean;
}

export type Observers = { readonly [K in Kind]: Observer<K> };
export type Providers = { readonly [K in Kind]: Provider<K> };

/** How much a pass reads: everything, or what moves traffic, taking the rest as it was last read. Only the daemon looks shallowly. */
export type Depth = "full" | "shallow";

/** One pass's view of AWS for reading. */
export interface ReadSession {
  identity(signal: AbortSignal): Promise<Identity>;
  readonly observers: Observers;
  /** What a stage serves by its snapshot, whatever the API has become since; `null`: that could not be read. */
  servedRoutes?(stage: Live<"stage">, signal: AbortSignal): Promise<Readonly<Record<string, RouteSpec>> | null>;
  /** Looks at the gates of shifts; left out: nobody can be asked, and shifts that have gates stay where they are. */
  readonly gates?: GateReader;
  /** Asks APIs once traffic has moved; left out, as in a dry run: nobody may, and shifts wait for who does. */
  readonly probe?: HttpProbe;
  /** The part of every request quota that is left to others; left out: the usual one. */
  readonly quotaReserve?: number;
  calls(): CallCount;
}

/** What there is, by name and whoever's it is: for choosing what to import. Throws `StagekeeperError`. */
export interface Catalog {
  /** Names are not unique. */
  restApis(signal: AbortSignal): Promise<readonly { readonly name: string; readonly id: string }[]>;
  functions(signal: AbortSignal): Promise<readonly string[]>;
  buckets(signal: AbortSignal): Promise<readonly string[]>;
  stagesOf(restApiId: string, signal: AbortSignal): Promise<readonly string[]>;
  aliasesOf(functionName: string, signal: AbortSignal): Promise<readonly string[]>;
  /** One that has no name of ours is called by its id. */
  clientCertificates(signal: AbortSignal): Promise<readonly { readonly name: string; readonly id: string }[]>;
  /** Of an API, by name: usage plans with a stage of it, and custom domain names with a base path to it. */
  usagePlansOf(restApiId: string, signal: AbortSignal): Promise<readonly string[]>;
  domainsOf(restApiId: string, signal: AbortSignal): Promise<readonly string[]>;
  /** Where the zip of `$LATEST` can be had for some minutes; undefined: nowhere. */
  codeUrl(functionName: string, signal: AbortSignal): Promise<string | undefined>;
}

/** One pass's view of AWS for reading and writing. */
export interface WriteSession extends ReadSession {
  readonly providers: Providers;
}

/** What was last converged, by address. Only ever tells rollout from drift; losing it is harmless. */
export interface Ledger {
  /** Digests of desired values by the path of their field; undefined: never converged, or forgotten. */
  converged(address: Address): Readonly<Record<string, string>> | undefined;
  /** `written`: when it was us who made it so; left out: what was known of our last write stays. */
  record(address: Address, fields: Readonly<Record<string, string>>, written?: Written): void;
  /** Our last write of it; undefined: none is known. */
  written(address: Address): Written | undefined;
  forget(address: Address): void;
  /** Of a function or an API; left out: nobody remembers, and none of its history ever was unused for long. */
  idle?(parent: Address): Idle | undefined;
  /** In place of what was remembered of it. */
  recordIdle?(parent: Address, idle: Idle): void;
  /** A digest of a value that cannot be turned back (salted), for `converged` and `record`. */
  digestOf(value: unknown): string;
  /** Writes what was recorded, whole or not at all. */
  save(): Promise<void>;
}

/** A write of ours, and what it replaced: so that a stale read is not taken for somebody else's change. */
export interface Written {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Digests by the path of the field, empty for what was not set; `null`: the resource was not there. */
  readonly before: Readonly<Record<string, string>> | null;
}

export type ProgressEvent =
  | { readonly type: "loaded"; readonly resources: number }
  | { readonly type: "observed"; readonly done: number; readonly total: number }
  /** What a reading waits for. */
  | { readonly type: "observing-waits"; readonly message: string }
  | { readonly type: "planned"; readonly plan: Plan }
  | { readonly type: "step-started"; readonly step: Step }
  | { readonly type: "step-waiting"; readonly step: Step; readonly message: string }
  | { readonly type: "step-finished"; readonly report: StepReport }
  /** The pass is over, and the next one waits for `ms`. */
  | { readonly type: "shifting"; readonly shifts: readonly Shift[]; readonly ms: number };

export type Progress = (event: ProgressEvent) => void;
