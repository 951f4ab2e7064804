/**
 * The life of a desired state on the sandbox, led by a caller who may do what policies say: made from nothing, looked at, disturbed
 * by somebody else and healed, changed, rolled back, pruned, destroyed. Every stop says what it must come to.
 */
import { APIGateway } from "@aws-sdk/client-api-gateway";
import { CloudWatch } from "@aws-sdk/client-cloudwatch";
import { IAM } from "@aws-sdk/client-iam";
import { Lambda } from "@aws-sdk/client-lambda";
import { S3 } from "@aws-sdk/client-s3";
import { WAFV2 } from "@aws-sdk/client-wafv2";
import { type AwsConnection, connectAws } from "../../src/aws/connection.ts";
import { packageCode } from "../../src/desired/package-code.ts";
import { type PassRequest, preview } from "../../src/engine/reconcile.ts";
import { reconcileAlong } from "../../src/engine/reconcile-along.ts";
import { rollBack } from "../../src/engine/roll-back.ts";
import type { Address } from "../../src/model/address.ts";
import type { DesiredState } from "../../src/model/desired.ts";
import type { Clock } from "../../src/model/ports.ts";
import type { RunReport } from "../../src/model/report.ts";
import { createSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import { createVirtualClock } from "../../src/sandbox/virtual-clock.ts";
import { openRecordingLogger } from "../core/recording-logger.ts";
import { createMemoryLedger } from "../core/run-pass.ts";

export const ACCOUNT = "000000000000";
export const REGION = "us-east-1";
/** More than any shift here takes. */
const MOST_PASSES = 40;
const REQUEST: PassRequest = { mode: "apply", only: [], prune: false, force: false, concurrency: 8 };

/** Clients of the account's own user, who may do anything. */
export interface RootClients {
  readonly clock: Clock;
  readonly apigateway: APIGateway;
  readonly cloudwatch: CloudWatch;
  readonly iam: IAM;
  readonly lambda: Lambda;
  readonly s3: S3;
  readonly wafv2: WAFV2;
}

export interface Traveller {
  readonly sandbox: Sandbox;
  readonly root: RootClients;
  readonly connection: AwsConnection;
  /** A pass; until what shifts has arrived. */
  run(state: DesiredState, request?: Partial<PassRequest>): Promise<RunReport>;
  look(state: DesiredState, request?: Partial<PassRequest>): Promise<RunReport>;
  /** `from`: what was left; `why`: it could not be done. */
  takeBack(address: Address, to?: string): Promise<{ readonly from?: string; readonly why: string | null }>;
}

/** Code is packed once for all journeys. */
const packed = new Map<string, Promise<Uint8Array>>();

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
    packageCode: (source) => {
      const known = packed.get(source.sha256) ?? packageCode(source);
      packed.set(source.sha256, known);
      return known;
    },
    requestHandler: (service) => sandbox.requestHandler(service),
    credentials: { accessKeyId: "LIMITED", secretAccessKey: "test" },
    random: () => 0,
    quotaReserve: 0,
  });
  const ledger = createMemoryLedger();
  const ports = (state: DesiredState) => ({
    source: { load: async () => ({ valid: true as const, state }) },
    ledger,
    clock,
    progress: () => {},
    logger: openRecordingLogger().logger,
    signal: new AbortController().signal,
    approve: async () => true,
  });
  try {
    return await journey({
      sandbox,
      root: rootClients(sandbox),
      connection,
      run(state, request) {
        const late = new AbortController();
        let passes = 0;
        const openSession = () => {
          passes += 1;
          // What may not look at the gates of a shift would wait for them for good.
          if (passes > MOST_PASSES) late.abort();
          return connection.openWriteSession();
        };
        return reconcileAlong(
          { ...REQUEST, ...request },
          { ...ports(state), signal: late.signal, session: openSession(), openSession },
        );
      },
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
      look: (state, request) => preview({ ...REQUEST, ...request }, { ...ports(state), session: connection.openReadSession() }),
    });
  } finally {
    connection.close();
    await sandbox.close();
  }
}

function rootClients(sandbox: Sandbox): RootClients {
  const config = (service: "apigateway" | "cloudwatch" | "iam" | "lambda" | "s3" | "wafv2") => ({
    region: REGION,
    requestHandler: sandbox.requestHandler(service),
    credentials: { accessKeyId: "ROOT", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  return {
    clock: sandbox.world.clock,
    apigateway: new APIGateway(config("apigateway")),
    cloudwatch: new CloudWatch(config("cloudwatch")),
    iam: new IAM(config("iam")),
    lambda: new Lambda(config("lambda")),
    s3: new S3({ ...config("s3"), forcePathStyle: true }),
    wafv2: new WAFV2(config("wafv2")),
  };
}

/** Why a pass did not come to `outcome`; `null`: it did. */
export function misfit(at: string, report: RunReport, ...outcomes: readonly RunReport["outcome"][]): string | null {
  const blocked = report.plan?.blocked ?? [];
  if (outcomes.includes(report.outcome) && blocked.length === 0) return null;
  const why = [
    report.error?.message,
    ...report.steps.map(({ error }) => error?.message),
    ...blocked.map(({ message }) => message),
    ...report.violations.map(({ message }) => message),
    ...report.steps.map(({ step }) => `${step.action} ${step.address} ${JSON.stringify(step.changes.map(({ path }) => path))}`),
  ];
  return `${at}: ${report.outcome}: ${why.filter((one) => one !== undefined).join("; ")}`;
}
