import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runWorker, type Worked, type WorkerPorts } from "../../src/daemon/worker.ts";
import type { Delivery } from "../../src/model/work-queue.ts";
import { openRecordingLogger } from "../core/recording-logger.ts";
import { messageTo, type Queues, theQueues } from "./queues.ts";

const { logger: silentLogger } = openRecordingLogger();
const HOLD_MS = 30_000;
const SETTINGS = { atOnce: 3, holdMs: HOLD_MS, graceMs: 25_000 };
const DONE = (done: readonly Delivery[]): Worked => ({ done, faulty: [], interrupted: false });

interface Stay {
  readonly worker: string;
  readonly group: string;
  readonly from: number;
  until: number;
}

/** A worker whose every work takes so long; `stays` is told when it is in which target. */
function start(queues: Queues, worker: string, { stays = [], ms = 5_000 }: { stays?: Stay[]; ms?: number } = {}) {
  const stop = new AbortController();
  const work: WorkerPorts["work"] = async (group, deliveries, signal) => {
    const stay: Stay = { worker, group, from: queues.clock.now(), until: Number.POSITIVE_INFINITY };
    stays.push(stay);
    const interrupted = await queues.clock.sleep(ms, signal).then(
      () => false,
      () => true,
    );
    stay.until = queues.clock.now();
    return { done: deliveries, faulty: [], interrupted };
  };
  const ports = { queue: queues.open(worker), clock: queues.clock, logger: silentLogger, work };
  return { stop, ended: runWorker(SETTINGS, ports, stop.signal) };
}

/** Pairs of stays in one target that overlap. */
function overlaps(stays: readonly Stay[]): readonly (readonly [Stay, Stay])[] {
  return stays.flatMap((one, at) =>
    stays
      .slice(at + 1)
      .filter((other) => one.group === other.group && one.from < other.until && other.from < one.until)
      .map((other) => [one, other] as const),
  );
}

describe("workers at one queue", () => {
  it("share the targets, each target in one worker's hands, and take over those of workers that are killed", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1_000, max: 60_000 }), { maxLength: 3 }), async (kills) => {
        const queues = await theQueues();
        const groups = Array.from({ length: 12 }, (_, at) => `target-${at}`);
        await queues.open("hand").send(groups.map((group) => messageTo(group, group)));
        const stays: Stay[] = [];
        const names = ["a", "b", "c"];
        const workers = new Map(names.map((name) => [name, start(queues, name, { stays })]));
        for (const [at, ms] of kills.toSorted((left, right) => left - right).entries()) {
          await queues.clock.sleep(ms / 3);
          const name = `${names[at]}`;
          queues.kill(name);
          // It is gone at this moment, whatever its code goes on to do here.
          for (const stay of stays) if (stay.worker === name) stay.until = Math.min(stay.until, queues.clock.now());
          workers.get(name)?.stop.abort();
          workers.set(`${name}2`, start(queues, `${name}2`, { stays }));
        }
        await queues.clock.sleep(240_000);
        for (const { stop } of workers.values()) stop.abort();

        const finished = stays.filter(({ from, until }) => until - from >= 5_000).map(({ group }) => group);
        expect(new Set(finished)).toEqual(new Set(groups));
        expect(overlaps(stays)).toEqual([]);
        expect(await queues.dead()).toEqual([]);
      }),
      { numRuns: 8, seed: 10 },
    );
  });

  it("hold what takes long, and nobody else gets it meanwhile", async () => {
    const queues = await theQueues();
    await queues.open("hand").send([messageTo("slow", "1"), messageTo("slow", "2")]);
    const stays: Stay[] = [];
    const [one, other] = [start(queues, "a", { stays, ms: 600_000 }), start(queues, "b", { stays, ms: 600_000 })];

    await queues.clock.sleep(601_000);
    for (const { stop } of [one, other]) stop.abort();

    expect(stays).toHaveLength(1);
  });

  it("let go what they were working on when they are to end, for another worker at once", async () => {
    const queues = await theQueues();
    await queues.open("hand").send([messageTo("x", "1")]);
    const stays: Stay[] = [];
    const first = start(queues, "a", { stays, ms: 60_000 });
    await queues.clock.sleep(1_000);
    first.stop.abort();
    const whole = await first.ended;
    const second = start(queues, "b", { stays });
    await queues.clock.sleep(10_000);
    second.stop.abort();

    expect(whole).toBe(true);
    expect(stays.map(({ worker }) => worker)).toEqual(["a", "b"]);
    expect((stays[1]?.from ?? 0) - (stays[0]?.until ?? 0)).toBeLessThan(1_000);
  });

  it("give up what may be somebody else's: the queue does not answer for as long as the messages are held", async () => {
    const queues = await theQueues();
    await queues.open("hand").send([messageTo("x", "1")]);
    const stays: Stay[] = [];
    const cut = start(queues, "a", { stays, ms: 300_000 });
    await queues.clock.sleep(1_000);
    queues.kill("a");
    await queues.clock.sleep(HOLD_MS);
    cut.stop.abort();

    expect((stays[0]?.until ?? 0) - (stays[0]?.from ?? 0)).toBeLessThan(HOLD_MS);
  });

  it("leave a message that breaks them to the queue, which puts it among the dead letters; the next one of its target is worked on", async () => {
    const queues = await theQueues();
    await queues
      .open("hand")
      .send([messageTo("x", "poison"), messageTo("x", "good")].map((one, at) => ({ ...one, body: `${one.body}${at}` })));
    const worked: string[] = [];
    const stop = new AbortController();
    const work: WorkerPorts["work"] = async (_group, deliveries) => {
      if (deliveries.some(({ body }) => body.endsWith("0"))) {
        const faulty = deliveries.filter(({ body }) => body.endsWith("0")).map((delivery) => ({ delivery, fault: "poison" }));
        const done = deliveries.filter(({ body }) => !body.endsWith("0"));
        worked.push(...done.map(({ body }) => body));
        return { ...DONE(done), faulty };
      }
      worked.push(...deliveries.map(({ body }) => body));
      return DONE(deliveries);
    };
    const settings = { ...SETTINGS, atOnce: 1 };
    void runWorker(settings, { queue: queues.open("a"), clock: queues.clock, logger: silentLogger, work }, stop.signal);
    await queues.clock.sleep(60_000);
    stop.abort();

    expect(await queues.dead()).toEqual([expect.stringMatching(/0$/)]);
    expect(worked).toEqual([expect.stringMatching(/1$/)]);
  });

  it("do not give up when the queue cannot be asked", async () => {
    const queues = await theQueues();
    let down = true;
    queues.sandbox.faults.script(({ accessKeyId }) =>
      down && accessKeyId === "a" ? { type: "fail", when: "before" } : undefined,
    );
    const stays: Stay[] = [];
    const worker = start(queues, "a", { stays });
    await queues.clock.sleep(30_000);
    down = false;
    await queues.open("hand").send([messageTo("x", "1")]);
    await queues.clock.sleep(90_000);
    worker.stop.abort();

    expect(stays).toHaveLength(1);
  });
});
