/**
 * One to three daemons on machines of their own, each the real one of `src/daemon`: for a while they meet faults, commits
 * and other people's edits; what dies or is told to stop is started again. Then all is calm, and they have to agree: after a
 * while none writes any more, however often each looks.
 */
import { connectAws } from "../../src/aws/connection.ts";
import { runDaemon } from "../../src/daemon/daemon.ts";
import type { TargetHome } from "../../src/daemon/target-loop.ts";
import { directoryState } from "../../src/engine/directory-state.ts";
import { type LastGood, openLastGood } from "../../src/engine/last-good.ts";
import { openLedger } from "../../src/engine/stored-ledger.ts";
import type { PassFacts } from "../../src/model/alerts.ts";
import type { DesiredState } from "../../src/model/desired.ts";
import type { Clock, Ledger, LoadResult } from "../../src/model/ports.ts";
import type { RunReport } from "../../src/model/report.ts";
import type { StateStore } from "../../src/model/state-store.ts";
import type { JournalEntry } from "../../src/sandbox/journal.ts";
import { onlyTarget } from "../command/only-target.ts";
import { ALL_IS_WELL } from "./alarms.ts";
import type { Pass, Watch, Watching } from "./history.ts";
import { CONCURRENCY } from "./process.ts";
import { createRandom, type Random } from "./random.ts";
import { filesIn, judgeReport, judgeSaid, recordingInto, reportAsSaid, type Said } from "./said.ts";
import { happen, type Process, type Stage, unseenIn } from "./simulate.ts";

/** As Kubernetes does with what has ended. */
const RESTART_MS = 10_000;
/** What Lambda is stuck with ends by itself, and the longest backoff passes. */
const SETTLING_MS = 900_000;
/** The grace of what a shift left behind, from the look after it on, to the look that finds it over (docs/gradual-delivery.md). */
const GRACE_MS = 600_000;
/** Looks of each daemon that must come and find nothing to do. */
const CALM_LOOKS = 2;

/** What all daemons of one event share. */
interface Watched {
  readonly stage: Stage;
  readonly event: Watch;
  readonly random: Random;
  /** From here on nothing goes wrong. */
  calm: boolean;
  readonly over: AbortController;
  readonly wake: Set<() => void>;
  /** What each daemon that is in a pass takes for desired. */
  readonly atWork: Map<Machine, DesiredState>;
}

/** What one daemon is, over all of its processes. */
interface Machine {
  readonly asked: Watching;
  readonly directory: string;
  readonly ledger: Ledger;
  readonly lastGood: LastGood;
  readonly lines: string[];
  readonly passes: Passed[];
  /** Of each process that it was. */
  readonly keys: Set<string>;
  process: Process | undefined;
}

interface Passed {
  readonly at: number;
  readonly report: RunReport;
  readonly rejected: boolean;
}

export async function watch(event: Watch, stage: Stage): Promise<void> {
  const { clock, witness, sandbox } = stage;
  const from = sandbox.journal.entries().length;
  const watched: Watched = {
    stage,
    event,
    random: createRandom(event.seed),
    calm: false,
    over: new AbortController(),
    wake: new Set(),
    atWork: new Map(),
  };
  const place = aPlace();
  const machines = await Promise.all(event.daemons.map((asked, nth) => machineOf(asked, stage.stateDirectory(nth), place)));
  crowd(watched);
  const running = machines.map((machine) => keepRunning(machine, watched));
  const started = clock.now();
  for (const { at, what } of event.meanwhile) {
    await clock.sleep(Math.max(0, started + at - clock.now()));
    await happen(what, stage);
    if (what.type === "commit") for (const wake of watched.wake) wake();
  }
  await clock.sleep(Math.max(0, started + event.ms - clock.now()));
  watched.calm = true;
  if (witness.rang.size > 0) await stage.perform({ what: ALL_IS_WELL, choice: 0 });
  for (const { process } of machines) process?.calm();
  const interval = Math.max(...event.daemons.map(({ intervalMs }) => intervalMs));
  const keeping = stage.commits.some(keepsHistory) ? GRACE_MS + 2 * interval : 0;
  await clock.sleep(SETTLING_MS + longestShift(stage.commits, event.daemons) + keeping);
  const settledAt = clock.now();
  await clock.sleep(interval * (CALM_LOOKS + 1));
  const calls = sandbox.journal.entries().slice(from);
  judgeAgreement(machines, { settledAt, calls }, stage);
  watched.over.abort();
  await Promise.all(running);
  witness.crowd("one", []);
  for (const machine of machines) await conclude(machine, calls, watched);
}

function keepsHistory(commit: LoadResult): boolean {
  return commit.valid && commit.state.resources.some(({ intent }) => "keep" in intent && intent.keep !== undefined);
}

/**
 * Milliseconds from its first step to its last: what began just before the calm goes on in it. Whose clock was set back waits at its
 * step until that clock has come to the same time again.
 */
function longestShift(commits: readonly LoadResult[], daemons: readonly Watching[]): number {
  const intents = commits.flatMap((commit) => (commit.valid ? commit.state.resources.map(({ intent }) => intent) : []));
  const shifts = intents.flatMap((intent) => ("shift" in intent && intent.shift !== undefined ? [intent.shift] : []));
  if (shifts.length === 0) return 0;
  const setBack = Math.max(0, ...daemons.map(({ clockJump }) => -(clockJump?.ms ?? 0)));
  return setBack + Math.max(...shifts.map(({ percents, holdMs }) => percents.length * holdMs));
}

async function machineOf(asked: Watching, directory: string, place: StateStore): Promise<Machine> {
  const ledger = await openLedger(directoryState(directory));
  const packageCode = async () => new Uint8Array();
  const lastGood = await openLastGood({ state: place, writtenBy: "simulation", packageCode });
  return { asked, directory, ledger, lastGood, lines: [], passes: [], keys: new Set(), process: undefined };
}

/** Where all of them keep the last good state, in memory: disks take real time. */
function aPlace(): StateStore {
  const documents = new Map<string, Buffer>();
  const below = (prefix: string): StateStore => ({
    place: prefix,
    below: (name) => below(`${prefix}${name}/`),
    read: async (name) => documents.get(prefix + name) ?? null,
    async update(name, next) {
      const content = next(documents.get(prefix + name) ?? null);
      if (content !== null) documents.set(prefix + name, Buffer.from(content));
    },
    names: async () => [],
    versions: async () => new Map(),
    remove: async (name) => void documents.delete(prefix + name),
  });
  return below("");
}

/** Until all is over. */
async function keepRunning(machine: Machine, watched: Watched): Promise<void> {
  for (let first = true; !watched.over.signal.aborted; first = false) {
    await oneProcess(machine, watched, first);
    if (!watched.over.signal.aborted) await watched.stage.clock.sleep(RESTART_MS);
  }
}

/** Until it dies or is stopped. What it was to meet, it meets once. */
async function oneProcess(machine: Machine, watched: Watched, first: boolean): Promise<void> {
  const { stage, over } = watched;
  const { asked } = machine;
  let off = 0;
  const clock: Clock = { now: () => stage.clock.now() + off, sleep: (ms, signal) => stage.clock.sleep(ms, signal) };
  const stop = new AbortController();
  over.signal.addEventListener("abort", () => stop.abort(), { once: true });
  let dead = (): void => undefined;
  const death = new Promise<"died">((resolve) => {
    dead = () => resolve("died");
  });
  const { prune, slow } = asked;
  const pass: Pass = { mode: "apply", expect: "anything", ...(first ? asked : { prune, slow, faults: [] }) };
  const process = stage.enter(pass, {
    died: () => dead(),
    interrupt: () => stop.abort(),
    jump(ms) {
      off += ms;
    },
  });
  machine.keys.add(process.accessKeyId);
  machine.process = process;
  if (watched.calm) process.calm();
  const ended = await Promise.race([
    runDaemon(settingsOf(asked), portsOf(machine, { watched, process, clock }), stop.signal),
    death,
  ]);
  watched.atWork.delete(machine);
  crowd(watched);
  stage.endings.push(ended === "died" ? "daemon died" : "daemon stopped");
}

function settingsOf({ prune, intervalMs, hastens }: Watching): Parameters<typeof runDaemon>[0] {
  const haste = hastens ? { haste: { from: 1, share: 1 } } : {};
  return { version: "1.0.0", listen: null, intervalMs, only: [], prune, concurrency: CONCURRENCY, dryRun: false, ...haste };
}

interface Parts {
  readonly watched: Watched;
  readonly process: Process;
  readonly clock: Clock;
}

function portsOf(machine: Machine, { watched, process, clock }: Parts): Parameters<typeof runDaemon>[1] {
  const { stage, random } = watched;
  const logger = recordingInto(machine.lines);
  let runs = 0;
  return {
    clock,
    logger,
    ...onlyTarget(
      { load: async () => loaded(machine, watched) },
      {
        logger,
        lastGood: machine.lastGood,
        history: { passed: (report, facts) => passed(report, facts), alerted: () => {}, named: () => {}, close: async () => {} },
        desk: { passed: () => {}, named: () => {}, withdraw: () => {}, open: () => [], drain: async () => {} },
        connect,
      },
    ),
    sourceRevision: async () => undefined,
    async watch(onChange) {
      watched.wake.add(onChange);
      return { close: async () => void watched.wake.delete(onChange) };
    },
    announce: async () => undefined,
    keepStatus: async (status) => void machine.lines.push(JSON.stringify(status)),
    onRequest: () => () => undefined,
    random: () => random.next(),
    newRunId() {
      runs += 1;
      return `run-${runs}`;
    },
  };

  function connect(): ReturnType<TargetHome["connect"]> {
    const connection = connectAws({
      region: "us-east-1",
      clock,
      packageCode: stage.ground.packageCode,
      requestHandler: (service) => stage.sandbox.requestHandler(service),
      credentials: { accessKeyId: process.accessKeyId, secretAccessKey: stage.secretAccessKey },
      random: () => 0.5,
    });
    // Disks take real time: what it learned is written down when all has ended.
    const ledger: Ledger = { ...machine.ledger, save: async () => undefined };
    return {
      openPass: () => ({ session: connection.openWriteSession(), ledger }),
      openLook: () => ({ session: connection.openReadSession(), ledger }),
      who: null,
      quotas: () => connection.quotas(),
      close: () => connection.close(),
    };
  }

  function passed(report: RunReport, { rejected }: PassFacts): void {
    machine.passes.push({ at: stage.clock.now(), report, rejected: rejected !== undefined });
    watched.atWork.delete(machine);
    crowd(watched);
  }
}

/** The files as they are when it asks for them: a pass begins. */
async function loaded(machine: Machine, watched: Watched): Promise<LoadResult> {
  const newest = watched.stage.commits.at(-1) ?? { valid: false, issues: [] };
  const state = newest.valid ? newest.state : await machine.lastGood.newest();
  if (state !== null) watched.atWork.set(machine, state);
  crowd(watched);
  return newest;
}

/** What one prunes, another that is a commit behind may make again. */
function crowd({ stage, event, atWork }: Watched): void {
  const states = [...atWork.values()];
  const one = new Set(states).size < 2;
  const several = event.daemons.length > 1 ? "several" : "one";
  stage.witness.crowd(one || event.daemons.every(({ prune }) => !prune) ? several : "at odds", states);
}

/** Two daemons never fight: once all is calm, none finds anything to write, and each goes on looking. */
function judgeAgreement(
  machines: readonly Machine[],
  { settledAt, calls }: { readonly settledAt: number; readonly calls: readonly JournalEntry[] },
  { witness }: Stage,
): void {
  for (const [nth, { keys, passes }] of machines.entries()) {
    const late = calls.filter(({ at, write, accessKeyId = "" }) => write && at > settledAt && keys.has(accessKeyId));
    if (late.length > 0) {
      const told = late.map(({ operation }) => operation).join(", ");
      witness.accuse("daemons fight", `daemon ${nth + 1} still writes in calm weather: ${told}`);
    }
    const looks = passes.filter(({ at }) => at > settledAt).length;
    if (looks < CALM_LOOKS) witness.accuse("a daemon does not look any more", `daemon ${nth + 1} came ${looks} times`);
  }
}

/** What holds of every pass of a daemon, and of what it said and leaves behind. */
async function conclude(machine: Machine, calls: readonly JournalEntry[], { stage, event }: Watched): Promise<void> {
  const { asked, passes, lines, directory, keys } = machine;
  await machine.ledger.save();
  for (const { report, rejected } of passes) {
    judgeReport(report, { mode: "apply", prune: asked.prune && !rejected }, stage.witness);
    stage.endings.push(report.outcome);
  }
  const own = calls.filter(({ accessKeyId = "" }) => keys.has(accessKeyId));
  const said: readonly Said[] = passes.flatMap(({ report }) => (report.plan?.steps.length ? reportAsSaid(report, false) : []));
  judgeSaid([["the log", lines.join("\n")], ...said, ...filesIn(directory)], stage.witness);
  if (event.daemons.length > 1) for (const what of unseenIn(own, asked)) stage.unseen.add(what);
}
