import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AlertDeskPorts, createAlertDesk } from "../../src/alerts/alert-desk.ts";
import type { AlertStore } from "../../src/alerts/memory.ts";
import { StagekeeperError } from "../../src/model/errors.ts";
import type { Clock } from "../../src/model/ports.ts";
import type { RunReport } from "../../src/model/report.ts";
import { aReport } from "../cli/builders.ts";
import { openRecordingLogger } from "../core/recording-logger.ts";
import { aDriftReport, aFact, aReceiver, aSettings, HOUR, MINUTE, memoryStore, type Receiver } from "./builders.ts";
import { createManualClock } from "./manual-clock.ts";

const STAGE = "stage:orders/prod";
const drift = aDriftReport(STAGE);
const calm = aDriftReport();
const never = () => new AbortController().signal;

interface Bench {
  readonly receiver: Receiver;
  readonly store: AlertStore;
  readonly clock: Clock;
}

/** Opens a desk over what is shared by restarts: the receiver, the store and the clock. */
function openDesk({ receiver, store, clock }: Bench, more: Partial<AlertDeskPorts> = {}) {
  const { logger, lines } = openRecordingLogger();
  const desk = createAlertDesk({
    sinks: [{ sink: receiver.sink, severity: "info" }],
    store,
    clock,
    logger,
    settings: aSettings(),
    random: () => 0.5,
    ...more,
  });
  return { desk, lines };
}

function bench(): Bench {
  return { receiver: aReceiver(), store: memoryStore(), clock: createManualClock() };
}

let runs = 0;
function pass(desk: Awaited<ReturnType<typeof createAlertDesk>>, report: RunReport, clock: Clock): void {
  runs += 1;
  desk.passed(report, aFact({ runId: `run-${runs}`, now: clock.now() }));
}

const told = ({ taken }: Receiver) => taken.map(({ state }) => state);

describe("a drift", () => {
  it("is told once however many passes see it, and once that it ended", async () => {
    const world = bench();
    const { desk, lines } = openDesk(world);
    const opened = await desk;

    for (const report of [drift, drift, drift, calm, calm]) pass(opened, report, world.clock);
    await opened.drain(never());

    expect(told(world.receiver)).toEqual(["firing", "resolved"]);
    expect(opened.open()).toEqual([]);
    expect(lines.map(({ message }) => message)).toEqual(["alert sent", "alert sent"]);
  });

  it("is open in between, for status and metrics", async () => {
    const world = bench();
    const desk = await openDesk(world).desk;

    pass(desk, aDriftReport(STAGE, "bucket:a"), world.clock);

    expect(desk.open().map(({ address }) => address)).toEqual(["bucket:a", STAGE]);
  });

  it("is not told again after a restart, and its end is", async () => {
    const world = bench();
    const before = await openDesk(world).desk;
    pass(before, drift, world.clock);
    await before.drain(never());

    const after = await openDesk(world).desk;
    pass(after, drift, world.clock);
    pass(after, calm, world.clock);
    await after.drain(never());

    expect(told(world.receiver)).toEqual(["firing", "resolved"]);
  });

  it("is told again as a reminder after a day", async () => {
    const clock = createManualClock();
    const world = { ...bench(), clock };
    const desk = await openDesk(world).desk;

    pass(desk, drift, clock);
    await clock.advance(23 * HOUR);
    pass(desk, drift, clock);
    await clock.advance(HOUR);
    pass(desk, drift, clock);
    await desk.drain(never());

    expect(told(world.receiver)).toEqual(["firing", "reminded"]);
  });

  it("that comes and goes all the time is told a few times, and once more when it stays away", async () => {
    const clock = createManualClock();
    const world = { ...bench(), clock };
    const desk = await openDesk(world).desk;

    for (let round = 0; round < 30; round++) {
      pass(desk, drift, clock);
      await clock.advance(MINUTE);
      pass(desk, calm, clock);
      await clock.advance(MINUTE);
    }
    await clock.advance(15 * MINUTE);
    pass(desk, calm, clock);
    await desk.drain(never());

    expect(told(world.receiver)).toEqual(["firing", "resolved", "firing", "resolved", "firing", "resolved"]);
    expect(world.receiver.taken.map(({ flapping }) => flapping)).toEqual([false, false, false, false, true, true]);
  });
});

describe("a receiver that is down", () => {
  it("is told each alert once when it is up again, in order", async () => {
    const clock = createManualClock();
    const world = { ...bench(), clock };
    const desk = await openDesk(world).desk;
    world.receiver.down();

    pass(desk, drift, clock);
    pass(desk, calm, clock);
    await clock.advance(HOUR);
    expect(told(world.receiver)).toEqual([]);
    world.receiver.up();
    await clock.advance(HOUR);
    await clock.advance(HOUR);

    expect(told(world.receiver)).toEqual(["firing", "resolved"]);
  });

  it("is tried ever less often: after 0.75 s, then twice that, up to every few minutes", async () => {
    const clock = createManualClock();
    const times: number[] = [];
    const { desk } = openDesk(
      { ...bench(), clock },
      {
        sinks: [
          {
            severity: "info",
            sink: {
              name: "down",
              async send() {
                times.push(clock.now());
                throw new Error("down");
              },
            },
          },
        ],
      },
    );

    pass(await desk, drift, clock);
    await clock.advance(HOUR);

    const pauses = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(pauses.slice(0, 4)).toEqual([750, 1500, 3000, 6000]);
    expect(Math.max(...pauses)).toBe(225_000);
  });

  it("never holds up a pass, and is no concern of other receivers", async () => {
    const world = bench();
    const other = aReceiver("other");
    const stuck = { name: "stuck", send: () => new Promise<void>(() => {}) };
    const { desk } = openDesk(world, {
      sinks: [
        { sink: stuck, severity: "info" },
        { sink: other.sink, severity: "info" },
      ],
    });
    const opened = await desk;

    pass(opened, drift, world.clock);
    pass(opened, calm, world.clock);
    await opened.drain(AbortSignal.timeout(50));

    expect(told(other)).toEqual(["firing", "resolved"]);
  }, 2_000);

  it("is told after a restart what it missed", async () => {
    const world = bench();
    world.receiver.down();
    const before = await openDesk(world).desk;
    pass(before, drift, world.clock);
    await before.drain(never());
    world.receiver.up();

    const after = await openDesk(world).desk;
    await after.drain(never());

    expect(told(world.receiver)).toEqual(["firing"]);
    expect(world.receiver.taken[0]?.runId).toBe(`run-${runs}`);
  });

  it("is tried once more when the process ends, and what it does not take is kept", async () => {
    const clock = createManualClock();
    const world = { ...bench(), clock };
    world.receiver.down();
    const desk = await openDesk(world).desk;
    pass(desk, drift, clock);
    await clock.advance(MINUTE);
    world.receiver.up();

    await desk.drain(never());

    expect(told(world.receiver)).toEqual(["firing"]);
    pass(desk, calm, clock);
    await clock.advance(MINUTE);
    expect(told(world.receiver)).toEqual(["firing"]);
  });

  it("is given up on after a week, and for what it will never take at once", async () => {
    const clock = createManualClock();
    const world = { ...bench(), clock };
    const { desk, lines } = openDesk(world);
    world.receiver.down(new StagekeeperError("invalid", "answered 400"));
    pass(await desk, drift, clock);
    await clock.advance(MINUTE);
    world.receiver.down();
    pass(await desk, calm, clock);
    await clock.advance(8 * 24 * HOUR);

    expect(world.receiver.taken).toEqual([]);
    expect(lines.filter(({ message }) => message === "alert given up").map(({ level }) => level)).toEqual(["error", "error"]);
  });

  it("has a bounded queue", async () => {
    const world = bench();
    const { desk, lines } = openDesk(world, { settings: aSettings({ queueLimit: 2 }) });
    world.receiver.down();

    pass(await desk, aDriftReport("bucket:a", "bucket:b", "bucket:c"), world.clock);

    expect(lines.filter(({ message }) => message === "alert given up")).toHaveLength(1);
  });
});

describe("a sink", () => {
  it("is told only what is as severe as it asks for", async () => {
    const world = bench();
    const { desk } = openDesk(world, { sinks: [{ sink: world.receiver.sink, severity: "critical" }] });
    const opened = await desk;

    pass(opened, drift, world.clock);
    pass(opened, aReport({ outcome: "failed", plan: null, error: { code: "x", message: "AWS is down" } }), world.clock);
    await opened.drain(never());

    expect(world.receiver.taken.map(({ type }) => type)).toEqual(["stagekeeper.run.failed"]);
  });

  it("that is configured no more takes what waited for it along, and that is logged", async () => {
    const world = bench();
    world.receiver.down();
    const before = await openDesk(world).desk;
    pass(before, drift, world.clock);
    await before.drain(never());

    const { desk, lines } = openDesk(world, { sinks: [] });
    await desk;

    expect(lines.map(({ message, fields }) => [message, fields])).toEqual([
      ["alerts for a sink that is gone given up", { sink: "receiver", alerts: 1 }],
    ]);
  });
});

describe("the memory of alerts", () => {
  it.each([
    "{",
    "[]",
    '{"format":2}',
    '{"format":1,"conditions":[{}],"waiting":{}}',
    '{"format":1,"conditions":[],"waiting":{"a":[{}]}}',
  ])("that is broken (%s) is a new one, with a warning", async (text) => {
    const world = { ...bench(), store: memoryStore(text) };
    const { desk, lines } = openDesk(world);

    pass(await desk, drift, world.clock);
    await (await desk).drain(never());

    expect(told(world.receiver)).toEqual(["firing"]);
    expect(lines[0]).toMatchObject({ level: "warn", message: "alert memory not read" });
  });

  it("that cannot be read or written costs nothing but the memory", async () => {
    const failing = async () => {
      throw new Error("disk full");
    };
    const world = { ...bench(), store: { read: failing, update: failing } };
    const { desk, lines } = openDesk(world);

    pass(await desk, drift, world.clock);
    await (await desk).drain(never());

    expect(told(world.receiver)).toEqual(["firing"]);
    expect(lines.map(({ message }) => message)).toContain("alert memory not saved");
  });

  it("is written only when there is something new", async () => {
    let writes = 0;
    const memory = memoryStore();
    const store: AlertStore = {
      read: memory.read,
      async update(next) {
        writes += 1;
        await memory.update(next);
      },
    };
    const world = { ...bench(), store };
    const desk = await openDesk(world).desk;

    for (let passes = 0; passes < 100; passes++) pass(desk, calm, world.clock);
    await desk.drain(never());

    expect(writes).toBe(0);
  });

  it("is written before anything is sent, so that a crash makes nothing new of it", async () => {
    const world = bench();
    let remembered: string | null = null;
    const store = memoryStore();
    const desk = await createAlertDesk({
      sinks: [
        {
          severity: "info",
          sink: {
            name: "receiver",
            async send() {
              remembered = store.text();
            },
          },
        },
      ],
      store,
      clock: world.clock,
      logger: openRecordingLogger().logger,
      settings: aSettings(),
      random: () => 0,
    });

    pass(desk, drift, world.clock);
    await desk.drain(never());

    expect(remembered).toContain("drift/changed/stage:orders/prod/description");
  });

  it("holds no secret", async () => {
    const store = memoryStore();
    const world = { ...bench(), store };
    world.receiver.down();
    const desk = await openDesk(world).desk;
    const report = aDriftReport(STAGE);
    const steps = report.steps.map(({ step, result }) => ({
      step: { ...step, changes: step.changes.map((change) => ({ ...change, before: "s3cret", sensitive: true })) },
      result,
    }));

    pass(desk, { ...report, steps }, world.clock);
    await desk.drain(never());

    expect(store.text()).toContain("(sensitive)");
    expect(store.text()).not.toContain("s3cret");
  });
});

describe("a fault of ours", () => {
  it("in deciding is logged, and the pass never hears of it", async () => {
    const world = bench();
    const { desk, lines } = openDesk(world);
    // Not a report at all.
    const broken = { outcome: "failed" } as RunReport;

    pass(await desk, broken, world.clock);

    expect(lines.map(({ message }) => message)).toEqual(["alerts not decided"]);
  });
});

describe("for any history of passes, restarts and outages", () => {
  const event = fc.constantFrom("drift", "calm", "blind", "restart", "down", "up", "minutes");

  it("a receiver hears of each condition firing and resolved in turns, and the last it hears is how it stands", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 40 }), async (history) => {
        const clock = createManualClock();
        const world = { ...bench(), clock };
        let desk = await openDesk(world).desk;
        for (const what of history) {
          if (what === "drift") pass(desk, drift, clock);
          if (what === "calm") pass(desk, calm, clock);
          if (what === "blind") pass(desk, aReport({ outcome: "failed", plan: null, revision: "" }), clock);
          if (what === "down") world.receiver.down();
          if (what === "up") world.receiver.up();
          if (what === "minutes") await clock.advance(7 * MINUTE);
          if (what !== "restart") continue;
          await desk.drain(never());
          desk = await openDesk(world).desk;
        }
        world.receiver.up();
        await clock.advance(HOUR);
        await desk.drain(never());

        for (const type of ["drift", "run"]) {
          const states = world.receiver.taken.filter((alert) => alert.type.includes(`.${type}.`)).map(({ state }) => state);
          expect(states.join(" ")).toMatch(/^(firing resolved ?)*(firing)?$/);
          const open = desk.open().some((condition) => condition.type.startsWith(type));
          expect(states.at(-1) === "firing").toBe(open);
        }
      }),
      { numRuns: 60 },
    );
  });
});
