/**
 * What scripts may rely on when the process ends.
 *
 * | the pass …                                        | code |
 * |---------------------------------------------------|------|
 * | was ended by SIGINT / SIGTERM                     | 130 / 143 |
 * | was cut short in any other way                    | 1    |
 * | was refused by a guard, `--expect`, or a person   | 3    |
 * | failed, or the desired state is invalid           | 1    |
 * | found something blocked (wins over changes)       | 1    |
 * | was a dry run and there are changes               | 2    |
 * | found everything in sync, or converged            | 0    |
 * | left a shift under way, as --no-wait asks         | 0    |
 *
 * The first row that holds decides: a pass that was cut short never looks like "in sync".
 */
import type { FleetReport } from "../model/fleet.ts";
import type { Outcome, RunReport } from "../model/report.ts";

export const EXIT = { ok: 0, failed: 1, changes: 2, refused: 3, SIGINT: 130, SIGTERM: 143 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The signals that end a pass in order: the running step is finished, then the report is written. */
export type EndingSignal = "SIGINT" | "SIGTERM";

const BY_OUTCOME = {
  "in-sync": EXIT.ok,
  converged: EXIT.ok,
  shifting: EXIT.ok,
  changes: EXIT.changes,
  failed: EXIT.failed,
  invalid: EXIT.failed,
  refused: EXIT.refused,
} as const satisfies Record<Outcome, ExitCode>;

/** `signal`: the first one received while the pass ran, if any. */
export function exitCodeOf(report: RunReport, signal: EndingSignal | null): ExitCode {
  if (signal !== null) return EXIT[signal];
  if (report.interrupted) return EXIT.failed;
  if (report.outcome === "refused") return EXIT.refused;
  if ((report.plan?.blocked.length ?? 0) > 0) return EXIT.failed;
  return BY_OUTCOME[report.outcome];
}

/** What outweighs what when many targets end: what failed anywhere is never hidden by what was refused or is still to do. */
const WORST_FIRST: readonly ExitCode[] = [EXIT.failed, EXIT.refused, EXIT.changes, EXIT.ok];

/** By the worst of the targets. */
export function fleetExitCode({ targets, violations }: FleetReport, signal: EndingSignal | null): ExitCode {
  if (signal !== null) return EXIT[signal];
  const codes = targets.map(({ report }) => exitCodeOf(report, null));
  const all: readonly ExitCode[] = violations.length > 0 ? [...codes, EXIT.refused] : codes;
  return WORST_FIRST.find((code) => all.includes(code)) ?? EXIT.failed;
}
