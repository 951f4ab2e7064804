/** Adds a draft to a file that is there. What is declared in it stays, and so does every byte of it. */
import type { Json } from "../model/json.ts";
import type { Draft } from "./draft.ts";
import { isDeclared, isParts, type Part, type PartPath } from "./part.ts";
import { insertLines, isWritten } from "./text-edits.ts";
import { partLines } from "./yaml-text.ts";

export interface Merged {
  readonly text: string;
  /** What was added, by path. */
  readonly added: readonly PartPath[];
  /** What is declared there already. */
  readonly kept: readonly PartPath[];
}

const CHILDREN: readonly string[] = ["aliases", "stages"];

export function mergeInto(text: string, { sections }: Draft): Merged {
  const resources = sections.flatMap((section) => partsOf(section).map((part) => ({ part, above: [section.key] })));
  return resources.reduce<Merged>((merged, { part, above }) => mergePart(merged, part, above), { text, added: [], kept: [] });
}

/** A function's aliases and an API's stages are resources of their own, and may be added to one that is there. */
function mergePart(merged: Merged, part: Part, above: PartPath): Merged {
  const path = [...above, part.key];
  if (!isWritten(merged.text, path)) {
    const lines = partLines(part, above, 0).map((line) => line.text);
    // A section in which only a comment stands would be one with nothing in it.
    const isNew = !isWritten(merged.text, above);
    if (isNew && !isDeclared(part)) return merged;
    return {
      ...merged,
      text: insertLines(merged.text, above, lines, { [part.key]: plainOf(part) }),
      added: [...merged.added, path],
    };
  }
  return partsOf(part)
    .filter(({ key }) => CHILDREN.includes(key))
    .flatMap((children) => partsOf(children).map((child) => ({ child, of: [...path, children.key] })))
    .reduce<Merged>((so, { child, of }) => mergePart(so, child, of), { ...merged, kept: [...merged.kept, path] });
}

/** What of a part is declared, as a value. */
function plainOf({ content }: Part): Json {
  if (!isParts(content)) return content;
  return Object.fromEntries(content.parts.filter(isDeclared).map((part) => [part.key, plainOf(part)]));
}

function partsOf({ content }: Part): readonly Part[] {
  return isParts(content) ? content.parts : [];
}
