/**
 * Where an emulator does not let a kind live as AWS does: by kind and field, how far the life comes and what the emulator does
 * instead. Each life is led all the same: one that goes through fails the run, and so does one that ends in another way.
 */
import type { KINDS } from "../kinds.ts";
import type { Departure, Field, WholeKind } from "../whole-kind.ts";

export interface KindDeviation {
  /** The stop at which the life ends. */
  readonly at: string;
  /** In what it ends in. */
  readonly says: string;
  /** What the emulator does where AWS does not. */
  readonly instead: string;
}

/** By kind, then by the name of the field, with a number when it is not the first of that name. */
export type KindDeviations = Readonly<Partial<Record<keyof typeof KINDS, Readonly<Record<string, KindDeviation>>>>>;

/** Of the life with every property: there is nothing of the kind. */
export const ALL = "every property";

/** Stops that a field has to pass to be there, and so to be among all that are made at once. */
const KEPT_BY = ["making what it needs", "making it", "looking at it"];

/** The fields of a kind, each by the name that its row has. */
export function namedFields({ fields }: WholeKind): ReadonlyMap<string, Field> {
  const named = new Map<string, Field>();
  for (const field of fields) {
    let number = 1;
    const name = () => (number === 1 ? field.name : `${field.name} ${number}`);
    while (named.has(name())) number += 1;
    named.set(name(), field);
  }
  return named;
}

/** Those that the emulator keeps when they are made. */
export function keptFields(kind: WholeKind, rows: Readonly<Record<string, KindDeviation>>): readonly Field[] {
  const lost = new Set([...namedFields(kind)].flatMap(([name, field]) => (isKept(rows[name]) ? [] : [field.name])));
  return kind.fields.filter(({ name }) => !lost.has(name));
}

function isKept(row: KindDeviation | undefined): boolean {
  return row === undefined || !KEPT_BY.includes(row.at);
}

/** What is wrong with how a life went, given what is known; `null`: nothing. */
export function objection(departure: Departure | null, known: KindDeviation | undefined): string | null {
  if (known === undefined) return departure && `${departure.at}: ${departure.why}`;
  if (departure === null) return "it lives as on AWS now: take its row out of the table of deviations";
  if (departure.at === known.at && departure.why.includes(known.says)) return null;
  return `its row says that it ends ${known.at}, with "${known.says}"; it ended ${departure.at}: ${departure.why}`;
}

export const endsAt = (at: string, says: string, instead: string): KindDeviation => ({ at, says, instead });
/** Ends as it is made. */
export const refuses = (says: string, instead: string): KindDeviation => endsAt("making it", says, instead);
/** Is not there once it is made, or not as it was made. */
export const loses = (says: string, instead: string): KindDeviation => endsAt("looking at it", says, instead);
