/** How the passes of many targets ended, as people read it: a line for each, and what holds for all. */
import type { FleetReport, FleetTargetReport } from "../../model/fleet.ts";
import { printable } from "../../model/printable.ts";
import type { Outcome, RunReport } from "../../model/report.ts";
import type { Page } from "./plan-text.ts";
import { planSum } from "./plan-text.ts";
import { violationLines } from "./result-text.ts";
import type { Style } from "./style.ts";
import { counted, duration } from "./wrap.ts";

/** The line above all that is said of one target. */
export function targetTitle({ name, account, region }: FleetTargetReport["target"], style: Style): string {
  return `${style.title(`━━ ${name}`)}  ${style.faint(`account ${account} in ${region}`)}`;
}

/** The end of the output: a line for each target, the worst ones last, where they are seen. */
export function fleetText({ targets, digest, violations, durationMs }: FleetReport, page: Page): string {
  const { style } = page;
  const width = Math.max(...targets.map(({ target }) => target.name.length));
  const lines = byWorst(targets).map(({ target, report }) => {
    const { sign, paint } = SIGNS[report.outcome];
    const facts = [report.outcome, ...factsOf(report, style)].join(style.faint(" · "));
    return `  ${paint(style)(sign)} ${target.name.padEnd(width)}  ${facts}`;
  });
  return [
    style.title(`${counted(targets.length, "target")}: ${sumOf(targets)}`) + style.faint(` · ${duration(durationMs)}`),
    ...violations.flatMap((violation) => violationLines(violation, page)),
    ...lines,
    style.faint(`digest of all ${digest}`),
  ].join("\n");
}

/** What gives the exit code comes last. */
export const WORST: readonly Outcome[] = ["in-sync", "converged", "shifting", "changes", "refused", "invalid", "failed"];

function byWorst(targets: readonly FleetTargetReport[]): readonly FleetTargetReport[] {
  return targets.toSorted((left, right) => WORST.indexOf(left.report.outcome) - WORST.indexOf(right.report.outcome));
}

function sumOf(targets: readonly FleetTargetReport[]): string {
  return WORST.map((outcome) => ({ outcome, count: targets.filter(({ report }) => report.outcome === outcome).length }))
    .filter(({ count }) => count > 0)
    .map(({ outcome, count }) => `${count} ${outcome}`)
    .join(", ");
}

function factsOf({ plan, error, steps }: RunReport, style: Style): readonly string[] {
  if (error !== undefined) return [style.bad(printable(error.message))];
  if (plan === null) return [];
  const failed = steps.filter(({ result }) => result === "failed").length;
  return [planSum(plan, style), ...(failed > 0 ? [style.bad(`${counted(failed, "step")} failed`)] : [])].filter(
    (fact) => fact !== "",
  );
}

const GOOD = { sign: "✓", paint: (style: Style) => style.good } as const;
const OPEN = { sign: "~", paint: (style: Style) => style.warning } as const;
const BAD = { sign: "✗", paint: (style: Style) => style.bad } as const;

const SIGNS = {
  "in-sync": GOOD,
  converged: GOOD,
  shifting: OPEN,
  changes: OPEN,
  refused: BAD,
  invalid: BAD,
  failed: BAD,
} as const satisfies Record<Outcome, { readonly sign: string; readonly paint: (style: Style) => (text: string) => string }>;
