/** Deployments that are there: listed, described, deleted or not. */
import { anApi, deploymentOf } from "./builders/api.ts";
import { deployed, shownDeployment } from "./builders/deployment.ts";
import { add, remove, replace } from "./builders/patch.ts";
import { aStage } from "./builders/stage.ts";
import { type Case, casesOf, documented, model, recorded } from "./case.ts";
import { anything, aText, the } from "./match.ts";

const DELETES = recorded("TestDeployments::test_create_delete_deployments");
const UPDATES = recorded("TestDeployments::test_create_update_deployments");

const ACTIVE = "Active stages pointing to this deployment must be moved or deleted";
export const KEPT_DEPLOYMENT_CASES: readonly Case[] = casesOf("API deployments kept", [
  {
    id: "E17",
    name: "DeleteDeployment refuses one that a stage made by CreateStage uses: 400 BadRequestException",
    source: DELETES,
    async run(scene) {
      const { restApiId, deploymentId } = await aStage(scene);
      const call = scene.apigateway.deleteDeployment({ restApiId, deploymentId });
      await scene.refuses(call, 400, "BadRequestException", ACTIVE);
    },
  },
  {
    id: "E22",
    name: "DeleteDeployment of one that the stage has left answers 202 and nothing else",
    source: UPDATES,
    async run(scene) {
      const { restApiId, deploymentId } = await deployed(scene);
      const { id } = await scene.apigateway.createDeployment({ restApiId, stageName: "dev" });
      await scene.answers(scene.apigateway.deleteDeployment({ restApiId, deploymentId }), 202, {});
      await scene.answers(scene.apigateway.getDeployments({ restApiId }), 200, { items: [shownDeployment({ id })] });
    },
  },
  {
    id: "E23",
    name: "DeleteDeployment refuses one that a stage made by CreateDeployment uses: 400 BadRequestException",
    source: UPDATES,
    async run(scene) {
      const { restApiId, deploymentId } = await deployed(scene);
      const call = scene.apigateway.deleteDeployment({ restApiId, deploymentId });
      await scene.refuses(call, 400, "BadRequestException", ACTIVE);
    },
  },
  {
    id: "E24",
    name: "DeleteDeployment of one that is not there: 404 NotFoundException",
    source: model("API Gateway DeleteDeployment"),
    async run(scene) {
      const { restApiId } = await anApi(scene);
      const call = scene.apigateway.deleteDeployment({ restApiId, deploymentId: "abcdef" });
      await scene.refuses(call, 404, "NotFoundException", "Invalid Deployment identifier specified");
    },
  },
  {
    id: "E38",
    name: "DeleteDeployment of one made with a stage name, once UpdateStage has moved the stage off it: 202",
    source: documented("API Gateway API reference, DeleteDeployment"),
    async run(scene) {
      const { restApiId, deploymentId } = await deployed(scene);
      const other = await deploymentOf(scene, restApiId);
      const patchOperations = [replace("/deploymentId", other)];
      await scene.apigateway.updateStage({ restApiId, stageName: "dev", patchOperations });
      await scene.answers(scene.apigateway.deleteDeployment({ restApiId, deploymentId }), 202, {});
    },
  },
  {
    id: "E25",
    name: "UpdateDeployment replaces the description",
    source: recorded("TestAPIGateway::test_update_rest_api_deployment"),
    async run(scene) {
      const { restApiId, deploymentId } = await deployed(scene, { description: "first" });
      const patchOperations = [replace("/description", "new-description")];
      const call = scene.apigateway.updateDeployment({ restApiId, deploymentId, patchOperations });
      await scene.answers(call, 200, shownDeployment({ id: deploymentId, description: "new-description" }));
    },
  },
  {
    id: "E-update-deployment-rules",
    name: "UpdateDeployment knows `replace /description` and nothing else: 400 BadRequestException",
    source: documented("API Gateway API reference, patch operations: UpdateDeployment"),
    async run(scene) {
      const { restApiId, deploymentId } = await deployed(scene);
      for (const patch of [add("/description", "x"), remove("/description"), replace("/createdDate", "x")]) {
        const call = scene.apigateway.updateDeployment({ restApiId, deploymentId, patchOperations: [patch] });
        await scene.refuses(call, 400, "BadRequestException");
      }
    },
  },
  {
    id: "E26",
    name: "GetDeployments shows of each deployment id, date and description",
    source: DELETES,
    async run(scene) {
      const { restApiId, deploymentId } = await deployed(scene, { description: "first" });
      const items = [shownDeployment({ id: deploymentId, description: "first" })];
      await scene.answers(scene.apigateway.getDeployments({ restApiId }), 200, { items });
    },
  },
  {
    id: "E27",
    name: "GetDeployments lists those on stages and those on none",
    source: model("API Gateway GetDeployments"),
    async run(scene) {
      const { restApiId, deploymentId } = await deployed(scene);
      const other = await deploymentOf(scene, restApiId);
      const { items = [] } = await scene.apigateway.getDeployments({ restApiId });
      scene.same("the ids", items.map(({ id = "" }) => id).toSorted(), [deploymentId, other].toSorted());
    },
  },
  {
    id: "E28",
    name: "GetDeployments with limit 1 gives one deployment a page, and a position while there are more",
    source: model("API Gateway GetDeployments"),
    async run(scene) {
      const { restApiId } = await deployed(scene);
      await deploymentOf(scene, restApiId);
      const page = { items: [shownDeployment({ id: the("first") })], position: aText() };
      const { items, position } = await scene.answers(scene.apigateway.getDeployments({ restApiId, limit: 1 }), 200, page);
      const last = scene.apigateway.getDeployments({ restApiId, limit: 1, position });
      const second = await scene.answers(last, 200, { items: [shownDeployment({ id: anything() })] });
      scene.same("whether the pages differ", second.items?.[0]?.id !== items?.[0]?.id, true);
    },
  },
]);
