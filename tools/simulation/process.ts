/** One process that makes one pass, and may die in it. What it says and leaves behind is searched for secrets. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { connectAws } from "../../src/aws/connection.ts";
import { maskReport } from "../../src/cli/render/masked-report.ts";
import { planText } from "../../src/cli/render/plan-text.ts";
import { resultJson } from "../../src/cli/render/result-json.ts";
import { resultMarkdown } from "../../src/cli/render/result-markdown.ts";
import { resultText } from "../../src/cli/render/result-text.ts";
import { createStyle } from "../../src/cli/render/style.ts";
import { type PassRequest, preview, reconcile } from "../../src/engine/reconcile.ts";
import type { Clock, Ledger, LoadResult, Logger } from "../../src/model/ports.ts";
import type { RunReport } from "../../src/model/report.ts";
import type { JournalEntry } from "../../src/sandbox/journal.ts";
import { SECRETS } from "./authored.ts";
import type { Pass } from "./history.ts";
import type { Stage } from "./simulate.ts";

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
  readonly accessKeyId: string;
  readonly stateDirectory: string;
  readonly ledger: Ledger;
  /** Its ledger is to be written down. */
  saved(): void;
  /** From here on its calls meet its faults. */
  join(events: { died(): void; interrupt(): void; jump(ms: number): void }): void;
}

const CONCURRENCY = 4;
const PAGE = { width: 100, style: createStyle(false) };
const NOTHING: LoadResult = { valid: false, issues: [] };

export async function runPass(pass: Pass, part: Part): Promise<Ended> {
  const { stage, accessKeyId, ledger } = part;
  const { sandbox, witness } = stage;
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
  part.join({ died: () => dead(), interrupt: () => stop.abort(new Error("SIGTERM")), jump });
  const from = sandbox.journal.entries().length;
  const callsOf = () =>
    sandbox.journal
      .entries()
      .slice(from)
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
    credentials: { accessKeyId, secretAccessKey: "ours" },
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
  const request: PassRequest = { mode: pass.mode, only: [], prune: pass.prune, force: false, concurrency: CONCURRENCY };

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
  const remains = { report, lines, directory: part.stateDirectory, pass, committed, writes: facts.writes };
  return { ...facts, how: report.outcome, report, judge: () => judge(remains, stage) };
}

interface Remains {
  readonly report: RunReport;
  readonly lines: readonly string[];
  readonly directory: string;
  readonly pass: Pass;
  readonly committed: LoadResult;
  readonly writes: number;
}

/** What holds of every single pass, whatever happened in it. */
function judge({ report, lines, directory, pass, committed, writes }: Remains, { witness }: Stage): void {
  if (!committed.valid && writes > 0) witness.accuse("a broken commit changed something", `${writes} writes`);
  if (report.outcome === "refused" && writes > 0) witness.accuse("a refused plan wrote", `${writes} writes`);
  if (report.outcome === "in-sync" && writes > 0) witness.accuse("in sync, and wrote", `${writes} writes`);
  if (report.error?.code === "unexpected") witness.accuse("unexpected error", report.error.message);
  for (const { step, error } of report.steps) {
    if (error?.code === "unexpected") witness.accuse("unexpected error", `${step.address}: ${error.message}`);
  }
  const deletes = report.steps.filter(({ step }) => step.action === "delete");
  if (pass.mode === "apply" && !pass.prune && deletes.length > 0) witness.accuse("deleted without prune", String(deletes.length));
  for (const [where, text] of saidBy(report, lines, directory, pass)) {
    const leaked = SECRETS.find((secret) => text.includes(secret));
    if (leaked !== undefined) witness.accuse("secret told", `${leaked} in ${where}`);
  }
}

/** Everything that people, scripts and disks get of a pass. */
function saidBy(
  report: RunReport,
  lines: readonly string[],
  directory: string,
  pass: Pass,
): readonly (readonly [string, string])[] {
  const masked = maskReport(report, "salt");
  const destroy = pass.mode === "destroy";
  const { plan, identity, forecast } = masked;
  const files = existsSync(directory) ? readdirSync(directory) : [];
  return [
    ["the log", lines.join("\n")],
    ["the result", resultJson(masked)],
    ["the summary", resultText(masked, PAGE, destroy)],
    ["the Markdown", resultMarkdown(masked, { destroy })],
    ["the plan", plan === null ? "" : planText({ plan, identity, forecast, destroy }, PAGE)],
    ...files.map((name) => [`the file ${name}`, readFileSync(path.join(directory, name), "utf8")] as const),
  ];
}

function recordingInto(lines: string[]): Logger {
  const line = (fields: object, message: string) => void lines.push(`${message} ${JSON.stringify(fields)}`);
  return { debug: line, info: line, warn: line, error: line };
}
