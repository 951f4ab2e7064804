/** The gate that all calls pass, on virtual time. */
import { describe, expect, it } from "vitest";
import { callerOfStep } from "../../../src/aws/scheduler/caller.ts";
import { createScheduler, type SchedulerOptions } from "../../../src/aws/scheduler/scheduler.ts";
import type { Call } from "../../../src/kinds/request-quotas.ts";
import { createVirtualClock } from "../../../src/sandbox/virtual-clock.ts";

const DEPLOYMENT = "apigateway.CreateDeployment";

function aGate(options: Partial<SchedulerOptions> = {}) {
  const clock = createVirtualClock(0);
  return { clock, scheduler: createScheduler({ clock, reserve: 0, pace: "quotas", ...options }) };
}

function call(operation: string, input: Call["input"] = {}): Call {
  return { operation, input };
}

describe("the scheduler", () => {
  it("holds a call back for its own quota while others go", async () => {
    const { clock, scheduler } = aGate();
    const went: string[] = [];
    const send = async (one: Call) => {
      await scheduler.admit(one);
      went.push(`${one.operation} ${clock.now()}`);
    };

    await Promise.all([send(call(DEPLOYMENT)), send(call(DEPLOYMENT)), send(call("apigateway.UpdateStage"))]);

    expect(went).toEqual([`${DEPLOYMENT} 0`, "apigateway.UpdateStage 0", `${DEPLOYMENT} 5000`]);
  });

  it("lets writes that move traffic go before reads that came earlier", async () => {
    const { scheduler } = aGate();
    const went: string[] = [];
    const send = (one: Call) => scheduler.admit(one).then(() => went.push(one.operation));
    await Promise.all(Array.from({ length: 40 }, () => scheduler.admit(call("apigateway.GetStages"))));

    await Promise.all([send(call("apigateway.GetRestApis")), send(call("apigateway.UpdateStage"))]);

    expect(went).toEqual(["apigateway.UpdateStage", "apigateway.GetRestApis"]);
  });

  it("is fair between APIs: a large one does not hold up a small one", async () => {
    const { scheduler } = aGate();
    const went: string[] = [];
    const send = (id: string) => scheduler.admit(call("apigateway.PutMethod", { restApiId: id })).then(() => went.push(id));
    await Promise.all(Array.from({ length: 40 }, () => scheduler.admit(call("apigateway.GetStages"))));

    await Promise.all([...Array.from({ length: 10 }, () => send("large")), send("small")]);

    expect(went.indexOf("small")).toBeLessThanOrEqual(1);
  });

  it("says how long a call waits, and for what", async () => {
    const { scheduler } = aGate();
    const said: string[] = [];
    const caller = { signal: undefined, waiting: (message: string) => said.push(message) };

    await Promise.all([1, 2, 3].map(() => scheduler.admit(call(DEPLOYMENT), caller)));

    expect(said).toEqual([`5 s for ${DEPLOYMENT}, 1 per 5 s`, `10 s for ${DEPLOYMENT}, 1 per 5 s`]);
  });

  it("sends a refused call again before those that came after it", async () => {
    const { clock, scheduler } = aGate();
    const went: string[] = [];
    const first = await scheduler.admit(call(DEPLOYMENT, { restApiId: "first" }));
    const second = scheduler.admit(call(DEPLOYMENT, { restApiId: "second" })).then(() => went.push("second"));

    const again = first.refused(2_000).then(() => went.push(`first ${clock.now()}`));
    await Promise.all([second, again]);

    expect(went[0]).toBe("first 2000");
  });

  it("drops what waits when its caller gives up, and nothing else", async () => {
    const { scheduler } = aGate();
    const cut = new AbortController();
    await scheduler.admit(call(DEPLOYMENT));
    const dropped = scheduler.admit(call(DEPLOYMENT), { signal: cut.signal });
    const kept = scheduler.admit(call(DEPLOYMENT));

    cut.abort();

    await expect(dropped).rejects.toMatchObject({ code: "interrupted" });
    await expect(kept).resolves.toBeDefined();
  });

  it("keeps to no quota at an emulator until that refuses a call", async () => {
    const { clock, scheduler } = aGate({ pace: "refusals" });
    const admissions = await Promise.all([1, 2, 3].map(() => scheduler.admit(call(DEPLOYMENT))));
    expect(clock.now()).toBe(0);

    await Promise.all(admissions.map((admission) => admission.refused(5_000)));

    expect(clock.now()).toBeGreaterThanOrEqual(15_000);
  });
});

describe("a step", () => {
  it("that waits for its first write may be given up, one that has written may not", () => {
    const stop = new AbortController();
    const step = callerOfStep({ stop: stop.signal, signal: new AbortController().signal, waiting: () => undefined });
    expect(step.signal).toBe(stop.signal);

    step.writes?.();

    expect(step.signal).toBeUndefined();
  });
});

describe("what is left of the quotas", () => {
  it("is told of those that calls were made under, and grows with time", async () => {
    const { clock, scheduler } = aGate({ reserve: 0.5 });
    await scheduler.admit(call(DEPLOYMENT));
    const used = scheduler.quotas();
    await clock.sleep(10_000);

    expect(used).toEqual([
      { name: "apigateway", left: 19, perSecond: 5 },
      { name: DEPLOYMENT, left: 0, perSecond: 0.1 },
    ]);
    expect(scheduler.quotas().map(({ left }) => left)).toEqual([20, 1]);
  });

  it("is nothing while AWS wants to be left alone, and less a second once others are seen to use it", async () => {
    const { clock, scheduler } = aGate();
    const admission = await scheduler.admit(call("lambda.GetAlias"));
    const again = admission.refused(3_000);

    const [refused] = scheduler.quotas();
    await clock.sleep(3_000);
    await again;

    expect(refused).toMatchObject({ name: "lambda", left: 0 });
    expect(refused?.perSecond).toBeCloseTo(15 * 0.85);
  });

  it("is not told where no quota is kept to, as at an emulator, until a call was refused for it", async () => {
    const { scheduler } = aGate({ pace: "refusals" });
    const admission = await scheduler.admit(call("lambda.GetAlias"));
    const before = scheduler.quotas();
    await admission.refused(0);

    expect(before).toEqual([]);
    expect(scheduler.quotas().map(({ name }) => name)).toEqual(["lambda"]);
  });
});
