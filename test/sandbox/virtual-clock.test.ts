import { describe, expect, it } from "vitest";
import { createVirtualClock, holdingTime } from "../../src/sandbox/virtual-clock.ts";

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("the virtual clock", () => {
  it("lets an hour pass at once when everybody sleeps", async () => {
    const clock = createVirtualClock(1000);

    await clock.sleep(3_600_000);

    expect(clock.now()).toBe(3_601_000);
  });

  it("wakes sleepers in order of their due time, then of their call", async () => {
    const clock = createVirtualClock(0);
    const woken: string[] = [];
    const sleeper = async (name: string, ms: number) => {
      await clock.sleep(ms);
      woken.push(`${name}@${clock.now()}`);
    };

    await Promise.all([sleeper("a", 30), sleeper("b", 10), sleeper("c", 30), sleeper("d", 0)]);

    expect(woken).toEqual(["d@0", "b@10", "a@30", "c@30"]);
  });

  it("lets whoever was woken sleep again before later sleepers wake", async () => {
    const clock = createVirtualClock(0);
    const woken: string[] = [];
    const often = async () => {
      for (const name of ["1", "2", "3"]) {
        await clock.sleep(10);
        woken.push(`often ${name}@${clock.now()}`);
      }
    };
    const once = async () => {
      await clock.sleep(25);
      woken.push(`once@${clock.now()}`);
    };

    await Promise.all([once(), often()]);

    expect(woken).toEqual(["often 1@10", "often 2@20", "once@25", "often 3@30"]);
  });

  it("stands still while real work holds it", async () => {
    const clock = createVirtualClock(0);
    let woken = false;
    const sleeping = clock.sleep(5).then(() => {
      woken = true;
    });

    const seen = await holdingTime(clock, async () => {
      for (let turns = 0; turns < 20; turns++) await turn();
      return { woken, now: clock.now() };
    });
    await sleeping;

    expect(seen).toEqual({ woken: false, now: 0 });
    expect(clock.now()).toBe(5);
  });

  it("goes on when the work that held it failed", async () => {
    const clock = createVirtualClock(0);

    await holdingTime(clock, () => Promise.reject(new Error("work failed"))).catch(() => undefined);
    await clock.sleep(5);

    expect(clock.now()).toBe(5);
  });

  it("releases a hold once, however often it is told to", async () => {
    const clock = createVirtualClock(0);
    const first = clock.hold();
    const second = clock.hold();
    first();
    first();
    let woken = false;
    const sleeping = clock.sleep(5).then(() => {
      woken = true;
    });
    for (let turns = 0; turns < 20; turns++) await turn();
    const whileHeld = woken;
    second();
    await sleeping;

    expect(whileHeld).toBe(false);
  });

  it("advances by as much as it is told, waking those who fall due at their own time", async () => {
    const clock = createVirtualClock(0);
    const woken: number[] = [];
    const release = clock.hold();
    for (const ms of [10, 20, 500]) void clock.sleep(ms).then(() => woken.push(clock.now()));

    await clock.advance(100);
    release();

    expect([clock.now(), woken]).toEqual([100, [10, 20]]);
  });

  it("rejects a sleeper with the signal's reason as soon as it is aborted", async () => {
    const clock = createVirtualClock(0);
    const abort = new AbortController();
    const release = clock.hold();
    const sleeping = clock.sleep(1000, abort.signal);
    abort.abort("enough");

    await expect(sleeping).rejects.toBe("enough");
    await expect(clock.sleep(1000, abort.signal)).rejects.toBe("enough");
    expect(clock.now()).toBe(0);
    release();
  });
});
