/** The results of many targets for a pull request's comment: a table of all, then what is said of each. */
import type { FleetReport } from "../../model/fleet.ts";
import { issuesOfTargets } from "../../model/fleet-issues.ts";
import { fitSections } from "./fit-sections.ts";
import { WORST } from "./fleet-text.ts";
import { issueSum, issuesText } from "./issues-text.ts";
import { code, fenced, list, table } from "./markdown.ts";
import { planSections } from "./plan-sections.ts";
import { planSum } from "./plan-text.ts";
import { applySection, endSections, type MarkdownSettings, PLAIN } from "./result-markdown.ts";

/** GitHub takes 65,536 characters a comment; who posts it adds a line of their own. */
const LIMIT = 65_000;

/** The reports are masked already. */
export function fleetMarkdown(fleet: FleetReport, settings: MarkdownSettings): string {
  const { targets, digest, violations } = fleet;
  const issues = issuesOfTargets(targets.map(({ target, report }) => ({ name: target.name, issues: report.issues })));
  const changes = targets.some(({ report }) => report.outcome === "changes");
  const settled = targets.every(({ report }) => report.outcome === "changes" || report.outcome === "in-sync");
  return fitSections(
    [
      { name: "head", rank: 0, text: headText(fleet) },
      ...(violations.length === 0
        ? []
        : [{ name: "violations", rank: 0, text: list(violations.map(({ message }) => code(message))).join("\n") }]),
      ...(issues.length === 0
        ? []
        : [
            {
              name: "issues of the desired state",
              rank: 1,
              text: `**${issueSum(issues)}**\n\n${fenced(issuesText(issues, PLAIN))}`,
            },
          ]),
      ...targets.flatMap(({ target, report }) => {
        const sections = [
          ...(report.plan ? planSections(report.plan, settings.destroy) : []),
          ...endSections(report, settings.destroy),
        ];
        if (sections.length === 0 || report.outcome === "in-sync") return [];
        const named = sections.map((section) => ({ ...section, name: `${target.name}: ${section.name}` }));
        return [{ name: `target ${target.name}`, rank: 1, text: `### Target ${code(target.name)}` }, ...named];
      }),
      ...(changes && settled && settings.applyCommand ? [applySection(digest, settings.applyCommand)] : []),
    ],
    LIMIT,
  );
}

function headText({ targets }: FleetReport): string {
  const outcome = WORST.findLast((one) => targets.some(({ report }) => report.outcome === one)) ?? "in-sync";
  const rows = targets.map(({ target, report }) => [
    code(target.name),
    `${code(target.account)} ${code(target.region)}`,
    report.outcome,
    report.error ? code(report.error.message) : report.plan ? planSum(report.plan, PLAIN.style) : "",
  ]);
  return [`### reconcile: ${outcome}`, "", table(["target", "account", "outcome", "plan"], rows)].join("\n");
}
