/**
 * The life of a desired state on the sandbox, led by a caller who may do what policies say: made from nothing, looked at, disturbed
 * by somebody else and healed, changed, rolled back, pruned, destroyed. Every stop says what it must come to.
 */
import { type AwsConnection, connectAws } from "../../src/aws/connection.ts";
import { packageCode } from "../../src/desired/package-code.ts";
import { rollBack } from "../../src/engine/roll-back.ts";
import type { Address } from "../../src/model/address.ts";
import type { CodeSource } from "../../src/model/specs/function.ts";
import { createSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import { createVirtualClock } from "../../src/sandbox/virtual-clock.ts";
import { type Passes, passesOver } from "./passes.ts";
import { type RootClients, rootClients } from "./root-clients.ts";

export const ACCOUNT = "000000000000";
export const REGION = "us-east-1";

export interface Traveller extends Passes {
  readonly sandbox: Sandbox;
  readonly root: RootClients;
  readonly connection: AwsConnection;
  /** `from`: what was left; `why`: it could not be done. */
  takeBack(address: Address, to?: string): Promise<{ readonly from?: string; readonly why: string | null }>;
}

const packed = new Map<string, Promise<Uint8Array>>();

/** Code is packed once for all journeys. */
function packedOnce(source: CodeSource): Promise<Uint8Array> {
  const known = packed.get(source.sha256) ?? packageCode(source);
  packed.set(source.sha256, known);
  return known;
}

export async function travel<T>(policies: readonly object[], journey: (traveller: Traveller) => Promise<T>): Promise<T> {
  const clock = createVirtualClock();
  const limited = {
    type: "AssumedRole",
    name: "stagekeeper",
    policies: policies.map((policy) => JSON.stringify(policy)),
  } as const;
  const sandbox = createSandbox({ clock, account: ACCOUNT, region: REGION, callers: { LIMITED: limited } });
  const connection = connectAws({
    region: REGION,
    clock,
    packageCode: packedOnce,
    requestHandler: (service) => sandbox.requestHandler(service),
    credentials: { accessKeyId: "LIMITED", secretAccessKey: "test" },
    random: () => 0,
    quotaReserve: 0,
  });
  try {
    return await journey({
      sandbox,
      root: rootClients(clock, (service) => ({
        region: REGION,
        requestHandler: sandbox.requestHandler(service),
        credentials: { accessKeyId: "ROOT", secretAccessKey: "test" },
      })),
      connection,
      ...passesOver(connection, clock),
      takeBack: (address, to) =>
        rollBack(
          { address, dryRun: false, ...(to !== undefined && { to }) },
          {
            rollbacks: connection.openWriteSession().rollbacks,
            clock,
            signal: new AbortController().signal,
            approve: async () => true,
          },
        ).then(
          (result) => {
            const why = result.outcome === "converged" ? null : `rolling ${address} back: ${result.outcome}`;
            return { why, ...("proposal" in result && { from: result.proposal.from.id }) };
          },
          (error: Error) => ({ why: `rolling ${address} back: ${error.message}` }),
        ),
    });
  } finally {
    connection.close();
    await sandbox.close();
  }
}
