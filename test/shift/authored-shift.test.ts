/** What authors write of a shift, and what it means. */
import { describe, expect, it } from "vitest";
import { shiftIntent } from "../../src/kinds/alias/authored-shift.ts";
import type { AliasEntry } from "../../src/kinds/authoring.ts";

const MINUTE = 60_000;

describe("the shift of an alias", () => {
  it.each<{ readonly authored: AliasEntry; readonly means: object | undefined }>([
    { authored: {}, means: undefined },
    { authored: { shift: "allAtOnce" }, means: undefined },
    { authored: { shift: "CodeDeployDefault.LambdaAllAtOnce" }, means: undefined },
    { authored: { shift: "LambdaCanary10Percent30Minutes" }, means: { percents: [10], holdMs: 30 * MINUTE } },
    {
      authored: { shift: "CodeDeployDefault.LambdaLinear10PercentEvery3Minutes" },
      means: { percents: [10, 20, 30, 40, 50, 60, 70, 80, 90], holdMs: 3 * MINUTE },
    },
    { authored: { shift: { canary: { percent: 1, bake: "48h" } } }, means: { percents: [1], holdMs: 2_880 * MINUTE } },
    { authored: { shift: { linear: { percent: 30, every: "90s" } } }, means: { percents: [30, 60, 90], holdMs: 90_000 } },
    { authored: { shift: { linear: { percent: 50, every: "1m" } } }, means: { percents: [50], holdMs: MINUTE } },
    { authored: { shift: { linear: { percent: 99, every: "1m" } } }, means: { percents: [99], holdMs: MINUTE } },
    {
      authored: { shift: "LambdaCanary10Percent5Minutes", alarms: ["checkout"] },
      means: {
        percents: [10],
        holdMs: 5 * MINUTE,
        gates: { alarms: ["checkout"], onInsufficientData: "wait", minimumRequests: 20 },
      },
    },
    {
      authored: {
        shift: "LambdaCanary10Percent5Minutes",
        gates: { onInsufficientData: "pass", errorRate: { maxIncrease: 0.01 }, latency: { maxRatio: 2 }, minimumRequests: 7 },
      },
      means: {
        percents: [10],
        holdMs: 5 * MINUTE,
        gates: {
          alarms: [],
          onInsufficientData: "pass",
          errorRate: { maxIncrease: 0.01 },
          latency: { maxRatio: 2 },
          minimumRequests: 7,
        },
      },
    },
    {
      authored: { verify: { before: {} } },
      means: { percents: [], holdMs: 0, verify: { before: { payload: {} }, after: [] } },
    },
    {
      authored: { shift: "allAtOnce", verify: { after: [{ path: "/health" }] } },
      means: { percents: [100], holdMs: 0, verify: { after: [{ method: "GET", path: "/health", status: 200 }] } },
    },
    {
      authored: {
        shift: { canary: { percent: 10, bake: "5m" } },
        verify: {
          before: { payload: { a: 1 }, expect: { ok: true } },
          after: [{ method: "POST", path: "/", status: 400, contains: "no" }],
        },
      },
      means: {
        percents: [10, 100],
        holdMs: 5 * MINUTE,
        verify: {
          before: { payload: { a: 1 }, expect: { ok: true } },
          after: [{ method: "POST", path: "/", status: 400, contains: "no" }],
        },
      },
    },
    {
      authored: { shift: "LambdaCanary10Percent5Minutes", gates: { minimumRequests: 7 } },
      means: { percents: [10], holdMs: 5 * MINUTE },
    },
  ])("$authored", ({ authored, means }) => {
    expect(shiftIntent(authored)).toEqual(means);
  });

  it("adds up to 99 % at most before its last step, whatever its steps", () => {
    for (let percent = 1; percent <= 99; percent += 1) {
      const { percents = [] } = shiftIntent({ shift: { linear: { percent, every: "1m" } } }) ?? {};

      expect(percents.every((share, index) => share === (index + 1) * percent && share < 100)).toBe(true);
      expect((percents.at(-1) ?? 0) + percent).toBeGreaterThanOrEqual(100);
    }
  });
});
