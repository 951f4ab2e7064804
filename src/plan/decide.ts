/**
 * What to do about one resource. Pure.
 *
 *   observed   more                                        verdict
 *   unknown                                                blocked: unknown-<reason>
 *   absent     external                                    blocked: not-found
 *   absent     cannot be created as declared               blocked: not-found
 *   absent                                                 create
 *   present    external                                    leave
 *   present    found by its content                        unchanged
 *   present    as declared, without a mark, adopt          update that only puts our mark on it
 *   present    as declared                                 unchanged, whoever's it is
 *   present    differs, marked by another owner            blocked: owned-by-other
 *   present    differs, without a mark, no adopt           blocked: not-owned
 *   present    differs in what AWS cannot change           blocked: immutable
 *   present    differs                                     update; with our mark when it has none
 *
 *   present    differs, and its traffic moves in steps     as its kind says (`pace`): update as far as it is to go now,
 *                                                          shifting where it stays, or blocked: shift-failed, shift-stopped
 *
 * What AWS is changing by itself right now is left out of the comparison. What is absent or differs is looked at by
 * `leave.ts` first: what is to stay as it is counts as declared, and is `left` when nothing else differs.
 */
import { diffSpec } from "../diff/diff-spec.ts";
import { traitsOf } from "../diff/field-rules.ts";
import { rulesOf } from "../kinds/all-rules.ts";
import type { Pace } from "../kinds/kind-rules.ts";
import type { AnyDesired, Desired } from "../model/desired.ts";
import type { Kind } from "../model/kind.ts";
import type { AnyLive, Live, Observation } from "../model/observation.ts";
import type { BlockedReason, FieldChange, Tolerated } from "../model/plan.ts";
import type { Shift, ShiftMove } from "../model/shift.ts";
import { withoutHold } from "./held.ts";
import { type Circumstances, leaveChanges, leaveMissing } from "./leave.ts";

export type Verdict =
  | { readonly verdict: "create"; readonly changes: readonly FieldChange[] }
  | {
      readonly verdict: "update";
      readonly changes: readonly FieldChange[];
      readonly live: AnyLive;
      readonly adopts: boolean;
      readonly left: Left;
      /** It is not to reach what is desired at once. */
      readonly pace?: Pace<Kind>;
      /** Of one that begins: what differs from what is desired in the end. */
      readonly towards?: readonly FieldChange[];
    }
  /** It differs for now, for its traffic moves in steps. */
  | { readonly verdict: "shifting"; readonly shift: Shift }
  /** It differs, or is gone, and that stays so. */
  | { readonly verdict: "left"; readonly left: Left }
  /** It is not made or changed yet, and nothing is wrong. */
  | { readonly verdict: "waits"; readonly why: string; readonly isMissing: boolean }
  | { readonly verdict: "unchanged" }
  /** External and there: not ours to compare. */
  | { readonly verdict: "leave" }
  | { readonly verdict: "blocked"; readonly reason: BlockedReason; readonly message: string; readonly shift?: Shift };

/** Differences that are not to be made. */
export interface Left {
  readonly tolerated: readonly Tolerated[];
  readonly held: readonly FieldChange[];
  /** It is not there at all. */
  readonly missing: boolean;
}

/** `desired` has its references resolved as far as they are known. */
export function decide(desired: AnyDesired, observation: Observation, circumstances: Circumstances): Verdict {
  switch (observation.state) {
    case "unknown":
      return blocked(`unknown-${observation.reason}`, observation.message);
    case "absent":
      return decideAbsent(desired, circumstances);
    case "present":
      // What is observed at an address is of that address's kind.
      return decidePresent(desired, observation.live as AnyLive, circumstances);
  }
}

function decideAbsent(desired: AnyDesired, circumstances: Circumstances): Verdict {
  if (desired.options.external) return blocked("not-found", "does not exist, and is not declared to be created here");
  const changes = changesOf(desired, desired.spec, {});
  const leaving = leaveMissing(desired, changes, circumstances);
  if (leaving !== null) return { verdict: "left", left: { ...leaving, missing: true } };
  const hindrance = hindranceOf(desired);
  if (hindrance !== null) return blocked("not-found", `does not exist and cannot be created: ${hindrance}`);
  return { verdict: "create", changes };
}

function hindranceOf<K extends Kind>(desired: Desired<K>): string | null {
  return rulesOf(desired.kind).uncreatable(desired);
}

function decidePresent(desired: AnyDesired, live: AnyLive, circumstances: Circumstances): Verdict {
  const { owner } = circumstances;
  if (desired.options.external) return { verdict: "leave" };
  if (rulesOf(desired.kind).foundByContent) return { verdict: "unchanged" };
  const differences = changesOf(desired, settledPart(desired, live), live.spec);
  const { made: changes, tolerated, held } = leaveChanges(desired, differences, circumstances);
  const left: Left = { tolerated, held, missing: false };
  const adopts = live.owner === null && desired.options.adopt;
  const pace = adopts || live.owner === owner ? paceOf(desired, live, { changes, circumstances }) : null;
  if (pace !== null) return decidePaced(pace, live, { left, adopts, circumstances, towards: changes });
  if (changes.length === 0 && !adopts) return differences.length === 0 ? { verdict: "unchanged" } : { verdict: "left", left };
  if (!adopts && live.owner !== owner) return notOurs(live.owner, changes);
  const immutable = changes.filter((change) => traitsOf(rulesOf(desired.kind).fields, change.keys).immutable);
  if (immutable.length > 0) return cannotChange(immutable);
  return { verdict: "update", changes: adopts ? [markOf(owner), ...changes] : changes, live, adopts, left };
}

interface ToMake {
  readonly changes: readonly FieldChange[];
  readonly circumstances: Circumstances;
}

function paceOf<K extends Kind>(desired: Desired<K>, live: AnyLive, { changes, circumstances }: ToMake): Pace<Kind> | null {
  const { now, gates, again } = circumstances;
  const { address } = desired;
  const pace = rulesOf(desired.kind).pace?.({
    desired,
    // What lives at an address is of that address's kind.
    live: live as Live as Live<K>,
    differing: [...new Set(changes.map(({ keys }) => keys[0] ?? ""))],
    now,
    again: again?.(address) ?? false,
    finding: gates?.get(address),
  });
  // A Pace<K> for one K.
  return (pace as Pace<Kind> | null | undefined) ?? null;
}

/** What was decided of its traffic is made; what else differs is made or left like that of anything. */
function decidePaced(
  pace: Pace<Kind>,
  live: AnyLive,
  {
    left,
    adopts,
    circumstances,
    towards,
  }: {
    readonly left: Left;
    readonly adopts: boolean;
    readonly circumstances: Circumstances;
    readonly towards: readonly FieldChange[];
  },
): Verdict {
  // The same kind of resource, on its way.
  const desired = pace.desired as AnyDesired;
  const { shift, blocks } = pace;
  const differences = changesOf(desired, desired.spec, live.spec);
  const remaining = left.tolerated.flatMap(({ changes }) => changes.map(({ path }) => path));
  const changes = differences.filter(({ path }) => !remaining.includes(path));
  const isMade = shift === null ? blocks === undefined : MOVES.includes(shift.move);
  if (blocks !== undefined && !isMade) return { ...blocked(blocks.reason, blocks.message), ...(shift && { shift }) };
  if (changes.length === 0 && !adopts) return shift === null ? { verdict: "unchanged" } : { verdict: "shifting", shift };
  const made = adopts ? [markOf(circumstances.owner), ...changes] : changes;
  return { verdict: "update", changes: made, live, adopts, left, pace, ...(shift?.move === "start" && { towards }) };
}

/** What is done about a shift, and not only told of it. */
const MOVES: readonly ShiftMove[] = ["start", "advance", "finish", "abandon", "take-back"];

function changesOf(desired: AnyDesired, spec: object, live: object): readonly FieldChange[] {
  return diffSpec({ desired: withoutHold(spec, live), live, rules: rulesOf(desired.kind).fields, sensitive: desired.sensitive });
}

function settledPart(desired: AnyDesired, live: Live): object {
  return Object.fromEntries(Object.entries(desired.spec).filter(([member]) => live.settling?.[member] === undefined));
}

function markOf(owner: string): FieldChange {
  return { path: "owner", keys: ["owner"], after: owner, sensitive: false };
}

function notOurs(owner: string | null, changes: readonly FieldChange[]): Verdict {
  const differs = `differs in ${changes.map((change) => change.path).join(", ")}`;
  if (owner === null) return blocked("not-owned", `exists without our mark and ${differs}; set adopt: true to take it over`);
  return blocked("owned-by-other", `is marked by owner "${owner}" and ${differs}; change it there, or remove that mark first`);
}

function cannotChange(changes: readonly FieldChange[]): Verdict {
  // A message is told everywhere, and masks know nothing of texts.
  const each = changes
    .map(({ path, before, after, sensitive }) =>
      sensitive ? `${path} is not as declared` : `${path} is ${show(before)}, declared ${show(after)}`,
    )
    .join(", ");
  return blocked(
    "immutable",
    `${each}, which AWS cannot change; declare what is there, or delete it first so that it is made anew`,
  );
}

function show(value: unknown): string {
  return value === undefined ? "not set" : JSON.stringify(value);
}

function blocked(reason: BlockedReason, message: string): Verdict {
  return { verdict: "blocked", reason, message };
}
