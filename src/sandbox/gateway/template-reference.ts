/**
 * References of a mapping template: `$root.member`, `${root.member}`, and calls with texts or references as arguments. As in
 * Velocity a member that is not there is nothing.
 */
import { CONFIGURATION_ERROR, GatewayRefusal } from "./gateway-answers.ts";
import { member } from "./json-path.ts";

/** What `$NAME` is, by name. */
export type Roots = Readonly<Record<string, object>>;

interface Read {
  readonly value: unknown;
  /** Behind what was read. */
  readonly end: number;
}

const MEMBER = /\.([A-Za-z][\w-]*)(\()?/y;
/** A text in double quotes may hold references, which are not looked into; a `$` that begins none is a dollar. */
const TEXT = /\s*(?:'([^']*)'|"((?:[^"$]|\$(?![A-Za-z{!]))*)")\s*/y;
const NEXT = /\s*([,)])/y;

/** Throws GatewayRefusal 500, with what the sandbox does not understand of the template. */
export function fillIn(template: string, roots: Roots): string {
  const start = new RegExp(`\\$!?(\\{)?(${Object.keys(roots).join("|")})\\b`, "g");
  let filled = "";
  let position = 0;
  for (let found = start.exec(template); found; found = start.exec(template)) {
    const [opening, brace, name = ""] = found;
    const { value, end } = readMembers(template, { value: roots[name], end: found.index + opening.length }, roots);
    if (value === roots[name]) throw notRun(`$${name} as a whole`);
    if (brace && template[end] !== "}") throw notRun(template.slice(found.index, end + 1));
    filled += template.slice(position, found.index) + shown(value);
    position = brace ? end + 1 : end;
    start.lastIndex = position;
  }
  return filled + template.slice(position);
}

function readMembers(template: string, from: Read, roots: Roots): Read {
  let { value, end } = from;
  for (let found = at(MEMBER, template, end); found; found = at(MEMBER, template, end)) {
    const [whole, name = "", call] = found;
    end += whole.length;
    if (!call) {
      value = member(value, name);
      continue;
    }
    const list = readArguments(template, end, roots);
    value = called(value, name, list.values);
    end = list.end;
  }
  if (template[end] === "[") throw notRun(`a name in brackets: ${template.slice(end, end + 20)}`);
  return { value, end };
}

function called(value: unknown, name: string, list: readonly unknown[]): unknown {
  const own = member(value, name);
  if (typeof own === "function") return own(...list);
  if (name === "get" && list.length === 1) return member(value, String(list[0]));
  throw notRun(`.${name}()`);
}

function readArguments(
  template: string,
  from: number,
  roots: Roots,
): { readonly values: readonly unknown[]; readonly end: number } {
  const values: unknown[] = [];
  let end = from;
  for (;;) {
    const closing = at(NEXT, template, end);
    if (closing?.[1] === ")") return { values, end: end + closing[0].length };
    if (closing) end += closing[0].length;
    const argument = readArgument(template, end, roots);
    values.push(argument.value);
    end = argument.end;
  }
}

function readArgument(template: string, from: number, roots: Roots): Read {
  const text = at(TEXT, template, from);
  if (text) return { value: text[1] ?? text[2], end: from + text[0].length };
  const root = at(/\s*\$(\w+)/y, template, from);
  const value = root && member(roots, root[1] ?? "");
  if (!root || value === undefined) throw notRun(`the argument ${template.slice(from, from + 20)}`);
  return readMembers(template, { value, end: from + root[0].length }, roots);
}

function at(pattern: RegExp, text: string, position: number): RegExpExecArray | null {
  pattern.lastIndex = position;
  return pattern.exec(text);
}

/** Maps are shown as Java shows them, lists as JSON (recorded: test_input_path_template_formatting). */
function shown(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value)) return JSON.stringify(value);
  if (typeof value !== "object") return String(value);
  const members = Object.entries(value).map(([name, one]) => `${name}=${shown(one)}`);
  return `{${members.join(", ")}}`;
}

function notRun(what: string): GatewayRefusal {
  return new GatewayRefusal(CONFIGURATION_ERROR, `The sandbox renders no mapping template with ${what}`);
}
