import { describe, expect, it } from "vitest";
import { badInputs, type ExpectedIssue } from "./bad-input-cases.ts";
import { issuesOf, load } from "./scratch.ts";

const CASES = badInputs();

describe("bad inputs", () => {
  it("are two hundred at least", () => {
    expect(CASES.length).toBeGreaterThanOrEqual(200);
  });

  it.each(CASES)("$name", async ({ files, expected }) => {
    const issues = issuesOf(await load(files));

    const found = issues.map(({ severity, code, file: where, line, message, suggestion = "" }) => {
      // What is wrong with the directory as a whole is said of the directory.
      const file = where === "." ? "main.yaml" : where;
      const wanted = expected.find(
        (issue) => issue.code === code && issue.file === file && issue.line === line && message.includes(issue.message),
      );
      return {
        severity,
        code,
        file,
        line,
        message: wanted?.message ?? message,
        suggestion: wanted !== undefined && suggestion.includes(wanted.suggestion) ? wanted.suggestion : suggestion,
      };
    });
    expect(sorted(found)).toEqual(sorted(expected));
    expect(issues.every(({ column, frame = "" }) => column >= 1 && frame.split("\n").length <= 4)).toBe(true);
    // What people are told, word for word.
    expect(text(issues)).toMatchSnapshot();
  });
});

function text(issues: ReturnType<typeof issuesOf>): string {
  return issues
    .map(({ severity, code, file, line, column, message, suggestion = "" }) => {
      const at = `${severity} ${code} at ${file}:${line}:${column}`;
      return [at, `  ${message}`, ...(suggestion === "" ? [] : [`  > ${suggestion}`])].join("\n").concat("\n");
    })
    .join("");
}

function sorted(issues: readonly ExpectedIssue[]): readonly ExpectedIssue[] {
  const key = (issue: ExpectedIssue): string => JSON.stringify([issue.file, issue.line, issue.code, issue.message]);
  return issues.toSorted((left, right) => (key(left) < key(right) ? -1 : 1));
}
