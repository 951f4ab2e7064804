/** What the ledger is told besides the steps. */
import { fieldsOf } from "../diff/diff-spec.ts";
import { renderPath } from "../diff/field-path.ts";
import { type Address, addressOf, nameAt } from "../model/address.ts";
import type { AnyDesired } from "../model/desired.ts";
import { messageOf } from "../model/errors.ts";
import type { Live } from "../model/observation.ts";
import type { FieldChange, Plan, Step } from "../model/plan.ts";
import type { Ledger, Logger, Written } from "../model/ports.ts";
import { isRef } from "../model/ref.ts";
import type { Idle } from "../model/retention.ts";
import type { Observed } from "./observe.ts";

/** What is as desired counts as converged, whoever made it so: from now on a change of it without a commit is drift. */
export function rememberUnchanged({ plan, derived, observations }: Observed & { readonly plan: Plan }, ledger: Ledger): void {
  const settled = new Set([...plan.unchanged, ...leftAlone(plan)]);
  for (const desired of derived.resources) {
    const observation = observations.get(desired.address);
    if (!settled.has(desired.address) || observation?.state !== "present") continue;
    // While AWS is changing a member by itself it was not compared, and what was known before still stands.
    if (Object.keys(observation.live.settling ?? {}).length > 0) continue;
    const left = plan.tolerated.filter(({ address }) => address === desired.address).flatMap(({ changes }) => changes);
    ledger.record(desired.address, withoutDrift(fieldsConverged(desired, observation.live, ledger), left, ledger));
  }
}

/**
 * What stays different by policy is remembered as it is desired: then it goes on being drift, and as soon as the desired
 * state says something else, that is a rollout.
 */
export function withoutDrift(
  fields: Readonly<Record<string, string>>,
  left: readonly FieldChange[],
  ledger: Pick<Ledger, "digestOf">,
): Readonly<Record<string, string>> {
  const remembered = new Map(Object.entries(fields));
  for (const { path, after } of left) {
    if (after === undefined || isRef(after)) remembered.delete(path);
    else remembered.set(path, ledger.digestOf(after));
  }
  return Object.fromEntries(remembered);
}

/** What a step replaces, by path: for what AWS may go on serving for a while. */
export function writtenBy({ live, changes }: Step, at: number, ledger: Pick<Ledger, "digestOf">): Written {
  if (live === null) return { at, before: null };
  const before = changes.map(({ path, before }) => [path, before === undefined ? "" : ledger.digestOf(before)] as const);
  return { at, before: Object.fromEntries(before) };
}

/** Resources that differ, none of which is changed. */
function leftAlone(plan: Plan): readonly Address[] {
  const changing = new Set(plan.steps.map(({ address }) => address));
  return plan.tolerated.map(({ address }) => address).filter((address) => !changing.has(address));
}

/** Since when history is used by nothing: what was seen before this pass changed anything. */
export function rememberIdle({ idle = {} }: Plan, ledger: Pick<Ledger, "recordIdle">): void {
  // The keys are the addresses that the plan was made with.
  for (const [parent, ofIt] of Object.entries(idle) as [Address, Idle][]) ledger.recordIdle?.(parent, ofIt);
}

/** What a step of this pass used for a while, after `rememberIdle`. */
export function rememberUse(version: Address, at: number, ledger: Pick<Ledger, "idle" | "recordIdle">): void {
  const parent = addressOf("function", nameAt(version, 0));
  const idle = ledger.idle?.(parent);
  if (idle?.[version] !== undefined) ledger.recordIdle?.(parent, { ...idle, [version]: at });
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
    logger.warn({ detail: messageOf(error) }, "ledger not saved");
  }
}
