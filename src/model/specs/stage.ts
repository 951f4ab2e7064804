import type { Hold } from "../hold.ts";
import type { Environment, Tags } from "../json.ts";
import type { Ref } from "../ref.ts";
import type { ShiftIntent, ShiftStand, ShiftTimes } from "../shift.ts";

/** A stage: a named pointer to a deployment, and its own settings. */
export interface StageSpec {
  readonly description?: string;
  readonly variables?: Environment;
  readonly deploymentId?: string | Ref;
  /** By `*` (every route) or `METHOD /path`. A route's own entry does not follow later changes of `*` (aws-facts 3.1). */
  readonly settings?: Readonly<Record<string, MethodSettings>>;
  readonly cache?: StageCache | null;
  readonly accessLogs?: AccessLogs | null;
  readonly tracing?: boolean;
  /** An id; `null`: none. */
  readonly clientCertificate?: string | Ref | null;
  readonly documentationVersion?: string | null;
  /** ARN of a web ACL of WAF, of the stage's region; `null`: none. */
  readonly webAcl?: string | null;
  /** `null`: no part of the requests is answered otherwise. */
  readonly canary?: StageCanary | null;
  readonly tags?: Tags;
  /**
   * `null`, or left out of what is live: no shift is under way. While one is, `deploymentId` and `variables` are the old ones,
   * and the canary has the new.
   */
  readonly shift?: ShiftStand | null;
  /** Live only: a rollback by hand. */
  readonly hold?: Hold;
}

export interface MethodSettings {
  /** Requests per second. */
  readonly rateLimit?: number;
  readonly burstLimit?: number;
  readonly logging?: "OFF" | "ERROR" | "INFO";
  readonly dataTrace?: boolean;
  readonly metrics?: boolean;
  readonly caching?: boolean;
  readonly cacheTtlSeconds?: number;
  readonly cacheEncrypted?: boolean;
  /** Whether only who may `execute-api:InvalidateCache` has an answer made anew; of others, `cacheUnauthorized` says what becomes. */
  readonly cacheAuthorized?: boolean;
  readonly cacheUnauthorized?: "FAIL_WITH_403" | "SUCCEED_WITH_RESPONSE_HEADER" | "SUCCEED_WITHOUT_RESPONSE_HEADER";
}

/** A share of the requests that another deployment answers, or other variables decide (API Gateway canarySettings). */
export interface StageCanary {
  /** 0 to 100. */
  readonly percent: number;
  readonly deploymentId?: string | Ref;
  /** Laid over the stage's own variables. */
  readonly variables?: Environment;
  readonly stageCache?: boolean;
}

/** Size in GB, as AWS writes it: `0.5`, `1.6`, … */
export interface StageCache {
  readonly size: string;
}

export interface AccessLogs {
  readonly destination: string;
  readonly format: string;
}

/** `shift` left out: it moves at once. */
export type StageIntent = SnapshotChoice & {
  readonly shift?: ShiftIntent;
  /** Kept answers are thrown away when it comes to serve another snapshot, or with other variables. */
  readonly flushes?: true;
};

/** `latest`: a snapshot of the API as it is declared (or lives); `follow`: the snapshot another stage serves; `leave`: not ours to move. */
export type SnapshotChoice =
  | { readonly deployment: "latest" | "leave" }
  | { readonly deployment: "follow"; readonly stage: string }
  | { readonly deployment: "pinned"; readonly id: string };

export interface StageFacts {
  readonly apiId: string;
  /** What is not there that it needs to be as declared, and that we do not make. For people. */
  readonly lacks?: string;
  /** Of the shift whose stand is in the spec. */
  readonly shiftTimes?: ShiftTimes;
}
