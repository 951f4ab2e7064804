/** One target of the daemon: its loop, and all that its passes remember and are told of. It knows of no other, and fails by itself. */
import { randomBytes } from "node:crypto";
import type { Condition } from "../model/alerts.ts";
import type { DesiredState } from "../model/desired.ts";
import type { FleetTarget } from "../model/fleet.ts";
import type { History, NamedDrift } from "../model/history.ts";
import type { LoadResult, Progress } from "../model/ports.ts";
import type { QuotaStand } from "../model/report.ts";
import type { NoticedWrite, Who } from "../model/who.ts";
import type { PlaceOverview } from "../page/overview.ts";
import { Attribution } from "./attribution.ts";
import { asOne, changedPart, HASTE, type Haste, leftNothing } from "./changed-part.ts";
import {
  type DaemonPassPorts,
  type DaemonPassRequest,
  type PassDoor,
  type PassPart,
  type PassWitness,
  runDaemonPass,
} from "./daemon-pass.ts";
import { whyStuck } from "./health.ts";
import { Looks } from "./looks.ts";
import { type EndOfPass, Loop, type Trigger } from "./loop.ts";
import type { Metrics } from "./metrics.ts";
import type { Order } from "./orders.ts";
import { OverviewBook } from "./overview.ts";
import { endOf, paceOf } from "./pace.ts";
import { correctedIn, type Known, knownBy, NOTHING, partOf, VERIFY_MS, WHOLE } from "./pass-part.ts";
import { type EndedPass, type LoopStatus, loopStatusOf, PassHistory } from "./status.ts";

export interface LoopSettings extends DaemonPassRequest {
  readonly intervalMs: number;
  /** Within how many milliseconds drift is found in what moves no traffic; left out: every pass reads everything. */
  readonly deepMs?: number;
  /** When a change takes effect before everything is looked at; left out: `HASTE`. */
  readonly haste?: Haste;
}

/** What the passes of a target need besides the files, for as long as it is declared. */
export interface TargetHome extends Pick<DaemonPassPorts, "lastGood" | "desk" | "history" | "logger"> {
  /** AWS. `onCall` is told of every request as it ends. */
  connect(onCall: LoopWitness["callEnded"]): PassDoor & AwsDoor;
}

export interface AwsDoor {
  /** `null`: nobody asks it. */
  readonly who: Who | null;
  quotas(): readonly QuotaStand[];
  close(): void;
}

export interface TargetLoopPorts extends Pick<DaemonPassPorts, "source" | "sourceRevision" | "clock" | "newRunId"> {
  readonly home: TargetHome;
  /** 0 to 1. */
  random(): number;
  readonly told: LoopWitness;
}

/** Who is told of what happens in a target. */
export interface LoopWitness {
  readonly progress: Progress;
  callEnded(call: Parameters<Metrics["callEnded"]>[0]): void;
  passEnded(pass: EndedPass): void;
  /** Something is new between passes. */
  changed(): void;
}

export class TargetLoop {
  readonly target: FleetTarget;
  readonly history = new PassHistory();
  readonly #home: TargetHome;
  readonly #loop: Loop;
  readonly #book: OverviewBook;
  readonly #aws: PassDoor & AwsDoor;
  readonly #attribution: Attribution | null;
  readonly #signal: AbortSignal;
  readonly #now: () => number;
  /** Of others' writes that no pass has looked at yet. */
  readonly #noticed: Order[] = [];
  /** Somebody asked for a pass of everything since the last one began. */
  #wholeAsked = false;
  #known: Known | undefined;
  /** As which everything was, when it was last looked at; `null`: nobody knows. */
  #settled: DesiredState | null = null;

  /** Once the signal is aborted, the steps under way are finished and no pass begins. */
  constructor(target: FleetTarget, settings: LoopSettings, ports: TargetLoopPorts, signal: AbortSignal) {
    const { home, clock, told, random } = ports;
    this.target = target;
    this.#home = home;
    this.#signal = signal;
    this.#now = () => clock.now();
    this.#aws = home.connect((call) => told.callEnded(call));
    this.#book = new OverviewBook(randomBytes(16).toString("hex"));
    const history = alsoTelling(home.history, (drift) => {
      this.#book.named(drift);
      told.changed();
    });
    this.#attribution = this.#aws.who && new Attribution({ ...home, clock, who: this.#aws.who, history });
    const looks = new Looks({ intervalMs: settings.intervalMs, deepMs: settings.deepMs ?? 0 });
    this.#loop = new Loop(paceOf(settings.intervalMs), {
      clock,
      logger: home.logger,
      random,
      pass: async (trigger) => {
        const passPorts = { ...ports, ...home, aws: this.#aws, attribution: this.#attribution, looks };
        return this.#pass(trigger, { settings, told, passPorts });
      },
    });
  }

  #witness(told: LoopWitness): PassWitness {
    return {
      progress: (event) => {
        this.#loop.beat();
        told.progress(event);
      },
      saw: (sight) => this.#book.saw(sight),
    };
  }

  async #pass(trigger: Trigger, circumstances: Circumstances): Promise<EndOfPass> {
    const orders = this.#noticed.splice(0);
    const isWhole = trigger !== "event" || this.#wholeAsked;
    this.#wholeAsked = false;
    const read = await this.#read(circumstances);
    const part = isWhole || !read.loaded.valid ? WHOLE : partOf(orders, read.loaded.state, this.#known);
    if (part === WHOLE) return this.#passOfAll(trigger, read, circumstances);
    if (part === NOTHING) return { end: "settled", nextMoveAt: null, part: { againAt: null } };
    const ended = await this.#run({ trigger, part }, read, circumstances);
    // What looked at a part alone is no success, and no picture, of the whole.
    circumstances.told.passEnded(ended);
    const againAt = correctedIn(ended.report).length > 0 ? this.#now() + VERIFY_MS : null;
    return { end: endOf(ended.report), nextMoveAt: ended.report.nextMoveAt, part: { againAt } };
  }

  async #passOfAll(trigger: Trigger, read: Read, circumstances: Circumstances): Promise<EndOfPass> {
    const first = trigger === "change" ? await this.#effectOfChange(read, circumstances) : null;
    // A while later the files may say something else.
    const newest = first === null ? read : await this.#read(circumstances);
    const last = await this.#run({ trigger }, newest, circumstances);
    this.#settled = newest.loaded.valid && leftNothing(last.report) ? newest.loaded.state : null;
    const ended = asOne(first, last);
    const { report } = ended;
    if (report.plan !== null) this.#known = knownBy(report);
    this.history.ended(ended);
    this.#book.passEnded(ended, this.conditions());
    circumstances.told.passEnded(ended);
    return { end: endOf(report), nextMoveAt: report.nextMoveAt };
  }

  /** What a change concerns, before everything is looked at. `null`: everything is looked at alone. */
  async #effectOfChange(read: Read, circumstances: Circumstances): Promise<EndedPass | null> {
    const haste = circumstances.settings.haste ?? HASTE;
    const part = read.loaded.valid ? changedPart(this.#settled, read.loaded.state, haste) : null;
    return part === null ? null : this.#run({ trigger: "change", part }, read, circumstances);
  }

  /** The commit first: what is read after it may be newer, and its name never is. */
  async #read({ passPorts }: Circumstances): Promise<Read> {
    const commit = await passPorts.sourceRevision();
    return { commit, loaded: await passPorts.source.load(this.#signal) };
  }

  #run(asked: { readonly trigger: Trigger; readonly part?: PassPart }, read: Read, of: Circumstances): Promise<EndedPass> {
    const { settings, told, passPorts } = of;
    const witness = this.#witness(told);
    return runDaemonPass(
      // Of what is seen the whole is shown.
      { ...asked, request: settings, witness: asked.part === undefined ? witness : { ...witness, saw() {} } },
      { ...passPorts, source: { load: async () => read.loaded }, sourceRevision: async () => read.commit },
      this.#signal,
    );
  }

  request(trigger: Trigger): void {
    this.#wholeAsked = true;
    this.#loop.request(trigger);
  }

  /** Somebody wrote to its account: what that concerns is looked at. */
  noticed(write: NoticedWrite): void {
    this.#noticed.push({ trigger: "event", only: [], write });
    this.#loop.request("event");
  }

  /** Passes until the signal is aborted and the pass under way has ended. Never rejects. */
  run(): Promise<void> {
    return this.#loop.run(this.#signal);
  }

  status(): LoopStatus {
    return loopStatusOf({
      loop: this.#loop.state,
      ending: this.#signal.aborted,
      stuck: whyStuck(this.#loop.state, this.#now()),
      history: this.history,
      conditions: this.conditions(),
    });
  }

  overview(): PlaceOverview {
    return this.#book.overview(this.status(), this.quotas());
  }

  conditions(): readonly Condition[] {
    return this.#home.desk.open();
  }

  quotas(): readonly QuotaStand[] {
    return this.#aws.quotas();
  }

  /** It is declared no more, and its loop has ended: nobody would see that what is open ends. */
  withdraw(runId: string): void {
    this.#home.desk.withdraw({ runId, now: this.#now() });
  }

  /** Resolves once its alerts are delivered or put down for the next start, or the signal is aborted. */
  drain(signal: AbortSignal): Promise<void> {
    return this.#home.desk.drain(signal);
  }

  async close(): Promise<void> {
    await this.#attribution?.close();
    await this.#home.history.close();
    this.#aws.close();
  }
}

/** The files at one moment. */
interface Read {
  readonly commit: string | undefined;
  readonly loaded: LoadResult;
}

interface Circumstances {
  readonly settings: LoopSettings;
  readonly told: LoopWitness;
  readonly passPorts: DaemonPassPorts;
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
