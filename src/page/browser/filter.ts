/** Which APIs a person asks for. */
import type { ApiOverview } from "../overview.ts";

export function wordsOf(query: string): readonly string[] {
  return query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
}

/** Every word stands somewhere in its names: of its target, the API, its stages, their variables, functions, aliases and versions. */
export function matches(api: ApiOverview, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const text = textOf(api);
  return words.every((word) => text.includes(word));
}

/** An overview is replaced as a whole, and its APIs with it. */
const texts = new WeakMap<ApiOverview, string>();

function textOf(api: ApiOverview): string {
  const known = texts.get(api);
  if (known !== undefined) return known;
  const names = api.stages.flatMap(({ name, variables, targets, snapshot }) => [
    name,
    snapshot.id ?? "",
    ...variables.map(({ name, value, sensitive }) => (sensitive || value === null ? name : `${name}=${value}`)),
    ...targets.map((target) => `${target.function}:${target.alias} ${target.version}`),
  ]);
  const text = [api.target ?? "", api.name, ...names].join("\n").toLowerCase();
  texts.set(api, text);
  return text;
}
