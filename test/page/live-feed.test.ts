import { describe, expect, it } from "vitest";
import { LiveFeed } from "../../src/daemon/live-feed.ts";
import type { Step } from "../../src/model/plan.ts";
import { aPlan } from "../daemon/builders.ts";

const STEP: Step = {
  address: "stage:orders/prod",
  kind: "stage",
  action: "update",
  cause: "drift",
  changes: [
    { path: "variables.DB_PASSWORD", keys: ["variables", "DB_PASSWORD"], before: "hunter2", after: "hunter3", sensitive: true },
  ],
  needs: [],
  lane: "rest-api:orders",
  desired: null,
  live: null,
  adopts: false,
};

function listening(target: string | null = null) {
  let now = 1_000;
  const live = new LiveFeed(() => now);
  const feed = live.of(() => target);
  const heard: string[] = [];
  const stop = live.listen((text) => heard.push(text));
  return {
    feed,
    live,
    heard,
    stop,
    wait(ms: number) {
      now += ms;
    },
  };
}

const progressIn = (heard: readonly string[]) =>
  heard.filter((text) => text.startsWith("event: progress\n")).map((text) => JSON.parse(text.split("data: ")[1] ?? ""));

describe("what a page hears", () => {
  it("is at once that there is something to ask for, and again when a pass has ended", () => {
    const { feed, heard } = listening();
    feed.passEnded();

    expect(heard).toEqual(['event: pass\ndata: {"passes":0}\n\n', 'event: pass\ndata: {"passes":1}\n\n']);
  });

  it("is how far a pass is, no more often than a person can read", () => {
    const { feed, heard, wait } = listening();
    for (let done = 1; done <= 100; done += 1) {
      feed.progress({ type: "observed", done, total: 100 });
      wait(50);
    }

    const told = progressIn(heard);
    expect(told.length).toBeGreaterThan(20);
    expect(told.length).toBeLessThanOrEqual(26);
    expect(told[0]).toEqual({ phase: "looking", done: 1, total: 100, what: null });
  });

  it("names the resource whose step is made, and no value", () => {
    const { feed, heard, wait } = listening();
    feed.progress({ type: "planned", plan: aPlan({ steps: [STEP] }) });
    wait(300);
    feed.progress({ type: "step-started", step: STEP });
    wait(300);
    feed.progress({ type: "step-waiting", step: STEP, message: "until it is stable" });
    wait(300);
    feed.progress({ type: "step-finished", report: { step: STEP, result: "done" } });

    expect(progressIn(heard)).toEqual([
      { phase: "applying", done: 0, total: 1, what: null },
      { phase: "applying", done: 0, total: 1, what: "stage:orders/prod" },
      { phase: "waiting", done: 0, total: 1, what: "stage:orders/prod" },
      { phase: "applying", done: 1, total: 1, what: null },
    ]);
    expect(heard.join("")).not.toContain("hunter");
  });

  it("says of which target it is, where there are several, each of which goes its own way", () => {
    const { feed, live, heard } = listening("prod");
    const other = live.of(() => "dev");
    feed.progress({ type: "planned", plan: aPlan({ steps: [STEP] }) });
    other.progress({ type: "planned", plan: aPlan({ steps: [STEP, STEP] }) });
    feed.passEnded();

    expect(progressIn(heard)).toEqual([
      { phase: "applying", done: 0, total: 1, what: null, target: "prod" },
      { phase: "applying", done: 0, total: 2, what: null, target: "dev" },
    ]);
    expect(heard.at(-1)).toContain('{"passes":1}');
  });

  it("is nothing once it has stopped listening", () => {
    const { feed, heard, stop } = listening();
    stop();
    feed.passEnded();

    expect(heard).toHaveLength(1);
  });
});
