/** The bars that the product has set itself, and the result as text. */
import type { IdleCost } from "./idle-cost.ts";
import type { NoOpPass } from "./no-op-pass.ts";
import type { StartUp } from "./start-up.ts";
import type { WatchLatency } from "./watch-latency.ts";

export interface Measured {
  readonly noOpPass: NoOpPass;
  readonly startUp: StartUp;
  readonly watch: WatchLatency;
  /** By what is watched. */
  readonly idle: Readonly<Record<string, IdleCost>>;
}

/**
 *   ratio <= most            met
 *   most < ratio <= limit    short: a goal that is not reached yet, printed as such
 *   ratio > limit            missed: the run fails
 */
export interface Bar {
  readonly what: string;
  readonly ratio: number;
  readonly most: number;
  readonly limit: number;
  readonly standing: "met" | "short" | "missed";
}

interface BarRule {
  readonly what: string;
  readonly most: number;
  /** Left out: there is nothing between met and missed. */
  readonly limit?: number;
  ratio(measured: Measured): number;
}

const RULES: readonly BarRule[] = [
  {
    what: "calls of a no-op pass / fewest possible",
    most: 1.05,
    limit: 1.15,
    ratio: ({ noOpPass: { total } }) => total.made / total.fewest,
  },
  // A pass with nothing to do does nothing: any write is one too many.
  { what: "writes of a no-op pass", most: 0, ratio: ({ noOpPass }) => noOpPass.writes },
  { what: "reconcile --help / node -e 0", most: 1.6, limit: 2, ratio: ({ startUp }) => startUpRatio(startUp, "help") },
  {
    what: "reconcile validate of the example / node -e 0",
    most: 3,
    limit: 4,
    ratio: ({ startUp }) => startUpRatio(startUp, "validate"),
  },
  {
    what: "dry run of the example over HTTP / node -e 0",
    most: 7,
    limit: 12,
    ratio: ({ startUp }) => startUpRatio(startUp, "dryRun"),
  },
  {
    what: "ms from a change of the files to the start of the pass, in the slowest way",
    most: 300,
    ratio: ({ watch }) => Math.max(...Object.values(watch.medianMs)),
  },
];

export function barsOf(measured: Measured): readonly Bar[] {
  return RULES.map(({ what, most, limit, ratio }) => barOf(what, ratio(measured), { most, limit }));
}

export function barOf(what: string, value: number, { most, limit = most }: { most: number; limit?: number | undefined }): Bar {
  // Not a number: something was not measured, which is no pass.
  const standing = value <= most ? "met" : value <= limit ? "short" : "missed";
  return { what, ratio: Math.round(value * 1000) / 1000, most, limit, standing };
}

function startUpRatio({ medianMs }: StartUp, name: string): number {
  return (medianMs[name] ?? Number.NaN) / (medianMs.node ?? Number.NaN);
}

export function report({
  node,
  example,
  bars,
  noOpPass,
  startUp,
  watch,
  idle,
}: Measured & { node: string; example: string; bars: readonly Bar[] }): string {
  const { made, fewest, oneCallPerResource, total } = noOpPass;
  const operations = [...new Set([...Object.keys(made), ...Object.keys(fewest)])].sort();
  return [
    `${example}, Node ${node}`,
    "",
    "Calls of a no-op pass                        made  fewest",
    ...operations.map((operation) => row(operation, made[operation], fewest[operation])),
    row("total", total.made, total.fewest),
    "",
    `One call per resource would be ${total.oneCallPerResource}, ${(total.oneCallPerResource / total.made).toFixed(1)} times as many:`,
    `  ${Object.entries(oneCallPerResource)
      .map(([what, calls]) => `${what} ${calls}`)
      .join(", ")}`,
    "",
    `Start-up, medians of ${startUp.rounds} interleaved rounds`,
    ...Object.entries(startUp.medianMs).map(([name, ms]) => `  ${name.padEnd(12)} ${ms.toFixed(1).padStart(8)} ms`),
    "",
    `From a change of the files to the start of the pass, medians of ${watch.rounds}`,
    ...Object.entries(watch.medianMs).map(([name, ms]) => `  ${name.padEnd(74)} ${ms.toFixed(0).padStart(5)} ms`),
    "",
    "The daemon while nothing happens     resident   CPU per hour   calls per hour   CPU per pass",
    ...Object.entries(idle).map(([name, cost]) => idleRow(name, cost)),
    "",
    ...bars.map(({ what, ratio, most, standing }) => `${standing.padEnd(6)}  ${what}: ${ratio}, at most ${most}`),
  ].join("\n");
}

function idleRow(name: string, { residentMb, cpuSecondsPerHour, callsPerHour, cpuSecondsPerPass }: IdleCost): string {
  const columns = [
    `${residentMb.toFixed(0)} MB`.padStart(9),
    `${cpuSecondsPerHour.toFixed(1)} s`.padStart(15),
    callsPerHour.toFixed(0).padStart(17),
    `${(cpuSecondsPerPass * 1_000).toFixed(0)} ms`.padStart(15),
  ];
  return `  ${name.padEnd(34)}${columns.join("")}`;
}

function row(name: string, made = 0, fewest = 0): string {
  return `  ${name.padEnd(40)} ${String(made).padStart(6)}  ${String(fewest).padStart(6)}`;
}
