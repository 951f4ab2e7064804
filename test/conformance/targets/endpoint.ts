/** An emulator behind a URL: one account for all cases, in real time; each case's things are taken away after it. */
import { randomInt } from "node:crypto";
import { Agent } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { createLambdaRole } from "../builders/role.ts";
import type { Target } from "../target.ts";
import { clientsOf } from "./clients.ts";
import { takeInventory } from "./inventory.ts";

export interface Endpoint {
  readonly name: string;
  readonly url: string;
  /** Base of a stage's invoke URL with `{api}` and `{stage}`; undefined: no data plane. */
  readonly invokeUrl?: string | undefined;
}

const REGION = "us-east-1";
const POLL_MS = 100;

export function endpointTarget({ name, url, invokeUrl }: Endpoint): Target {
  const clients = clientsOf(() => ({
    region: REGION,
    endpoint: url,
    credentials: { accessKeyId: "testing", secretAccessKey: "testing" },
    maxAttempts: 1,
    // ministack's server drops connections that are kept alive.
    requestHandler: { httpAgent: new Agent({ keepAlive: false }), requestTimeout: 30_000 },
  }));
  const inventory = takeInventory(clients);
  const prefix = `sk${randomInt(36 ** 4).toString(36)}`;
  let role: Promise<string> | undefined;
  let accountId: Promise<string> | undefined;
  return {
    name,
    async openAccount() {
      accountId ??= clients.sts.getCallerIdentity({}).then(({ Account = "" }) => Account);
      return {
        ...clients,
        accountId: await accountId,
        region: REGION,
        prefix,
        pollMs: POLL_MS,
        pause: (ms) => sleep(ms),
        lambdaRole() {
          role ??= inventory.keeping(() => createLambdaRole(clients.iam, `${prefix}-lambda`, () => Promise.resolve()));
          return role;
        },
        invokeUrl: (apiId, stageName) =>
          Promise.resolve(invokeUrl?.replace("{api}", apiId).replace("{stage}", encodeURIComponent(stageName))),
        // What an emulator cannot delete is its own affair: it is thrown away as a whole.
        close: async () => {
          await inventory.clear();
        },
      };
    },
    close: () => Promise.resolve(),
  };
}
