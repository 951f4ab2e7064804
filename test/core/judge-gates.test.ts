import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AlarmState, GateIntent, GateReading, GateVerdict, VersionTraffic } from "../../src/model/gates.ts";
import { judgeGates } from "../../src/plan/judge-gates.ts";

const COMPARING: GateIntent = {
  alarms: [],
  onInsufficientData: "wait",
  errorRate: { maxIncrease: 0.05 },
  latency: { maxRatio: 1.5 },
  minimumRequests: 20,
};
const HEALTHY: VersionTraffic = { requests: 1000, errors: 10, p95: 100 };

function reading(parts: Partial<GateReading> = {}): GateReading {
  return { at: 0, alarms: {}, ...parts };
}

describe("an alarm of a gate", () => {
  const rows: readonly (readonly [AlarmState | "never read", GateIntent["onInsufficientData"], GateVerdict["verdict"]])[] = [
    ["OK", "fire", "pass"],
    ["ALARM", "pass", "fire"],
    ["INSUFFICIENT_DATA", "pass", "pass"],
    ["INSUFFICIENT_DATA", "wait", "wait"],
    ["INSUFFICIENT_DATA", "fire", "fire"],
    ["missing", "pass", "wait"],
    ["missing", "fire", "wait"],
    ["never read", "pass", "wait"],
  ];
  it.each(rows)("that is %s, with insufficient data set to %s, says %s", (state, onInsufficientData, verdict) => {
    const intent: GateIntent = { alarms: ["errors"], onInsufficientData, minimumRequests: 20 };
    const alarms: GateReading["alarms"] = state === "never read" ? {} : { errors: state };
    const judged = judgeGates(intent, reading({ alarms }));
    expect(judged.verdict).toBe(verdict);
    if (judged.verdict !== "pass") expect(judged.reason).toContain("errors");
  });

  it("named like a property of every object is still an alarm that nobody has", () => {
    const intent: GateIntent = { alarms: ["constructor"], onInsufficientData: "pass", minimumRequests: 20 };
    expect(judgeGates(intent, reading())).toMatchObject({ verdict: "wait" });
  });
});

describe("a newer version against the older", () => {
  const rows: readonly (readonly [string, Partial<GateReading>, GateVerdict["verdict"], RegExp | null])[] = [
    ["passes when it is as good", { newer: HEALTHY, older: HEALTHY }, "pass", null],
    [
      "fires with 30 % of errors against none",
      { newer: { requests: 100, errors: 30, p95: 100 }, older: { requests: 900, errors: 0, p95: 100 } },
      "fire",
      /fails 30 % of 100 requests, the older 0 %; allowed are 5 % more/,
    ],
    [
      "passes with exactly the increase that is allowed",
      { newer: { requests: 100, errors: 6, p95: 100 }, older: { requests: 100, errors: 1, p95: 100 } },
      "pass",
      null,
    ],
    [
      "passes when the older fails as often, for the fault is not in the new code",
      { newer: { requests: 100, errors: 50, p95: 100 }, older: { requests: 100, errors: 50, p95: 100 } },
      "pass",
      null,
    ],
    [
      "fires when it is more than the ratio slower",
      { newer: { ...HEALTHY, p95: 151 }, older: HEALTHY },
      "fire",
      /p95 is 151 ms, the older's 100 ms; allowed is 1.5 times/,
    ],
    ["passes at exactly the ratio", { newer: { ...HEALTHY, p95: 150 }, older: HEALTHY }, "pass", null],
    [
      "waits for requests of its own",
      { newer: { requests: 19, errors: 19, p95: 900 }, older: HEALTHY },
      "wait",
      /newer version had 19 of the 20 requests/,
    ],
    ["waits for requests of the older", { newer: HEALTHY, older: { requests: 3, errors: 0 } }, "wait", /older version had 3 of/],
    ["waits while no traffic can be read", {}, "wait", /no traffic/],
    ["waits for a latency", { newer: { requests: 50, errors: 0 }, older: HEALTHY }, "wait", /no latency/],
  ];
  it.each(rows)("%s", (_, parts, verdict, reason) => {
    const judged = judgeGates(COMPARING, reading(parts));
    expect(judged.verdict).toBe(verdict);
    if (judged.verdict !== "pass") expect(judged.reason).toMatch(reason ?? /^$/);
  });

  it("is not held back for want of requests when insufficient data may pass", () => {
    expect(judgeGates({ ...COMPARING, onInsufficientData: "pass" }, reading())).toEqual({ verdict: "pass" });
  });

  it("is not compared at all without a limit to compare with", () => {
    const intent: GateIntent = { alarms: [], onInsufficientData: "fire", minimumRequests: 20 };
    expect(judgeGates(intent, reading({ newer: { requests: 100, errors: 100 } }))).toEqual({ verdict: "pass" });
  });

  it("has no share of errors without requests, also with a minimum of none", () => {
    const none = { requests: 0, errors: 0 };
    expect(judgeGates({ ...COMPARING, minimumRequests: 0 }, reading({ newer: none, older: none })).verdict).toBe("wait");
  });
});

describe("a verdict over all gates", () => {
  const traffic = fc
    .record({ requests: fc.nat(5000), share: fc.double({ min: 0, max: 1, noNaN: true }), p95: fc.option(fc.nat(10_000)) })
    .map(({ requests, share, p95 }): VersionTraffic => {
      return { requests, errors: Math.floor(requests * share), ...(p95 !== null && { p95 }) };
    });
  const states = fc.dictionary(
    fc.constantFrom("a", "b", "c"),
    fc.constantFrom<AlarmState>("OK", "ALARM", "INSUFFICIENT_DATA", "missing"),
  );
  const policies = fc.constantFrom<GateIntent["onInsufficientData"]>("pass", "wait", "fire");

  it("fires whatever else there is, once an alarm that is asked for is in ALARM", () => {
    fc.assert(
      fc.property(states, policies, traffic, traffic, (alarms, onInsufficientData, newer, older) => {
        const intent = { ...COMPARING, onInsufficientData, alarms: [...Object.keys(alarms), "bad"] };
        expect(judgeGates(intent, reading({ alarms: { ...alarms, bad: "ALARM" }, newer, older })).verdict).toBe("fire");
      }),
    );
  });

  it("does not depend on alarms that nobody asked for", () => {
    fc.assert(
      fc.property(states, states, traffic, (asked, others, newer) => {
        const intent = { ...COMPARING, alarms: Object.keys(asked) };
        const parts = { newer, older: HEALTHY };
        const without = judgeGates(intent, reading({ ...parts, alarms: asked }));
        expect(judgeGates(intent, reading({ ...parts, alarms: { ...others, ...asked } }))).toEqual(without);
      }),
    );
  });

  it("never gets better with more errors of the newer version", () => {
    const order = { pass: 0, wait: 1, fire: 2 } as const;
    fc.assert(
      fc.property(traffic, traffic, fc.nat(100), policies, (newer, older, more, onInsufficientData) => {
        const intent = { ...COMPARING, onInsufficientData };
        const worse = { ...newer, errors: Math.min(newer.requests, newer.errors + more) };
        const before = judgeGates(intent, reading({ newer, older })).verdict;
        expect(order[judgeGates(intent, reading({ newer: worse, older })).verdict]).toBeGreaterThanOrEqual(order[before]);
      }),
    );
  });
});
