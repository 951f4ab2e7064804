/** Things deleted in the wrong order, and in the right one. */
import { aBucket } from "./builders/bucket.ts";
import { aFunctionWithVersions } from "./builders/function.ts";
import { aRole, policyOf } from "./builders/role.ts";
import { aStage } from "./builders/stage.ts";
import { type Case, casesOf, documented, model, recorded } from "./case.ts";
import { aText, open } from "./match.ts";
import type { Scene } from "./scene.ts";

const DELETES = recorded("TestDeployments::test_create_delete_deployments");
const ACTIVE = "Active stages pointing to this deployment must be moved or deleted";

/** Two versions, and aliases dev and prod on them. */
async function withAliases(scene: Scene): Promise<string> {
  const FunctionName = await aFunctionWithVersions(scene, 2);
  await scene.lambda.createAlias({ FunctionName, Name: "dev", FunctionVersion: "1" });
  await scene.lambda.createAlias({ FunctionName, Name: "prod", FunctionVersion: "2" });
  return FunctionName;
}

/** An API with a stage, deleted; its id. */
async function aDeletedApi(scene: Scene): Promise<string> {
  const { restApiId } = await aStage(scene);
  await scene.apigateway.deleteRestApi({ restApiId });
  return restApiId;
}

export const DESTROY_CASES: readonly Case[] = casesOf("Destroying", [
  {
    id: "Z01",
    name: "DeleteBucket refuses a bucket with objects in it: 409 BucketNotEmpty",
    source: model("S3 DeleteBucket"),
    async run(scene) {
      const Bucket = await aBucket(scene);
      await scene.s3.putObject({ Bucket, Key: "image", Body: "x" });
      await scene.refuses(
        scene.s3.deleteBucket({ Bucket }),
        409,
        "BucketNotEmpty",
        "The bucket you tried to delete is not empty",
      );
    },
  },
  {
    id: "Z02",
    name: "DeleteRole refuses a role that has inline policies: 409 DeleteConflict",
    source: model("IAM DeleteRole"),
    async run(scene) {
      const RoleName = await aRole(scene);
      const PolicyDocument = policyOf({ Effect: "Allow", Action: "s3:PutObject", Resource: "*" });
      await scene.iam.putRolePolicy({ RoleName, PolicyName: "write", PolicyDocument });
      await scene.refuses(
        scene.iam.deleteRole({ RoleName }),
        409,
        "DeleteConflictException",
        aText(/must delete policies first/),
      );
    },
  },
  {
    id: "Z03",
    name: "DeleteDeployment refuses one that a stage still uses: 400 BadRequestException",
    source: DELETES,
    async run(scene) {
      const { restApiId, deploymentId } = await aStage(scene);
      const call = scene.apigateway.deleteDeployment({ restApiId, deploymentId });
      await scene.refuses(call, 400, "BadRequestException", ACTIVE);
    },
  },
  {
    id: "Z04",
    name: "DeleteAlias of one that a stage variable names is allowed: 204",
    source: documented("API Gateway developer guide, Use stage variables"),
    async run(scene) {
      const FunctionName = await withAliases(scene);
      await aStage(scene, { variables: { LAMBDA_ALIAS: "prod" } });
      await scene.answers(scene.lambda.deleteAlias({ FunctionName, Name: "prod" }), 204, {});
    },
  },
  {
    id: "Z05",
    name: "DeleteFunction with aliases and versions is allowed",
    source: documented("Lambda API reference, DeleteFunction"),
    async run(scene) {
      const FunctionName = await withAliases(scene);
      const { $metadata } = await scene.lambda.deleteFunction({ FunctionName });
      // A newer AWS answers 200 with a status code of its own, an older one 204.
      scene.same("the status", [200, 204].includes($metadata.httpStatusCode ?? 0), true);
    },
  },
  {
    id: "Z06",
    name: "... its aliases are gone with it: 404 ResourceNotFoundException",
    source: documented("Lambda API reference, DeleteFunction"),
    async run(scene) {
      const FunctionName = await withAliases(scene);
      await scene.lambda.deleteFunction({ FunctionName });
      await scene.refuses(scene.lambda.getAlias({ FunctionName, Name: "prod" }), 404, "ResourceNotFoundException");
    },
  },
  {
    id: "Z07",
    name: "DeleteFunction again: 404 ResourceNotFoundException",
    source: recorded("TestLambdaFunction::test_function_lifecycle"),
    async run(scene) {
      const FunctionName = await withAliases(scene);
      await scene.lambda.deleteFunction({ FunctionName });
      await scene.refuses(
        scene.lambda.deleteFunction({ FunctionName }),
        404,
        "ResourceNotFoundException",
        aText(/Function not found/),
      );
    },
  },
  {
    id: "Z08",
    name: "DeleteStage answers 202 and nothing else",
    source: DELETES,
    async run(scene) {
      const { stage } = await aStage(scene);
      await scene.answers(scene.apigateway.deleteStage(stage), 202, {});
    },
  },
  {
    id: "Z09",
    name: "DeleteStage again: 404 NotFoundException",
    source: model("API Gateway DeleteStage"),
    async run(scene) {
      const { stage } = await aStage(scene);
      await scene.apigateway.deleteStage(stage);
      const again = scene.apigateway.deleteStage(stage);
      await scene.refuses(again, 404, "NotFoundException", "Invalid stage identifier specified");
    },
  },
  {
    id: "Z10",
    name: "DeleteDeployment once no stage uses it: 202",
    source: DELETES,
    async run(scene) {
      const { restApiId, stage, deploymentId } = await aStage(scene);
      await scene.apigateway.deleteStage(stage);
      await scene.answers(scene.apigateway.deleteDeployment({ restApiId, deploymentId }), 202, {});
      await scene.answers(scene.apigateway.getDeployments({ restApiId }), 200, { items: [] });
    },
  },
  {
    id: "Z11",
    name: "DeleteRestApi takes its stages along: 202",
    source: documented("API Gateway API reference, DeleteRestApi"),
    async run(scene) {
      const { restApiId } = await aStage(scene);
      await scene.answers(scene.apigateway.deleteRestApi({ restApiId }), 202, {});
    },
  },
  {
    id: "Z12",
    name: "DeleteRestApi again: 404 NotFoundException",
    source: model("API Gateway DeleteRestApi"),
    async run(scene) {
      const restApiId = await aDeletedApi(scene);
      const text = `Invalid API identifier specified ${scene.accountId}:${restApiId}`;
      await scene.refuses(scene.apigateway.deleteRestApi({ restApiId }), 404, "NotFoundException", text);
    },
  },
  {
    id: "Z13",
    name: "GetStage of a deleted API: 404 NotFoundException",
    source: model("API Gateway GetStage"),
    async run(scene) {
      const restApiId = await aDeletedApi(scene);
      await scene.refuses(scene.apigateway.getStage({ restApiId, stageName: "dev" }), 404, "NotFoundException");
    },
  },
  {
    id: "Z14",
    name: "CreateDeployment on a deleted API: 404 NotFoundException",
    source: model("API Gateway CreateDeployment"),
    async run(scene) {
      const restApiId = await aDeletedApi(scene);
      await scene.refuses(scene.apigateway.createDeployment({ restApiId }), 404, "NotFoundException");
    },
  },
  {
    id: "Z15",
    name: "DeleteRole once it is bare: 200",
    source: model("IAM DeleteRole"),
    async run(scene) {
      const RoleName = await aRole(scene);
      const PolicyDocument = policyOf({ Effect: "Allow", Action: "s3:PutObject", Resource: "*" });
      await scene.iam.putRolePolicy({ RoleName, PolicyName: "write", PolicyDocument });
      await scene.iam.deleteRolePolicy({ RoleName, PolicyName: "write" });
      await scene.answers(scene.iam.deleteRole({ RoleName }), 200, {});
    },
  },
  {
    id: "Z16",
    name: "DeleteBucket once it is empty: 204",
    source: model("S3 DeleteBucket"),
    async run(scene) {
      const Bucket = await aBucket(scene);
      await scene.s3.putObject({ Bucket, Key: "image", Body: "x" });
      await scene.s3.deleteObject({ Bucket, Key: "image" });
      await scene.answers(scene.s3.deleteBucket({ Bucket }), 204, {});
    },
  },
  {
    id: "Z17",
    name: "DeleteBucket again: 404 NoSuchBucket, with the bucket's name",
    source: model("S3 DeleteBucket"),
    async run(scene) {
      const Bucket = await aBucket(scene);
      await scene.s3.deleteBucket({ Bucket });
      const again = scene.s3.deleteBucket({ Bucket });
      await scene.refuses(again, 404, "NoSuchBucket", "The specified bucket does not exist", open({ BucketName: Bucket }));
    },
  },
]);
