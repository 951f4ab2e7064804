/** The end of a life: faults are over, nobody interferes, and what remains must be what the last valid commit says. */
import { type Address, addressOf, nameAt, namesOf } from "../../src/model/address.ts";
import type { AnyDesired, DesiredState } from "../../src/model/desired.ts";
import type { Blocked } from "../../src/model/plan.ts";
import type { RunReport } from "../../src/model/report.ts";
import type { World } from "../../src/sandbox/world.ts";
import { ALL_IS_WELL } from "./alarms.ts";
import { CALM, type History, type Pass } from "./history.ts";
import { lackingVersions, undeployable } from "./hopeless.ts";
import { surplus } from "./keeper.ts";
import { runningAs } from "./served.ts";
import { alarmsOf, canaryOf, isStoppedByHand } from "./shifting.ts";
import { lastValid, type Stage } from "./simulate.ts";
import { owned, twins } from "./strangers.ts";
import { differences, findApi } from "./truth.ts";

const A_WHILE_MS = 900_000;
/** Each may find what the one before could not know; more would be going round in circles. */
const MOST_PASSES = 5;
/** Steps of all shifts together, one after the other. */
const MOST_MOVES = 20;
/** Of random states: after as long, whatever moves makes its next step in one pass. */
const LONGEST_STEP_MS = 120_000;
/** What began by a clock that was ahead by as much waits until then, and is looked at every minute where alarms watch it. */
const DAY_MS = 86_400_000;
/** Of random states. */
const GRACE_MS = 600_000;

/** `isKnown`: asked once all is quiet, whether it was seen from here before how this ends. */
export async function settle(stage: Stage, ending: History["ending"], isKnown: () => boolean = () => false): Promise<void> {
  const state = lastValid(stage.commits);
  if (state === undefined) return;
  stage.commits.push({ valid: true, state });
  if (stage.witness.rang.size > 0) await stage.perform({ what: ALL_IS_WELL, choice: 0 });
  await stage.clock.sleep(A_WHILE_MS);
  if (isKnown()) return;
  if (ending === "destroyed") await settleDestroyed(stage, state);
  else await settleApplied(stage, state);
  for (const what of twins(stage.sandbox.world)) {
    const unseen = [...stage.unseen].some((kind) => what.startsWith(kind));
    if (!unseen) stage.witness.accuse("made twice", what);
  }
}

async function settleDestroyed(stage: Stage, state: DesiredState): Promise<void> {
  const destroyed = await calm(stage, { ...CALM, mode: "destroy" }, "destroy");
  if (destroyed?.outcome !== "in-sync") return;
  const ours = state.resources.filter(({ options }) => !options.external);
  const asked = new Set<string>(ours.map(({ address }) => address));
  for (const what of owned(stage.sandbox.world)) if (asked.has(what)) stage.witness.accuse("left behind", what);
}

async function settleApplied(stage: Stage, state: DesiredState): Promise<void> {
  const applied = await calm(stage, CALM, "apply");
  if (applied === null) return;
  judgeApplied(applied, stage, state);
  if (applied.plan?.blocked.some(({ reason }) => isGivenUp(reason))) {
    const again = await calm(stage, { ...CALM, retry: true }, "retry");
    if (again === null) return;
    judgeApplied(again, stage, state);
    for (const { address, reason } of again.plan?.blocked ?? [])
      if (isGivenUp(reason)) stage.witness.accuse("not tried again", address);
  }
  if (applied.outcome === "in-sync" && surplus(state, stage.sandbox.world).length > 0) {
    await stage.clock.sleep(GRACE_MS);
    const kept = await calm(stage, CALM, "keep");
    if (kept?.outcome === "in-sync")
      for (const what of surplus(state, stage.sandbox.world)) stage.witness.accuse("more than is to be kept", what);
  }
  const pruned = await calm(stage, { ...CALM, prune: true }, "prune");
  if (pruned?.outcome === "in-sync") judgeLeftovers(stage, state);
}

function isGivenUp(reason: Blocked["reason"]): boolean {
  return reason === "shift-stopped" || reason === "shift-failed";
}

function judgeApplied(applied: RunReport, stage: Stage, state: DesiredState): void {
  judgeBlocked(applied, stage, state);
  if (applied.outcome !== "in-sync") return;
  for (const difference of differences(state, stage.sandbox.world)) stage.witness.accuse("in sync, and is not", difference);
}

/** Passes until one writes nothing and nothing is on its way; its report. `null`: none did. */
async function calm(stage: Stage, pass: Pass, what: string): Promise<RunReport | null> {
  for (let rounds = 0, moves = 0; rounds < MOST_PASSES && moves < MOST_MOVES; ) {
    const [ended] = await stage.run([pass]);
    if (ended?.report == null) break;
    const { nextMoveAt } = ended.report;
    if (nextMoveAt !== null) {
      moves += 1;
      const wait = stage.witness.skewed ? DAY_MS : LONGEST_STEP_MS;
      await stage.clock.sleep(Math.max(wait, nextMoveAt - stage.clock.now()));
      continue;
    }
    rounds += 1;
    await stage.clock.sleep(60_000);
    if (ended.writes > 0) continue;
    if (ended.report.steps.length > 0) stage.witness.accuse("steps without writes", stepsOf(ended.report));
    return ended.report;
  }
  stage.witness.accuse(`does not converge (${what})`, stage.endings.slice(-MOST_PASSES).join(", "));
  return null;
}

function stepsOf({ steps }: RunReport): string {
  return steps.map(({ step, result, error }) => `${step.action} ${step.address} ${result} ${error?.message ?? ""}`).join("; ");
}

/** In calm weather only what strangers did may stand in the way, and the account must bear that out. */
function judgeBlocked(report: RunReport, { witness, sandbox }: Stage, state: DesiredState): void {
  if (report.outcome !== "in-sync" && (report.plan?.blocked.length ?? 0) === 0) {
    witness.accuse("not in sync in calm weather", `${report.outcome}: ${report.error?.message ?? stepsOf(report)}`);
  }
  const ours = owned(sandbox.world);
  for (const blocked of report.plan?.blocked ?? []) {
    if (!isExplained(blocked, { ours, state, world: sandbox.world, meddled: witness.meddled, rang: witness.rang }))
      witness.accuse("blocked in calm weather", `${blocked.address} ${blocked.reason}: ${blocked.message}`);
  }
}

interface Circumstances {
  readonly ours: ReadonlySet<string>;
  readonly state: DesiredState;
  readonly world: World;
  /** Names of functions and ids of APIs that others wrote to. */
  readonly meddled: ReadonlySet<string>;
  /** Names of alarms that were not calm, ever. */
  readonly rang: ReadonlySet<string>;
}

function isExplained({ address, reason }: Blocked, { ours, state, world, meddled, rang }: Circumstances): boolean {
  switch (reason) {
    case "not-owned":
    case "owned-by-other":
      return !ours.has(address);
    case "unknown-failed":
    case "unknown-denied":
      return false;
    case "shift-failed":
      return state.resources.some((one) => one.address === address && alarmsOf(one.intent).some((name) => rang.has(name)));
    case "shift-stopped":
      return isStoppedByHand(address, world, meddled);
    case "in-use":
      if (address.startsWith("stage:")) return canaryOf(address, world) !== undefined;
      return runningAs(world).has(namesOf(address)[0] ?? "");
    case "not-found":
      return isGone(address, state, world);
    default:
      return true;
  }
}

/** A snapshot that AWS refuses, or a version by a number that is not there; else whatever is not there is ours to make. */
function isGone(address: Address, state: DesiredState, world: World): boolean {
  if (address.startsWith("deployment:")) return undeployable(state, world).has(nameAt(address, 0));
  if (address.startsWith("version:")) return lackingVersions(state, world).has(nameAt(address, 0));
  return true;
}

/**
 * What carries our mark, and nothing asks for. Statements are told by their function alone; a function or alias that a
 * route or stage still names is in use, declared or not, and the role with it. Routes of an API that declares none are
 * somebody's own, and are called as they are.
 */
function judgeLeftovers({ witness, sandbox }: Stage, state: DesiredState): void {
  const asked = new Set<string>(state.resources.map(({ address }) => address));
  const ours = owned(sandbox.world);
  const stages = JSON.stringify(state.resources.filter(({ kind }) => kind === "stage" || kind === "rest-api"));
  const left = state.resources.flatMap((desired) => integrationsLeft(desired, sandbox.world)).join();
  for (const what of ours) {
    // What `owned` gives are addresses, but for statements.
    const name = namesOf(what as Address).at(-1);
    const inUse =
      /^(alias|function):/.test(what) && (new RegExp(`[":]${name}"`).test(stages) || new RegExp(`:${name}[:/]`).test(left));
    const parent = parentOf(what as Address);
    const isOutOfSight = parent !== undefined && !asked.has(parent) && !ours.has(parent);
    if (!/^(statement|role):/.test(what) && !asked.has(what) && !inUse && !isOutOfSight) witness.accuse("left behind", what);
  }
}

/** URIs of what the routes call, where git leaves the routes alone. */
function integrationsLeft(desired: AnyDesired, { apigateway }: World): readonly string[] {
  if (desired.kind !== "rest-api" || desired.spec.routes !== undefined) return [];
  const api = findApi(apigateway.apis.values(), nameAt(desired.address, 0));
  const methods = [...(api?.resources.values() ?? [])].flatMap((resource) => Object.values(resource.methods));
  return methods.map(({ methodIntegration }) => methodIntegration?.uri ?? "");
}

/** Of a stage or alias: children of what neither git nor our mark speaks of are not looked for (docs/simulation.md). */
function parentOf(address: Address): Address | undefined {
  if (address.startsWith("stage:")) return addressOf("rest-api", nameAt(address, 0));
  return address.startsWith("alias:") ? addressOf("function", nameAt(address, 0)) : undefined;
}
