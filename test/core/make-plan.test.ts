import { describe, expect, it } from "vitest";
import { refTo } from "../../src/model/ref.ts";
import { makePlan, type PlanInput } from "../../src/plan/make-plan.ts";
import { ABSENT, aDesired, aLive, anyDesired, anyLive, OWNER, observed, present } from "./builders.ts";
import { createMemoryLedger } from "./run-pass.ts";

const plan = (resources: readonly unknown[], observations: PlanInput["observations"], more: Partial<PlanInput> = {}) =>
  makePlan({
    state: { revision: "r", owner: OWNER },
    derived: { resources: anyDesired(...resources), blocked: [], notes: [] },
    observations,
    owned: [],
    only: [],
    force: false,
    memory: createMemoryLedger(),
    now: 0,
    ...more,
  });
const valueAfter = (made: ReturnType<typeof plan>, address: string, path: string) =>
  made.steps.find((step) => step.address === address)?.changes.find((change) => change.path === path)?.after;

const ROUTES = { "GET /": { integration: { type: "mock" as const, status: 200 } } };
const api = aDesired("rest-api", "Api", { routes: ROUTES });
const liveApi = aLive("rest-api", "Api", { routes: ROUTES }, { outputs: { id: "api1" } });
const deployment = aDesired("deployment", "Api/f1", { apiId: refTo("rest-api:Api", "id"), fingerprint: "f1" });
const liveDeployment = aLive("deployment", "Api/f1", {}, { outputs: { id: "d1" } });
const dev = aDesired("stage", "Api/dev", { deploymentId: refTo("deployment:Api/f1", "id") });
const prod = aDesired("stage", "Api/prod", { deploymentId: refTo("stage:Api/dev", "deploymentId") });
const liveStage = (name: string, deploymentId: string, more: object = {}) =>
  aLive("stage", `Api/${name}`, { deploymentId }, { outputs: { deploymentId }, ...more });

describe("references", () => {
  it("to what exists are replaced when planning, so that nothing is unknown", () => {
    const made = plan([api, deployment, dev], observed(liveApi, liveDeployment, liveStage("dev", "d0")));

    expect(valueAfter(made, "stage:Api/dev", "deploymentId")).toBe("d1");
  });

  it("to what is to be made are known after apply, and its step is needed", () => {
    const made = plan(
      [api, deployment, dev],
      new Map([...observed(liveApi, liveStage("dev", "d0")), [deployment.address, ABSENT]]),
    );

    expect(valueAfter(made, "stage:Api/dev", "deploymentId")).toEqual(refTo("deployment:Api/f1", "id"));
    expect(made.steps.map(({ address, needs }) => [address, needs])).toEqual([
      ["deployment:Api/f1", []],
      ["stage:Api/dev", ["deployment:Api/f1"]],
    ]);
  });

  it("to a stage that moves are to where it moves, when that is known", () => {
    const made = plan(
      [api, deployment, dev, prod],
      observed(liveApi, liveDeployment, liveStage("dev", "d0"), liveStage("prod", "d0")),
    );

    expect(valueAfter(made, "stage:Api/prod", "deploymentId")).toBe("d1");
    expect(made.steps.find(({ address }) => address === "stage:Api/prod")?.needs).toEqual(["stage:Api/dev"]);
  });

  it("to a stage that moves to what is to be made stay open", () => {
    const made = plan(
      [api, deployment, dev, prod],
      new Map([...observed(liveApi, liveStage("dev", "d0"), liveStage("prod", "d0")), [deployment.address, ABSENT]]),
    );

    expect(valueAfter(made, "stage:Api/prod", "deploymentId")).toEqual(refTo("stage:Api/dev", "deploymentId"));
  });

  it("to a stage that changes in something else are to what it serves", () => {
    const described = { ...dev, spec: { ...dev.spec, description: "new" } };

    const made = plan(
      [api, deployment, described, prod],
      observed(liveApi, liveDeployment, liveStage("dev", "d1"), liveStage("prod", "d1")),
    );

    expect(made.steps.map(({ address }) => address)).toEqual(["stage:Api/dev"]);
  });

  it.each([
    { name: "nothing that is declared", ref: refTo("role:nobody", "arn") },
    { name: "an output that there is not", ref: refTo("rest-api:Api", "arn") },
  ])("to $name block", ({ ref }) => {
    const made = plan([api, aDesired("stage", "Api/x", { deploymentId: ref })], observed(liveApi, liveStage("x", "d0")));

    expect(made.blocked).toMatchObject([{ address: "stage:Api/x", reason: "invalid-reference" }]);
  });
});

describe("what is blocked", () => {
  it("blocks what needs it and would change, through any number of needs, and nothing else", () => {
    const foreign = aLive("rest-api", "Api", { routes: {} }, { owner: null });
    const other = aDesired("bucket", "b", { versioning: "enabled" });

    const made = plan(
      [api, deployment, dev, prod, other],
      new Map([
        ...observed(foreign, liveStage("prod", "d0")),
        [deployment.address, ABSENT],
        [dev.address, ABSENT],
        [other.address, ABSENT],
      ]),
    );

    expect(made.blocked.map(({ address, reason }) => [address, reason])).toEqual([
      ["rest-api:Api", "not-owned"],
      ["deployment:Api/f1", "needs-blocked"],
      ["stage:Api/dev", "needs-blocked"],
      ["stage:Api/prod", "needs-blocked"],
    ]);
    expect(made.steps.map(({ address }) => address)).toEqual(["bucket:b"]);
  });

  it("leaves unchanged what is as declared beside it", () => {
    const foreign = aLive("rest-api", "Api", { routes: {} }, { owner: null });

    const made = plan([api, deployment, dev], observed(foreign, liveDeployment, liveStage("dev", "d1")));

    expect(made.unchanged).toEqual(["deployment:Api/f1", "stage:Api/dev"]);
  });

  it("is said by deriving too, once for an address, and comes before anything observed", () => {
    const blocked = ["first", "second"].map((message) => ({
      address: dev.address,
      reason: "invalid-reference" as const,
      message,
    }));

    const made = plan([api, deployment, dev], observed(liveApi, liveDeployment, liveStage("dev", "d1")), {
      derived: { resources: anyDesired(api, deployment, dev), blocked, notes: [] },
    });

    expect(made.blocked).toEqual([blocked[0]]);
  });

  it("is what was never observed", () => {
    expect(plan([api], new Map()).blocked).toMatchObject([{ reason: "unknown-failed" }]);
  });
});

describe("a snapshot of someone else's working copy", () => {
  const foreign = aDesired("rest-api", "Api", { binaryMediaTypes: ["image/png"], description: "new" });
  const copy = aDesired("deployment", "Api/working-copy", { apiId: refTo("rest-api:Api", "id") });
  const liveCopy = aLive("deployment", "Api/working-copy", {}, { outputs: { id: "d1" } });

  it("is made anew when this plan changes what a snapshot freezes (aws-facts 2.2)", () => {
    const made = plan(
      [foreign, copy],
      observed(aLive("rest-api", "Api", { description: "new" }, { outputs: { id: "a" } }), liveCopy),
    );

    expect(made.steps.map(({ address, action }) => [address, action])).toEqual([
      ["rest-api:Api", "update"],
      ["deployment:Api/working-copy", "create"],
    ]);
  });

  it("stays when only the description changes", () => {
    const made = plan(
      [foreign, copy],
      observed(aLive("rest-api", "Api", { binaryMediaTypes: ["image/png"] }, { outputs: { id: "a" } }), liveCopy),
    );

    expect(made.steps.map(({ address }) => address)).toEqual(["rest-api:Api"]);
  });
});

describe("a plan", () => {
  it("notes what AWS is changing by itself, and only where it is declared", () => {
    const alias = aDesired("alias", "F/live", { version: "2", weights: null });
    const fn = aDesired("function", "F", {}, { options: { external: true } });
    const settling = { weights: "provisioned concurrency is being allocated", description: "x" };
    const liveAlias = aLive("alias", "F/live", { version: "2", weights: { "1": 1 } }, { settling });

    const made = plan([fn, alias], observed(aLive("function", "F"), liveAlias));

    expect(made.notes).toMatchObject([
      { address: "alias:F/live", code: "settling", message: expect.stringContaining("weights") },
    ]);
    expect(made.unchanged).toEqual(["alias:F/live"]);
  });

  it("reports what AWS has beside it once, and not what is declared", () => {
    const unmanaged = ["stage Api/dev", "stage Api/test", "stage Api/alpha"].map((what) => ({ what, beside: liveApi.address }));

    const made = plan(
      [api, deployment, dev],
      observed({ ...liveApi, unmanaged }, liveDeployment, liveStage("dev", "d1", { unmanaged })),
    );

    expect(made.unmanaged.map(({ what }) => what)).toEqual(["stage Api/alpha", "stage Api/test"]);
  });

  it("reports tags that somebody else put on what is declared, and not AWS's own", () => {
    const bucket = aDesired("bucket", "images", { tags: { team: "images" } });
    const external = aDesired("bucket", "theirs", {}, { options: { external: true } });
    const tags = { team: "images", stray: "1", CostCenter: "7", "aws:cloudformation:stack-name": "x" };

    const made = plan(
      [bucket, external],
      observed(aLive("bucket", "images", { tags }), aLive("bucket", "theirs", { tags: { other: "1" } })),
    );

    expect(made.unmanaged).toEqual([
      { what: "tag CostCenter of bucket images", beside: bucket.address },
      { what: "tag stray of bucket images", beside: bucket.address },
    ]);
    expect(made.steps).toEqual([]);
  });

  it("deletes what somebody else only put a tag on", () => {
    const made = plan([], new Map(), { owned: [aLive("bucket", "old", { tags: { stray: "1" } })] });

    expect(made.steps).toMatchObject([{ address: "bucket:old", action: "delete" }]);
  });

  it("counts what exists without externals", () => {
    const external = aDesired("bucket", "theirs", {}, { options: { external: true } });

    const made = plan(
      [external, aDesired("bucket", "a"), aDesired("bucket", "b")],
      new Map([...observed(aLive("bucket", "theirs"), aLive("bucket", "a")), ["bucket:b", ABSENT]]),
    );

    expect(made.existing).toBe(1);
    expect(made.unchanged).toEqual(["bucket:a"]);
  });

  describe("digest", () => {
    const bucket = (versioning: "enabled" | "suspended") => aDesired("bucket", "b", { versioning });
    const of = (observations: PlanInput["observations"], more: Partial<PlanInput> = {}) =>
      plan([bucket("enabled")], observations, more).digest;
    const before = observed(aLive("bucket", "b", { versioning: "suspended" }));

    it("does not depend on facts, on the ledger or on the revision", () => {
      const ledger = createMemoryLedger();
      ledger.record("bucket:b", { versioning: ledger.digestOf("enabled") });

      expect(of(observed(aLive("bucket", "b", { versioning: "suspended" }, { facts: { region: "us-east-1" } })))).toBe(
        of(before),
      );
      expect(of(before, { memory: ledger })).toBe(of(before));
      expect(of(before, { state: { revision: "other", owner: OWNER } })).toBe(of(before));
    });

    it("depends on what will be done and on what is blocked", () => {
      const digests = [
        of(before),
        of(new Map([["bucket:b", ABSENT]])),
        of(observed(aLive("bucket", "b", SAME))),
        of(observed(aLive("bucket", "b", {}, { owner: null }))),
      ];

      expect(new Set(digests).size).toBe(digests.length);
    });

    const SAME = { versioning: "enabled" as const };
  });
});

describe("pruning", () => {
  const keep = aDesired("bucket", "keep");
  const obsolete = (
    kind: "bucket" | "role" | "function" | "alias" | "rest-api" | "stage" | "permission",
    names: string,
    more: object = {},
  ) => anyLive(aLive(kind, names, {}, more));
  const prune = (owned: PlanInput["owned"], more: Partial<PlanInput> = {}) =>
    plan([keep], observed(aLive("bucket", "keep")), { owned, ...more });

  it("deletes what serves before what it stands on, and gives no step to what goes along", () => {
    const made = prune([
      obsolete("bucket", "b"),
      obsolete("role", "r"),
      obsolete("function", "F"),
      obsolete("alias", "F/a"),
      obsolete("alias", "G/a"),
      obsolete("permission", "G/a/Api/s"),
      obsolete("rest-api", "Api"),
      obsolete("stage", "Api/s"),
      obsolete("stage", "Other/s"),
    ]);

    expect(made.steps.map(({ address, needs }) => [address, needs.length])).toEqual([
      ["stage:Other/s", 0],
      ["rest-api:Api", 1],
      ["permission:G/a/Api/s", 2],
      ["alias:G/a", 3],
      ["function:F", 4],
      ["bucket:b", 5],
      ["role:r", 5],
    ]);
    expect(made.steps.every(({ cause, action, desired }) => cause === "prune" && action === "delete" && desired === null)).toBe(
      true,
    );
  });

  it("leaves what is desired, and the very statement that serves as something desired", () => {
    const fn = aDesired("function", "F", {}, { options: { external: true } });
    const external = aDesired("rest-api", "Api", {}, { options: { external: true } });
    const wanted = aDesired("permission", "F/a/Api/s");
    const found = aLive("permission", "F/a/Api/s", {}, { facts: { statementId: "sid" } });

    const made = plan(
      [fn, external, wanted, keep],
      observed(aLive("function", "F"), aLive("rest-api", "Api"), found, aLive("bucket", "keep")),
      {
        owned: [
          obsolete("bucket", "keep"),
          obsolete("permission", "F/a/Api/old-name", { facts: { statementId: "sid" } }),
          obsolete("permission", "F/a/Api/gone", { facts: { statementId: "other" } }),
        ],
      },
    );

    expect(made.steps.map(({ address }) => address)).toEqual(["permission:F/a/Api/gone"]);
  });

  it("keeps versions and deployments, for rollbacks and pins need them", () => {
    expect(prune([anyLive(aLive("version", "F/1")), anyLive(aLive("deployment", "Api/1"))]).steps).toEqual([]);
  });

  it("waits for every create and update of what may stand on it", () => {
    const made = plan([api, deployment, dev], new Map([...observed(liveApi, liveDeployment, liveStage("dev", "d0"))]), {
      owned: [obsolete("permission", "F/old/Api/dev")],
    });

    expect(made.steps.map(({ address, needs }) => [address, needs])).toEqual([
      ["stage:Api/dev", []],
      ["permission:F/old/Api/dev", ["stage:Api/dev"]],
    ]);
  });

  it("holds back while something that may stand on it is blocked", () => {
    const made = plan([api, deployment, dev], observed(liveApi, liveDeployment, liveStage("dev", "d0", { owner: null })), {
      owned: [obsolete("permission", "F/old/Api/old"), obsolete("stage", "Api/old")],
    });

    expect(made.steps.map(({ address }) => address)).toEqual(["stage:Api/old"]);
    expect(made.blocked).toMatchObject([
      { address: "permission:F/old/Api/old", reason: "needs-blocked" },
      { address: "stage:Api/dev", reason: "not-owned" },
    ]);
  });

  it("does not delete what holds something that is not ours, unless forced", () => {
    const holding = obsolete("rest-api", "Api", { unmanaged: [{ what: "stage Api/theirs", beside: "rest-api:Api" }] });

    expect(prune([holding]).blocked).toMatchObject([
      { address: "rest-api:Api", reason: "has-unmanaged", message: expect.stringContaining("stage Api/theirs") },
    ]);
    expect(prune([holding], { force: true }).steps).toHaveLength(1);
  });

  it("keeps to what --only asks for", () => {
    expect(
      prune([obsolete("bucket", "a"), obsolete("bucket", "b")], { only: ["*:b"] }).steps.map(({ address }) => address),
    ).toEqual(["bucket:b"]);
  });
});

it("a present resource of an external parent is judged by itself", () => {
  const made = plan(
    [aDesired("rest-api", "Api", {}, { options: { external: true } }), aDesired("stage", "Api/dev", { description: "x" })],
    new Map([
      ["rest-api:Api", present(liveApi)],
      ["stage:Api/dev", present(liveStage("dev", "d0"))],
    ]),
  );

  expect(made.steps.map(({ address }) => address)).toEqual(["stage:Api/dev"]);
});
