/**
 * `${values.NAME}`, and `${target.NAME}` of the target that is loaded: all the templating there is. Values are put into the
 * parsed document, not into its text, so a value cannot change what the YAML means. A scalar that is nothing but a
 * reference, and not quoted, takes the value as it is (a number stays one); anywhere else the value becomes text.
 */
import { isMap, isScalar, isSeq, Scalar } from "yaml";
import { nearest, suggestName } from "../kinds/suggest.ts";
import type { Issue } from "../model/issue.ts";
import { issueAt, type SourceFile } from "./source-file.ts";
import { spanOf } from "./span.ts";
import { settleStructure } from "./structure.ts";

export type Value = string | number | boolean;
/** By how they are referred to: `values.bucketPrefix`, `target.region`. */
export type Values = ReadonlyMap<string, Value>;

const REFERENCE = /\$\{(values\.[\w-]+|target\.(?:account|name|region))\}/g;
/** Anything of that form, to find what was meant for a reference. */
const ANY_REFERENCE = /\$\{([^{}\s]{0,64}?)\.([^{}]{0,64})\}|\$\{\s*(values)\s*\.[^{}]{0,64}\}/gi;
/** What may stand before the dot. Others are someone else's: `${aws:username}` of IAM has no dot. */
const PREFIXES = ["values", "target", "stageVariables"];

/** The scalars of a `values` section, or of the file given by `--values`. Others are the schema's to refuse. */
function scalarsIn(section: unknown): ReadonlyMap<string, { readonly value: Value; readonly key: Scalar }> {
  if (!isMap(section)) return new Map();
  return new Map(
    section.items.flatMap(({ key, value }) =>
      isScalar(key) && isScalar(value) && isValue(value.value) ? [[String(key.value), { value: value.value, key }] as const] : [],
    ),
  );
}

function isValue(value: unknown): value is Value {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

/** The values that a file itself defines. */
export function valuesIn(source: SourceFile): Values {
  return new Map([...scalarsIn(sectionOf(source))].map(([name, { value }]) => valueNamed(name, value)));
}

/** As it is referred to. */
export function valueNamed(name: string, value: Value): readonly [string, Value] {
  return [`values.${name}`, value];
}

/** The values of the file given by `--values`: a map from names to scalars and nothing else. */
export function overridesIn(source: SourceFile): { readonly values: Values; readonly issues: readonly Issue[] } {
  const { contents } = source.document;
  if (contents === null) return { values: new Map(), issues: [] };
  const values = new Map([...scalarsIn(contents)].map(([name, { value }]) => valueNamed(name, value)));
  const others = isMap(contents)
    ? contents.items.filter(({ key }) => !isScalar(key) || !values.has(`values.${String(key.value)}`))
    : [contents];
  const issues = others.map((other) => {
    const node = "key" in other ? other.key : other;
    const span = spanOf(isScalar(node) || isMap(node) || isSeq(node) ? node.range : undefined);
    const message = "a file of values is a map from names to text, numbers, true or false";
    return issueAt(source, span, {
      severity: "error",
      code: "illegal-value",
      message,
      suggestion: 'write lines like "bucketPrefix: acme"',
    });
  });
  return { values, issues: [...issues, ...settleStructure(source)] };
}

/** Warns of values in the file given by `--values` that nothing asks for: most likely misspelled. */
export function unusedOverrides(source: SourceFile, known: ReadonlySet<string>): readonly Issue[] {
  return [...scalarsIn(source.document.contents)].flatMap(([name, { key }]) => {
    if (known.has(`values.${name}`)) return [];
    const meant = suggestName(name, namesIn(known));
    return [
      issueAt(source, spanOf(key.range), {
        severity: "warning",
        code: "unused-value",
        message: `nothing asks for \${values.${name}}`,
        ...(meant === undefined ? {} : { suggestion: meant }),
      }),
    ];
  });
}

/** Puts the values into a document, and notes in `used` which. */
export function putValues(source: SourceFile, values: Values, used: Set<string>): readonly Issue[] {
  const issues: Issue[] = [];
  const section = sectionOf(source);
  if (section !== undefined) issues.push(...valuesInValues(source, section));
  for (const [scalar, text] of templatesBelow(source.document.contents, section)) {
    for (const issue of unknownReferences(source, scalar, text, values)) issues.push(issue);
    scalar.value = substituted(scalar, text, values, used);
  }
  return issues;
}

/** Whether anything in the document asks for a value. */
export function asksForValues(source: SourceFile): boolean {
  const templates = templatesBelow(source.document.contents, sectionOf(source));
  return templates.some(([, text]) => text.search(REFERENCE) !== -1);
}

/** Scalars that may hold a reference, in the order of the text; `except`: what is not looked into. */
function templatesBelow(node: unknown, except: unknown): readonly (readonly [Scalar, string])[] {
  const found: (readonly [Scalar, string])[] = [];
  collectTemplates(node, except, found);
  return found;
}

/** The library's own way through a document keeps the way to each node, which takes as long as to parse it. */
function collectTemplates(node: unknown, except: unknown, found: (readonly [Scalar, string])[]): void {
  if (node === except) return;
  if (isScalar(node)) {
    if (typeof node.value === "string" && node.value.includes("${")) found.push([node, node.value]);
  } else if (isMap(node)) {
    for (const { key, value } of node.items) {
      collectTemplates(key, except, found);
      collectTemplates(value, except, found);
    }
  } else if (isSeq(node)) {
    for (const item of node.items) collectTemplates(item, except, found);
  }
}

function sectionOf(source: SourceFile): unknown {
  return isMap(source.document.contents) ? source.document.contents.get("values", true) : undefined;
}

function substituted(scalar: Scalar, text: string, values: Values, used: Set<string>): Value {
  const whole = /^\$\{([\w.-]+)\}$/.exec(text);
  const value = whole && scalar.type === Scalar.PLAIN ? values.get(whole[1] ?? "") : undefined;
  if (value !== undefined) {
    used.add(whole?.[1] ?? "");
    return value;
  }
  return text.replaceAll(REFERENCE, (reference, name: string) => {
    used.add(name);
    return String(values.get(name) ?? reference);
  });
}

function unknownReferences(source: SourceFile, scalar: Scalar, text: string, values: Values): readonly Issue[] {
  const span = spanOf(scalar.range);
  const names = new Set<string>();
  for (const [, name = ""] of text.matchAll(REFERENCE)) names.add(name);
  const missing = [...names]
    .filter((name) => !values.has(name))
    .map((name) =>
      issueAt(source, span, {
        severity: "error",
        code: "undefined-value",
        message: `\${${name}} is not defined`,
        suggestion: name.startsWith("target.")
          ? "say it under target, or have targets"
          : (suggestName(name.slice("values.".length), namesIn(values.keys())) ??
            "define it under values, or in the file given by --values"),
      }),
    );
  return [...missing, ...nearMisses(source, scalar, text)];
}

/** Of values, without those of the target. */
function namesIn(references: Iterable<string>): readonly string[] {
  return [...references].flatMap((name) => (name.startsWith("values.") ? [name.slice("values.".length)] : []));
}

/** `${value.x}`, `${ values.x }`, `${stageVariable.x}`: left as they are, and most likely not meant so. */
function nearMisses(source: SourceFile, scalar: Scalar, text: string): readonly Issue[] {
  const exact = /^\$\{(values\.[\w-]+|target\.(account|name|region)|stageVariables\.[^{}]*)\}$/;
  const distinct = new Map<string, RegExpExecArray>();
  for (const found of text.matchAll(ANY_REFERENCE)) distinct.set(found[0], found);
  return [...distinct.values()].flatMap(([all, prefix, name]) => {
    const meant = nearest((prefix ?? "values").trim(), PREFIXES);
    if (exact.test(all) || meant === undefined) return [];
    const rest = (name ?? all.replace(/^.*\./, "").replace("}", "")).trim();
    return issueAt(source, spanOf(scalar.range), {
      severity: "warning",
      code: "literal-reference",
      message: `"${all}" is left as it is`,
      suggestion: prefix === "target" ? "known of a target: account, name, region" : `did you mean "\${${meant}.${rest}}"?`,
    });
  });
}

function valuesInValues(source: SourceFile, section: unknown): readonly Issue[] {
  return [...scalarsIn(section).entries()].flatMap(([name, { value, key }]) =>
    typeof value === "string" && value.search(REFERENCE) !== -1
      ? [
          issueAt(source, spanOf(key.range), {
            severity: "error",
            code: "value-of-value",
            message: `value "${name}" refers to a value`,
          }),
        ]
      : [],
  );
}
