/** A fleet on an AWS in this process, on virtual time: how many calls a pass makes, and how long it would take at AWS. */
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { type AwsConnection, connectAws } from "../../src/aws/connection.ts";
import { createDesiredSource } from "../../src/desired/load.ts";
import { packageCode } from "../../src/desired/package-code.ts";
import { directoryState } from "../../src/engine/directory-state.ts";
import { reconcile } from "../../src/engine/reconcile.ts";
import { openLedger } from "../../src/engine/stored-ledger.ts";
import type { DesiredState } from "../../src/model/desired.ts";
import type { Depth, Ledger, LoadResult } from "../../src/model/ports.ts";
import type { RunReport } from "../../src/model/report.ts";
import { createSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import { createVirtualClock, type VirtualClock } from "../../src/sandbox/virtual-clock.ts";
import { type FleetSize, writeFleet } from "./fleet.ts";

export interface FleetWorld {
  readonly sandbox: Sandbox;
  readonly clock: VirtualClock;
  readonly state: DesiredState;
  /** One pass that applies; shallow, as the daemon's between two full ones. */
  pass(depth?: Depth): Promise<RunReport>;
  close(): Promise<void>;
}

export interface FleetWorldOptions {
  readonly quotas: "aws" | "off";
  readonly reserve: number;
}

const REGION = "us-east-1";
const CREDENTIALS = { accessKeyId: "bench", secretAccessKey: "bench" };
const SILENT = { debug() {}, info() {}, warn() {}, error() {} };
/** What the command does by default. */
const CONCURRENCY = 32;

export async function openFleet(size: FleetSize, options: FleetWorldOptions): Promise<FleetWorld> {
  const directory = await mkdtemp(path.join(os.tmpdir(), "stagekeeper-fleet-"));
  await writeFleet(directory, size);
  const world = await openWorld({ cwd: directory, state: "desired-state" }, options);
  return {
    ...world,
    async close() {
      await world.close();
      await rm(directory, { recursive: true });
    },
  };
}

/** A desired state that is there already. */
export async function openWorld(
  { cwd, state }: { readonly cwd: string; readonly state: string },
  { quotas, reserve }: FleetWorldOptions,
): Promise<FleetWorld> {
  const kept = await mkdtemp(path.join(os.tmpdir(), "stagekeeper-fleet-state-"));
  const clock = createVirtualClock();
  const sandbox = createSandbox({ clock, region: REGION, quotas });
  const connection = connectAws({
    clock,
    packageCode,
    region: REGION,
    credentials: CREDENTIALS,
    quotaReserve: reserve,
    requestHandler: (service) => sandbox.requestHandler(service),
  });
  const loaded = await createDesiredSource({ path: state, cwd }).load(new AbortController().signal);
  if (!loaded.valid) throw new Error(`the fleet is not valid: ${loaded.issues[0]?.message}`);
  const ledger = await openLedger(directoryState(kept));
  return {
    sandbox,
    clock,
    state: loaded.state,
    pass: (depth = "full") => passIn({ connection, loaded, ledger, clock }, depth),
    async close() {
      connection.close();
      await sandbox.close();
      await rm(kept, { recursive: true });
    },
  };
}

interface PassPlace {
  readonly connection: AwsConnection;
  readonly loaded: LoadResult;
  readonly ledger: Ledger;
  readonly clock: VirtualClock;
}

/** One pass that applies whatever it plans. */
export function passIn({ connection, loaded, ledger, clock }: PassPlace, depth: Depth): Promise<RunReport> {
  return reconcile(
    { mode: "apply", only: [], prune: false, force: false, concurrency: CONCURRENCY },
    {
      source: { load: async () => loaded },
      session: connection.openWriteSession(depth),
      ledger,
      clock,
      progress: () => undefined,
      logger: SILENT,
      approve: async () => true,
      signal: new AbortController().signal,
    },
  );
}
