/** `reconcile validate`: loads the desired state and says everything that is wrong with it. Calls nobody. */
import { randomBytes } from "node:crypto";
import { createDesiredSource } from "../../desired/load.ts";
import type { LoadResult } from "../../model/ports.ts";
import { maskValue } from "../../plan/mask.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { misspelledCommand } from "../misspelled-command.ts";
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
  const source = createDesiredSource({
    path,
    cwd: process.cwd(),
    ...(options.values !== undefined && { valuesFile: options.values }),
  });
  const result = await source.load(new AbortController().signal);
  const salt = randomBytes(16).toString("hex");
  const mask = (value: unknown) => maskValue(value, salt);
  const text = options.format === "json" ? jsonOf(result, options, mask) : textOf(result, options, out, mask);
  out.write(options.format === "markdown" ? `${fenced(text.trimEnd())}\n` : text);
  return result.valid ? EXIT.ok : EXIT.failed;
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
