import { describe, expect, it } from "vitest";
import { withoutValues } from "../../src/daemon/without-values.ts";
import { aCondition, anApi, anOverview, aStage } from "./builders.ts";

const SETTING = { name: "TABLE", value: "orders-prod", sensitive: false };
const TARGET = { function: "Orders", alias: "live", version: "4", weights: [], environmentOf: "4", shift: null, heldSince: null };

describe("what is told to another machine", () => {
  it("has every name, state and count, and no value of any field", () => {
    const canary = { percent: 5, snapshot: "d9", variables: [SETTING] };
    const stage = aStage("orders", "prod", { canary, variables: [SETTING], targets: [{ ...TARGET, environment: [SETTING] }] });
    const condition = aCondition();
    const actor = { arn: "arn:aws:iam::123456789012:user/alice", type: "IAMUser", event: "UpdateStage", eventId: "1", time: 1 };
    const all = anOverview({
      apis: [anApi("orders", [stage])],
      drift: { open: [{ ...condition, actor }], past: [{ condition, endedAt: 1 }] },
      problems: [aCondition({ type: "run-failed" })],
    });

    const told = withoutValues(all);

    const text = JSON.stringify(told);
    for (const value of ["orders-prod", "256", "512"]) expect([value, text.includes(`"${value}"`)]).toEqual([value, false]);
    expect(told.apis[0]?.stages[0]).toEqual({
      ...stage,
      variables: [{ name: "TABLE", value: null, sensitive: false }],
      canary: { percent: 5, snapshot: "d9", variables: [{ name: "TABLE", value: null, sensitive: false }] },
      targets: [{ ...TARGET, environment: [{ name: "TABLE", value: null, sensitive: false }] }],
    });
    expect(told.drift.open[0]).toEqual({ ...condition, changes: [{ path: "variables.SIZE" }] });
    expect(told.values).toBe(false);
  });
});
