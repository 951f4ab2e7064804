import { describe, expect, it } from "vitest";
import { type DaemonPorts, type DaemonSettings, runDaemon } from "../../src/daemon/daemon.ts";
import type { DaemonStatus } from "../../src/daemon/status.ts";
import type { TargetHome } from "../../src/daemon/target-loop.ts";
import type { PassFacts } from "../../src/model/alerts.ts";
import type { DesiredState } from "../../src/model/desired.ts";
import type { Issue } from "../../src/model/issue.ts";
import type { LoadResult } from "../../src/model/ports.ts";
import { createVirtualClock } from "../../src/sandbox/virtual-clock.ts";
import { onlyTarget } from "../../tools/command/only-target.ts";
import { aDesired, aState } from "../core/builders.ts";
import { createMemoryAws, type MemoryAws } from "../core/memory-aws.ts";
import { openRecordingLogger } from "../core/recording-logger.ts";
import { createMemoryLedger } from "../core/run-pass.ts";

const SETTINGS: DaemonSettings = {
  version: "1.2.3",
  listen: null,
  intervalMs: 60_000,
  only: [],
  prune: false,
  concurrency: 2,
  dryRun: false,
};

const ISSUE: Issue = { severity: "error", code: "syntax", message: "no end", file: "a.yaml", line: 3, column: 1 };
const ONE = aState([aDesired("bucket", "a", { versioning: "enabled" })], { revision: "one" });
const BOTH = aState([...ONE.resources, aDesired("bucket", "b", { versioning: "enabled" })], { revision: "both" });

const good = (state: DesiredState): LoadResult => ({ valid: true, state });
const BROKEN: LoadResult = { valid: false, issues: [ISSUE] };

interface World {
  readonly aws: MemoryAws;
  readonly stop: () => void;
  /** What happened before the n-th pass, counted from 1; the last of them stops the daemon. */
  readonly before: Readonly<Record<number, (world: World) => void | Promise<void>>>;
}

/** A daemon on virtual time before an AWS in memory. `loads`: the desired state by pass; the last one stays. */
async function daemonOf(
  loads: readonly LoadResult[],
  before: World["before"],
  changed: {
    readonly settings?: Partial<DaemonSettings>;
    readonly ports?: Partial<DaemonPorts>;
    readonly home?: Partial<TargetHome>;
  } = {},
) {
  const clock = createVirtualClock();
  const stop = new AbortController();
  const aws = createMemoryAws();
  const ledger = createMemoryLedger();
  const { logger, lines } = openRecordingLogger();
  const told: PassFacts[] = [];
  const recorded: string[] = [];
  const events: string[] = [];
  let kept: DesiredState | null = null;
  let [passes, runs] = [0, 0];
  const world: World = { aws, before, stop: () => stop.abort() };
  const source = {
    async load() {
      passes += 1;
      await before[passes]?.(world);
      return loads[Math.min(passes, loads.length) - 1] ?? BROKEN;
    },
  };
  const home: TargetHome = {
    lastGood: {
      newest: async () => kept,
      async keep(state) {
        kept = state;
      },
      code: async () => null,
    },
    connect: () => ({
      openPass: () => ({ session: aws.openSession(), ledger }),
      openLook() {
        const { providers: _, ...session } = aws.openSession();
        return { session, ledger };
      },
      who: null,
      quotas: () => [],
      close: () => void events.push("closed"),
    }),
    history: { passed: (_, { runId }) => void recorded.push(runId), alerted() {}, named() {}, close: async () => {} },
    desk: {
      passed: (_, facts) => void told.push(facts),
      named() {},
      withdraw() {},
      open: () => [],
      drain: async () => void events.push("drained"),
    },
    logger: changed.ports?.logger ?? logger,
    ...changed.home,
  };
  const ports: DaemonPorts = {
    ...onlyTarget(source, home),
    sourceRevision: async () => "5f3c",
    watch: async () => ({ close: async () => void events.push("unwatched") }),
    announce: async () => {},
    keepStatus: async () => {},
    onRequest: () => () => void events.push("unasked"),
    clock,
    logger,
    random: () => 0.5,
    newRunId() {
      runs += 1;
      return `run-${runs}`;
    },
    ...changed.ports,
  };
  const whole = await runDaemon({ ...SETTINGS, ...changed.settings }, ports, stop.signal);
  return { whole, aws, lines, told, recorded, events, clock, kept: () => kept };
}

const stopNow = ({ stop }: World): void => stop();

describe("the daemon", () => {
  it("says in every line of a pass which one it is, what started it, and which commit", async () => {
    const { lines } = await daemonOf([good(ONE)], { 2: stopNow });

    const pass = lines.filter(({ fields }) => "runId" in fields && fields.runId === "run-1");
    expect(pass.map(({ message }) => message)).toEqual(["step applied", "run finished"]);
    for (const { fields } of pass) expect(fields).toMatchObject({ trigger: "start", revision: "one", commit: "5f3c" });
  });

  it("writes every pass into the history", async () => {
    const { recorded } = await daemonOf([good(ONE)], { 3: stopNow });

    expect(recorded.slice(0, 2)).toEqual(["run-1", "run-2"]);
  });

  it("heals one resource although another cannot be read, and does not let it wait", async () => {
    const { aws, lines } = await daemonOf([good(BOTH)], {
      2({ aws }) {
        aws.unreadable("bucket:b", { state: "unknown", reason: "denied", message: "s3:GetBucketVersioning refused" });
        aws.change("bucket:a", { versioning: "suspended" });
      },
      20: stopNow,
    });

    const finished = lines.filter(({ message }) => message === "run finished");
    expect(aws.store.get("bucket:a")?.spec).toMatchObject({ versioning: "enabled" });
    expect(finished[1]?.fields).toMatchObject({ outcome: "failed" });
    expect(lines.filter(({ message }) => message === "blocked").length).toBeGreaterThan(10);
  });

  it("enforces the last good desired state while the files are broken, prunes nothing, and tells the desk", async () => {
    const orphaned = aState(ONE.resources, { revision: "orphaned" });
    const { aws, told, lines } = await daemonOf(
      [good(BOTH), BROKEN, BROKEN, good(orphaned), good(orphaned)],
      {
        3: ({ aws }) => aws.change("bucket:a", { versioning: "suspended" }),
        4: ({ aws }) => void expect([...aws.store.keys()]).toEqual(["bucket:a", "bucket:b"]),
        6: stopNow,
      },
      { settings: { prune: true } },
    );

    expect(told.slice(0, 4).map(({ rejected }) => rejected)).toEqual([undefined, [ISSUE], [ISSUE], undefined]);
    expect(aws.store.get("bucket:a")?.spec).toMatchObject({ versioning: "enabled" });
    expect([...aws.store.keys()]).toEqual(["bucket:a"]);
    expect(lines.find(({ message }) => message === "desired state invalid")).toMatchObject({
      level: "warn",
      fields: { issues: 1, where: [{ at: "a.yaml:3:1", code: "syntax" }], enforced: "both" },
    });
  });

  it("does nothing while there never was a good desired state, and is well all the same", async () => {
    const { aws, told } = await daemonOf([BROKEN], { 3: stopNow });

    expect(aws.writes).toEqual([]);
    expect(told[0]).toMatchObject({ rejected: [ISSUE] });
  });

  it("goes on when the last good desired state cannot be kept", async () => {
    const { lines, aws } = await daemonOf(
      [good(ONE)],
      { 2: stopNow },
      {
        home: {
          lastGood: { newest: async () => null, keep: () => Promise.reject(new Error("disk full")), code: async () => null },
        },
      },
    );

    expect(lines.find(({ message }) => message === "last good state not kept")?.fields).toMatchObject({ detail: "disk full" });
    expect(aws.writes).toHaveLength(1);
  });

  it("keeps its status after each pass, in turn, and goes on when it cannot", async () => {
    const kept: (number | undefined)[] = [];
    const keepStatus = async ({ passes }: DaemonStatus) => {
      kept.push(passes);
      if (passes === 1) throw new Error("disk full");
    };

    const { lines } = await daemonOf([good(ONE)], { 3: stopNow }, { ports: { keepStatus } });

    expect(kept).toEqual([1, 2, 3]);
    expect(lines.filter(({ message }) => message === "status not kept").map(({ fields }) => fields)).toEqual([
      { detail: "disk full" },
    ]);
  });

  it("looks and changes nothing when it is told to", async () => {
    const { aws, lines } = await daemonOf([good(ONE)], { 3: stopNow }, { settings: { dryRun: true } });

    expect(aws.writes).toEqual([]);
    expect(lines.find(({ message }) => message === "run finished")?.fields).toMatchObject({ outcome: "changes" });
  });

  it("starts a pass for a change, and one for a person who asks", async () => {
    let change = () => {};
    let ask = () => {};
    const { told } = await daemonOf(
      [good(ONE)],
      { 2: () => change(), 3: () => ask(), 4: stopNow },
      {
        ports: {
          async watch(onChange) {
            change = onChange;
            return { close: async () => {} };
          },
          onRequest(request) {
            ask = request;
            return () => {};
          },
        },
      },
    );

    expect(told.map(({ trigger }) => trigger)).toEqual(["start", "interval", "change", "signal"]);
  });
});

describe("the daemon that is told to end", () => {
  it("finishes the step under way, attempts no other, delivers its alerts, and closes what it opened", async () => {
    const { whole, aws, lines, events } = await daemonOf(
      [good(BOTH)],
      { 1: ({ aws, stop }) => aws.beforeWrite(stop) },
      {
        settings: { concurrency: 1 },
      },
    );

    expect(whole).toBe(true);
    expect(aws.writes).toEqual([{ action: "create", address: "bucket:a" }]);
    expect(lines.find(({ message }) => message === "pass cut short")?.fields).toMatchObject({ notAttempted: ["bucket:b"] });
    expect(events).toEqual(["drained", "unasked", "unwatched", "closed"]);
  });

  it("leaves what takes longer than its grace, and says so", async () => {
    const never = new Promise<never>(() => {});

    const { whole, lines, clock } = await daemonOf([good(ONE)], {
      async 1({ stop }) {
        stop();
        await never;
      },
    });

    expect(whole).toBe(false);
    expect(lines.at(-1)).toMatchObject({ message: "stopped", fields: { whole: false } });
    expect(clock.now() - createVirtualClock().now()).toBe(22_000);
  });

  it("does not wait for alerts that cannot be delivered", async () => {
    let gaveUp = false;
    const { whole } = await daemonOf(
      [good(ONE)],
      { 2: stopNow },
      {
        home: {
          desk: {
            passed: () => {},
            named() {},
            withdraw() {},
            open: () => [],
            drain: (signal) => new Promise<void>(() => signal.addEventListener("abort", () => (gaveUp = true))),
          },
        },
      },
    );

    expect(whole).toBe(false);
    expect(gaveUp).toBe(true);
  });

  it("opens nothing of AWS when it cannot start", async () => {
    const opened: string[] = [];
    const started = daemonOf(
      [good(ONE)],
      {},
      {
        ports: {
          async open() {
            opened.push("a target");
            return expect.fail();
          },
          watch: () => Promise.reject(new Error("no watches left")),
        },
      },
    );

    await expect(started).rejects.toThrow("no watches left");
    expect(opened).toEqual([]);
  });
});

describe("what the daemon answers", () => {
  it("is how it is now: health, readiness, metrics and status", async () => {
    const answers: Record<string, { readonly status: number; readonly text: string }> = {};
    let url = "";
    const { logger, lines } = openRecordingLogger();
    await daemonOf(
      [good(ONE)],
      {
        async 2({ stop }) {
          url = String(lines.map(({ fields }) => ("url" in fields ? fields.url : undefined)).find(Boolean));
          for (const path of ["/healthz", "/readyz", "/metrics", "/api/status", "/"]) {
            const answer = await fetch(`${url}${path}`);
            answers[path] = { status: answer.status, text: await answer.text() };
          }
          stop();
        },
      },
      { settings: { listen: { host: "127.0.0.1", port: 0 } }, ports: { logger } },
    );

    expect(answers["/healthz"]).toEqual({ status: 200, text: '{"healthy":true,"state":"running"}\n' });
    expect(answers["/readyz"]).toMatchObject({ status: 200 });
    expect(answers["/metrics"]?.text).toContain('stagekeeper_passes_total{outcome="converged"} 1');
    expect(answers["/"]?.status).toBe(404);
    // The daemon's own type of what it answers there.
    const status = JSON.parse(answers["/api/status"]?.text ?? "") as DaemonStatus;
    expect(status).toMatchObject({
      version: "1.2.3",
      pid: process.pid,
      state: "running",
      ready: true,
      desired: { revision: "one" },
    });
    await expect(fetch(url)).rejects.toThrow();
  });
});
