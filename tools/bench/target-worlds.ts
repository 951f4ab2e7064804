/** A fleet of several targets on a cloud in this process: one hub, and for each target the role, the region and the passes of its own. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { openHub } from "../../src/aws/hub.ts";
import { forgetfulLedger } from "../../src/cli/forgetful-ledger.ts";
import { createFleetSource } from "../../src/desired/load.ts";
import { packageCode } from "../../src/desired/package-code.ts";
import type { NamedTarget, TargetLoad } from "../../src/model/fleet.ts";
import { createCloud } from "../../src/sandbox/cloud.ts";
import { createVirtualClock, type VirtualClock } from "../../src/sandbox/virtual-clock.ts";
import { type FleetSize, writeFleet } from "./fleet.ts";
import { type FleetWorld, type FleetWorldOptions, passIn } from "./fleet-world.ts";

export interface TargetWorlds {
  readonly clock: VirtualClock;
  /** By name. Closing one closes nothing. */
  readonly worlds: readonly FleetWorld[];
  close(): Promise<void>;
}

const HUB = "000000000000";
const REGION = "us-east-1";
const CREDENTIALS = { accessKeyId: "bench", secretAccessKey: "bench" };

/** `size`: of each of them. */
export async function openTargets(count: number, size: FleetSize, { quotas, reserve }: FleetWorldOptions): Promise<TargetWorlds> {
  const directory = await mkdtemp(path.join(os.tmpdir(), "stagekeeper-targets-"));
  const targets = Array.from({ length: count }, (_, at) => targetAt(at));
  await writeFleet(directory, size, { perTarget: true });
  await writeFile(path.join(directory, "desired-state/targets.yaml"), targetsText(targets));
  const clock = createVirtualClock();
  const cloud = createCloud({ clock, account: HUB, region: REGION, quotas });
  for (const { role } of targets) cloud.addRole(role.arn, { trusts: [HUB] });
  const hub = openHub({
    clock,
    packageCode: (source) => holding(clock, packageCode(source)),
    region: REGION,
    credentials: CREDENTIALS,
    quotaReserve: reserve,
    requestHandler: (service) => cloud.requestHandler(service),
  });
  const fleet = await createFleetSource({ path: "desired-state", cwd: directory }).load(new AbortController().signal);
  const loads: readonly TargetLoad[] = fleet.valid ? fleet.targets : [];
  const worlds = loads.map(({ target, loaded }): FleetWorld => {
    if (target.name === null || !loaded.valid) throw new Error(`the fleet is not valid in ${target.name}`);
    const connection = hub.connect(target);
    return {
      sandbox: cloud.at(target.account, target.region),
      clock,
      state: loaded.state,
      // A disk takes real time, in which the virtual time of all targets would run on.
      pass: (depth = "full") => passIn({ connection, loaded, ledger: forgetfulLedger, clock }, depth),
      close: async () => connection.close(),
    };
  });
  return {
    clock,
    worlds,
    async close() {
      hub.close();
      await cloud.close();
      await rm(directory, { recursive: true });
    },
  };
}

/** No virtual time passes while real work is under way. */
async function holding<T>(clock: VirtualClock, work: Promise<T>): Promise<T> {
  const release = clock.hold();
  try {
    return await work;
  } finally {
    release();
  }
}

function targetAt(at: number): NamedTarget & { readonly role: { readonly arn: string } } {
  const account = String(100_000_000_001 + at);
  return { name: `t${at}`, account, region: REGION, role: { arn: `arn:aws:iam::${account}:role/keeper` } };
}

function targetsText(targets: readonly NamedTarget[]): string {
  const lines = targets.map(
    ({ name, account, region }) => `  ${name}: { account: "${account}", region: ${region}, role: keeper }`,
  );
  return `targets:\n${lines.join("\n")}\n`;
}
