/**
 * Which differences are to be made, and which stay. Pure. For each field that differs:
 *
 *   last converged        live                             rule             then
 *   nothing, ever                                          enforce          made: rollout
 *   nothing, ever                                          alert, ignore    left, with a note: it cannot be told from drift
 *   some other value                                       any              made: rollout, for the desired state changed
 *   what is desired       as before our write just now     any              held: AWS may not show the write yet
 *   what is desired       something else                   enforce          made: drift
 *   what is desired       something else                   alert, ignore    left
 *
 * Before any of it, what a person rolled back is left as long as it is held (`held.ts`).
 *
 * That a resource is gone is told and ruled the same way, with two exceptions: making what was never there overwrites
 * nothing, so without a memory it is made; and it is held only where AWS may not show a new one yet (IAM does that, S3 not).
 */
import { rulesOf } from "../kinds/all-rules.ts";
import type { Address } from "../model/address.ts";
import type { AnyDesired, DriftRule } from "../model/desired.ts";
import type { FieldChange, PlanNote, Tolerated } from "../model/plan.ts";
import type { Written } from "../model/ports.ts";
import type { GateFindings } from "../model/shift.ts";
import { causeOf, digestOf, isUntold, type Memory } from "./cause.ts";
import { endOf, hasEnded, leaves, ruleFor } from "./drift-rule.ts";
import { heldBy } from "./held.ts";

export interface Circumstances {
  readonly owner: string;
  readonly memory: Memory;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** What the gates of shifts say; left out: none was asked. */
  readonly gates?: GateFindings;
  /** Whether a person says that a shift which was given up is to be tried again; left out: never. */
  readonly again?: (address: Address) => boolean;
}

export interface Leaving {
  readonly made: readonly FieldChange[];
  readonly tolerated: readonly Tolerated[];
  readonly held: readonly FieldChange[];
}

/** Of what exists and differs. */
export function leaveChanges(desired: AnyDesired, changes: readonly FieldChange[], circumstances: Circumstances): Leaving {
  const { memory, now } = circumstances;
  const untold = memory.converged(desired.address) === undefined;
  const made: FieldChange[] = [];
  const held: FieldChange[] = [];
  const left = new Map<DriftRule, FieldChange[]>();
  const rolledBack = heldBy(desired, changes);
  for (const change of rolledBack?.others ?? changes) {
    const rule = ruleFor(desired.options.drift, change.path, now);
    const told = !untold && causeOf(desired.address, "update", [change], memory) === "drift";
    if (told && isStale(change, recentWrite(desired, circumstances), memory)) held.push(change);
    else if (leaves(rule) && (told || untold)) left.set(rule, [...(left.get(rule) ?? []), change]);
    else made.push(change);
  }
  const tolerated = [...left].map(([rule, changed]) => toleratedBy(rule, desired, "changed", changed));
  return { made, tolerated: rolledBack === null ? tolerated : [rolledBack.tolerated, ...tolerated], held };
}

/** Of what does not exist. `null`: it is to be made. */
export function leaveMissing(desired: AnyDesired, changes: readonly FieldChange[], circumstances: Circumstances): Leaving | null {
  const { memory, now } = circumstances;
  if (causeOf(desired.address, "create", changes, memory) !== "drift") return null;
  if (rulesOf(desired.kind).staleExistence && recentWrite(desired, circumstances)?.before === null)
    return { made: [], tolerated: [], held: changes };
  const rule = ruleFor(desired.options.drift, null, now);
  return leaves(rule) ? { made: [], tolerated: [toleratedBy(rule, desired, "missing", [])], held: [] } : null;
}

/** The resource with the live values where they stay, so that whoever writes it whole writes those back. */
export function withLiveValues(desired: AnyDesired, left: readonly FieldChange[]): AnyDesired {
  if (left.length === 0) return desired;
  const spec = left.reduce<object>((current, { keys, before }) => withValue(current, keys, before), desired.spec);
  // The same kind of resource; members have values of the same shape, as AWS has them.
  return { ...desired, spec } as AnyDesired;
}

/** What a person should know about the exceptions of a resource, whether or not anything differs. */
export function policyNotes({ address, options }: AnyDesired, now: number): readonly PlanNote[] {
  const ended = (options.drift ?? []).filter((rule) => hasEnded(rule, now));
  return ended.map(({ path, policy, until = "", reason }) => {
    const what = path === undefined ? `drift: ${policy}` : `drift: ${policy} of ${path}`;
    const why = reason === undefined ? "" : ` (${reason})`;
    const message = `${what}${why} ended ${new Date(endOf(until)).toISOString()}, so drift counts again; renew it or take it out`;
    return { address, code: "exception-expired", message };
  });
}

/** What was left although nobody knows whether it is drift. */
export function untoldNotes(tolerated: readonly Tolerated[], memory: Memory): readonly PlanNote[] {
  const untold = tolerated.filter(
    ({ address, drift, policy }) => policy !== "hold" && drift === "changed" && isUntold(address, memory),
  );
  return untold.map(({ address, changes, policy }) => ({
    address,
    code: "drift-untold",
    message: `${pathsOf(changes)} differs, and whether that is drift cannot be told, for what was last converged is not known; left alone, as drift: ${policy} says`,
  }));
}

export function heldNote({ address }: AnyDesired, held: readonly FieldChange[]): readonly PlanNote[] {
  if (held.length === 0) return [];
  const message = `${pathsOf(held)} is as it was before our last write, which AWS may not show yet; looked at again in the next pass`;
  return [{ address, code: "settling", message }];
}

function pathsOf(changes: readonly FieldChange[]): string {
  return changes.map(({ path }) => path).join(", ");
}

function toleratedBy(
  rule: DriftRule,
  { address }: AnyDesired,
  drift: Tolerated["drift"],
  changes: readonly FieldChange[],
): Tolerated {
  const { policy, until, reason } = rule;
  return {
    address,
    policy: policy === "ignore" ? "ignore" : "alert",
    drift,
    changes,
    ...(until === undefined ? {} : { until }),
    ...(reason === undefined ? {} : { reason }),
  };
}

/** Our last write, where AWS may still answer reads as if it had not been. */
function recentWrite({ kind, address }: AnyDesired, { memory, now }: Circumstances): Written | undefined {
  const written = memory.written(address);
  // A write in the future is one of a clock that was put back, or of a ledger that somebody wrote: it would never grow old.
  return written !== undefined && Math.abs(now - written.at) < (rulesOf(kind).staleReadsMs ?? 0) ? written : undefined;
}

/** Only the very value that we replaced is a stale one: any other was put there by somebody. */
function isStale({ path, before }: FieldChange, written: Written | undefined, memory: Memory): boolean {
  if (written === undefined) return false;
  if (written.before === null) return before === undefined;
  return Object.hasOwn(written.before, path) && written.before[path] === (digestOf(before, memory) ?? "");
}

function withValue(spec: object, keys: readonly string[], value: unknown): object {
  const [first = "", ...rest] = keys;
  const members = new Map<string, unknown>(Object.entries(spec));
  const inner = members.get(first);
  const put = rest.length === 0 ? value : withValue(typeof inner === "object" && inner !== null ? inner : {}, rest, value);
  if (put === undefined) members.delete(first);
  else members.set(first, put);
  return Object.fromEntries(members);
}
