/**
 * The page and the metrics of a fleet that others keep: workers, or a daemon elsewhere. It reads what their passes leave in the
 * state, asks their queue how it is, and writes nothing; it may end, and be started anew, at any time.
 */
import { messageOf } from "../model/errors.ts";
import type { Clock, Logger } from "../model/ports.ts";
import type { PageFiles } from "../page/assets.ts";
import type { QueueFigures } from "../page/overview.ts";
import { json, type ListenAddress, type Routes, startEndpoints } from "./endpoints.ts";
import { figuresOf } from "./fleet-figures.ts";
import type { KeptFleet } from "./kept-fleet.ts";
import { createKeptMetrics } from "./kept-metrics.ts";
import { keptOverview } from "./kept-overview.ts";
import { LiveFeed } from "./live-feed.ts";
import { pageRoutes } from "./page-routes.ts";

export interface FleetViewSettings {
  readonly version: string;
  readonly listen: ListenAddress;
  readonly page: PageFiles;
  /** For people: where the state is. */
  readonly place: string;
  /** Between two looks. */
  readonly everyMs: number;
}

export interface FleetViewPorts {
  readonly fleet: KeptFleet;
  /** `null`: no queue is known. Never rejects. */
  readonly queue: (() => Promise<QueueFigures>) | null;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Looks that failed in a row until it is unhealthy: a restart may bring other credentials. */
const MOST_FAILURES = 10;

/** Resolves when the signal was aborted. Rejects only when it cannot listen. */
export async function runFleetView(settings: FleetViewSettings, ports: FleetViewPorts, signal: AbortSignal): Promise<void> {
  const { clock, logger, fleet } = ports;
  const { version, listen, page, place, everyMs } = settings;
  const [startedAt, feed] = [clock.now(), new LiveFeed(() => clock.now())];
  const looks = new Looks(ports);
  const overview = () => {
    return keptOverview({ ...looks.seen, targets: fleet.targets, place, version, startedAt, now: clock.now() });
  };
  const metrics = createKeptMetrics(() => ({ targets: fleet.targets, ...looks.seen }));
  const routes: Routes = {
    ...pageRoutes(page, overview, feed),
    "/healthz": () =>
      json(looks.failures < MOST_FAILURES ? 200 : 503, { healthy: looks.failures < MOST_FAILURES, ...looks.seen }),
    "/readyz": () => json(looks.seen.seenAt === null ? 503 : 200, { ready: looks.seen.seenAt !== null }),
    "/metrics": async () => ({ status: 200, contentType: metrics.contentType, body: await metrics.text() }),
    "/api/status": () => {
      const rows = fleet.targets.map(({ row }) => row);
      return json(200, { version, now: clock.now(), ...looks.seen, ...figuresOf(rows, looks.seen.queue), targets: rows });
    },
  };
  const endpoints = await startEndpoints(listen, routes, (error) => {
    logger.error({ detail: messageOf(error) }, "request failed");
  });
  logger.info({ version, place, url: endpoints.url }, "serving");
  try {
    while (!signal.aborted) {
      await looks.look();
      feed.changed();
      await clock.sleep(everyMs, signal).catch(() => {});
    }
  } finally {
    await endpoints.close();
  }
}

/** What the last looks came to. */
class Looks {
  readonly #ports: FleetViewPorts;
  failures = 0;
  seen: Seen = { seenAt: null, trouble: null, queue: null };

  constructor(ports: FleetViewPorts) {
    this.#ports = ports;
  }

  /** Never rejects: what was seen stays, with when, and why there is nothing newer. */
  async look(): Promise<void> {
    const { fleet, queue: askQueue, clock, logger } = this.#ports;
    const queue = (await askQueue?.()) ?? null;
    try {
      await fleet.look();
      this.failures = 0;
      this.seen = { seenAt: clock.now(), trouble: null, queue };
    } catch (error) {
      const trouble = messageOf(error);
      logger.warn({ detail: trouble }, "state not read");
      this.failures += 1;
      this.seen = { ...this.seen, trouble, queue };
    }
  }
}

interface Seen {
  readonly seenAt: number | null;
  readonly trouble: string | null;
  readonly queue: QueueFigures | null;
}
