import { describe, expect, it } from "vitest";
import type { Message } from "../../src/alerts/decide.ts";
import { atLeast, digestAlerts } from "../../src/alerts/digest-alerts.ts";
import { addToWaiting } from "../../src/alerts/waiting.ts";
import type { Alert, Condition } from "../../src/model/alerts.ts";
import { aCondition, anAlert } from "./builders.ts";

const OCCASION = { time: 1, runId: "run-1", revision: "rev", account: null, region: null };
const message = (id: string, state: Message["state"] = "firing", more: Partial<Condition> = {}): Message => ({
  state,
  condition: aCondition(id, more),
  flapping: false,
});
const brief = (alerts: readonly Alert[]) =>
  alerts.map(({ type, conditions }) => [type, conditions.map(({ id }) => id).join(" ")]);

describe("messages", () => {
  it("are one a condition, ends first, with the types of the contract", () => {
    const messages = [
      message("a"),
      message("b", "resolved"),
      message("c", "firing", { type: "desired-invalid" }),
      message("d", "resolved", { type: "desired-invalid" }),
      message("e", "firing", { type: "run-failed" }),
      message("f", "resolved", { type: "run-failed" }),
      message("g", "firing", { type: "plan-refused" }),
      message("h", "resolved", { type: "plan-refused" }),
      message("i", "reminded"),
    ];

    expect(brief(digestAlerts(messages, OCCASION, 5))).toEqual([
      ["stagekeeper.desired.valid", "d"],
      ["stagekeeper.plan.accepted", "h"],
      ["stagekeeper.run.recovered", "f"],
      ["stagekeeper.drift.resolved", "b"],
      ["stagekeeper.desired.invalid", "c"],
      ["stagekeeper.plan.refused", "g"],
      ["stagekeeper.run.failed", "e"],
      ["stagekeeper.drift.firing", "a"],
      ["stagekeeper.drift.firing", "i"],
    ]);
  });

  it("of which one pass has too many of a kind are one, the most severe first", () => {
    const messages = [
      message("a", "firing", { severity: "info" }),
      message("b", "firing", { severity: "critical" }),
      message("c"),
    ];

    const [digest, ...others] = digestAlerts(messages, OCCASION, 2);

    expect(others).toEqual([]);
    expect(digest).toMatchObject({ severity: "critical", state: "firing" });
    expect(digest?.conditions.map(({ id }) => id)).toEqual(["b", "c", "a"]);
    expect(digest?.id).toBe(digestAlerts(messages.toReversed(), OCCASION, 2)[0]?.id);
  });

  it("say of a digest that something in it flaps", () => {
    const messages = [message("a"), { ...message("b"), flapping: true }];

    expect(digestAlerts(messages, OCCASION, 1)[0]?.flapping).toBe(true);
    expect(digestAlerts(messages, OCCASION, 2).map(({ flapping }) => flapping)).toEqual([false, true]);
  });

  it("for a sink that is told only what is severe leave out the rest", () => {
    const alert = anAlert({ conditions: [aCondition("a", { severity: "critical" }), aCondition("b", { severity: "info" })] });

    expect(atLeast(alert, "info")).toBe(alert);
    expect(atLeast(alert, "warning")).toMatchObject({ id: "a", conditions: [{ id: "a" }] });
    expect(atLeast(anAlert({ conditions: [aCondition("b", { severity: "info" })] }), "warning")).toBeNull();
  });
});

describe("what waits for a sink", () => {
  const alert = (id: string, state: Alert["state"]) => anAlert({ id, state });
  const of = (alerts: readonly Alert[]) => alerts.map(({ id, state }) => `${id} ${state}`);

  it.each([
    { name: "there is room", waiting: [alert("a", "firing")], kept: ["a firing", "new firing"], dropped: [] },
    {
      name: "a reminder goes first",
      waiting: [alert("a", "firing"), alert("b", "firing"), alert("b", "resolved"), alert("c", "reminded")],
      kept: ["a firing", "b firing", "b resolved", "new firing"],
      dropped: ["c reminded"],
    },
    {
      name: "a beginning goes with its end",
      waiting: [alert("a", "firing"), alert("b", "firing"), alert("c", "firing"), alert("b", "resolved")],
      kept: ["a firing", "c firing", "new firing"],
      dropped: ["b firing", "b resolved"],
    },
    {
      name: "the newest goes when nothing else may",
      waiting: [alert("a", "firing"), alert("b", "firing"), alert("c", "resolved"), alert("d", "firing")],
      kept: ["a firing", "b firing", "c resolved", "d firing"],
      dropped: ["new firing"],
    },
    {
      name: "the first is never taken away, for it may be on its way",
      waiting: [alert("a", "reminded"), alert("b", "firing"), alert("c", "firing"), alert("d", "firing")],
      kept: ["a reminded", "b firing", "c firing", "d firing"],
      dropped: ["new firing"],
    },
  ])("$name", ({ waiting, kept, dropped }) => {
    const result = addToWaiting(waiting, [alert("new", "firing")], 4);

    expect(of(result.alerts)).toEqual(kept);
    expect(of(result.dropped)).toEqual(dropped);
  });
});
