/**
 * Whether the plan fails the check.
 *
 * | the dry run …                               | never | blocked | drift | changes |
 * |---------------------------------------------|-------|---------|-------|---------|
 * | could not plan: invalid, failed, ended      | fails | fails   | fails | fails   |
 * | found something blocked, or a guard refused |       | fails   | fails | fails   |
 * | found what changed outside git              |       |         | fails | fails   |
 * | found changes                               |       |         |       | fails   |
 *
 * `never` is about what a plan says: where there is none, nothing was checked, and that is no success.
 */
export const POLICIES = ["changes", "drift", "blocked", "never"];

/** Why it fails, or `null`. `result`: the object that `--format json` writes, or `null` when there is none. */
export function whyItFails(result, exitCode, failOn) {
  const { changes, drift, blocked } = countsOf(result);
  if (!hasPlan(result)) return `the dry run ended with exit code ${exitCode} and no plan`;
  if (failOn === "never") return null;
  if (blocked > 0) return `${blocked} blocked`;
  if (result.outcome === "refused") return "a guard refuses the plan";
  if (failOn === "blocked") return null;
  if (drift > 0) return `${drift} changed outside git`;
  // In sync with steps: they only put our mark on what is as declared.
  if (failOn === "drift" || result.outcome === "in-sync") return null;
  return changes > 0 ? `${changes} would change` : null;
}

/** Blocked is an answer; a failure without anything blocked is none. */
export function hasPlan(result) {
  if (result === null || result.interrupted || result.digest === "" || result.error !== undefined) return false;
  return result.outcome !== "failed" || result.blocked.length > 0;
}

/** Drift counts wherever it is seen: put back, changed along with a rollout, or left by its policy; not what is ignored. */
export function countsOf(result) {
  const { steps = [], blocked = [], tolerated = [] } = result ?? {};
  const count = (action) => steps.filter((step) => step.action === action).length;
  return {
    creates: count("create"),
    updates: count("update"),
    deletes: count("delete"),
    changes: steps.length,
    drift:
      steps.filter(({ cause, drifted = [] }) => cause === "drift" || drifted.length > 0).length +
      tolerated.filter(({ policy }) => policy === "alert").length,
    blocked: blocked.length,
  };
}
