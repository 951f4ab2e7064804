/** What AWS has beside what is declared: reported always, and a reason not to delete what holds it. */
import { type Address, compareAddresses, kindOf, namesOf } from "../model/address.ts";
import type { AnyDesired } from "../model/desired.ts";
import type { AnyLive, Live, Unmanaged } from "../model/observation.ts";
import type { Blocked } from "../model/plan.ts";
import type { Observations } from "./derive.ts";
import { takesAlong } from "./prune.ts";

/** Sorted, each once. An observer sees one resource at a time, so it may name a sibling that is declared: not those. */
export function unmanagedIn(lives: Iterable<Live>, declared: Iterable<{ readonly address: Address }>): readonly Unmanaged[] {
  const beside = [...lives].flatMap((live) => live.unmanaged ?? []);
  if (beside.length === 0) return [];
  const known = new Set([...declared].map(({ address }) => nameForPeople(address)));
  const found = beside.filter(({ what }) => !known.has(what));
  return [...new Map(found.map((unmanaged) => [unmanaged.what, unmanaged])).values()].toSorted(
    (left, right) => compareAddresses(left.beside, right.beside) || (left.what < right.what ? -1 : 1),
  );
}

/** What a plan reports: children that nobody declares, and tags that somebody else put on what is declared. */
export function besideDeclared(declared: readonly AnyDesired[], observations: Observations): readonly Unmanaged[] {
  const found = [...unmanagedIn(livesIn(observations), declared), ...undeclaredTags(declared, observations)];
  return found.toSorted((left, right) => compareAddresses(left.beside, right.beside));
}

/** Lives that were observed. */
export function livesIn(observations: Observations): readonly Live[] {
  return [...observations.values()].flatMap((observation) => (observation.state === "present" ? [observation.live] : []));
}

/** Blocks a delete that would take along something which is not ours. */
export function refuseUnmanaged(live: AnyLive, unmanaged: readonly Unmanaged[]): Blocked | null {
  const held = unmanaged.filter(({ beside }) => beside === live.address || takesAlong(live.address, beside));
  if (held.length === 0) return null;
  const message = `not deleted, for it holds ${held.map(({ what }) => what).join(", ")}; declare or delete that first, or use --force`;
  return { address: live.address, reason: "has-unmanaged", message };
}

/** `stage ImageUploadAPI/test`, as observers name it. */
export function nameForPeople(address: Address): string {
  return `${kindOf(address)} ${namesOf(address).join("/")}`;
}

/** AWS's own tags, which nobody else can set ("Tag naming limits and requirements": the prefix is reserved). */
const AWS_TAG = /^aws:/i;

/** Apart from children, for a tag holds nothing: it never hinders a delete. */
function undeclaredTags(declared: readonly AnyDesired[], observations: Observations): readonly Unmanaged[] {
  return declared.flatMap(({ address, spec, options }) => {
    const observation = observations.get(address);
    if (options.external || observation?.state !== "present") return [];
    const known = tagsIn(spec);
    const others = Object.keys(tagsIn(observation.live.spec)).filter((key) => !Object.hasOwn(known, key) && !AWS_TAG.test(key));
    return others.toSorted().map((key) => ({ what: `tag ${key} of ${nameForPeople(address)}`, beside: address }));
  });
}

function tagsIn(spec: object): object {
  return "tags" in spec && typeof spec.tags === "object" && spec.tags !== null ? spec.tags : {};
}
