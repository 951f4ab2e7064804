/** `${stageVariables.NAME}` in the texts of routes. */
import type { Environment } from "../../model/json.ts";

const REFERENCE = /\$\{stageVariables\.([^}]*)\}/g;

/** Names of the stage variables that a text uses, each once. */
export function stageVariablesIn(text: string): readonly string[] {
  if (!text.includes("${stageVariables.")) return [];
  return [...new Set(Array.from(text.matchAll(REFERENCE), (found) => found[1] ?? ""))];
}

/** The text with every variable put in; undefined: one of them is not there. */
export function substituteStageVariables(text: string, variables: Environment): string | undefined {
  if (stageVariablesIn(text).some((name) => !Object.hasOwn(variables, name))) return undefined;
  return text.replaceAll(REFERENCE, (_, name: string) => variables[name] ?? "");
}
