/** Values as YAML text: on one line where that reads well, else below each other. */
import { stringify } from "yaml";
import { isObject, type Json } from "../model/json.ts";

/** Columns of a line that still reads well. */
const WIDTH = 100;
const ONE_LINE = { lineWidth: 0, flowCollectionPadding: false, collectionStyle: "flow" } as const;

/** A text, number, … as it stands between brackets, where some texts need quotes that need none elsewhere. */
function flowScalar(value: Json): string {
  if (typeof value === "string" && /[\n\r\t]/.test(value)) return JSON.stringify(value);
  return stringify([value], ONE_LINE).trimEnd().slice(1, -1);
}

export function blockScalar(value: Json): string {
  if (typeof value === "string" && /[\n\r\t]/.test(value)) return JSON.stringify(value);
  return stringify(value, { lineWidth: 0 }).trimEnd();
}

/** A name before a colon. */
export function keyText(key: string): string {
  // As a key of a map, for some texts need quotes only there.
  return stringify({ [key]: 0 }, { lineWidth: 0 })
    .trimEnd()
    .replace(/: 0$/, "");
}

export function flowText(value: Json): string {
  if (isList(value)) return `[${value.map(flowText).join(", ")}]`;
  if (!isObject(value)) return flowScalar(value);
  const members = Object.entries(value).map(([key, item]) => `${flowScalar(key)}: ${flowText(item)}`);
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}

/** Lines of `key: value`, the first at the indentation given. */
export function memberLines(key: string, value: Json, indent: number): readonly string[] {
  const head = `${" ".repeat(indent)}${keyText(key)}:`;
  if (!isList(value) && !isObject(value)) return [`${head} ${blockScalar(value)}`];
  const flow = `${head} ${flowText(value)}`;
  if (flow.length <= WIDTH && isShallow(value)) return [flow];
  return [head, ...valueLines(value, indent + 2)];
}

/** Lines of a list or map below its name. */
export function valueLines(value: Json, indent: number): readonly string[] {
  if (isList(value)) return value.flatMap((item) => itemLines(item, indent));
  if (isObject(value)) return Object.entries(value).flatMap(([key, item]) => memberLines(key, item, indent));
  return [`${" ".repeat(indent)}${blockScalar(value)}`];
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function itemLines(item: Json, indent: number): readonly string[] {
  const dash = `${" ".repeat(indent)}- `;
  if (!isList(item) && !isObject(item)) return [`${dash}${blockScalar(item)}`];
  const flow = `${dash}${flowText(item)}`;
  if (flow.length <= WIDTH && isShallow(item)) return [flow];
  const [first = "", ...rest] = valueLines(item, indent + 2);
  return [`${dash}${first.trimStart()}`, ...rest];
}

/** Whether it is empty, or holds nothing but texts and numbers, or one level of small maps and lists below. */
function isShallow(value: Json): boolean {
  return depthOf(value) <= 2;
}

function depthOf(value: Json): number {
  if (!isList(value) && !isObject(value)) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}
