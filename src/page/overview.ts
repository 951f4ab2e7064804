/**
 * What the page shows, as `/api/overview` answers it, and what `/events` sends. Sensitive values are masked before anything
 * is put in here. Times are milliseconds since the epoch.
 */
import type { Address } from "../model/address.ts";
import type { Condition } from "../model/alerts.ts";
import type { Outcome, QuotaStand } from "../model/report.ts";
import type { Shift } from "../model/shift.ts";

/** Of the one target; of several, put together, each row with the name of its target. */
export interface Overview extends PlaceOverview {
  readonly version: string;
  /** The daemon's clock as it answered. */
  readonly now: number;
  readonly startedAt: number;
  /** It looks and tells, and changes nothing. */
  readonly dryRun: boolean;
  /** Whether values are told; else names only. */
  readonly values: boolean;
  /** By name; of very many those that are worst. Left out: there is one alone. */
  readonly targets?: readonly TargetRow[];
  /** All targets in figures, where there are several. */
  readonly fleet?: FleetFigures;
  /** Where all of it was read, when no daemon tells it: of each target what its last pass left there. Left out: a daemon tells. */
  readonly kept?: string;
}

/** The worst first. */
export const TARGET_STATES = ["failing", "drift", "unseen", "pending", "in-sync"] as const;

/**
 * `failing`: the files, the last pass or its loop are not in order. `drift`: what differs from git is open. `unseen`: no pass
 * has ended yet. `pending`: there is something to do, or traffic on its way.
 */
export type TargetState = (typeof TARGET_STATES)[number];

export interface FleetFigures {
  readonly targets: number;
  readonly states: Readonly<Record<TargetState, number>>;
  /** Of those that ever succeeded, the one that did longest ago. */
  readonly oldestSuccess: { readonly target: string; readonly at: number } | null;
  /** `null`: no queue is known. */
  readonly queue: QueueFigures | null;
}

export interface QueueFigures {
  /** `null`: it could not be asked. */
  readonly waiting: number | null;
  readonly inHands: number | null;
  /** Seconds that the oldest message has waited, as CloudWatch told last; `null`: it does not say. */
  readonly oldestSeconds: number | null;
  /** Messages that no worker could do anything with; `null`: not known. */
  readonly dead: number | null;
}

/** How a target is, in a line. */
export interface TargetRow {
  readonly target: string;
  readonly account: string | null;
  readonly region: string | null;
  readonly state: TargetState;
  readonly stuck: string | null;
  readonly ready: boolean;
  /** As of the desired state. */
  readonly valid: boolean | null;
  readonly lastPass: PassOverview | null;
  readonly lastSuccessAt: number | null;
  readonly nextPassAt: number | null;
  readonly drifts: number;
  readonly problems: number;
}

/** What is to be seen of one target. */
export interface PlaceOverview {
  readonly state: "waiting" | "running" | "ending";
  /** Why the loop does not turn; `null`: it does. */
  readonly stuck: string | null;
  readonly ready: boolean;
  readonly nextPassAt: number | null;
  readonly account: string | null;
  readonly region: string | null;
  readonly desired: DesiredOverview;
  readonly drift: { readonly open: readonly Condition[]; readonly past: readonly PastDrift[] };
  /** Open conditions that are no drift. */
  readonly problems: readonly Condition[];
  /** The latest first. */
  readonly passes: readonly PassOverview[];
  readonly quotas: readonly (QuotaStand & OfTarget)[];
  /** When the APIs were seen as they are told; `null`: not yet. */
  readonly seenAt: number | null;
  /** By name. */
  readonly apis: readonly ApiOverview[];
}

interface OfTarget {
  /** Left out: there is one target alone. */
  readonly target?: string;
}

export interface DesiredOverview {
  /** Of what is enforced; empty: nothing yet. */
  readonly revision: string;
  readonly commit: string | null;
  /** Whether the files as they are now can be enforced; `null`: not read yet. */
  readonly valid: boolean | null;
  readonly issues: readonly {
    readonly severity: string;
    readonly message: string;
    readonly file: string;
    readonly line: number;
  }[];
}

export interface PastDrift {
  readonly condition: Condition;
  readonly endedAt: number;
}

/** One pass; or several in a row that found nothing to do, as one, and then what is told is told of the last. */
export interface PassOverview extends OfTarget {
  readonly runId: string;
  readonly trigger: string;
  readonly startedAt: number;
  readonly durationMs: number;
  readonly outcome: Outcome;
  readonly calls: number;
  readonly done: number;
  readonly failed: number;
  /** Steps that put back what somebody else changed. */
  readonly drifted: number;
  readonly blocked: number;
  readonly error: string | null;
  /** How many passes it stands for, and when the first of them started. */
  readonly count: number;
  readonly since: number;
}

export interface ApiOverview extends OfTarget {
  readonly name: string;
  readonly address: Address;
  /** `unknown`: it could not be read. */
  readonly presence: Presence;
  readonly endpoint: string | null;
  /** By name. */
  readonly stages: readonly StageOverview[];
}

export type Presence = "present" | "absent" | "unknown";

export interface StageOverview {
  readonly name: string;
  readonly address: Address;
  readonly presence: Presence;
  readonly invokeUrl: string | null;
  readonly snapshot: SnapshotOverview;
  readonly variables: readonly Setting[];
  readonly targets: readonly TargetOverview[];
  readonly throttling: ThrottlingOverview | null;
  readonly canary: CanaryOverview | null;
  /** Of the stage itself: traffic between two snapshots. */
  readonly shift: ShiftOverview | null;
  /** When a person rolled it back and holds it there. */
  readonly heldSince: number | null;
}

export interface SnapshotOverview {
  /** AWS's id of the deployment; `null`: none is served. */
  readonly id: string | null;
  /** `null`: not known. */
  readonly madeAt: number | null;
  /** It serves something else than the API as it stands. */
  readonly stale: boolean;
  /** Other stages of the API that serve the same snapshot. */
  readonly sharedWith: readonly string[];
}

/** A share of the requests that another snapshot answers, or other variables decide. */
export interface CanaryOverview {
  readonly percent: number;
  /** `null`: the stage's own. */
  readonly snapshot: string | null;
  /** Laid over the stage's. */
  readonly variables: readonly Setting[];
}

/** A stage variable, or a variable of an environment. */
export interface Setting {
  readonly name: string;
  /** Masked where `sensitive`; `null`: not for who asks from another machine. */
  readonly value: string | null;
  readonly sensitive: boolean;
}

/** A function that a stage calls. */
export interface TargetOverview {
  readonly function: string;
  /** `null`: it is called without one. */
  readonly alias: string | null;
  readonly version: string | null;
  /** What else has a part of the traffic, each by its share, 0 to 1. */
  readonly weights: readonly { readonly version: string; readonly share: number }[];
  /** `null`: not known. */
  readonly environment: readonly Setting[] | null;
  /** Whose environment that is: the version's, or while its own is not known that of what traffic shifts to. */
  readonly environmentOf: string | null;
  readonly shift: ShiftOverview | null;
  readonly heldSince: number | null;
}

export type ShiftOverview = Omit<Shift, "address" | "gates">;

/** Requests a second, and at once; of every route that has no setting of its own. */
export interface ThrottlingOverview {
  readonly rateLimit: number | null;
  readonly burstLimit: number | null;
  /** Routes with a setting of their own. */
  readonly routes: number;
}

/** What a pass is at, as the event `progress`. */
export interface ProgressOverview extends OfTarget {
  readonly phase: "looking" | "applying" | "waiting";
  readonly done: number;
  readonly total: number;
  /** The resource that is at its turn. */
  readonly what: string | null;
}
