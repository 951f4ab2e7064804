/**
 * What other people do to the account, by hand or with other tools. An edit chooses among what is there at its time, so
 * it means something in any history; what cannot be done is not done, as in life.
 */
import type { APIGateway } from "@aws-sdk/client-api-gateway";
import type { CloudWatch } from "@aws-sdk/client-cloudwatch";
import type { IAM } from "@aws-sdk/client-iam";
import type { Lambda } from "@aws-sdk/client-lambda";
import type { S3 } from "@aws-sdk/client-s3";
import type { World } from "../../src/sandbox/world.ts";
import { ALARMING } from "./alarms.ts";
import { ACCOUNT, APIS, BUCKETS, FUNCTIONS, LEGACY_ROLE, ROLE } from "./authored.ts";
import { alias, api, at, bucket, fn, method, NoCandidate, role, stage, statement } from "./candidates.ts";
import { MEDDLING } from "./meddling.ts";
import type { Random } from "./random.ts";

export interface Edit {
  readonly what: EditName | SetupName;
  /** Chooses among the candidates, and among what may be done to one. */
  readonly choice: number;
}

/** Somebody else's clients. */
export interface Hands {
  readonly apigateway: APIGateway;
  readonly lambda: Lambda;
  readonly s3: S3;
  readonly iam: IAM;
  readonly cloudwatch: CloudWatch;
  readonly world: World;
  /** A zip with a handler. */
  readonly code: Uint8Array;
}

export type Act = (hands: Hands, choice: number) => Promise<unknown>;

/** Whose mark a look-alike carries. */
const MARKS = [{}, {}, { "stagekeeper:owner": "another-team" }] as const;
const LEGACY_ARN = `arn:aws:iam::${ACCOUNT}:role/${LEGACY_ROLE}`;
const INVOKE = { Action: "lambda:InvokeFunction", Principal: "apigateway.amazonaws.com" } as const;

/** Things with the names that we want, made by others before us. */
const SETUPS = {
  bucket: async ({ s3 }, choice) => {
    const Bucket = at(BUCKETS, choice);
    await s3.createBucket({ Bucket });
    const owner = MARKS[choice % MARKS.length]?.["stagekeeper:owner" as never];
    if (owner !== undefined)
      await s3.putBucketTagging({ Bucket, Tagging: { TagSet: [{ Key: "stagekeeper:owner", Value: owner }] } });
  },
  role: ({ iam }, choice) =>
    iam.createRole({
      RoleName: ROLE,
      AssumeRolePolicyDocument: trust,
      Description: "made by hand",
      Tags: Object.entries(at(MARKS, choice)).map(([Key, Value]) => ({ Key, Value })),
    }),
  function: async ({ lambda, code, world }, choice) => {
    const FunctionName = at(FUNCTIONS, choice);
    await lambda.createFunction({
      FunctionName,
      Role: LEGACY_ARN,
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Code: { ZipFile: code },
      Environment: { Variables: { MADE: "by hand" } },
      Tags: { ...at(MARKS, choice) },
    });
    await world.clock.sleep(10_000);
    await lambda.publishVersion({ FunctionName });
    await world.clock.sleep(10_000);
    await lambda.createAlias({ FunctionName, Name: "dev", FunctionVersion: "$LATEST", Description: "made by hand" });
    await lambda.createAlias({ FunctionName, Name: "prod", FunctionVersion: "1" });
    if (choice % 2 === 0) await lambda.createAlias({ FunctionName, Name: "live", FunctionVersion: "1" });
  },
  api: async ({ apigateway, lambda, world }, choice) => {
    const name = at(APIS, choice);
    const { id: restApiId, rootResourceId } = await apigateway.createRestApi({ name, tags: { ...at(MARKS, choice) } });
    const method = { restApiId, resourceId: rootResourceId, httpMethod: "GET" };
    await apigateway.putMethod({ ...method, authorizationType: "NONE" });
    const [first] = world.lambda.functions.keys();
    if (first === undefined) await apigateway.putIntegration({ ...method, type: "MOCK" });
    else {
      const uri = `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:${ACCOUNT}:function:${first}:dev/invocations`;
      await apigateway.putIntegration({ ...method, type: "AWS_PROXY", integrationHttpMethod: "POST", uri });
    }
    const { id: deploymentId } = await apigateway.createDeployment({ restApiId, description: "made by hand" });
    await apigateway.createStage({ restApiId, stageName: at(["dev", "prod", "theirs"], choice), deploymentId });
    if (first === undefined) return;
    const SourceArn = `arn:aws:execute-api:us-east-1:${ACCOUNT}:${restApiId}/*/*/*`;
    await lambda.addPermission({ FunctionName: first, Qualifier: "dev", StatementId: "by-hand", ...INVOKE, SourceArn });
  },
} as const satisfies Readonly<Record<string, Act>>;

const EDITS = {
  "alias: move": async ({ lambda, world }, choice) => {
    const { record, name } = alias(world, choice);
    const to = at(["$LATEST", ...record.versions.keys()], choice);
    await lambda.updateAlias({ FunctionName: record.name, Name: name, FunctionVersion: to });
  },
  "alias: delete": async ({ lambda, world }, choice) => {
    const { record, name } = alias(world, choice);
    await lambda.deleteAlias({ FunctionName: record.name, Name: name });
  },
  "alias: describe": async ({ lambda, world }, choice) => {
    const { record, name, description } = alias(world, choice);
    await lambda.updateAlias({ FunctionName: record.name, Name: name, Description: `hand-made ${description}`.trim() });
  },
  "alias: weigh": async ({ lambda, world }, choice) => {
    const { record, name, functionVersion } = alias(world, choice);
    const other = at(
      [...record.versions.keys()].filter((version) => version !== functionVersion),
      choice,
    );
    const RoutingConfig = { AdditionalVersionWeights: { [other]: 0.1 } };
    await lambda.updateAlias({ FunctionName: record.name, Name: name, RoutingConfig });
  },
  "alias: add": ({ lambda, world }, choice) =>
    lambda.createAlias({ FunctionName: fn(world, choice).name, Name: "handmade", FunctionVersion: "$LATEST" }),
  "statement: remove": async ({ lambda, world }, choice) => {
    const { record, qualifier, sid } = statement(world, choice);
    await lambda.removePermission({ FunctionName: record.name, Qualifier: qualifier || undefined, StatementId: sid });
  },
  "statement: add": ({ lambda, world }, choice) => {
    const record = fn(world, choice);
    const Qualifier = at([undefined, ...record.aliases.keys()], choice);
    const SourceArn = `arn:aws:execute-api:us-east-1:${ACCOUNT}:${api(world, choice).id}/*`;
    return lambda.addPermission({ FunctionName: record.name, Qualifier, StatementId: "by-hand", ...INVOKE, SourceArn });
  },
  "function: environment": ({ lambda, world }, choice) =>
    lambda.updateFunctionConfiguration({
      FunctionName: fn(world, choice).name,
      Environment: { Variables: { MODE: `by-hand-${choice % 3}` } },
    }),
  "function: timeout": ({ lambda, world }, choice) =>
    lambda.updateFunctionConfiguration({ FunctionName: fn(world, choice).name, Timeout: 30 + (choice % 3) }),
  "function: code": ({ lambda, world, code }, choice) =>
    lambda.updateFunctionCode({ FunctionName: fn(world, choice).name, ZipFile: code }),
  "function: publish": ({ lambda, world }, choice) => lambda.publishVersion({ FunctionName: fn(world, choice).name }),
  "function: delete": ({ lambda, world }, choice) => lambda.deleteFunction({ FunctionName: fn(world, choice).name }),
  "function: tag": ({ lambda, world }, choice) =>
    lambda.tagResource({
      Resource: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:${fn(world, choice).name}`,
      Tags: { team: "by hand" },
    }),
  "stage: variable": async ({ apigateway, world }, choice) => {
    const { restApiId, stageName, variables } = stage(world, choice);
    const names = Object.keys(variables);
    const path = `/variables/${at([...names, "HAND"], choice)}`;
    const value = at(["dev", "prod", "by-hand"], choice);
    await apigateway.updateStage({ restApiId, stageName, patchOperations: [{ op: "replace", path, value }] });
  },
  "stage: describe": async ({ apigateway, world }, choice) => {
    const { restApiId, stageName } = stage(world, choice);
    const patchOperations = [{ op: "replace" as const, path: "/description", value: `by hand ${choice % 2}` }];
    await apigateway.updateStage({ restApiId, stageName, patchOperations });
  },
  "stage: throttle": async ({ apigateway, world }, choice) => {
    const { restApiId, stageName } = stage(world, choice);
    const patchOperations = [{ op: "replace" as const, path: "/*/*/throttling/rateLimit", value: "7" }];
    await apigateway.updateStage({ restApiId, stageName, patchOperations });
  },
  "stage: deploy": async ({ apigateway, world }, choice) => {
    const { restApiId, stageName } = stage(world, choice);
    await apigateway.createDeployment({ restApiId, stageName, description: "by hand" });
  },
  "stage: move back": async ({ apigateway, world }, choice) => {
    const { restApiId, stageName } = stage(world, choice);
    const deployments = [...(world.apigateway.apis.get(restApiId)?.deployments.keys() ?? [])];
    const patchOperations = [{ op: "replace" as const, path: "/deploymentId", value: at(deployments, choice) }];
    await apigateway.updateStage({ restApiId, stageName, patchOperations });
  },
  "stage: delete": async ({ apigateway, world }, choice) => {
    const { restApiId, stageName } = stage(world, choice);
    await apigateway.deleteStage({ restApiId, stageName });
  },
  "stage: add": async ({ apigateway, world }, choice) => {
    const { id: restApiId, deployments } = api(world, choice);
    const deploymentId = at([...deployments.keys()], choice);
    await apigateway.createStage({ restApiId, stageName: at(["theirs", "test"], choice), deploymentId });
  },
  "api: add a route": async ({ apigateway, world }, choice) => {
    const { id: restApiId, resources } = api(world, choice);
    const resourceId = at([...resources.keys()], choice);
    const method = { restApiId, resourceId, httpMethod: "DELETE" };
    await apigateway.putMethod({ ...method, authorizationType: "NONE" });
    await apigateway.putIntegration({ ...method, type: "MOCK" });
  },
  "api: delete a route": async ({ apigateway, world }, choice) => {
    const { restApiId, resourceId, httpMethod } = method(world, choice);
    await apigateway.deleteMethod({ restApiId, resourceId, httpMethod });
  },
  "api: change a route": async ({ apigateway, world }, choice) => {
    const { restApiId, resourceId, httpMethod } = method(world, choice);
    await apigateway.putIntegration({ restApiId, resourceId, httpMethod, type: "MOCK" });
  },
  "api: describe": ({ apigateway, world }, choice) =>
    apigateway.updateRestApi({
      restApiId: api(world, choice).id,
      patchOperations: [{ op: "replace", path: "/description", value: `by hand ${choice % 2}` }],
    }),
  "api: twin": ({ apigateway }, choice) => apigateway.createRestApi({ name: at(APIS, choice), tags: { ...at(MARKS, choice) } }),
  "api: delete": ({ apigateway, world }, choice) => apigateway.deleteRestApi({ restApiId: api(world, choice).id }),
  "bucket: versioning": ({ s3, world }, choice) =>
    s3.putBucketVersioning({
      Bucket: bucket(world, choice),
      VersioningConfiguration: { Status: choice % 2 === 0 ? "Enabled" : "Suspended" },
    }),
  "bucket: open": ({ s3, world }, choice) => s3.deletePublicAccessBlock({ Bucket: bucket(world, choice) }),
  "bucket: lifecycle": ({ s3, world }, choice) => s3.deleteBucketLifecycle({ Bucket: bucket(world, choice) }),
  "bucket: delete": ({ s3, world }, choice) => s3.deleteBucket({ Bucket: bucket(world, choice) }),
  "role: detach": ({ iam, world }, choice) => {
    const record = role(world, choice);
    return iam.detachRolePolicy({ RoleName: record.name, PolicyArn: at([...record.attachedPolicies], choice) });
  },
  "role: attach": ({ iam, world }, choice) =>
    iam.attachRolePolicy({ RoleName: role(world, choice).name, PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }),
  "role: inline": ({ iam, world }, choice) => {
    const PolicyDocument = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*"}]}';
    return iam.putRolePolicy({ RoleName: role(world, choice).name, PolicyName: "by-hand", PolicyDocument });
  },
  "role: describe": ({ iam, world }, choice) =>
    iam.updateRole({ RoleName: role(world, choice).name, Description: `by hand ${choice % 2}` }),
} as const satisfies Readonly<Record<string, Act>>;

/** Takes our mark away, or puts another's in its place: not while one of our passes is under way, for it cannot know. */
const UNMARKING = {
  "unmark: function": ({ lambda, world }, choice) => {
    const Resource = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:${fn(world, choice).name}`;
    if (choice % 2 === 0) return lambda.untagResource({ Resource, TagKeys: ["stagekeeper:owner"] });
    return lambda.tagResource({ Resource, Tags: { "stagekeeper:owner": "another-team" } });
  },
  "unmark: stage": ({ apigateway, world }, choice) => {
    const { restApiId, stageName } = stage(world, choice);
    const resourceArn = `arn:aws:apigateway:us-east-1::/restapis/${restApiId}/stages/${stageName}`;
    return apigateway.untagResource({ resourceArn, tagKeys: ["stagekeeper:owner"] });
  },
  "unmark: api": ({ apigateway, world }, choice) => {
    const resourceArn = `arn:aws:apigateway:us-east-1::/restapis/${api(world, choice).id}`;
    return apigateway.untagResource({ resourceArn, tagKeys: ["stagekeeper:owner"] });
  },
  "unmark: alias": async ({ lambda, world }, choice) => {
    const { record, name } = alias(world, choice);
    await lambda.updateAlias({ FunctionName: record.name, Name: name, Description: "by hand" });
  },
  "unmark: role": ({ iam, world }, choice) =>
    iam.untagRole({ RoleName: role(world, choice).name, TagKeys: ["stagekeeper:owner"] }),
} as const satisfies Readonly<Record<string, Act>>;

type SetupName = keyof typeof SETUPS;
type EditName = keyof typeof EDITS | keyof typeof UNMARKING | keyof typeof MEDDLING | keyof typeof ALARMING;

const ACTS: Readonly<Record<string, Act>> = { ...SETUPS, ...EDITS, ...UNMARKING, ...MEDDLING, ...ALARMING };

export function randomSetup(random: Random): Edit {
  return { what: random.pick(namesOf(SETUPS)), choice: random.int(1000) };
}

export function randomEdit(random: Random): Edit {
  // What is served by others' aliases is most easily disturbed, so there are more of them than chance would give.
  if (random.chance(0.2)) return { what: "alias: add", choice: random.int(1000) };
  return { what: random.pick(namesOf(EDITS)), choice: random.int(1000) };
}

export function randomUnmarking(random: Random): Edit {
  return { what: random.pick(namesOf(UNMARKING)), choice: random.int(1000) };
}

export function randomMeddling(random: Random): Edit {
  return { what: random.pick(namesOf(MEDDLING)), choice: random.int(1000) };
}

export function randomAlarm(random: Random): Edit {
  return { what: random.pick(namesOf(ALARMING)), choice: random.int(1000) };
}

/** What AWS refuses, or has no candidate for, is left. */
export async function perform(edit: Edit, hands: Hands): Promise<void> {
  try {
    await ACTS[edit.what]?.(hands, edit.choice);
  } catch (error) {
    if (!(error instanceof NoCandidate) && !isRefusal(error)) throw error;
  }
}

/** What was there before everybody: a role that functions made by hand run as. */
export async function layGround({ iam, world }: Hands): Promise<void> {
  await iam.createRole({ RoleName: LEGACY_ROLE, AssumeRolePolicyDocument: trust });
  await world.clock.sleep(60_000);
}

const trust = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

/** An error that AWS answered, as the SDK throws it. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && "$fault" in error && error.$fault === "client";
}

function namesOf<T extends object>(table: T): readonly (keyof T)[] {
  // The keys of an object literal are the keys of its type.
  return Object.keys(table) as (keyof T)[];
}
