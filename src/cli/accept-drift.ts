/**
 * Drift back into git: what somebody changed in AWS, written into the desired state as it lives. What comes out is loaded
 * and planned again before a file is touched: what was accepted must not differ any more.
 */
import { resolve } from "node:path";
import { preview } from "../engine/reconcile.ts";
import { acceptanceOf, type Edit } from "../import/accepted.ts";
import { setValue, UneditableError } from "../import/text-edits.ts";
import { didYouMean } from "../kinds/did-you-mean.ts";
import type { Address } from "../model/address.ts";
import { type AnyDesired, type DesiredState, documentedKey } from "../model/desired.ts";
import { StagekeeperError } from "../model/errors.ts";
import type { AnyLive } from "../model/observation.ts";
import { matcherOf } from "../model/pattern.ts";
import type { FieldChange, Plan } from "../model/plan.ts";
import type { Clock, DesiredSource, Ledger, Logger, ReadSession } from "../model/ports.ts";
import type { RunReport } from "../model/report.ts";
import { unmatchedPatterns } from "../plan/only.ts";

export interface AcceptJob {
  /** Address patterns; at least one. */
  readonly addresses: readonly string[];
  /** The desired state; with texts that stand for those of files, by absolute path. */
  sourceOf(instead: ReadonlyMap<string, string>): DesiredSource;
  /** What other targets of it ask for: a digest by name. */
  othersOf(instead: ReadonlyMap<string, string>, signal: AbortSignal): Promise<ReadonlyMap<string, string>>;
  readText(file: string): Promise<string>;
  openSession(): ReadSession;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly concurrency: number;
  readonly signal: AbortSignal;
}

export interface Accepted {
  readonly files: readonly ChangedFile[];
  /** `ADDRESS FIELD` of what is now declared as it lives. */
  readonly fields: readonly string[];
  /** All that was written for them. */
  readonly edits: readonly Edit[];
  /** What was not accepted, and why. */
  readonly refused: readonly string[];
}

export interface ChangedFile {
  /** As in the report: relative to where the person is. */
  readonly name: string;
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

interface Drift {
  readonly address: Address;
  readonly desired: AnyDesired;
  readonly live: AnyLive;
  readonly change: FieldChange;
}

export async function acceptDrift(job: AcceptJob): Promise<Accepted> {
  const first = await look(job, new Map());
  refuseUnmatched(job.addresses, first.state);
  const unwritable = new Set<string>();
  // Ends: each round takes out at least one field.
  for (;;) {
    const accepted = await written(first, job, unwritable);
    const differing = accepted.files.length === 0 ? [] : await stillDiffering(accepted, job);
    if (differing.length === 0) return accepted;
    for (const field of differing) unwritable.add(field);
  }
}

/** What is accepted when all that drifted is written, but for some fields. Not planned again yet. */
async function written(first: Look, job: AcceptJob, unwritable: ReadonlySet<string>): Promise<Accepted> {
  const { partition, region } = identityOf(first.report);
  const files = new Map<string, ChangedFile>();
  const others = await job.othersOf(new Map(), job.signal);
  const fields: string[] = [];
  const edits: Edit[] = [];
  const refused: string[] = missingAmong(first.plan, job.addresses);
  for (const { address, desired, live, change } of driftIn(first, job)) {
    const field = `${address} ${change.path}`;
    if (unwritable.has(field)) {
      refused.push(`${field} would still differ: \`defaults\`, \`cors\` or a value say otherwise; change the file by hand`);
      continue;
    }
    const documented = desired.documented?.[documentedKey(change.keys)];
    if (documented !== undefined) {
      const { file, line } = documented;
      refused.push(`${field} stands in an OpenAPI document, which is not written: change it at ${file}:${line} by hand`);
      continue;
    }
    const accepted = acceptanceOf(change, live, { partition, region });
    if ("refused" in accepted) {
      refused.push(`${field} ${accepted.refused}`);
      continue;
    }
    const name = desired.origin.file;
    const file = files.get(name) ?? (await openFile(name, job));
    const after = edited(file.after, accepted.edits);
    const fault =
      "why" in after
        ? `${after.why}; change ${name} by hand`
        : await faultOf({ ...file, after: after.text }, { files, others }, job);
    if ("why" in after || fault !== null) {
      refused.push(`${field} cannot be written: ${fault}`);
      continue;
    }
    files.set(name, { ...file, after: after.text });
    fields.push(field);
    edits.push(...accepted.edits);
  }
  const changed = [...files.values()].filter(({ before, after }) => before !== after);
  return { files: changed, fields, edits, refused };
}

interface Look {
  readonly report: RunReport;
  readonly plan: Plan;
  readonly state: DesiredState;
}

async function look(job: AcceptJob, instead: ReadonlyMap<string, string>): Promise<Look> {
  const { ledger, clock, logger, signal, concurrency } = job;
  const loaded = await job.sourceOf(instead).load(signal);
  const [issue] = loaded.valid ? [] : loaded.issues.filter(({ severity }) => severity === "error");
  if (!loaded.valid) {
    const where = issue === undefined ? "" : `: ${issue.file}:${issue.line}: ${issue.message}`;
    const what = instead.size === 0 ? "the desired state is invalid" : "with what lives the desired state would be invalid";
    throw new StagekeeperError("invalid", `nothing was accepted: ${what}${where}`);
  }
  const request = { mode: "apply", only: [], prune: false, force: true, concurrency } as const;
  const state = withoutPolicies(loaded.state);
  const ports = {
    source: { load: async () => ({ valid: true as const, state }) },
    ledger,
    clock,
    logger,
    signal,
    progress: () => undefined,
  };
  const report = await preview(request, { ...ports, session: job.openSession() });
  const [violation] = report.violations;
  if (report.plan === null || report.error !== undefined) {
    const why = report.error?.message ?? violation?.message ?? "nothing was planned";
    throw new StagekeeperError("invalid", `nothing was accepted: ${why}`);
  }
  return { report, plan: report.plan, state };
}

/** What a policy says to leave can be accepted as well, so it has to be seen. */
function withoutPolicies(state: DesiredState): DesiredState {
  const resources = state.resources.map((desired) => {
    const { drift: _, ...options } = desired.options;
    // The same kind of resource, with the same everything else.
    return { ...desired, options } as AnyDesired;
  });
  return { ...state, resources };
}

function refuseUnmatched(patterns: readonly string[], { resources }: DesiredState): void {
  const addresses = resources.map(({ address }) => address);
  const [unmatched] = unmatchedPatterns(patterns, addresses);
  if (unmatched === undefined) return;
  const meant = didYouMean(unmatched, addresses);
  const remedy = meant === undefined ? "addresses look like stage:API/NAME" : `did you mean "${meant}"?`;
  throw new StagekeeperError("invalid", `nothing was accepted: "${unmatched}" is not declared; ${remedy}`);
}

function identityOf({ identity }: RunReport): NonNullable<RunReport["identity"]> {
  if (identity !== null) return identity;
  throw new StagekeeperError("unexpected", "a plan was made without knowing for which account");
}

/**
 * What differs since somebody else changed it:
 *
 *   the ledger says                     accepted
 *   nothing of the resource             every difference: nobody can tell who changed what
 *   it was converged as it is declared  every difference
 *   the declaration changed since       what somebody else changed as well; the rest is a rollout to come
 *
 * What a drift policy says to leave is accepted as any other.
 */
function driftIn({ plan, state }: Look, { addresses, ledger }: AcceptJob): readonly Drift[] {
  const matches = matcherOf(addresses);
  const declared = new Map(state.resources.map((desired) => [desired.address, desired]));
  return plan.steps.flatMap(({ address, action, cause, changes, drifted = [], live }) => {
    const desired = declared.get(address);
    if (action !== "update" || live === null || desired === undefined || !matches(address)) return [];
    const known = ledger.converged(address) !== undefined;
    return changes
      .filter(({ path }) => path !== "owner" && (!known || cause === "drift" || drifted.includes(path)))
      .map((change) => ({ address, desired, live, change }));
  });
}

function missingAmong({ steps }: Plan, addresses: readonly string[]): string[] {
  const matches = matcherOf(addresses);
  const gone = steps.filter(({ address, action, cause }) => action === "create" && cause === "drift" && matches(address));
  return gone.map(({ address }) => `${address} is gone: take its declaration out by hand, or let the next pass make it again`);
}

async function openFile(name: string, job: AcceptJob): Promise<ChangedFile> {
  const path = resolve(name);
  const text = await job.readText(path);
  return { name, path, before: text, after: text };
}

function edited(text: string, edits: readonly Edit[]): { readonly text: string } | { readonly why: string } {
  try {
    return { text: edits.reduce((rest, { path, value }) => setValue(rest, path, value), text) };
  } catch (error) {
    if (!(error instanceof UneditableError)) throw error;
    return { why: error.message };
  }
}

/** Why a file cannot be as it is now: the desired state would not be valid, or other targets would be asked for something else. */
async function faultOf(
  file: ChangedFile,
  { files, others }: { readonly files: ReadonlyMap<string, ChangedFile>; readonly others: ReadonlyMap<string, string> },
  job: AcceptJob,
): Promise<string | null> {
  const texts = new Map([...files.values(), file].map(({ path, after }) => [path, after] as const));
  const loaded = await job.sourceOf(texts).load(job.signal);
  const [issue] = loaded.valid ? [] : loaded.issues.filter(({ severity }) => severity === "error");
  if (!loaded.valid) return `the desired state would be invalid: ${issue?.message ?? "nothing would be declared"}`;
  const now = await job.othersOf(texts, job.signal);
  const touched = [...others].flatMap(([target, digest]) => (now.get(target) === digest ? [] : [target]));
  return touched.length === 0 ? null : `it would be asked of ${touched.join(", ")} too; give each target a value of its own`;
}

/** Of what was written, what differs all the same: defaults, anchors and values reach into it, so only planning it tells. */
async function stillDiffering({ files, fields }: Accepted, job: AcceptJob): Promise<readonly string[]> {
  const { plan } = await look(job, new Map(files.map(({ path, after }) => [path, after])));
  const left = new Set(plan.steps.flatMap(({ address, changes }) => changes.map(({ path }) => `${address} ${path}`)));
  return fields.filter((field) => left.has(field));
}
