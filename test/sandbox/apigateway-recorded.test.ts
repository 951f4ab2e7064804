/**
 * Whole conversations with AWS, step by step, as LocalStack's validated tests recorded them: every answer is compared in
 * full, so a member that AWS does not show must not be shown here. Each test names its recording.
 */
import type { APIGateway } from "@aws-sdk/client-api-gateway";
import { describe, expect, test } from "vitest";
import {
  ACCOUNT,
  aDeployableApi,
  anAccount,
  anApi,
  badRequest,
  bodyOf,
  noSetting,
  notFound,
  refusalOf,
  remove,
  replace,
} from "./apigateway-account.ts";

const DATE = new Date("2026-01-01T00:00:00Z");

/** What every stage shows. */
const aShownStage = (stageName: string, deploymentId: string | undefined) => ({
  stageName,
  deploymentId,
  cacheClusterEnabled: false,
  cacheClusterStatus: "NOT_AVAILABLE",
  createdDate: DATE,
  lastUpdatedDate: DATE,
  methodSettings: {},
  tracingEnabled: false,
});

const aSetting = (changed: object = {}) => ({
  cacheDataEncrypted: false,
  cacheTtlInSeconds: 300,
  cachingEnabled: false,
  dataTraceEnabled: false,
  metricsEnabled: false,
  requireAuthorizationForCacheControl: true,
  throttlingBurstLimit: 5000,
  throttlingRateLimit: 10_000,
  unauthorizedCacheControlHeaderStrategy: "SUCCEED_WITH_RESPONSE_HEADER",
  ...changed,
});

const stageReader = (gateway: APIGateway, restApiId: string) => (stageName: string) =>
  bodyOf(gateway.getStage({ restApiId, stageName }));

describe("stages", () => {
  async function aRecordedStage() {
    const { gateway } = anAccount();
    const { restApiId } = await aDeployableApi(gateway);
    const { id: deploymentId } = await gateway.createDeployment({ restApiId });
    const created = await bodyOf(
      gateway.createStage({ restApiId, stageName: "s1", deploymentId, description: "my stage", documentationVersion: "v123" }),
    );
    const shown = { ...aShownStage("s1", deploymentId), description: "my stage", documentationVersion: "v123" };
    return { gateway, restApiId, created, shown, read: () => stageReader(gateway, restApiId)("s1") };
  }

  test("TestStages::test_create_update_stages", async () => {
    const { gateway, restApiId, created, shown, read } = await aRecordedStage();
    const patch = (...patchOperations: ReturnType<typeof replace>[]) =>
      bodyOf(gateway.updateStage({ restApiId, stageName: "s1", patchOperations }));

    const updated = await patch(
      replace("/description", "stage new"),
      replace("/variables/var1", "test"),
      replace("/variables/var2", "test2"),
      replace("/*/*/throttling/burstLimit", "123"),
      replace("/*/*/caching/enabled", "true"),
      replace("/tracingEnabled", "true"),
      replace("/test/GET/throttling/burstLimit", "124"),
    );
    const read1 = await read();
    const overridden = await patch(replace("/*/*/throttling/burstLimit", "100"));

    const after = { ...shown, description: "stage new", tracingEnabled: true, variables: { var1: "test", var2: "test2" } };
    const ofTest = aSetting({ cachingEnabled: true, throttlingBurstLimit: 124 });
    expect(created).toEqual(shown);
    expect(updated).toEqual({
      ...after,
      methodSettings: { "*/*": aSetting({ cachingEnabled: true, throttlingBurstLimit: 123 }), "test/GET": ofTest },
    });
    expect(read1).toEqual(updated);
    expect(overridden).toEqual({
      ...after,
      methodSettings: { "*/*": aSetting({ cachingEnabled: true, throttlingBurstLimit: 100 }), "test/GET": ofTest },
    });
  });

  test("TestStages::test_update_stage_remove_wildcard", async () => {
    const { gateway, restApiId, shown, read } = await aRecordedStage();
    const patch = (operation: ReturnType<typeof replace>) =>
      bodyOf(gateway.updateStage({ restApiId, stageName: "s1", patchOperations: [operation] }));

    expect(await read()).toEqual(shown);
    expect(await refusalOf(patch(remove("/*/*")))).toEqual(noSetting("*/*"));
    expect(await patch(replace("/*/*/caching/enabled", "true"))).toEqual({
      ...shown,
      methodSettings: { "*/*": aSetting({ cachingEnabled: true }) },
    });
    expect(await patch(remove("/*/*"))).toEqual(shown);
    expect(await read()).toEqual(shown);
  });

  test("TestApiGatewayStage::test_get_stages_filters_by_deployment_id", async () => {
    const { gateway } = anAccount();
    const { restApiId } = await aDeployableApi(gateway);
    const first = await gateway.createDeployment({ restApiId, stageName: "stage1" });
    const second = await gateway.createDeployment({ restApiId, stageName: "stage2" });

    const [stage1, stage2] = [aShownStage("stage1", first.id), aShownStage("stage2", second.id)];
    expect(await bodyOf(gateway.getStages({ restApiId }))).toEqual({ item: [stage1, stage2] });
    expect(await bodyOf(gateway.getStages({ restApiId, deploymentId: first.id }))).toEqual({ item: [stage1] });
    expect(await bodyOf(gateway.getStages({ restApiId, deploymentId: second.id }))).toEqual({ item: [stage2] });
  });
});

test.each([true, false])("TestDeployments::test_create_delete_deployments[%s]", async (createStageManually) => {
  const { gateway } = anAccount();
  const { restApiId } = await aDeployableApi(gateway);
  const deploy = async () => {
    const { id: deploymentId } = await gateway.createDeployment({
      restApiId,
      ...(createStageManually ? {} : { stageName: "s1" }),
    });
    if (createStageManually) await gateway.createStage({ restApiId, stageName: "s1", deploymentId });
    return deploymentId;
  };
  let deploymentId = await deploy();

  expect(await bodyOf(gateway.getDeployment({ restApiId, deploymentId }))).toEqual({ id: deploymentId, createdDate: DATE });
  for (let round = 0; round < 3; round += 1) {
    expect(await refusalOf(gateway.deleteDeployment({ restApiId, deploymentId }))).toEqual(
      badRequest("Active stages pointing to this deployment must be moved or deleted"),
    );
    await gateway.deleteStage({ restApiId, stageName: "s1" });
    await gateway.deleteDeployment({ restApiId, deploymentId });
    deploymentId = await deploy();
    expect(await bodyOf(gateway.getDeployments({ restApiId }))).toEqual({ items: [{ id: deploymentId, createdDate: DATE }] });
    expect(await bodyOf(gateway.getStages({ restApiId }))).toEqual({ item: [aShownStage("s1", deploymentId)] });
  }
});

describe("canaries", () => {
  test("TestStageCrudCanary::test_create_update_stages", async () => {
    const { gateway } = anAccount();
    const { restApiId } = await aDeployableApi(gateway);
    const read = stageReader(gateway, restApiId);
    const [{ id: first }, { id: second }] = [
      await gateway.createDeployment({ restApiId }),
      await gateway.createDeployment({ restApiId }),
    ];
    const canarySettings = { deploymentId: second, percentTraffic: 50, stageVariableOverrides: { testVar: "canary" } };

    const created = await bodyOf(
      gateway.createStage({
        restApiId,
        stageName: "dev",
        deploymentId: first,
        description: "dev stage",
        variables: { testVar: "default" },
        canarySettings,
      }),
    );
    const patch = (operation: ReturnType<typeof replace>) =>
      bodyOf(gateway.updateStage({ restApiId, stageName: "dev", patchOperations: [operation] }));
    const changed = await patch(replace("/canarySettings/stageVariableOverrides/testVar", "updated"));
    const ended = await patch(remove("/canarySettings"));

    const plain = { ...aShownStage("dev", first), description: "dev stage", variables: { testVar: "default" } };
    const canary = { ...canarySettings, useStageCache: false };
    expect(created).toEqual({ ...plain, canarySettings: canary });
    expect(changed).toEqual({ ...plain, canarySettings: { ...canary, stageVariableOverrides: { testVar: "updated" } } });
    expect(ended).toEqual(plain);
    expect(await read("dev")).toEqual(plain);
  });

  test("TestStageCrudCanary::test_create_canary_deployment_by_stage_update", async () => {
    const { gateway } = anAccount();
    const { restApiId } = await aDeployableApi(gateway);
    const [{ id: first }, { id: second = "" }] = [
      await gateway.createDeployment({ restApiId }),
      await gateway.createDeployment({ restApiId }),
    ];
    await gateway.createStage({
      restApiId,
      stageName: "dev",
      deploymentId: first,
      description: "dev stage",
      variables: { testVar: "default" },
    });
    const patch = (operation: ReturnType<typeof replace>) =>
      bodyOf(gateway.updateStage({ restApiId, stageName: "dev", patchOperations: [operation] }));

    const pointed = await patch(replace("/canarySettings/deploymentId", second));
    const ended = await patch(remove("/canarySettings"));
    const weighted = await patch(replace("/canarySettings/percentTraffic", "50"));

    const plain = { ...aShownStage("dev", first), description: "dev stage", variables: { testVar: "default" } };
    expect(pointed).toEqual({ ...plain, canarySettings: { deploymentId: second, percentTraffic: 0, useStageCache: false } });
    expect(ended).toEqual(plain);
    expect(weighted).toEqual({ ...plain, canarySettings: { deploymentId: first, percentTraffic: 50, useStageCache: false } });
  });
});

describe("REST APIs and resources", () => {
  test("TestApiGatewayApiRestApi::test_list_and_delete_apis", async () => {
    const { gateway } = anAccount();
    const create = (name: string) => bodyOf(gateway.createRestApi({ name, description: `this is ${name}` }));
    const shown = (name: string, { id, rootResourceId }: { id?: string; rootResourceId?: string }) => ({
      id,
      name,
      rootResourceId,
      description: `this is ${name}`,
      apiKeySource: "HEADER",
      createdDate: DATE,
      disableExecuteApiEndpoint: false,
      endpointConfiguration: { ipAddressType: "ipv4", types: ["EDGE"] },
    });

    const [first, second] = [await create("one"), await create("two")];
    const before = await bodyOf(gateway.getRestApis({}));
    await gateway.deleteRestApi({ restApiId: first.id });

    expect(first).toEqual(shown("one", first));
    expect(before).toEqual({ items: [shown("one", first), shown("two", second)] });
    expect(await bodyOf(gateway.getRestApis({}))).toEqual({ items: [shown("two", second)] });
  });

  test("TestApiGatewayApiResource::test_create_proxy_resource", async () => {
    const { gateway } = anAccount();
    const { restApiId, rootId } = await anApi(gateway);
    const create = async (parentId: string, pathPart: string) =>
      (await gateway.createResource({ restApiId, parentId, pathPart })).id ?? "";
    const paths = async () => (await gateway.getResources({ restApiId })).items?.map(({ path }) => path);

    await create(rootId, "{proxy+}");
    const parent = await create(rootId, "parent");
    const proxy = await create(parent, "{proxy+}");
    const child = await create(parent, "child");
    await create(child, "{proxy+}");
    const before = await paths();
    await gateway.deleteResource({ restApiId, resourceId: proxy });
    await create(await create(parent, "{child}"), "{proxy+}");

    expect(before).toEqual(["/", "/parent", "/parent/child", "/parent/child/{proxy+}", "/parent/{proxy+}", "/{proxy+}"]);
    expect(await paths()).toEqual([
      "/",
      "/parent",
      "/parent/child",
      "/parent/child/{proxy+}",
      "/parent/{child}",
      "/parent/{child}/{proxy+}",
      "/{proxy+}",
    ]);
  });

  test("TestApiGatewayApiRestApi::test_get_api_case_insensitive", async () => {
    const { gateway } = anAccount();
    const { restApiId } = await anApi(gateway);
    const upper = restApiId.toUpperCase();

    expect(await refusalOf(gateway.getRestApi({ restApiId: upper }))).toEqual(
      notFound(`Invalid API identifier specified ${ACCOUNT}:${upper}`),
    );
  });
});
