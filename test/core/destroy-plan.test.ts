import { describe, expect, it } from "vitest";
import type { Live } from "../../src/model/observation.ts";
import { makeDestroyPlan } from "../../src/plan/make-destroy-plan.ts";
import type { PlanInput } from "../../src/plan/make-plan.ts";
import { ABSENT, aDesired, aLive, anyDesired, anyLive, OWNER, observed } from "./builders.ts";

const destroy = (resources: readonly unknown[], observations: PlanInput["observations"], more: Partial<PlanInput> = {}) =>
  makeDestroyPlan({
    state: { revision: "r", owner: OWNER },
    derived: { resources: anyDesired(...resources), blocked: [], notes: [] },
    observations,
    owned: [],
    only: [],
    force: false,
    ...more,
  });
const steps = (plan: ReturnType<typeof destroy>) => plan.steps.map(({ address }) => address);
const blocked = (plan: ReturnType<typeof destroy>) => plan.blocked.map(({ address, reason }) => [address, reason]);

const api = aDesired("rest-api", "Api");
const prod = aDesired("stage", "Api/prod");
const bucket = aDesired("bucket", "b");
const EXTERNAL = { options: { external: true } };
const live = (...more: readonly Live[]) =>
  observed(aLive("rest-api", "Api"), aLive("stage", "Api/prod"), aLive("bucket", "b"), ...more);

describe("destroying", () => {
  it.each([
    { name: "what is absent is done", resources: [bucket], observations: new Map([["bucket:b", ABSENT]]), expected: [] },
    { name: "what is ours is deleted", resources: [bucket], observations: live(), expected: ["bucket:b"] },
    {
      name: "what goes with its parent gets no step of its own",
      resources: [api, prod],
      observations: live(),
      expected: ["rest-api:Api"],
    },
    {
      name: "a child goes by itself when its parent is not ours",
      resources: [aDesired("rest-api", "Api", {}, EXTERNAL), prod],
      observations: live(),
      expected: ["stage:Api/prod"],
    },
    { name: "external is left alone", resources: [aDesired("bucket", "b", {}, EXTERNAL)], observations: live(), expected: [] },
    {
      name: "not ours is left alone",
      resources: [bucket],
      observations: observed(aLive("bucket", "b", {}, { owner: null })),
      expected: [],
    },
  ] as const)("$name", ({ resources, observations, expected }) => {
    const plan = destroy(resources, observations as PlanInput["observations"]); // addresses as given

    expect(steps(plan)).toEqual(expected);
    expect(plan.blocked).toEqual([]);
  });

  it("leaves what another target of the account declares, and says which", () => {
    const elsewhere = { resources: [{ address: "bucket:b" as const, target: "prod-eu" }], whole: true };
    const plan = destroy([bucket], live(), { state: { revision: "r", owner: OWNER, elsewhere } });

    expect(steps(plan)).toEqual([]);
    expect(plan.notes.map(({ message }) => message)).toEqual(['left alone: target "prod-eu" of this account declares it too']);
  });

  it.each([
    { owner: null, message: "left alone: it does not carry our mark" },
    { owner: "others", message: 'left alone: it is marked by owner "others"' },
  ])("notes that what owner $owner marked stays", ({ owner, message }) => {
    expect(destroy([bucket], observed(aLive("bucket", "b", {}, { owner }))).notes).toEqual([
      { address: "bucket:b", code: "left-alone", message },
    ]);
  });

  it("blocks what cannot be read, and the parent that would take it along", () => {
    const plan = destroy(
      [api, prod],
      new Map([...live(), ["stage:Api/prod", { state: "unknown", reason: "denied", message: "403" }]]),
    );

    expect(blocked(plan)).toEqual([
      ["rest-api:Api", "needs-blocked"],
      ["stage:Api/prod", "unknown-denied"],
    ]);
  });

  it("blocks a parent that would take along a protected child", () => {
    const plan = destroy([api, aDesired("stage", "Api/prod", {}, { options: { protect: true } })], live());

    expect(plan.blocked).toMatchObject([
      { address: "rest-api:Api", reason: "protected", message: expect.stringContaining("stage:Api/prod is protected") },
    ]);
  });

  it("blocks what is protected and goes on with what cannot need it", () => {
    const plan = destroy([api, prod, aDesired("bucket", "b", {}, { options: { protect: true } })], live());

    expect(steps(plan)).toEqual(["rest-api:Api"]);
    expect(blocked(plan)).toEqual([["bucket:b", "protected"]]);
  });

  it("does not take along a declared stage that is not ours, unless forced", () => {
    const observations = live(aLive("stage", "Api/prod", {}, { owner: null }));

    expect(blocked(destroy([api, prod, bucket], observations))).toEqual([
      ["bucket:b", "needs-blocked"],
      ["rest-api:Api", "has-unmanaged"],
    ]);
    expect(steps(destroy([api, prod], observations, { force: true }))).toEqual(["rest-api:Api"]);
  });

  it("knows what is ours among what is not declared", () => {
    const observations = live(
      aLive("stage", "Api/prod", {}, { unmanaged: [{ what: "stage Api/old", beside: "stage:Api/prod" }] }),
    );

    expect(blocked(destroy([api, prod], observations))).toEqual([["rest-api:Api", "has-unmanaged"]]);
    expect(steps(destroy([api, prod], observations, { owned: [anyLive(aLive("stage", "Api/old"))] }))).toEqual(["rest-api:Api"]);
  });

  it("leaves versions and deployments behind where what holds them stays, and notes it", () => {
    const resources = [aDesired("rest-api", "Api", {}, EXTERNAL), prod, aDesired("deployment", "Api/1")];

    const plan = destroy(resources, live(aLive("deployment", "Api/1")));

    expect(steps(plan)).toEqual(["stage:Api/prod"]);
    expect(plan.notes).toMatchObject([{ address: "deployment:Api/1", code: "history-kept" }]);
  });

  it("says nothing of a statement that somebody else made and that served us", () => {
    const plan = destroy(
      [aDesired("function", "F", {}, EXTERNAL), aDesired("rest-api", "Api", {}, EXTERNAL), aDesired("permission", "F/a/Api/s")],
      live(aLive("permission", "F/a/Api/s", {}, { owner: null })),
    );

    expect(plan).toMatchObject({ steps: [], notes: [], blocked: [] });
  });

  it("keeps to what --only asks for", () => {
    expect(steps(destroy([api, prod, bucket], live(), { only: ["stage:*"] }))).toEqual(["stage:Api/prod"]);
  });
});
