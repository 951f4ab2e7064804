import { APIGateway } from "@aws-sdk/client-api-gateway";
import { IAM } from "@aws-sdk/client-iam";
import { Lambda } from "@aws-sdk/client-lambda";
import { S3 } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRandom } from "../../tools/simulation/random.ts";
import { aCheckout, anAws, buildCommand, type Daemon, REGION, startDaemon } from "./daemon-process.ts";

const KILLS = 50;
/** A start is mostly waiting. */
const SIDE_BY_SIDE = 5;
const CONSOLE = { accessKeyId: "console", secretAccessKey: "console" };
const SEED = 20261122;

let built: Awaited<ReturnType<typeof buildCommand>>;

beforeAll(async () => {
  built = await buildCommand();
}, 60_000);

afterAll(() => built.remove());

/** One of everything that AWS makes anew each time it is asked to. */
const DESIRED = {
  "functions/uploader/index.mjs": "export const handler = async () => ({ statusCode: 200 });\n",
  "desired-state/uploader.yaml": `owner: daemon-test
buckets: { acme-killed: { versioning: enabled } }
functions:
  Uploader:
    code: ../functions/uploader
    runtime: nodejs22.x
    handler: index.handler
    role: arn:aws:iam::000000000000:role/uploader
    aliases:
      dev: { version: $LATEST }
      live: { version: auto, environment: { MODE: live } }
apis:
  Upload:
    routes: { PUT /upload: { lambda: "Uploader:\${stageVariables.ALIAS}" } }
    stages:
      dev: { variables: { ALIAS: dev } }
      live: { variables: { ALIAS: live } }
`,
};

/** Everything that there shall be in the account: a deployment, an API or a version too many is one that was made twice. */
const STANDS = {
  apis: ["Upload"],
  deployments: 1,
  stages: ["dev", "live"],
  functions: ["Uploader"],
  versions: ["$LATEST", "1"],
  aliases: ["dev", "live"],
  buckets: ["acme-killed"],
};

/** Kills the daemon at the n-th write it asks for, before that takes effect or after; and the next one, and so on. */
async function convergeThroughKills(command: string, most: number, random: () => number) {
  const { sandbox, url } = await anAws();
  await aRole(url);
  const { home, commit } = aCheckout();
  commit(DESIRED);
  let kills = 0;
  let converged = false;
  while (!converged) {
    const daemon: Daemon = startDaemon(command, { home, url });
    let left = kills < most ? 1 + Math.floor(random() * 4) : Number.POSITIVE_INFINITY;
    sandbox.faults.script((call) => {
      if (call.write) left -= 1;
      if (left !== 0) return undefined;
      left = Number.POSITIVE_INFINITY;
      kills += 1;
      daemon.child.kill("SIGKILL");
      return { type: "lose", when: random() < 0.5 ? "before" : "after" };
    });
    // Killed at its last write it leaves nothing to do for the next one.
    converged = await daemon
      .line(({ outcome }) => outcome === "converged" || outcome === "in-sync")
      .then(
        () => true,
        () => false,
      );
    if (converged) daemon.child.kill("SIGKILL");
  }
  return { kills, stands: await whatStands(url) };
}

async function whatStands(url: string): Promise<typeof STANDS> {
  const config = { endpoint: url, region: REGION, credentials: CONSOLE };
  const [gateway, lambda, s3] = [new APIGateway(config), new Lambda(config), new S3({ ...config, forcePathStyle: true })];
  const apis = (await gateway.getRestApis({})).items ?? [];
  const restApiId = apis[0]?.id ?? "";
  const FunctionName = "Uploader";
  const sorted = (names: readonly (string | undefined)[] = []) => names.map(String).toSorted();
  return {
    apis: sorted(apis.map(({ name }) => name)),
    deployments: (await gateway.getDeployments({ restApiId })).items?.length ?? 0,
    stages: sorted((await gateway.getStages({ restApiId })).item?.map(({ stageName }) => stageName)),
    functions: sorted((await lambda.listFunctions({})).Functions?.map((each) => each.FunctionName)),
    versions: sorted((await lambda.listVersionsByFunction({ FunctionName })).Versions?.map(({ Version }) => Version)),
    aliases: sorted((await lambda.listAliases({ FunctionName })).Aliases?.map(({ Name }) => Name)),
    buckets: sorted((await s3.listBuckets({})).Buckets?.map(({ Name }) => Name)),
  };
}

async function aRole(url: string): Promise<void> {
  const iam = new IAM({ endpoint: url, region: REGION, credentials: CONSOLE });
  const statement = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
  const policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  await iam.createRole({ RoleName: "uploader", AssumeRolePolicyDocument: policy });
}

/** One account after the other, until there have been so many kills. */
async function killed(times: number, random: () => number): Promise<readonly Awaited<ReturnType<typeof convergeThroughKills>>[]> {
  const ended = [];
  for (let left = times; left > 0; ) {
    const account = await convergeThroughKills(built.command, left, random);
    left -= account.kills;
    ended.push(account);
  }
  return ended;
}

describe("the daemon, killed in the middle of applying", () => {
  it(`at ${KILLS} random moments, converges whenever it is started again, and makes nothing twice`, {
    timeout: 600_000,
  }, async () => {
    const sides = Array.from({ length: SIDE_BY_SIDE }, (_, side) => killed(KILLS / SIDE_BY_SIDE, createRandom(SEED + side).next));
    const accounts = (await Promise.all(sides)).flat();

    expect(accounts.reduce((sum, { kills }) => sum + kills, 0)).toBe(KILLS);
    for (const { stands } of accounts) expect(stands).toEqual(STANDS);
  });
});
