/**
 * AWS itself, only ever when it is asked for. Every API, function, bucket, queue and role that a case makes is written down by its
 * clients and deleted after the case; what could not be deleted is told.
 */
import { randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { STS } from "@aws-sdk/client-sts";
import { createLambdaRole } from "../builders/role.ts";
import type { Case } from "../case.ts";
import type { Clients, Target } from "../target.ts";
import { clientsOf } from "./clients.ts";
import { takeInventory } from "./inventory.ts";

const POLL_MS = 1000;
const IAM_SPREADS_MS = 15_000;
/** So that API Gateway's one call in thirty seconds is waited for, not given up on. */
const MOST_ATTEMPTS = 12;
/** Seconds that DeleteRestApi and an edge-optimised CreateRestApi each cost (aws-facts 1.1). */
const API_SECONDS = 60;
/** Areas whose cases make an API each. */
const API_AREA = /API|Stage|Destroying|TestInvoke|UpdateR/;
const THINK_MS = 10_000;

function region(): string {
  const found = process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
  if (found === undefined) throw new Error("set AWS_REGION: the cases run in one Region");
  return found;
}

interface Announcer {
  print(line: string): void;
  readonly sts?: STS;
  pause?(ms: number): Promise<void>;
}

/** Says what will be made, about how long it takes and what it costs, and leaves time to stop it. Makes nothing. */
export async function announceAws(
  cases: readonly Case[],
  { print, sts = new STS({ region: region() }), pause = (ms) => sleep(ms) }: Announcer,
): Promise<void> {
  const { Account, Arn } = await sts.getCallerIdentity({});
  const apis = cases.filter(({ area }) => API_AREA.test(area)).length;
  print(`On AWS, account ${Account} as ${Arn}, Region ${region()}:`);
  print(`  ${cases.length} cases, one after the other; each deletes what it made, all of it named sk….`);
  print(
    `  About ${apis} REST APIs, ${cases.length - apis} functions, buckets, queues and roles, never more than a few at a time.`,
  );
  print(`  Some ${Math.ceil((apis * API_SECONDS) / 60)} minutes: API Gateway makes and deletes one API in 30 seconds each.`);
  print("  Less than 1 USD: a stage's cache for some minutes (0.02 USD an hour), else requests by the hundred.");
  print(`  Starts in ${THINK_MS / 1000} seconds; interrupt it now if that is not what you want.`);
  await pause(THINK_MS);
}

/** `tell` is told what could not be deleted. */
export function awsTarget(tell: (line: string) => void, clientsMade: () => Clients = realClients): Target {
  const shared = clientsMade();
  const sharedInventory = takeInventory(shared);
  const prefix = `sk${randomInt(36 ** 4).toString(36)}`;
  let role: Promise<string> | undefined;
  return {
    name: "AWS",
    async openAccount() {
      const clients = clientsMade();
      const inventory = takeInventory(clients);
      const { Account = "" } = await shared.sts.getCallerIdentity({});
      return {
        ...clients,
        accountId: Account,
        region: await shared.lambda.config.region(),
        prefix,
        pollMs: POLL_MS,
        pause: (ms) => sleep(ms),
        lambdaRole() {
          role ??= createLambdaRole(shared.iam, `${prefix}-lambda`, () => sleep(IAM_SPREADS_MS));
          return role;
        },
        invokeUrl: (apiId, stageName) =>
          Promise.resolve(`https://${apiId}.execute-api.${region()}.amazonaws.com/${encodeURIComponent(stageName)}`),
        // Nobody has registered the cases' names.
        domainUrl: () => Promise.resolve(undefined),
        async close() {
          for (const left of await inventory.clear()) tell(`left behind: ${left}`);
        },
      };
    },
    async close() {
      for (const left of await sharedInventory.clear()) tell(`left behind: ${left}`);
    },
  };
}

function realClients(): Clients {
  return clientsOf(() => ({ region: region(), maxAttempts: MOST_ATTEMPTS }));
}
