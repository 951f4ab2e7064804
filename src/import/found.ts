/** What was found in AWS, and what is to be made of it. */
import type { Address } from "../model/address.ts";
import type { Json } from "../model/json.ts";
import type { AnyLive, Identity } from "../model/observation.ts";

export interface Found {
  readonly identity: Identity;
  /** Sorted by address; only kinds that are written down. */
  readonly lives: readonly AnyLive[];
  /** What could not be looked at, and is therefore not in it. */
  readonly remarks: readonly string[];
}

/** What planning the imported state said against it: tried, and taken back. */
export interface Objections {
  /** Why a part must not be declared, by its path as JSON. */
  readonly out: ReadonlyMap<string, string>;
  /** Stages whose snapshot is not what is declared: they are left where they are. */
  readonly left: ReadonlySet<Address>;
}

export const NO_OBJECTIONS: Objections = { out: new Map(), left: new Set() };

export interface Wishes {
  /** The value of our mark; left out: that of what is found, if it is one. */
  readonly owner?: string;
  /** `leave`: what holds secrets is not declared. `name`: it is, with references to values in their place. */
  readonly secrets: "leave" | "name";
  /** Where the zip of a function's code was put, relative to the file, by the function's name. */
  readonly code: ReadonlyMap<string, string>;
  /** What a file beside it says already, and must not be said again. Left out: nothing. */
  readonly said?: { readonly owner: boolean; readonly target: boolean };
  /** Of desired state that is there: properties that its `defaults` give, by kind. They have to be gone against. */
  readonly given: Readonly<Record<string, readonly string[]>>;
  /** Whether it is added to a file that is there: then nothing is said for the file as a whole. */
  readonly merging: boolean;
}

/** A secret that stands in the file by this name only. */
export interface NamedSecret {
  readonly name: string;
  readonly value: Json;
}
