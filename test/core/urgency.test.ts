/** What a plan starts first. */
import { describe, expect, it } from "vitest";
import type { Address } from "../../src/model/address.ts";
import { kindOf } from "../../src/model/address.ts";
import type { Step } from "../../src/model/plan.ts";
import { urgencyOf } from "../../src/plan/urgency.ts";

describe("a step is as urgent", () => {
  it("as the longest chain of quotas that waits for it", () => {
    const urgency = urgencyOf([
      aStep("function:f", []),
      aStep("rest-api:a", []),
      aStep("deployment:a/1", ["rest-api:a"]),
      aStep("stage:a/prod", ["deployment:a/1", "function:f"]),
    ]);

    // 30 s an edge-optimised API, 5 s a deployment, 0.1 s a stage; the function waits for nothing slow.
    expect(urgency.get("rest-api:a")).toBeCloseTo(35.1);
    expect(urgency.get("deployment:a/1")).toBeCloseTo(5.1);
    expect(urgency.get("function:f")).toBeCloseTo(0.1 + 1 / 15);
  });

  it("as what comes after it in its lane, for it holds that up", () => {
    const steps = [aStep("alias:f/a", [], "f"), aStep("alias:f/b", [], "f"), aStep("stage:a/x", ["alias:f/b"])];

    const urgency = urgencyOf(steps);

    expect(urgency.get("alias:f/a")).toBe(urgency.get("alias:f/b"));
  });
});

function aStep(address: Address, needs: readonly Address[], lane: string = address): Step {
  return {
    address,
    kind: kindOf(address),
    action: "create",
    cause: "rollout",
    changes: [],
    needs,
    lane,
    desired: null,
    live: null,
    adopts: false,
  };
}
