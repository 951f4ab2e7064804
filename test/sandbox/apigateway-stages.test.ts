/** Creating, reading and deleting stages (aws-facts 1.2, 3.1; LocalStack TestStages, TestApiGatewayStage). */
import type { CreateStageCommandInput, CreateStageCommandOutput } from "@aws-sdk/client-api-gateway";
import { describe, expect, test } from "vitest";
import {
  ACCOUNT,
  type Account,
  aDeployableApi,
  anAccount,
  badRequest,
  bodyOf,
  conflict,
  notFound,
  refusalOf,
  statusOf,
} from "./apigateway-account.ts";

const NO_STAGE = notFound("Invalid stage identifier specified");
const VALUE_RULE =
  "Please use values with alphanumeric characters and the symbols ' ', -', '.', '_', ':', '/', '?', '&', '=', and ','.";

interface Deployed extends Account {
  readonly restApiId: string;
  readonly deploymentId: string;
  create(input?: Partial<CreateStageCommandInput>): Promise<CreateStageCommandOutput>;
}

async function aDeployment(): Promise<Deployed> {
  const account = anAccount();
  const { restApiId } = await aDeployableApi(account.gateway);
  const { id: deploymentId = "" } = await account.gateway.createDeployment({ restApiId });
  const create = (input = {}) => account.gateway.createStage({ restApiId, stageName: "dev", deploymentId, ...input });
  return { ...account, restApiId, deploymentId, create };
}

describe("CreateStage", () => {
  test("answers 201 and shows no variables, tags, canary, access logs or description that were not set", async () => {
    const { create, deploymentId } = await aDeployment();

    const call = create();

    const date = new Date("2026-01-01T00:00:00Z");
    expect(await statusOf(call)).toBe(201);
    expect(await bodyOf(call)).toEqual({
      stageName: "dev",
      deploymentId,
      cacheClusterEnabled: false,
      cacheClusterStatus: "NOT_AVAILABLE",
      methodSettings: {},
      tracingEnabled: false,
      createdDate: date,
      lastUpdatedDate: date,
    });
  });

  test("keeps description, variables, tags, tracing and documentation version, and GetStage shows the same", async () => {
    const { gateway, create, restApiId } = await aDeployment();
    const input = {
      description: "dev stage",
      variables: { LAMBDA_ALIAS: "dev" },
      tags: { team: "web" },
      tracingEnabled: true,
      documentationVersion: "v123",
    };

    const created = await bodyOf(create(input));

    expect(created).toMatchObject(input);
    expect(await bodyOf(gateway.getStage({ restApiId, stageName: "dev" }))).toEqual(created);
  });

  test("what a caller does to an answer does not reach the stage", async () => {
    const { gateway, create, restApiId } = await aDeployment();

    const created = await create({ variables: { A: "1" } });
    if (created.variables) created.variables.A = "changed";

    expect((await gateway.getStage({ restApiId, stageName: "dev" })).variables).toEqual({ A: "1" });
  });

  test("the same name again is 409 ConflictException, and the stage stays as it was", async () => {
    const { gateway, create, restApiId } = await aDeployment();
    await create({ description: "first" });

    expect(await refusalOf(create({ description: "second" }))).toEqual(conflict("Stage already exists"));
    expect((await gateway.getStage({ restApiId, stageName: "dev" })).description).toBe("first");
  });

  test.each(["dev", "dev-2", "v1_beta", "x".repeat(128)])("%s is a stage name", async (stageName) => {
    const { create } = await aDeployment();

    expect((await create({ stageName })).stageName).toBe(stageName);
  });

  test.each(["a stage!", "ä", "", "x".repeat(129)])("%j is no stage name", async (stageName) => {
    const { create } = await aDeployment();

    expect(await refusalOf(create({ stageName }))).toEqual(badRequest("Stage name only allows a-zA-Z0-9_-"));
  });

  test.each<[string, Partial<CreateStageCommandInput>, string]>([
    ["a deployment that isn't there", { deploymentId: "deploy" }, "Deployment id does not exist"],
    ["a canary deployment that isn't there", { canarySettings: { deploymentId: "deploy" } }, "Deployment id does not exist"],
    [
      "a variable with a hyphen",
      { variables: { "LAMBDA-ALIAS": "dev" } },
      "Invalid stage variable name: LAMBDA-ALIAS.  Please use names with only word characters.",
    ],
    ["an empty value", { variables: { A: "" } }, `Invalid stage variable value: .  ${VALUE_RULE}`],
    ["$LATEST as a value", { variables: { A: "$LATEST" } }, `Invalid stage variable value: $LATEST.  ${VALUE_RULE}`],
    ["a blank in a value", { variables: { A: "a b" } }, `Invalid stage variable value: a b.  ${VALUE_RULE}`],
    [
      "a name of 65 characters",
      { variables: { ["a".repeat(65)]: "x" } },
      `Stage variable ${"a".repeat(65)} is too long: at most 64 characters for a name, 512 for a value`,
    ],
    [
      "a value of 513 characters",
      { variables: { A: "x".repeat(513) } },
      "Stage variable A is too long: at most 64 characters for a name, 512 for a value",
    ],
    [
      "101 variables",
      { variables: Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`V${index}`, "x"])) },
      "Too many stage variables: at most 100 are allowed",
    ],
    [
      "an unknown cache size",
      { cacheClusterSize: "7" as "0.5" },
      "Invalid cache cluster size 7. Must be one of: [0.5, 1.6, 6.1, 13.5, 28.4, 58.2, 118, 237]",
    ],
    [
      "51 tags",
      { tags: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`t${index}`, "x"])) },
      "Too many tags: at most 50 are allowed",
    ],
    ["a tag of AWS's own", { tags: { "aws:x": "y" } }, "aws: prefixed tag key names are not allowed for external use."],
  ])("refuses %s", async (_, input, message) => {
    const { gateway, create, restApiId } = await aDeployment();

    expect(await refusalOf(create(input))).toEqual(badRequest(message));
    expect((await gateway.getStages({ restApiId })).item).toEqual([]);
  });

  test("100 variables of full length fit, with every documented symbol", async () => {
    const { create } = await aDeployment();
    const variables = Object.fromEntries(
      Array.from({ length: 100 }, (_, index) => [`V${index}`.padEnd(64, "_"), "-._~:/?#&=,".padEnd(512, "x")]),
    );

    expect((await create({ variables })).variables).toEqual(variables);
  });

  test("the eleventh stage of an API is 429 LimitExceededException", async () => {
    const { create } = await aDeployment();
    for (let count = 0; count < 10; count += 1) await create({ stageName: `s${count}` });

    expect(await refusalOf(create({ stageName: "s10" }))).toMatchObject({ status: 429, name: "LimitExceededException" });
  });

  test("a missing API is 404", async () => {
    const { create } = await aDeployment();

    expect(await refusalOf(create({ restApiId: "nope" }))).toEqual(notFound(`Invalid API identifier specified ${ACCOUNT}:nope`));
  });
});

describe("reading stages", () => {
  test("GetStages lists them all under `item`, or those of one deployment", async () => {
    const { gateway, restApiId } = await aDeployment();
    const first = await gateway.createDeployment({ restApiId, stageName: "stage1" });
    const second = await gateway.createDeployment({ restApiId, stageName: "stage2" });
    const names = async (deploymentId?: string) =>
      (await gateway.getStages({ restApiId, deploymentId })).item?.map(({ stageName }) => stageName);

    expect(await names()).toEqual(["stage1", "stage2"]);
    expect(await names(first.id)).toEqual(["stage1"]);
    expect(await names(second.id)).toEqual(["stage2"]);
    expect(await names("nope")).toEqual([]);
  });

  test("a missing stage is 404 to read, change, delete and flush", async () => {
    const { gateway, restApiId } = await aDeployment();
    const stage = { restApiId, stageName: "nope" };

    for (const call of [
      gateway.getStage(stage),
      gateway.updateStage(stage),
      gateway.deleteStage(stage),
      gateway.flushStageCache(stage),
    ]) {
      expect(await refusalOf(call)).toEqual(NO_STAGE);
    }
    expect(await refusalOf(gateway.getStages({ restApiId: "nope" }))).toEqual(
      notFound(`Invalid API identifier specified ${ACCOUNT}:nope`),
    );
  });
});

test("DeleteStage answers 202, and the name is free again", async () => {
  const { gateway, create, restApiId } = await aDeployment();
  await create();

  expect(await statusOf(gateway.deleteStage({ restApiId, stageName: "dev" }))).toBe(202);
  expect(await statusOf(create())).toBe(201);
});

describe("the cache cluster", () => {
  test("takes minutes to make, to flush and to remove", async () => {
    const { gateway, clock, create, restApiId } = await aDeployment();
    const stage = { restApiId, stageName: "dev" };
    const status = async () => (await gateway.getStage(stage)).cacheClusterStatus;

    const created = await create({ cacheClusterEnabled: true });
    await clock.advance(240_000);
    const made = await status();
    const flushed = await statusOf(gateway.flushStageCache(stage));
    const flushing = await status();
    await clock.advance(10_000);
    const ready = await status();
    const removing = await gateway.updateStage({
      ...stage,
      patchOperations: [{ op: "replace", path: "/cacheClusterEnabled", value: "false" }],
    });
    await clock.advance(240_000);

    expect(created).toMatchObject({
      cacheClusterEnabled: true,
      cacheClusterSize: "0.5",
      cacheClusterStatus: "CREATE_IN_PROGRESS",
    });
    expect([made, flushed, flushing, ready]).toEqual(["AVAILABLE", 202, "FLUSH_IN_PROGRESS", "AVAILABLE"]);
    expect(removing).toMatchObject({ cacheClusterEnabled: false, cacheClusterStatus: "DELETE_IN_PROGRESS" });
    expect(await status()).toBe("NOT_AVAILABLE");
  });

  test("is made again for another size; without a cluster there is nothing to flush", async () => {
    const { gateway, clock, create, restApiId } = await aDeployment();
    const stage = { restApiId, stageName: "dev" };
    await create({ cacheClusterEnabled: true, cacheClusterSize: "1.6" });
    await create({ stageName: "plain" });
    await clock.advance(240_000);

    const resized = await gateway.updateStage({
      ...stage,
      patchOperations: [{ op: "replace", path: "/cacheClusterSize", value: "6.1" }],
    });
    await gateway.flushStageCache({ restApiId, stageName: "plain" });

    expect(resized).toMatchObject({ cacheClusterSize: "6.1", cacheClusterStatus: "CREATE_IN_PROGRESS" });
    expect((await gateway.getStage({ restApiId, stageName: "plain" })).cacheClusterStatus).toBe("NOT_AVAILABLE");
  });
});
