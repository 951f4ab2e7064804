import { describe, expect, it } from "vitest";
import { Recent } from "../../src/daemon/recent.ts";
import { anEndedPass, aReport } from "../daemon/builders.ts";
import { aCondition } from "./builders.ts";

describe("what the page is told of the past", () => {
  it("tells passes in a row that found nothing as one, and the others one by one, the latest first", () => {
    const recent = new Recent();
    for (const [index, outcome] of (["in-sync", "in-sync", "converged", "in-sync", "failed", "failed"] as const).entries()) {
      recent.ended(anEndedPass({ runId: `run-${index}`, startedAt: index * 1_000, report: aReport({ outcome }) }), []);
    }

    expect(recent.passes.map(({ outcome, count, since, startedAt }) => [outcome, count, since, startedAt])).toEqual([
      ["failed", 1, 5_000, 5_000],
      ["failed", 1, 4_000, 4_000],
      ["in-sync", 1, 3_000, 3_000],
      ["converged", 1, 2_000, 2_000],
      ["in-sync", 2, 0, 1_000],
    ]);
  });

  it("remembers drift once it has ended, and when", () => {
    const recent = new Recent();
    const drift = aCondition();
    const failure = aCondition({ id: "failed/pass", type: "run-failed" });

    recent.ended(anEndedPass({ startedAt: 1_000 }), [drift, failure]);
    expect(recent.past).toEqual([]);
    recent.ended(anEndedPass({ startedAt: 2_000, report: aReport({ durationMs: 84 }) }), []);

    expect(recent.past).toEqual([{ condition: drift, endedAt: 2_084 }]);
  });

  it("learns who made a drift while it stands, and after it has ended", () => {
    const recent = new Recent();
    const actor = { arn: "arn:aws:iam::123456789012:user/alice", type: "IAMUser", event: "UpdateStage", eventId: "1", time: 500 };
    const [first, second] = [aCondition({ id: "drift/1" }), aCondition({ id: "drift/2" })];
    recent.ended(anEndedPass(), [first, second]);
    recent.named("drift/1", actor);
    recent.ended(anEndedPass(), []);
    recent.named("drift/2", actor);

    expect(recent.past.map(({ condition }) => [condition.id, condition.actor?.arn])).toEqual([
      ["drift/1", actor.arn],
      ["drift/2", actor.arn],
    ]);
  });

  it("keeps no more than a page can show, however long it runs", () => {
    const recent = new Recent();
    for (let index = 0; index < 500; index += 1) {
      recent.ended(anEndedPass({ report: aReport({ outcome: "failed" }) }), [aCondition({ id: `drift/${index}` })]);
    }

    expect([recent.passes.length, recent.past.length]).toEqual([60, 50]);
  });

  it("says why a pass was refused", () => {
    const recent = new Recent();
    const violations = [{ guard: "max-deletes", message: "3 of 4 would be deleted", forceable: true }] as const;

    recent.ended(anEndedPass({ report: aReport({ outcome: "refused", violations }) }), []);

    expect(recent.passes[0]).toMatchObject({ outcome: "refused", error: "3 of 4 would be deleted" });
  });
});
