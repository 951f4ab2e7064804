/**
 * The daemon: a loop of passes, what asks for them, and what it answers of itself. Starting may fail; once it runs,
 * nothing ends it but the signal that it is given.
 */
import { randomBytes } from "node:crypto";
import type { History, NamedDrift } from "../model/history.ts";
import type { Clock, Logger } from "../model/ports.ts";
import type { QuotaStand } from "../model/report.ts";
import type { Who } from "../model/who.ts";
import type { PageFiles } from "../page/assets.ts";
import { Attribution } from "./attribution.ts";
import { type DaemonPassPorts, type DaemonPassRequest, type PassDoor, type PassWitness, runDaemonPass } from "./daemon-pass.ts";
import { type Endpoints, json, type ListenAddress, type Routes, startEndpoints } from "./endpoints.ts";
import { whyStuck } from "./health.ts";
import { LiveFeed } from "./live-feed.ts";
import { Looks } from "./looks.ts";
import { Loop } from "./loop.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import { OverviewBook } from "./overview.ts";
import { endOf, paceOf } from "./pace.ts";
import { pageRoutes } from "./page-routes.ts";
import { type DaemonStatus, PassHistory, statusOf } from "./status.ts";

export interface DaemonSettings extends DaemonPassRequest {
  readonly version: string;
  /** `null`: nobody is answered. */
  readonly listen: ListenAddress | null;
  readonly intervalMs: number;
  /** Within how many milliseconds drift is found in what moves no traffic; left out: every pass reads everything. */
  readonly deepMs?: number;
  /** Left out: there is no page, only what it would ask for. */
  readonly page?: PageFiles;
}

export interface DaemonPorts extends Omit<DaemonPassPorts, "aws" | "attribution" | "looks"> {
  /** AWS, for as long as the daemon runs. `onCall` is told of every request as it ends. */
  connect(onCall: Metrics["callEnded"]): PassDoor & AwsDoor;
  /** Calls back for each change of the desired state, until it is closed. */
  watch(onChange: () => void): Promise<{ close(): Promise<void> }>;
  /** Is told where it answers, `null` for nowhere, before the first pass. */
  announce(url: string | null): Promise<void>;
  /** Is given the status after each pass, for those who ask when nobody answers any more. */
  keepStatus(status: DaemonStatus): Promise<void>;
  /** Calls back when a person asks for a pass; gives the function that ends that. */
  onRequest(request: () => void): () => void;
  /** 0 to 1. */
  random(): number;
}

interface AwsDoor {
  /** `null`: nobody asks it. */
  readonly who: Who | null;
  quotas(): readonly QuotaStand[];
  close(): void;
}

/** Within what Kubernetes gives a container to end (30 s): a step that takes longer is left to the next start. */
const GRACE_MS = 25_000;
/** Of the grace, what is kept for delivering alerts. */
const DRAIN_MS = 3_000;

/** Resolves when the signal was aborted, with whether all that was under way came to its end. Rejects only when it cannot start. */
export async function runDaemon(settings: DaemonSettings, ports: DaemonPorts, signal: AbortSignal): Promise<boolean> {
  const { clock, logger, desk } = ports;
  const history = new PassHistory();
  const metrics = createMetrics({
    version: settings.version,
    history,
    conditions: () => desk.open(),
    quotas: () => aws.quotas(),
  });
  const aws = ports.connect(metrics.callEnded);
  const attribution =
    aws.who && new Attribution({ ...ports, who: aws.who, history: alsoTelling(ports.history, (drift) => shows(drift)) });
  const looks = new Looks({ intervalMs: settings.intervalMs, deepMs: settings.deepMs ?? 0 });
  const startedAt = clock.now();
  // In turn, and no pass waits for the disk.
  let keeping: Promise<void> = Promise.resolve();
  const feed = new LiveFeed(() => clock.now());
  const book = new OverviewBook({
    dryRun: settings.dryRun,
    salt: randomBytes(16).toString("hex"),
    status: () => status(),
    conditions: () => desk.open(),
    quotas: () => aws.quotas(),
  });
  const shows = (drift: NamedDrift) => {
    book.named(drift);
    feed.changed();
  };
  const status = () => statusNow({ settings, ports, loop, history, signal, startedAt });
  const loop = new Loop(paceOf(settings.intervalMs), {
    clock,
    logger,
    random: ports.random,
    async pass(trigger) {
      const witness: PassWitness = {
        progress(event) {
          loop.beat();
          feed.progress(event);
        },
        saw: (sight) => book.saw(sight),
      };
      const ended = await runDaemonPass({ trigger, request: settings, witness }, { ...ports, aws, attribution, looks }, signal);
      history.ended(ended);
      book.passEnded(ended);
      feed.passEnded();
      metrics.passEnded(ended);
      keeping = keeping.then(() => keep(status(), ports));
      return { end: endOf(ended.report), nextMoveAt: ended.report.nextMoveAt };
    },
  });
  const routes = { ...pageRoutes(settings.page ?? null, () => book.overview(), feed), ...routesOf(status, metrics) };
  const endpoints = await listen(settings.listen, routes, logger);
  try {
    await ports.announce(endpoints?.url ?? null);
    const watch = await ports.watch(() => loop.request("change"));
    const stopListening = ports.onRequest(() => loop.request("signal"));
    logger.info({ version: settings.version, pid: process.pid, intervalMs: settings.intervalMs, url: endpoints?.url }, "started");
    const whole = await untilEnded(loop, ports, signal);
    stopListening();
    await watch.close();
    await attribution?.close();
    await Promise.all([keeping, ports.history.close()]);
    logger.info({ whole }, "stopped");
    return whole;
  } finally {
    await endpoints?.close();
    aws.close();
  }
}

/** What is written of who made a drift is shown too. */
function alsoTelling(history: History, tell: (drift: NamedDrift) => void): History {
  return {
    passed: (report, facts) => history.passed(report, facts),
    alerted: (alert) => history.alerted(alert),
    named(drift, now) {
      history.named(drift, now);
      tell(drift);
    },
    close: () => history.close(),
  };
}

async function keep(status: DaemonStatus, { keepStatus, logger }: DaemonPorts): Promise<void> {
  await keepStatus(status).catch((error: unknown) => {
    logger.warn({ detail: error instanceof Error ? error.message : String(error) }, "status not kept");
  });
}

/** Whether the loop came to its end, and the alerts were delivered or put down, within the grace. */
async function untilEnded(loop: Loop, { clock, desk, logger }: DaemonPorts, signal: AbortSignal): Promise<boolean> {
  const grace = new AbortController();
  const running = loop.run(signal);
  await aborted(signal);
  logger.info({ graceMs: GRACE_MS }, "stopping");
  const ended = await within(running, GRACE_MS - DRAIN_MS, clock);
  const draining = desk.drain(grace.signal);
  const drained = await within(draining, DRAIN_MS, clock);
  grace.abort();
  return ended && drained;
}

async function within(work: Promise<void>, ms: number, clock: Clock): Promise<boolean> {
  const done = new AbortController();
  const timeUp = clock.sleep(ms, done.signal).then(
    () => false,
    () => true,
  );
  return Promise.race([
    work.then(() => {
      done.abort();
      return true;
    }),
    timeUp,
  ]);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

interface Known {
  readonly settings: DaemonSettings;
  readonly ports: DaemonPorts;
  readonly loop: Loop;
  readonly history: PassHistory;
  readonly signal: AbortSignal;
  readonly startedAt: number;
}

function statusNow({ settings, ports, loop, history, signal, startedAt }: Known): DaemonStatus {
  const now = ports.clock.now();
  return statusOf({
    version: settings.version,
    pid: process.pid,
    startedAt,
    now,
    ending: signal.aborted,
    stuck: whyStuck(loop.state, now),
    loop: loop.state,
    history,
    conditions: ports.desk.open(),
  });
}

function routesOf(status: () => DaemonStatus, metrics: Metrics): Routes {
  return {
    "/healthz": () => {
      const { stuck, state } = status();
      return json(stuck === null ? 200 : 503, { healthy: stuck === null, state, ...(stuck !== null && { reason: stuck }) });
    },
    "/readyz": () => {
      const { ready, lastSuccessAt, desired } = status();
      return json(ready ? 200 : 503, { ready, lastSuccessAt, desiredValid: desired.valid });
    },
    "/metrics": async () => ({ status: 200, contentType: metrics.contentType, body: await metrics.text() }),
    "/api/status": () => json(200, status()),
  };
}

async function listen(at: ListenAddress | null, routes: Routes, logger: Logger): Promise<Endpoints | null> {
  if (at === null) return null;
  return startEndpoints(at, routes, (error) => {
    logger.error({ detail: error instanceof Error ? error.message : String(error) }, "request failed");
  });
}
