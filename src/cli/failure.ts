/** What went wrong, in one sentence: never a stack, for people at a prompt cannot act on one. Remedies are in the messages. */
import { messageOf, StagekeeperError } from "../model/errors.ts";
import type { ErrorReport } from "../model/report.ts";

/** A thrown value as the report of a pass has it: AWS's code or ours, and one line. */
export function errorReportOf(error: unknown): ErrorReport {
  const message = messageOf(error)
    .trim()
    .replaceAll(/\s*\n\s*/g, " ");
  if (error instanceof StagekeeperError) return { code: error.awsCode ?? error.code, message };
  return { code: systemCode(error) ?? "unexpected", message };
}

/** ENOENT, EACCES, EADDRINUSE, … of Node's own errors. */
function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}
