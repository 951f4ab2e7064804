import { describe, expect, it } from "vitest";
import { whyStuck } from "../../src/daemon/health.ts";
import { type EndOfPass, Loop, type LoopState, type Trigger } from "../../src/daemon/loop.ts";
import { type PassEnd, paceOf } from "../../src/daemon/pace.ts";
import { createVirtualClock } from "../../src/sandbox/virtual-clock.ts";
import { openRecordingLogger } from "../core/recording-logger.ts";

const INTERVAL_MS = 60_000;

interface Passed {
  readonly trigger: Trigger;
  readonly at: number;
}

/** A loop on virtual time whose passes do what the script says, and that stops after the last of them. */
async function loopOf(script: readonly ((loop: Loop) => PassEnd | EndOfPass | Promise<PassEnd>)[], random = 0.5) {
  const clock = createVirtualClock(0);
  const stop = new AbortController();
  const passes: Passed[] = [];
  const { logger, lines } = openRecordingLogger();
  const loop: Loop = new Loop(paceOf(INTERVAL_MS), {
    clock,
    logger,
    random: () => random,
    async pass(trigger) {
      passes.push({ trigger, at: clock.now() });
      const step = script[passes.length - 1];
      if (passes.length === script.length) stop.abort();
      const end = step === undefined ? "settled" : await step(loop);
      return typeof end === "string" ? { end, nextMoveAt: null } : end;
    },
  });
  await loop.run(stop.signal);
  return { passes, lines, loop, clock };
}

const settled = (): PassEnd => "settled";
const failed = (): PassEnd => "failed";
const heldUp = (): PassEnd => "held-up";

/** As Node's own functions throw it. */
function abortError(): Error {
  return Object.assign(new Error("The operation was aborted"), { name: "AbortError" });
}

describe("the loop", () => {
  it("passes at its start and then at the interval", async () => {
    const { passes } = await loopOf([settled, settled, settled]);

    expect(passes).toEqual([
      { trigger: "start", at: 0 },
      { trigger: "interval", at: INTERVAL_MS },
      { trigger: "interval", at: 2 * INTERVAL_MS },
    ]);
  });

  it.each([
    { what: "its signal", error: (signal: AbortSignal): unknown => signal.reason, line: ["info", "pass cut short"] },
    { what: "a read that the signal ended", error: () => abortError(), line: ["info", "pass cut short"] },
    { what: "a fault of ours", error: () => new Error("oops"), line: ["error", "pass broke off"] },
  ])("told to end during a pass that then throws $what logs $line", async ({ error, line }) => {
    const { logger, lines } = openRecordingLogger();
    const stop = new AbortController();
    const pass = async () => {
      stop.abort();
      throw error(stop.signal);
    };

    await new Loop(paceOf(INTERVAL_MS), { clock: createVirtualClock(0), logger, random: () => 0.5, pass }).run(stop.signal);

    expect(lines.map(({ level, message }) => [level, message])).toEqual([line]);
  });

  it("runs exactly one more pass, however many changes came during one", async () => {
    const changing = (loop: Loop): PassEnd => {
      for (let change = 0; change < 100; change += 1) loop.request("change");
      return "settled";
    };

    const { passes } = await loopOf([changing, settled, settled]);

    expect(passes).toEqual([
      { trigger: "start", at: 0 },
      { trigger: "change", at: 0 },
      { trigger: "interval", at: INTERVAL_MS },
    ]);
  });

  it("never runs two passes at once, and a change while it waits starts one at once", async () => {
    const clock = createVirtualClock(0);
    const stop = new AbortController();
    let running = 0;
    let most = 0;
    const triggers: Trigger[] = [];
    const loop = new Loop(paceOf(INTERVAL_MS), {
      clock,
      logger: openRecordingLogger().logger,
      random: () => 0.5,
      async pass(trigger) {
        triggers.push(trigger);
        running += 1;
        most = Math.max(most, running);
        await clock.sleep(1_000);
        running -= 1;
        return { end: "settled", nextMoveAt: null };
      },
    });
    const run = loop.run(stop.signal);
    await clock.sleep(500);
    loop.request("change");
    await clock.sleep(10_000);
    loop.request("signal");
    await clock.sleep(500);
    stop.abort();
    await run;

    expect(triggers).toEqual(["start", "change", "signal"]);
    expect(most).toBe(1);
    expect(clock.now()).toBe(11_500);
  });

  it("wakes when a shift is to go on, however the pass ended, and else at its interval", async () => {
    const shifting = (end: PassEnd, nextMoveAt: number) => (): EndOfPass => ({ end, nextMoveAt });
    const { passes } = await loopOf([
      shifting("settled", 20_000),
      shifting("held-up", 22_000),
      shifting("settled", 9e9),
      settled,
    ]);

    expect(passes).toEqual([
      { trigger: "start", at: 0 },
      { trigger: "shift", at: 20_000 },
      { trigger: "shift", at: 22_000 },
      { trigger: "interval", at: 22_000 + INTERVAL_MS },
    ]);
  });

  it("does not fall behind a shift whose time has passed", async () => {
    const { passes } = await loopOf([() => ({ end: "settled", nextMoveAt: -5 }), settled]);

    expect(passes).toEqual([
      { trigger: "start", at: 0 },
      { trigger: "shift", at: 0 },
    ]);
  });

  it("backs off exponentially while everything fails, and is back at its interval after a pass that settles", async () => {
    const { passes } = await loopOf([failed, failed, failed, settled, settled], 1);

    expect(passes).toEqual([
      { trigger: "start", at: 0 },
      { trigger: "retry", at: 5_000 },
      { trigger: "retry", at: 15_000 },
      { trigger: "retry", at: 35_000 },
      { trigger: "interval", at: 35_000 + INTERVAL_MS * 1.1 },
    ]);
  });

  it("is never slower than its interval for the sake of one resource that is held up", async () => {
    const { passes } = await loopOf(
      Array.from({ length: 12 }, () => heldUp),
      1,
    );

    const pauses = passes.slice(1).map(({ at }, index) => at - (passes[index]?.at ?? 0));
    expect(pauses.slice(0, 4)).toEqual([5_000, 10_000, 20_000, 40_000]);
    expect(Math.max(...pauses)).toBe(INTERVAL_MS);
  });

  it("starts a pass at once for a change while it backs off", async () => {
    const { passes } = await loopOf([
      (loop) => {
        loop.request("change");
        return "failed";
      },
      settled,
    ]);

    expect(passes).toEqual([
      { trigger: "start", at: 0 },
      { trigger: "change", at: 0 },
    ]);
  });

  it("goes on after a pass that throws, and says that it did", async () => {
    const { passes, lines } = await loopOf([
      () => {
        throw new Error("a fault of ours");
      },
      settled,
    ]);

    expect(passes.map(({ trigger }) => trigger)).toEqual(["start", "retry"]);
    expect(lines.map(({ message }) => message)).toEqual(["pass broke off"]);
  });

  it("leaves nothing behind on the signal that stops it, however long it runs", async () => {
    const clock = createVirtualClock(0);
    const stop = new AbortController();
    let listeners = 0;
    const { addEventListener, removeEventListener } = stop.signal;
    stop.signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
      listeners += 1;
      addEventListener.apply(stop.signal, args);
    };
    stop.signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
      listeners -= 1;
      removeEventListener.apply(stop.signal, args);
    };
    let passes = 0;
    const loop = new Loop(paceOf(INTERVAL_MS), {
      clock,
      logger: openRecordingLogger().logger,
      random: () => 0.5,
      async pass() {
        passes += 1;
        if (passes === 50) stop.abort();
        return { end: "settled", nextMoveAt: null };
      },
    });

    await loop.run(stop.signal);

    expect(listeners).toBe(0);
  });
});

describe("a liveness probe", () => {
  const MINUTE = 60_000;
  const state = (changed: Partial<LoopState>): LoopState => ({
    latch: "open",
    since: 0,
    dueAt: null,
    dueFor: "interval",
    inARow: 0,
    ...changed,
  });

  it.each<{ readonly reason: string; readonly state: LoopState; readonly now: number; readonly stuck: RegExp | null }>([
    { reason: "it waits for its next pass", state: state({ dueAt: 5 * MINUTE }), now: 4 * MINUTE, stuck: null },
    { reason: "a timer is a little late", state: state({ dueAt: 5 * MINUTE }), now: 5.5 * MINUTE, stuck: null },
    { reason: "the next pass does not come", state: state({ dueAt: 5 * MINUTE }), now: 7 * MINUTE, stuck: /overdue by 120 s/ },
    { reason: "it has just started", state: state({}), now: MINUTE / 2, stuck: null },
    { reason: "it never began", state: state({}), now: 2 * MINUTE, stuck: /overdue/ },
    {
      reason: "a pass takes long, with signs of life",
      state: state({ latch: "running", since: 50 * MINUTE }),
      now: 60 * MINUTE,
      stuck: null,
    },
    { reason: "a pass hangs", state: state({ latch: "running" }), now: 20 * MINUTE, stuck: /no sign of life for 1200 s/ },
    {
      reason: "a pass hangs, and another is asked for",
      state: state({ latch: "queued" }),
      now: 20 * MINUTE,
      stuck: /no sign of life/,
    },
    { reason: "failing is not hanging", state: state({ dueAt: 5 * MINUTE, inARow: 99 }), now: MINUTE, stuck: null },
  ])("is told the truth when $reason", ({ state: looked, now, stuck }) => {
    const told = whyStuck(looked, now);

    if (stuck === null) expect(told).toBeNull();
    else expect(told).toMatch(stuck);
  });

  it("sees a pass that gives signs of life as alive", async () => {
    const { loop } = await loopOf([settled]);
    const before = loop.state;

    loop.beat();

    expect(loop.state).toEqual({ ...before, since: before.since });
  });
});
