/** Conditions, alerts and desks with defaults, so that a test says only what it is about. */
import type { AlertStore } from "../../src/alerts/memory.ts";
import { type AlertSettings, DEFAULT_ALERT_SETTINGS } from "../../src/alerts/settings.ts";
import type { Address } from "../../src/model/address.ts";
import type { Alert, AlertSink, Condition, PassFacts } from "../../src/model/alerts.ts";
import { StagekeeperError } from "../../src/model/errors.ts";
import type { FieldChange } from "../../src/model/plan.ts";
import type { RunReport } from "../../src/model/report.ts";
import { aPlan, aReport, aStep } from "../cli/builders.ts";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

export const aSettings = (more: Partial<AlertSettings> = {}): AlertSettings => ({ ...DEFAULT_ALERT_SETTINGS, ...more });

export function aCondition(id: string, more: Partial<Condition> = {}): Condition {
  return { id, type: "drift", severity: "warning", summary: `${id} drifted`, details: [], since: 0, ...more };
}

export function anAlert(more: Partial<Alert> = {}): Alert {
  return {
    id: "drift/changed/stage:orders/prod/variables.LOG_LEVEL",
    type: "stagekeeper.drift.firing",
    state: "firing",
    severity: "warning",
    conditions: [
      aCondition("drift/changed/stage:orders/prod/variables.LOG_LEVEL", {
        address: "stage:orders/prod",
        drift: "changed",
        handling: "corrected",
        changes: [{ path: "variables.LOG_LEVEL", desired: "info", live: "debug" }],
        summary: "stage:orders/prod: variables.LOG_LEVEL was changed; put back",
      }),
    ],
    time: Date.UTC(2026, 0, 1),
    runId: "run-1",
    revision: "rev",
    account: "000000000000",
    region: "us-east-1",
    flapping: false,
    ...more,
  };
}

export const aFact = (more: Partial<PassFacts> = {}): PassFacts => ({ runId: "run-1", trigger: "interval", now: 0, ...more });

export const aFieldChange = (path: string, more: Partial<FieldChange> = {}): FieldChange => ({
  path,
  keys: path.split("."),
  before: "live",
  after: "desired",
  sensitive: false,
  ...more,
});

/** A pass that put one field of each of these back; none: in sync. */
export function aDriftReport(...addresses: readonly Address[]): RunReport {
  const steps = addresses.map((address) =>
    aStep(address, { action: "update", cause: "drift", changes: [aFieldChange("description")] }),
  );
  return aReport({
    outcome: steps.length === 0 ? "in-sync" : "converged",
    plan: aPlan({ steps }),
    steps: steps.map((step) => ({ step, result: "done" as const })),
  });
}

export function memoryStore(text: string | null = null): AlertStore & { readonly text: () => string | null } {
  let kept = text;
  return {
    text: () => kept,
    read: async () => kept,
    async update(next) {
      kept = next(kept);
    },
  };
}

/** A receiver that can be down. */
export interface Receiver {
  readonly sink: AlertSink;
  /** What it took. */
  readonly taken: readonly Alert[];
  readonly attempts: () => number;
  down(error?: Error): void;
  up(): void;
}

export function aReceiver(name = "receiver"): Receiver {
  const taken: Alert[] = [];
  let attempts = 0;
  let failure: Error | null = null;
  return {
    taken,
    attempts: () => attempts,
    down(error = new StagekeeperError("unavailable", "the receiver is down")) {
      failure = error;
    },
    up() {
      failure = null;
    },
    sink: {
      name,
      async send(alert) {
        attempts += 1;
        if (failure !== null) throw failure;
        taken.push(alert);
      },
    },
  };
}
