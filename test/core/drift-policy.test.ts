import { describe, expect, it } from "vitest";
import type { DriftRule } from "../../src/model/desired.ts";
import type { Clock } from "../../src/model/ports.ts";
import { refTo } from "../../src/model/ref.ts";
import { endOf, ruleFor } from "../../src/plan/drift-rule.ts";
import { withLiveValues } from "../../src/plan/leave.ts";
import { aDesired, aLive, anyDesired, aState, imageUpload } from "./builders.ts";
import { createMemoryAws } from "./memory-aws.ts";
import { converge, createMemoryLedger, look } from "./run-pass.ts";

const ADDRESS = "function:App";
const API = aDesired("rest-api", "Api", { routes: { "GET /": { integration: { type: "mock", status: 200 } } } });

/** A function, because its environment is one map that AWS takes whole. */
const app = (
  drift: readonly DriftRule[] | undefined,
  environment: Record<string, string> = { LEVEL: "info", MODE: "a" },
  more = {},
) =>
  aState([
    aDesired("role", "r", { trust: { Statement: [] } }),
    aDesired(
      "function",
      "App",
      {
        codeSha256: "code-1",
        runtime: "nodejs22.x",
        handler: "i.h",
        role: refTo("role:r", "arn"),
        environment,
        timeoutSeconds: 3,
        ...more,
      },
      { options: drift === undefined ? {} : { drift } },
    ),
  ]);

async function converged(state = app(undefined)) {
  const [aws, ledger] = [createMemoryAws(), createMemoryLedger()];
  await converge(aws, state, { ledger });
  return { aws, ledger };
}

const environmentIn = (aws: ReturnType<typeof createMemoryAws>): unknown =>
  Object.entries(aws.store.get(ADDRESS)?.spec ?? {}).find(([member]) => member === "environment")?.[1];

describe("a drift policy", () => {
  it.each(["alert", "ignore"] as const)("of %s leaves what somebody changed, and says so in the plan", async (policy) => {
    const { aws, ledger } = await converged();
    aws.change(ADDRESS, { environment: { LEVEL: "debug", MODE: "a" } });

    const report = await converge(aws, app([{ policy, until: "2027-01-01", reason: "INC-1" }]), { ledger });

    expect(report.outcome).toBe("in-sync");
    expect(report.plan?.unchanged).not.toContain(ADDRESS);
    expect(report.plan?.tolerated).toEqual([
      {
        address: ADDRESS,
        policy,
        drift: "changed",
        changes: [
          { path: "environment.LEVEL", keys: ["environment", "LEVEL"], before: "debug", after: "info", sensitive: false },
        ],
        until: "2027-01-01",
        reason: "INC-1",
      },
    ]);
    expect(environmentIn(aws)).toEqual({ LEVEL: "debug", MODE: "a" });
  });

  it("of enforce puts it back, as without a policy", async () => {
    const { aws, ledger } = await converged();
    aws.change(ADDRESS, { timeoutSeconds: 9 });

    const report = await converge(aws, app([{ policy: "enforce" }]), { ledger });

    expect(report.steps.map(({ step }) => [step.address, step.cause])).toEqual([[ADDRESS, "drift"]]);
  });

  it("for one field leaves that one, also in a map that AWS takes whole, and puts back the rest", async () => {
    const { aws, ledger } = await converged();
    aws.change(ADDRESS, { environment: { LEVEL: "debug", MODE: "b" } });
    const state = app([{ path: "environment.LEVEL", policy: "alert" }]);

    const first = await converge(aws, state, { ledger });
    const second = await converge(aws, state, { ledger });

    expect(first.steps.map(({ step }) => step.changes.map(({ path }) => path))).toEqual([["environment.MODE"]]);
    expect(environmentIn(aws)).toEqual({ LEVEL: "debug", MODE: "a" });
    expect(second.outcome).toBe("in-sync");
    expect(second.plan?.tolerated.map(({ changes }) => changes.map(({ path }) => path))).toEqual([["environment.LEVEL"]]);
  });

  it("leaves a variable that somebody took out, and one that somebody added", async () => {
    const { aws, ledger } = await converged();
    aws.change(ADDRESS, { environment: { MODE: "b", EXTRA: "x" } });
    const state = app([
      { path: "environment.LEVEL", policy: "ignore" },
      { path: "environment.EXTRA", policy: "ignore" },
    ]);

    await converge(aws, state, { ledger });
    const second = await converge(aws, state, { ledger });

    expect(environmentIn(aws)).toEqual({ MODE: "a", EXTRA: "x" });
    expect(second.outcome).toBe("in-sync");
  });

  it("never holds back a rollout: what the desired state changes is made", async () => {
    const { aws, ledger } = await converged();

    const report = await converge(aws, app([{ policy: "ignore" }], { LEVEL: "warn", MODE: "a" }), { ledger });

    expect(report.outcome).toBe("converged");
    expect(environmentIn(aws)).toEqual({ LEVEL: "warn", MODE: "a" });
  });

  it("gives way to a rollout of a field that drifted before, and was left", async () => {
    const { aws, ledger } = await converged();
    aws.change(ADDRESS, { environment: { LEVEL: "debug", MODE: "a" } });
    await converge(aws, app([{ policy: "alert" }]), { ledger });

    const report = await converge(aws, app([{ policy: "alert" }], { LEVEL: "warn", MODE: "a" }), { ledger });

    expect(report.steps.map(({ step }) => [step.cause, step.drifted])).toEqual([["rollout", ["environment.LEVEL"]]]);
    expect(environmentIn(aws)).toEqual({ LEVEL: "warn", MODE: "a" });
  });

  it("tells of a rollout which of its fields somebody else changed too", async () => {
    const { aws, ledger } = await converged();
    aws.change(ADDRESS, { environment: { LEVEL: "debug", MODE: "a" } });

    const report = await look(aws, app(undefined, undefined, { timeoutSeconds: 30 }), { ledger });

    expect(report.steps.map(({ step }) => [step.cause, step.drifted])).toEqual([["rollout", ["environment.LEVEL"]]]);
  });

  it("without a memory leaves what differs, says that it cannot be told, and remembers it as drift from then on", async () => {
    const { aws } = await converged();
    const ledger = createMemoryLedger();
    aws.change(ADDRESS, { timeoutSeconds: 9 });
    const state = app([{ path: "timeoutSeconds", policy: "alert" }]);

    const first = await converge(aws, state, { ledger });
    const second = await converge(aws, state, { ledger });
    const third = await converge(aws, app([{ path: "timeoutSeconds", policy: "alert" }], undefined, { timeoutSeconds: 4 }), {
      ledger,
    });

    expect(first.plan?.notes.map(({ code }) => code)).toEqual(["drift-untold"]);
    expect(second.plan?.notes).toEqual([]);
    expect(second.plan?.tolerated).toHaveLength(1);
    expect(third.steps.map(({ result }) => result)).toEqual(["done"]);
  });

  it("makes what is new, for there is nothing to leave alone", async () => {
    const aws = createMemoryAws();

    const report = await converge(aws, app([{ policy: "ignore" }]), { ledger: createMemoryLedger() });

    expect(report.outcome).toBe("converged");
    expect(aws.store.has(ADDRESS)).toBe(true);
  });

  it("for a whole resource leaves it deleted, with what AWS deletes along with it", async () => {
    const state = (drift?: readonly DriftRule[]) =>
      aState([
        { ...API, options: { ...API.options, ...(drift && { drift }) } },
        aDesired("stage", "Api/dev", {}, { intent: { deployment: "latest" } }),
      ]);
    const { aws, ledger } = await converged(state());
    aws.remove("stage:Api/dev");
    aws.remove("rest-api:Api");

    const report = await converge(aws, state([{ policy: "alert" }]), { ledger });

    expect(report.plan?.blocked).toEqual([]);
    expect(report.plan?.tolerated.map(({ address, drift }) => [address, drift])).toEqual([
      ["rest-api:Api", "missing"],
      [expect.stringMatching(/^deployment:Api\//), "missing"],
      ["stage:Api/dev", "missing"],
    ]);
  });

  it("blocks what needs something that is left deleted", async () => {
    const role = (drift?: readonly DriftRule[]) => {
      const { resources } = app(undefined);
      return aState(
        resources.map((one) => (one.kind === "role" && drift ? { ...one, options: { ...one.options, drift } } : one)),
      );
    };
    const { aws, ledger } = await converged(role());
    aws.remove(ADDRESS);
    aws.remove("role:r");

    const report = await look(aws, role([{ policy: "ignore" }]), { ledger });

    expect(report.plan?.blocked).toEqual([
      { address: ADDRESS, reason: "needs-blocked", message: "needs role:r, which is gone and is not made again" },
    ]);
  });

  it("leaves a foreign resource as it is instead of refusing it", async () => {
    const { aws, ledger } = await converged();
    const live = aws.store.get(ADDRESS);
    if (live) aws.put({ ...live, owner: "others" });
    aws.change(ADDRESS, { timeoutSeconds: 9 });

    const report = await look(aws, app([{ policy: "alert" }]), { ledger });

    expect(report.outcome).toBe("in-sync");
  });

  it("adopts a resource without changing what it leaves", async () => {
    const { aws } = await converged();
    const live = aws.store.get(ADDRESS);
    if (live) aws.put({ ...live, owner: null });
    aws.change(ADDRESS, { timeoutSeconds: 9 });
    const [role, fn] = app([{ policy: "alert" }]).resources;
    const state = aState([role, fn && { ...fn, options: { ...fn.options, adopt: true } }]);

    const report = await converge(aws, state, { ledger: createMemoryLedger() });

    expect(report.steps.map(({ step }) => step.changes.map(({ path }) => path))).toEqual([["owner"]]);
    expect(aws.store.get(ADDRESS)).toMatchObject({ owner: "acme", spec: { timeoutSeconds: 9 } });
  });
});

describe("an exception with a date", () => {
  const DAY = Date.UTC(2026, 11, 1);
  const until = [{ path: "timeoutSeconds", policy: "ignore", until: "2026-12-01", reason: "INC-123" }] as const;
  const at = (now: number): Clock => ({ now: () => now, sleep: async () => {} });

  it("holds to the end of that day in UTC", async () => {
    const { aws, ledger } = await converged();
    aws.change(ADDRESS, { timeoutSeconds: 9 });

    const report = await converge(aws, app(until), { ledger, clock: at(DAY + 86_399_999) });

    expect(report.plan?.steps).toEqual([]);
    expect(report.plan?.notes).toEqual([]);
  });

  it("counts for nothing from then on, and says so", async () => {
    const { aws, ledger } = await converged();
    aws.change(ADDRESS, { timeoutSeconds: 9 });

    const report = await converge(aws, app(until), { ledger, clock: at(DAY + 86_400_000) });

    expect(report.steps.map(({ step }) => step.cause)).toEqual(["drift"]);
    expect(report.plan?.notes).toEqual([
      {
        address: ADDRESS,
        code: "exception-expired",
        message:
          "drift: ignore of timeoutSeconds (INC-123) ended 2026-12-02T00:00:00.000Z, so drift counts again; renew it or take it out",
      },
    ]);
  });

  it("of a whole resource says that, without a reason when there is none", async () => {
    const { aws, ledger } = await converged();

    const report = await look(aws, app([{ policy: "alert", until: "2026-12-01T09:00:00Z" }]), { ledger, clock: at(DAY * 2) });

    expect(report.plan?.notes.map(({ message }) => message)).toEqual([
      "drift: alert ended 2026-12-01T09:00:00.000Z, so drift counts again; renew it or take it out",
    ]);
  });

  it.each([
    { until: "2026-12-01", end: Date.UTC(2026, 11, 2) },
    { until: "2026-12-01T09:00:00Z", end: Date.UTC(2026, 11, 1, 9) },
    { until: "2026-12-01T09:00+02:00", end: Date.UTC(2026, 11, 1, 7) },
  ])("$until ends when it says", ({ until: text, end }) => {
    expect(endOf(text)).toBe(end);
  });
});

describe("the rule that decides", () => {
  const rules: readonly DriftRule[] = [
    { policy: "alert" },
    { path: "variables", policy: "ignore" },
    { path: "variables.A", policy: "enforce" },
    { path: "variables.OLD", policy: "alert", until: "2020-01-01" },
    { path: "tags.x", policy: "ignore" },
    { path: "tags.x", policy: "alert" },
  ];

  it.each([
    { path: null, policy: "alert", reason: "existence is the whole resource's" },
    { path: "description", policy: "alert", reason: "nothing more specific" },
    { path: "variables.B", policy: "ignore", reason: "the longest path" },
    { path: 'variables["a b"]', policy: "ignore", reason: "a key in brackets is below it too" },
    { path: "variables.A", policy: "enforce", reason: "an exception from an exception" },
    { path: "variables.AB", policy: "ignore", reason: "a longer name is another name" },
    { path: "variables.OLD", policy: "ignore", reason: "what has ended counts for nothing" },
    { path: "tags.x", policy: "alert", reason: "the last of equals" },
  ])("for $path is $policy: $reason", ({ path, policy }) => {
    expect(ruleFor(rules, path, Date.UTC(2026, 0, 1)).policy).toBe(policy);
  });

  it("is to enforce where there is none", () => {
    expect(ruleFor(undefined, "x", 0)).toEqual({ policy: "enforce" });
  });
});

describe("what AWS may not show yet", () => {
  const bucket = (spec: object, more: object = {}) =>
    aState([aDesired("bucket", "b", { versioning: "enabled", ...spec }), ...Object.values(more)]);
  const at = (now: number): Clock => ({ now: () => now, sleep: async () => {} });

  async function written(spec = {}) {
    const [aws, ledger] = [createMemoryAws(), createMemoryLedger()];
    aws.put(aLive("bucket", "b", { versioning: "suspended" }));
    await converge(aws, bucket(spec), { ledger, clock: at(0) });
    return { aws, ledger };
  }

  it("a bucket's old value right after our write is not drift (S3: bucket configuration is eventually consistent)", async () => {
    const { aws, ledger } = await written();
    aws.change("bucket:b", { versioning: "suspended" });

    const report = await converge(aws, bucket({}), { ledger, clock: at(59_999) });

    expect(report.plan?.steps).toEqual([]);
    expect(report.plan?.notes.map(({ code }) => code)).toEqual(["settling"]);
    expect(report.outcome).toBe("in-sync");
  });

  it("is drift once it should have shown", async () => {
    const { aws, ledger } = await written();
    aws.change("bucket:b", { versioning: "suspended" });

    const report = await converge(aws, bucket({}), { ledger, clock: at(60_000) });

    expect(report.steps.map(({ step }) => step.cause)).toEqual(["drift"]);
  });

  it("a value that is neither ours nor the one before is somebody's, and put back at once", async () => {
    const { aws, ledger } = await written({ tags: { team: "a" } });
    aws.change("bucket:b", { tags: { team: "b" } });

    const report = await converge(aws, bucket({ tags: { team: "a" } }), { ledger, clock: at(1) });

    expect(report.steps.map(({ step }) => step.cause)).toEqual(["drift"]);
  });

  it("a role that was just made and is not to be seen is not made again (IAM is eventually consistent)", async () => {
    const [aws, ledger] = [createMemoryAws(), createMemoryLedger()];
    const state = aState([aDesired("role", "r", { trust: { Statement: [] }, description: "x" })]);
    await converge(aws, state, { ledger, clock: at(0) });
    aws.change("role:r", { description: undefined });
    const unset = await look(aws, state, { ledger, clock: at(1) });
    aws.remove("role:r");

    const gone = await look(aws, state, { ledger, clock: at(1) });
    const later = await look(aws, state, { ledger, clock: at(60_000) });

    expect(unset.plan?.steps).toEqual([]);
    expect(gone.plan?.steps).toEqual([]);
    expect(later.plan?.steps.map(({ action, cause }) => [action, cause])).toEqual([["create", "drift"]]);
  });

  it("a bucket that is gone right after we made it is gone (S3: a new bucket can be read at once)", async () => {
    const [aws, ledger] = [createMemoryAws(), createMemoryLedger()];
    await converge(aws, bucket({}), { ledger, clock: at(0) });
    aws.remove("bucket:b");

    const gone = await look(aws, bucket({}), { ledger, clock: at(1) });

    expect(gone.plan?.steps.map(({ action, cause }) => [action, cause])).toEqual([["create", "drift"]]);
  });

  it("of what AWS serves as written at once, drift is drift", async () => {
    const { aws, ledger } = await converged();
    aws.change(ADDRESS, { timeoutSeconds: undefined });

    const report = await look(aws, app(undefined), { ledger });

    expect(report.plan?.steps.map(({ cause }) => cause)).toEqual(["drift"]);
  });
});

describe("a resource with its live values", () => {
  it("has them where they stay, and the rest as it is desired", () => {
    const [desired] = anyDesired(aDesired("stage", "Api/dev", { variables: { A: "1", B: "2" }, tracing: true }));
    const change = (keys: readonly string[], before?: unknown) => ({ path: keys.join("."), keys, before, sensitive: false });
    const left = [
      change(["variables", "A"], "live"),
      change(["variables", "B"]),
      change(["tags", "team"], "x"),
      change(["settings", "*", "rateLimit"], 5),
    ];

    expect(desired && withLiveValues(desired, left).spec).toEqual({
      variables: { A: "live" },
      tracing: true,
      tags: { team: "x" },
      settings: { "*": { rateLimit: 5 } },
    });
  });
});

describe("drift that is left", () => {
  it("does not spread: a stage that follows one that somebody moved stays where it should be", async () => {
    const state = (drift: readonly DriftRule[]) => {
      const { resources } = imageUpload();
      return aState(
        resources.map((one) => (one.address === "stage:ImageUpload/dev" ? { ...one, options: { ...one.options, drift } } : one)),
      );
    };
    const { aws, ledger } = await converged(state([]));
    aws.change("stage:ImageUpload/dev", { deploymentId: "foreign" });
    const live = aws.store.get("stage:ImageUpload/dev");
    if (live) aws.put({ ...live, outputs: { ...live.outputs, deploymentId: "foreign" } });

    const report = await look(aws, state([{ path: "deploymentId", policy: "alert" }]), { ledger });

    expect(report.plan?.steps).toEqual([]);
    expect(report.plan?.tolerated.map(({ address }) => address)).toEqual(["stage:ImageUpload/dev"]);
  });
});
