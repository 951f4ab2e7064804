/** Policy documents as people write them: one value stands by itself, not in a list. */
import { isObject, type Json, type JsonObject, type PolicyDocument } from "../model/json.ts";

const LISTS = ["Action", "NotAction", "Resource", "NotResource"];
const PRINCIPALS = ["Principal", "NotPrincipal"];

export function plainPolicy(document: PolicyDocument): JsonObject {
  const statements = Array.isArray(document.Statement) ? (document.Statement as readonly Json[]) : [];
  return { ...document, Statement: statements.map((statement) => (isObject(statement) ? plainStatement(statement) : statement)) };
}

function plainStatement(statement: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(statement).map(([key, value]) => {
      if (LISTS.includes(key)) return [key, single(value)];
      if (PRINCIPALS.includes(key)) return [key, plainPrincipal(value)];
      return [key, key === "Condition" && isObject(value) ? mapValues(value, (tests) => mapSingles(tests)) : value];
    }),
  );
}

function plainPrincipal(value: Json): Json {
  if (!isObject(value)) return value;
  const plain = mapSingles(value);
  return isObject(plain) && Object.keys(plain).length === 1 && plain.AWS === "*" ? "*" : plain;
}

function mapSingles(value: Json): Json {
  return isObject(value) ? mapValues(value, single) : value;
}

function mapValues(value: JsonObject, change: (item: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, change(item)]));
}

function single(value: Json): Json {
  if (!Array.isArray(value)) return value;
  const [first, ...rest] = value as readonly Json[];
  return first !== undefined && rest.length === 0 ? first : value;
}
