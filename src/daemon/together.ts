/**
 * How several targets are together, as one loop would say it: what is best known of the whole is what is worst in any.
 *
 *   state                     ending, else running while any runs, else waiting
 *   stuck, ready              the first that is stuck; ready once all are
 *   nextPassAt                the soonest
 *   passes, failuresInARow    of all; the most
 *   lastSuccessAt             the oldest, `null` while one has none
 *   desired                   valid once all are; the issues of all, each told of its target
 *   lastPass                  the one that ended last
 *   conditions                of all
 */
import { digestOf } from "../kinds/digest.ts";
import { issuesOfTargets } from "../model/fleet-issues.ts";
import type { DesiredStatus, LoopStatus, TargetLoopStatus } from "./status.ts";

export function together(loops: readonly TargetLoopStatus[]): LoopStatus {
  const stuck = loops.find((loop) => loop.stuck !== null);
  const ended = loops.flatMap(({ lastPass }) => lastPass ?? []);
  const successes = loops.map(({ lastSuccessAt }) => lastSuccessAt ?? 0);
  const due = loops.flatMap(({ nextPassAt }) => nextPassAt ?? []);
  return {
    state: stateOf(loops),
    stuck: stuck === undefined ? null : `target ${stuck.target}: ${stuck.stuck}`,
    ready: loops.every(({ ready }) => ready),
    nextPassAt: due.length === 0 ? null : Math.min(...due),
    passes: loops.reduce((sum, { passes }) => sum + passes, 0),
    failuresInARow: Math.max(...loops.map(({ failuresInARow }) => failuresInARow)),
    lastSuccessAt: Math.min(...successes) || null,
    desired: desiredOf(loops),
    lastPass: ended.toSorted((left, right) => endOf(right) - endOf(left))[0] ?? null,
    conditions: loops.flatMap(({ conditions }) => conditions),
  };
}

function stateOf(loops: readonly LoopStatus[]): LoopStatus["state"] {
  const among = (state: LoopStatus["state"]) => loops.some((loop) => loop.state === state);
  return among("ending") ? "ending" : among("running") ? "running" : "waiting";
}

/** Each target has a revision of its own; together they have the digest of these. */
function desiredOf(loops: readonly TargetLoopStatus[]): DesiredStatus {
  const all = loops.map(({ desired }) => desired);
  const valid = all.map((desired) => desired.valid);
  const issues = issuesOfTargets(loops.map(({ target, desired }) => ({ name: target, issues: desired.issues })));
  return {
    revision: all.some(({ revision }) => revision !== "") ? digestOf(all.map(({ revision }) => revision)) : "",
    commit: all.find(({ commit }) => commit !== null)?.commit ?? null,
    valid: valid.includes(false) ? false : valid.includes(null) ? null : true,
    issues,
  };
}

function endOf({ startedAt, durationMs }: { readonly startedAt: number; readonly durationMs: number }): number {
  return startedAt + durationMs;
}
