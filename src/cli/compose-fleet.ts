/** The composition root of passes over many targets: one hub, and below it a world for each target, opened when it is loaded. */
import { resolve } from "node:path";
import { type AwsHub, openHub } from "../aws/hub.ts";
import { createFleetSource } from "../desired/load.ts";
import { packageCode } from "../desired/package-code.ts";
import { readSourceRevision } from "../desired/source-revision.ts";
import { StagekeeperError } from "../model/errors.ts";
import type { FleetLoad, FleetSource, FleetTarget, TargetLoad } from "../model/fleet.ts";
import type { LoadResult } from "../model/ports.ts";
import type { Cloud } from "../sandbox/cloud.ts";
import { awsConfig } from "./aws-config.ts";
import { awsWorld, SANDBOX_CREDENTIALS, SANDBOX_REGION, type StateWarnings, sandboxWorld, type World } from "./compose.ts";
import { historyOf } from "./connect-target.ts";
import { forgetfulLedger } from "./forgetful-ledger.ts";
import type { PassOptions } from "./options.ts";

export interface FleetWorld {
  readonly source: FleetSource;
  /** Where the passes of a target work; its source gives what was loaded. */
  open(target: TargetLoad): Promise<World>;
  close(): Promise<void>;
}

/** Nobody is called yet. */
export function composeFleet(path: string, options: PassOptions, warn: StateWarnings): FleetWorld {
  const source = createFleetSource({ path, cwd: process.cwd(), ...(options.values && { valuesFile: options.values }) });
  let hub: AwsHub | undefined;
  let clouds: Promise<SandboxFleet> | undefined;
  return {
    source: withCommit(source, path),
    async open({ target, loaded }) {
      const desired = { load: async () => loaded };
      if (target.name === null) return options.sandbox ? sandboxWorld(desired, options) : awsWorld(desired, options, { warn });
      refuseRegion(options);
      if (options.sandbox) {
        clouds ??= openSandboxFleet();
        return (await clouds).open(target, loaded);
      }
      hub ??= openHub({ ...awsConfig(options), packageCode });
      return awsWorld(desired, options, { warn, connection: hub.connect(target), historyBelow: historyOf(target.name) });
    },
    async close() {
      hub?.close();
      await (await clouds)?.close();
    },
  };
}

function refuseRegion({ region }: PassOptions): void {
  if (region === undefined) return;
  throw new StagekeeperError(
    "invalid",
    "--region is of a desired state without targets: targets say their regions, --target chooses some",
  );
}

/** Deployments say which commit they were made from, so a pass asks for it; validating does not. */
function withCommit(source: FleetSource, path: string): FleetSource {
  return {
    async load(signal) {
      const [fleet, sourceRevision] = await Promise.all([source.load(signal), readSourceRevision(resolve(path))]);
      if (!fleet.valid || sourceRevision === undefined) return fleet;
      const targets = fleet.targets.map(({ target, loaded }) => ({ target, loaded: committed(loaded, sourceRevision) }));
      return { valid: true, targets } satisfies FleetLoad;
    },
  };
}

function committed(loaded: LoadResult, sourceRevision: string): LoadResult {
  return loaded.valid ? { valid: true, state: { ...loaded.state, sourceRevision } } : loaded;
}

interface SandboxFleet {
  open(target: Exclude<FleetTarget, { readonly name: null }>, loaded: LoadResult): World;
  close(): Promise<void>;
}

const SANDBOX_HUB = "000000000000";

/** A fresh AWS of many accounts, on a clock that does not wait. Whatever role a target asks for is there. */
async function openSandboxFleet(): Promise<SandboxFleet> {
  const { createCloud } = await import("../sandbox/cloud.ts");
  const { createVirtualClock } = await import("../sandbox/virtual-clock.ts");
  const clock = createVirtualClock();
  const cloud: Cloud = createCloud({ clock, account: SANDBOX_HUB, region: SANDBOX_REGION, quotas: "aws" });
  const hub = openHub({
    clock,
    packageCode,
    region: SANDBOX_REGION,
    credentials: SANDBOX_CREDENTIALS,
    requestHandler: (service) => cloud.requestHandler(service),
  });
  return {
    open(target, loaded) {
      const { externalId } = target.role ?? {};
      const arn = target.role?.arn ?? `arn:aws:iam::${target.account}:role/stagekeeper`;
      cloud.addRole(arn, { trusts: [SANDBOX_HUB], ...(externalId !== undefined && { externalId }) });
      // Without a role the credentials of the process are that account's, which those of one sandbox are of one alone.
      const connection = hub.connect({ ...target, role: target.role ?? { arn } });
      return {
        source: { load: async () => loaded },
        ledger: forgetfulLedger,
        history: null,
        actors: null,
        clock,
        openReadSession: connection.openReadSession,
        openWriteSession: connection.openWriteSession,
        close: async () => connection.close(),
      };
    },
    async close() {
      hub.close();
      await cloud.close();
    },
  };
}
