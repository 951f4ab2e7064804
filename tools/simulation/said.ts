/** What people, scripts and disks get of a pass: searched for secrets, and held against what a pass may do. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { maskReport } from "../../src/cli/render/masked-report.ts";
import { planText } from "../../src/cli/render/plan-text.ts";
import { resultJson } from "../../src/cli/render/result-json.ts";
import { resultMarkdown } from "../../src/cli/render/result-markdown.ts";
import { resultText } from "../../src/cli/render/result-text.ts";
import { createStyle } from "../../src/cli/render/style.ts";
import type { Logger } from "../../src/model/ports.ts";
import type { RunReport } from "../../src/model/report.ts";
import { SECRETS } from "./authored.ts";
import type { Witness } from "./witness.ts";

const PAGE = { width: 100, style: createStyle(false) };

/** A text, and where it was said. */
export type Said = readonly [where: string, text: string];

export function judgeReport(
  report: RunReport,
  { mode, prune }: { readonly mode: "apply" | "destroy"; readonly prune: boolean },
  witness: Witness,
): void {
  if (report.error?.code === "unexpected") witness.accuse("unexpected error", report.error.message);
  for (const { step, error } of report.steps) {
    if (error?.code === "unexpected") witness.accuse("unexpected error", `${step.address}: ${error.message}`);
  }
  const deletes = report.steps.filter(({ step }) => step.action === "delete" && step.cause !== "retention");
  if (mode === "apply" && !prune && deletes.length > 0) witness.accuse("deleted without prune", String(deletes.length));
}

export function judgeSaid(said: readonly Said[], witness: Witness): void {
  for (const [where, text] of said) {
    const leaked = SECRETS.find((secret) => text.includes(secret));
    if (leaked !== undefined) witness.accuse("secret told", `${leaked} in ${where}`);
  }
}

export function reportAsSaid(report: RunReport, destroy: boolean): readonly Said[] {
  const masked = maskReport(report, "salt");
  const { plan, identity, forecast } = masked;
  return [
    ["the result", resultJson(masked)],
    ["the summary", resultText(masked, PAGE, destroy)],
    ["the Markdown", resultMarkdown(masked, { destroy })],
    ["the plan", plan === null ? "" : planText({ plan, identity, forecast, destroy }, PAGE)],
  ];
}

export function filesIn(directory: string): readonly Said[] {
  const names = existsSync(directory) ? readdirSync(directory) : [];
  return names.map((name) => [`the file ${name}`, readFileSync(path.join(directory, name), "utf8")]);
}

export function recordingInto(lines: string[]): Logger {
  const line = (fields: object, message: string) => void lines.push(`${message} ${JSON.stringify(fields)}`);
  return { debug: line, info: line, warn: line, error: line };
}
