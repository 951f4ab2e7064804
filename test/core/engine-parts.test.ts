import { describe, expect, it } from "vitest";
import { applyPlan, errorReport } from "../../src/engine/apply.ts";
import { bindLogger } from "../../src/engine/bind-logger.ts";
import { saveLedger } from "../../src/engine/memory.ts";
import { outcomeOf } from "../../src/engine/outcome.ts";
import { mapPool } from "../../src/engine/pool.ts";
import { reconcile } from "../../src/engine/reconcile.ts";
import { systemClock } from "../../src/engine/system-clock.ts";
import type { Address } from "../../src/model/address.ts";
import { StagekeeperError } from "../../src/model/errors.ts";
import type { Plan, Step } from "../../src/model/plan.ts";
import type { ProgressEvent } from "../../src/model/ports.ts";
import { refTo } from "../../src/model/ref.ts";
import { aDesired, aState, aStep, imageUpload } from "./builders.ts";
import { createMemoryAws } from "./memory-aws.ts";
import { openRecordingLogger } from "./recording-logger.ts";
import { converge, createMemoryLedger, look } from "./run-pass.ts";

const aPlan = (steps: readonly Step[], blocked: Plan["blocked"] = []): Plan => ({
  revision: "r",
  digest: "d",
  steps,
  blocked,
  unchanged: [],
  tolerated: [],
  unmanaged: [],
  shifts: [],
  waiting: [],
  notes: [],
  existing: 0,
});

describe("applying", () => {
  const run = async (steps: readonly Step[], { concurrency = 3, failing = [] as readonly Address[] } = {}) => {
    const [started, together] = [[] as Address[], [] as number[]];
    const open = new Set<Step>();
    const reports = await applyPlan(aPlan(steps), {
      concurrency,
      progress: () => {},
      logger: openRecordingLogger().logger,
      signal: new AbortController().signal,
      async perform(step) {
        started.push(step.address);
        expect([...open].map(({ lane }) => lane)).not.toContain(step.lane);
        open.add(step);
        together.push(open.size);
        await new Promise(setImmediate);
        open.delete(step);
        if (failing.includes(step.address)) throw new Error("no");
        return {};
      },
    });
    return { reports, started, most: Math.max(0, ...together) };
  };

  it("runs at most so many steps at once, and at least one", async () => {
    const steps = Array.from({ length: 9 }, (_, index) => aStep(`bucket:${index}`));

    expect((await run(steps)).most).toBe(3);
    expect((await run(steps, { concurrency: 0 })).most).toBe(1);
  });

  it("runs the steps of a lane one at a time, in the plan's order", async () => {
    const { started, most } = await run([
      aStep("stage:A/b", { lane: "A" }),
      aStep("stage:A/a", { lane: "A" }),
      aStep("stage:B/a", { lane: "B" }),
    ]);

    expect(most).toBe(2);
    expect(started.filter((address) => address.startsWith("stage:A"))).toEqual(["stage:A/b", "stage:A/a"]);
  });

  it("binds fields to every level of a logger", () => {
    const { logger, lines } = openRecordingLogger();
    const bound = bindLogger(logger, { runId: "r" });
    for (const level of ["debug", "info", "warn", "error"] as const) bound[level]({ a: 1 }, "constant");

    expect(lines).toEqual(
      ["debug", "info", "warn", "error"].map((level) => ({ level, message: "constant", fields: { runId: "r", a: 1 } })),
    );
  });

  it("names the step that failed at the root of it", async () => {
    const { reports } = await run(
      [
        aStep("role:r"),
        aStep("function:F", { needs: ["role:r"] }),
        aStep("alias:F/a", { needs: ["function:F"] }),
        aStep("stage:A/s"),
      ],
      { failing: ["role:r"] },
    );

    expect(reports.map(({ result, because }) => [result, because])).toEqual([
      ["failed", undefined],
      ["not-attempted", "role:r"],
      ["not-attempted", "role:r"],
      ["done", undefined],
    ]);
  });

  it("of nothing does nothing", async () => {
    expect((await run([])).reports).toEqual([]);
  });

  it.each([
    {
      error: new StagekeeperError("conflict", "two\n lines", { awsCode: "ConflictException" }),
      report: { code: "ConflictException", message: "two lines" },
    },
    { error: new StagekeeperError("timed-out", "slow"), report: { code: "timed-out", message: "slow" } },
    { error: new Error("odd"), report: { code: "unexpected", message: "odd" } },
    {
      error: new TypeError("odd"),
      report: {
        code: "unexpected",
        message: "an answer is not AWS's, or reconcile is at fault (odd); check the endpoint, or report it if that is AWS",
      },
    },
    { error: "text", report: { code: "unexpected", message: "text" } },
  ])("reports $report.code for what was thrown", ({ error, report }) => {
    expect(errorReport(error)).toEqual(report);
  });
});

describe("the outcome", () => {
  const ending = { valid: true, broken: false, refused: false, dryRun: false, plan: aPlan([]), steps: [] };
  const step = aStep("bucket:a");
  const blocked = [{ address: "bucket:b" as const, reason: "not-owned" as const, message: "m" }];

  it.each([
    { name: "invalid", more: { valid: false, plan: null }, outcome: "invalid" },
    { name: "broken", more: { broken: true, refused: true }, outcome: "failed" },
    { name: "refused, though blocked", more: { refused: true, plan: aPlan([step], blocked) }, outcome: "refused" },
    { name: "no plan", more: { plan: null }, outcome: "failed" },
    { name: "blocked wins over changes", more: { dryRun: true, plan: aPlan([step], blocked) }, outcome: "failed" },
    { name: "nothing to do", more: {}, outcome: "in-sync" },
    { name: "nothing to do on a dry run", more: { dryRun: true }, outcome: "in-sync" },
    { name: "steps on a dry run", more: { dryRun: true, plan: aPlan([step]) }, outcome: "changes" },
    { name: "nothing to do but wait", more: { plan: { ...aPlan([]), waiting: ["stage:a/b"] as const } }, outcome: "shifting" },
    {
      name: "nothing to do but wait on a dry run",
      more: { dryRun: true, plan: { ...aPlan([]), waiting: ["stage:a/b"] as const } },
      outcome: "changes",
    },
    { name: "all done", more: { plan: aPlan([step]), steps: [{ step, result: "done" as const }] }, outcome: "converged" },
    { name: "one not", more: { plan: aPlan([step]), steps: [{ step, result: "not-attempted" as const }] }, outcome: "failed" },
  ])("$name: $outcome", ({ more, outcome }) => {
    expect(outcomeOf({ ...ending, ...more })).toBe(outcome);
  });
});

describe("a pool", () => {
  it("keeps the order of the items whatever the order they end in", async () => {
    const results = await mapPool([3, 1, 2], 2, async (turns) => {
      for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
      return turns * 10;
    });

    expect(results).toEqual([30, 10, 20]);
  });

  it("rejects with the first failure, after what runs has ended, and starts nothing more", async () => {
    const ended: number[] = [];
    const pool = mapPool([1, 2, 3, 4], 2, async (item) => {
      if (item === 1) throw new Error("first");
      await new Promise(setImmediate);
      ended.push(item);
    });

    await expect(pool).rejects.toThrow("first");
    expect(ended).toEqual([2]);
  });

  it("of nothing is nothing", async () => {
    expect(await mapPool([], 0, async () => 1)).toEqual([]);
  });
});

describe("the system's clock", () => {
  it("tells the time and sleeps", async () => {
    const before = systemClock.now();
    await systemClock.sleep(1);

    expect(systemClock.now()).toBeGreaterThanOrEqual(before);
  });

  it("wakes with the reason of the signal", async () => {
    const reason = new Error("SIGINT");

    await expect(systemClock.sleep(60_000, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});

describe("a pass", () => {
  it("tells its progress in order", async () => {
    const events: ProgressEvent[] = [];

    await converge(createMemoryAws(), aState([aDesired("bucket", "b")]), { onProgress: (event) => events.push(event) });

    expect(events.map(({ type }) => type)).toEqual(["loaded", "observed", "planned", "step-started", "step-finished"]);
  });

  it("logs constants with facts as fields, the run's id and revision on each line", async () => {
    const { logger, lines } = openRecordingLogger();
    const [aws, ledger] = [createMemoryAws(), createMemoryLedger()];
    const state = aState([aDesired("bucket", "b", { versioning: "enabled" })]);
    const pass = (source = { load: async () => ({ valid: true as const, state }) }) =>
      reconcile(
        { mode: "apply", only: [], prune: false, force: false, concurrency: 1 },
        {
          source,
          session: aws.openSession(),
          ledger,
          clock: systemClock,
          progress: () => {},
          logger,
          approve: async () => true,
          signal: new AbortController().signal,
        },
      );
    await pass();
    aws.change("bucket:b", { versioning: "suspended" });

    await pass();

    expect(lines.map(({ message }) => message)).toEqual([
      "step applied",
      "run finished",
      "drift detected",
      "step applied",
      "drift corrected",
      "run finished",
    ]);
    for (const { fields } of lines) expect(fields).toMatchObject({ runId: expect.any(String), revision: "revision-1" });
    expect(lines.at(-1)?.fields).toMatchObject({ outcome: "converged" });
  });

  it("ends in a report when the credentials are no good, and names no resource for it", async () => {
    const aws = createMemoryAws();
    const session = aws.openSession();
    const bad = {
      ...session,
      identity: async () => Promise.reject(new StagekeeperError("credentials", "expired", { awsCode: "ExpiredTokenException" })),
    };

    const report = await reconcile(
      { mode: "apply", only: [], prune: false, force: false, concurrency: 1 },
      {
        source: { load: async () => ({ valid: true, state: imageUpload() }) },
        session: bad,
        ledger: createMemoryLedger(),
        clock: systemClock,
        progress: () => {},
        logger: openRecordingLogger().logger,
        approve: async () => true,
        signal: new AbortController().signal,
      },
    );

    expect(report).toMatchObject({
      outcome: "failed",
      error: { code: "ExpiredTokenException", message: "expired" },
      plan: null,
      interrupted: false,
    });
  });

  it("ends as a whole when an observer finds the credentials no good", async () => {
    const aws = createMemoryAws();
    const { identity, observers, calls } = aws.openSession();
    const session = {
      identity,
      calls,
      observers: {
        ...observers,
        bucket: { ...observers.bucket, observe: () => Promise.reject(new StagekeeperError("credentials", "expired")) },
      },
    };
    aws.openSession = () => ({ ...session, providers: observers }) as unknown as ReturnType<typeof aws.openSession>; // a dry run has no providers

    const report = await look(aws, aState([aDesired("bucket", "b")]));

    expect(report).toMatchObject({ outcome: "failed", error: { code: "credentials" }, plan: null });
  });

  it("fails the step whose reference gave nothing, and says which", async () => {
    const aws = createMemoryAws();
    const session = aws.openSession();
    const mute = {
      ...session,
      providers: { ...session.providers, role: { ...session.providers.role, create: async () => ({}) } },
    };
    aws.openSession = () => mute;
    const state = aState([
      aDesired("role", "r", { trust: {} }),
      aDesired("function", "F", { runtime: "nodejs22.x", handler: "i.h", role: refTo("role:r", "arn") }),
    ]);

    const report = await converge(aws, state);

    expect(report.steps[1]?.error).toEqual({ code: "unexpected", message: "function:F needs arn of role:r, which gave none" });
  });

  it("tells what a step waits for, and lets it look at what else is known", async () => {
    const aws = createMemoryAws();
    const session = aws.openSession();
    const events: ProgressEvent[] = [];
    const seen: unknown[] = [];
    const role = { ...session.providers.role };
    const bucket: typeof session.providers.bucket = {
      ...session.providers.bucket,
      async create(desired, context) {
        context.waiting("for S3 to settle");
        seen.push(context.outputsOf("role:r"), context.outputsOf("role:none"), context.signal.aborted);
        return session.providers.bucket.create(desired, context);
      },
    };
    aws.openSession = () => ({ ...session, providers: { ...session.providers, role, bucket } });
    const state = aState([aDesired("role", "r", { trust: {} }), aDesired("bucket", "b", {}, { after: ["role:r"] })]);

    await converge(aws, state, { onProgress: (event) => events.push(event) });

    expect(events).toContainEqual({
      type: "step-waiting",
      step: expect.objectContaining({ address: "bucket:b" }),
      message: "for S3 to settle",
    });
    expect(seen).toEqual([expect.objectContaining({ arn: "arn:role:r" }), undefined, false]);
  });

  it("does not fail for a ledger that cannot be saved", async () => {
    const { logger, lines } = openRecordingLogger();

    await saveLedger({ ...createMemoryLedger(), save: () => Promise.reject(new Error("read-only")) }, logger);

    expect(lines).toEqual([{ level: "warn", message: "ledger not saved", fields: { detail: "read-only" } }]);
  });

  it("keeps what it knew of a resource that AWS is changing by itself", async () => {
    const [aws, ledger] = [createMemoryAws(), createMemoryLedger()];
    const state = aState([aDesired("bucket", "b", { versioning: "enabled" })]);
    await converge(aws, state, { ledger });
    const live = aws.store.get("bucket:b");
    if (live) aws.put({ ...live, spec: { versioning: "suspended" }, settling: { versioning: "changing" } });
    await converge(aws, state, { ledger });
    if (live) aws.put({ ...live, spec: { versioning: "suspended" } });

    const report = await look(aws, state, { ledger });

    expect(report.plan?.steps.map(({ cause }) => cause)).toEqual(["drift"]);
  });
});
