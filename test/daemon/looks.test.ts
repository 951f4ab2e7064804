import { describe, expect, it } from "vitest";
import { Looks } from "../../src/daemon/looks.ts";
import type { Trigger } from "../../src/daemon/loop.ts";
import type { Outcome } from "../../src/model/report.ts";
import { aPlan, aReport } from "./builders.ts";

const MINUTE_MS = 60_000;
const SETTINGS = { intervalMs: 5 * MINUTE_MS, deepMs: 30 * MINUTE_MS };

/** After a full look at 0 that ended so. */
function lookedBefore(outcome: Outcome, plan = aPlan(), settings = SETTINGS): Looks {
  const looks = new Looks(settings);
  looks.ended({ depth: "full", at: 0, revision: "one" }, aReport({ outcome, plan }));
  return looks;
}

describe("how deep the next look goes", () => {
  it.each<[string, Trigger, string, number, "full" | "shallow"]>([
    ["comes of itself", "interval", "one", 5, "shallow"],
    ["comes of itself, and the one after it would come too late", "interval", "one", 25, "full"],
    ["comes of itself, and is the last that may be shallow", "interval", "one", 24, "shallow"],
    ["is of another desired state", "interval", "two", 5, "full"],
    ["was asked for by a change", "change", "one", 5, "full"],
    ["was asked for by a person", "signal", "one", 5, "full"],
    ["tries again", "retry", "one", 5, "full"],
    ["is to move traffic", "shift", "one", 5, "full"],
    ["is the first one", "start", "one", 0, "full"],
  ])("after a quiet pass, when it %s", (_, trigger, revision, minutes, depth) => {
    expect(lookedBefore("in-sync").next(trigger, revision, minutes * MINUTE_MS)).toBe(depth);
  });

  it.each<[string, Looks]>([
    ["wrote", lookedBefore("converged")],
    ["failed", lookedBefore("failed")],
    ["was refused", lookedBefore("refused")],
    [
      "found something blocked",
      lookedBefore("in-sync", aPlan({ blocked: [{ address: "bucket:a", reason: "unknown-denied", message: "no" }] })),
    ],
    ["never was", new Looks(SETTINGS)],
  ])("is full after a pass that %s", (_, looks) => {
    expect(looks.next("interval", "one", 5 * MINUTE_MS)).toBe("full");
  });

  it("is always full when drift is to be found within the interval", () => {
    const looks = lookedBefore("in-sync", aPlan(), { ...SETTINGS, deepMs: 5 * MINUTE_MS });

    expect(looks.next("interval", "one", 5 * MINUTE_MS)).toBe("full");
  });

  it("counts from the last full look, however many shallow ones came after it", () => {
    const looks = lookedBefore("in-sync");
    for (const minutes of [5, 10, 15, 20]) {
      looks.ended({ depth: "shallow", at: minutes * MINUTE_MS, revision: "one" }, aReport({ outcome: "in-sync", plan: aPlan() }));
    }

    expect(looks.fullAt).toBe(0);
    expect(looks.next("interval", "one", 25 * MINUTE_MS)).toBe("full");
  });
});
