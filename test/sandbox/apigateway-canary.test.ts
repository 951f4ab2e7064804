/** Canaries of stages (aws-facts 3.2), as recorded from AWS on 30 May 2025 (LocalStack TestStageCrudCanary) unless a test says otherwise. */
import type { CreateDeploymentCommandInput, PatchOperation, UpdateStageCommandOutput } from "@aws-sdk/client-api-gateway";
import { describe, expect, test } from "vitest";
import { stageOf } from "../../src/sandbox/apigateway/snapshot.ts";
import {
  type Account,
  aDeployableApi,
  addMock,
  anAccount,
  badRequest,
  noSetting,
  refusalOf,
  replace,
} from "./apigateway-account.ts";

const copy = (from: string, path: string): PatchOperation => ({ op: "copy", from, path });
const PROMOTE_DEPLOYMENT = copy("/canarySettings/deploymentId", "/deploymentId");
const PROMOTE_VARIABLES = copy("/canarySettings/stageVariableOverrides", "/variables");

interface Staged extends Account {
  readonly restApiId: string;
  /** The deployment that `dev` was made with. */
  readonly first: string | undefined;
  deploy(input?: Partial<CreateDeploymentCommandInput>): Promise<string | undefined>;
  patch(...patchOperations: PatchOperation[]): Promise<UpdateStageCommandOutput>;
}

async function aStage(variables: Record<string, string> = { testVar: "default" }): Promise<Staged> {
  const account = anAccount();
  const { gateway } = account;
  const { restApiId } = await aDeployableApi(gateway);
  const deploy = async (input: Partial<CreateDeploymentCommandInput> = {}) =>
    (await gateway.createDeployment({ restApiId, ...input })).id;
  const first = await deploy({ stageName: "dev", variables });
  return {
    ...account,
    restApiId,
    first,
    deploy,
    patch: (...patchOperations) => gateway.updateStage({ restApiId, stageName: "dev", patchOperations }),
  };
}

describe("starting a canary", () => {
  test("CreateDeployment onto an existing stage leaves the stage where it is", async () => {
    const { gateway, restApiId, first, deploy } = await aStage();

    const second = await deploy({
      stageName: "dev",
      canarySettings: { percentTraffic: 50, stageVariableOverrides: { testVar: "canary" } },
    });

    expect(await gateway.getStage({ restApiId, stageName: "dev" })).toMatchObject({
      deploymentId: first,
      variables: { testVar: "default" },
      canarySettings: {
        deploymentId: second,
        percentTraffic: 50,
        stageVariableOverrides: { testVar: "canary" },
        useStageCache: false,
      },
    });
  });

  test("another CreateDeployment replaces the canary", async () => {
    const { gateway, restApiId, first, deploy } = await aStage();
    await deploy({ stageName: "dev", canarySettings: { percentTraffic: 40, stageVariableOverrides: { testVar: "canary1" } } });

    const third = await deploy({ stageName: "dev", canarySettings: { percentTraffic: 50 } });

    const stage = await gateway.getStage({ restApiId, stageName: "dev" });
    expect(stage.deploymentId).toBe(first);
    expect(stage.canarySettings).toEqual({ deploymentId: third, percentTraffic: 50, useStageCache: false });
  });

  test("CreateStage takes a canary too, of its own deployment unless told otherwise", async () => {
    const { gateway, restApiId, first } = await aStage();

    const created = await gateway.createStage({
      restApiId,
      stageName: "dev2",
      deploymentId: first,
      canarySettings: { percentTraffic: 60 },
    });

    expect(created.canarySettings).toEqual({ deploymentId: first, percentTraffic: 60, useStageCache: false });
  });

  test.each([
    ["/canarySettings/percentTraffic", "50", { percentTraffic: 50 }],
    ["/canarySettings/useStageCache", "true", { useStageCache: true }],
    ["/canarySettings/stageVariableOverrides/testVar", "canary", { stageVariableOverrides: { testVar: "canary" } }],
  ])(
    "the first replace of %s makes a canary of the stage's deployment, 0 percent and no cache",
    async (path, value, expected) => {
      const { patch, first } = await aStage();

      expect((await patch(replace(path, value))).canarySettings).toEqual({
        deploymentId: first,
        percentTraffic: 0,
        useStageCache: false,
        ...expected,
      });
    },
  );

  test("a replace of its deployment does not move the stage", async () => {
    const { patch, deploy, first } = await aStage();
    const second = await deploy();

    const updated = await patch(replace("/canarySettings/deploymentId", second ?? ""));

    expect(updated.deploymentId).toBe(first);
    expect(updated.canarySettings).toEqual({ deploymentId: second, percentTraffic: 0, useStageCache: false });
  });

  test.each([
    [
      "no stage name",
      undefined,
      "Invalid deployment content specified.Non null and non empty stageName must be provided for canary deployment. Provided value is null",
    ],
    [
      "an empty stage name",
      "",
      "Invalid deployment content specified.Non null and non empty stageName must be provided for canary deployment. Provided value is ",
    ],
    [
      "a stage that isn't there",
      "non-existing",
      "Invalid deployment content specified.Stage non-existing must already be created before making a canary release deployment",
    ],
  ])("CreateDeployment with %s is refused", async (_, stageName, message) => {
    const { deploy } = await aStage();

    expect(await refusalOf(deploy({ stageName, canarySettings: { percentTraffic: 50 } }))).toEqual(badRequest(message));
  });

  test("a deployment without canarySettings onto a stage with a canary is refused (documented, unrecorded)", async () => {
    const { deploy } = await aStage();
    await deploy({ stageName: "dev", canarySettings: { percentTraffic: 50 } });

    expect(await refusalOf(deploy({ stageName: "dev" }))).toMatchObject({ status: 400, name: "BadRequestException" });
  });
});

describe("changing a canary", () => {
  test("one override is replaced, the others stay", async () => {
    const { patch, deploy } = await aStage();
    await deploy({
      stageName: "dev",
      canarySettings: { percentTraffic: 50, stageVariableOverrides: { testVar: "canary", other: "x" } },
    });

    const { canarySettings } = await patch(replace("/canarySettings/stageVariableOverrides/testVar", "updated"));

    expect(canarySettings?.stageVariableOverrides).toEqual({ testVar: "updated", other: "x" });
  });

  test("removing /canarySettings ends it, and is the only thing to remove", async () => {
    const { patch, deploy } = await aStage();
    await deploy({ stageName: "dev", canarySettings: { percentTraffic: 50, stageVariableOverrides: { testVar: "canary" } } });

    expect(await refusalOf(patch({ op: "remove", path: "/canarySettings/stageVariableOverrides" }))).toEqual(
      noSetting("canarySettings/stageVariableOverrides"),
    );
    expect(await refusalOf(patch({ op: "remove", path: "/canarySettings/badPath" }))).toEqual(
      noSetting("canarySettings/badPath"),
    );
    expect((await patch({ op: "remove", path: "/canarySettings" })).canarySettings).toBeUndefined();
  });

  test("add is no operation here", async () => {
    const { patch, first } = await aStage();

    expect(await refusalOf(patch({ op: "add", path: "/canarySettings/deploymentId", value: first ?? "" }))).toEqual(
      badRequest("Invalid add operation with path: /canarySettings/deploymentId"),
    );
  });

  test.each(["/canarySettings", "/canarySettings/badPath", "/canarySettings/stageVariableOverrides"])(
    "replace of %s is reported as a method setting",
    async (path) => {
      const { patch } = await aStage();

      const refused = await refusalOf(patch(replace(path, "test")));

      expect(refused).toMatchObject({ status: 400, name: "BadRequestException" });
      expect(refused).toHaveProperty("message", expect.stringMatching(`^Invalid method setting path: ${path}. Must be one of: `));
    },
  );

  test.each([
    ["/canarySettings/deploymentId", "deploy", "Deployment id does not exist"],
    ["/canarySettings/percentTraffic", "150", "Canary percentTraffic must be between 0.0 and 100.0"],
    ["/canarySettings/percentTraffic", "-1", "Canary percentTraffic must be between 0.0 and 100.0"],
    ["/canarySettings/percentTraffic", "half", "Canary percentTraffic must be between 0.0 and 100.0"],
    ["/canarySettings/percentTraffic", "", "Canary percentTraffic must be between 0.0 and 100.0"],
    [
      "/canarySettings/stageVariableOverrides/test-var",
      "x",
      "Invalid stage variable name: test-var.  Please use names with only word characters.",
    ],
  ])("%s can't be %j", async (path, value, message) => {
    const { patch } = await aStage();

    expect(await refusalOf(patch(replace(path, value)))).toEqual(badRequest(message));
  });
});

describe("promoting a canary", () => {
  test("two copies move the stage and lay the overrides over its variables; the canary stays", async () => {
    const { patch, deploy } = await aStage({ testVar: "test", testVar2: "test2" });
    const second = await deploy({
      stageName: "dev",
      canarySettings: { percentTraffic: 50, stageVariableOverrides: { testVar: "override" } },
    });

    const promoted = await patch(replace("/canarySettings/percentTraffic", "0.0"), PROMOTE_DEPLOYMENT, PROMOTE_VARIABLES);

    expect(promoted).toMatchObject({
      deploymentId: second,
      variables: { testVar: "override", testVar2: "test2" },
      canarySettings: {
        deploymentId: second,
        percentTraffic: 0,
        stageVariableOverrides: { testVar: "override" },
        useStageCache: false,
      },
    });
  });

  test("a canary made earlier in the batch can be promoted in it", async () => {
    const { patch, first } = await aStage({ testVar: "test", testVar2: "test2" });

    const promoted = await patch(replace("/canarySettings/percentTraffic", "0.0"), PROMOTE_DEPLOYMENT, PROMOTE_VARIABLES);

    expect(promoted).toMatchObject({ deploymentId: first, variables: { testVar: "test", testVar2: "test2" } });
    expect(promoted.canarySettings).toEqual({ deploymentId: first, percentTraffic: 0, useStageCache: false });
  });

  test("without a canary there is nothing to promote", async () => {
    const { patch } = await aStage();

    expect(await refusalOf(patch(PROMOTE_VARIABLES, PROMOTE_DEPLOYMENT))).toEqual(
      badRequest("Promotion not available. Canary does not exist."),
    );
  });

  test.each([
    ["/variables", "/canarySettings/stageVariableOverrides"],
    ["/canarySettings/deploymentId", "/variables"],
    ["/deploymentId", "/deploymentId"],
  ])("copying from %s to %s is refused with the legal pairs", async (from, path) => {
    const { patch } = await aStage();

    expect(await refusalOf(patch(copy(from, path)))).toEqual(
      badRequest(
        `Invalid copy operation with path: ${path} and from ${from}. Valid copy:path are [/deploymentId, /variables] and valid copy:from are [/canarySettings/deploymentId, /canarySettings/stageVariableOverrides]`,
      ),
    );
  });
});

test("the data plane is given both snapshots, the share, and the canary's variables", async () => {
  const { gateway, sandbox, restApiId, first, deploy } = await aStage({ testVar: "default", defaultVar: "default" });
  const { rootResourceId = "" } = await gateway.getRestApi({ restApiId });
  await addMock(gateway, { restApiId, rootId: rootResourceId }, rootResourceId, "PUT");
  const second = await deploy({
    stageName: "dev",
    canarySettings: { percentTraffic: 25, stageVariableOverrides: { testVar: "canary", noStageVar: "canary" } },
  });

  const served = stageOf(sandbox.world, restApiId, "dev");

  expect(served).toMatchObject({ deploymentId: first, variables: { testVar: "default", defaultVar: "default" } });
  expect(served?.snapshot.routes.map(({ method }) => method)).toEqual(["GET"]);
  expect(served?.canary).toMatchObject({
    deploymentId: second,
    percentTraffic: 25,
    variables: { testVar: "canary", noStageVar: "canary", defaultVar: "default" },
  });
  expect(served?.canary?.snapshot.routes.map(({ method }) => method)).toEqual(["GET", "PUT"]);
});
