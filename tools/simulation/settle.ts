/** The end of a life: faults are over, nobody interferes, and what remains must be what the last valid commit says. */
import { type Address, addressOf, nameAt, namesOf } from "../../src/model/address.ts";
import type { DesiredState } from "../../src/model/desired.ts";
import type { Blocked } from "../../src/model/plan.ts";
import type { RunReport } from "../../src/model/report.ts";
import type { World } from "../../src/sandbox/world.ts";
import type { History, Pass } from "./history.ts";
import { lackingVersions, undeployable } from "./hopeless.ts";
import { runningAs } from "./served.ts";
import { lastValid, type Stage } from "./simulate.ts";
import { owned, twins } from "./strangers.ts";
import { differences } from "./truth.ts";

const CALM: Pass = { mode: "apply", prune: false, expect: "anything", faults: [], slow: false };
const A_WHILE_MS = 900_000;
/** Each may find what the one before could not know; more would be going round in circles. */
const MOST_PASSES = 5;

/** `isKnown`: asked once all is quiet, whether it was seen from here before how this ends. */
export async function settle(stage: Stage, ending: History["ending"], isKnown: () => boolean = () => false): Promise<void> {
  const state = lastValid(stage.commits);
  if (state === undefined) return;
  stage.commits.push({ valid: true, state });
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
  judgeBlocked(applied, stage, state);
  if (applied.outcome === "in-sync") {
    for (const difference of differences(state, stage.sandbox.world)) stage.witness.accuse("in sync, and is not", difference);
  }
  const pruned = await calm(stage, { ...CALM, prune: true }, "prune");
  if (pruned?.outcome === "in-sync") judgeLeftovers(stage, state);
}

/** Passes until one writes nothing; its report. `null`: none did. */
async function calm(stage: Stage, pass: Pass, what: string): Promise<RunReport | null> {
  for (let round = 1; round <= MOST_PASSES; round += 1) {
    const [ended] = await stage.run([pass]);
    await stage.clock.sleep(60_000);
    if (ended?.report == null) break;
    if (ended.writes > 0 || ended.report.nextMoveAt !== null) continue;
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
    if (!isExplained(blocked, { ours, state, world: sandbox.world }))
      witness.accuse("blocked in calm weather", `${blocked.address} ${blocked.reason}: ${blocked.message}`);
  }
}

interface Circumstances {
  readonly ours: ReadonlySet<string>;
  readonly state: DesiredState;
  readonly world: World;
}

function isExplained({ address, reason }: Blocked, { ours, state, world }: Circumstances): boolean {
  switch (reason) {
    case "not-owned":
    case "owned-by-other":
      return !ours.has(address);
    case "unknown-failed":
    case "unknown-denied":
      return false;
    case "in-use":
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
 * route or stage still names is in use, declared or not, and the role with it.
 */
function judgeLeftovers({ witness, sandbox }: Stage, state: DesiredState): void {
  const asked = new Set<string>(state.resources.map(({ address }) => address));
  const ours = owned(sandbox.world);
  const stages = JSON.stringify(state.resources.filter(({ kind }) => kind === "stage" || kind === "rest-api"));
  for (const what of ours) {
    // What `owned` gives are addresses, but for statements.
    const name = namesOf(what as Address).at(-1);
    const inUse = /^(alias|function):/.test(what) && new RegExp(`[":]${name}"`).test(stages);
    const parent = parentOf(what as Address);
    const isOutOfSight = parent !== undefined && !asked.has(parent) && !ours.has(parent);
    if (!/^(statement|role):/.test(what) && !asked.has(what) && !inUse && !isOutOfSight) witness.accuse("left behind", what);
  }
}

/** Of a stage or alias: children of what neither git nor our mark speaks of are not looked for (docs/simulation.md). */
function parentOf(address: Address): Address | undefined {
  if (address.startsWith("stage:")) return addressOf("rest-api", nameAt(address, 0));
  return address.startsWith("alias:") ? addressOf("function", nameAt(address, 0)) : undefined;
}
