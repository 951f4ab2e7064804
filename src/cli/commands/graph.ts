/** `reconcile graph`: the resources and what they need, as a picture or as data. Loads only; nobody is called. */
import { createDesiredSource } from "../../desired/load.ts";
import type { DesiredState } from "../../model/desired.ts";
import { deriveAll } from "../../plan/derive.ts";
import { type Graph, graphOf } from "../../plan/graph.ts";
import { unmatchedPatterns } from "../../plan/only.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { misspelledCommand } from "../misspelled-command.ts";
import type { GraphOptions } from "../options.ts";
import { graphJson } from "../render/graph-json.ts";
import { graphMermaid } from "../render/graph-mermaid.ts";
import { issuesText } from "../render/issues-text.ts";
import { fenced } from "../render/markdown.ts";
import type { Output, Terminal } from "../terminal.ts";

export async function runGraph(path: string, options: GraphOptions, { out, err }: Terminal): Promise<ExitCode> {
  const refusal = misspelledCommand(path);
  if (refusal !== null) return refused(refusal, err);
  const { values, only, format, target: [target] = [] } = options;
  const source = createDesiredSource({
    path,
    cwd: process.cwd(),
    ...(target !== undefined && { target }),
    ...(values !== undefined && { valuesFile: values }),
  });
  const loaded = await source.load(new AbortController().signal);
  if (!loaded.valid) {
    err.write(`${issuesText(loaded.issues, err)}\n`);
    return EXIT.failed;
  }
  const derived = deriveAll(loaded.state, placeOf(loaded.state), new Map());
  const [unmatched] = unmatchedPatterns(
    only,
    derived.resources.map(({ address }) => address),
  );
  if (unmatched !== undefined) return refused(`--only ${unmatched} matches nothing that is declared`, err);

  const graph = graphOf(derived, loaded.state.resources, only);
  out.write(written(graph, format));
  const warning = format === "json" ? null : beyondMermaid(graph, written(graph, "mermaid"));
  if (warning !== null) err.write(`warning: ${warning}\n`);
  return EXIT.ok;
}

function written(graph: Graph, format: GraphOptions["format"]): string {
  switch (format) {
    case "json":
      return graphJson(graph);
    case "markdown":
      return `${fenced(graphMermaid(graph).trimEnd(), "mermaid")}\n`;
    case "text":
    case "mermaid":
      return graphMermaid(graph);
  }
}

function refused(message: string, err: Output): ExitCode {
  err.write(`error: ${message}\n`);
  return EXIT.failed;
}

/** Nobody is asked which account it is; only functions named by their whole ARN tell one account from another. */
function placeOf({ target }: DesiredState) {
  return { account: target.account ?? "000000000000", region: target.region ?? "us-east-1", partition: "aws" };
}

/** Mermaid's `maxEdges` and `maxTextSize`, which forges leave as they are. */
const MAX_EDGES = 500;
const MAX_TEXT = 50_000;

function beyondMermaid({ nodes }: Graph, text: string): string | null {
  const edges = nodes.reduce((sum, { direct }) => sum + direct.length, 0);
  if (edges <= MAX_EDGES && text.length <= MAX_TEXT) return null;
  return `${edges} arrows in ${text.length} characters: Mermaid draws ${MAX_EDGES} and ${MAX_TEXT} by default; --only ADDRESS shows a part`;
}
