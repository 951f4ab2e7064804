/** What targets have to do with each other: the calls of all of them, and how long some take while another one fails. */
import type { FleetSize } from "./fleet.ts";
import { type NoOpCalls, noOpCallsIn, type SteadyCalls } from "./fleets.ts";
import { openTargets } from "./target-worlds.ts";

/** Of all targets together, converged and looked at side by side. */
export async function measureTargetsNoOp(
  count: number,
  size: FleetSize,
): Promise<{ readonly noOp: NoOpCalls; readonly steady: SteadyCalls }> {
  const targets = await openTargets(count, size, { quotas: "off", reserve: 0 });
  try {
    const each = await Promise.all(targets.worlds.map((world) => noOpCallsIn(world)));
    const sum = (read: (one: (typeof each)[number]) => number) => each.reduce((total, one) => total + read(one), 0);
    return {
      noOp: {
        made: sum(({ noOp }) => noOp.made),
        fewest: sum(({ noOp }) => noOp.fewest),
        oneCallPerResource: sum(({ noOp }) => noOp.oneCallPerResource),
        writes: sum(({ noOp }) => noOp.writes),
      },
      steady: { made: sum(({ steady }) => steady.made), shallow: sum(({ steady }) => steady.shallow) },
    };
  } finally {
    await targets.close();
  }
}

export interface OneFails {
  /** Virtual seconds until the last of the others has converged: while one fails, and without. */
  readonly seconds: number;
  readonly alone: number;
  /** Of the one that fails. */
  readonly outcome: string;
}

/** As long as an AWS that is in trouble lets a client wait. */
const HANGS_MS = 20_000;

/** From empty under AWS's quotas. Every call to the first target hangs, and then fails. */
export async function measureOneFails(count: number, size: FleetSize, reserve: number): Promise<OneFails> {
  const { seconds: alone } = await othersOf(count, size, { reserve, fails: false });
  return { ...(await othersOf(count, size, { reserve, fails: true })), alone };
}

async function othersOf(
  count: number,
  size: FleetSize,
  { reserve, fails }: { readonly reserve: number; readonly fails: boolean },
): Promise<Omit<OneFails, "alone">> {
  const { worlds, clock, close } = await openTargets(count, size, { quotas: "aws", reserve });
  try {
    if (fails) {
      worlds[0]?.sandbox.faults.script(() => [
        { type: "delay", ms: HANGS_MS },
        { type: "fail", when: "before" },
      ]);
    }
    const from = clock.now();
    const ended = await Promise.all(
      worlds.map(async (world) => {
        const { outcome } = await world.pass();
        return { outcome, seconds: (clock.now() - from) / 1_000 };
      }),
    );
    const [first, ...others] = ended;
    if (others.some(({ outcome }) => outcome !== "converged")) throw new Error("the other targets did not converge");
    return { seconds: Math.max(...others.map(({ seconds }) => seconds)), outcome: first?.outcome ?? "" };
  } finally {
    await close();
  }
}
