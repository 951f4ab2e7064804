import type { Tags } from "../json.ts";
import type { Ref } from "../ref.ts";

/** A usage plan: which stages the bearers of which API keys may call, how fast and how often. Its name is not unique in AWS. */
export interface UsagePlanSpec {
  readonly description?: string;
  /** Of a product of the AWS Marketplace. */
  readonly productCode?: string;
  /** `null`: as fast as the account allows. */
  readonly throttle?: PlanThrottle | null;
  /** `null`: as often as they like. */
  readonly quota?: PlanQuota | null;
  /** By `API/STAGE`; live ones of an API that the desired state does not know are named by its id. */
  readonly stages?: Readonly<Record<string, PlanStage>>;
  /** Ids of API keys by name. Others that the plan has are unmanaged. */
  readonly keys?: Readonly<Record<string, string | Ref>>;
  readonly tags?: Tags;
}

export interface PlanThrottle {
  /** Requests per second. */
  readonly rateLimit: number;
  readonly burstLimit: number;
}

export interface PlanQuota {
  readonly limit: number;
  readonly period: "DAY" | "WEEK" | "MONTH";
  /** Requests that count as made in the first period. */
  readonly offset: number;
}

export interface PlanStage {
  readonly apiId: string | Ref;
  /** By `METHOD /path`. */
  readonly routes: Readonly<Record<string, PlanThrottle>>;
}

export type UsagePlanIntent = Readonly<Record<string, never>>;

export interface UsagePlanFacts {
  readonly id: string;
  /** Every stage it has, as AWS names them: `apiId:stage`. */
  readonly apiStages: readonly string[];
}
