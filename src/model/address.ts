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
    .map(unescapeName);
}

/** The name at `index` of an address; throws a RangeError when the address has fewer names. */
export function nameAt(address: Address, index: number): string {
  let start = address.indexOf(":") + 1;
  for (let skipped = 0; skipped < index; skipped += 1) {
    start = address.indexOf("/", start) + 1;
    if (start === 0) throw new RangeError(`address "${address}" has no name at ${index}`);
  }
  const end = address.indexOf("/", start);
  return unescapeName(address.slice(start, end === -1 ? undefined : end));
}

/** Orders addresses by kind (parents first), then by name: the order in which people see them. */
export function compareAddresses(left: Address, right: Address): number {
  if (left === right) return 0;
  const byKind = KINDS.indexOf(kindOf(left)) - KINDS.indexOf(kindOf(right));
  if (byKind !== 0) return byKind;
  return left < right ? -1 : 1;
}

/** As sorting with `compareAddresses`, a kind at a time. */
export function sortedByAddress<T extends { readonly address: Address }>(items: readonly T[]): readonly T[] {
  const groups = new Map<string, T[]>(KINDS.map((kind) => [kind, []]));
  for (const item of items) groups.get(kindOf(item.address))?.push(item);
  return [...groups.values()].flatMap((group) => group.sort(byText));
}

function byText(left: { readonly address: Address }, right: { readonly address: Address }): number {
  if (left.address === right.address) return 0;
  return left.address < right.address ? -1 : 1;
}

/** Most names have nothing to escape, and there are many addresses. */
function escapeName(name: string): string {
  return /[~/]/.test(name) ? name.replaceAll("~", "~0").replaceAll("/", "~1") : name;
}

function unescapeName(name: string): string {
  return name.includes("~") ? name.replaceAll("~1", "/").replaceAll("~0", "~") : name;
}
