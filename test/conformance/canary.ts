/** A stage's canary: made, changed, promoted, ended. */
import type { CreateDeploymentRequest, PatchOperation } from "@aws-sdk/client-api-gateway";
import { deploymentOf } from "./builders/api.ts";
import { add, copy, remove, replace } from "./builders/patch.ts";
import { aStage, noSuchPath, nothingToRemove, type Staged, shownStage } from "./builders/stage.ts";
import { type Case, casesOf, documented, recorded } from "./case.ts";
import { aDate, anything } from "./match.ts";
import type { Scene } from "./scene.ts";

const CANARY = "TestStageCrudCanary";
const WITH_STAGE = recorded(`${CANARY}::test_create_canary_deployment_with_stage`);
const CREATED = recorded(`${CANARY}::test_create_canary_deployment`);
const BY_UPDATE = recorded(`${CANARY}::test_create_canary_deployment_by_stage_update`);
const DEPLOYMENT_RULES = recorded(`${CANARY}::test_create_canary_deployment_validation`);
const STAGE_RULES = recorded(`${CANARY}::test_update_stage_canary_deployment_validation`);
const COPIES = recorded(`${CANARY}::test_update_stage_with_copy_ops`);

const PERCENT = "/canarySettings/percentTraffic";
const DEPLOYMENT = "/canarySettings/deploymentId";
const OVERRIDES = "/canarySettings/stageVariableOverrides";
const PROMOTE = [replace(PERCENT, "0.0"), copy("/variables", OVERRIDES), copy("/deploymentId", DEPLOYMENT)];

interface TwoDeployments extends Staged {
  readonly other: string;
}

/** Stage `dev` with variable testVar, and a deployment that it is not on. */
async function twoDeployments(scene: Scene): Promise<TwoDeployments> {
  const staged = await aStage(scene, { variables: { testVar: "default" }, description: "dev stage" });
  return { ...staged, other: await deploymentOf(scene, staged.restApiId) };
}

const shown = ({ deploymentId }: Staged, canarySettings?: object): object =>
  shownStage(deploymentId, { variables: { testVar: "default" }, description: "dev stage", canarySettings });

async function refuses(scene: Scene, { patch }: Staged, operation: PatchOperation, text: string): Promise<void> {
  await scene.refuses(patch(operation), 400, "BadRequestException", text);
}

export const CANARY_CASES: readonly Case[] = casesOf("API canaries", [
  {
    id: "E33",
    name: "CreateDeployment refuses a canary without a stage name, and with an empty one: 400 BadRequestException",
    source: DEPLOYMENT_RULES,
    async run(scene) {
      const { restApiId } = await aStage(scene);
      const create = (input: Partial<CreateDeploymentRequest>) =>
        scene.apigateway.createDeployment({ restApiId, canarySettings: { percentTraffic: 50 }, ...input });
      const text = (given: string) =>
        "Invalid deployment content specified.Non null and non empty stageName must be provided for canary deployment. " +
        `Provided value is ${given}`;
      await scene.refuses(create({}), 400, "BadRequestException", text("null"));
      await scene.refuses(create({ stageName: "" }), 400, "BadRequestException", text(""));
    },
  },
  {
    id: "E-canary-new-stage",
    name: "CreateDeployment refuses a canary on a stage that is not there",
    source: DEPLOYMENT_RULES,
    async run(scene) {
      const { restApiId } = await aStage(scene);
      const canarySettings = { percentTraffic: 50 };
      const call = scene.apigateway.createDeployment({ restApiId, stageName: "non-existing", canarySettings });
      const text =
        "Invalid deployment content specified.Stage non-existing must already be created before making a canary release deployment";
      await scene.refuses(call, 400, "BadRequestException", text);
    },
  },
  {
    id: "F19",
    name: "UpdateStage `replace /canarySettings/percentTraffic` makes a canary of the stage's own deployment, without cache",
    source: BY_UPDATE,
    async run(scene) {
      const staged = await twoDeployments(scene);
      const canary = { deploymentId: staged.deploymentId, percentTraffic: 50, useStageCache: false };
      await scene.answers(staged.patch(replace(PERCENT, "50.0")), 200, shown(staged, canary));
      await scene.answers(scene.apigateway.getStage(staged.stage), 200, shown(staged, canary));
    },
  },
  {
    id: "F-canary-deployment",
    name: "UpdateStage `replace /canarySettings/deploymentId` makes a canary of 0.0 percent and leaves the stage where it is",
    source: BY_UPDATE,
    async run(scene) {
      const staged = await twoDeployments(scene);
      const canary = { deploymentId: staged.other, percentTraffic: 0, useStageCache: false };
      await scene.answers(staged.patch(replace(DEPLOYMENT, staged.other)), 200, shown(staged, canary));
    },
  },
  {
    id: "F20",
    name: "UpdateStage refuses `add` below /canarySettings: 400 BadRequestException",
    source: STAGE_RULES,
    async run(scene) {
      const staged = await twoDeployments(scene);
      await refuses(scene, staged, add(DEPLOYMENT, staged.other), `Invalid add operation with path: ${DEPLOYMENT}`);
      await scene.answers(scene.apigateway.getStage(staged.stage), 200, shown(staged));
    },
  },
  {
    id: "F21",
    name: "UpdateStage refuses a canary of a deployment that is not there, and leaves the stage's own",
    source: STAGE_RULES,
    async run(scene) {
      const staged = await twoDeployments(scene);
      await refuses(scene, staged, replace(DEPLOYMENT, "abcdef"), "Deployment id does not exist");
      await scene.answers(scene.apigateway.getStage(staged.stage), 200, shown(staged));
    },
  },
  {
    id: "F22",
    name: "UpdateStage sets a canary's deployment, percentage and override of a variable; the stage keeps its own",
    source: recorded(`${CANARY}::test_create_update_stages`),
    async run(scene) {
      const staged = await twoDeployments(scene);
      const call = staged.patch(
        replace(DEPLOYMENT, staged.other),
        replace(PERCENT, "25.5"),
        replace(`${OVERRIDES}/testVar`, "canary"),
      );
      const canary = {
        deploymentId: staged.other,
        percentTraffic: 25.5,
        stageVariableOverrides: { testVar: "canary" },
        useStageCache: false,
      };
      await scene.answers(call, 200, shown(staged, canary));
    },
  },
  {
    id: "F23",
    name: "UpdateStage refuses a percentage over 100: 400 BadRequestException",
    source: documented("API Gateway API reference, CanarySettings: percentTraffic 0.0–100.0"),
    async run(scene) {
      const { patch } = await twoDeployments(scene);
      await scene.refuses(patch(replace(PERCENT, "150")), 400, "BadRequestException");
    },
  },
  {
    id: "F24",
    name: "Promotion: two copies move the stage to the canary's deployment and lay its overrides over the variables",
    source: COPIES,
    async run(scene) {
      const staged = await aStage(scene, { variables: { testVar: "test", testVar2: "test2" } });
      const canarySettings = { percentTraffic: 50, stageVariableOverrides: { testVar: "override" } };
      const { id: other } = await scene.apigateway.createDeployment({ ...staged.stage, canarySettings });
      const canary = {
        deploymentId: other,
        percentTraffic: 0,
        stageVariableOverrides: { testVar: "override" },
        useStageCache: false,
      };
      const promoted = { variables: { testVar: "override", testVar2: "test2" }, canarySettings: canary };
      await scene.answers(staged.patch(...PROMOTE), 200, shownStage(other, promoted));
    },
  },
  {
    id: "F-promote-self",
    name: "Promotion needs a canary only: one of the stage's own deployment, made in the same batch, will do",
    source: COPIES,
    async run(scene) {
      const staged = await twoDeployments(scene);
      const canary = { deploymentId: staged.deploymentId, percentTraffic: 0, useStageCache: false };
      await scene.answers(staged.patch(...PROMOTE), 200, shown(staged, canary));
    },
  },
  {
    id: "F25",
    name: "UpdateStage `remove /canarySettings` ends the canary, and the member is gone",
    source: BY_UPDATE,
    async run(scene) {
      const staged = await twoDeployments(scene);
      await staged.patch(replace(DEPLOYMENT, staged.other));
      await scene.answers(staged.patch(remove("/canarySettings")), 200, shown(staged));
    },
  },
  {
    id: "F26",
    name: "Promotion without a canary is refused: 400 BadRequestException",
    source: COPIES,
    async run(scene) {
      const staged = await twoDeployments(scene);
      const text = "Promotion not available. Canary does not exist.";
      await refuses(scene, staged, copy("/deploymentId", DEPLOYMENT), text);
      await refuses(scene, staged, copy("/variables", OVERRIDES), text);
    },
  },
  {
    id: "F-copy-paths",
    name: "UpdateStage refuses a copy in the other direction, and names the ones that there are",
    source: COPIES,
    async run(scene) {
      const text =
        `Invalid copy operation with path: ${OVERRIDES} and from /variables. Valid copy:path are [/deploymentId, /variables] and ` +
        `valid copy:from are [${DEPLOYMENT}, ${OVERRIDES}]`;
      await refuses(scene, await twoDeployments(scene), copy(OVERRIDES, "/variables"), text);
    },
  },
  {
    id: "F-canary-paths",
    name: "UpdateStage removes of a canary only the whole; other paths are refused as unknown settings",
    source: STAGE_RULES,
    async run(scene) {
      const staged = await twoDeployments(scene);
      await refuses(scene, staged, remove(OVERRIDES), nothingToRemove("canarySettings/stageVariableOverrides"));
      await refuses(scene, staged, remove("/canarySettings/badPath"), nothingToRemove("canarySettings/badPath"));
      await refuses(scene, staged, replace("/canarySettings", "x"), noSuchPath("/canarySettings"));
      await refuses(scene, staged, replace("/canarySettings/badPath", "x"), noSuchPath("/canarySettings/badPath"));
    },
  },
  {
    id: "F31",
    name: "CreateStage completes canarySettings with the stage's deployment and no cache: 201",
    source: CREATED,
    async run(scene) {
      const { restApiId, deploymentId } = await aStage(scene, { stageName: "first" });
      const canarySettings = { percentTraffic: 40, stageVariableOverrides: { testVar: "canary1" } };
      const call = scene.apigateway.createStage({ restApiId, stageName: "dev", deploymentId, canarySettings });
      const canary = { ...canarySettings, deploymentId, useStageCache: false };
      await scene.answers(call, 201, shownStage(deploymentId, { canarySettings: canary }));
    },
  },
  {
    id: "F-create-stage-canary",
    name: "CreateStage takes a canary of another deployment, and refuses one that is not there",
    source: CREATED,
    async run(scene) {
      const { restApiId, deploymentId, other } = await twoDeployments(scene);
      const create = (stageName: string, canaryDeployment: string) =>
        scene.apigateway.createStage({
          restApiId,
          stageName,
          deploymentId,
          canarySettings: { deploymentId: canaryDeployment, percentTraffic: 60 },
        });
      const canarySettings = { deploymentId: other, percentTraffic: 60, useStageCache: false };
      await scene.answers(create("dev2", other), 201, shownStage(deploymentId, { stageName: "dev2", canarySettings }));
      await scene.refuses(create("dev3", "abcdef"), 400, "BadRequestException", "Deployment id does not exist");
    },
  },
  {
    id: "F32",
    name: "CreateDeployment as a canary of an existing stage answers id and date: 201",
    source: WITH_STAGE,
    async run(scene) {
      const { stage } = await twoDeployments(scene);
      const canarySettings = { percentTraffic: 50, stageVariableOverrides: { testVar: "canary" } };
      const call = scene.apigateway.createDeployment({ ...stage, canarySettings });
      await scene.answers(call, 201, { id: anything(), createdDate: aDate() });
    },
  },
  {
    id: "F33",
    name: "CreateDeployment as a canary leaves the stage's own deployment and variables alone",
    source: WITH_STAGE,
    async run(scene) {
      const staged = await twoDeployments(scene);
      const canarySettings = { percentTraffic: 50, stageVariableOverrides: { testVar: "canary" } };
      const { id: deploymentId } = await scene.apigateway.createDeployment({ ...staged.stage, canarySettings });
      const canary = { ...canarySettings, deploymentId, useStageCache: false };
      await scene.answers(scene.apigateway.getStage(staged.stage), 200, shown(staged, canary));
    },
  },
  {
    id: "F-canary-again",
    name: "CreateDeployment as a canary replaces the canary that the stage has",
    source: CREATED,
    async run(scene) {
      const staged = await twoDeployments(scene);
      await scene.apigateway.createDeployment({
        ...staged.stage,
        canarySettings: { percentTraffic: 40, stageVariableOverrides: { testVar: "canary1" } },
      });
      const canarySettings = { percentTraffic: 50, stageVariableOverrides: { testVar: "canary2" } };
      const { id: deploymentId } = await scene.apigateway.createDeployment({ ...staged.stage, canarySettings });
      const canary = { ...canarySettings, deploymentId, useStageCache: false };
      await scene.answers(scene.apigateway.getStage(staged.stage), 200, shown(staged, canary));
    },
  },
  {
    id: "E-canary-active",
    name: "DeleteDeployment refuses one that a stage's canary uses, with a text of its own: 400 BadRequestException",
    source: documented("hashicorp/terraform-provider-aws, aws_api_gateway_deployment: the error it waits out"),
    async run(scene) {
      const { patch, restApiId, other: deploymentId } = await twoDeployments(scene);
      await patch(replace(DEPLOYMENT, deploymentId));
      const call = scene.apigateway.deleteDeployment({ restApiId, deploymentId });
      const text = "Active stages with canary settings pointing to this deployment must be moved or deleted";
      await scene.refuses(call, 400, "BadRequestException", text);
    },
  },
]);
