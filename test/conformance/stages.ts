/** Stages: made, listed, deleted. What UpdateStage does is in update-stage.ts and the files beside it. */
import type { CreateStageRequest } from "@aws-sdk/client-api-gateway";
import { aDeployableApi, deploymentOf } from "./builders/api.ts";
import { aStage, shownStage } from "./builders/stage.ts";
import { assumed, type Case, casesOf, documented, model, recorded } from "./case.ts";
import { aText, oneOf, open } from "./match.ts";
import type { Scene } from "./scene.ts";

const LISTS = recorded("TestApiGatewayStage::test_get_stages_filters_by_deployment_id");
const STAGE_RULES = documented("API Gateway API reference, CreateStage");

/** CreateStage `dev` on a new deployment. */
async function createStage(scene: Scene, input: Partial<CreateStageRequest>) {
  const { restApiId } = await aDeployableApi(scene);
  const deploymentId = await deploymentOf(scene, restApiId);
  return scene.apigateway.createStage({ restApiId, deploymentId, stageName: "dev", ...input });
}

/** Two stages of one API, each on a deployment of its own. */
async function twoStages(scene: Scene) {
  const { restApiId } = await aDeployableApi(scene);
  const deployments = [await deploymentOf(scene, restApiId), await deploymentOf(scene, restApiId)] as const;
  await scene.apigateway.createStage({ restApiId, deploymentId: deployments[0], stageName: "dev" });
  await scene.apigateway.createStage({ restApiId, deploymentId: deployments[1], stageName: "prod" });
  return { restApiId, deployments };
}

export const STAGE_CASES: readonly Case[] = casesOf("API stages", [
  {
    id: "E11",
    name: "CreateStage shows variables, description and tags as given: 201",
    source: model("API Gateway CreateStage"),
    async run(scene) {
      const { restApiId } = await aDeployableApi(scene);
      const deploymentId = await deploymentOf(scene, restApiId);
      const given = { variables: { LAMBDA_ALIAS: "prod" }, description: "production", tags: { team: "images" } };
      const call = scene.apigateway.createStage({ restApiId, stageName: "dev", deploymentId, ...given });
      await scene.answers(call, 201, shownStage(deploymentId, given));
    },
  },
  {
    id: "E-create-stage",
    name: "CreateStage keeps the documentation version; nothing that was not given is shown",
    source: recorded("TestStages::test_create_update_stages"),
    async run(scene) {
      const { restApiId } = await aDeployableApi(scene);
      const deploymentId = await deploymentOf(scene, restApiId);
      await scene.apigateway.createDocumentationVersion({ restApiId, documentationVersion: "v123" }).catch(() => undefined);
      const given = { description: "my stage", documentationVersion: "v123" };
      const call = scene.apigateway.createStage({ restApiId, stageName: "dev", deploymentId, ...given });
      await scene.answers(call, 201, shownStage(deploymentId, given));
    },
  },
  {
    id: "E12",
    name: "CreateStage refuses a name that is taken: 409 ConflictException",
    source: documented("hashicorp/terraform-provider-aws#1153: the answer of AWS"),
    async run(scene) {
      const { stage, deploymentId } = await aStage(scene);
      const again = scene.apigateway.createStage({ ...stage, deploymentId });
      await scene.refuses(again, 409, "ConflictException", "Stage already exists");
    },
  },
  {
    id: "E13",
    name: "CreateStage refuses a deployment that is not there: BadRequestException or NotFoundException",
    source: documented("API Gateway API reference, CreateStage: errors"),
    async run(scene) {
      const { restApiId } = await aDeployableApi(scene);
      const call = scene.apigateway.createStage({ restApiId, stageName: "dev", deploymentId: "abcdef" });
      const refusal = await call.then(
        () => "accepted",
        (error: Error) => error.name,
      );
      scene.same("the error", refusal, oneOf("BadRequestException", "NotFoundException"));
    },
  },
  {
    id: "E14",
    name: "CreateStage refuses a name with a blank and an exclamation mark: 400 BadRequestException",
    source: STAGE_RULES,
    async run(scene) {
      const call = createStage(scene, { stageName: "my stage!" });
      await scene.refuses(call, 400, "BadRequestException", aText(/a-zA-Z0-9_/));
    },
  },
  {
    id: "E15",
    name: "CreateStage refuses a variable's name with a hyphen: 400 BadRequestException",
    source: documented("serverless/serverless#6133: the answer of AWS"),
    async run(scene) {
      const call = createStage(scene, { variables: { "MY-VAR": "x" } });
      await scene.refuses(call, 400, "BadRequestException", aText(/Invalid stage variable name: MY-VAR/));
    },
  },
  {
    id: "E16",
    name: "CreateStage refuses a variable's value with a blank: 400 BadRequestException",
    source: STAGE_RULES,
    async run(scene) {
      const call = createStage(scene, { variables: { A: "two words" } });
      await scene.refuses(call, 400, "BadRequestException", aText(/Invalid stage variable value: two words/));
    },
  },
  {
    id: "E-variable-latest",
    name: "CreateStage refuses $LATEST as a variable's value: a stage cannot name it",
    source: documented("aws/aws-cdk#3635"),
    async run(scene) {
      const call = createStage(scene, { variables: { LAMBDA_ALIAS: "$LATEST" } });
      await scene.refuses(call, 400, "BadRequestException", aText(/Invalid stage variable value: \$LATEST/));
    },
  },
  {
    id: "E-variable-empty",
    name: "CreateStage refuses an empty value of a variable",
    source: documented("sirceljm/aws-lambda-blog#10: the answer of AWS"),
    async run(scene) {
      const call = createStage(scene, { variables: { A: "" } });
      await scene.refuses(call, 400, "BadRequestException", aText(/Invalid stage variable value/));
    },
  },
  {
    id: "E-variable-limits",
    name: "A stage has at most 100 variables, of 64 characters for the name and 512 for the value: 400",
    source: documented("API Gateway quotas: stage variables"),
    async run(scene) {
      const { patch } = await aStage(scene, { variables: { ["n".repeat(64)]: "v".repeat(512) } });
      const set = (name: string, value: string) => patch({ op: "replace", path: `/variables/${name}`, value });
      await scene.refuses(set("n".repeat(65), "v"), 400, "BadRequestException");
      await scene.refuses(set("n", "v".repeat(513)), 400, "BadRequestException");
      const many = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`v${index}`, "x"]));
      await scene.refuses(createStage(scene, { variables: many }), 400, "BadRequestException");
    },
  },
  {
    id: "E-stage-quota",
    name: "An API has at most ten stages: 429 LimitExceededException",
    source: documented("API Gateway quotas: stages per API; boto/boto3#1296 for the text"),
    async run(scene) {
      const { restApiId } = await aDeployableApi(scene);
      const deploymentId = await deploymentOf(scene, restApiId);
      const stage = (number: number) => scene.apigateway.createStage({ restApiId, deploymentId, stageName: `s${number}` });
      for (let number = 1; number <= 10; number++) await stage(number);
      await scene.refuses(stage(11), 429, "LimitExceededException", aText(/Maximum number of .*[Ss]tages/));
    },
  },
  {
    id: "E29",
    name: "GetStages of a deployment shows the stages that point to it",
    source: LISTS,
    async run(scene) {
      const { restApiId, deployments } = await twoStages(scene);
      const dev = { item: [shownStage(deployments[0])] };
      await scene.answers(scene.apigateway.getStages({ restApiId, deploymentId: deployments[0] }), 200, dev);
      const prod = { item: [shownStage(deployments[1], { stageName: "prod" })] };
      await scene.answers(scene.apigateway.getStages({ restApiId, deploymentId: deployments[1] }), 200, prod);
    },
  },
  {
    id: "E30",
    name: "GetStages shows every stage in full, in the member `item`",
    source: LISTS,
    async run(scene) {
      const { restApiId, deployments } = await twoStages(scene);
      const { item = [], ...others } = await scene.apigateway.getStages({ restApiId });
      const byName = item.toSorted((a, b) => (a.stageName ?? "").localeCompare(b.stageName ?? ""));
      scene.same("the stages", byName, [shownStage(deployments[0]), shownStage(deployments[1], { stageName: "prod" })]);
      scene.same("a position", "position" in others, false);
    },
  },
  {
    id: "E31",
    name: "GetStages lists all stages of an API",
    source: LISTS,
    async run(scene) {
      const { restApiId } = await twoStages(scene);
      const { item = [] } = await scene.apigateway.getStages({ restApiId });
      scene.same("the names", item.map(({ stageName = "" }) => stageName).toSorted(), ["dev", "prod"]);
    },
  },
  {
    id: "E32",
    name: "GetStage of a stage that is not there: 404 NotFoundException",
    source: model("API Gateway GetStage"),
    async run(scene) {
      const { restApiId } = await aDeployableApi(scene);
      const call = scene.apigateway.getStage({ restApiId, stageName: "dev" });
      await scene.refuses(call, 404, "NotFoundException", "Invalid stage identifier specified");
    },
  },
  {
    id: "E34",
    name: "FlushStageCache answers 202 and nothing else",
    source: assumed("the study did not judge it"),
    async run(scene) {
      const { stage } = await aStage(scene);
      await scene.answers(scene.apigateway.flushStageCache(stage), 202, {});
    },
  },
  {
    id: "J05",
    name: "GetStage shows members that are unset neither as empty maps nor as empty texts",
    source: recorded("TestStages::test_update_stage_remove_wildcard"),
    async run(scene) {
      const { stage, deploymentId } = await aStage(scene);
      await scene.answers(scene.apigateway.getStage(stage), 200, shownStage(deploymentId));
    },
  },
  {
    id: "E-cache",
    name: "A stage with a cache shows its size, and CREATE_IN_PROGRESS while the cluster is made",
    source: model("API Gateway CacheClusterStatus"),
    async run(scene) {
      const call = createStage(scene, { cacheClusterEnabled: true, cacheClusterSize: "0.5" });
      const shown = { cacheClusterEnabled: true, cacheClusterSize: "0.5", cacheClusterStatus: "CREATE_IN_PROGRESS" };
      await scene.answers(call, 201, open(shown));
    },
  },
]);
