import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Address, addressOf } from "../../src/model/address.ts";
import { matcherOf } from "../../src/model/pattern.ts";
import type { Plan } from "../../src/model/plan.ts";
import { refTo } from "../../src/model/ref.ts";
import { causeOf, convergedFields } from "../../src/plan/cause.ts";
import { forecast } from "../../src/plan/forecast.ts";
import { guard, guardTarget } from "../../src/plan/guard.ts";
import { selectSteps, unmatchedPatterns } from "../../src/plan/only.ts";
import { inOrder } from "../../src/plan/order.ts";
import { aDesired, anyDesired, aState, aStep, IDENTITY } from "./builders.ts";
import { createMemoryLedger } from "./run-pass.ts";

const aPlan = (parts: Partial<Plan> = {}): Plan => ({
  revision: "r",
  digest: "d",
  steps: [],
  blocked: [],
  unchanged: [],
  tolerated: [],
  unmanaged: [],
  shifts: [],
  waiting: [],
  notes: [],
  existing: 0,
  ...parts,
});

describe("order", () => {
  const item = (address: Address, ...needs: Address[]) => ({ address, needs });

  it("is by need, then by kind and name", () => {
    const items = [item("stage:A/b"), item("bucket:z"), item("bucket:a", "stage:A/b"), item("role:r")];

    expect(inOrder(items).map(({ address }) => address)).toEqual(["bucket:z", "role:r", "stage:A/b", "bucket:a"]);
  });

  it("takes needs outside of it as met", () => {
    expect(inOrder([item("bucket:a", "bucket:elsewhere")])).toHaveLength(1);
  });

  it("names the circle when there is one", () => {
    const circle = () =>
      inOrder([item("stage:A/a", "stage:A/b"), item("stage:A/b", "stage:A/c"), item("stage:A/c", "stage:A/b"), item("bucket:x")]);

    expect(circle).toThrow("stage:A/b -> stage:A/c -> stage:A/b");
  });

  it("never puts anything before what it needs, and loses nothing", () => {
    const edges = fc.array(fc.tuple(fc.nat(30), fc.nat(30)), { maxLength: 80 });
    fc.assert(
      fc.property(edges, (pairs) => {
        const name = (index: number): Address => addressOf("bucket", String((index * 17) % 31));
        const items = Array.from({ length: 31 }, (_, index) =>
          item(name(index), ...pairs.filter(([to, from]) => to === index && from < index).map(([, from]) => name(from))),
        );

        const places = new Map(inOrder(items).map(({ address }, place) => [address, place]));

        expect(places.size).toBe(items.length);
        for (const { address, needs } of items)
          for (const need of needs) expect(places.get(need)).toBeLessThan(places.get(address) ?? -1);
      }),
    );
  });
});

describe("cause", () => {
  const memory = createMemoryLedger();
  memory.record("bucket:b", convergedFields({ versioning: "enabled", tags: { team: "a" }, gone: null }, memory));
  const change = (path: string, after?: unknown) => ({
    path,
    keys: [path],
    sensitive: false,
    ...(after === undefined ? {} : { after }),
  });
  const open = change("version", refTo("version:F/1", "version"));

  it.each([
    {
      name: "never converged",
      address: "bucket:new",
      action: "update",
      changes: [change("versioning", "enabled")],
      cause: "rollout",
    },
    { name: "as converged", address: "bucket:b", action: "update", changes: [change("versioning", "enabled")], cause: "drift" },
    {
      name: "one field new",
      address: "bucket:b",
      action: "update",
      changes: [change("versioning", "enabled"), change("tags.team", "b")],
      cause: "rollout",
    },
    {
      name: "an extra that nobody declared",
      address: "bucket:b",
      action: "update",
      changes: [change("tags.extra")],
      cause: "drift",
    },
    {
      name: "a field not declared any more",
      address: "bucket:b",
      action: "update",
      changes: [change("tags.team")],
      cause: "rollout",
    },
    {
      name: "declared to be absent, as before",
      address: "bucket:b",
      action: "update",
      changes: [change("gone")],
      cause: "drift",
    },
    { name: "known only after apply", address: "bucket:b", action: "update", changes: [open], cause: "rollout" },
    {
      name: "deleted by somebody",
      address: "bucket:b",
      action: "create",
      changes: [change("versioning", "enabled"), open],
      cause: "drift",
    },
    {
      name: "deleted, and changed by a commit",
      address: "bucket:b",
      action: "create",
      changes: [change("versioning", "suspended")],
      cause: "rollout",
    },
  ] as const)("$name: $cause", ({ address, action, changes, cause }) => {
    expect(causeOf(address, action, changes, memory)).toBe(cause);
  });
});

describe("--only", () => {
  it.each([
    { patterns: [], address: "bucket:a", asked: true },
    { patterns: ["bucket:a"], address: "bucket:a", asked: true },
    { patterns: ["bucket:a"], address: "bucket:ab", asked: false },
    { patterns: ["stage:*/prod"], address: "stage:Api/prod", asked: true },
    { patterns: ["stage:*"], address: "rest-api:stage:", asked: false },
    { patterns: ["bucket:a.b"], address: "bucket:a-b", asked: false },
    { patterns: ["role:*", "bucket:*"], address: "bucket:a", asked: true },
  ])("$patterns asks for $address: $asked", ({ patterns, address, asked }) => {
    expect(matcherOf(patterns)(address)).toBe(asked);
  });

  it("names patterns that ask for nothing there is", () => {
    expect(unmatchedPatterns(["bucket:*", "bukcet:*"], ["bucket:a"])).toEqual(["bukcet:*"]);
  });

  const steps = [
    aStep("bucket:b"),
    aStep("function:F"),
    aStep("version:F/1", { needs: ["function:F"] }),
    aStep("alias:F/a", { needs: ["version:F/1", "bucket:none"] }),
    aStep("stage:A/s", { needs: ["alias:F/a"] }),
  ];
  const select = (...patterns: string[]) => {
    const { steps: chosen, blocked } = selectSteps(steps, matcherOf(patterns));
    return {
      chosen: chosen.map(({ address }) => address),
      blocked: blocked.map(({ address, message }) => `${address}: ${message}`),
    };
  };

  it("keeps everything when nothing is asked for", () => {
    expect(select()).toEqual({ chosen: steps.map(({ address }) => address), blocked: [] });
  });

  it("takes derived resources along, and blocks on others that are left out, and on what those block", () => {
    expect(select("alias:*", "stage:*")).toEqual({
      chosen: [],
      blocked: [
        "version:F/1: needs function:F, which --only leaves out; ask for it too",
        "alias:F/a: needs version:F/1, which is blocked",
        "stage:A/s: needs alias:F/a, which is blocked",
      ],
    });
    expect(select("alias:*", "function:*")).toEqual({ chosen: ["function:F", "version:F/1", "alias:F/a"], blocked: [] });
  });
});

describe("guards", () => {
  const request = { mode: "apply", prune: false, force: false } as const;
  const updates = (count: number) => Array.from({ length: count }, (_, index) => aStep(`bucket:b${index}`, { action: "update" }));
  const deletes = (count: number) => Array.from({ length: count }, (_, index) => aStep(`bucket:b${index}`, { action: "delete" }));
  const state = aState([]);
  const names = (plan: Plan, more: object = {}, of = state) =>
    guard(plan, of, { ...request, ...more }).map((violation) => violation.guard);

  it.each([
    { name: "few updates", plan: aPlan({ steps: updates(3), existing: 10 }), expected: [] },
    { name: "too many updates", plan: aPlan({ steps: updates(4), existing: 10 }), expected: ["max-updates"] },
    { name: "too many of few", plan: aPlan({ steps: updates(9), existing: 9 }), expected: [] },
    { name: "too many deletes", plan: aPlan({ steps: deletes(4), existing: 10 }), expected: ["max-deletes"] },
    { name: "creates do not count", plan: aPlan({ steps: [aStep("bucket:a")], existing: 0 }), expected: [] },
    {
      name: "protected",
      plan: aPlan({ blocked: [{ address: "bucket:a", reason: "protected", message: "m" }] }),
      expected: ["protect"],
    },
    {
      name: "blocked otherwise",
      plan: aPlan({ blocked: [{ address: "bucket:a", reason: "not-owned", message: "m" }] }),
      expected: [],
    },
  ])("$name: $expected", ({ plan, expected }) => {
    expect(names(plan)).toEqual(expected);
  });

  it("do not count what only gets our mark, however much of it there is", () => {
    const change = (path: string) => ({ path, keys: [path], after: "acme", sensitive: false });
    const adopting = (...paths: readonly string[]) =>
      updates(10).map((step) => ({ ...step, adopts: true, changes: paths.map(change) }));

    expect(names(aPlan({ steps: adopting("owner"), existing: 10 }))).toEqual([]);
    expect(names(aPlan({ steps: adopting("owner", "versioning"), existing: 10 }))).toEqual(["max-updates"]);
  });

  it("say the counts, the limit and the remedy", () => {
    expect(guard(aPlan({ steps: updates(4), existing: 10 }), state, request)[0]?.message).toBe(
      "the plan would update 4 of 10 existing resources (40 %), over the limit of 30 %; check the plan, then use --force, or raise guards.maxUpdates",
    );
  });

  it("say what is in the way, and what to do about it", () => {
    const blocked = (["bucket:a", "stage:A/b"] as const).map(
      (address) => ({ address, reason: "protected", message: "m" }) as const,
    );
    const plan = aPlan({ blocked, steps: deletes(4), existing: 10 });
    const asked = { ...request, prune: true, expect: "reviewed" };

    expect(guard(plan, aState([], { ownerDeclared: false }), asked).map(({ message }) => message)).toEqual([
      "the plan is d, not the expected reviewed: the desired state or AWS changed since it was reviewed; review this plan and expect its digest",
      "bucket:a, stage:A/b cannot be deleted while protected, so nothing is; remove protect: true, or use --force to delete the rest",
      "--prune deletes what carries the owner's mark, but the desired state names no owner; declare owner",
      "the plan would delete 4 of 10 existing resources (40 %), over the limit of 30 %; check the plan, then use --force, or raise guards.maxDeletes",
    ]);
    expect(guardTarget(IDENTITY, { account: "123456789012" })[0]?.message).toBe(
      "the desired state is for account 123456789012, but the credentials and settings lead to 000000000000; switch to the right one, or change target.account",
    );
  });

  it("give way to --force where it is safe to", () => {
    const plan = aPlan({
      steps: [...updates(4), ...deletes(4)],
      existing: 10,
      blocked: [{ address: "bucket:a", reason: "protected", message: "m" }],
    });

    expect(names(plan, { force: true })).toEqual([]);
    expect(names(plan, { force: true, expect: "other", prune: true }, aState([], { ownerDeclared: false }))).toEqual([
      "expect",
      "prune-owner",
    ]);
  });

  it("count no shares when destroying, which was asked for by name", () => {
    expect(names(aPlan({ steps: deletes(10), existing: 10 }), { mode: "destroy" })).toEqual([]);
  });

  it("accept the expected digest", () => {
    expect(names(aPlan(), { expect: "d" })).toEqual([]);
  });

  it.each([
    { target: {}, expected: 0 },
    { target: { account: IDENTITY.account, region: IDENTITY.region }, expected: 0 },
    { target: { account: "999999999999" }, expected: 1 },
    { target: { account: "999999999999", region: "eu-west-1" }, expected: 2 },
  ])("of the target $target: $expected", ({ target, expected }) => {
    expect(guardTarget(IDENTITY, target)).toHaveLength(expected);
  });
});

describe("the forecast", () => {
  const many = (
    kind: "deployment" | "rest-api" | "alias" | "permission" | "stage" | "version" | "function" | "bucket",
    count: number,
    more: object = {},
  ) => Array.from({ length: count }, (_, index) => aStep(addressOf(kind, `x${index}`), more));
  const api = (endpoint: "EDGE" | "REGIONAL" | undefined, routes: readonly string[] = ["GET /"]) => ({
    desired: anyDesired(
      aDesired("rest-api", "A", { endpoint, routes: Object.fromEntries(routes.map((route) => [route, {}])) }),
    )[0],
  });
  const change = (path: string) => ({ path, keys: path.split("."), sensitive: false });

  it.each([
    { name: "nothing", steps: [], expected: { seconds: 0, limitedBy: null } },
    { name: "buckets, which have no published quota", steps: many("bucket", 100), expected: { seconds: 0, limitedBy: null } },
    { name: "one deployment", steps: many("deployment", 1), expected: { seconds: 0, limitedBy: null } },
    {
      name: "three deployments, one in 5 s",
      steps: many("deployment", 3),
      expected: { seconds: 10, limitedBy: "apigateway.CreateDeployment" },
    },
    {
      name: "two edge APIs, one in 30 s",
      steps: many("rest-api", 2, api("EDGE")),
      expected: { seconds: 30, limitedBy: "apigateway.CreateRestApi" },
    },
    {
      name: "two APIs of the default endpoint, which is edge",
      steps: many("rest-api", 2, api(undefined)),
      expected: { seconds: 30, limitedBy: "apigateway.CreateRestApi" },
    },
    {
      name: "three regional APIs, one in 3 s",
      steps: many("rest-api", 3, api("REGIONAL")),
      expected: { seconds: 6, limitedBy: "apigateway.CreateRestApi" },
    },
    { name: "an API that is not known", steps: many("rest-api", 1), expected: { seconds: 0, limitedBy: null } },
    {
      name: "one API of many paths, which are imported in one call",
      steps: many(
        "rest-api",
        1,
        api(
          "REGIONAL",
          Array.from({ length: 11 }, (_, index) => `GET /a/${index}`),
        ),
      ),
      expected: { seconds: 0, limitedBy: null },
    },
    {
      name: "two APIs to delete, one in 30 s",
      steps: many("rest-api", 2, { action: "delete" }),
      expected: { seconds: 30, limitedBy: "apigateway.DeleteRestApi" },
    },
    {
      name: "stages, ten calls a second after a burst of forty",
      steps: many("stage", 60),
      expected: { seconds: 2, limitedBy: "apigateway" },
    },
    {
      name: "stages with settings, two calls each",
      steps: many("stage", 30, { changes: [change("settings.a"), change("variables.b")] }),
      expected: { seconds: 2, limitedBy: "apigateway" },
    },
    {
      name: "stages to update and to delete",
      steps: [...many("stage", 30, { action: "update" }), ...many("stage", 30, { action: "delete" })],
      expected: { seconds: 2, limitedBy: "apigateway" },
    },
    {
      name: "API updates, one call a field",
      steps: many("rest-api", 10, { action: "update", changes: ["a", "b", "c", "d", "e", "f"].map(change) }),
      expected: { seconds: 2, limitedBy: "apigateway" },
    },
    {
      name: "versions, three calls each at 15 a second",
      steps: many("version", 15),
      expected: { seconds: 2, limitedBy: "lambda" },
    },
    {
      name: "everything of Lambda",
      steps: [
        ...(["create", "update", "delete"] as const).flatMap((action) => [
          ...many("alias", 5, { action }),
          ...many("function", 5, { action, changes: [change("codeSha256")] }),
        ]),
        ...(["create", "delete"] as const).flatMap((action) => many("permission", 5, { action })),
        ...many("function", 5, { action: "update" }),
      ],
      expected: { seconds: 3, limitedBy: "lambda" },
    },
  ])("of $name", ({ steps, expected }) => {
    expect(forecast(aPlan({ steps }), 0)).toEqual(expected);
  });

  it.each([
    { reserve: 0, seconds: 30, reason: "six calls at one in five seconds, after the first" },
    { reserve: undefined, seconds: 38, reason: "a fifth of them are others'" },
    { reserve: 0.5, seconds: 60, reason: "half of them are" },
  ])("of seven snapshots, $reserve of the quota left to others: $reason", ({ reserve, seconds }) => {
    const steps = many("deployment", 7);

    expect(forecast(aPlan({ steps }), reserve)).toEqual({ seconds, limitedBy: "apigateway.CreateDeployment" });
  });

  it("takes less to be there at once where more is left to others", () => {
    // A burst of forty calls, of which thirty are ours, then seven and a half a second.
    expect(forecast(aPlan({ steps: many("stage", 60) }), 0.25)).toEqual({ seconds: 4, limitedBy: "apigateway" });
  });
});
