/** Deliberate faults of the product, one at a time: the simulation must see each, or its silence means nothing. */
import type { SourceEdit } from "./program.ts";

export interface DeliberateFault extends SourceEdit {
  readonly name: string;
}

export const DELIBERATE_FAULTS: readonly DeliberateFault[] = [
  {
    name: "no ownership check",
    file: "src/plan/decide.ts",
    find: "if (!adopts && live.owner !== owner) return notOurs(live.owner, changes);",
    replace: "",
  },
  {
    name: "adopts without being asked to",
    file: "src/plan/decide.ts",
    find: "const adopts = live.owner === null && desired.options.adopt;",
    replace: "const adopts = live.owner === null;",
  },
  {
    name: "what cannot be read counts as absent",
    file: "src/aws/observing.ts",
    find: `return { state: "unknown", reason, message: \`\${address}: cannot be read: \${error.message}\` };`,
    replace: `return { state: "absent" };`,
  },
  {
    name: "what cannot be read counts as in sync",
    file: "src/plan/decide.ts",
    find: `return blocked(\`unknown-\${observation.reason}\`, observation.message);`,
    replace: `return { verdict: "unchanged" };`,
  },
  {
    name: "creates are retried like reads",
    file: "src/aws/retry.ts",
    find: "const NOT_REPEATABLE = /^(Create|Generate|Publish|AddPermission)/;",
    replace: "const NOT_REPEATABLE = /^(Publish)/;",
  },
  {
    name: "a lost answer to a create is no reason to look",
    file: "src/aws/create-once.ts",
    find: "const found = await look();",
    replace: "const found: T | undefined = undefined;",
  },
  {
    name: "the mark is not written",
    file: "src/aws/owner-tag.ts",
    find: "return { ...tags, [OWNER_TAG]: owner };",
    replace: "return { ...tags };",
  },
  {
    name: "a deployment is made without looking for one",
    file: "src/aws/deployment.ts",
    find: ".filter(({ mark }) => mark?.fingerprint === fingerprint)",
    replace: ".filter(() => false)",
  },
  {
    name: "the ledger is trusted over what lives",
    file: "src/plan/decide.ts",
    find: `if (rulesOf(desired.kind).foundByContent) return { verdict: "unchanged" };`,
    replace: `if (rulesOf(desired.kind).foundByContent || circumstances.memory.converged(desired.address)) return { verdict: "unchanged" };`,
  },
  {
    name: "a stage does not wait for its permissions",
    file: "src/kinds/stage/derive.ts",
    find: "after: [...stage.after, ...permissions.needed],",
    replace: "after: [...stage.after],",
  },
  {
    name: "a version counts as ready while it is pending",
    file: "src/aws/function-state.ts",
    find: `if (Configuration.State !== "Pending" && Configuration.LastUpdateStatus !== "InProgress") return Configuration;`,
    replace: "return Configuration;",
  },
  {
    name: "a refused plan is applied",
    file: "src/engine/reconcile.ts",
    find: "if (run.refused(guard(plan, state, request))) return null;",
    replace: "run.refused(guard(plan, state, request));",
  },
  {
    name: "the digest of the reviewed plan is not compared",
    file: "src/plan/guard.ts",
    find: "if (expect === undefined || expect === plan.digest) return [];",
    replace: "if (expect !== undefined || plan.steps.length >= 0) return [];",
  },
  {
    name: "prunes without being asked to",
    file: "src/engine/plan-pass.ts",
    find: "if (!prune || !state.ownerDeclared) return [];",
    replace: "if (!state.ownerDeclared) return [];",
  },
  {
    name: "prunes what is still desired",
    file: "src/plan/prune.ts",
    find: "return owned.filter((live) => !desired.has(live.address) && !inUse.has(physicalKey(live)));",
    replace: "return owned.filter((live) => desired.has(live.address) || !inUse.has(physicalKey(live)));",
  },
  {
    name: "prunes without looking at the mark",
    file: "src/aws/alias.ts",
    find: "if (live.owner === context.owner) yield {",
    replace: "yield {",
  },
  {
    name: "deletes with what holds something of others",
    file: "src/plan/unmanaged.ts",
    find: "if (held.length === 0) return null;",
    replace: "return null;",
  },
  {
    name: "prunes a role that something runs as",
    file: "src/plan/role-use.ts",
    find: "if (users.length === 0) return null;",
    replace: "return null;",
  },
  {
    name: "an alias is parked without looking whose it is",
    file: "src/aws/parking.ts",
    find: `({ Name, FunctionVersion }) => FunctionVersion === "$LATEST" && request.aliases.includes(Name ?? ""),`,
    replace: `({ FunctionVersion }) => FunctionVersion === "$LATEST",`,
  },
  {
    name: "a promotion leaves the canary's variables behind",
    file: "src/aws/canary-patches.ts",
    find: 'return [replace(["canarySettings", "percentTraffic"], 0), ...variables, PROMOTE_DEPLOYMENT];',
    replace: 'return [replace(["canarySettings", "percentTraffic"], 0), PROMOTE_DEPLOYMENT];',
  },
  {
    name: "history goes whatever is served of it",
    file: "src/aws/past.ts",
    find: "usedBy: users.get(number) ?? [],",
    replace: "usedBy: [],",
  },
  {
    name: "history goes without its grace",
    file: "src/plan/retention.ts",
    find: "view.now - since(one) >= keep.graceMs",
    replace: "view.now >= since(one)",
  },
  {
    name: "alarms that watch a shift are not heard",
    file: "src/kinds/alias/pace.ts",
    find: "const gate = isWatched ? (finding?.verdict ?? UNREAD) : undefined;",
    replace: "const gate = undefined;",
  },
  {
    name: "a log line tells what was written",
    file: "src/engine/apply.ts",
    find: `if (result === "done") logger.info(fields, "step applied");`,
    replace: `if (result === "done") logger.info({ ...fields, spec: step.desired?.spec }, "step applied");`,
  },
];
