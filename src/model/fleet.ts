/** A desired state for many accounts and regions: its targets, each of which is loaded, planned and applied by itself. */
import type { Issue } from "./issue.ts";
import type { Violation } from "./plan.ts";
import type { LoadResult } from "./ports.ts";
import type { RunReport } from "./report.ts";

/** One account and region, and how its account is entered. */
export type FleetTarget = NamedTarget | OnlyTarget;

/** Of a desired state without `targets`: wherever the credentials and the region of the process lead. */
export interface OnlyTarget {
  readonly name: null;
}

export interface NamedTarget {
  /** As the author calls it; unique. */
  readonly name: string;
  /** Twelve digits. No two targets have the same account and region. */
  readonly account: string;
  readonly region: string;
  /** What is assumed for every call; left out: the credentials of the process are this account's. */
  readonly role?: AssumedRole;
}

export interface AssumedRole {
  readonly arn: string;
  readonly externalId?: string;
}

export interface TargetLoad {
  readonly target: FleetTarget;
  /** Of this target alone: the others may be valid when it is not. */
  readonly loaded: LoadResult;
}

export type FleetLoad =
  /** Sorted by name; at least one. */
  | { readonly valid: true; readonly targets: readonly TargetLoad[] }
  /** Not even which targets there are can be told. */
  | { readonly valid: false; readonly issues: readonly Issue[] };

/** Reads the desired state of all targets. Never throws for what the author wrote. */
export interface FleetSource {
  load(signal: AbortSignal): Promise<FleetLoad>;
}

/** What the passes of all targets have to say. */
export interface FleetReport {
  /** In the order of their names. */
  readonly targets: readonly FleetTargetReport[];
  /** Of all their plans, as `--expect` takes it. */
  readonly digest: string;
  /** Of all together; each target's own are in its report. */
  readonly violations: readonly Violation[];
  readonly durationMs: number;
}

export interface FleetTargetReport {
  readonly target: NamedTarget;
  readonly report: RunReport;
}
