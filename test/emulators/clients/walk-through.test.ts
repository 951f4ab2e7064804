/** The image upload by hand, with the clients that others wrote, from an empty account and back: what the sandbox is for. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { strToU8, zipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { awsCommandClient } from "./aws-command.ts";
import { botoClient } from "./boto.ts";
import { type Client, type Members, Refused, refusalOf } from "./client.ts";
import { olderSdkClient } from "./older-sdk.ts";
import { type ServedSandbox, serveSandbox } from "./served-sandbox.ts";

const ROOT = path.resolve(import.meta.dirname, "../../..");
const HANDLER = path.join(ROOT, "functions/image-uploader/index.mjs");
const PHOTO = path.join(ROOT, "tools/demo/photo.jpg");

const ROLE = "image-uploader";
const BASIC = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
const FunctionName = "ImageUploader";
const BUCKETS = { dev: "walk-images-dev", prod: "walk-images-prod" } as const;
type Stage = keyof typeof BUCKETS;

const LAMBDA_TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});
const MAY_PUT = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Action: "s3:PutObject", Resource: Object.values(BUCKETS).map((name) => `arn:aws:s3:::${name}/*`) },
  ],
});

// One story a client, told in order: each chapter begins where the one before it ended.
describe.each([awsCommandClient, botoClient, olderSdkClient])("the image upload by hand with $name", (kind) => {
  let sandbox: ServedSandbox;
  let client: Client;
  let account = "";
  let roleArn = "";
  let restApiId = "";
  let resourceId = "";
  let handler = "";

  const call = (...args: Parameters<Client["call"]>): Promise<Members> => client.call(...args);
  const environment = (stage: Stage) => ({ Variables: { BUCKET_NAME: BUCKETS[stage] } });
  const stageOf = (stageName: Stage) => ({ restApiId, stageName });

  beforeAll(async () => {
    handler = await readFile(HANDLER, "utf8");
    sandbox = await serveSandbox(inject("command"));
    client = await kind.connect(sandbox.url);
  });

  afterAll(async () => {
    await client?.close();
    await sandbox?.stop();
  });

  it("knows who it is", async () => {
    account = String((await call("sts", "GetCallerIdentity")).Account);

    expect(account).toMatch(/^\d{12}$/);
  });

  it("makes a role with a policy of its own and one of AWS's", async () => {
    const { Role } = await call("iam", "CreateRole", { RoleName: ROLE, AssumeRolePolicyDocument: LAMBDA_TRUST });
    await call("iam", "PutRolePolicy", { RoleName: ROLE, PolicyName: "uploads", PolicyDocument: MAY_PUT });
    await call("iam", "AttachRolePolicy", { RoleName: ROLE, PolicyArn: BASIC });

    roleArn = `arn:aws:iam::${account}:role/${ROLE}`;
    expect(Role).toMatchObject({ RoleName: ROLE, Arn: roleArn, Path: "/" });
    expect((await call("iam", "ListRolePolicies", { RoleName: ROLE })).PolicyNames).toEqual(["uploads"]);
    expect((await call("iam", "ListAttachedRolePolicies", { RoleName: ROLE })).AttachedPolicies).toEqual([
      { PolicyName: "AWSLambdaBasicExecutionRole", PolicyArn: BASIC },
    ]);
  });

  it("makes a bucket for each stage, versions one, and closes both", async () => {
    for (const Bucket of Object.values(BUCKETS)) {
      await call("s3", "CreateBucket", { Bucket });
      const closed = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };
      await call("s3", "PutPublicAccessBlock", { Bucket, PublicAccessBlockConfiguration: closed });
      expect((await call("s3", "GetPublicAccessBlock", { Bucket })).PublicAccessBlockConfiguration).toEqual(closed);
    }
    await call("s3", "PutBucketVersioning", { Bucket: BUCKETS.prod, VersioningConfiguration: { Status: "Enabled" } });

    expect((await call("s3", "GetBucketVersioning", { Bucket: BUCKETS.prod })).Status).toBe("Enabled");
    expect(((await call("s3", "ListBuckets")).Buckets as Members[]).map(({ Name }) => Name)).toEqual(Object.values(BUCKETS));
  });

  it("makes a function of the role, once IAM has spread the news of it", async () => {
    const asked = {
      FunctionName,
      Runtime: "nodejs22.x",
      Role: roleArn,
      Handler: "index.handler",
      Timeout: 10,
      Environment: environment("prod"),
      Code: { ZipFile: packageOf(handler) },
    };
    const made = await untilAssumable(() => call("lambda", "CreateFunction", asked));
    await settled();

    expect(made).toMatchObject({ FunctionName, State: "Pending", Version: "$LATEST", Timeout: 10 });
    expect(await call("lambda", "GetFunctionConfiguration", { FunctionName })).toMatchObject({ State: "Active" });
  });

  it("publishes a version with prod's bucket, and keeps $LATEST with dev's", async () => {
    const { Version } = await call("lambda", "PublishVersion", { FunctionName, Description: "first" });
    await call("lambda", "UpdateFunctionConfiguration", { FunctionName, Environment: environment("dev") });
    await settled();
    await call("lambda", "CreateAlias", { FunctionName, Name: "dev", FunctionVersion: "$LATEST" });
    await call("lambda", "CreateAlias", { FunctionName, Name: "prod", FunctionVersion: "1" });

    const versions = (await call("lambda", "ListVersionsByFunction", { FunctionName })).Versions as Members[];
    expect(Version).toBe("1");
    expect(versions.map((one) => [one.Version, one.Environment])).toEqual([
      ["$LATEST", environment("dev")],
      ["1", environment("prod")],
    ]);
  });

  it("makes an API whose route calls the alias that the stage names", async () => {
    const api = await call("apigateway", "CreateRestApi", { name: "images", binaryMediaTypes: ["image/*"] });
    restApiId = String(api.id);
    const [root] = (await call("apigateway", "GetResources", { restApiId })).items as Members[];
    resourceId = String((await call("apigateway", "CreateResource", { restApiId, parentId: root?.id, pathPart: "upload" })).id);
    const method = { restApiId, resourceId, httpMethod: "PUT" };
    await call("apigateway", "PutMethod", { ...method, authorizationType: "NONE" });
    const functionArn = `arn:aws:lambda:us-east-1:${account}:function:${FunctionName}:\${stageVariables.LAMBDA_ALIAS}`;
    const uri = `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${functionArn}/invocations`;
    await call("apigateway", "PutIntegration", { ...method, type: "AWS_PROXY", integrationHttpMethod: "POST", uri });
    for (const Qualifier of Object.keys(BUCKETS)) {
      await call("lambda", "AddPermission", {
        FunctionName,
        Qualifier,
        StatementId: "images",
        Action: "lambda:InvokeFunction",
        Principal: "apigateway.amazonaws.com",
        SourceArn: `arn:aws:execute-api:us-east-1:${account}:${restApiId}/*/PUT/upload`,
      });
    }

    expect(await call("apigateway", "GetIntegration", method)).toMatchObject({ type: "AWS_PROXY", uri });
    const { Policy } = await call("lambda", "GetPolicy", { FunctionName, Qualifier: "prod" });
    expect(JSON.parse(String(Policy)).Statement).toMatchObject([{ Sid: "images", Resource: expect.stringMatching(/:prod$/) }]);
  });

  it("deploys it to two stages with variables, and limits one", async () => {
    const made = await call("apigateway", "CreateDeployment", { ...stageOf("dev"), variables: { LAMBDA_ALIAS: "dev" } });
    const deploymentId = String(made.id);
    await call("apigateway", "CreateStage", { ...stageOf("prod"), deploymentId, variables: { LAMBDA_ALIAS: "prod" } });
    const patchOperations = [{ op: "replace", path: "/*/*/throttling/burstLimit", value: "200" }];
    const limited = await call("apigateway", "UpdateStage", { ...stageOf("prod"), patchOperations });

    const stages = (await call("apigateway", "GetStages", { restApiId })).item as Members[];
    expect(stages.map((one) => [one.stageName, one.deploymentId, one.variables])).toEqual([
      ["dev", deploymentId, { LAMBDA_ALIAS: "dev" }],
      ["prod", deploymentId, { LAMBDA_ALIAS: "prod" }],
    ]);
    expect(limited.methodSettings).toMatchObject({ "*/*": { throttlingBurstLimit: 200, throttlingRateLimit: 10_000 } });
  });

  it.each(["dev", "prod"] as const)("puts a photo through %s into that stage's bucket, byte for byte", async (stage) => {
    const photo = await readFile(PHOTO);

    const answer = await upload(stage, `${stage}.jpg`, photo);

    const { Body, ContentType } = await call("s3", "GetObject", { Bucket: BUCKETS[stage], Key: `${stage}.jpg` });
    expect(answer).toEqual({ status: 200, body: { message: "Image uploaded", bucket: BUCKETS[stage], key: `${stage}.jpg` } });
    expect(photo.equals(Body as Uint8Array)).toBe(true);
    expect(ContentType).toBe("image/jpeg");
    const others = await call("s3", "ListObjectsV2", { Bucket: BUCKETS[stage] });
    expect((others.Contents as Members[]).map(({ Key }) => Key)).toEqual([`${stage}.jpg`]);
  });

  it("rolls new code out to half of prod's calls as a canary, and to all of them when it is promoted", async () => {
    const code = packageOf(handler.replace("Image uploaded", "Canary"));
    const { RevisionId } = await settled();
    await call("lambda", "UpdateFunctionCode", { FunctionName, ZipFile: code, RevisionId });
    await settled();
    await call("lambda", "UpdateAlias", { FunctionName, Name: "dev", FunctionVersion: "$LATEST" });
    const canarySettings = { percentTraffic: 50, stageVariableOverrides: { LAMBDA_ALIAS: "dev" } };
    const { id } = await call("apigateway", "CreateDeployment", { ...stageOf("prod"), canarySettings });
    const split = await call("apigateway", "GetStage", stageOf("prod"));
    const during = await messages("prod", 24);
    const patchOperations = [
      { op: "replace", path: "/variables/LAMBDA_ALIAS", value: "dev" },
      { op: "copy", from: "/canarySettings/deploymentId", path: "/deploymentId" },
      { op: "remove", path: "/canarySettings" },
    ];
    const promoted = await call("apigateway", "UpdateStage", { ...stageOf("prod"), patchOperations });
    const after = await messages("prod", 8);

    expect(split.canarySettings).toMatchObject({ ...canarySettings, deploymentId: id });
    expect(split.deploymentId).not.toBe(id);
    expect(new Set(during)).toEqual(new Set(["Image uploaded", "Canary"]));
    expect(promoted).toMatchObject({ deploymentId: id, variables: { LAMBDA_ALIAS: "dev" } });
    expect(promoted.canarySettings).toBeUndefined();
    expect(new Set(after)).toEqual(new Set(["Canary"]));
  });

  it("invokes the function without the gateway, and is told which version ran", async () => {
    const event = { body: "text", queryStringParameters: { name: "direct.txt" } };
    const Payload = new TextEncoder().encode(JSON.stringify(event));

    const answer = await call("lambda", "Invoke", { FunctionName, Qualifier: "prod", Payload });

    expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: "1" });
    const { statusCode, body } = JSON.parse(new TextDecoder().decode(answer.Payload as Uint8Array));
    expect({ statusCode, body: JSON.parse(body) }).toEqual({
      statusCode: 200,
      body: { message: "Image uploaded", bucket: BUCKETS.prod, key: "direct.txt" },
    });
  });

  it("is refused in AWS's words, which each client finds in its own way", async () => {
    const Code = { ZipFile: packageOf(handler) };
    const again = { FunctionName, Runtime: "nodejs22.x", Role: roleArn, Handler: "index.handler", Code };
    const patchOperations = [{ op: "replace", path: "/deploymentId", value: "nosuch" }];

    expect(await refusalOf(call("lambda", "CreateFunction", again))).toEqual({
      code: "ResourceConflictException",
      message: `Function already exist: ${FunctionName}`,
    });
    expect(await refusalOf(call("apigateway", "UpdateStage", { ...stageOf("dev"), patchOperations }))).toEqual({
      code: "BadRequestException",
      message: "Deployment id does not exist",
    });
    expect(await refusalOf(call("iam", "DeleteRole", { RoleName: ROLE }))).toMatchObject({
      code: expect.stringMatching(/^DeleteConflict/),
    });
    expect(await refusalOf(call("s3", "DeleteBucket", { Bucket: BUCKETS.dev }))).toEqual({
      code: "BucketNotEmpty",
      message: "The bucket you tried to delete is not empty",
    });
  });

  it("cleans up in the order that AWS asks for, and nothing is left", async () => {
    await call("apigateway", "DeleteRestApi", { restApiId });
    await call("lambda", "DeleteFunction", { FunctionName });
    for (const Bucket of Object.values(BUCKETS)) {
      const { Versions = [], DeleteMarkers = [] } = await call("s3", "ListObjectVersions", { Bucket });
      for (const { Key, VersionId } of [...(Versions as Members[]), ...(DeleteMarkers as Members[])]) {
        await call("s3", "DeleteObject", { Bucket, Key, VersionId });
      }
      await call("s3", "DeleteBucket", { Bucket });
    }
    await call("iam", "DetachRolePolicy", { RoleName: ROLE, PolicyArn: BASIC });
    await call("iam", "DeleteRolePolicy", { RoleName: ROLE, PolicyName: "uploads" });
    await call("iam", "DeleteRole", { RoleName: ROLE });

    expect((await call("apigateway", "GetRestApis")).items ?? []).toEqual([]);
    expect((await call("lambda", "ListFunctions")).Functions).toEqual([]);
    expect((await call("s3", "ListBuckets")).Buckets ?? []).toEqual([]);
    expect(await refusalOf(call("iam", "GetRole", { RoleName: ROLE }))).toMatchObject({
      code: expect.stringMatching(/^NoSuchEntity/),
    });
  });

  /** Tries again while Lambda does not know the role; people wait ten seconds and hope. */
  async function untilAssumable<T>(attempt: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        if (!(error instanceof Refused && error.message.includes("cannot be assumed"))) throw error;
        await sleep(1000);
      }
    }
  }

  async function settled(): Promise<Members> {
    for (;;) {
      const configuration = await call("lambda", "GetFunctionConfiguration", { FunctionName });
      if (configuration.State === "Active" && configuration.LastUpdateStatus !== "InProgress") return configuration;
      await sleep(250);
    }
  }

  async function upload(stage: Stage, name: string, body: Uint8Array<ArrayBuffer>): Promise<{ status: number; body: Members }> {
    const url = `${sandbox.url}/_aws/execute-api/${restApiId}/${stage}/upload?name=${name}`;
    const response = await fetch(url, { method: "PUT", headers: { "content-type": "image/jpeg" }, body });
    return { status: response.status, body: (await response.json()) as Members };
  }

  async function messages(stage: Stage, count: number): Promise<readonly unknown[]> {
    const photo = await readFile(PHOTO);
    const found: unknown[] = [];
    for (let index = 0; index < count; index++) found.push((await upload(stage, "many.jpg", photo)).body.message);
    return found;
  }
});

function packageOf(source: string): Uint8Array {
  return zipSync({ "index.mjs": strToU8(source) });
}
