/** A sandbox account whose API `images` calls the function `uploader` through the stage variable `ALIAS`, and what asks it. */

import {
  APIGateway,
  type PutIntegrationRequest,
  type PutIntegrationResponseRequest,
  type PutMethodRequest,
} from "@aws-sdk/client-api-gateway";
import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import {
  AddPermissionCommand,
  CreateAliasCommand,
  CreateFunctionCommand,
  LambdaClient,
  PublishVersionCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { createSandbox, type Sandbox, type SandboxOptions } from "../../src/sandbox/sandbox.ts";
import { createVirtualClock, type VirtualClock } from "../../src/sandbox/virtual-clock.ts";
import { trustOf, zipOf } from "./lambda-account.ts";

export const ACCOUNT = "111111111111";
const FUNCTIONS = `arn:aws:lambda:us-east-1:${ACCOUNT}:function`;
const COMMON = { region: "us-east-1", credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" }, maxAttempts: 1 };

export interface InvokeAccount {
  readonly sandbox: Sandbox;
  readonly clock: VirtualClock;
  readonly gateway: APIGateway;
  readonly lambda: LambdaClient;
  /** The sandbox over HTTP. */
  readonly url: string;
}

export async function invokeAccount(options: Pick<SandboxOptions, "httpEndpoint"> = {}): Promise<InvokeAccount> {
  const clock = createVirtualClock();
  const sandbox = createSandbox({ clock, account: ACCOUNT, ...options });
  const gateway = new APIGateway({ ...COMMON, requestHandler: sandbox.requestHandler("apigateway") });
  const lambda = new LambdaClient({ ...COMMON, requestHandler: sandbox.requestHandler("lambda") });
  const iam = new IAMClient({ ...COMMON, requestHandler: sandbox.requestHandler("iam") });
  await iam.send(new CreateRoleCommand({ RoleName: "runner", AssumeRolePolicyDocument: trustOf("lambda.amazonaws.com") }));
  await clock.advance(10_000);
  const { url } = await sandbox.listen(0);
  return { sandbox, clock, gateway, lambda, url };
}

/** Creates `name` from the source of an ES module's handler body, `event` and `context` in scope; alias `live` at version 1. */
export async function aFunction(account: InvokeAccount, body: string, name = "uploader"): Promise<void> {
  const index = `export const handler = async (event, context) => { ${body} };`;
  await account.lambda.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Role: `arn:aws:iam::${ACCOUNT}:role/runner`,
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Code: { ZipFile: zipOf({ "index.mjs": index }) },
      Environment: { Variables: { STAGE_OF: "version-1" } },
    }),
  );
  await account.clock.advance(5000);
  await account.lambda.send(new PublishVersionCommand({ FunctionName: name }));
  await account.lambda.send(new CreateAliasCommand({ FunctionName: name, Name: "live", FunctionVersion: "1" }));
}

/** Publishes version 2 with another environment and points alias `next` at it. */
export async function nextVersion(account: InvokeAccount, name = "uploader"): Promise<void> {
  const Environment = { Variables: { STAGE_OF: "version-2" } };
  await account.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: name, Environment }));
  await account.clock.advance(5000);
  await account.lambda.send(new PublishVersionCommand({ FunctionName: name }));
  await account.lambda.send(new CreateAliasCommand({ FunctionName: name, Name: "next", FunctionVersion: "2" }));
}

/** Lets the API call the function by that alias, from any stage, verb and path unless `source` says which. */
export async function permit(account: InvokeAccount, apiId: string, alias = "live", source = "*/*/*"): Promise<void> {
  await account.lambda.send(
    new AddPermissionCommand({
      FunctionName: "uploader",
      Qualifier: alias,
      StatementId: `gateway-${alias}-${account.sandbox.journal.entries().length}`,
      Action: "lambda:InvokeFunction",
      Principal: "apigateway.amazonaws.com",
      SourceArn: `arn:aws:execute-api:us-east-1:${ACCOUNT}:${apiId}/${source}`,
    }),
  );
}

export interface ARoute {
  /** `PUT /upload`. */
  readonly route: string;
  readonly method?: Partial<PutMethodRequest>;
  readonly integration?: Partial<PutIntegrationRequest>;
  /** Left out: none, as proxies have it. */
  readonly responses?: readonly AResponse[];
}

/** Of an integration, and the method's of its status with the headers that it maps. */
export type AResponse = Omit<PutIntegrationResponseRequest, "restApiId" | "resourceId" | "httpMethod">;

/** `uploader`, by the alias that the stage names. */
const LAMBDA: Partial<PutIntegrationRequest> = {
  type: "AWS_PROXY",
  integrationHttpMethod: "POST",
  uri: lambdaUri(`${FUNCTIONS}:uploader:\${stageVariables.ALIAS}`),
};

export function lambdaUri(functionArn: string): string {
  return `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${functionArn}/invocations`;
}

/** An API of these routes, not yet deployed. Lambda unless a route says otherwise. */
export async function anApi({ gateway }: InvokeAccount, routes: readonly ARoute[], binaryMediaTypes?: string[]): Promise<string> {
  const { id: restApiId = "", rootResourceId = "" } = await gateway.createRestApi({ name: "images", binaryMediaTypes });
  const known = new Map([["", rootResourceId]]);
  for (const { route, method, integration, responses = [] } of routes) {
    const [httpMethod = "", path = ""] = route.split(" ");
    const resourceId = await resourceAt(gateway, restApiId, path === "/" ? "" : path, known);
    const key = { restApiId, resourceId, httpMethod };
    await gateway.putMethod({ ...key, authorizationType: "NONE", ...method });
    await gateway.putIntegration({ ...key, type: "AWS_PROXY", ...LAMBDA, ...integration });
    for (const response of responses) {
      const { statusCode, responseParameters = {} } = response;
      const declared = Object.fromEntries(Object.keys(responseParameters).map((name) => [name, true]));
      await gateway.putMethodResponse({ ...key, statusCode, responseParameters: declared });
      await gateway.putIntegrationResponse({ ...key, ...response });
    }
  }
  return restApiId;
}

async function resourceAt(gateway: APIGateway, restApiId: string, path: string, known: Map<string, string>): Promise<string> {
  const existing = known.get(path);
  if (existing !== undefined) return existing;
  const cut = path.lastIndexOf("/");
  const parentId = await resourceAt(gateway, restApiId, path.slice(0, cut), known);
  const { id = "" } = await gateway.createResource({ restApiId, parentId, pathPart: path.slice(cut + 1) });
  known.set(path, id);
  return id;
}

/** Deploys the API to a stage whose `ALIAS` is `live` unless other variables are given. */
export async function deploy(
  { gateway }: InvokeAccount,
  restApiId: string,
  variables: Record<string, string> = { ALIAS: "live" },
  stageName = "dev",
) {
  const { id: deploymentId = "" } = await gateway.createDeployment({ restApiId });
  await gateway.createStage({ restApiId, stageName, deploymentId, variables });
}

/** The usual case: one function, one API of one route, permitted and deployed. */
export async function served(
  account: InvokeAccount,
  body: string,
  routes: readonly ARoute[] = [{ route: "PUT /upload" }],
  binaryMediaTypes?: string[],
) {
  await aFunction(account, body);
  const apiId = await anApi(account, routes, binaryMediaTypes);
  await permit(account, apiId);
  await deploy(account, apiId);
  return apiId;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: Headers;
}

export async function ask(account: InvokeAccount, apiId: string, route: string, init: RequestInit = {}): Promise<Answer> {
  const [method = "GET", path = ""] = route.split(" ");
  const response = await fetch(`${account.url}/_aws/execute-api/${apiId}${path}`, { method, ...init });
  return { status: response.status, body: await response.text(), headers: response.headers };
}
