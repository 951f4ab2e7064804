/** Issues of many targets, each once: a file that holds in several of them says the same in each. */
import type { Issue } from "./issue.ts";

type Told = Pick<Issue, "file" | "line" | "column" | "code" | "message">;

interface Of<I extends Told> {
  readonly name: string;
  readonly issues: readonly I[];
}

/** In the order in which they come up; what not all of the targets have says which do. */
export function issuesOfTargets<I extends Told>(targets: readonly Of<I>[]): readonly I[] {
  const found = new Map<string, { readonly issue: I; readonly names: string[] }>();
  for (const { name, issues } of targets) {
    for (const issue of issues) {
      const key = JSON.stringify([issue.file, issue.line, issue.column, issue.code, issue.message]);
      const known = found.get(key) ?? { issue, names: [] };
      known.names.push(name);
      found.set(key, known);
    }
  }
  return [...found.values()].map(({ issue, names }) =>
    names.length === targets.length ? issue : { ...issue, message: `${issue.message} (in ${shown(names)})` },
  );
}

const SHOWN = 5;

function shown(names: readonly string[]): string {
  const more = names.length - SHOWN;
  return more > 0 ? `${names.slice(0, SHOWN).join(", ")} and ${more} more targets` : names.join(", ");
}
