/** Random values of any schema, from a seed: what a client may send, and what a service may answer. */
import { NormalizedSchema } from "@smithy/core/schema";

export type Value = unknown;
type Fields = Record<string, Value>;

export interface RandomSource {
  next(): number;
}

/** A linear congruential generator; the same sequence everywhere. */
export function seeded(seed: number): RandomSource {
  let state = seed;
  return {
    next() {
      state = (state * 1103515245 + 12345) & 0x7fffffff;
      return state / 0x7fffffff;
    },
  };
}

/** Characters that XML, JSON, URIs and forms each escape their own way. */
const AWKWARD = " é<&>+%/\"'";

const DEEPEST = 4;

function randomValue(schema: NormalizedSchema, source: RandomSource, depth = 0): Value {
  const traits = schema.getMergedTraits();
  const token = () => `w${Math.floor(source.next() * 1e6).toString(36)}`;
  if (traits.streaming && !schema.isStructSchema()) return Buffer.from(`stream-${token()}`);
  if (schema.isStringSchema()) {
    if (traits.mediaType) return JSON.stringify({ a: 1 });
    // Headers and host labels take neither spaces at their ends nor anything outside ASCII.
    const plain = traits.httpHeader || traits.hostLabel || traits.httpPrefixHeaders !== undefined;
    return plain || source.next() > 0.3 ? token() : token() + AWKWARD;
  }
  if (schema.isBooleanSchema()) return source.next() < 0.5;
  if (schema.isTimestampSchema()) return new Date(Math.floor(1.6e9 + source.next() * 1e8) * 1000);
  if (schema.isBigIntegerSchema()) return BigInt(Math.floor(source.next() * 1e9));
  if (schema.isNumericSchema()) return Math.floor(source.next() * 1000);
  if (schema.isBlobSchema()) return new Uint8Array(Buffer.from(`blob${token()}`));
  if (schema.isDocumentSchema()) return { document: [1, "x"] };
  if (schema.isListSchema()) return randomList(schema, source, depth);
  if (schema.isMapSchema()) return { [`k${token()}`]: randomMapValue(schema, source, depth) };
  return schema.isStructSchema() ? randomStructure(schema, source, depth) : undefined;
}

function randomList(schema: NormalizedSchema, source: RandomSource, depth: number): Value[] {
  if (depth > DEEPEST) return [];
  const header = schema.getMergedTraits().httpHeader;
  const one = () => (header ? `h${Math.floor(source.next() * 1e6)}` : randomValue(schema.getValueSchema(), source, depth + 1));
  return [one(), one()];
}

function randomMapValue(schema: NormalizedSchema, source: RandomSource, depth: number): Value {
  const inHeaders = schema.getMergedTraits().httpPrefixHeaders !== undefined;
  return inHeaders ? `m${Math.floor(source.next() * 1e6)}` : randomValue(schema.getValueSchema(), source, depth + 1);
}

function randomStructure(schema: NormalizedSchema, source: RandomSource, depth: number): Fields {
  const members = [...schema.structIterator()].filter(([, member]) => !(member.isStreaming() && member.isStructSchema()));
  if (schema.isUnionSchema()) {
    const chosen = members[Math.floor(source.next() * members.length)];
    return chosen ? { [chosen[0]]: randomValue(chosen[1], source, depth + 1) } : {};
  }
  const tuple: unknown = schema.getSchema();
  const required = Array.isArray(tuple) && typeof tuple[6] === "number" ? tuple[6] : 0;
  const fields: Fields = {};
  members.forEach(([name, member], index) => {
    if (index < required || (depth < DEEPEST && source.next() < 0.7)) fields[name] = randomValue(member, source, depth + 1);
  });
  return fields;
}

export function randomFields(reference: Parameters<typeof NormalizedSchema.of>[0], source: RandomSource): Fields {
  const schema = NormalizedSchema.of(reference);
  return schema.isStructSchema() ? randomStructure(schema, source, 0) : {};
}
