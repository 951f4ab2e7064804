/** Access logs of a stage, by UpdateStage. */
import type { PatchOperation } from "@aws-sdk/client-api-gateway";
import { add, remove, replace } from "./builders/patch.ts";
import { aStage, nothingToRemove, type Staged, shownStage } from "./builders/stage.ts";
import { type Case, casesOf, recorded } from "./case.ts";
import type { Scene } from "./scene.ts";

const LOGS = recorded("TestApiGatewayStage::test_stage_access_log_settings");
const LOG_RULES = recorded("TestApiGatewayStage::test_stage_access_log_settings_validation");

const LOG_PATHS =
  "Invalid accessLogSettings path. Must be one of : [/accessLogSettings/destinationArn, /accessLogSettings/format]";
const DESTINATION = "/accessLogSettings/destinationArn";
const FORMAT = "/accessLogSettings/format";
const REQUEST_FORMAT = "$context.requestId $context.identity.sourceIp";

const logGroup = ({ region, accountId }: Scene, name = "access"): string =>
  `arn:aws:logs:${region}:${accountId}:log-group:${name}`;

/** The patch must be refused with this text, status 400. */
async function refuses(scene: Scene, { patch }: Staged, operation: PatchOperation, text?: string): Promise<void> {
  await scene.refuses(patch(operation), 400, "BadRequestException", text);
}

export const ACCESS_LOG_CASES: readonly Case[] = casesOf("API access logs", [
  {
    id: "F15",
    name: "UpdateStage `add /accessLogSettings/destinationArn` starts access logging",
    source: LOGS,
    async run(scene) {
      const { patch, deploymentId } = await aStage(scene);
      const accessLogSettings = { destinationArn: logGroup(scene) };
      await scene.answers(patch(add(DESTINATION, logGroup(scene))), 200, shownStage(deploymentId, { accessLogSettings }));
    },
  },
  {
    id: "F-log-replace",
    name: "UpdateStage `replace /accessLogSettings/destinationArn` changes where the log goes",
    source: LOGS,
    async run(scene) {
      const { patch, deploymentId } = await aStage(scene);
      await patch(add(DESTINATION, logGroup(scene)));
      const accessLogSettings = { destinationArn: logGroup(scene, "other") };
      const call = patch(replace(DESTINATION, logGroup(scene, "other")));
      await scene.answers(call, 200, shownStage(deploymentId, { accessLogSettings }));
    },
  },
  {
    id: "F-log-format",
    name: "UpdateStage `add /accessLogSettings/format` keeps the destination",
    source: LOGS,
    async run(scene) {
      const { patch, deploymentId } = await aStage(scene);
      await patch(add(DESTINATION, logGroup(scene)));
      const accessLogSettings = { destinationArn: logGroup(scene), format: REQUEST_FORMAT };
      await scene.answers(patch(add(FORMAT, REQUEST_FORMAT)), 200, shownStage(deploymentId, { accessLogSettings }));
    },
  },
  {
    id: "F16",
    name: "UpdateStage `replace /accessLogSettings/format` changes the format",
    source: LOGS,
    async run(scene) {
      const { patch, deploymentId } = await aStage(scene);
      await patch(add(DESTINATION, logGroup(scene)), add(FORMAT, REQUEST_FORMAT));
      const accessLogSettings = { destinationArn: logGroup(scene), format: "$context.requestId" };
      const call = patch(replace(FORMAT, "$context.requestId"));
      await scene.answers(call, 200, shownStage(deploymentId, { accessLogSettings }));
    },
  },
  {
    id: "F17",
    name: "UpdateStage refuses `remove /accessLogSettings/destinationArn`: 400 BadRequestException",
    source: LOG_RULES,
    async run(scene) {
      const staged = await aStage(scene);
      await staged.patch(add(DESTINATION, logGroup(scene)));
      await refuses(scene, staged, remove(DESTINATION), nothingToRemove("accessLogSettings/destinationArn"));
    },
  },
  {
    id: "F18",
    name: "UpdateStage `remove /accessLogSettings` ends access logging, and the member is gone",
    source: LOGS,
    async run(scene) {
      const { patch, deploymentId } = await aStage(scene);
      await patch(add(DESTINATION, logGroup(scene)), add(FORMAT, REQUEST_FORMAT));
      await scene.answers(patch(remove("/accessLogSettings")), 200, shownStage(deploymentId));
    },
  },
  {
    id: "F-log-paths",
    name: "UpdateStage knows two paths below /accessLogSettings; others are refused, when removed as method settings",
    source: LOG_RULES,
    async run(scene) {
      const staged = await aStage(scene);
      for (const path of ["/accessLogSettings/randomValue", "/accessLogSettings/*"]) {
        await refuses(scene, staged, add(path, "x"), LOG_PATHS);
        await refuses(scene, staged, replace(path, "x"), LOG_PATHS);
        await refuses(scene, staged, remove(path), nothingToRemove(path.slice(1)));
      }
      await refuses(scene, staged, add("/accessLogSettings", "x"), LOG_PATHS);
      await refuses(scene, staged, replace("/accessLogSettings", "x"), LOG_PATHS);
    },
  },
  {
    id: "F-log-empty",
    name: "UpdateStage refuses an empty destination and an empty format",
    source: LOG_RULES,
    async run(scene) {
      const staged = await aStage(scene);
      await staged.patch(add(DESTINATION, logGroup(scene)));
      await refuses(scene, staged, replace(DESTINATION, ""), "Access Log value must not be empty");
      await refuses(scene, staged, replace(FORMAT, ""), "Access Log value must not be empty");
    },
  },
]);
