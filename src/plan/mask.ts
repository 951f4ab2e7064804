/**
 * Masks secrets wherever people or machines read a plan: names are shown, and that a value changed, never what it is.
 * The salt keeps short digests from being looked up in a table; the same salt shows equal values as equal.
 */
import { saltedDigestOf } from "../kinds/digest.ts";
import type { FieldChange, Plan, Step } from "../model/plan.ts";
import { isRef } from "../model/ref.ts";

export function maskChange(change: FieldChange, salt: string): FieldChange {
  if (!change.sensitive) return change;
  return {
    ...change,
    ...("before" in change ? { before: maskValue(change.before, salt) } : {}),
    ...("after" in change ? { after: maskValue(change.after, salt) } : {}),
  };
}

/** `(sensitive, sha256:1a2b3c)`. A reference holds no secret and stays. */
export function maskValue(value: unknown, salt: string): unknown {
  if (isRef(value)) return value;
  return `(sensitive, sha256:${saltedDigestOf(value, salt).slice(0, 6)})`;
}

/** The plan for output: sensitive values masked, and the full specs, which hold them too, left out. */
export function maskPlan(plan: Plan, salt: string): Plan {
  const steps = plan.steps.map((step) => ({
    ...step,
    ...maskStep(step, salt),
    desired: null,
    live: null,
  }));
  const tolerated = plan.tolerated.map((one) => ({ ...one, changes: one.changes.map((change) => maskChange(change, salt)) }));
  return { ...plan, steps, tolerated };
}

/** A step's fields that hold values, masked. */
export function maskStep({ changes, towards, tolerates }: Step, salt: string): Pick<Step, "changes" | "towards" | "tolerates"> {
  return {
    changes: changes.map((change) => maskChange(change, salt)),
    ...(towards === undefined ? {} : { towards: towards.map((change) => maskChange(change, salt)) }),
    ...(tolerates === undefined ? {} : { tolerates: tolerates.map((change) => maskChange(change, salt)) }),
  };
}
