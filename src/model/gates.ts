/**
 * Gates: what must hold for a shift to go on. The reading is fetched (a port), the judgement is pure
 * (src/plan/judge-gates.ts).
 */

/** What one look at the gates asks for. */
export interface GateQuestion {
  /** Names of CloudWatch alarms, metric or composite, in the region of the pass. */
  readonly alarms: readonly string[];
  /** The two versions behind an alias whose traffic is compared; absent asks for alarms alone. */
  readonly versions?: {
    readonly functionName: string;
    readonly alias: string;
    readonly newer: string;
    readonly older: string;
  };
  /** Traffic from then on counts; ms since the epoch. */
  readonly since: number;
}

/** `missing`: CloudWatch knows no alarm of that name. */
export type AlarmState = "OK" | "ALARM" | "INSUFFICIENT_DATA" | "missing";

/** What came to one version through the alias since the question's start. */
export interface VersionTraffic {
  readonly requests: number;
  readonly errors: number;
  /** 95th percentile of the duration, ms; absent without data. */
  readonly p95?: number;
}

export interface GateReading {
  /** When it was read; ms since the epoch. */
  readonly at: number;
  /** By alarm name, every name that was asked for. */
  readonly alarms: Readonly<Record<string, AlarmState>>;
  readonly newer?: VersionTraffic;
  readonly older?: VersionTraffic;
}

/** What the author wants of the gates, with every default. */
export interface GateIntent {
  readonly alarms: readonly string[];
  /** What INSUFFICIENT_DATA of an alarm counts as: AWS's state of an alarm whose metric has no data points. */
  readonly onInsufficientData: "pass" | "wait" | "fire";
  readonly errorRate?: {
    /** How far the newer version's share of failed requests may lie above the older's, 0 to 1. */
    readonly maxIncrease: number;
  };
  readonly latency?: {
    /** How many times the older version's p95 the newer's may be. */
    readonly maxRatio: number;
  };
  /** Of each version, before error rate and latency are compared. */
  readonly minimumRequests: number;
}

/** `wait` keeps the weights where they are; `fire` takes the shift back. */
export type GateVerdict =
  | { readonly verdict: "pass" }
  | { readonly verdict: "wait"; readonly reason: string }
  | { readonly verdict: "fire"; readonly reason: string };

export interface GateReader {
  /** Rejects with an AwsError when CloudWatch does not answer: never reads silence as OK. */
  read(question: GateQuestion, signal: AbortSignal): Promise<GateReading>;
}
