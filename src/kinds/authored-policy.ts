/** Policy documents as authors write them, YAML or JSON text, and what AWS would refuse of them. */
import { isObject, type JsonObject, type PolicyDocument } from "../model/json.ts";
import type { AuthoredPath, Problem } from "./authoring.ts";
import { errorAt, warningAt } from "./authoring.ts";
import { canonicalPolicy } from "./policy-document.ts";
import { suggestName } from "./suggest.ts";

export type AuthoredPolicy = string | { readonly [key: string]: unknown };

/** `identity`: what a role may do. `trust`: who may assume it. `resource`: who may use a bucket or an API. */
export type PolicyUse = "identity" | "trust" | "resource";

const DOCUMENT_KEYS = ["Version", "Id", "Statement"];
const STATEMENT_KEYS = [
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
];
const VERSIONS = ["2012-10-17", "2008-10-17"];

/** The canonical form of a document that `checkPolicy` found nothing against; of JSON text that is broken, an empty one. */
export function policyOf(authored: AuthoredPolicy): PolicyDocument {
  return canonicalPolicy(parsed(authored) ?? { Statement: [] });
}

/** Characters that AWS counts against its limits: all but white space. */
export function policySize(document: PolicyDocument): number {
  return JSON.stringify(document).length;
}

export function* checkPolicy(authored: AuthoredPolicy, path: AuthoredPath, use: PolicyUse): Iterable<Problem> {
  const document = parsed(authored);
  if (document === undefined) {
    yield errorAt(path, "illegal-policy", "policy text is not a JSON object");
    return;
  }
  yield* unknownKeys(document, DOCUMENT_KEYS, path, authored);
  const version = document.Version;
  if (version !== undefined && !VERSIONS.includes(String(version))) {
    yield errorAt(
      inside(path, authored, "Version"),
      "illegal-policy",
      `policy version ${JSON.stringify(version)} is none of AWS's`,
      `use "${VERSIONS[0]}"`,
    );
  }
  const statements = document.Statement;
  if (statements === undefined || (Array.isArray(statements) && statements.length === 0)) {
    yield errorAt(path, "illegal-policy", "policy has no `Statement`");
    return;
  }
  const list: readonly unknown[] = Array.isArray(statements) ? statements : [statements];
  for (const [index, statement] of list.entries()) {
    const at = Array.isArray(statements)
      ? inside(path, authored, "Statement", String(index))
      : inside(path, authored, "Statement");
    if (!isObject(statement)) yield errorAt(at, "illegal-policy", "a statement is a map with `Effect` and `Action`");
    else yield* checkStatement(statement, at, authored, use);
  }
}

function* checkStatement(statement: JsonObject, path: AuthoredPath, authored: AuthoredPolicy, use: PolicyUse): Iterable<Problem> {
  yield* unknownKeys(statement, STATEMENT_KEYS, path, authored);
  if (statement.Effect !== "Allow" && statement.Effect !== "Deny") {
    yield errorAt(inside(path, authored, "Effect"), "illegal-policy", "`Effect` of a statement is Allow or Deny");
  }
  if (statement.Action === undefined && statement.NotAction === undefined) {
    yield errorAt(path, "illegal-policy", "a statement needs `Action`");
  }
  const hasPrincipal = statement.Principal !== undefined || statement.NotPrincipal !== undefined;
  const hasResource = statement.Resource !== undefined || statement.NotResource !== undefined;
  if (use === "identity" && hasPrincipal) {
    yield errorAt(
      inside(path, authored, "Principal"),
      "illegal-policy",
      "a role's own policy takes no `Principal`: it is the role",
    );
  }
  if (use !== "identity" && !hasPrincipal) yield errorAt(path, "illegal-policy", "a statement here needs a `Principal`");
  if (use === "trust" && hasResource) {
    yield errorAt(inside(path, authored, "Resource"), "illegal-policy", "a trust policy takes no `Resource`: it is the role");
  }
  if (use !== "trust" && !hasResource) yield errorAt(path, "illegal-policy", "a statement here needs a `Resource`");
}

function* unknownKeys(
  members: JsonObject,
  known: readonly string[],
  path: AuthoredPath,
  authored: AuthoredPolicy,
): Iterable<Problem> {
  for (const key of Object.keys(members).filter((name) => !known.includes(name))) {
    yield warningAt(
      inside(path, authored, key),
      "unknown-policy-key",
      `policy language has no "${key}"`,
      suggestName(key, known),
    );
  }
}

/** JSON text has no places of its own: everything in it is at the text. */
function inside(path: AuthoredPath, authored: AuthoredPolicy, ...keys: readonly string[]): AuthoredPath {
  return typeof authored === "string" ? path : [...path, ...keys];
}

function parsed(authored: AuthoredPolicy): JsonObject | undefined {
  // YAML that passed the schema holds nothing that JSON has not.
  if (typeof authored !== "string") return authored as JsonObject;
  try {
    const value: unknown = JSON.parse(authored);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
