/**
 * Logical names: `stage:ImageUploadAPI/prod`. An address never holds a physical id, so it is the same in every account.
 * A `/` inside a name is written `~1`, and `~` as `~0`, as in a JSON pointer.
 */
import { KINDS, type Kind } from "./kind-name.ts";

export type Address = `${Kind}:${string}`;

/** Builds an address from a kind and its names, outermost first: `addressOf("stage", "orders", "prod")`. */
export function addressOf(kind: Kind, ...names: readonly string[]): Address {
  return `${kind}:${names.map(escapeName).join("/")}`;
}

/** The kind of an address. */
export function kindOf(address: Address): Kind {
  // An Address begins with a kind and a colon by its type.
  return address.slice(0, address.indexOf(":")) as Kind;
}

/** The names in an address, outermost first, unescaped. */
export function namesOf(address: Address): readonly string[] {
  return address
    .slice(address.indexOf(":") + 1)
    .split("/")
    .map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** The name at `index` of an address; throws a RangeError when the address has fewer names. */
export function nameAt(address: Address, index: number): string {
  const name = namesOf(address)[index];
  if (name === undefined) throw new RangeError(`address "${address}" has no name at ${index}`);
  return name;
}

/** Orders addresses by kind (parents first), then by name: the order in which people see them. */
export function compareAddresses(left: Address, right: Address): number {
  const byKind = KINDS.indexOf(kindOf(left)) - KINDS.indexOf(kindOf(right));
  if (byKind !== 0) return byKind;
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function escapeName(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}
