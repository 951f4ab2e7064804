/**
 * Documents between AWS's form and ours by one table for both directions, so that what is read is what was written. What AWS
 * has and the table does not name is not read; what is not set on one side is left out on the other.
 */

/** By our name. */
export type DocumentMap = Readonly<Record<string, MemberMap>>;

export interface MemberMap {
  /** Where it stands in AWS's document. */
  readonly at: readonly [string, ...string[]];
  /** Of a document in it, or of each item of a list. */
  readonly inside?: DocumentMap;
  readonly codec?: Codec;
}

/** Between one value of ours and AWS's; undefined: not set. */
export interface Codec {
  toAws(value: unknown): unknown;
  fromAws(value: unknown): unknown;
}

type Members = Readonly<Record<string, unknown>>;

export function at(...path: [string, ...string[]]): MemberMap {
  return { at: path };
}

export function documentToAws(map: DocumentMap, ours: object): Record<string, unknown> {
  const document: Record<string, unknown> = {};
  // Any object can be read by string keys; the values are unknown.
  const members = ours as Members;
  for (const [name, member] of Object.entries(map)) {
    const value = members[name];
    const theirs = value === undefined ? undefined : valueToAws(member, value);
    if (theirs !== undefined) place(document, member.at, theirs);
  }
  return document;
}

/** The caller names the type: it is the one that the table's names are of. */
export function documentFromAws<T extends object>(map: DocumentMap, theirs: object | undefined): T {
  const members = Object.entries(map).flatMap(([name, member]) => {
    const value = find(theirs, member.at);
    const ours = value === undefined || value === null ? undefined : valueFromAws(member, value);
    return ours === undefined ? [] : [[name, ours] as const];
  });
  // As the caller promises.
  return Object.fromEntries(members) as T;
}

function valueToAws({ inside, codec }: MemberMap, value: unknown): unknown {
  if (codec) return codec.toAws(value);
  if (inside && Array.isArray(value)) return value.map((item: object) => documentToAws(inside, item));
  if (inside && typeof value === "object" && value !== null) return documentToAws(inside, value);
  return Array.isArray(value) ? [...value] : value;
}

function valueFromAws({ inside, codec }: MemberMap, value: unknown): unknown {
  if (codec) return codec.fromAws(value);
  if (Array.isArray(value)) {
    if (value.length === 0) return undefined;
    return inside ? value.map((item: object) => documentFromAws(inside, item)) : [...value];
  }
  return inside && typeof value === "object" && value !== null ? documentFromAws(inside, value) : value;
}

function place(document: Record<string, unknown>, [first, ...rest]: readonly string[], value: unknown): void {
  if (first === undefined) return;
  if (rest.length === 0) {
    document[first] = value;
    return;
  }
  const inner = document[first];
  // Made here, and by no codec: paths of one map do not run through each other's values.
  const next = (typeof inner === "object" && inner !== null ? inner : {}) as Record<string, unknown>;
  document[first] = next;
  place(next, rest, value);
}

function find(value: unknown, [first, ...rest]: readonly string[]): unknown {
  if (first === undefined) return value;
  if (typeof value !== "object" || value === null) return undefined;
  // As above.
  return find((value as Members)[first], rest);
}

/** On and off, for which S3 has words of its own. */
export const ENABLED: Codec = {
  toAws: (value) => (value === true ? "Enabled" : "Disabled"),
  fromAws: (value) => value === "Enabled",
};

/** As `ENABLED`, for what is as if it were not there while it is off. */
export const ENABLED_ONLY: Codec = {
  toAws: (value) => (value === true ? "Enabled" : undefined),
  fromAws: (value) => (value === "Enabled" ? true : undefined),
};

/** For what is as if it were not there while it is false. */
export const TRUE_ONLY: Codec = {
  toAws: (value) => (value === true ? true : undefined),
  fromAws: (value) => (value === true ? true : undefined),
};

/** A day; S3 takes only midnight UTC. */
export const DAY: Codec = {
  toAws: (value) => new Date(`${String(value)}T00:00:00Z`),
  fromAws: (value) => (value instanceof Date ? value.toISOString().slice(0, 10) : undefined),
};

/** The name of a bucket for which AWS wants the ARN, in this partition. */
export function bucketName(partition: string): Codec {
  return {
    toAws: (value) => `arn:${partition}:s3:::${String(value)}`,
    fromAws: (value) => String(value).replace(/^arn:[a-z-]+:s3:::/, ""),
  };
}
