/** The daemon in numbers, as Prometheus reads them. A registry of its own, so that two daemons in one process do not mix. */
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { kindOf } from "../model/address.ts";
import type { Condition } from "../model/alerts.ts";
import type { FleetTarget } from "../model/fleet.ts";
import type { QuotaStand } from "../model/report.ts";
import type { FleetFigures } from "../page/overview.ts";
import { addFleetFigures, addStandings, labelOf, type Standing, toleratedBy } from "./standing-gauges.ts";
import { type EndedPass, PassHistory } from "./status.ts";

export interface Metrics {
  /** `target`: its name, `null` while there is no other. */
  passEnded(pass: EndedPass, target: string | null): void;
  /** A request to AWS as it ended: `ok`, or the code of our error. */
  callEnded(call: { readonly operation: string; readonly outcome: string }, target: string | null): void;
  /** The exposition format, and its content type. */
  text(): Promise<string>;
  readonly contentType: string;
}

/** What is asked for when somebody reads the metrics, and not kept twice. */
export interface MetricSources {
  readonly version: string;
  /** Those that have begun. */
  targets(): readonly MeasuredTarget[];
  /** Whether there are more than one, begun or not. */
  several(): boolean;
  /** `null`: there are no several. */
  fleet(): FleetFigures | null;
}

export interface MeasuredTarget {
  readonly target: FleetTarget;
  readonly history: PassHistory;
  conditions(): readonly Condition[];
  quotas(): readonly QuotaStand[];
}

/** A pass that finds nothing takes well below a second, one that makes an edge-optimised API half a minute. */
const DURATION_BUCKETS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];

export function createMetrics(sources: MetricSources): Metrics {
  const register = new Registry();
  const registers = [register];
  const passes = new Counter({
    name: "stagekeeper_passes_total",
    help: "Passes by outcome.",
    labelNames: ["target", "outcome"],
    registers,
  });
  const durations = new Histogram({
    name: "stagekeeper_pass_duration_seconds",
    help: "Duration of passes by outcome.",
    labelNames: ["target", "outcome"],
    buckets: DURATION_BUCKETS,
    registers,
  });
  const steps = new Counter({
    name: "stagekeeper_steps_total",
    help: "Steps of plans by kind of resource, action, cause and result.",
    labelNames: ["target", "kind", "action", "cause", "result"],
    registers,
  });
  const drift = new Counter({
    name: "stagekeeper_drift_total",
    help: "Resources found changed though their desired state had not, by kind of resource.",
    labelNames: ["target", "kind"],
    registers,
  });
  const calls = new Counter({
    name: "stagekeeper_aws_calls_total",
    help: "Requests to AWS, retries too, by operation and outcome: ok, or the code of the error.",
    labelNames: ["target", "operation", "outcome"],
    registers,
  });
  const throttles = new Counter({
    name: "stagekeeper_aws_throttles_total",
    help: "Requests that AWS refused as too many, by operation.",
    labelNames: ["target", "operation"],
    registers,
  });
  addStandings(registers, () => standingsOf(sources));
  addFleetFigures(registers, () => sources.fleet());
  addProcess(registers);
  addQuotas(sources, registers);
  return {
    contentType: register.contentType,
    text: () => register.metrics(),
    passEnded({ report }, target) {
      const label = labelOf(target);
      passes.inc({ ...label, outcome: report.outcome });
      durations.observe({ ...label, outcome: report.outcome }, report.durationMs / 1_000);
      for (const { step, result } of report.steps) {
        const kind = kindOf(step.address);
        steps.inc({ ...label, kind, action: step.action, cause: step.cause, result });
        if (step.cause === "drift") drift.inc({ ...label, kind });
      }
    },
    callEnded({ operation, outcome }, target) {
      const label = labelOf(target);
      calls.inc({ ...label, operation, outcome });
      if (outcome === "throttled") throttles.inc({ ...label, operation });
    },
  };
}

/** What numbers are of: each target, and nobody before there is one. */
function standingsOf({ version, targets, several }: MetricSources): readonly Standing[] {
  const all = targets();
  if (all.length === 0) return [standingOf(new PassHistory(), { target: null, version, conditions: [] })];
  return all.map((one) =>
    standingOf(one.history, { target: several() ? one.target.name : null, version, conditions: one.conditions() }),
  );
}

function standingOf(
  { last, lastSuccessAt, ready }: PassHistory,
  { target, version, conditions }: Pick<Standing, "target" | "conditions"> & { readonly version: string },
): Standing {
  return {
    target,
    lastSuccessAt,
    ready,
    valid: last?.rejected === null,
    blocked: last?.report.plan?.blocked.length ?? 0,
    tolerated: toleratedBy(last?.report.plan?.tolerated ?? []),
    enforced: last && { revision: last.report.revision, commit: last.commit ?? "", version },
    conditions,
  };
}

/** Of the process that tells the numbers. */
export function addProcess(registers: Registry[]): void {
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  gauge("process_resident_memory_bytes", "Resident memory.", () => process.memoryUsage.rss());
  gauge("process_cpu_seconds_total", "User and system CPU time.", () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  });
}

/** As many series a target as the operations that are called have quotas: two dozen at most. */
function addQuotas(sources: MetricSources, registers: Registry[]): void {
  const gauge = (name: string, help: string, read: (stand: QuotaStand) => number) =>
    new Gauge({
      name,
      help,
      labelNames: ["target", "quota"],
      registers,
      collect() {
        this.reset();
        for (const one of sources.targets())
          for (const stand of one.quotas())
            this.set({ ...labelOf(sources.several() ? one.target.name : null), quota: stand.name }, read(stand));
      },
    });
  gauge("stagekeeper_aws_quota_calls_left", "Calls that may be sent at once, by request quota of AWS.", ({ left }) => left);
  gauge(
    "stagekeeper_aws_quota_calls_per_second",
    "Calls a second that the daemon allows itself, by request quota of AWS; it falls when others use the quota too.",
    ({ perSecond }) => perSecond,
  );
}
