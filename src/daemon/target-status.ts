/** How one target of a fleet is, written down after each of its passes, for those who look at all of them. */
import { mapPool } from "../engine/pool.ts";
import type { Condition } from "../model/alerts.ts";
import type { FleetTarget } from "../model/fleet.ts";
import type { StateStore } from "../model/state-store.ts";
import { isStillKnown, readKnownTargets } from "./known-targets.ts";
import { groupOf } from "./orders.ts";
import { type EndedPass, isSuccess, type PassStatus, passStatus } from "./status.ts";

/** Times are milliseconds since the epoch. */
export interface TargetStatus {
  /** `null`: the one target of a desired state without names. */
  readonly target: string | null;
  readonly version: string;
  readonly revision: string;
  readonly commit: string | null;
  /** Whether the files as they were could be enforced. */
  readonly valid: boolean;
  readonly lastPass: PassStatus;
  /** `null`: none is known. */
  readonly lastSuccessAt: number | null;
  readonly conditions: readonly Condition[];
}

const PLACE = "targets";
const END = ".json";
export const READ_AT_ONCE = 32;
const FORMAT = 1;

export interface TargetFacts {
  readonly target: FleetTarget;
  readonly version: string;
  readonly ended: EndedPass;
  readonly conditions: readonly Condition[];
}

/** A pass that looked at a part alone is no success of the whole. */
export async function keepTargetStatus(
  state: StateStore,
  { target, version, ended, conditions }: TargetFacts,
  whole: boolean,
): Promise<void> {
  const endedAt = ended.startedAt + ended.report.durationMs;
  await state.below(PLACE).update(documentOf(target.name), (current) => {
    const before = statusIn(current);
    // A worker that was paused tells what somebody has told anew since.
    if (before !== null && before.lastPass.startedAt > ended.startedAt) return null;
    const status: TargetStatus = {
      target: target.name,
      version,
      revision: ended.report.revision,
      commit: ended.commit,
      valid: ended.rejected === null,
      lastPass: passStatus(ended),
      lastSuccessAt: whole && isSuccess(ended) ? endedAt : (before?.lastSuccessAt ?? null),
      conditions,
    };
    return JSON.stringify({ format: FORMAT, status });
  });
}

/** Of those that are still declared, sorted by name. Rejects when the state may not be read. */
export async function readTargets(state: StateStore): Promise<readonly TargetStatus[]> {
  const names = [...(await namesOfTargets(state)).keys()].filter(isStillKnown(await readKnownTargets(state)));
  const found = (await mapPool(names, READ_AT_ONCE, (name) => readTarget(state, name))).flatMap((status) => status ?? []);
  return found.toSorted((left, right) => (groupOf(left.target) < groupOf(right.target) ? -1 : 1));
}

/** Targets of which something is kept, each with what tells one write of it from another. */
export async function namesOfTargets(state: StateStore): Promise<ReadonlyMap<string, string>> {
  const documents = [...(await state.below(PLACE).versions())];
  return new Map(documents.flatMap(([name, version]) => (name.endsWith(END) ? [[name.slice(0, -END.length), version]] : [])));
}

/** `null`: nothing is kept of it, or nothing that this version knows. */
export async function readTarget(state: StateStore, name: string): Promise<TargetStatus | null> {
  return statusIn(await state.below(PLACE).read(`${name}${END}`));
}

/** The files as they were could be enforced, and the last pass came to a good end. */
export function isWell({ valid, lastPass }: TargetStatus): boolean {
  return valid && lastPass.outcome !== "failed" && lastPass.outcome !== "refused" && lastPass.outcome !== "invalid";
}

function documentOf(target: string | null): string {
  return `${groupOf(target)}${END}`;
}

/** `null`: none, or none that this version knows. */
function statusIn(bytes: Uint8Array | null): TargetStatus | null {
  try {
    const kept: unknown = JSON.parse(Buffer.from(bytes ?? []).toString("utf8"));
    if (typeof kept !== "object" || kept === null || !("format" in kept) || kept.format !== FORMAT) return null;
    // Written whole or not at all, in this format, by `keepTargetStatus`.
    return "status" in kept ? (kept.status as TargetStatus) : null;
  } catch {
    return null;
  }
}
