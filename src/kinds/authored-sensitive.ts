/** `sensitive` names properties of its own resource; a name that is none of them would protect nothing. */
import type { AuthoredPath, Problem } from "./authoring.ts";
import { warningAt } from "./authoring.ts";
import { suggestName } from "./suggest.ts";

/** `known`: properties that may be named. `path`: the resource. */
export function* checkSensitive(
  sensitive: readonly string[] | undefined,
  known: readonly string[],
  path: AuthoredPath,
): Iterable<Problem> {
  for (const [index, name] of (sensitive ?? []).entries()) {
    const property = name.split(".")[0] ?? "";
    if (known.includes(property)) continue;
    const remedy = suggestName(property, known);
    yield warningAt(
      [...path, "sensitive", String(index)],
      "unknown-sensitive",
      `"${name}" is not a property that can be masked`,
      remedy,
    );
  }
}
