/** UpdateStage: plain members, variables, access logs, refusals. Method settings and canaries have files of their own. */
import type { PatchOperation } from "@aws-sdk/client-api-gateway";
import { deploymentOf } from "./builders/api.ts";
import { add, remove, replace, unknownOp, unmodelled } from "./builders/patch.ts";
import { aStage, noSuchPath, type Staged, shownSetting, shownStage } from "./builders/stage.ts";
import { assumed, type Case, casesOf, documented, model, recorded } from "./case.ts";
import { open } from "./match.ts";
import type { Scene } from "./scene.ts";

const STAGES = recorded("TestStages::test_create_update_stages");
const PATHS = documented("API Gateway API reference, patch operations: UpdateStage");

/** The patch must be refused with this text, status 400. */
async function refuses(scene: Scene, { patch }: Staged, operation: PatchOperation, text?: string): Promise<void> {
  await scene.refuses(patch(operation), 400, "BadRequestException", text);
}

export const UPDATE_STAGE_CASES: readonly Case[] = casesOf("UpdateStage", [
  {
    id: "F01",
    name: "UpdateStage `replace /variables/NAME` sets a variable that was not there",
    source: STAGES,
    async run(scene) {
      const { patch, deploymentId } = await aStage(scene);
      const variables = { LAMBDA_ALIAS: "dev" };
      await scene.answers(patch(replace("/variables/LAMBDA_ALIAS", "dev")), 200, shownStage(deploymentId, { variables }));
    },
  },
  {
    id: "F02",
    name: "UpdateStage `add /variables/NAME` is refused",
    source: assumed("an old reference calls it not supported; nobody has looked"),
    async run(scene) {
      await refuses(scene, await aStage(scene), add("/variables/EXTRA", "1"));
    },
  },
  {
    id: "F03",
    name: "UpdateStage `remove /variables/NAME` takes one variable away",
    source: documented("hashicorp/terraform-provider-aws, aws_api_gateway_stage: what it sends"),
    async run(scene) {
      const { patch, deploymentId } = await aStage(scene, { variables: { A: "1", EXTRA: "2" } });
      const variables = { A: "1" };
      await scene.answers(patch(remove("/variables/EXTRA")), 200, shownStage(deploymentId, { variables }));
    },
  },
  {
    id: "F04",
    name: "UpdateStage `remove` of a variable that is not there changes nothing",
    source: assumed("nobody has looked"),
    async run(scene) {
      const { patch, deploymentId } = await aStage(scene);
      await scene.answers(patch(remove("/variables/EXTRA")), 200, shownStage(deploymentId));
    },
  },
  {
    id: "F05",
    name: "UpdateStage replaces the description",
    source: STAGES,
    async run(scene) {
      const { patch, deploymentId } = await aStage(scene, { description: "my stage" });
      const shown = shownStage(deploymentId, { description: "stage new" });
      await scene.answers(patch(replace("/description", "stage new")), 200, shown);
    },
  },
  {
    id: "F06",
    name: "UpdateStage `replace /deploymentId` moves the stage",
    source: recorded("TestDeployments::test_create_update_deployments"),
    async run(scene) {
      const { patch, restApiId, stage } = await aStage(scene);
      const other = await deploymentOf(scene, restApiId);
      await scene.answers(patch(replace("/deploymentId", other)), 200, shownStage(other));
      await scene.answers(scene.apigateway.getStage(stage), 200, shownStage(other));
    },
  },
  {
    id: "F07",
    name: "UpdateStage refuses a deployment that is not there, and stays",
    source: documented("API Gateway API reference, UpdateStage: errors"),
    async run(scene) {
      const { patch, stage, deploymentId } = await aStage(scene);
      await scene.refuses(patch(replace("/deploymentId", "abcdef")), 400, "BadRequestException");
      await scene.answers(scene.apigateway.getStage(stage), 200, shownStage(deploymentId));
    },
  },
  {
    id: "F08",
    name: 'UpdateStage `replace /tracingEnabled` with "true" gives a boolean',
    source: STAGES,
    async run(scene) {
      const { patch, deploymentId } = await aStage(scene);
      await scene.answers(patch(replace("/tracingEnabled", "true")), 200, shownStage(deploymentId, { tracingEnabled: true }));
    },
  },
  {
    id: "F-many",
    name: "UpdateStage applies description, variables, tracing and method settings in one call",
    source: STAGES,
    async run(scene) {
      const { patch, stage, deploymentId } = await aStage(scene, { description: "my stage" });
      const all = { cachingEnabled: true, throttlingBurstLimit: 123 };
      const shown = shownStage(deploymentId, {
        description: "stage new",
        variables: { var1: "test", var2: "test2" },
        tracingEnabled: true,
        methodSettings: {
          "*/*": shownSetting(all),
          "test/GET": shownSetting({ ...all, throttlingBurstLimit: 124 }),
        },
      });
      const call = patch(
        replace("/description", "stage new"),
        replace("/variables/var1", "test"),
        replace("/variables/var2", "test2"),
        replace("/*/*/throttling/burstLimit", "123"),
        replace("/*/*/caching/enabled", "true"),
        replace("/tracingEnabled", "true"),
        replace("/test/GET/throttling/burstLimit", "124"),
      );
      await scene.answers(call, 200, shown);
      await scene.answers(scene.apigateway.getStage(stage), 200, shown);
    },
  },
  {
    id: "F27",
    name: "UpdateStage refuses /documentation_version and lists the paths that there are",
    source: STAGES,
    async run(scene) {
      const path = "/documentation_version";
      await refuses(scene, await aStage(scene), replace(path, "123"), noSuchPath(path));
    },
  },
  {
    id: "F28",
    name: "UpdateStage refuses /tags/NAME: tags are no part of a stage's patches",
    source: STAGES,
    async run(scene) {
      await refuses(scene, await aStage(scene), replace("/tags/tag1", "value1"), noSuchPath("/tags/tag1"));
    },
  },
  {
    id: "F29",
    name: "UpdateStage of a stage that is not there: 404 NotFoundException",
    source: model("API Gateway UpdateStage"),
    async run(scene) {
      const { restApiId } = await aStage(scene);
      const patchOperations = [replace("/description", "x")];
      const call = scene.apigateway.updateStage({ restApiId, stageName: "nope", patchOperations });
      await scene.refuses(call, 404, "NotFoundException", "Invalid stage identifier specified");
    },
  },
  {
    id: "F-op",
    name: "UpdateStage refuses an op that there is not: 400 ValidationException",
    source: recorded("TestApigatewayMethodResponse::test_update_method_response_wrong_operations"),
    async run(scene) {
      const { patch } = await aStage(scene);
      const call = patch(unmodelled({ op: "wrong", path: "/description", value: "x" }));
      await scene.refuses(call, 400, "ValidationException", `1 validation error detected: ${unknownOp("updateStage", 1)}`);
    },
  },
  {
    id: "F34",
    name: "UpdateStage refuses a batch whose second operation is bad: 400 BadRequestException",
    source: STAGES,
    async run(scene) {
      const { patch } = await aStage(scene);
      const call = patch(replace("/description", "half"), replace("/nonsense", "x"));
      await scene.refuses(call, 400, "BadRequestException", noSuchPath("/nonsense"));
    },
  },
  {
    id: "F35",
    name: "A batch that was refused has changed nothing",
    source: assumed("in no recording has a refused batch changed anything; that none does is not documented"),
    async run(scene) {
      const { patch, stage, deploymentId } = await aStage(scene, { description: "whole" });
      await patch(replace("/description", "half"), replace("/nonsense", "x")).catch(() => undefined);
      await scene.answers(scene.apigateway.getStage(stage), 200, shownStage(deploymentId, { description: "whole" }));
    },
  },
  {
    id: "F-variable-value",
    name: "UpdateStage holds a variable's value to the same alphabet as CreateStage",
    source: PATHS,
    async run(scene) {
      const staged = await aStage(scene);
      await refuses(scene, staged, replace("/variables/A", "two words"));
      await refuses(scene, staged, replace("/variables/A", "$LATEST"));
      await refuses(scene, staged, replace("/variables/A-B", "x"));
    },
  },
  {
    id: "J51",
    name: "Twelve UpdateStage at once, one variable each, are all kept or refused as ConflictException",
    source: documented("API Gateway API reference, UpdateStage: ConflictException"),
    async run(scene) {
      const { patch, stage } = await aStage(scene);
      const names = Array.from({ length: 12 }, (_, index) => `V${index}`);
      const outcomes = await Promise.all(
        names.map((name) =>
          patch(replace(`/variables/${name}`, name)).then(
            () => "kept",
            (error: Error) => error.name,
          ),
        ),
      );
      const kept = names.filter((_, index) => outcomes[index] === "kept");
      scene.same("the outcomes", new Set(outcomes.filter((one) => one !== "ConflictException")), new Set(["kept"]));
      const variables = Object.fromEntries(kept.map((name) => [name, name]));
      await scene.answers(scene.apigateway.getStage(stage), 200, open({ variables }));
    },
  },
]);
