/** An emulator behind a URL: one account for all cases, in real time; each case's things are taken away after it. */
import { randomInt } from "node:crypto";
import { Agent } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { createLambdaRole } from "../builders/role.ts";
import type { Clients, Target } from "../target.ts";
import { clientsOf } from "./clients.ts";
import { takeInventory } from "./inventory.ts";

export interface Endpoint {
  readonly name: string;
  readonly url: string;
  /** Base of a stage's invoke URL with `{api}` and `{stage}`; undefined: no data plane. */
  readonly invokeUrl?: string | undefined;
}

const REGION = "us-east-1";
const POLL_MS = 50;
const REQUEST_LIMIT_MS = 30_000;

/** Cases may run on it at the same time: each has clients of its own. */
export function endpointTarget({ name, url, invokeUrl }: Endpoint): Target {
  const shared = clientsAt(url);
  const prefix = `sk${randomInt(36 ** 4).toString(36)}`;
  let role: Promise<string> | undefined;
  let accountId: Promise<string> | undefined;
  return {
    name,
    async openAccount() {
      accountId ??= shared.sts.getCallerIdentity({}).then(({ Account = "" }) => Account);
      const clients = clientsAt(url);
      const inventory = takeInventory(clients);
      return {
        ...clients,
        accountId: await accountId,
        region: REGION,
        prefix,
        pollMs: POLL_MS,
        pause: (ms) => sleep(ms),
        lambdaRole() {
          role ??= createLambdaRole(shared.iam, `${prefix}-lambda`, () => Promise.resolve());
          return role;
        },
        invokeUrl: (apiId, stageName) =>
          Promise.resolve(invokeUrl?.replace("{api}", apiId).replace("{stage}", encodeURIComponent(stageName))),
        domainUrl: (domainName) => Promise.resolve(invokeUrl === undefined ? undefined : { url, host: domainName }),
        // What an emulator cannot delete is its own affair: it is thrown away as a whole.
        close: async () => {
          await inventory.clear();
        },
      };
    },
    close: () => Promise.resolve(),
  };
}

function clientsAt(endpoint: string): Clients {
  return clientsOf(() => ({
    region: REGION,
    endpoint,
    credentials: { accessKeyId: "testing", secretAccessKey: "testing" },
    maxAttempts: 1,
    requestHandler: {
      // ministack's server drops connections that are kept alive.
      httpAgent: new Agent({ keepAlive: false }),
      requestTimeout: REQUEST_LIMIT_MS,
      throwOnRequestTimeout: true,
    },
  }));
}
