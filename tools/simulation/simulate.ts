/**
 * Lives a history through: the real pass, with the real SDK clients and retries, on the sandbox and virtual time. What
 * happens is decided by the history alone, so the same history makes the same calls.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { APIGateway } from "@aws-sdk/client-api-gateway";
import { CloudWatch } from "@aws-sdk/client-cloudwatch";
import { IAM } from "@aws-sdk/client-iam";
import { Lambda } from "@aws-sdk/client-lambda";
import { S3 } from "@aws-sdk/client-s3";
import { directoryState } from "../../src/engine/directory-state.ts";
import { openLedger } from "../../src/engine/stored-ledger.ts";
import type { DesiredState } from "../../src/model/desired.ts";
import type { Ledger, LoadResult } from "../../src/model/ports.ts";
import type { JournalEntry } from "../../src/sandbox/journal.ts";
import { createSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import type { ServiceName } from "../../src/sandbox/service-name.ts";
import { createVirtualClock, holdingTime, type VirtualClock } from "../../src/sandbox/virtual-clock.ts";
import type { Authored } from "./authored.ts";
import { type Edit, type Hands, layGround as layAccount, perform } from "./edits.ts";
import { type Cast, type Casting, castFaults, LONGEST_CALL_MS } from "./faults.ts";
import type { Ground } from "./ground.ts";
import type { Event, History, Pass } from "./history.ts";
import { goBackTo, type Moment } from "./moment.ts";
import { type Ended, runPass } from "./process.ts";
import { settle } from "./settle.ts";
import { watch } from "./watching.ts";
import { callWitness, type Violation, type Witness } from "./witness.ts";

export interface Life {
  readonly history: History;
  readonly violations: readonly Violation[];
  readonly journal: readonly JournalEntry[];
  /** How each pass ended, `died` when it did. */
  readonly endings: readonly string[];
  /** Calls of each pass, in the same order. */
  readonly calls: readonly (readonly JournalEntry[])[];
}

/** One account and everything that happens in it. */
export interface Stage {
  readonly ground: Ground;
  readonly sandbox: Sandbox;
  readonly clock: VirtualClock;
  readonly witness: Witness;
  readonly hands: Hands;
  /** The newest commit last. */
  readonly commits: LoadResult[];
  readonly endings: string[];
  readonly calls: (readonly JournalEntry[])[];
  /** Creations that one of several processes could not look after. */
  readonly unseen: Set<Unseen>;
  /** Where the ledger of the nth machine is. */
  stateDirectory(machine: number): string;
  /** Of everybody in it, and of nobody in another life: what the SDK derives from it for signing it keeps for ever, and has sooner the next time. */
  readonly secretAccessKey: string;
  /** A process begins: its calls are those of this key, and meet the faults of the pass. */
  enter(pass: Pass, events: Happening): Process;
  perform(edit: Edit): Promise<void>;
  run(passes: readonly Pass[]): Promise<readonly Ended[]>;
}

/** What a history does to a process. */
export type Happening = Pick<Casting, "died" | "interrupt" | "jump">;

export interface Process {
  readonly accessKeyId: string;
  /** Nothing goes wrong with its calls any more. */
  calm(): void;
}

const REGION = "us-east-1";
const MACHINES = [0, 1, 2] as const;
const HAND_KEY = "AKIAHAND";
const PROCESS_KEY = "AKIAPROCESS";
let lives = 0;

/** `end`: what is made of the account in the end. */
export async function live(
  history: History,
  ground: Ground,
  end: (stage: Stage, ending: History["ending"]) => Promise<void> = settle,
): Promise<Life> {
  // Disks take real time, in which whatever is under way goes on: none passes while daemons are at work.
  for (const state of commitsIn(history)) await ground.load(state);
  return onStage(history, ground, async (stage) => {
    for (const event of history.events) await happen(event, stage);
    await end(stage, history.ending);
    return lifeOn(stage, history);
  });
}

function commitsIn({ events }: History): readonly Authored[] {
  const all = events.flatMap((event) => (event.type === "watch" ? event.meanwhile.map(({ what }) => what) : [event]));
  return all.flatMap((event) => (event.type === "commit" ? [event.state] : []));
}

/** An account that is there while `play` goes on. `from`: it is as it was then, and not as nobody has used it. */
export async function onStage<T>(
  history: Pick<History, "seed" | "quotas">,
  ground: Ground,
  play: (stage: Stage) => Promise<T>,
  from?: Moment,
): Promise<T> {
  const stage = await setStage(history, ground, from);
  try {
    return await play(stage);
  } finally {
    for (const machine of MACHINES) rmSync(stage.stateDirectory(machine), { recursive: true, force: true });
    await stage.sandbox.close();
  }
}

export function lifeOn(stage: Stage, history: History): Life {
  const { witness, sandbox, endings, calls } = stage;
  return { history, violations: witness.violations, journal: sandbox.journal.entries(), endings, calls };
}

/** The last commit that was valid; undefined: there was none yet. */
export function lastValid(commits: readonly LoadResult[]): DesiredState | undefined {
  return commits.flatMap((commit) => (commit.valid ? [commit.state] : [])).at(-1);
}

async function setStage(history: Pick<History, "seed" | "quotas">, ground: Ground, from?: Moment): Promise<Stage> {
  const clock = createVirtualClock(from?.now);
  // Ids come from the seed: those of the account as it was then must not come again.
  const sandbox = createSandbox({
    clock,
    seed: from === undefined ? history.seed : history.seed + 1_000_003,
    region: REGION,
    quotas: history.quotas ? "aws" : "off",
  });
  const casts = new Map<string, Cast>();
  const witness = callWitness(sandbox, ({ accessKeyId = "" }) => casts.has(accessKeyId));
  sandbox.faults.script((call) => casts.get(call.accessKeyId ?? "")?.of(call));
  sandbox.journal.watch((call) => casts.get(call.accessKeyId ?? "")?.handled(call));
  lives += 1;
  const home = path.join(ground.directory, `life-${lives}`);
  const secretAccessKey = `of life ${lives}`;
  let processes = 0;

  const stage: Stage = {
    ground,
    sandbox,
    clock,
    witness,
    hands: handsOn(sandbox, { code: ground.otherCode, secretAccessKey }),
    secretAccessKey,
    commits: [],
    endings: [],
    calls: [],
    unseen: new Set(),
    stateDirectory: (machine) => `${home}-${machine}`,
    perform: (edit) => perform(edit, stage.hands),
    enter(pass, events) {
      processes += 1;
      const accessKeyId = `${PROCESS_KEY}${processes}`;
      const seed = history.seed * 1000 + processes;
      const jump = (ms: number): void => {
        witness.skew();
        events.jump(ms);
      };
      const cast = (what: Pass): void =>
        void casts.set(
          accessKeyId,
          castFaults({ world: sandbox.world, pass: what, seed, perform: stage.perform, ...events, jump }),
        );
      cast(pass);
      return { accessKeyId, calm: () => cast({ ...pass, faults: [], slow: false }) };
    },
    async run(passes) {
      witness.crowd(passes.length < 2 ? "one" : agree(passes) ? "several" : "at odds", statesOf(passes, stage.commits));
      witness.raze(passes.some(({ mode }) => mode === "destroy"));
      // Disks take real time, so they are read before anything runs and written when all has ended.
      const ledgers = await Promise.all(passes.map((_, machine) => openLedger(directoryState(stage.stateDirectory(machine)))));
      const saving = new Set<Ledger>();
      const ended = await Promise.all(
        // There are as many ledgers as passes.
        passes.map((pass, machine) => {
          const ledger = ledgers[machine] as Ledger;
          const saved = (): void => void saving.add(ledger);
          const alone = passes.length === 1;
          return runPass(pass, { stage, stateDirectory: stage.stateDirectory(machine), ledger, alone, saved });
        }),
      );
      // A request of a dead process may still be under way; nobody restarts as fast as that.
      if (ended.some(({ how }) => how === "died")) await clock.sleep(LONGEST_CALL_MS);
      witness.crowd("one", []);
      for (const ledger of saving) await ledger.save();
      for (const { judge } of ended) judge();
      if (passes.length > 1) {
        // One ends for each pass.
        for (const [nth, { calls }] of ended.entries())
          for (const what of unseenIn(calls(), passes[nth] as Pass)) stage.unseen.add(what);
      }
      stage.endings.push(...ended.map(({ how }) => how));
      stage.calls.push(...ended.map(({ calls }) => calls()));
      return ended;
    },
  };

  if (from === undefined) await layAccount(stage.hands);
  else goBackTo(from, stage);
  return stage;
}

/**
 * Whether none takes away what another makes: one that destroys does, and one that prunes beside one of another commit. Else
 * what is served must stay so, however they come in each other's way.
 */
function agree(passes: readonly Pass[]): boolean {
  const isOneCommit = new Set(passes.map(({ behind = 0 }) => behind)).size === 1;
  const modes = new Set(passes.map(({ mode }) => mode));
  return modes.size === 1 && (isOneCommit || passes.every(({ prune }) => !prune));
}

/** What each of them takes for desired; one that is broken makes no process write. */
function statesOf(passes: readonly Pass[], commits: readonly LoadResult[]): readonly DesiredState[] {
  return passes.flatMap(({ behind = 0 }) => {
    const commit = commits.at(-1 - behind) ?? commits[0];
    return commit?.valid ? [commit.state] : [];
  });
}

export type Unseen = "rest-api" | "deployment";

/** Creating, looking whether another was made, and taking one's own away again. */
const FAMILIES: readonly (readonly [Unseen, RegExp])[] = [
  ["rest-api", /^(Create|Delete)RestApi$|^GetRestApis$/],
  ["deployment", /^(Create|Delete)Deployment$|^GetDeployments$/],
];

/**
 * What a process made, or may have made, and did not live or was not let to look after. AWS has no token for these, so with
 * another process at work that is the one way to two of them: then all there is to do is to stop and say so.
 */
export function unseenIn(calls: readonly JournalEntry[], { faults }: Pick<Pass, "faults">): readonly Unseen[] {
  const isLost = (nth: number) => faults.some(({ fault, at, times }) => fault === "cut" && nth + 1 >= at && nth + 1 < at + times);
  const failing = calls.map((call, nth) => ({ ...call, failed: call.error !== undefined || isLost(nth) }));
  return FAMILIES.flatMap(([what, family]) => {
    const own = failing.filter(({ operation }) => family.test(operation));
    const first = own.findIndex(({ operation }) => operation.startsWith("Create"));
    return first >= 0 && own.slice(first).some(({ failed }) => failed) ? [what] : [];
  });
}

export async function happen(event: Event, stage: Stage): Promise<void> {
  switch (event.type) {
    case "commit": {
      // Daemons may be at work: disks take real time, and a commit comes at its own.
      const loaded = await holdingTime(stage.clock, () => stage.ground.load(event.state));
      stage.commits.push(loaded);
      if (loaded.valid) stage.witness.learn(loaded.state);
      return;
    }
    case "edit":
      return stage.perform(event.edit);
    case "passes":
      await stage.run(event.passes);
      return;
    case "watch":
      return watch(event, stage);
    case "ledger":
      return spoilLedger(stage.stateDirectory(0), event.becomes);
    case "later":
      return stage.clock.sleep(event.ms);
  }
}

/** A disk that was full, or a machine that lost its power, leaves half a file. */
function spoilLedger(directory: string, becomes: "lost" | "torn"): void {
  mkdirSync(directory, { recursive: true });
  for (const name of readdirSync(directory)) {
    const file = path.join(directory, name);
    if (becomes === "lost") rmSync(file);
    else writeFileSync(file, readFileSync(file, "utf8").slice(0, 40));
  }
}

function handsOn(sandbox: Sandbox, { code, secretAccessKey }: Pick<Hands, "code"> & Pick<Stage, "secretAccessKey">): Hands {
  const by = (service: ServiceName) => ({
    region: REGION,
    credentials: { accessKeyId: HAND_KEY, secretAccessKey },
    requestHandler: sandbox.requestHandler(service),
    maxAttempts: 1,
  });
  return {
    apigateway: new APIGateway(by("apigateway")),
    lambda: new Lambda(by("lambda")),
    s3: new S3(by("s3")),
    iam: new IAM(by("iam")),
    cloudwatch: new CloudWatch(by("cloudwatch")),
    world: sandbox.world,
    code,
  };
}
