/**
 * One canonical form for policy documents, for AWS gives them back reordered, with single values unwrapped from lists,
 * and (IAM) URL-encoded. Two documents that AWS treats alike are equal here.
 */
import { isObject, type Json, type JsonObject, type PolicyDocument } from "../model/json.ts";
import { canonicalJson } from "./digest.ts";

/** Members of a statement whose one value and list of one value mean the same, and whose order means nothing. */
const LISTS = ["Action", "NotAction", "Resource", "NotResource"] as const;

/** The canonical form of a parsed document. Unknown members are kept. */
export function canonicalPolicy(document: JsonObject): PolicyDocument {
  const statements = asList(document.Statement).map((statement) =>
    isObject(statement) ? canonicalStatement(statement) : statement,
  );
  const sorted = statements.toSorted((left, right) => (canonicalJson(left) < canonicalJson(right) ? -1 : 1));
  return { ...document, Version: document.Version ?? "2008-10-17", Statement: sorted };
}

/** Parses a document as IAM returns it: JSON, URL-encoded after RFC 3986 (IAM GetRole, GetRolePolicy). */
export function parsePolicy(text: string): PolicyDocument {
  const json = text.trimStart().startsWith("{") ? text : decodeURIComponent(text);
  // A policy document that AWS stored is a JSON object.
  return canonicalPolicy(JSON.parse(json) as JsonObject);
}

function canonicalStatement(statement: JsonObject): JsonObject {
  const lists = Object.fromEntries(
    LISTS.filter((key) => statement[key] !== undefined).map((key) => [key, sortedStrings(statement[key])]),
  );
  return {
    ...statement,
    ...lists,
    ...optional("Principal", canonicalPrincipal(statement.Principal)),
    ...optional("NotPrincipal", canonicalPrincipal(statement.NotPrincipal)),
    ...optional("Condition", canonicalCondition(statement.Condition)),
  };
}

/** `"*"` and `{ "AWS": "*" }` are the same principal (IAM user guide, policy elements: Principal). */
function canonicalPrincipal(principal: Json | undefined): Json | undefined {
  if (principal === "*") return { AWS: ["*"] };
  if (!isObject(principal)) return principal;
  return Object.fromEntries(Object.entries(principal).map(([type, ids]) => [type, sortedStrings(ids)]));
}

function canonicalCondition(condition: Json | undefined): Json | undefined {
  if (!isObject(condition)) return condition;
  return Object.fromEntries(
    Object.entries(condition).map(([operator, tests]) => [
      operator,
      isObject(tests) ? Object.fromEntries(Object.entries(tests).map(([key, values]) => [key, sortedStrings(values)])) : tests,
    ]),
  );
}

function sortedStrings(value: Json | undefined): readonly Json[] {
  return [...new Set(asList(value).map((item) => (typeof item === "object" ? item : String(item))))].toSorted((left, right) =>
    canonicalJson(left) < canonicalJson(right) ? -1 : 1,
  );
}

function asList(value: Json | undefined): readonly Json[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly Json[]) : [value];
}

function optional(key: string, value: Json | undefined): JsonObject {
  return value === undefined ? {} : { [key]: value };
}
