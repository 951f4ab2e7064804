/**
 * A value that another resource's step gives: the number of a version yet to be published, the id of a deployment yet
 * to be made. Where that resource already exists, planning replaces the reference by the value; what is left is shown
 * as "known after apply" and resolved by the engine. Plans and their digests stay stable because addresses are.
 */
import type { Address } from "./address.ts";

/** `id` of a REST API or deployment, `arn` of a role or function, `version` a version's number, `deploymentId` of a stage. */
export type OutputName = "id" | "arn" | "version" | "deploymentId" | "invokeUrl";

/** What a resource gives to others. */
export type Outputs = Readonly<Partial<Record<OutputName, string>>>;

export interface Ref {
  readonly $ref: Address;
  readonly output: OutputName;
}

/** A reference to an output of the resource at `address`. */
export function refTo(address: Address, output: OutputName): Ref {
  return { $ref: address, output };
}

export function isRef(value: unknown): value is Ref {
  return typeof value === "object" && value !== null && "$ref" in value && "output" in value;
}

/** Every reference inside a value, depth first. */
export function refsIn(value: unknown): readonly Ref[] {
  const refs: Ref[] = [];
  collectRefs(value, refs);
  return refs;
}

function collectRefs(value: unknown, refs: Ref[]): void {
  if (typeof value !== "object" || value === null) return;
  if (isRef(value)) refs.push(value);
  else for (const item of Object.values(value)) collectRefs(item, refs);
}

/** The value with every reference that `resolve` knows replaced; the others stay, and what holds none is the same object. */
export function resolveRefs<T>(value: T, resolve: (ref: Ref) => string | undefined): T {
  // Each branch rebuilds the same shape, only leaves that are references change to strings.
  if (typeof value !== "object" || value === null) return value;
  if (isRef(value)) return (resolve(value) ?? value) as T;
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => resolveRefs(item, resolve));
    return (items.some((item, index) => item !== value[index]) ? items : value) as T;
  }
  const resolved = new Map<string, unknown>();
  for (const [key, item] of Object.entries(value)) {
    const known: unknown = resolveRefs<unknown>(item, resolve);
    if (known !== item) resolved.set(key, known);
  }
  return resolved.size === 0 ? value : { ...value, ...Object.fromEntries(resolved) };
}
