/** One process that makes one pass, and may die in it. What it says and leaves behind is searched for secrets. */
import { connectAws } from "../../src/aws/connection.ts";
import { type PassRequest, preview, reconcile } from "../../src/engine/reconcile.ts";
import type { Clock, Ledger, LoadResult } from "../../src/model/ports.ts";
import type { RunReport } from "../../src/model/report.ts";
import type { JournalEntry } from "../../src/sandbox/journal.ts";
import type { Pass } from "./history.ts";
import { filesIn, judgeReport, judgeSaid, recordingInto, reportAsSaid } from "./said.ts";
import type { Stage } from "./simulate.ts";
import { standing } from "./strangers.ts";

export interface Ended {
  /** The outcome of the pass, or `died`. */
  readonly how: RunReport["outcome"] | "died";
  readonly report: RunReport | null;
  /** Writes that it asked for. */
  readonly writes: number;
  /** As they turned out: those of a dead process may still be under way when it dies. */
  calls(): readonly JournalEntry[];
  /** Looks at what it said and left behind, once that is written down. */
  judge(): void;
}

interface Part {
  readonly stage: Stage;
  readonly stateDirectory: string;
  readonly ledger: Ledger;
  /** Nobody else calls AWS meanwhile. */
  readonly alone: boolean;
  /** Its ledger is to be written down. */
  saved(): void;
}

export const CONCURRENCY = 4;
/** As the services name it (aws-facts 9.2). */
const TOO_FAST: ReadonlySet<string> = new Set(["TooManyRequestsException", "SlowDown", "Throttling", "ThrottlingException"]);
/** After which every quota is whole again. */
const QUOTAS_FULL_MS = 60_000;
const NOTHING: LoadResult = { valid: false, issues: [] };

export async function runPass(pass: Pass, part: Part): Promise<Ended> {
  const { stage, ledger } = part;
  const { sandbox, witness, secretAccessKey } = stage;
  let off = 0;
  const clock: Clock = { now: () => stage.clock.now() + off, sleep: (ms, signal) => stage.clock.sleep(ms, signal) };
  const stop = new AbortController();
  let dead = (): void => undefined;
  const death = new Promise<null>((resolve) => {
    dead = () => resolve(null);
  });
  const jump = (ms: number): void => {
    off += ms;
  };
  const interrupt = () => stop.abort(new Error("SIGTERM"));
  const { accessKeyId } = stage.enter(pass, { died: () => dead(), interrupt, jump });
  const earlier = sandbox.journal.entries();
  const there = isUndisturbed(pass, part) ? standing(sandbox.world) : new Set<string>();
  const quiet = isQuiet(pass, part, earlier.at(-1));
  const callsOf = () =>
    sandbox.journal
      .entries()
      .slice(earlier.length)
      .filter((entry) => entry.accessKeyId === accessKeyId);
  const writesOf = () => callsOf().filter(({ write }) => write).length;

  async function save(): Promise<void> {
    if (pass.diskFull) throw new Error("ENOSPC: no space left on device, write");
    part.saved();
  }

  const lines: string[] = [];
  const committed = stage.commits.at(-1 - (pass.behind ?? 0)) ?? stage.commits[0] ?? NOTHING;
  const connection = connectAws({
    region: "us-east-1",
    clock,
    packageCode: stage.ground.packageCode,
    requestHandler: (service) => sandbox.requestHandler(service),
    credentials: { accessKeyId, secretAccessKey },
    random: () => 0.5,
  });
  const common = {
    runId: "run",
    source: { load: async () => committed },
    ledger: { ...ledger, save } satisfies Ledger,
    clock,
    progress: () => undefined,
    logger: recordingInto(lines),
    signal: stop.signal,
  };
  const request: PassRequest = {
    mode: pass.mode,
    only: [],
    prune: pass.prune,
    force: false,
    concurrency: CONCURRENCY,
    ...(pass.retry && { retry: ["*"] }),
  };

  let reviewed: string | undefined;

  async function whole(): Promise<RunReport> {
    if (pass.expect === "anything") return apply(undefined);
    const looked = await preview(request, { ...common, session: connection.openReadSession() });
    if (writesOf() > 0) witness.accuse("a dry run wrote", `${writesOf()} times`);
    if (pass.expect !== "reviewed") await stage.perform(pass.expect.after);
    reviewed = looked.plan?.digest ?? "none";
    return apply(reviewed);
  }

  function apply(expect: string | undefined): Promise<RunReport> {
    const session = connection.openWriteSession();
    return reconcile(expect === undefined ? request : { ...request, expect }, { ...common, session, approve: async () => true });
  }

  const report = await Promise.race([whole(), death]);
  const facts = { writes: writesOf(), calls: callsOf, judge: () => undefined };
  if (report === null) return { how: "died", report, ...facts };
  connection.close();
  if (reviewed !== undefined && facts.writes > 0 && report.plan?.digest !== reviewed) {
    witness.accuse("applied another plan than was reviewed", `${report.plan?.digest}, not ${reviewed}`);
  }
  const remains = { report, lines, directory: part.stateDirectory, pass, committed, calls: callsOf(), quiet, there };
  return { ...facts, how: report.outcome, report, judge: () => judge(remains, stage) };
}

interface Remains {
  readonly report: RunReport;
  readonly lines: readonly string[];
  readonly directory: string;
  readonly pass: Pass;
  readonly committed: LoadResult;
  readonly calls: readonly JournalEntry[];
  /** Whether the quotas were its own. */
  readonly quiet: boolean;
  /** Addresses of what was there before, and is until this pass changes it. */
  readonly there: ReadonlySet<string>;
}

/** Whether nobody else changes anything meanwhile. */
function isUndisturbed({ expect, faults }: Pass, { alone }: Part): boolean {
  return alone && typeof expect === "string" && faults.every(({ fault }) => fault !== "edit");
}

/**
 * Whether this process could know what is left of the quotas: nobody used them shortly before, nobody uses them meanwhile, its
 * clock goes as AWS's does, and its calls arrive as it sends them.
 */
function isQuiet(pass: Pass, part: Part, last: JournalEntry | undefined): boolean {
  const isSteady = !pass.slow && pass.clockJump === undefined;
  const wasQuiet = last === undefined || last.at + QUOTAS_FULL_MS <= part.stage.clock.now();
  return isUndisturbed(pass, part) && isSteady && wasQuiet;
}

/** What holds of every single pass, whatever happened in it. */
function judge({ report, lines, directory, pass, committed, calls, quiet, there }: Remains, { witness }: Stage): void {
  const writes = calls.filter(({ write }) => write).length;
  if (!committed.valid && writes > 0) witness.accuse("a broken commit changed something", `${writes} writes`);
  if (report.outcome === "refused" && writes > 0) witness.accuse("a refused plan wrote", `${writes} writes`);
  if (report.outcome === "in-sync" && writes > 0) witness.accuse("in sync, and wrote", `${writes} writes`);
  if (quiet) for (const call of overQuota(calls, pass)) witness.accuse("quota exceeded", `${call.service}.${call.operation}`);
  for (const { action, address } of report.plan?.steps ?? []) {
    if (action === "create" && there.has(address)) witness.accuse("plans to make what is there", address);
  }
  judgeReport(report, pass, witness);
  const said = reportAsSaid(report, pass.mode === "destroy");
  judgeSaid([["the log", lines.join("\n")], ...said, ...filesIn(directory)], witness);
}

/** Refused as too fast, and by no fault. */
function overQuota(calls: readonly JournalEntry[], { faults }: Pass): readonly JournalEntry[] {
  const isFault = (nth: number) => faults.some(({ fault, at, times }) => fault === "throttle" && nth >= at && nth < at + times);
  return calls.filter(({ error = "" }, index) => TOO_FAST.has(error) && !isFault(index + 1));
}
