/**
 * What a change concerns is planned by itself as it would be among everything: the same steps, no more and no fewer, whatever is
 * declared and however it changes. Random states and commits, each after an account that is as declared.
 */
import { afterAll, expect, it } from "vitest";
import { connectAws } from "../../src/aws/connection.ts";
import { changedPart } from "../../src/daemon/changed-part.ts";
import { directoryState } from "../../src/engine/directory-state.ts";
import { preview } from "../../src/engine/reconcile.ts";
import { openLedger } from "../../src/engine/stored-ledger.ts";
import type { DesiredState } from "../../src/model/desired.ts";
import type { Plan } from "../../src/model/plan.ts";
import { randomCommit, randomState } from "../../tools/simulation/authored.ts";
import { randomNudge } from "../../tools/simulation/delivery.ts";
import { layGround } from "../../tools/simulation/ground.ts";
import { CALM } from "../../tools/simulation/history.ts";
import { createRandom } from "../../tools/simulation/random.ts";
import { onStage, type Stage } from "../../tools/simulation/simulate.ts";
import { openRecordingLogger } from "../core/recording-logger.ts";

const SEEDS = Array.from({ length: 80 }, (_, index) => index + 1);

const ground = await layGround();
afterAll(() => ground.remove());

/** Whether the account is as declared. */
async function settles(stage: Stage): Promise<boolean> {
  for (let passes = 0; passes < 5; passes += 1) {
    const [ended] = await stage.run([CALM]);
    if (ended?.how === "in-sync") return true;
    await stage.clock.sleep(60_000);
  }
  return false;
}

async function planOf(state: DesiredState, stage: Stage): Promise<Plan> {
  const connection = connectAws({
    region: "us-east-1",
    clock: stage.clock,
    packageCode: ground.packageCode,
    requestHandler: (service) => stage.sandbox.requestHandler(service),
    credentials: { accessKeyId: "AKIALOOKS", secretAccessKey: "looks" },
    random: () => 0.5,
  });
  const { plan, error } = await preview(
    { mode: "apply", only: [], prune: false, force: false, concurrency: 4 },
    {
      source: { load: async () => ({ valid: true, state }) },
      session: connection.openReadSession(),
      ledger: await openLedger(directoryState(stage.stateDirectory(0))),
      clock: stage.clock,
      progress: () => {},
      logger: openRecordingLogger().logger,
      signal: new AbortController().signal,
    },
  );
  connection.close();
  if (plan === null) throw new Error(`there is no plan: ${error?.message}`);
  return plan;
}

type Address = DesiredState["resources"][number]["address"];

/** What it does and does not at these addresses. */
function workOf({ steps, blocked }: Plan, isAsked: (address: Address) => boolean) {
  return {
    steps: steps
      .filter(({ address }) => isAsked(address))
      .map(({ address, action, cause, changes }) => ({ address, action, cause, changes }))
      .toSorted((left, right) => (left.address < right.address ? -1 : 1)),
    blocked: blocked.filter(({ address }) => isAsked(address)).map(({ address, reason }) => ({ address, reason })),
  };
}

it("what a change concerns is planned by itself as it is among everything", async () => {
  let compared = 0;
  for (const seed of SEEDS) {
    const random = createRandom(seed);
    const first = randomState(random, ground.digests);
    const next = random.chance(0.6) ? randomNudge(random, first) : randomCommit(random, first, ground.digests);
    const [before, after] = [await ground.load(first), await ground.load(next)];
    if (!before.valid || !after.valid) continue;
    await onStage({ seed, quotas: false }, ground, async (stage) => {
      stage.commits.push(before);
      const part = changedPart(before.state, after.state, { from: 1, share: 1 });
      if (part === null || !(await settles(stage))) return;
      const whole = await planOf(after.state, stage);
      const alone = await planOf(part.narrow(after.state), stage);
      // A permission for a function that nobody declares is of no family.
      const touched = new Set([...alone.steps, ...alone.blocked].map(({ address }) => address));
      const isPart = (address: Address) => part.covers(address) || touched.has(address);

      expect(
        workOf(alone, () => true),
        `seed ${seed}`,
      ).toEqual(workOf(whole, isPart));
      expect(workOf(whole, (address) => !isPart(address)).steps, `seed ${seed}: what it takes for unconcerned`).toEqual([]);
      compared += 1;
    });
  }
  expect(compared).toBeGreaterThan(20);
}, 120_000);
