/**
 * A desired state narrowed to what a change concerns, so that a pass reads no more than that. Pure. What belongs together
 * stays together, for half of it would be planned as if the rest were not desired:
 *
 *   what it concerns                     what is looked at
 *   a function, or an alias of it        the function with all of its aliases
 *   an API, or a stage of it             the API with all of its stages
 *   who may call a function              also the APIs that name the function
 *   any of these                         also whatever it needs, and the functions that its API names
 */
import { type Address, kindOf, nameAt, sortedByAddress } from "../model/address.ts";
import type { AnyDesired, DesiredState } from "../model/desired.ts";
import { onceOfEach } from "../model/once-of-each.ts";
import { needsOf } from "./needs.ts";

export interface Concern {
  concerns(address: Address): boolean;
  /** Whether who may call a function is concerned. */
  readonly access: boolean;
}

export interface Narrowed {
  readonly resources: readonly AnyDesired[];
  /** A state with what of its resources is looked at. */
  narrow(state: DesiredState): DesiredState;
  /** Whether a resource belongs to what is looked at, also one that only follows from it. */
  covers(address: Address): boolean;
}

export function narrowTo(resources: readonly AnyDesired[], { concerns, access }: Concern): Narrowed {
  const families = familiesOf(resources);
  const touched = resources.filter(({ address }) => concerns(address)).map(familyOfOne);
  const names = access ? [...new Set(touched)].filter((family) => family.startsWith(FUNCTION)) : [];
  const callers = apisNaming(
    families,
    names.map((family) => family.slice(FUNCTION.length)),
  );
  const chosen = new Set<string>();
  const left = [...touched, ...callers];
  for (let family = left.pop(); family !== undefined; family = left.pop()) {
    if (chosen.has(family)) continue;
    chosen.add(family);
    left.push(...neededBy(families.get(family) ?? [], families));
  }
  return {
    resources: sortedByAddress([...chosen].flatMap((family) => families.get(family) ?? [])),
    narrow: (state) => ({ ...state, resources: state.resources.filter((one) => chosen.has(familyOfOne(one))) }),
    covers: (address) => chosen.has(familyOf(address)),
  };
}

const FUNCTION = "function ";
const API = "api ";

function familyOf(address: Address): string {
  switch (kindOf(address)) {
    case "function":
    case "version":
    case "alias":
    case "permission":
      return `${FUNCTION}${nameAt(address, 0)}`;
    case "rest-api":
    case "stage":
    case "deployment":
      return `${API}${nameAt(address, 0)}`;
    case "bucket":
    case "role":
    case "client-certificate":
    case "api-key":
    case "usage-plan":
    case "domain-name":
      return address;
  }
}

const familyOfOne = onceOfEach(({ address }: AnyDesired) => familyOf(address));

type Families = ReadonlyMap<string, readonly AnyDesired[]>;

function familiesOf(resources: readonly AnyDesired[]): Families {
  const families = new Map<string, AnyDesired[]>();
  for (const desired of resources) {
    const family = familyOfOne(desired);
    const members = families.get(family);
    if (members === undefined) families.set(family, [desired]);
    else members.push(desired);
  }
  return families;
}

function neededBy(members: readonly AnyDesired[], families: Families): readonly string[] {
  const needs = members.flatMap(needsOf).map(familyOf);
  const text = textOf(members.filter(({ kind }) => kind === "rest-api" || kind === "stage"));
  // A name that merely occurs in a text costs a look too many, and no more.
  const named = [...families.keys()].filter(
    (family) => family.startsWith(FUNCTION) && text.includes(family.slice(FUNCTION.length)),
  );
  return [...needs, ...named];
}

function apisNaming(families: Families, names: readonly string[]): readonly string[] {
  if (names.length === 0) return [];
  const callers: string[] = [];
  for (const [family, members] of families) {
    if (!family.startsWith(API)) continue;
    const text = textOf(members);
    if (names.some((name) => text.includes(name))) callers.push(family);
  }
  return callers;
}

function textOf(members: readonly AnyDesired[]): string {
  return members.map(textOfOne).join("\n");
}

/** A resource is mostly the very one that it was when last asked about. */
const textOfOne = onceOfEach(({ spec, intent }: AnyDesired) => JSON.stringify([spec, intent]));
