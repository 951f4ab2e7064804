/**
 * The daemon: a loop of passes for each target, what asks for them, and what it answers of itself. Starting may fail; once it
 * runs, nothing ends it but the signal that it is given.
 */
import { aborted } from "../model/aborted.ts";
import { messageOf } from "../model/errors.ts";
import type { FleetTarget } from "../model/fleet.ts";
import type { Clock, Logger } from "../model/ports.ts";
import type { PageFiles } from "../page/assets.ts";
import { routesOf } from "./answers.ts";
import { type Endpoints, type ListenAddress, type Routes, startEndpoints } from "./endpoints.ts";
import { whyStuck } from "./health.ts";
import { type EventSource, listenToEvents } from "./listen-events.ts";
import { LiveFeed } from "./live-feed.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import { figuresOfLoops, overviewOf } from "./overviews.ts";
import { pageRoutes } from "./page-routes.ts";
import { type DaemonStatus, PassHistory, statusOf } from "./status.ts";
import type { LoopSettings, LoopWitness } from "./target-loop.ts";
import { TargetLoops, type TargetLoopsPorts } from "./target-loops.ts";
import { together } from "./together.ts";
import { within } from "./within.ts";

export interface DaemonSettings extends LoopSettings {
  readonly version: string;
  /** `null`: nobody is answered. */
  readonly listen: ListenAddress | null;
  /** Left out: there is no page, only what it would ask for. */
  readonly page?: PageFiles;
}

export interface DaemonPorts extends TargetLoopsPorts {
  /** Calls back for each change of the desired state, until it is closed. */
  watch(onChange: () => void): Promise<{ close(): Promise<void> }>;
  /** Left out: nobody tells of others' writes. */
  readonly events?: EventSource;
  /** Is told where it answers, `null` for nowhere, before the first pass. */
  announce(url: string | null): Promise<void>;
  /** Is given the status after each pass, for those who ask when nobody answers any more. */
  keepStatus(status: DaemonStatus): Promise<void>;
  /** Calls back when a person asks for a pass; gives the function that ends that. */
  onRequest(request: () => void): () => void;
}

/** Within what Kubernetes gives a container to end (30 s): a step that takes longer is left to the next start. */
const GRACE_MS = 25_000;
/** Of the grace, what is kept for delivering alerts. */
const DRAIN_MS = 3_000;

/** Resolves when the signal was aborted, with whether all that was under way came to its end. Rejects only when it cannot start. */
export async function runDaemon(settings: DaemonSettings, ports: DaemonPorts, signal: AbortSignal): Promise<boolean> {
  const { clock, logger } = ports;
  const startedAt = clock.now();
  const feed = new LiveFeed(() => clock.now());
  const metrics = createMetrics({
    version: settings.version,
    targets: () => loops.loops,
    several: () => loops.several,
    fleet: () => figuresOfLoops({ status: status(), ...loopsNow() }),
  });
  const status = () => statusNow({ settings, ports, loops, signal, startedAt });
  const keeping = new Keeping(() => ports.keepStatus(status()), logger);
  const loops = new TargetLoops(settings, ports, (target) => witnessOf(target, { loops, feed, metrics, keeping }), signal);
  const loopsNow = () => ({ loops: loops.loops, several: loops.several });
  const overview = () => overviewOf({ status: status(), dryRun: settings.dryRun, ...loopsNow() });
  const routes = { ...pageRoutes(settings.page ?? null, overview, feed), ...routesOf(status, metrics) };
  const endpoints = await listen(settings.listen, routes, logger);
  try {
    await ports.announce(endpoints?.url ?? null);
    const watch = await ports.watch(() => void loops.changed());
    const stopListening = ports.onRequest(() => loops.request());
    logger.info({ version: settings.version, pid: process.pid, intervalMs: settings.intervalMs, url: endpoints?.url }, "started");
    const listening = ports.events && listenToEvents(ports.events, { clock, logger, loops: () => loops.loops }, signal);
    const whole = await untilEnded(loops, ports, signal);
    await listening;
    stopListening();
    await watch.close();
    await Promise.all([...loops.loops.map((loop) => loop.close()), keeping.done()]);
    logger.info({ whole }, "stopped");
    return whole;
  } finally {
    await endpoints?.close();
  }
}

/** Who looks hears of it, and counts it, by target where there are several. */
function witnessOf(
  { name }: FleetTarget,
  { loops, feed, metrics, keeping }: { loops: TargetLoops; feed: LiveFeed; metrics: Metrics; keeping: Keeping },
): LoopWitness {
  const target = () => (loops.several ? name : null);
  const heard = feed.of(target);
  return {
    progress: (event) => heard.progress(event),
    callEnded: (call) => metrics.callEnded(call, target()),
    changed: () => feed.changed(),
    passEnded(pass) {
      heard.passEnded();
      metrics.passEnded(pass, target());
      keeping.again();
    },
  };
}

/** In turn, and no pass waits for the disk; what comes while it is written is written once. */
class Keeping {
  readonly #keep: () => Promise<void>;
  readonly #logger: Logger;
  #working: Promise<void> = Promise.resolve();
  #asked = false;

  constructor(keep: () => Promise<void>, logger: Logger) {
    this.#keep = keep;
    this.#logger = logger;
  }

  again(): void {
    if (this.#asked) return;
    this.#asked = true;
    this.#working = this.#working.then(async () => {
      this.#asked = false;
      await this.#keep().catch((error: unknown) => {
        this.#logger.warn({ detail: messageOf(error) }, "status not kept");
      });
    });
  }

  done(): Promise<void> {
    return this.#working;
  }
}

/** Whether all loops came to their end, and the alerts were delivered or put down, within the grace. */
async function untilEnded(loops: TargetLoops, { clock, logger }: DaemonPorts, signal: AbortSignal): Promise<boolean> {
  const grace = new AbortController();
  const running = loops.start();
  await aborted(signal);
  logger.info({ graceMs: GRACE_MS }, "stopping");
  const ended = await within(
    running.then(() => loops.ended()),
    GRACE_MS - DRAIN_MS,
    clock,
  );
  const draining = Promise.all(loops.loops.map((loop) => loop.drain(grace.signal)));
  const drained = await within(draining, DRAIN_MS, clock);
  grace.abort();
  return ended && drained;
}

interface Known {
  readonly settings: DaemonSettings;
  readonly ports: { readonly clock: Clock };
  readonly loops: TargetLoops;
  readonly signal: AbortSignal;
  readonly startedAt: number;
}

function statusNow({ settings, ports, loops: { loops, several }, signal, startedAt }: Known): DaemonStatus {
  const now = ports.clock.now();
  const facts = { version: settings.version, pid: process.pid, startedAt, now };
  const [one] = loops;
  if (one !== undefined && !several) return { ...facts, ...one.status() };
  if (one !== undefined) {
    const targets = loops.map((loop) => ({ target: loop.target.name ?? "", ...loop.status() }));
    return { ...facts, ...together(targets), targets };
  }
  // The files are being read for the first time.
  const loop = { latch: "running", since: startedAt, dueAt: null, dueFor: "interval", inARow: 0 } as const;
  const stuck = whyStuck(loop, now);
  return statusOf({ ...facts, loop, ending: signal.aborted, stuck, history: new PassHistory(), conditions: [] });
}

async function listen(at: ListenAddress | null, routes: Routes, logger: Logger): Promise<Endpoints | null> {
  if (at === null) return null;
  return startEndpoints(at, routes, (error) => {
    logger.error({ detail: messageOf(error) }, "request failed");
  });
}
