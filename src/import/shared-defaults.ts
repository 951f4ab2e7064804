/** What every resource of a kind has is said once, under `defaults`. */
import { canonicalJson } from "../kinds/digest.ts";
import { type Address, kindOf } from "../model/address.ts";
import type { Kind } from "../model/kind.ts";
import { isDeclared, isParts, type Part, property } from "./part.ts";

/** Properties that a team decides once, not for each resource. */
const SHAREABLE: Partial<Readonly<Record<Kind, readonly string[]>>> = {
  bucket: ["versioning", "encryption", "publicAccess", "tags"],
  role: ["assumedBy", "tags"],
  function: ["runtime", "handler", "role", "architecture", "memory", "timeout", "layers", "tags"],
  "rest-api": ["endpoint", "binaryMediaTypes", "tags"],
  stage: ["tracing", "throttling", "logging", "tags"],
};

export function shareDefaults(sections: readonly Part[]): {
  readonly sections: readonly Part[];
  readonly defaults: readonly Part[];
} {
  const declared = resourcesIn(sections).filter(isDeclared);
  const defaults = Object.entries(SHAREABLE).flatMap(([kind, keys]) => {
    const parts = sharedBy(
      declared.filter(({ address }) => address !== undefined && kindOf(address) === kind),
      keys,
    );
    return parts.length === 0 ? [] : [property(kind, { parts })];
  });
  if (defaults.length === 0) return { sections, defaults };
  const said = new Map(defaults.map(({ key, content }) => [key, isParts(content) ? content.parts : []]));
  return { sections: sections.map((part) => without(part, said)), defaults: [property("defaults", { parts: defaults })] };
}

export function isSame(left: unknown, right: unknown): boolean {
  return canonicalJson(left) === canonicalJson(right);
}

/** Nothing where it would leave one without a property of its own: that would be someone else's, and get no defaults. */
function sharedBy(resources: readonly Part[], keys: readonly string[]): readonly Part[] {
  const [first, ...others] = resources;
  if (first === undefined || others.length === 0) return [];
  const shared = partsOf(first).filter(
    (part) => keys.includes(part.key) && isPlain(part) && others.every((other) => hasSame(other, part)),
  );
  const names = shared.map(({ key }) => key);
  const hasOwn = resources.every((one) =>
    partsOf(one).some(
      ({ key, address, out }) => out === undefined && !isChildren(key) && address === undefined && !names.includes(key),
    ),
  );
  return hasOwn ? shared : [];
}

function isChildren(key: string): boolean {
  return key === "aliases" || key === "stages";
}

function isPlain({ out, remarks }: Part): boolean {
  return out === undefined && remarks.length === 0;
}

function hasSame(resource: Part, { key, content }: Part): boolean {
  return partsOf(resource).some((part) => part.key === key && isPlain(part) && isSame(part.content, content));
}

function without(part: Part, said: ReadonlyMap<string, readonly Part[]>): Part {
  const { content, address } = part;
  if (!isParts(content)) return part;
  const gone = isDeclared(part) && address !== undefined ? (said.get(kindOf(address)) ?? []).map(({ key }) => key) : [];
  return { ...part, content: { parts: content.parts.filter(({ key }) => !gone.includes(key)).map((one) => without(one, said)) } };
}

function resourcesIn(parts: readonly Part[]): readonly (Part & { readonly address?: Address })[] {
  return parts.flatMap((part) => {
    if (part.out !== undefined) return [];
    const inside = isParts(part.content) ? resourcesIn(part.content.parts) : [];
    return part.address === undefined ? inside : [part, ...inside];
  });
}

function partsOf({ content }: Part): readonly Part[] {
  return isParts(content) ? content.parts : [];
}
