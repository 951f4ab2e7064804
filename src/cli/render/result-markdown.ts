/**
 * The result for a pull request's comment: what would change at a glance, what a reviewer must not overlook, a table for
 * each API and function with its details folded away, drift apart from rollout, and how to apply just this plan.
 */
import type { Forecast, RunReport } from "../../model/report.ts";
import { fitSections, type Section } from "./fit-sections.ts";
import { issueSum, issuesText } from "./issues-text.ts";
import { code, fenced } from "./markdown.ts";
import { planSections } from "./plan-sections.ts";
import { type Page, planSum } from "./plan-text.ts";
import { resultText } from "./result-text.ts";
import { createStyle } from "./style.ts";
import { duration } from "./wrap.ts";

/** Without a terminal. */
export const PLAIN: Page = { width: 100, style: createStyle(false) };

/** GitHub takes 65,536 characters a comment; who posts it adds a line of their own. */
const LIMIT = 65_000;

export interface MarkdownSettings {
  readonly destroy: boolean;
  /** The command that would apply the plan with this digest and no other; left out: there is none. */
  readonly applyCommand?: (digest: string) => string;
}

/** A Markdown document that shows the same whatever the values hold. The report is masked already. */
export function resultMarkdown(report: RunReport, { destroy, applyCommand }: MarkdownSettings): string {
  const { plan, issues } = report;
  return fitSections(
    [
      { name: "head", rank: 0, text: headText(report) },
      ...(issues.length > 0
        ? [
            {
              name: "issues of the desired state",
              rank: 1,
              text: `**${issueSum(issues)}**\n\n${fenced(issuesText(issues, PLAIN))}`,
            },
          ]
        : []),
      ...(plan ? planSections(plan, destroy) : []),
      ...endSections(report, destroy),
      ...(plan && report.outcome === "changes" && applyCommand ? [applySection(plan.digest, applyCommand)] : []),
    ],
    LIMIT,
  );
}

function headText({ outcome, plan, identity, forecast }: RunReport): string {
  const place = identity ? `account ${code(identity.account)} in ${code(identity.region)}` : "";
  const sum = plan ? `**${planSum(plan, PLAIN.style) || "nothing is declared"}**` : "";
  const facts = [sum, place, forecastText(forecast)].filter((part) => part !== "");
  return [`### reconcile: ${outcome}`, ...(facts.length === 0 ? [] : [facts.join(" · ")])].join("\n\n");
}

function forecastText(forecast: Forecast | null): string {
  if (!forecast || forecast.seconds < 1) return "";
  const limit = forecast.limitedBy === null ? "" : `, ${code(forecast.limitedBy)} being the tightest`;
  return `at least ${duration(forecast.seconds * 1000)} under the quotas of AWS${limit}`;
}

/** Of a dry run that found changes, all is said by now. */
export function endSections(report: RunReport, destroy: boolean): readonly Section[] {
  if (report.outcome === "changes" && !report.interrupted) return [];
  return [{ name: "how it ended", rank: 1, text: fenced(resultText(report, PLAIN, destroy)) }];
}

export function applySection(digest: string, applyCommand: (digest: string) => string): Section {
  const text = ["To apply this plan, and be refused if it is another by then:", "", fenced(applyCommand(digest), "sh")].join(
    "\n",
  );
  return { name: "how to apply it", rank: 1, text };
}
