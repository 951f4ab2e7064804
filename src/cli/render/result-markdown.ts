/** The result for a pull request's comment: what would change at a glance, the whole plan folded away. */
import type { Blocked, Plan } from "../../model/plan.ts";
import { printable } from "../../model/printable.ts";
import type { RunReport } from "../../model/report.ts";
import { issueSum, issuesText } from "./issues-text.ts";
import type { Page } from "./plan-text.ts";
import { planSum, planText } from "./plan-text.ts";
import { resultText } from "./result-text.ts";
import { ACTION_SIGN, CAUSE_NOTE, createStyle } from "./style.ts";

const PLAIN: Page = { width: 100, style: createStyle(false) };

/** A Markdown document that shows the same whatever the values hold. */
export function resultMarkdown(report: RunReport, destroy: boolean): string {
  return `${[
    `### reconcile: ${report.outcome}`,
    ...(report.plan ? [planSum(report.plan, PLAIN.style) || "nothing is declared"] : []),
    ...(report.issues.length > 0 ? [`**${issueSum(report.issues)}**`, fenced(issuesText(report.issues, PLAIN))] : []),
    ...(report.plan ? planParts(report.plan, report, destroy) : []),
    fenced(resultText(report, PLAIN, destroy)),
  ].join("\n\n")}\n`;
}

function planParts(plan: Plan, report: RunReport, destroy: boolean): readonly string[] {
  if (plan.steps.length + plan.blocked.length + plan.tolerated.length === 0) return [];
  const text = planText({ plan, identity: report.identity, forecast: report.forecast, destroy }, PLAIN);
  return [table(plan, destroy), ["<details><summary>The whole plan</summary>", "", fenced(text), "", "</details>"].join("\n")];
}

function table({ steps, blocked, tolerated }: Plan, destroy: boolean): string {
  const rows = [
    ...steps.map((step) => [
      code(ACTION_SIGN[step.action]),
      code(step.address),
      step.action,
      (destroy ? null : CAUSE_NOTE[step.cause]) ?? "",
    ]),
    ...tolerated
      .filter(({ policy }) => policy !== "ignore")
      .map(({ address, drift, policy }) => [
        "≈",
        code(address),
        "left",
        policy === "hold" ? "rolled back, and held" : `drift: ${drift}, left as its policy says`,
      ]),
    ...blocked.map(({ address, reason }: Blocked) => ["**!**", code(address), "blocked", reason]),
  ];
  return ["| | address | action | |", "|---|---|---|---|", ...rows.map((cells) => `| ${cells.join(" | ")} |`)].join("\n");
}

/** A code span in a table's cell: longer fence than any run of backticks inside, bars escaped. */
function code(text: string): string {
  const shown = printable(text).replaceAll("|", "\\|");
  const fence = fenceFor(shown, 1);
  const pad = shown.startsWith("`") || shown.endsWith("`") ? " " : "";
  return `${fence}${pad}${shown}${pad}${fence}`;
}

export function fenced(text: string): string {
  const fence = fenceFor(text, 3);
  return `${fence}text\n${text}\n${fence}`;
}

function fenceFor(text: string, least: number): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  return "`".repeat(Math.max(least, longest + 1));
}
