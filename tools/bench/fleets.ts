/** Fleets on an AWS in this process: the calls of a pass that has nothing to do, and how long making them takes at AWS. */
import type { RunReport } from "../../src/model/report.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { type Declared, declaredIn } from "./declared.ts";
import { fewestCalls, oneCallPerResource, shallowCalls, totalOf } from "./fewest-calls.ts";
import type { FleetSize } from "./fleet.ts";
import { type FleetWorld, openFleet, openWorld } from "./fleet-world.ts";
import { type LeastTime, leastTime, workOf } from "./least-time.ts";
import { RIVAL, runRival } from "./rival.ts";

export interface NoOpCalls {
  readonly made: number;
  readonly fewest: number;
  readonly oneCallPerResource: number;
  readonly writes: number;
}

/** Of a pass of the daemon that comes of itself, between two that read everything. */
export interface SteadyCalls {
  readonly made: number;
  /** By the formula of aws-facts 10.1. */
  readonly shallow: number;
}

export interface FromEmpty {
  readonly seconds: number;
  readonly least: LeastTime;
  readonly ratio: number;
  readonly calls: number;
  /** Of our calls, refused as too fast. */
  readonly refused: number;
  readonly refusedByOperation: Readonly<Record<string, number>>;
  readonly failedSteps: number;
  readonly forecastSeconds: number;
}

/** Made without quotas, which a pass with nothing to do does not depend on; then looked at, fully and shallowly. */
export async function measureNoOpCalls(size: FleetSize): Promise<{ readonly noOp: NoOpCalls; readonly steady: SteadyCalls }> {
  return noOpCallsIn(await openFleet(size, { quotas: "off", reserve: 0 }));
}

/** Of a desired state that is there already. */
export async function measureSteadyCalls(place: { readonly cwd: string; readonly state: string }): Promise<SteadyCalls> {
  return (await noOpCallsIn(await openWorld(place, { quotas: "off", reserve: 0 }))).steady;
}

/** Closes the world. */
export async function noOpCallsIn(world: FleetWorld): Promise<{ readonly noOp: NoOpCalls; readonly steady: SteadyCalls }> {
  try {
    await converged(world);
    world.sandbox.journal.clear();
    const second = await world.pass();
    if (second.outcome !== "in-sync") throw new Error(`the second pass was ${second.outcome}: ${firstTrouble(second)}`);
    const declared = declaredOf(world);
    const noOp = {
      made: totalOf(world.sandbox.journal.counts()),
      fewest: totalOf(fewestCalls(declared)),
      oneCallPerResource: totalOf(oneCallPerResource(declared)),
      writes: world.sandbox.journal.writes().length,
    };
    world.sandbox.journal.clear();
    const third = await world.pass("shallow");
    if (third.outcome !== "in-sync") throw new Error(`the shallow pass was ${third.outcome}: ${firstTrouble(third)}`);
    const steady = { made: totalOf(world.sandbox.journal.counts()), shallow: totalOf(shallowCalls(declared)) };
    return { noOp, steady };
  } finally {
    await world.close();
  }
}

/** `rival`: somebody else uses half of every quota meanwhile. */
export async function measureFromEmpty(
  size: FleetSize,
  { reserve, rival }: { readonly reserve: number; readonly rival: boolean },
): Promise<FromEmpty> {
  const world = await openFleet(size, { quotas: "aws", reserve });
  const stop = new AbortController();
  try {
    const rivalry = rival ? runRival(world.sandbox, world.clock, stop.signal) : Promise.resolve();
    const from = world.clock.now();
    const report = await world.pass();
    const seconds = (world.clock.now() - from) / 1_000;
    stop.abort();
    await rivalry;
    const refused = refusedOf(world.sandbox);
    const permissions = report.steps.filter(({ step }) => step.kind === "permission").length;
    // What the rival leaves is less than what the reserve would.
    const least = leastTime(workOf(world.state, permissions), rival ? 0.5 : 1 - reserve);
    return {
      seconds,
      least,
      ratio: seconds / least.seconds,
      calls: report.calls.total,
      refused: refused.length,
      refusedByOperation: countsOf(refused),
      failedSteps: report.steps.filter(({ result }) => result !== "done").length,
      forecastSeconds: report.forecast?.seconds ?? Number.NaN,
    };
  } finally {
    stop.abort();
    await world.close();
  }
}

async function converged(world: FleetWorld): Promise<void> {
  const first = await world.pass();
  if (first.outcome !== "converged") throw new Error(`the fleet did not converge: ${firstTrouble(first)}`);
  // Longer than what was written may take to be seen.
  await world.clock.advance(120_000);
}

function firstTrouble({ error, steps, plan }: RunReport): string {
  const [failed] = steps.filter(({ result }) => result === "failed");
  const [blocked] = plan?.blocked ?? [];
  return error?.message ?? failed?.error?.message ?? blocked?.message ?? steps[0]?.step.address ?? "nothing says why";
}

/** Operations of ours that were refused as too fast, each time. */
function refusedOf({ journal }: Sandbox): readonly string[] {
  return journal
    .entries()
    .filter(({ accessKeyId, error }) => accessKeyId !== RIVAL && error === "TooManyRequestsException")
    .map(({ service, operation }) => `${service}.${operation}`);
}

function countsOf(operations: readonly string[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const operation of operations) counts.set(operation, (counts.get(operation) ?? 0) + 1);
  return Object.fromEntries([...counts].toSorted(([left], [right]) => (left < right ? -1 : 1)));
}

/** What exists once it has converged is known of this sandbox without asking it. */
function declaredOf({ state, sandbox }: FleetWorld): Declared {
  const { apigateway, lambda } = sandbox.world;
  const functions = [...lambda.functions.values()];
  return declaredIn(state, {
    deployments: Object.fromEntries([...apigateway.apis.values()].map((api) => [api.settings.name, api.deployments.size])),
    versions: Object.fromEntries(functions.map((record) => [record.name, 1 + record.versions.size])),
    permissions: Object.fromEntries(
      functions.flatMap((record) =>
        [...record.policies].map(([alias, policy]) => [`${record.name}/${alias}`, policy.statements.length]),
      ),
    ),
  });
}
