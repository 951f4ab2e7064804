/** Issues of the desired state with their place, code frame and remedy, errors first. */
import type { Issue } from "../../model/issue.ts";
import { printable } from "../../model/printable.ts";
import type { Page } from "./plan-text.ts";
import { printableLines } from "./printable.ts";
import { counted, indented, wrap } from "./wrap.ts";

/** All issues, by severity, then file and place, and how many there are. Empty for none. */
export function issuesText(issues: readonly Issue[], page: Page): string {
  if (issues.length === 0) return "";
  return [...sorted(issues).flatMap((issue) => [...issueLines(issue, page), ""]), issueSum(issues)].join("\n");
}

/** `2 errors, 1 warning`. */
export function issueSum(issues: readonly Issue[]): string {
  const errors = issues.filter((issue) => issue.severity === "error").length;
  const warnings = issues.length - errors;
  return [errors > 0 && counted(errors, "error"), warnings > 0 && counted(warnings, "warning")].filter(Boolean).join(", ");
}

function issueLines(issue: Issue, { width, style }: Page): readonly string[] {
  const paint = issue.severity === "error" ? style.bad : style.warning;
  const place = `${printable(issue.file)}:${issue.line}:${issue.column}`;
  return [
    `${style.title(place)}  ${paint(issue.severity)} ${style.faint(printable(issue.code))}`,
    ...indented(wrap(printable(issue.message), width - 2), "  "),
    ...(issue.frame === undefined ? [] : printableLines(issue.frame.replace(/\n$/, "")).map((line) => `  ${style.faint(line)}`)),
    ...(issue.suggestion === undefined
      ? []
      : indented(wrap(printable(issue.suggestion), width - 4), "    ", `  ${style.good("→")} `)),
  ];
}

function sorted(issues: readonly Issue[]): readonly Issue[] {
  const rank = (issue: Issue) => (issue.severity === "error" ? 0 : 1);
  const byFile = (left: string, right: string) => (left === right ? 0 : left < right ? -1 : 1);
  return issues.toSorted(
    (left, right) =>
      rank(left) - rank(right) || byFile(left.file, right.file) || left.line - right.line || left.column - right.column,
  );
}
