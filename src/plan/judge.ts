/**
 * Decides every resource, parents first, so that each sees what was decided for what it needs: an output that is known
 * already replaces the reference to it, and what needs something blocked is blocked too.
 */
import { rulesOf } from "../kinds/all-rules.ts";
import type { Surroundings } from "../kinds/kind-rules.ts";
import type { Address } from "../model/address.ts";
import type { AnyDesired, Desired } from "../model/desired.ts";
import type { Kind } from "../model/kind.ts";
import type { Observation } from "../model/observation.ts";
import type { Blocked } from "../model/plan.ts";
import { isRef, type Ref, refsIn, resolveRefs } from "../model/ref.ts";
import { decide, type Verdict } from "./decide.ts";
import type { Derived, Observations } from "./derive.ts";
import type { Circumstances } from "./leave.ts";
import { needsOf } from "./needs.ts";
import { inOrder } from "./order.ts";

export interface Judged {
  readonly address: Address;
  /** With its references resolved as far as they are known. */
  readonly desired: AnyDesired;
  /** Resources that must stand before it. */
  readonly needs: readonly Address[];
  readonly verdict: Verdict;
}

export type Judgement = ReadonlyMap<Address, Judged>;

export function judgeAll(derived: Derived, observations: Observations, circumstances: Circumstances): Judgement {
  const refused = new Map(derived.blocked.toReversed().map((blocked) => [blocked.address, blocked]));
  const judged = new Map<Address, Judged>();
  const declared = new Map(derived.resources.map((desired) => [desired.address, desired]));
  const around = surroundingsOf(derived, observations, circumstances.owner);
  const ordered = inOrder(derived.resources.map((desired) => ({ address: desired.address, needs: needsOf(desired), desired })));
  for (const { address, needs, desired } of ordered) {
    const resolved = resolve(desired, judged, observations);
    const refs = refsIn(desired.spec);
    const bench = { judged, observations, circumstances, around, declared, refs, refused: refused.get(address) };
    const verdict = judge(resolved, needs, bench);
    judged.set(address, { address, desired: resolved, needs, verdict });
  }
  return judged;
}

interface Bench {
  readonly judged: Judgement;
  readonly observations: Observations;
  readonly circumstances: Circumstances;
  readonly around: Surroundings;
  /** Everything with its references as they are declared. */
  readonly declared: ReadonlyMap<Address, AnyDesired>;
  /** What its spec refers to, known or not. */
  readonly refs: readonly Ref[];
  readonly refused: Blocked | undefined;
}

function surroundingsOf(derived: Derived, observations: Observations, owner: string): Surroundings {
  const adopted = new Set(derived.resources.filter(({ options }) => options.adopt).map(({ address }) => address));
  return {
    // What is observed at an address is of that address's kind.
    observationOf: <K extends Kind>(_: K, address: Address) => observations.get(address) as Observation<K> | undefined,
    isOurs(address) {
      const observed = observations.get(address);
      const live = observed?.state === "present" ? observed.live : undefined;
      return live?.owner === owner || (live?.owner === null && adopted.has(address));
    },
  };
}

function judge(desired: AnyDesired, needs: readonly Address[], bench: Bench): Verdict {
  const { judged, observations, circumstances, refused } = bench;
  if (refused !== undefined) return { verdict: "blocked", reason: refused.reason, message: refused.message };
  const observation = isOutdated(desired, judged) ? ABSENT : observations.get(desired.address);
  if (observation === undefined) return { verdict: "blocked", reason: "unknown-failed", message: "was not observed" };

  const verdict = decide(desired, observation, circumstances);
  if (verdict.verdict !== "create" && verdict.verdict !== "update") return verdict;
  const disturbed = verdict.verdict === "create" ? disturbedBy(desired, bench) : null;
  if (disturbed !== null) return { verdict: "blocked", reason: "not-owned", message: disturbed };
  const gone = needs.find((need) => isLeftMissing(judged.get(need)));
  if (gone !== undefined) return withoutNeed(desired, judged.get(gone), bench);
  const stuck = needs.find((need) => judged.get(need)?.verdict.verdict === "blocked");
  if (stuck !== undefined) return { verdict: "blocked", reason: "needs-blocked", message: `needs ${stuck}, which is blocked` };
  const late = lateFor(desired, verdict, needs, bench);
  if (late !== null) return late;
  const dangling = refsIn(desired.spec).find((ref) => !willBeKnown(ref, judged));
  if (dangling === undefined) return verdict;
  const message = `refers to ${dangling.output} of ${dangling.$ref}, which does not have it`;
  return { verdict: "blocked", reason: "invalid-reference", message };
}

/**
 * What serves the same as something else keeps to it while that one's requests move in steps.
 *
 *   it is          and                                               then
 *   new                                                              waits: it would begin with what git does not say any more
 *   there          a change is of what belongs to what it serves     waits, and both change at once
 *   there          no change is                                      is changed
 *   new, or there  needs what is new and waits                       waits along
 */
function lateFor<K extends Kind>(desired: Desired<K>, verdict: Made, needs: readonly Address[], bench: Bench): Waiting | null {
  const isMissing = verdict.verdict === "create";
  for (const need of needs) {
    const above = bench.judged.get(need)?.verdict;
    if (above?.verdict === "waits" && above.isMissing) return { verdict: "waits", why: `waits for ${need}`, isMissing };
  }
  const { alongPointer = [] } = rulesOf(desired.kind);
  if (!isMissing && !verdict.changes.some(({ keys: [member = ""] }) => alongPointer.includes(member))) return null;
  const moving = bench.refs.find((ref) => movesLater(ref, bench));
  if (moving === undefined) return null;
  const why = `is ${isMissing ? "made" : "changed"} when the requests of ${moving.$ref} have moved`;
  return { verdict: "waits", why, isMissing };
}

type Made = Extract<Verdict, { readonly verdict: "create" | "update" }>;
type Waiting = Extract<Verdict, { readonly verdict: "waits" }>;

/** Whether a step of a shift, or none, leaves the member with another value than it has in the end. */
function movesLater({ $ref, output }: Ref, bench: Bench): boolean {
  const target = bench.judged.get($ref);
  if (target?.verdict.verdict === "shifting") {
    const observed = bench.observations.get($ref);
    return observed?.state === "present" && observed.live.outputs[output] !== memberOf(target.desired.spec, output);
  }
  if (target?.verdict.verdict === "update" && target.verdict.pace !== undefined)
    return memberOf(target.verdict.pace.desired.spec, output) !== memberOf(target.desired.spec, output);
  // What follows something that follows has it from there.
  const from = memberOf(bench.declared.get($ref)?.spec ?? {}, output);
  return isRef(from) && movesLater(from, bench);
}

function memberOf(spec: object, name: string): unknown {
  return Object.entries(spec).find(([member]) => member === name)?.[1];
}

function disturbedBy<K extends Kind>(desired: Desired<K>, { around }: Bench): string | null {
  return rulesOf(desired.kind).disturbs?.(desired, around) ?? null;
}

function isLeftMissing(judged: Judged | undefined): boolean {
  return judged?.verdict.verdict === "left" && judged.verdict.left.missing;
}

/** AWS deletes children with their parent, so whoever leaves a parent deleted leaves them too; anything else needs it. */
function withoutNeed(desired: AnyDesired, gone: Judged | undefined, { observations }: Bench): Verdict {
  const left = gone?.verdict.verdict === "left" ? gone.verdict.left : undefined;
  const isParent = rulesOf(desired.kind)
    .parents(desired.address)
    .some((parent) => parent === gone?.address);
  if (left === undefined || !isParent || observations.get(desired.address)?.state !== "absent") {
    const message = `needs ${gone?.address}, which is gone and is not made again`;
    return { verdict: "blocked", reason: "needs-blocked", message };
  }
  const tolerated = left.tolerated.map((one) => ({ ...one, address: desired.address }));
  return { verdict: "left", left: { ...left, tolerated } };
}

const ABSENT: Observation = { state: "absent" };

/** Whether what was found by content will not be that content any more once this plan has changed a parent. */
function isOutdated<K extends Kind>(desired: Desired<K>, judged: Judgement): boolean {
  const rules = rulesOf(desired.kind);
  if (rules.outdatedBy === undefined) return false;
  const above = rules.parents(desired.address).map((parent) => judged.get(parent)?.verdict);
  const changes = above.flatMap((verdict) => (verdict?.verdict === "update" ? verdict.changes : []));
  return changes.some((change) => rules.outdatedBy?.(desired, change));
}

function resolve(desired: AnyDesired, judged: Judgement, observations: Observations): AnyDesired {
  const spec = resolveRefs(desired.spec, (ref) => knownOutput(ref, judged, observations));
  // The same kind of resource; only references in its spec became texts.
  return spec === desired.spec ? desired : ({ ...desired, spec } as AnyDesired);
}

/** Of what a step will change, or should and may not, what is declared; of anything else that exists, what it is. */
function knownOutput(ref: Ref, judged: Judgement, observations: Observations): string | undefined {
  const target = judged.get(ref.$ref);
  if (target !== undefined && changesOutput(target, ref)) {
    const declared = memberOf(target.desired.spec, ref.output);
    return typeof declared === "string" ? declared : undefined;
  }
  const observation = observations.get(ref.$ref);
  return observation?.state === "present" ? observation.live.outputs[ref.output] : undefined;
}

/**
 * Physical ids and ARNs outlive any update; an output that is also a member of the spec moves with it. Drift that is left
 * where it is does not spread: what follows a stage that somebody moved stays with what that stage should serve.
 */
function changesOutput({ verdict }: Judged, ref: Ref): boolean {
  if (verdict.verdict === "create") return true;
  if (verdict.verdict !== "update" && verdict.verdict !== "left") return false;
  const made = verdict.verdict === "update" ? verdict.changes : [];
  // Who follows what a person rolled back goes back with it.
  const left = verdict.left.tolerated.filter(({ policy }) => policy !== "hold").flatMap(({ changes }) => changes);
  return [...made, ...left].some((change) => change.keys[0] === ref.output);
}

/** Whether a reference that is still open is to something that a step will give. */
function willBeKnown(ref: Ref, judged: Judgement): boolean {
  const target = judged.get(ref.$ref);
  return target !== undefined && changesOutput(target, ref);
}
