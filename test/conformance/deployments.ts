/** Deployments: what is frozen, what becomes of the stage, what may be deleted. Their canaries are in canary.ts. */
import { aDeployableApi, anApi, anApiOf, deploymentOf } from "./builders/api.ts";
import { deployed, shownDeployment } from "./builders/deployment.ts";
import { replace } from "./builders/patch.ts";
import { aStage, shownStage } from "./builders/stage.ts";
import { assumed, type Case, casesOf, documented, model, recorded } from "./case.ts";
import { aDate, open } from "./match.ts";

const DELETES = recorded("TestDeployments::test_create_delete_deployments");
const UPDATES = recorded("TestDeployments::test_create_update_deployments");

export const DEPLOYMENT_CASES: readonly Case[] = casesOf("API deployments", [
  {
    id: "E01",
    name: "CreateDeployment refuses an API without methods: 400 BadRequestException",
    source: documented("anomalyco/sst#3976: the answer of AWS"),
    async run(scene) {
      const { restApiId } = await anApi(scene);
      const call = scene.apigateway.createDeployment({ restApiId });
      await scene.refuses(call, 400, "BadRequestException", "The REST API doesn't contain any methods");
    },
  },
  {
    id: "E02",
    name: "CreateDeployment refuses an API whose one method has no integration: 400 BadRequestException",
    source: documented("hashicorp/terraform-provider-aws#21210: the answer of AWS"),
    async run(scene) {
      const { restApiId } = await anApiOf(scene, [{ route: "GET /", integration: false }]);
      const call = scene.apigateway.createDeployment({ restApiId });
      await scene.refuses(call, 400, "BadRequestException", "No integration defined for method");
    },
  },
  {
    id: "E02b",
    name: "CreateDeployment refuses an API where one method of two has no integration: 400 BadRequestException",
    source: documented("hashicorp/terraform-provider-aws#21210: the answer of AWS"),
    async run(scene) {
      const { restApiId } = await anApiOf(scene, [{ route: "GET /" }, { route: "PUT /", integration: false }]);
      const call = scene.apigateway.createDeployment({ restApiId });
      await scene.refuses(call, 400, "BadRequestException", "No integration defined for method");
    },
  },
  {
    id: "E03",
    name: "CreateDeployment with a new stage name makes the stage, and answers id and date: 201",
    source: UPDATES,
    async run(scene) {
      const { restApiId } = await aDeployableApi(scene);
      const { id } = await scene.answers(
        scene.apigateway.createDeployment({ restApiId, stageName: "dev" }),
        201,
        shownDeployment(),
      );
      await scene.answers(scene.apigateway.getStages({ restApiId }), 200, { item: [shownStage(id)] });
    },
  },
  {
    id: "E04",
    name: "The stage that CreateDeployment makes has the new deployment, the stage description, variables and tracing",
    source: model("API Gateway CreateDeployment"),
    async run(scene) {
      const settings = { stageDescription: "my stage", variables: { A: "1" }, tracingEnabled: true };
      const { restApiId, deploymentId } = await deployed(scene, settings);
      const shown = { description: "my stage", variables: { A: "1" }, tracingEnabled: true };
      await scene.answers(scene.apigateway.getStage({ restApiId, stageName: "dev" }), 200, shownStage(deploymentId, shown));
    },
  },
  {
    id: "E05",
    name: "A stage shows cache NOT_AVAILABLE, tracing off, no method settings and both dates",
    source: DELETES,
    async run(scene) {
      const { restApiId, deploymentId } = await deployed(scene);
      const shown = open({
        cacheClusterEnabled: false,
        cacheClusterStatus: "NOT_AVAILABLE",
        createdDate: aDate(),
        lastUpdatedDate: aDate(),
        methodSettings: {},
        tracingEnabled: false,
        deploymentId,
      });
      await scene.answers(scene.apigateway.getStage({ restApiId, stageName: "dev" }), 200, shown);
    },
  },
  {
    id: "E06",
    name: "A stage does not show what was never set: no variables, description, tags, access logs or canary",
    source: DELETES,
    async run(scene) {
      const { restApiId, deploymentId } = await deployed(scene);
      await scene.answers(scene.apigateway.getStage({ restApiId, stageName: "dev" }), 200, shownStage(deploymentId));
    },
  },
  {
    id: "E07",
    name: "GetDeployment of one that is not there: 404 NotFoundException",
    source: model("API Gateway GetDeployment"),
    async run(scene) {
      const { restApiId } = await anApi(scene);
      const call = scene.apigateway.getDeployment({ restApiId, deploymentId: "abcdef" });
      await scene.refuses(call, 404, "NotFoundException", "Invalid Deployment identifier specified");
    },
  },
  {
    id: "E08",
    name: "GetDeployment with embed apisummary shows for each path and verb the authorization and whether a key is required",
    source: model("API Gateway MethodSnapshot"),
    async run(scene) {
      const { restApiId, deploymentId } = await deployed(scene);
      const apiSummary = { "/": { GET: { authorizationType: "NONE", apiKeyRequired: false } } };
      const call = scene.apigateway.getDeployment({ restApiId, deploymentId, embed: ["apisummary"] });
      await scene.answers(call, 200, shownDeployment({ id: deploymentId, apiSummary }));
    },
  },
  {
    id: "E09",
    name: "GetDeployment shows no apiSummary unless asked",
    source: UPDATES,
    async run(scene) {
      const { restApiId, deploymentId } = await deployed(scene);
      const call = scene.apigateway.getDeployment({ restApiId, deploymentId });
      await scene.answers(call, 200, shownDeployment({ id: deploymentId }));
    },
  },
  {
    id: "J04",
    name: "CreateDeployment answers id, createdDate and description, and nothing else",
    source: model("API Gateway CreateDeployment"),
    async run(scene) {
      const { restApiId } = await aDeployableApi(scene);
      const call = scene.apigateway.createDeployment({ restApiId, description: "first" });
      await scene.answers(call, 201, shownDeployment({ description: "first" }));
    },
  },
  {
    id: "E10",
    name: "CreateDeployment without a stage name makes no stage: 201",
    source: model("API Gateway CreateDeployment"),
    async run(scene) {
      const { restApiId } = await aDeployableApi(scene);
      await scene.answers(scene.apigateway.createDeployment({ restApiId }), 201, shownDeployment());
      await scene.answers(scene.apigateway.getStages({ restApiId }), 200, { item: [] });
    },
  },
  {
    id: "E-new-id",
    name: "CreateDeployment makes a new deployment each time, though nothing has changed",
    source: recorded("TestStageCrudCanary::test_create_canary_deployment"),
    async run(scene) {
      const { restApiId } = await aDeployableApi(scene);
      const first = await deploymentOf(scene, restApiId);
      scene.same("whether the ids differ", first !== (await deploymentOf(scene, restApiId)), true);
    },
  },
  {
    id: "E18",
    name: "CreateDeployment onto an existing stage answers like any other: 201",
    source: UPDATES,
    async run(scene) {
      const { restApiId } = await deployed(scene);
      await scene.answers(scene.apigateway.createDeployment({ restApiId, stageName: "dev" }), 201, shownDeployment());
    },
  },
  {
    id: "E19",
    name: "CreateDeployment onto an existing stage moves the stage",
    source: UPDATES,
    async run(scene) {
      const { restApiId } = await deployed(scene);
      const { id } = await scene.apigateway.createDeployment({ restApiId, stageName: "dev" });
      await scene.answers(scene.apigateway.getStages({ restApiId }), 200, { item: [shownStage(id)] });
    },
  },
  {
    id: "E20",
    name: "CreateDeployment onto an existing stage keeps its variables and description",
    source: recorded("TestStageCrudCanary::test_create_canary_deployment_with_stage"),
    async run(scene) {
      const { stage } = await aStage(scene, { variables: { A: "1" }, description: "my stage" });
      const { id } = await scene.apigateway.createDeployment(stage);
      const shown = shownStage(id, { variables: { A: "1" }, description: "my stage" });
      await scene.answers(scene.apigateway.getStage(stage), 200, shown);
    },
  },
  {
    id: "E21",
    name: "CreateDeployment onto an existing stage keeps method settings, tracing and tags",
    source: documented("API Gateway developer guide, Set up a stage for a REST API"),
    async run(scene) {
      const { stage, patch } = await aStage(scene, { tags: { team: "a" } });
      const { methodSettings } = await patch(replace("/*/*/throttling/burstLimit", "7"), replace("/tracingEnabled", "true"));
      const { id } = await scene.apigateway.createDeployment(stage);
      const shown = shownStage(id, { methodSettings, tracingEnabled: true, tags: { team: "a" } });
      await scene.answers(scene.apigateway.getStage(stage), 200, shown);
    },
  },
  {
    id: "E36",
    name: "CreateDeployment takes variables for an existing stage: 201",
    source: assumed("merge or replace is not documented"),
    async run(scene) {
      const { stage } = await aStage(scene, { variables: { A: "1" } });
      await scene.answers(scene.apigateway.createDeployment({ ...stage, variables: { B: "2" } }), 201, shownDeployment());
    },
  },
  {
    id: "E37",
    name: "The variables that CreateDeployment brings are laid over those of the stage",
    source: assumed("merge or replace is not documented"),
    async run(scene) {
      const { stage } = await aStage(scene, { variables: { A: "1" } });
      await scene.apigateway.createDeployment({ ...stage, variables: { B: "2" } });
      await scene.answers(scene.apigateway.getStage(stage), 200, open({ variables: { A: "1", B: "2" } }));
    },
  },
]);
