/** The properties of operations by the SDK's own schemas: those that there are, and those that a request told. */
import { NormalizedSchema } from "@smithy/core/schema";
import type { StaticOperationSchema } from "@smithy/types";

type Side = "input" | "output";

/** Paths of all properties that hold a value, in the schema's order. Throws when the client has no such operation. */
export function propertiesOf(client: object, operation: string, side: Side): readonly string[] {
  return [...leaves(schemaOf(client, operation, side), "", [])];
}

/** Of those, the ones that `input` gives a value. */
export function propertiesIn(client: object, operation: string, input: unknown): readonly string[] {
  return [...new Set(given(schemaOf(client, operation, "input"), "", input))];
}

function schemaOf(client: object, operation: string, side: Side): NormalizedSchema {
  // A schema is a tuple that begins with its kind: 9 is an operation (`@smithy/types`).
  const isAsked = (value: unknown) => Array.isArray(value) && value[0] === 9 && value[2] === operation;
  const found = Object.values(client).find(isAsked) as StaticOperationSchema | undefined;
  if (found === undefined) throw new Error(`the SDK's client has no operation ${operation}`);
  return NormalizedSchema.of(found[side === "input" ? 4 : 5]);
}

function* leaves(schema: NormalizedSchema, path: string, above: readonly string[]): Iterable<string> {
  const inner = insideOf(schema, path);
  // A structure without members says by being there; one that holds itself is not followed for ever.
  if (inner.length === 0 || above.includes(schema.getName() ?? "")) return yield path;
  const here = schema.isStructSchema() ? [...above, schema.getName() ?? ""] : above;
  for (const [, member, below] of inner) yield* leaves(member, below, here);
}

function* given(schema: NormalizedSchema, path: string, value: unknown): Iterable<string> {
  if (value === undefined || value === null) return;
  const inner = insideOf(schema, path);
  if (inner.length === 0) return yield path;
  // A value is of its schema: what is no structure holds a list or a map of one schema.
  const object = value as Readonly<Record<string, unknown>>;
  for (const [name, member, below] of inner) {
    for (const one of name === undefined ? Object.values(object) : [object[name]]) yield* given(member, below, one);
  }
}

/** Members, with how their path goes on; without a name: each of a list's or map's. */
function insideOf(schema: NormalizedSchema, path: string): readonly (readonly [string | undefined, NormalizedSchema, string])[] {
  if (schema.isListSchema()) return [[undefined, schema.getValueSchema(), `${path}[]`]];
  if (schema.isMapSchema()) return [[undefined, schema.getValueSchema(), `${path}.*`]];
  if (!schema.isStructSchema()) return [];
  return [...schema.structIterator()].map(([name, member]) => [name, member, path === "" ? name : `${path}.${name}`]);
}
