/** What the ledger is told besides the steps. */
import { fieldsOf } from "../diff/diff-spec.ts";
import { renderPath } from "../diff/field-path.ts";
import type { AnyDesired } from "../model/desired.ts";
import type { Live } from "../model/observation.ts";
import type { Plan } from "../model/plan.ts";
import type { Ledger, Logger } from "../model/ports.ts";
import { isRef } from "../model/ref.ts";
import type { Observed } from "./observe.ts";

/** What is as desired counts as converged, whoever made it so: from now on a change of it without a commit is drift. */
export function rememberUnchanged({ plan, derived, observations }: Observed & { readonly plan: Plan }, ledger: Ledger): void {
  const unchanged = new Set(plan.unchanged);
  for (const desired of derived.resources) {
    const observation = observations.get(desired.address);
    if (!unchanged.has(desired.address) || observation?.state !== "present") continue;
    // While AWS is changing a member by itself it was not compared, and what was known before still stands.
    if (Object.keys(observation.live.settling ?? {}).length > 0) continue;
    ledger.record(desired.address, fieldsConverged(desired, observation.live, ledger));
  }
}

/** A reference in an unchanged resource has the value that lives in its place. */
function fieldsConverged(desired: AnyDesired, live: Live, ledger: Ledger): Readonly<Record<string, string>> {
  const fields = fieldsOf(desired.spec).flatMap(({ keys, value }) => {
    const settled = isRef(value) ? valueAt(live.spec, keys) : value;
    return settled === null || settled === undefined ? [] : [[renderPath(keys), ledger.digestOf(settled)] as const];
  });
  return Object.fromEntries(fields);
}

function valueAt(spec: object, keys: readonly string[]): unknown {
  const [first, ...rest] = keys;
  const value: unknown = Object.entries(spec).find(([name]) => name === first)?.[1];
  return rest.length > 0 && typeof value === "object" && value !== null ? valueAt(value, rest) : value;
}

/** Losing the ledger is harmless, so failing to write it fails nothing. */
export async function saveLedger(ledger: Ledger, logger: Logger): Promise<void> {
  try {
    await ledger.save();
  } catch (error) {
    logger.warn({ detail: error instanceof Error ? error.message : String(error) }, "ledger not saved");
  }
}
