/** How a pass ended, as people read it: one line that says so, what failed and why, the invoke URLs, and what it cost. */
import type { Violation } from "../../model/plan.ts";
import { printable } from "../../model/printable.ts";
import type { Outcome, RunReport, StepReport } from "../../model/report.ts";
import type { Page } from "./plan-text.ts";
import type { Style } from "./style.ts";
import { ACTION_DONE } from "./style.ts";
import { counted, duration, indented, wrap } from "./wrap.ts";

/** The end of the output of a pass. The plan and the issues are printed before it. */
export function resultText(report: RunReport, page: Page, destroy: boolean): string {
  return [
    headline(report, page.style, destroy),
    ...report.violations.flatMap((violation) => violationLines(violation, page)),
    ...(report.error ? indented(wrap(printable(report.error.message), page.width - 2), "  ") : []),
    ...failures(report.steps, page),
    ...invokeUrls(report, page.style),
  ].join("\n");
}

/** A finished step on one line, `✓ stage:orders/prod created`; why one failed is said at the end of the pass. */
export function stepResultText({ step, result, because }: StepReport, style: Style): string {
  const address = printable(step.address);
  switch (result) {
    case "done":
      return `${style.good("✓")} ${address} ${style.faint(ACTION_DONE[step.action])}`;
    case "failed":
      return `${style.bad("✗")} ${address} ${style.bad(`not ${ACTION_DONE[step.action]}`)}`;
    case "not-attempted":
      return `${style.faint("·")} ${address} ${style.faint(because ? `not attempted: needs ${printable(because)}` : "not attempted")}`;
  }
}

/** Where destroying says it in other words. */
const DESTROY_HEADLINE: Partial<Record<Outcome, (style: Style) => string>> = {
  "in-sync": (style) => style.good("✓ nothing is left to destroy"),
  changes: (style) => style.warning("there is something to destroy"),
  converged: (style) => style.good("✓ destroyed"),
};

/** A shift stays at its step until somebody goes on. */
const LEFT_SHIFTING = (style: Style) => style.bad("✗ interrupted: traffic stays as it is until it is run again");

const INTERRUPTED = (style: Style) => style.bad("✗ interrupted: run it again to go on");

const BLOCKED = (style: Style) => style.bad("✗ blocked: something is not as declared");

const HEADLINE = {
  "in-sync": (style) => style.good("✓ in sync: nothing to do"),
  changes: (style) => style.warning("there are changes"),
  converged: (style) => style.good("✓ converged"),
  shifting: (style) => style.warning("traffic is on its way: run it again, or let `reconcile watch` go on"),
  failed: (style) => style.bad("✗ failed"),
  refused: (style) => style.bad("✗ refused: nothing was changed"),
  invalid: (style) => style.bad("✗ the desired state is invalid: nothing was looked at or changed"),
} as const satisfies Record<Outcome, (style: Style) => string>;

function headline(report: RunReport, style: Style, destroy: boolean): string {
  const { plan, calls } = report;
  const facts = [
    attempted(report),
    report.outcome === "in-sync" && !destroy && plan && style.faint(counted(plan.unchanged.length, "resource")),
    calls.total > 0 &&
      style.faint(
        counted(calls.total, "AWS call") +
          (calls.retries > 0 ? `, ${calls.retries === 1 ? "1 retry" : `${calls.retries} retries`}` : ""),
      ),
    report.durationMs > 0 && style.faint(duration(report.durationMs)),
  ];
  const says = report.interrupted
    ? report.outcome === "shifting"
      ? LEFT_SHIFTING
      : INTERRUPTED
    : isOnlyBlocked(report)
      ? BLOCKED
      : (destroy && DESTROY_HEADLINE[report.outcome]) || HEADLINE[report.outcome];
  return [says(style), ...facts].filter(Boolean).join(style.faint(" · "));
}

/** Nothing failed: all that could be done is done, or was not to be done yet. */
function isOnlyBlocked({ outcome, plan, steps, error }: RunReport): boolean {
  if (outcome !== "failed" || error || !plan || plan.blocked.length === 0) return false;
  return steps.every(({ result }) => result === "done") || steps.every(({ result }) => result === "not-attempted");
}

function attempted({ steps, outcome }: RunReport): string | false {
  if (outcome === "changes" || outcome === "in-sync" || outcome === "refused" || steps.length === 0) return false;
  const done = steps.filter((report) => report.result === "done").length;
  return done === steps.length ? counted(done, "step") : `${done} of ${counted(steps.length, "step")} done`;
}

export function violationLines({ guard, message }: Violation, { width, style }: Page): readonly string[] {
  return indented(wrap(`${guard}: ${printable(message)}`, width - 4), "    ", `  ${style.bad("!")} `);
}

function failures(steps: readonly StepReport[], { width, style }: Page): readonly string[] {
  return steps
    .filter((report) => report.result === "failed")
    .flatMap(({ step, error }) => [
      `  ${style.bad(`✗ ${printable(step.address)}`)}  ${style.faint(printable(error?.code ?? ""))}`,
      ...indented(wrap(printable(error?.message ?? ""), width - 6), "      "),
    ]);
}

function invokeUrls({ outcome, invokeUrls: urls }: RunReport, style: Style): readonly string[] {
  if (outcome !== "converged" && outcome !== "in-sync") return [];
  const entries = Object.entries(urls).toSorted(([left], [right]) => (left < right ? -1 : 1));
  if (entries.length === 0) return [];
  const column = Math.max(...entries.map(([stage]) => printable(stage).length));
  return ["", ...entries.map(([stage, url]) => `  ${printable(stage).padEnd(column)}  ${style.link(printable(url))}`)];
}
