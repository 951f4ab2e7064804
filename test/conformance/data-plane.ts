/** The data plane with functions behind it: who is called, as which version, with what, and what the caller gets. */

import { deploymentOf, lambdaProxy } from "./builders/api.ts";
import { aFunction, configure, functionArn, handlerOf, zipOf } from "./builders/function.ts";
import { images, stored, UPLOAD } from "./builders/images.ts";
import { replace } from "./builders/patch.ts";
import { call, callUntil, MIRROR, mirrored, permit, type Served, served } from "./builders/proxy.ts";
import { type Case, casesOf, documented, model, recorded } from "./case.ts";
import type { HttpAnswer, Scene } from "./scene.ts";

const VARIABLES = documented("API Gateway developer guide, Use stage variables");
const SNAPSHOT = documented("API Gateway developer guide, Deploy a REST API");
const PROXY = documented("API Gateway developer guide, Lambda proxy integrations");

/** The blank after the colon is AWS's. */
const INTERNAL = '{"message": "Internal server error"}';

/** Version 1 says bucket `one`, version 2 bucket `two`; alias `dev` is 1, `prod` is 2. */
async function twoVersions(scene: Scene): Promise<string> {
  const { lambda } = scene;
  const environment = (BUCKET_NAME: string) => ({ Environment: { Variables: { BUCKET_NAME } } });
  const FunctionName = await aFunction(scene, { Code: { ZipFile: MIRROR }, ...environment("one") });
  await lambda.publishVersion({ FunctionName });
  await configure(scene, FunctionName, environment("two"));
  await lambda.publishVersion({ FunctionName });
  await lambda.createAlias({ FunctionName, Name: "dev", FunctionVersion: "1" });
  await lambda.createAlias({ FunctionName, Name: "prod", FunctionVersion: "2" });
  return FunctionName;
}

/** What the mirror says of itself. */
const ran = (answer: HttpAnswer): object => {
  const { functionVersion, bucket } = mirrored(answer);
  return { status: answer.status, functionVersion, bucket };
};

const upload = (scene: Scene, stage: Served["stage"]) => call(scene, stage, "PUT /upload", 200, UPLOAD);

export const DATA_PLANE_CASES: readonly Case[] = casesOf("API calls of functions", [
  {
    id: "P00",
    name: "Invoke with a qualifier runs that alias's version",
    source: model("Lambda Invoke"),
    async run(scene) {
      const FunctionName = await twoVersions(scene);
      const { StatusCode, ExecutedVersion } = await scene.lambda.invoke({ FunctionName, Qualifier: "prod" });
      scene.same("what Invoke tells", { StatusCode, ExecutedVersion }, { StatusCode: 200, ExecutedVersion: "2" });
    },
  },
  {
    id: "P01",
    name: "Invoke of prod runs version 2 with the environment of version 2",
    source: recorded("TestLambdaAliases::test_alias_lifecycle"),
    async run(scene) {
      const FunctionName = await twoVersions(scene);
      const { Payload, ExecutedVersion } = await scene.lambda.invoke({ FunctionName, Qualifier: "prod" });
      const { body } = JSON.parse(Payload?.transformToString() ?? "{}");
      const { functionVersion, bucket } = JSON.parse(body);
      scene.same(
        "what ran",
        { ExecutedVersion, functionVersion, bucket },
        { ExecutedVersion: "2", functionVersion: "2", bucket: "two" },
      );
    },
  },
  {
    id: "P02",
    name: "A stage variable names the alias: a PUT to dev runs $LATEST with the dev bucket",
    source: VARIABLES,
    async run(scene) {
      const { stage, buckets } = await images(scene);
      const { status, json } = await upload(scene, stage);
      scene.same("the answer", { status, json }, { status: 200, json: { bucket: buckets.dev, version: "$LATEST", b64: false } });
    },
  },
  {
    id: "P03",
    name: "The same route on prod runs version 2 with the prod bucket",
    source: VARIABLES,
    async run(scene) {
      const { prod, buckets } = await images(scene);
      const { status, json } = await upload(scene, prod);
      scene.same("the answer", { status, json }, { status: 200, json: { bucket: buckets.prod, version: "2", b64: false } });
    },
  },
  {
    id: "P04",
    name: "What is put to dev lands in the dev bucket, and in no other",
    source: VARIABLES,
    async run(scene) {
      const { stage, buckets } = await images(scene);
      await upload(scene, stage);
      scene.same("whether dev has it", (await stored(scene, buckets.dev)) !== undefined, true);
      scene.same("whether prod has it", (await stored(scene, buckets.prod)) !== undefined, false);
    },
  },
  {
    id: "P05",
    name: "What is put to prod lands in the prod bucket, and in no other",
    source: VARIABLES,
    async run(scene) {
      const { prod, buckets } = await images(scene);
      await upload(scene, prod);
      scene.same("whether prod has it", (await stored(scene, buckets.prod)) !== undefined, true);
      scene.same("whether dev has it", (await stored(scene, buckets.dev)) !== undefined, false);
    },
  },
  ...(["dev", "prod"] as const).map((alias): Omit<Case, "area"> => {
    const [functionVersion, bucket] = alias === "dev" ? ["1", "one"] : ["2", "two"];
    return {
      id: alias === "dev" ? "P06" : "P07",
      name: `A uri that says :${alias} runs that alias's version with its environment`,
      source: PROXY,
      async run(scene) {
        const { stage } = await served(scene, { FunctionName: await twoVersions(scene), qualifier: alias });
        scene.same("what ran", ran(await call(scene, stage, "PUT /upload", 200)), { status: 200, functionVersion, bucket });
      },
    };
  }),
  {
    id: "P08",
    name: "context.invokedFunctionArn carries the alias that was called",
    source: documented("Lambda developer guide, the context object in Node.js"),
    async run(scene) {
      const { stage, FunctionName } = await served(scene, { FunctionName: await twoVersions(scene), qualifier: "prod" });
      const { invokedFunctionArn } = mirrored(await call(scene, stage, "PUT /upload", 200));
      scene.same("invokedFunctionArn", invokedFunctionArn, functionArn(scene, FunctionName, "prod"));
    },
  },
  {
    id: "P08b",
    name: "context.functionVersion is the version that runs, not the alias",
    source: documented("Lambda developer guide, the context object in Node.js"),
    async run(scene) {
      const { stage } = await served(scene, { FunctionName: await twoVersions(scene), qualifier: "prod" });
      const { functionVersion } = mirrored(await call(scene, stage, "PUT /upload", 200));
      scene.same("functionVersion", functionVersion, "2");
    },
  },
  {
    id: "P09",
    name: "The stage's variables reach the function as event.stageVariables",
    source: PROXY,
    async run(scene) {
      const { stage } = await served(scene, { stage: { variables: { BUCKET_NAME: "from-stage" } } });
      const { event } = mirrored(await call(scene, stage, "PUT /upload", 200));
      scene.same("stageVariables", event.stageVariables, { BUCKET_NAME: "from-stage" });
    },
  },
  {
    id: "P18",
    name: "A handler that throws is answered 502 Internal server error, and nothing of its error",
    source: documented("API Gateway developer guide, Handle Lambda errors"),
    async run(scene) {
      const { stage } = await served(scene, { code: handlerOf("throw new Error('secret');") });
      const { status, body, headers } = await call(scene, stage, "PUT /upload", 502);
      scene.same("the answer", { status, body }, { status: 502, body: INTERNAL });
      scene.same("content-type", headers.get("content-type"), "application/json");
      scene.same("x-amzn-errortype", headers.get("x-amzn-errortype"), "InternalServerErrorException");
    },
  },
  {
    id: "P20",
    name: "An integration that was changed after the deployment still runs as deployed",
    source: SNAPSHOT,
    async run(scene) {
      const FunctionName = await twoVersions(scene);
      const { stage, restApiId, resources } = await served(scene, { FunctionName, qualifier: "dev", permitted: ["dev", "prod"] });
      const method = { restApiId, resourceId: resources.get("/upload"), httpMethod: "PUT" };
      const { uri = "" } = lambdaProxy(functionArn(scene, FunctionName, "prod"), scene.region);
      await scene.apigateway.updateIntegration({ ...method, patchOperations: [replace("/uri", uri)] });
      scene.same("what ran", ran(await call(scene, stage, "PUT /upload", 200)), {
        status: 200,
        functionVersion: "1",
        bucket: "one",
      });
    },
  },
  {
    id: "P-redeploy",
    name: "... and as changed once the stage has moved to a new deployment, and back after a rollback",
    source: SNAPSHOT,
    async run(scene) {
      const FunctionName = await twoVersions(scene);
      const first = await served(scene, { FunctionName, qualifier: "dev", permitted: ["dev", "prod"] });
      const { stage, restApiId, resources, deploymentId } = first;
      const method = { restApiId, resourceId: resources.get("/upload"), httpMethod: "PUT" };
      const { uri = "" } = lambdaProxy(functionArn(scene, FunctionName, "prod"), scene.region);
      await scene.apigateway.updateIntegration({ ...method, patchOperations: [replace("/uri", uri)] });
      const isVersion = (version: string) => (answer: HttpAnswer) => mirrored(answer).functionVersion === version;
      const patchOperations = [replace("/deploymentId", await deploymentOf(scene, restApiId))];
      await scene.apigateway.updateStage({ ...stage, patchOperations });
      const moved = await callUntil(scene, stage, "PUT /upload", isVersion("2"));
      scene.same("what runs then", ran(moved), { status: 200, functionVersion: "2", bucket: "two" });
      await scene.apigateway.updateStage({ ...stage, patchOperations: [replace("/deploymentId", deploymentId)] });
      const back = await callUntil(scene, stage, "PUT /upload", isVersion("1"));
      scene.same("what runs after the rollback", ran(back), { status: 200, functionVersion: "1", bucket: "one" });
    },
  },
  {
    id: "P21",
    name: "Without a permission on the alias API Gateway may not invoke: 500 Internal server error",
    source: documented("API Gateway developer guide, Use stage variables: permissions"),
    async run(scene) {
      const FunctionName = await twoVersions(scene);
      const { stage, restApiId } = await served(scene, { FunctionName, qualifier: "dev", permitted: [] });
      const StatementId = await permit(scene, FunctionName, restApiId, "dev");
      scene.same("the status while it may", (await call(scene, stage, "PUT /upload", 200)).status, 200);
      await scene.lambda.removePermission({ FunctionName, Qualifier: "dev", StatementId });
      const { status, body, headers } = await call(scene, stage, "PUT /upload", 500);
      scene.same("the answer", { status, body }, { status: 500, body: INTERNAL });
      scene.same("x-amzn-errortype", headers.get("x-amzn-errortype"), "InternalServerErrorException");
    },
  },
  {
    id: "P-permission-qualifier",
    name: "A permission counts for its qualifier: that of another alias, or of the function itself, is none",
    source: documented("Lambda developer guide, Resource-based policies: versions and aliases"),
    async run(scene) {
      const FunctionName = await twoVersions(scene);
      const { stage } = await served(scene, { FunctionName, qualifier: "dev", permitted: ["prod", undefined] });
      scene.same("the status", (await call(scene, stage, "PUT /upload", 500)).status, 500);
    },
  },
  {
    id: "P22",
    name: "An alias with a weight of 0.5 on another version runs both within 24 calls",
    source: documented("Lambda developer guide, Weighted aliases"),
    async run(scene) {
      const FunctionName = await twoVersions(scene);
      const RoutingConfig = { AdditionalVersionWeights: { "2": 0.5 } };
      await scene.lambda.updateAlias({ FunctionName, Name: "dev", RoutingConfig });
      const { stage } = await served(scene, { FunctionName, qualifier: "dev" });
      await call(scene, stage, "PUT /upload", 200);
      const versions = new Set<string>();
      for (let calls = 0; calls < 24; calls++) {
        versions.add(mirrored(await scene.request(stage.restApiId, stage.stageName, "PUT /upload")).functionVersion);
      }
      scene.same("the versions", [...versions].toSorted(), ["1", "2"]);
    },
  },
  {
    id: "P25",
    name: "A stage variable that is changed takes effect without a deployment",
    source: documented("API Gateway developer guide, Update a REST API: stages need no redeployment"),
    async run(scene) {
      const { stage } = await served(scene, { stage: { variables: { BUCKET_NAME: "first" } } });
      await call(scene, stage, "PUT /upload", 200);
      await scene.apigateway.updateStage({ ...stage, patchOperations: [replace("/variables/BUCKET_NAME", "changed")] });
      const variables = (answer: HttpAnswer) => mirrored(answer).event?.stageVariables as Record<string, string> | undefined;
      const changed = await callUntil(scene, stage, "PUT /upload", (answer) => variables(answer)?.BUCKET_NAME === "changed");
      scene.same("stageVariables", variables(changed), { BUCKET_NAME: "changed" });
    },
  },
  {
    id: "P-variable-missing",
    name: "A variable that the stage does not have leaves a uri that cannot be called: 500 Internal server error",
    source: documented("awslabs/aws-apigateway-importer#119"),
    async run(scene) {
      const FunctionName = await twoVersions(scene);
      const qualifier = ["$", "{stageVariables.NOBODY}"].join("");
      const { stage } = await served(scene, { FunctionName, qualifier, permitted: ["dev"] });
      const { status, body } = await call(scene, stage, "PUT /upload", 500);
      scene.same("the answer", { status, body }, { status: 500, body: INTERNAL });
    },
  },
  {
    id: "P26",
    name: "Invoke of a handler that cannot be loaded answers 200 with a FunctionError",
    source: model("Lambda Invoke"),
    async run(scene) {
      const { FunctionName } = await tutorial(scene);
      const { StatusCode, FunctionError } = await scene.lambda.invoke({ FunctionName });
      scene.same("what Invoke tells", { StatusCode, FunctionError }, { StatusCode: 200, FunctionError: "Unhandled" });
    },
  },
  {
    id: "P27",
    name: "aws-sdk v2 is not part of the Node.js runtimes from 18 on: Runtime.ImportModuleError",
    source: documented("Lambda developer guide, Node.js runtimes: SDK versions"),
    async run(scene) {
      const { FunctionName } = await tutorial(scene);
      const { Payload } = await scene.lambda.invoke({ FunctionName });
      const { errorType } = JSON.parse(Payload?.transformToString() ?? "{}");
      scene.same("errorType", errorType, "Runtime.ImportModuleError");
    },
  },
]);

/** The handler as tutorials print it. */
async function tutorial(scene: Scene): Promise<{ readonly FunctionName: string }> {
  const ZipFile = zipOf({ "index.js": "const AWS = require('aws-sdk'); exports.handler = async () => new AWS.S3();" });
  return { FunctionName: await aFunction(scene, { Code: { ZipFile } }) };
}
