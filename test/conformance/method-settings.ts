/** Method settings of a stage: what one patch makes of all of them, and under which key. */
import { remove, replace } from "./builders/patch.ts";
import { aStage, nothingToRemove, shownSetting, shownStage } from "./builders/stage.ts";
import { type Case, casesOf, documented, recorded } from "./case.ts";
import { open } from "./match.ts";

const STAGES = recorded("TestStages::test_create_update_stages");
const WILDCARD = recorded("TestStages::test_update_stage_remove_wildcard");
const PATHS = documented("API Gateway API reference, patch operations: UpdateStage");

export const METHOD_SETTING_CASES: readonly Case[] = casesOf("API method settings", [
  {
    id: "F09",
    name: "UpdateStage sets throttling for every method under the key */*",
    source: STAGES,
    async run(scene) {
      const { patch } = await aStage(scene);
      const call = patch(replace("/*/*/throttling/rateLimit", "50"), replace("/*/*/throttling/burstLimit", "20"));
      const setting = open({ throttlingRateLimit: 50, throttlingBurstLimit: 20 });
      await scene.answers(call, 200, open({ methodSettings: { "*/*": setting } }));
    },
  },
  {
    id: "F10",
    name: "The first setting of an entry makes all of them, with AWS's defaults and no loggingLevel",
    source: WILDCARD,
    async run(scene) {
      const { patch, deploymentId } = await aStage(scene);
      const methodSettings = { "*/*": shownSetting({ cachingEnabled: true }) };
      await scene.answers(patch(replace("/*/*/caching/enabled", "true")), 200, shownStage(deploymentId, { methodSettings }));
    },
  },
  {
    id: "F11",
    name: "UpdateStage keeps the settings of /upload/PUT/… under the key upload/PUT",
    source: STAGES,
    async run(scene) {
      const { patch, deploymentId } = await aStage(scene);
      const methodSettings = { "upload/PUT": shownSetting({ throttlingBurstLimit: 124 }) };
      const call = patch(replace("/upload/PUT/throttling/burstLimit", "124"));
      await scene.answers(call, 200, shownStage(deploymentId, { methodSettings }));
    },
  },
  {
    id: "F12",
    name: "UpdateStage keeps the settings of /~1upload/PUT/… under the key ~1upload/PUT",
    source: documented("AWS CLI examples, update-stage"),
    async run(scene) {
      const { patch, deploymentId } = await aStage(scene);
      const methodSettings = { "~1upload/PUT": shownSetting({ throttlingBurstLimit: 124 }) };
      const call = patch(replace("/~1upload/PUT/throttling/burstLimit", "124"));
      await scene.answers(call, 200, shownStage(deploymentId, { methodSettings }));
    },
  },
  {
    id: "F-inherit",
    name: "A new entry starts as a copy of */*, and later changes of */* do not flow into it",
    source: STAGES,
    async run(scene) {
      const { patch, deploymentId } = await aStage(scene);
      await patch(
        replace("/*/*/throttling/burstLimit", "123"),
        replace("/*/*/caching/enabled", "true"),
        replace("/test/GET/throttling/burstLimit", "124"),
      );
      const methodSettings = {
        "*/*": shownSetting({ cachingEnabled: true, throttlingBurstLimit: 100 }),
        "test/GET": shownSetting({ cachingEnabled: true, throttlingBurstLimit: 124 }),
      };
      const call = patch(replace("/*/*/throttling/burstLimit", "100"));
      await scene.answers(call, 200, shownStage(deploymentId, { methodSettings }));
    },
  },
  {
    id: "F13",
    name: "UpdateStage `remove /*/*` takes that entry away",
    source: WILDCARD,
    async run(scene) {
      const { patch, stage, deploymentId } = await aStage(scene);
      await patch(replace("/*/*/caching/enabled", "true"));
      await scene.answers(patch(remove("/*/*")), 200, shownStage(deploymentId));
      await scene.answers(scene.apigateway.getStage(stage), 200, shownStage(deploymentId));
    },
  },
  {
    id: "F14",
    name: "UpdateStage refuses `remove /*/*` where there is no such entry: 400 BadRequestException",
    source: WILDCARD,
    async run(scene) {
      const { patch } = await aStage(scene);
      await scene.refuses(patch(remove("/*/*")), 400, "BadRequestException", nothingToRemove("*/*"));
    },
  },
  {
    id: "F-every-setting",
    name: "UpdateStage sets each of the ten method settings, booleans and numbers from texts",
    source: PATHS,
    async run(scene) {
      const { patch, deploymentId } = await aStage(scene);
      const call = patch(
        replace("/*/*/metrics/enabled", "true"),
        replace("/*/*/logging/dataTrace", "true"),
        replace("/*/*/logging/loglevel", "OFF"),
        replace("/*/*/throttling/burstLimit", "5"),
        replace("/*/*/throttling/rateLimit", "2.5"),
        replace("/*/*/caching/enabled", "true"),
        replace("/*/*/caching/dataEncrypted", "true"),
        replace("/*/*/caching/ttlInSeconds", "60"),
        replace("/*/*/caching/requireAuthorizationForCacheControl", "false"),
        replace("/*/*/caching/unauthorizedCacheControlHeaderStrategy", "FAIL_WITH_403"),
      );
      const setting = {
        metricsEnabled: true,
        dataTraceEnabled: true,
        loggingLevel: "OFF",
        throttlingBurstLimit: 5,
        throttlingRateLimit: 2.5,
        cachingEnabled: true,
        cacheDataEncrypted: true,
        cacheTtlInSeconds: 60,
        requireAuthorizationForCacheControl: false,
        unauthorizedCacheControlHeaderStrategy: "FAIL_WITH_403",
      };
      await scene.answers(call, 200, shownStage(deploymentId, { methodSettings: { "*/*": setting } }));
    },
  },
  {
    id: "F30",
    name: "UpdateStage refuses a throttling rate that is not a number: 400 BadRequestException",
    source: PATHS,
    async run(scene) {
      const { patch } = await aStage(scene);
      await scene.refuses(patch(replace("/*/*/throttling/rateLimit", "fast")), 400, "BadRequestException");
    },
  },
  {
    id: "F-cache-ttl",
    name: "UpdateStage refuses a cache's time to live over an hour",
    source: documented("API Gateway quotas: cache TTL"),
    async run(scene) {
      const { patch } = await aStage(scene);
      await scene.refuses(patch(replace("/*/*/caching/ttlInSeconds", "3601")), 400, "BadRequestException");
    },
  },
  {
    id: "F-log-role",
    name: "UpdateStage refuses log level INFO while the account has no role for the logs",
    source: documented("Miserlou/Zappa#1946: the answer of AWS"),
    async run(scene) {
      // An account of one's own may have the role.
      const { cloudwatchRoleArn } = await scene.apigateway.getAccount({});
      const { patch } = await aStage(scene);
      const call = patch(replace("/*/*/logging/loglevel", "INFO"));
      if (cloudwatchRoleArn) await scene.answers(call, 200, open({}));
      else {
        const text = "CloudWatch Logs role ARN must be set in account settings to enable logging";
        await scene.refuses(call, 400, "BadRequestException", text);
      }
    },
  },
]);
