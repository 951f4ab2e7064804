/**
 * One field change as lines of text.
 *
 * | change                | reads                                        |
 * |-----------------------|----------------------------------------------|
 * | of a create           | `path  value`                                |
 * | fits on a line        | `path  before → after`                       |
 * | was not set           | `path  not set → after`                      |
 * | is to be removed      | `path  before → removed`                     |
 * | too long for a line   | `path`, then the lines that go and that come |
 */
import type { FieldChange, Step } from "../../model/plan.ts";
import { printable } from "../../model/printable.ts";
import { isRef } from "../../model/ref.ts";
import { type DiffLine, diffLines } from "./line-diff.ts";
import type { Style } from "./style.ts";
import { inlineValue, valueLines } from "./value-text.ts";

/** Longer paths do not push all values of a step to the right. */
const MAX_PATH_COLUMN = 44;

/** All changes of a step, values in one column. The changes are masked already. */
export function changesText(step: Pick<Step, "changes" | "action">, width: number, style: Style): readonly string[] {
  const creating = step.action === "create";
  const changes = creating ? together(step.changes) : step.changes;
  const lengths = changes.map((change) => printable(change.path).length);
  const column = Math.max(0, ...lengths.filter((length) => length <= MAX_PATH_COLUMN));
  return changes.flatMap((change) => changeText(change, { width, column, style, creating }));
}

/** What is created is shown as it will be, one entry a property, and not as the many fields that a plan counts. */
function together(changes: readonly FieldChange[]): readonly FieldChange[] {
  const whole = nested(changes.map(({ keys, after }) => ({ keys, value: after })));
  // Every change of a create has a key at least, so the whole is an object.
  return Object.entries(whole as object).map(([key, after]) => ({ path: key, keys: [key], after, sensitive: false }));
}

interface Leaf {
  readonly keys: readonly string[];
  readonly value: unknown;
}

function nested(leaves: readonly Leaf[]): unknown {
  const own = leaves.find(({ keys }) => keys.length === 0);
  if (own) return own.value;
  const members = new Map<string, Leaf[]>();
  for (const { keys, value } of leaves) {
    const [key = "", ...rest] = keys;
    members.set(key, [...(members.get(key) ?? []), { keys: rest, value }]);
  }
  return Object.fromEntries([...members].map(([key, inner]) => [key, nested(inner)]));
}

interface Layout {
  readonly width: number;
  /** Where values begin. */
  readonly column: number;
  readonly style: Style;
  readonly creating: boolean;
}

function changeText(change: FieldChange, { width, column, style, creating }: Layout): readonly string[] {
  const path = printable(change.path);
  const inline = inlineChange(change, creating);
  const plain = `${path.padEnd(column)}  ${inline.map((part) => part.text).join("")}`;
  if (plain.length <= width && !isMultiline(change)) {
    return [`${path.padEnd(column)}  ${inline.map((part) => paintPart(part, style)).join("")}`];
  }
  return [path, ...blockChange(change, width - 4, { style, creating }).map((line) => `  ${line}`)];
}

interface Part {
  readonly text: string;
  readonly role: "before" | "after" | "only" | "faint";
}

function inlineChange({ before, after }: FieldChange, creating: boolean): readonly Part[] {
  if (creating) return [{ text: inlineValue(after), role: isRef(after) ? "faint" : "only" }];
  return [
    before === undefined ? { text: "not set", role: "faint" } : { text: inlineValue(before), role: "before" },
    { text: " → ", role: "faint" },
    after === undefined
      ? { text: "removed", role: "faint" }
      : { text: inlineValue(after), role: isRef(after) ? "faint" : "after" },
  ];
}

function paintPart(part: Part, style: Style): string {
  switch (part.role) {
    case "before":
      return style.delete(part.text);
    case "after":
      return style.create(part.text);
    case "faint":
      return style.faint(part.text);
    case "only":
      return part.text;
  }
}

function blockChange(
  change: FieldChange,
  width: number,
  { style, creating }: Pick<Layout, "style" | "creating">,
): readonly string[] {
  const before = change.before === undefined ? [] : valueLines(change.before, width);
  const after = change.after === undefined ? [] : valueLines(change.after, width);
  if (creating) return after;
  return diffLines(before, after).map((line) => paintLine(line, style));
}

function paintLine({ sign, text }: DiffLine, style: Style): string {
  switch (sign) {
    case "+":
      return style.create(`+ ${text}`);
    case "-":
      return style.delete(`- ${text}`);
    case "…":
      return style.faint("…");
    case " ":
      return `  ${text}`;
  }
}

function isMultiline(change: FieldChange): boolean {
  return [change.before, change.after].some((value) => typeof value === "string" && value.includes("\n"));
}
