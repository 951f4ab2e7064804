/** What the schemas have to say of a file, in words for people: where, what, and what to do about it. */
import type { ErrorObject } from "ajv";
import type { AuthoredPath, Problem } from "../kinds/authoring.ts";
import { errorAt, errorAtName } from "../kinds/authoring.ts";
import { nearest } from "../kinds/suggest.ts";
import { validateAuthored } from "./schema-validator.ts";

/** Every fault of a file's value, each at its path in that file. */
export async function validate(value: unknown): Promise<readonly Problem[]> {
  return problemsOf(await validateAuthored(value));
}

/** What a schema's validator found, for people. */
export function problemsOf(errors: readonly ErrorObject[]): readonly Problem[] {
  return outsideUnions(errors).map(problemOf);
}

/** The keyword that says that none of several forms fits. */
const UNION = "anyOf";
/** Keywords by which a form says that it was not meant at all. */
const FORM_KEYWORDS: readonly string[] = ["type", "enum", "const"];

/**
 * One fault inside `anyOf` is reported by every form. Which form was meant is told by the value:
 *
 *   a form got further than to the type     its faults are the ones to report
 *   several forms did                       those of the form whose properties are there, or else of the first
 *   no form did                             one fault: none of these forms
 */
function outsideUnions(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  // A value of the wrong type is none of the allowed words either: one of the two is enough.
  const typed = new Set(errors.filter((error) => error.keyword === "type").map((error) => error.instancePath));
  const dropped = new Set(errors.filter((error) => error.keyword === "enum" && typed.has(error.instancePath)));
  for (const union of errors.filter((error) => error.keyword === UNION)) {
    const members = errors.filter((error) => error !== union && isBelow(error.instancePath, union.instancePath));
    const shape = members.filter((error) => error.instancePath === union.instancePath && FORM_KEYWORDS.includes(error.keyword));
    for (const error of shape) dropped.add(error);
    if (shape.length < members.length) dropped.add(union);
    for (const error of ofOtherForms(union, members)) dropped.add(error);
  }
  return errors.filter((error) => !dropped.has(error));
}

/** Keywords by which a form of several properties says that other ones are there. */
const MEMBER_KEYWORDS: readonly string[] = ["required", "additionalProperties"];

/** Faults told by forms that were meant less than another one. Forms that refer to a schema of their own are all left. */
function ofOtherForms(union: ErrorObject, members: readonly ErrorObject[]): readonly ErrorObject[] {
  const forms = new Map<string, ErrorObject[]>();
  for (const error of members) {
    if (!error.schemaPath.startsWith(`${union.schemaPath}/`)) continue;
    const form = error.schemaPath.slice(union.schemaPath.length + 1).split("/", 1)[0] ?? "";
    forms.set(form, [...(forms.get(form) ?? []), error]);
  }
  const amiss = (faults: readonly ErrorObject[]) =>
    faults.filter((error) => error.instancePath === union.instancePath && MEMBER_KEYWORDS.includes(error.keyword)).length;
  const further = [...forms.values()].filter(
    (faults) => !faults.some((error) => error.instancePath === union.instancePath && FORM_KEYWORDS.includes(error.keyword)),
  );
  const meant = further.toSorted((left, right) => amiss(left) - amiss(right))[0];
  return further.filter((faults) => faults !== meant).flat();
}

function isBelow(path: string, above: string): boolean {
  return path === above || path.startsWith(`${above}/`);
}

function problemOf(error: ErrorObject): Problem {
  const path = pathOf(error.instancePath);
  const name = path.at(-1);
  const subject = name === undefined ? "the file" : `"${name}"`;
  const { params } = error;
  switch (error.keyword) {
    case "additionalProperties":
      return unknownProperty(path, String(params.additionalProperty), error.parentSchema?.properties);
    case "required":
      return errorAtName(path, "missing-property", `${subject} needs \`${params.missingProperty}\``);
    case "type":
      return wrongType(
        path,
        `${subject} has to be ${typeNames(params.type)}, not ${typeName(error.data)}`,
        error.data,
        params.type,
      );
    case UNION:
      return noSuchForm(path, subject, error);
    case "enum":
      return wrongWord(path, subject, error.data, params.allowedValues);
    case "minimum":
      return errorAt(path, "out-of-range", `${subject} has to be ${params.limit} at least`);
    case "maximum":
      return errorAt(path, "out-of-range", `${subject} has to be ${params.limit} at most`, percentage(path, error.data));
    case "minLength":
    case "minItems":
      return errorAt(path, "illegal-value", `${subject} must not be empty`);
    case "minProperties":
      return errorAt(
        path,
        "missing-property",
        `${subject} is empty`,
        `known: ${propertyNames(error.parentSchema?.properties).join(", ")}`,
      );
    case "maxProperties":
      return errorAt(
        path,
        "conflicting-properties",
        `${subject} takes one of: ${propertyNames(error.parentSchema?.properties).join(", ")}`,
      );
    case "maxLength":
      return errorAt(path, "illegal-value", `${subject} has more than ${params.limit} characters`);
    case "maxItems":
      return errorAt(path, "illegal-value", `${subject} has more than ${params.limit} items`);
    default:
      return errorAt(path, "illegal-value", `${subject} is not as it has to be`, String(error.parentSchema?.description ?? ""));
  }
}

/** Names that other tools give to our properties: too far from ours for a misspelling. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  env: "environment",
  env_vars: "environment",
  envvars: "environment",
  memorysize: "memory",
  memory_size: "memory",
  timeoutinmillis: "timeout",
  timeoutseconds: "timeout",
  architectures: "architecture",
  arch: "architecture",
  stagevariables: "variables",
  assumerolepolicydocument: "trust",
  policies: "inlinePolicies",
  permissions: "allow",
  deploymentid: "deployment",
  functionversion: "version",
  codeuri: "code",
  endpointtype: "endpoint",
  lambdas: "functions",
  restapis: "apis",
  api: "apis",
  s3: "buckets",
  lambda: "functions",
  vars: "variables",
};

function unknownProperty(path: AuthoredPath, name: string, properties: unknown): Problem {
  const known = propertyNames(properties);
  const other = OTHER_NAMES[name.toLowerCase()];
  const meant = other !== undefined && known.includes(other) ? other : nearest(name, known);
  const remedy = meant === undefined ? `known: ${known.join(", ")}` : `did you mean "${meant}"?`;
  return errorAtName([...path, name], "unknown-property", `unknown property "${name}"`, remedy);
}

function wrongType(path: AuthoredPath, message: string, data: unknown, wanted: unknown): Problem {
  return errorAt(path, "wrong-type", message, retyped(data, (Array.isArray(wanted) ? wanted : [wanted]).map(String)));
}

/** What to change about the way a scalar is written. */
function retyped(data: unknown, wanted: readonly string[]): string | undefined {
  if (data === null) return "give it a value, or take it out";
  if (wanted.includes("string") && typeof data !== "object") return "put it in quotes";
  const isNumber = typeof data === "string" && data.trim() !== "" && Number.isFinite(Number(data));
  return isNumber && (wanted.includes("integer") || wanted.includes("number")) ? "take the quotes off" : undefined;
}

function noSuchForm(path: AuthoredPath, subject: string, error: ErrorObject): Problem {
  const forms = error.parentSchema?.anyOf;
  const message = `${subject} has to be ${formsOf(forms)}, not ${shown(error.data)}`;
  const remedy = error.data === null ? "give it a value, or take it out" : meantWord(error.data, wordsOf(forms));
  return errorAt(path, "wrong-type", message, remedy);
}

function wrongWord(path: AuthoredPath, subject: string, data: unknown, allowed: unknown): Problem {
  const words = Array.isArray(allowed) ? [...new Set(allowed.map(String))] : [];
  const message = `${subject} has to be ${either(words.map((word) => `"${word}"`))}, not ${shown(data)}`;
  return errorAt(path, "illegal-value", message, meantWord(data, words));
}

function meantWord(data: unknown, words: readonly string[]): string | undefined {
  if (typeof data === "object") return undefined;
  const meant = nearest(String(data), words);
  return meant === undefined ? undefined : `did you mean "${meant}"?`;
}

/** Shares are fractions; a percentage needs its sign. */
function percentage(path: AuthoredPath, data: unknown): string | undefined {
  return path[0] === "guards" && typeof data === "number" ? `write "${data}%" or ${data / 100}` : undefined;
}

function pathOf(pointer: string): AuthoredPath {
  return pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function propertyNames(properties: unknown): readonly string[] {
  return typeof properties === "object" && properties !== null ? Object.keys(properties) : [];
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: "text",
  integer: "a whole number",
  number: "a number",
  boolean: "true or false",
  object: "a map",
  array: "a list",
  null: "nothing",
};

function typeNames(types: unknown): string {
  const names = (Array.isArray(types) ? types : [types]).map(String).filter((type) => type !== "null");
  return either(names.map((type) => TYPE_NAMES[type] ?? type));
}

function typeName(data: unknown): string {
  if (data === null) return "nothing";
  if (Array.isArray(data)) return "a list";
  return typeof data === "boolean" ? String(data) : (TYPE_NAMES[typeof data] ?? "this");
}

/** Short words as they are, anything else by its type: a long text or a secret does not belong into a message. */
function shown(data: unknown): string {
  return typeof data === "string" && /^[\w$:.-]{1,32}$/.test(data) ? `"${data}"` : typeName(data);
}

function formsOf(forms: unknown): string {
  const words = wordsOf(forms).map((word) => `"${word}"`);
  const types = schemasOf(forms).flatMap((form) => (form.enum === undefined ? [typeNames(form.type)] : []));
  return either([...words, ...types]);
}

function wordsOf(forms: unknown): readonly string[] {
  return schemasOf(forms).flatMap((form) => (Array.isArray(form.enum) ? form.enum.map(String) : []));
}

function schemasOf(forms: unknown): readonly { readonly enum?: unknown; readonly type?: unknown }[] {
  return Array.isArray(forms) ? forms : [];
}

function either(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
