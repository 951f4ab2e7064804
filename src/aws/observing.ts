/** What all observers share: the three-valued answer, references to what was observed before, and what changed of a map. */
import type { Address } from "../model/address.ts";
import { kindOf } from "../model/address.ts";
import { StagekeeperError } from "../model/errors.ts";
import type { Kind } from "../model/kind.ts";
import type { Observation } from "../model/observation.ts";
import type { ObserveContext } from "../model/ports.ts";
import type { Ref } from "../model/ref.ts";
import { isRef } from "../model/ref.ts";

export const ABSENT = { state: "absent" } as const;

/**
 * Runs an observation; what AWS refuses becomes `unknown`. Only an abort goes through. A not-found that the observation
 * itself did not read as absence is a failure too: something it stands on went away in between.
 */
export async function observing<K extends Kind>(address: Address, look: () => Promise<Observation<K>>): Promise<Observation<K>> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof StagekeeperError)) throw error;
    if (error.code === "interrupted") throw error;
    const reason = error.code === "denied" ? "denied" : "failed";
    return { state: "unknown", reason, message: `${address}: cannot be read: ${error.message}` };
  }
}

/** A value of a spec as far as this pass knows it: references to what is not there yet are `undefined`. */
export function knownValue(value: string | Ref | undefined, context: ObserveContext): string | undefined {
  if (!isRef(value)) return value;
  const target = context.observationOf(kindOf(value.$ref), value.$ref);
  return target?.state === "present" ? target.live.outputs[value.output] : undefined;
}

/** A reference that applying has resolved by the interface's promise; anything else is a fault of ours. */
export function resolved(value: string | Ref | undefined, what: string): string {
  if (typeof value === "string") return value;
  throw new StagekeeperError("unexpected", `${what} is not known although the step before it is done`);
}

/** Far more than any account fills, and an end for a server whose pages have none. */
const MOST_PAGES = 2_000;

/**
 * All pages of a list. `next` gives the items of a page and the token of the one after it. Throws `unexpected` when they do
 * not end.
 */
export async function allPages<T>(
  next: (token: string | undefined) => Promise<{ readonly items: readonly T[]; readonly token: string | undefined }>,
): Promise<readonly T[]> {
  const items: T[] = [];
  let token: string | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page = await next(token);
    for (const item of page.items) items.push(item);
    if (!page.token) return items;
    if (page.token === token)
      throw new StagekeeperError("unexpected", "a list names the same page as its next one; check the endpoint");
    token = page.token;
  }
  throw new StagekeeperError("unexpected", `a list does not end after ${MOST_PAGES} pages; check the endpoint`);
}

/** "Active stages pointing to this deployment must be moved or deleted", "… because the following aliases reference it". */
const IN_USE = /active stages|aliases reference/i;

/** AWS deletes nothing that a stage or an alias serves, also when that was pointed there since the look. */
export function inUse(error: unknown, address: Address): unknown {
  if (!(error instanceof StagekeeperError) || !IN_USE.test(error.message)) return error;
  return new StagekeeperError("conflict", `${address}: something was pointed at it meanwhile, so it stays`, { cause: error });
}
