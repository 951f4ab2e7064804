/** What a pass has to say when it ends, whatever the way it ended. */
import type { Address } from "./address.ts";
import type { Issue } from "./issue.ts";
import type { Identity } from "./observation.ts";
import type { Plan, Step, Violation } from "./plan.ts";
import type { Outputs } from "./ref.ts";

/** `shifting`: all is done that could be, and traffic is still on its way. */
export type Outcome = "in-sync" | "changes" | "converged" | "shifting" | "failed" | "refused" | "invalid";

export interface RunReport {
  readonly outcome: Outcome;
  /** Empty when the desired state could not be loaded. */
  readonly revision: string;
  /** The commit that the desired state was read from; left out: it is in no checkout, or could not be loaded. */
  readonly commit?: string;
  readonly identity: Identity | null;
  /** `null` when the pass did not come as far as planning. */
  readonly plan: Plan | null;
  /** In the plan's order; on a dry run every result is `not-attempted`. */
  readonly steps: readonly StepReport[];
  readonly violations: readonly Violation[];
  readonly issues: readonly Issue[];
  /** What is known of everything that exists; left out: nothing was looked at. */
  readonly outputs?: ReadonlyMap<Address, Outputs>;
  /** By `API/STAGE`. */
  readonly invokeUrls: Readonly<Record<string, string>>;
  readonly calls: CallCount;
  readonly forecast: Forecast | null;
  /** When a shift is to be looked at again, milliseconds since the epoch; `null`: none is under way. */
  readonly nextMoveAt: number | null;
  /** Why the pass failed as a whole, when no single step did. */
  readonly error?: ErrorReport;
  readonly interrupted: boolean;
  readonly durationMs: number;
}

export interface StepReport {
  readonly step: Step;
  readonly result: "done" | "failed" | "not-attempted";
  readonly error?: ErrorReport;
  /** Of a step not attempted: the failed step it waited for. */
  readonly because?: Address;
}

/** `code` is AWS's error name or one of ours; `message` one line. */
export interface ErrorReport {
  readonly code: string;
  readonly message: string;
}

/** `byOperation` is keyed `service.Operation`: `apigateway.GetStages`. Retries count in `total` as calls of their own. */
export interface CallCount {
  readonly total: number;
  readonly byOperation: Readonly<Record<string, number>>;
  readonly retries: number;
}

/** How long the plan takes at least under AWS's quotas, and the operation that says so. */
export interface Forecast {
  readonly seconds: number;
  readonly limitedBy: string | null;
}

/** A request quota of AWS as we keep to it at one moment. */
export interface QuotaStand {
  /** `apigateway.CreateDeployment`; `apigateway` is all calls of the service. */
  readonly name: string;
  /** Calls that may go at once. */
  readonly left: number;
  /** Calls a second that we allow ourselves: less than AWS documents, by what is left to others and what they were seen to use. */
  readonly perSecond: number;
}
