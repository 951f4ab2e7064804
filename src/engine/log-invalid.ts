import type { Issue } from "../model/issue.ts";
import type { Logger } from "../model/ports.ts";

/** A log line is for finding the place; all issues are in the report. */
const MOST = 5;

/** Says that the desired state cannot be used, and where. */
export function logInvalid(logger: Logger, issues: readonly Issue[], facts: object = {}): void {
  const errors = issues.filter(({ severity }) => severity === "error");
  const where = errors.slice(0, MOST).map(({ file, line, column, code, message }) => {
    return { at: `${file}:${line}:${column}`, code, message };
  });
  logger.warn({ issues: errors.length, where, ...facts }, "desired state invalid");
}
