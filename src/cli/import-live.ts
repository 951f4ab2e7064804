/**
 * From what was found to a text that asks for nothing: it is loaded and planned like any other desired state before it
 * is given out, and what the plan objects to is left out, until it objects to nothing.
 */
import { preview } from "../engine/reconcile.ts";
import { type Draft, draftOf } from "../import/draft.ts";
import { fileText } from "../import/file-text.ts";
import { memberLines } from "../import/flow-text.ts";
import { type Found, type NamedSecret, NO_OBJECTIONS, type Objections, type Wishes } from "../import/found.ts";
import { mergeInto } from "../import/merge.ts";
import { objectionsIn, objectionsOf } from "../import/objections.ts";
import { countLeftOut, type PartPath } from "../import/part.ts";
import { StagekeeperError } from "../model/errors.ts";
import type { Plan } from "../model/plan.ts";
import type { Clock, LoadResult, Logger, ReadSession } from "../model/ports.ts";
import { forgetfulLedger } from "./forgetful-ledger.ts";

export interface ImportJob {
  readonly found: Found;
  readonly wishes: Wishes;
  /** Where the text is to stand; absolute. */
  readonly path: string;
  /** What stands there already, and is added to. */
  readonly existing?: string;
  readonly session: ReadSession;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly loadText: LoadText;
}

/** Loads a file as if this stood in it, and a file of values with that text, if there is any. */
export type LoadText = (path: string, text: string, values: string, signal: AbortSignal) => Promise<LoadResult>;

export interface Imported {
  readonly text: string;
  /** What a file of values has to say, as its text; empty: nothing. */
  readonly values: string;
  readonly secrets: readonly NamedSecret[];
  /** Its steps do nothing but put our mark on what has none. */
  readonly plan: Plan;
  /** Of a merge: what is declared there already. */
  readonly kept: readonly PartPath[];
  /** Comments that stand for what could not be declared. */
  readonly leftOut: number;
}

/** Each round leaves something out, and a resource has few things that can be. */
const MOST_ROUNDS = 30;

export async function importLive(job: ImportJob): Promise<Imported> {
  if (job.existing === undefined) return (await settled(job, NO_OBJECTIONS)).imported;
  // By itself first: there each line can be told from what it belongs to.
  const { existing: _, ...alone } = job;
  return (await settled(job, (await settled(alone, NO_OBJECTIONS)).objections)).imported;
}

interface Settled {
  readonly imported: Imported;
  readonly objections: Objections;
}

async function settled(job: ImportJob, first: Objections): Promise<Settled> {
  let objections = first;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const attempt = write(job, draftOf(job.found, job.wishes, objections));
    const loaded = await job.loadText(job.path, attempt.text, attempt.values, job.signal);
    const plan = loaded.valid ? await planOf(job, loaded) : null;
    const more = await object(job, attempt, { loaded, plan, objections });
    if (more === null && plan !== null) return { imported: { ...attempt, plan, leftOut: attempt.leftOut }, objections };
    if (more === null) break;
    objections = more;
  }
  throw new StagekeeperError("unexpected", "import failed: what was found could not be written so that it asks for nothing");
}

interface Attempt {
  readonly text: string;
  readonly values: string;
  readonly secrets: readonly NamedSecret[];
  readonly kept: readonly PartPath[];
  readonly leftOut: number;
  /** By line; of a merge none are known. */
  readonly paths: readonly PartPath[];
}

function write({ existing, found, wishes }: ImportJob, draft: Draft): Attempt {
  const values = draft.secrets.flatMap(({ name, value }) => memberLines(name, value, 0)).map((line) => `${line}\n`);
  const common = { values: values.join(""), secrets: draft.secrets, leftOut: countLeftOut(draft.sections) };
  if (existing === undefined) return { ...common, ...fileText(draft, found, wishes.said), kept: [] };
  return { ...common, ...mergeInto(existing, draft), paths: [] };
}

async function planOf(job: ImportJob, loaded: LoadResult): Promise<Plan> {
  const request = { mode: "apply", only: [], prune: false, force: true, concurrency: 8 } as const;
  const quiet = { progress: () => undefined, logger: SILENT, ledger: forgetfulLedger };
  const report = await preview(request, { ...job, ...quiet, source: { load: async () => loaded } });
  if (report.plan !== null && report.error === undefined) return report.plan;
  const [violation] = report.violations;
  throw new StagekeeperError("invalid", `import failed: ${report.error?.message ?? violation?.message ?? "nothing was planned"}`);
}

interface Judged {
  readonly loaded: LoadResult;
  readonly plan: Plan | null;
  readonly objections: Objections;
}

async function object(job: ImportJob, attempt: Attempt, { loaded, plan, objections }: Judged): Promise<Objections | null> {
  if (plan !== null) return objectionsOf(plan, objections, attempt.kept);
  const issues = loaded.valid ? [] : loaded.issues;
  const more = objectionsIn(issues, attempt.paths, objections);
  if (more !== null) return more;
  const [first] = issues.filter(({ severity }) => severity === "error");
  const where = first === undefined ? "" : ` ${first.file}:${first.line}: ${first.message}`;
  throw new StagekeeperError(
    "invalid",
    job.existing === undefined
      ? `import failed: what was found cannot be declared:${where}`
      : `import failed: ${job.path} is not valid by itself, or would not be with what was found:${where}`,
  );
}

const SILENT: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
