import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { refTo } from "../../src/model/ref.ts";
import { makePlan } from "../../src/plan/make-plan.ts";
import { maskChange, maskPlan, maskValue } from "../../src/plan/mask.ts";
import { ABSENT, aDesired, anyDesired, aStep, OWNER } from "./builders.ts";
import { createMemoryLedger } from "./run-pass.ts";

const secret = {
  path: "variables.TOKEN",
  keys: ["variables", "TOKEN"],
  before: "old-token",
  after: "new-token",
  sensitive: true,
};

describe("masking", () => {
  it("shows that a value changed and never what it is", () => {
    const masked = maskChange(secret, "salt");

    expect(masked.before).toMatch(/^\(sensitive, sha256:[0-9a-f]{6}\)$/);
    expect(masked.after).toMatch(/^\(sensitive, sha256:[0-9a-f]{6}\)$/);
    expect(masked.before).not.toBe(masked.after);
  });

  it("adds no side that a change does not have", () => {
    expect(Object.keys(maskChange({ path: "a", keys: ["a"], sensitive: true }, "salt"))).toEqual(["path", "keys", "sensitive"]);
  });

  it("leaves what is not sensitive, and references, which hold no secret", () => {
    const plain = { ...secret, sensitive: false };
    const reference = refTo("version:F/abc", "version");

    expect(maskChange(plain, "salt")).toBe(plain);
    expect(maskValue(reference, "salt")).toBe(reference);
  });

  it("depends on the salt, so that digests cannot be looked up", () => {
    expect(maskValue("x", "one")).not.toBe(maskValue("x", "two"));
  });

  it("lets no declared secret out of a plan, wherever it stands", () => {
    const text = fc.stringMatching(/^[a-z]{12,20}$/).map((value) => `s3cr3t-${value}`);
    fc.assert(
      fc.property(text, fc.constantFrom("TOKEN", "DB_PASSWORD", "PLAIN"), (value, name) => {
        const stage = aDesired(
          "stage",
          "Api/prod",
          { variables: { [name]: value }, deploymentId: "d1" },
          { sensitive: ["variables.PLAIN"] },
        );
        const plan = makePlan({
          state: { revision: "r", owner: OWNER },
          derived: { resources: anyDesired(stage), blocked: [], notes: [] },
          observations: new Map([[stage.address, ABSENT]]),
          owned: [],
          only: [],
          force: false,
          memory: createMemoryLedger(),
          now: 0,
        });

        expect(plan.steps).toHaveLength(1);
        expect(JSON.stringify(maskPlan(plan, "salt"))).not.toContain(value);
      }),
    );
  });

  it("masks also what a drift policy leaves, and what a shift moves towards", () => {
    const step = aStep("stage:A/s", { tolerates: [secret], towards: [secret] });
    const tolerated = [{ address: step.address, policy: "alert", drift: "changed", changes: [secret] }] as const;
    const plan = {
      revision: "r",
      digest: "d",
      steps: [step],
      blocked: [],
      unchanged: [],
      tolerated,
      unmanaged: [],
      shifts: [],
      waiting: [],
      notes: [],
      existing: 0,
    };

    const masked = maskPlan(plan, "salt");

    expect(masked.steps[0]?.tolerates).toEqual([maskChange(secret, "salt")]);
    expect(masked.steps[0]?.towards).toEqual([maskChange(secret, "salt")]);
    expect(masked.tolerated).toEqual([{ ...tolerated[0], changes: [maskChange(secret, "salt")] }]);
  });

  it("keeps everything of a step that people read", () => {
    const plan = {
      revision: "r",
      digest: "d",
      steps: [aStep("bucket:a", { changes: [secret] })],
      blocked: [],
      unchanged: [],
      tolerated: [],
      unmanaged: [],
      shifts: [],
      waiting: [],
      notes: [],
      existing: 0,
    };

    expect(maskPlan(plan, "salt").steps).toMatchObject([
      { address: "bucket:a", action: "create", cause: "rollout", changes: [{ path: "variables.TOKEN" }] },
    ]);
  });
});
