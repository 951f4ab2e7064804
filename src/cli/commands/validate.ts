/** `reconcile validate`: loads the desired state and says everything that is wrong with it. Calls nobody. */
import { randomBytes } from "node:crypto";
import { createFleetSource } from "../../desired/load.ts";
import { issuesOfTargets } from "../../model/fleet-issues.ts";
import type { Issue } from "../../model/issue.ts";
import type { LoadResult } from "../../model/ports.ts";
import { printable } from "../../model/printable.ts";
import { maskValue } from "../../plan/mask.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { errorReportOf } from "../failure.ts";
import { misspelledCommand } from "../misspelled-command.ts";
import { type NamedLoad, narrowTargets } from "../narrow-targets.ts";
import type { ValidateOptions } from "../options.ts";
import { issuesText } from "../render/issues-text.ts";
import { fenced } from "../render/markdown.ts";
import { printableJson } from "../render/printable.ts";
import { issueObject } from "../render/result-json.ts";
import { stateObject, stateText } from "../render/state-text.ts";
import { counted } from "../render/wrap.ts";
import type { Output, Terminal } from "../terminal.ts";

type Mask = (value: unknown) => unknown;

export async function runValidate(path: string, options: ValidateOptions, { out, err }: Terminal): Promise<ExitCode> {
  const refusal = misspelledCommand(path);
  if (refusal !== null) {
    err.write(`error: ${refusal}\n`);
    return EXIT.failed;
  }
  const source = createFleetSource({
    path,
    cwd: process.cwd(),
    ...(options.values !== undefined && { valuesFile: options.values }),
  });
  const fleet = await source.load(new AbortController().signal);
  const salt = randomBytes(16).toString("hex");
  const mask = (value: unknown) => maskValue(value, salt);
  const write = (text: string) => out.write(options.format === "markdown" ? `${fenced(text.trimEnd())}\n` : text);
  try {
    const targets = fleet.valid ? narrowTargets(fleet.targets, options.target ?? []) : null;
    if (targets !== null) {
      write(options.format === "json" ? fleetJsonOf(targets, options, mask) : fleetTextOf(targets, options, out, mask));
      return targets.every(({ loaded }) => loaded.valid) ? EXIT.ok : EXIT.failed;
    }
  } catch (error) {
    err.write(`error: ${printable(errorReportOf(error).message)}\n`);
    return EXIT.failed;
  }
  const result = fleet.valid ? (fleet.targets[0]?.loaded ?? NOTHING) : fleet;
  write(options.format === "json" ? jsonOf(result, options, mask) : textOf(result, options, out, mask));
  return result.valid ? EXIT.ok : EXIT.failed;
}

const NOTHING: LoadResult = { valid: false, issues: [] };

/** As of one, each issue with its target, and what each target came to. */
function fleetJsonOf(targets: readonly NamedLoad[], { print }: ValidateOptions, mask: Mask): string {
  const issues = targets.flatMap(({ target, loaded }) =>
    issuesOf(loaded).map((issue) => ({ target: target.name, ...issueObject(issue) })),
  );
  const valid = targets.every(({ loaded }) => loaded.valid);
  const each = targets.map(({ target, loaded }) => ({
    name: target.name,
    account: target.account,
    region: target.region,
    outcome: loaded.valid ? "valid" : "invalid",
    ...(loaded.valid && { revision: loaded.state.revision, resources: loaded.state.resources.length }),
    ...(loaded.valid && print && { state: stateObject(loaded.state, mask) }),
  }));
  return `${printableJson({ outcome: valid ? "valid" : "invalid", issues, targets: each })}\n`;
}

function fleetTextOf(targets: readonly NamedLoad[], options: ValidateOptions, out: Output, mask: Mask): string {
  const { style, width } = out;
  const named = targets.map(({ target, loaded }) => ({ name: target.name, issues: issuesOf(loaded) }));
  const issues = issuesText(issuesOfTargets(named), { style, width });
  const paragraph = issues === "" ? "" : `${issues}\n\n`;
  const lines = targets.map(({ target, loaded }) => {
    if (!loaded.valid) return `${style.bad(`✗ ${target.name}`)}: invalid\n`;
    if (options.print) return `# ${target.name}\n${stateText(loaded.state, mask).trimEnd()}\n`;
    return `${style.good(`✓ ${target.name}`)}: ${counted(loaded.state.resources.length, "resource")}\n`;
  });
  if (!options.print) return `${paragraph}${lines.join("")}`;
  const comments = paragraph
    .split("\n")
    .filter(Boolean)
    .map((line) => `# ${line}\n`);
  return `${comments.join("")}${lines.join("---\n")}`;
}

function issuesOf(loaded: LoadResult): readonly Issue[] {
  return loaded.valid ? loaded.state.warnings : loaded.issues;
}

function jsonOf(result: LoadResult, { print }: ValidateOptions, mask: Mask): string {
  const issues = (result.valid ? result.state.warnings : result.issues).map(issueObject);
  const state = result.valid ? { revision: result.state.revision, resources: result.state.resources.length } : {};
  const printed = result.valid && print ? { state: stateObject(result.state, mask) } : {};
  return `${printableJson({ outcome: result.valid ? "valid" : "invalid", ...state, issues, ...printed })}\n`;
}

function textOf(result: LoadResult, { print }: ValidateOptions, out: Output, mask: Mask): string {
  const { style, width } = out;
  const issues = issuesText(result.valid ? result.state.warnings : result.issues, { style, width });
  const paragraph = issues === "" ? "" : `${issues}\n`;
  if (!result.valid) return paragraph;
  // What is printed is YAML to be read by programs too, so the rest goes into comments.
  const sum = `valid: ${counted(result.state.resources.length, "resource")}`;
  if (!print) return `${paragraph === "" ? "" : `${paragraph}\n`}${style.good(`✓ ${sum}`)}\n`;
  const comment = paragraph
    .split("\n")
    .filter(Boolean)
    .map((line) => `# ${line}\n`)
    .join("");
  return `${comment}${stateText(result.state, mask).trimEnd()}\n`;
}
