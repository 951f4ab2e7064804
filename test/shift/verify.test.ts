/** What a version has to show before it gets traffic and once it has all of it, on real functions and a real data plane. */
import { describe, expect, it } from "vitest";
import type { GateReader } from "../../src/model/gates.ts";
import type { HttpProbe } from "../../src/model/verify.ts";
import { AwsError } from "../../src/sandbox/wire/aws-error.ts";
import { createMemoryLedger } from "../core/run-pass.ts";
import { GOOD, openShop, type Shop, statusesOf } from "./shop.ts";

const ALIAS = "alias:Uploader/live";
const NEWER = `/* newer */ ${GOOD}`;
const THROWS = 'throw new Error("no table");';
/** Right when it is invoked by its number, wrong behind the API. */
const WRONG_AT_THE_API = "return answer(event.requestContext ? 503 : 200);";

const BEFORE = "verify: { before: { payload: { probe: true }, expect: { statusCode: 200 } } }";
const AFTER = "verify: { after: [{ path: /order }] }";
const CANARY = "shift: { canary: { percent: 10, bake: 1m } }";

const invocations = ({ sandbox }: Shop) => sandbox.journal.entries().filter(({ operation }) => operation === "Invoke").length;

describe.each([
  { how: "at once", shift: "shift: allAtOnce" },
  { how: "as a canary", shift: CANARY },
])("a version that is invoked before it gets traffic, which moves $how", ({ shift }) => {
  const alias = `${shift}, ${BEFORE}`;

  it("gets it when it answers as expected", async () => {
    const shop = openShop();
    await shop.run(await shop.desired({ code: GOOD, alias }));

    const report = await shop.whileServing(async () => shop.run(await shop.desired({ code: NEWER, alias })));

    expect(report.outcome).toBe("converged");
    expect(shop.alias()).toMatchObject({ functionVersion: "2", description: "Live [stagekeeper:shop]" });
    expect(statusesOf(shop.answers)).toEqual({ 200: shop.answers.length });
    // Once a version, however many steps it takes.
    expect(invocations(shop)).toBe(2);
  }, 60_000);

  it("gets none when it fails, is not invoked again, and another version is", async () => {
    const shop = openShop();
    await shop.run(await shop.desired({ code: GOOD, alias }));
    const bad = await shop.desired({ code: THROWS, alias });

    const failed = await shop.whileServing(() => shop.run(bad), 20);
    const refused = await shop.run(bad, { ledger: createMemoryLedger() });
    const asked = invocations(shop);
    const better = await shop.run(await shop.desired({ code: NEWER, alias }));

    expect(failed.outcome).toBe("failed");
    expect(failed.steps.find(({ step }) => step.address === ALIAS)).toMatchObject({
      result: "failed",
      error: { message: expect.stringContaining("version 2 gets no traffic") },
    });
    expect(refused.plan?.blocked).toMatchObject([
      {
        address: ALIAS,
        reason: "shift-failed",
        message: expect.stringContaining("verify.before: the function failed (Unhandled): no table"),
      },
    ]);
    expect(asked).toBe(2);
    expect(statusesOf(shop.answers)).toEqual({ 200: shop.answers.length });
    expect(better.outcome).toBe("converged");
    expect(shop.alias()).toMatchObject({ functionVersion: "3", description: "Live [stagekeeper:shop]" });
  }, 60_000);

  it("is invoked again when a person says so, or when something else is expected of it", async () => {
    const shop = openShop();
    await shop.run(await shop.desired({ code: GOOD, alias }));
    const bad = await shop.desired({ code: "return answer(500);", alias });
    await shop.run(bad);

    await shop.run(bad, { retry: [ALIAS] });
    expect(invocations(shop)).toBe(3);
    const report = await shop.run(await shop.desired({ code: "return answer(500);", alias: alias.replace("200", "500") }));

    expect(report.outcome).toBe("converged");
    expect(shop.alias().functionVersion).toBe("2");
  }, 60_000);
});

describe("verify.before", () => {
  it("keeps an alias from being made for a version that fails", async () => {
    const shop = openShop();

    const report = await shop.run(await shop.desired({ code: THROWS, alias: BEFORE }));

    expect(report.outcome).toBe("failed");
    expect(() => shop.alias()).toThrow("no alias yet");
  });

  it("takes the traffic of an earlier version back when the one that takes its place fails", async () => {
    const shop = openShop();
    const alias = `${CANARY}, ${BEFORE}`;
    await shop.run(await shop.desired({ code: GOOD, alias }));
    await shop.pass(await shop.desired({ code: NEWER, alias }));
    expect(shop.alias()).toMatchObject({ additional: { version: "2" } });

    await shop.pass(await shop.desired({ code: THROWS, alias }));

    expect(shop.alias()).toMatchObject({ functionVersion: "1", description: expect.stringContaining("shift:3@0 back:") });
    expect(shop.alias().additional).toBeUndefined();
  });

  it("says nothing of a version that could not be invoked, which is tried again", async () => {
    const shop = openShop();
    const alias = BEFORE;
    await shop.run(await shop.desired({ code: GOOD, alias }));
    const next = await shop.desired({ code: NEWER, alias });
    shop.sandbox.faults.script(({ operation }) =>
      operation === "Invoke"
        ? { type: "fail", when: "before", error: new AwsError("AccessDeniedException", "not lambda:InvokeFunction", 403) }
        : undefined,
    );
    const denied = await shop.run(next);
    shop.sandbox.faults.clear();

    const report = await shop.run(next);

    expect(denied.outcome).toBe("failed");
    expect(report.outcome).toBe("converged");
    expect(shop.alias().functionVersion).toBe("2");
  });
});

describe.each([
  { how: "at once", shift: "shift: allAtOnce" },
  { how: "as a canary", shift: CANARY },
])("an API that is asked once all of its traffic has moved $how", ({ shift }) => {
  const alias = `${shift}, ${AFTER}`;

  it("keeps what answers well", async () => {
    const shop = openShop();
    await shop.run(await shop.desired({ code: GOOD, alias }));

    const report = await shop.whileServing(async () => shop.run(await shop.desired({ code: NEWER, alias })));

    expect(report.outcome).toBe("converged");
    expect(shop.alias()).toMatchObject({ functionVersion: "2", description: "Live [stagekeeper:shop]" });
    expect(shop.alias().additional).toBeUndefined();
    expect(statusesOf(shop.answers)).toEqual({ 200: shop.answers.length });
  }, 60_000);

  it("gets the old version back when it does not, and the new one is not tried again", async () => {
    const shop = openShop();
    await shop.run(await shop.desired({ code: GOOD, alias }));
    const bad = await shop.desired({ code: WRONG_AT_THE_API, alias });

    const report = await shop.run(bad);
    const later = await shop.run(bad, { ledger: createMemoryLedger() });

    expect(report.outcome).toBe("failed");
    expect(report.plan?.blocked).toMatchObject([
      {
        address: ALIAS,
        reason: "shift-failed",
        message: expect.stringContaining("GET /order of stage Shop/live: status 503, expected is 200"),
      },
    ]);
    expect(later.plan?.shifts).toMatchObject([{ move: "refuse", percent: 0 }]);
    expect(shop.alias().functionVersion).toBe("1");
    expect(shop.alias().additional).toBeUndefined();
  }, 60_000);
});

describe("verify.after", () => {
  it("waits while there is no answer, and goes on in another process", async () => {
    const shop = openShop();
    await shop.run(await shop.desired({ code: GOOD, alias: AFTER }));
    const next = await shop.desired({ code: NEWER, alias: AFTER });
    await shop.pass(next);
    await shop.clock.advance(60_000);
    const silent: HttpProbe = { ask: () => Promise.reject(new Error("connection refused")) };

    const held = await shop.pass(next, { probe: silent });
    const report = await shop.run(next, { ledger: createMemoryLedger() });

    expect(held.plan?.shifts).toMatchObject([
      {
        move: "hold",
        percent: 100,
        step: 1,
        steps: 2,
        reason: "GET /order of stage Shop/live was not answered: connection refused",
      },
    ]);
    expect(report.outcome).toBe("converged");
    expect(shop.alias()).toMatchObject({ functionVersion: "2", description: "Live [stagekeeper:shop]" });
  });

  it("is over when it is taken out while it is waited for", async () => {
    const shop = openShop();
    const canary = `${CANARY}, ${AFTER}`;
    await shop.run(await shop.desired({ code: GOOD, alias: canary }));
    const silent: HttpProbe = { ask: () => Promise.reject(new Error("connection refused")) };
    const next = await shop.desired({ code: NEWER, alias: canary });
    await shop.pass(next, { probe: silent });
    await shop.clock.advance(60_000);
    await shop.pass(next, { probe: silent });
    expect(shop.alias()).toMatchObject({ functionVersion: "1", additional: { version: "2", weight: 1 } });
    await shop.clock.advance(60_000);

    const report = await shop.run(await shop.desired({ code: NEWER, alias: CANARY }), { probe: silent });

    expect(report.outcome).toBe("converged");
    expect(shop.alias()).toMatchObject({ functionVersion: "2", description: "Live [stagekeeper:shop]" });
  });

  it("is over at once for an alias that no stage leads to", async () => {
    const shop = openShop();
    const alias = AFTER;
    const lonely = (code: string) => shop.desired({ code, alias, route: "GET /order: { lambda: Uploader }" });
    await shop.run(await lonely(GOOD));
    const silent: HttpProbe = { ask: () => Promise.reject(new Error("nobody is to be asked")) };

    const report = await shop.run(await lonely(NEWER), { probe: silent });

    expect(report.outcome).toBe("converged");
    expect(shop.alias().functionVersion).toBe("2");
  });

  it("is not passed by gates that took their answer from before it could be asked", async () => {
    const shop = openShop();
    const gated = `${CANARY}, alarms: [checkout], ${AFTER}`;
    const calm: GateReader = { read: async () => ({ at: 0, alarms: { checkout: "OK" } }) };
    await shop.run(await shop.desired({ code: GOOD, alias: gated }), { gates: calm });
    const next = await shop.desired({ code: WRONG_AT_THE_API, alias: gated });
    await shop.pass(next, { gates: calm });
    await shop.clock.advance(60_000);
    await shop.pass(next, { gates: calm });
    expect(shop.alias()).toMatchObject({ additional: { weight: 1 } });
    // CloudWatch answers when the moments after the move are over.
    const slow: GateReader = { read: async () => shop.clock.advance(10_000).then(() => ({ at: 0, alarms: { checkout: "OK" } })) };

    await shop.pass(next, { gates: slow });
    expect(shop.alias().functionVersion).toBe("1");
    await shop.run(next, { gates: calm });

    expect(shop.alias()).toMatchObject({ functionVersion: "1", description: expect.stringContaining("shift:2@0 back:") });
  });

  it("asks nobody in a dry run", async () => {
    const shop = openShop();
    const alias = "verify: { before: { expect: { statusCode: 200 } }, after: [{ path: /order }] }";
    await shop.run(await shop.desired({ code: GOOD, alias }));
    const asked = invocations(shop);
    const next = await shop.desired({ code: NEWER, alias });
    const before = await shop.preview(next);
    expect(before.plan?.shifts).toMatchObject([{ move: "start", percent: 100 }]);
    expect(invocations(shop)).toBe(asked);
    await shop.pass(next);
    await shop.clock.advance(60_000);

    const after = await shop.preview(next);

    expect(after.plan?.shifts).toMatchObject([{ move: "hold", percent: 100, reason: "nobody may ask its API here" }]);
  });
});
