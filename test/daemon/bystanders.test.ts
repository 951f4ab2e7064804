import { APIGateway } from "@aws-sdk/client-api-gateway";
import { Lambda } from "@aws-sdk/client-lambda";
import { S3 } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { aCheckout, anAws, buildCommand, type Daemon, type LogLine, REGION, startDaemon } from "./daemon-process.ts";

let built: Awaited<ReturnType<typeof buildCommand>>;

beforeAll(async () => {
  built = await buildCommand();
}, 60_000);

afterAll(() => built.remove());

const STATE = "desired-state/state.yaml";
const BUCKET = "acme-bystanders";

/** Somebody at the console. */
function consoleOf(url: string) {
  const config = { endpoint: url, region: REGION, credentials: { accessKeyId: "console", secretAccessKey: "console" } };
  const gateway = new APIGateway(config);
  return {
    gateway,
    lambda: new Lambda(config),
    s3: new S3({ ...config, forcePathStyle: true }),
    apiId: async () => (await gateway.getRestApis({})).items?.[0]?.id ?? "",
  };
}

async function aDaemon(
  files: Readonly<Record<string, string>>,
  { args = [], hurry }: { readonly args?: readonly string[]; readonly hurry?: number } = {},
) {
  const { sandbox, url } = await anAws(hurry);
  const checkout = aCheckout();
  checkout.commit(files);
  const daemon = startDaemon(built.command, { home: checkout.home, url, args });
  await daemon.finished("converged");
  return { sandbox, url, checkout, daemon };
}

/** A pass that somebody asks for, with its last line. */
async function passOf(daemon: Daemon): Promise<LogLine> {
  const before = daemon.lines.length;
  daemon.child.kill("SIGHUP");
  return daemon.line(({ msg, trigger }) => msg === "run finished" && trigger === "signal", before);
}

function writesOf(sandbox: Sandbox): number {
  return sandbox.journal.writes().filter(({ accessKeyId }) => accessKeyId === "test").length;
}

const told = (daemon: Daemon, message: string): readonly unknown[] =>
  daemon.lines.filter(({ msg }) => msg === message).map(({ alert }) => alert);

describe("what somebody puts beside what is declared", () => {
  it("is told as unmanaged, of each kind that there is, and never touched, also with --prune", async () => {
    const { sandbox, url, daemon } = await aDaemon(
      {
        "functions/uploader/index.mjs": "export const handler = async () => ({ statusCode: 200 });\n",
        [STATE]: `owner: daemon-test
buckets: { ${BUCKET}: {} }
roles: { uploader: { assumedBy: lambda.amazonaws.com } }
functions:
  Uploader:
    code: ../functions/uploader
    runtime: nodejs22.x
    handler: index.handler
    role: uploader
    aliases: { live: { version: auto } }
apis:
  Upload:
    routes: { PUT /upload: { lambda: "Uploader:live" } }
    stages: { live: { description: Live } }
`,
      },
      { args: ["--prune"] },
    );
    const { gateway, lambda, s3, apiId } = consoleOf(url);
    const restApiId = await apiId();
    const { items: resources = [] } = await gateway.getResources({ restApiId });
    const upload = { restApiId, resourceId: resources.find(({ path }) => path === "/upload")?.id ?? "" };
    const { deploymentId } = await gateway.getStage({ restApiId, stageName: "live" });
    const alias = { FunctionName: "Uploader", Qualifier: "live" };
    const tags = (await s3.getBucketTagging({ Bucket: BUCKET })).TagSet ?? [];

    await gateway.createStage({ restApiId, stageName: "theirs", deploymentId });
    await gateway.putMethod({ ...upload, httpMethod: "GET", authorizationType: "NONE" });
    await lambda.createAlias({ FunctionName: "Uploader", Name: "theirs", FunctionVersion: "$LATEST" });
    const granted = { StatementId: "by-hand", Action: "lambda:InvokeFunction", Principal: "s3.amazonaws.com" };
    await lambda.addPermission({ ...alias, ...granted });
    await s3.putBucketTagging({ Bucket: BUCKET, Tagging: { TagSet: [...tags, { Key: "stray", Value: "1" }] } });
    const before = writesOf(sandbox);
    const seen = await passOf(daemon);
    await passOf(daemon);
    const open = (await daemon.status()).conditions;

    const expected = [
      "alias Uploader/theirs",
      "route GET /upload of Upload",
      "stage Upload/theirs",
      "statement by-hand of Uploader:live",
      `tag stray of bucket ${BUCKET}`,
    ].map((what) => `drift/unmanaged/${what}`);
    expect(seen).toMatchObject({ outcome: "in-sync" });
    expect(open.map(({ id, drift, severity }) => ({ id, drift, severity }))).toEqual(
      expected.map((id) => ({ id, drift: "unmanaged", severity: "info" })),
    );
    // What the daemon writes to its log comes through a pipe, later than what it answers.
    await expect.poll(() => told(daemon, "alert firing")).toEqual(expected);
    expect(writesOf(sandbox)).toBe(before);

    await gateway.deleteStage({ restApiId, stageName: "theirs" });
    await gateway.deleteMethod({ ...upload, httpMethod: "GET" });
    await lambda.deleteAlias({ FunctionName: "Uploader", Name: "theirs" });
    await lambda.removePermission({ ...alias, StatementId: "by-hand" });
    await s3.putBucketTagging({ Bucket: BUCKET, Tagging: { TagSet: tags } });
    await passOf(daemon);

    await expect.poll(() => told(daemon, "alert resolved")).toEqual(expected);
  });
});

describe("a stage that somebody deployed something else to", () => {
  it("is told with the routes that it lacks, serves otherwise, and has too many, and is moved back", async () => {
    const { url, daemon } = await aDaemon({
      [STATE]: `owner: daemon-test
apis:
  Pages:
    endpoint: REGIONAL
    routes:
      GET /gone: { mock: { status: 200 } }
      GET /changed: { mock: { status: 200 } }
      GET /same: { mock: { status: 200 } }
    stages: { live: { description: Live } }
`,
    });
    const { gateway, apiId } = consoleOf(url);
    const restApiId = await apiId();
    const { items: resources = [] } = await gateway.getResources({ restApiId });
    const at = (path: string) => ({ restApiId, resourceId: resources.find((one) => one.path === path)?.id ?? "" });
    const { deploymentId } = await gateway.getStage({ restApiId, stageName: "live" });

    await gateway.deleteMethod({ ...at("/gone"), httpMethod: "GET" });
    await gateway.updateMethod({
      ...at("/changed"),
      httpMethod: "GET",
      patchOperations: [{ op: "replace", path: "/apiKeyRequired", value: "true" }],
    });
    const extra = { ...at("/same"), httpMethod: "POST" };
    await gateway.putMethod({ ...extra, authorizationType: "NONE" });
    await gateway.putIntegration({ ...extra, type: "MOCK", requestTemplates: { "application/json": '{"statusCode": 200}' } });
    await gateway.createDeployment({ restApiId, stageName: "live" });
    await gateway.deleteMethod(extra);
    const healed = await passOf(daemon);
    await passOf(daemon);

    const snapshot = await daemon.line(({ msg, alert }) => msg === "alert firing" && alert === "drift/snapshot/stage:Pages/live");
    expect(healed).toMatchObject({ outcome: "converged" });
    expect(snapshot.details).toEqual(["missing: GET /gone", "stale: GET /changed", "gone: POST /same"]);
    expect((await gateway.getStage({ restApiId, stageName: "live" })).deploymentId).toBe(deploymentId);
    await expect.poll(() => told(daemon, "alert resolved")).toContain("drift/snapshot/stage:Pages/live");
  });
});

describe("what AWS is still changing, or may not show yet", () => {
  it("is no drift: a stage whose cache is being made is noted as settling, and nothing is written or told", async () => {
    const { sandbox, url, daemon } = await aDaemon(
      {
        [STATE]: `owner: daemon-test
apis:
  Pages:
    endpoint: REGIONAL
    routes: { GET /: { mock: { status: 200 } } }
    stages: { live: { cache: { size: "0.5" } } }
`,
      },
      // A cache takes minutes to be made: long enough for a pass on any machine.
      { hurry: 1 },
    );
    const before = writesOf(sandbox);
    const { gateway, apiId } = consoleOf(url);
    const { cacheClusterStatus } = await gateway.getStage({ restApiId: await apiId(), stageName: "live" });

    const seen = await passOf(daemon);

    const note = daemon.lines.find(({ msg, code, runId }) => msg === "noted" && code === "settling" && runId === seen.runId);
    expect(cacheClusterStatus).toBe("CREATE_IN_PROGRESS");
    expect(seen).toMatchObject({ outcome: "in-sync" });
    expect(note).toMatchObject({ address: "stage:Pages/live", detail: expect.stringContaining("CREATE_IN_PROGRESS") });
    expect(writesOf(sandbox)).toBe(before);
    expect(told(daemon, "alert firing")).toEqual([]);
  });

  it("is no drift: a bucket that S3 still shows as it was before our own write is left for the next pass", async () => {
    const desired = (versioning: string) => ({
      [STATE]: `owner: daemon-test\nbuckets: { ${BUCKET}: { versioning: ${versioning} } }\n`,
    });
    const { sandbox, checkout, daemon } = await aDaemon(desired("suspended"));
    await passOf(daemon);
    sandbox.faults.script(({ operation }) => (operation === "GetBucketVersioning" ? { type: "stale" } : undefined));
    checkout.commit(desired("enabled"));
    const written = await daemon.finished("converged", daemon.lines.length);
    const before = writesOf(sandbox);

    const seen = await passOf(daemon);
    sandbox.faults.clear();
    const later = await passOf(daemon);

    const note = daemon.lines.find(({ msg, code, runId }) => msg === "noted" && code === "settling" && runId === seen.runId);
    expect(written).toMatchObject({ steps: 1 });
    expect(note).toMatchObject({ address: `bucket:${BUCKET}`, detail: expect.stringContaining("versioning") });
    expect([seen, later]).toMatchObject([{ outcome: "in-sync" }, { outcome: "in-sync" }]);
    expect(writesOf(sandbox)).toBe(before);
    expect(told(daemon, "alert firing")).toEqual([]);
  });
});
