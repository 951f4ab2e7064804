/** How targets stand, as gauges: told by a daemon of its own loops, and by whoever reads what passes left in the state. */
import { Gauge, type Registry } from "prom-client";
import type { Condition } from "../model/alerts.ts";
import { type FleetFigures, TARGET_STATES } from "../page/overview.ts";

export interface Standing {
  /** `null`: there is one target alone, and nothing is labelled with it. */
  readonly target: string | null;
  /** Milliseconds since the epoch. */
  readonly lastSuccessAt: number | null;
  readonly ready: boolean;
  readonly valid: boolean;
  readonly blocked: number;
  readonly tolerated: Readonly<Record<ToleratedPolicy, number>>;
  /** `null`: nothing is enforced yet. */
  readonly enforced: { readonly revision: string; readonly commit: string; readonly version: string } | null;
  readonly conditions: readonly Pick<Condition, "type" | "severity">[];
}

export const TOLERATED_POLICIES = ["alert", "ignore", "hold"] as const;
export type ToleratedPolicy = (typeof TOLERATED_POLICIES)[number];

export function addStandings(registers: Registry[], read: () => readonly Standing[]): void {
  const gauge = (name: string, help: string, value: (standing: Standing) => number) =>
    new Gauge({
      name,
      help,
      labelNames: ["target"],
      registers,
      collect() {
        this.reset();
        for (const standing of read()) this.set(labelOf(standing.target), value(standing));
      },
    });
  gauge("stagekeeper_last_success_timestamp_seconds", "When a pass last succeeded; 0: not yet.", ({ lastSuccessAt }) =>
    Math.round((lastSuccessAt ?? 0) / 1_000),
  );
  gauge("stagekeeper_desired_valid", "Whether the desired state, as it is now, can be enforced.", ({ valid }) => (valid ? 1 : 0));
  gauge("stagekeeper_ready", "Whether a pass has succeeded and the desired state is valid.", ({ ready }) => (ready ? 1 : 0));
  gauge("stagekeeper_blocked_resources", "Resources whose difference is not acted on.", ({ blocked }) => blocked);
  new Gauge({
    name: "stagekeeper_open_conditions",
    help: "Conditions that are open, by type and severity.",
    labelNames: ["target", "type", "severity"],
    registers,
    collect() {
      this.reset();
      for (const { target, conditions } of read())
        for (const { type, severity } of conditions) this.inc({ ...labelOf(target), type, severity });
    },
  });
  new Gauge({
    name: "stagekeeper_tolerated_drift",
    help: "Differences that a drift policy leaves, or a rollback holds, by policy.",
    labelNames: ["target", "policy"],
    registers,
    collect() {
      this.reset();
      for (const { target, tolerated } of read())
        for (const policy of TOLERATED_POLICIES) this.set({ ...labelOf(target), policy }, tolerated[policy]);
    },
  });
  new Gauge({
    name: "stagekeeper_desired_revision_info",
    help: "1, labelled with the revision that is enforced and the commit it was read from.",
    labelNames: ["target", "revision", "commit", "version"],
    registers,
    collect() {
      this.reset();
      for (const { target, enforced } of read()) if (enforced !== null) this.set({ ...labelOf(target), ...enforced }, 1);
    },
  });
}

/** `null`: there are no several targets. */
export function addFleetFigures(registers: Registry[], read: () => FleetFigures | null): void {
  new Gauge({
    name: "stagekeeper_targets",
    help: "Targets by how they are: the worst that holds of each.",
    labelNames: ["state"],
    registers,
    collect() {
      this.reset();
      const figures = read();
      if (figures !== null) for (const state of TARGET_STATES) this.set({ state }, figures.states[state]);
    },
  });
  new Gauge({
    name: "stagekeeper_oldest_success_timestamp_seconds",
    help: "When the target last succeeded that did so longest ago, of those that ever did.",
    registers,
    collect() {
      this.remove();
      const oldest = read()?.oldestSuccess;
      if (oldest) this.set(Math.round(oldest.at / 1_000));
    },
  });
}

export function labelOf(target: string | null): { readonly target?: string } {
  return target === null ? {} : { target };
}

/** How many of them each policy leaves. */
export function toleratedBy(all: readonly { readonly policy: string }[]): Standing["tolerated"] {
  const of = (policy: ToleratedPolicy) => all.filter((one) => one.policy === policy).length;
  return { alert: of("alert"), ignore: of("ignore"), hold: of("hold") };
}
