/** What API Gateway lets share a name: two candidates are ambiguous unless exactly one carries our mark, never "the first". */
import type { Address } from "../model/address.ts";
import { nameAt } from "../model/address.ts";
import type { Observation } from "../model/observation.ts";
import type { ObserveContext } from "../model/ports.ts";
import { readTags } from "./owner-tag.ts";

export interface Named {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** The one that is meant; `null`: there is none. An observation: it cannot be told which. */
export function theOneNamed<T extends Named>(
  all: readonly T[],
  { address, things }: { readonly address: Address; readonly things: string },
  { owner }: Pick<ObserveContext, "owner">,
): { readonly found: T | null } | { readonly ambiguous: Observation & { readonly state: "unknown" } } {
  const named = all.filter(({ name }) => name === nameAt(address, 0));
  const ours = named.filter(({ tags }) => readTags(tags).owner === owner);
  const [found, second] = ours.length === 1 ? ours : named;
  if (second === undefined) return { found: found ?? null };
  const ids = named
    .map(({ id }) => id)
    .toSorted()
    .join(", ");
  const message = `${address}: ${named.length} ${things} have this name (${ids}) and not exactly one carries our mark; delete or rename the others`;
  return { ambiguous: { state: "unknown", reason: "ambiguous", message } };
}
