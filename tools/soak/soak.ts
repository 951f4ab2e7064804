/** Runs the daemon for so many passes and looks at what it keeps. */

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createAlertDesk } from "../../src/alerts/alert-desk.ts";
import { DEFAULT_ALERT_SETTINGS } from "../../src/alerts/settings.ts";
import { createLogSink } from "../../src/alerts/sinks/log-sink.ts";
import { connectAws } from "../../src/aws/connection.ts";
import { type DaemonPorts, runDaemon } from "../../src/daemon/daemon.ts";
import type { TargetHome } from "../../src/daemon/target-loop.ts";
import { createDesiredSource } from "../../src/desired/load.ts";
import { packageCode } from "../../src/desired/package-code.ts";
import { directoryState } from "../../src/engine/directory-state.ts";
import { openLastGood } from "../../src/engine/last-good.ts";
import { openLedger } from "../../src/engine/stored-ledger.ts";
import { openHistory } from "../../src/history/history.ts";
import { historyFile } from "../../src/history/history-file.ts";
import type { AlertDesk } from "../../src/model/alerts.ts";
import type { DesiredSource, Logger } from "../../src/model/ports.ts";
import { createVirtualClock } from "../../src/sandbox/virtual-clock.ts";
import { onlyTarget } from "../command/only-target.ts";
import { createRandom, type Random } from "../simulation/random.ts";
import { type ChangingWorld, CREDENTIALS, changingWorld, REGION, stateFileIn } from "./world.ts";

export interface Soak {
  readonly passes: number;
  readonly virtualDays: number;
  readonly seconds: number;
  readonly heap: {
    readonly first: number;
    readonly last: number;
    readonly ratio: number;
    readonly met: boolean;
    readonly series: readonly number[];
  };
  readonly handles: { readonly first: Counts; readonly last: Counts; readonly met: boolean };
  readonly outcomes: Counts;
  readonly happened: Counts;
}

type Counts = Readonly<Record<string, number>>;

const WARM_UP = 1_000;
const MOST_GROWTH = 1.1;
const SCRAPED_EVERY = 50;
const INTERVAL_MS = 300_000;
/** As `reconcile watch` has it by default. */
const DEEP_MS = 1_800_000;

export async function measureSoak(options: {
  readonly home: string;
  readonly passes: number;
  readonly seed: number;
}): Promise<Soak> {
  compileNothingTwice();
  const clock = createVirtualClock();
  const random = createRandom(options.seed);
  const world = await changingWorld(stateFileIn(options.home), clock, random);
  const stop = new AbortController();
  const outcomes: Record<string, number> = {};
  const looks: { readonly heap: number; readonly handles: Counts }[] = [];
  let passes = 0;
  let url = "";
  const { home, source, ...ports } = await portsOf(options.home, { clock, random, world });
  const [began, virtualStart] = [performance.now(), clock.now()];
  await runDaemon(
    {
      version: "soak",
      listen: { host: "127.0.0.1", port: 0 },
      intervalMs: INTERVAL_MS,
      deepMs: DEEP_MS,
      only: [],
      prune: false,
      concurrency: 4,
      dryRun: false,
    },
    {
      ...ports,
      logger: {
        ...silent,
        info(fields, message) {
          if (message === "started" && "url" in fields) url = String(fields.url);
        },
      },
      ...onlyTarget(
        {
          async load(signal) {
            await world.turn();
            if (passes % SCRAPED_EVERY === 0) await scrape(url);
            return source.load(signal);
          },
        },
        { ...home, desk: { ...telling(home.desk), passed } },
      ),
    },
    stop.signal,
  );
  function passed(...[report, facts]: Parameters<AlertDesk["passed"]>): void {
    outcomes[report.outcome] = (outcomes[report.outcome] ?? 0) + 1;
    home.desk.passed(report, facts);
    passes += 1;
    if (passes % WARM_UP === 0 || passes === options.passes) looks.push(look());
    if (passes === options.passes) stop.abort();
  }

  await world.sandbox.close();
  const [first, last] = [looks[0] ?? look(), looks.at(-1) ?? look()];
  const ratio = last.heap / first.heap;
  return {
    passes,
    virtualDays: (clock.now() - virtualStart) / 86_400_000,
    seconds: (performance.now() - began) / 1_000,
    heap: { first: first.heap, last: last.heap, ratio, met: ratio <= MOST_GROWTH, series: looks.map(({ heap }) => heap) },
    handles: { first: first.handles, last: last.handles, met: JSON.stringify(first.handles) === JSON.stringify(last.handles) },
    outcomes,
    happened: world.happened,
  };
}

/** All that a desk does but hearing of passes. */
function telling(desk: AlertDesk): Omit<AlertDesk, "passed"> {
  return {
    named: (id, actor) => desk.named(id, actor),
    withdraw: (facts) => desk.withdraw(facts),
    open: () => desk.open(),
    drain: (signal) => desk.drain(signal),
  };
}

interface Chance {
  readonly clock: ReturnType<typeof createVirtualClock>;
  readonly random: Random;
  readonly world: ChangingWorld;
}

type SoakPorts = Omit<DaemonPorts, "source" | "open" | "known"> & { readonly source: DesiredSource; readonly home: TargetHome };

/** As the command composes it, but for time, chance, the network, and the watch of files, which needs real time. */
async function portsOf(home: string, { clock, random, world }: Chance): Promise<SoakPorts> {
  const ledger = await openLedger(directoryState(home));
  let memory: string | null = null;
  let runs = 0;
  return {
    source: createDesiredSource({ path: stateFileIn(home), cwd: home }),
    sourceRevision: async () => undefined,
    home: {
      logger: silent,
      lastGood: await openLastGood({ state: directoryState(home), writtenBy: "soak", packageCode }),
      connect(onCall) {
        const connection = connectAws({
          clock,
          random: random.next,
          packageCode,
          onCall,
          region: REGION,
          credentials: CREDENTIALS,
          requestHandler: (service) => world.sandbox.requestHandler(service),
        });
        return {
          openPass: () => ({ session: connection.openWriteSession(), ledger }),
          openLook: () => ({ session: connection.openReadSession(), ledger }),
          who: connection.who,
          quotas: () => connection.quotas(),
          close: () => connection.close(),
        };
      },
      history: await openHistory({ log: historyFile(home), warn: () => {} }),
      desk: await createAlertDesk({
        sinks: [{ sink: createLogSink(silent), severity: "info" }],
        store: {
          read: async () => memory,
          async update(next) {
            memory = next(memory);
          },
        },
        clock,
        logger: silent,
        settings: DEFAULT_ALERT_SETTINGS,
        random: random.next,
      }),
    },
    watch: async () => ({ close: async () => {} }),
    announce: async () => {},
    keepStatus: async () => {},
    onRequest: () => () => {},
    clock,
    logger: silent,
    random: random.next,
    newRunId() {
      runs += 1;
      return `run-${runs}`;
    },
  };
}

/** As Prometheus and a probe do it. */
async function scrape(url: string): Promise<void> {
  for (const path of ["/metrics", "/healthz", "/readyz", "/api/status"]) {
    const answer = await fetch(`${url}${path}`, { headers: { connection: "close" } });
    if (!answer.ok && answer.status !== 503) throw new Error(`${path} answered ${answer.status}`);
    await answer.text();
  }
}

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/**
 * V8 keeps machine code of whatever has become hot, some MB of it, and makes it by and by over ten thousands of passes. What we
 * keep is measured without: bytecode only, which is there after the first passes.
 */
function compileNothingTwice(): void {
  for (const flag of ["--no-opt", "--no-maglev"]) setFlagsFromString(flag);
}

/** What is kept once everything that can go has gone. */
function look(): { readonly heap: number; readonly handles: Counts } {
  setFlagsFromString("--expose-gc");
  // V8 puts the function into contexts that are made after the flag is set.
  const collect = runInNewContext("gc") as () => void;
  for (let round = 0; round < 4; round += 1) collect();
  const counts = new Map<string, number>();
  // What ends by itself within a turn of the event loop is no handle that somebody holds.
  const held = process.getActiveResourcesInfo().filter((kind) => !/^(Immediate|CloseReq|FSReq)/.test(kind));
  for (const kind of held) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return { heap: process.memoryUsage().heapUsed, handles: Object.fromEntries([...counts].sort()) };
}
