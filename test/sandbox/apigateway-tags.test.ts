/** Tags of REST APIs and stages: one set, however it was given (aws-facts 3.1; emulators T01–T15). */
import { describe, expect, test } from "vitest";
import {
  ACCOUNT,
  type Account,
  aDeployableApi,
  anAccount,
  badRequest,
  notFound,
  refusalOf,
  statusOf,
} from "./apigateway-account.ts";

const arnOf = (path: string) => `arn:aws:apigateway:us-east-1::/restapis/${path}`;

async function aTaggedStage(): Promise<Account & { readonly restApiId: string; readonly stageArn: string }> {
  const account = anAccount();
  const { restApiId } = await aDeployableApi(account.gateway);
  const { id: deploymentId } = await account.gateway.createDeployment({ restApiId });
  await account.gateway.createStage({ restApiId, stageName: "dev", deploymentId, tags: { team: "web" } });
  return { ...account, restApiId, stageArn: arnOf(`${restApiId}/stages/dev`) };
}

describe("a stage's tags", () => {
  test("TagResource answers 204 and lays them over those of its creation", async () => {
    const { gateway, restApiId, stageArn } = await aTaggedStage();

    expect(await statusOf(gateway.tagResource({ resourceArn: stageArn, tags: { team: "api", cost: "7" } }))).toBe(204);
    expect((await gateway.getTags({ resourceArn: stageArn })).tags).toEqual({ team: "api", cost: "7" });
    expect((await gateway.getStage({ restApiId, stageName: "dev" })).tags).toEqual({ team: "api", cost: "7" });
  });

  test("UntagResource answers 204, for keys that aren't there too; no tags left is no member", async () => {
    const { gateway, restApiId, stageArn } = await aTaggedStage();

    expect(await statusOf(gateway.untagResource({ resourceArn: stageArn, tagKeys: ["team", "nope"] }))).toBe(204);
    expect((await gateway.getStage({ restApiId, stageName: "dev" })).tags).toBeUndefined();
    expect((await gateway.getTags({ resourceArn: stageArn })).tags).toEqual({});
  });

  test("survive UpdateStage and a move to another deployment", async () => {
    const { gateway, restApiId, stageArn } = await aTaggedStage();

    await gateway.updateStage({
      restApiId,
      stageName: "dev",
      patchOperations: [{ op: "replace", path: "/description", value: "x" }],
    });
    await gateway.createDeployment({ restApiId, stageName: "dev" });

    expect((await gateway.getTags({ resourceArn: stageArn })).tags).toEqual({ team: "web" });
  });
});

test("a REST API's tags are shown by GetRestApi, GetRestApis and GetTags alike", async () => {
  const { gateway, restApiId } = await aTaggedStage();

  await gateway.tagResource({ resourceArn: arnOf(restApiId), tags: { owner: "us" } });

  expect((await gateway.getTags({ resourceArn: arnOf(restApiId) })).tags).toEqual({ owner: "us" });
  expect((await gateway.getRestApi({ restApiId })).tags).toEqual({ owner: "us" });
  expect((await gateway.getRestApis({})).items?.[0]?.tags).toEqual({ owner: "us" });
});

test.each([
  ["a missing stage", (id: string) => arnOf(`${id}/stages/nope`), notFound("Invalid stage identifier specified")],
  ["a missing API", () => arnOf("nope"), notFound(`Invalid API identifier specified ${ACCOUNT}:nope`)],
  ["another service's ARN", () => "arn:aws:s3:::bucket", badRequest("Invalid ARN specified in the request")],
  ["a resource that has no tags", (id: string) => arnOf(`${id}/resources/x`), badRequest("Invalid ARN specified in the request")],
])("%s is refused", async (_, arn, refusal) => {
  const { gateway, restApiId } = await aTaggedStage();
  const resourceArn = arn(restApiId);

  expect(await refusalOf(gateway.tagResource({ resourceArn, tags: { a: "b" } }))).toEqual(refusal);
  expect(await refusalOf(gateway.untagResource({ resourceArn, tagKeys: ["a"] }))).toEqual(refusal);
  expect(await refusalOf(gateway.getTags({ resourceArn }))).toEqual(refusal);
});

test("the 51st tag is refused, and none of its call is kept", async () => {
  const { gateway, stageArn } = await aTaggedStage();
  const tags = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`t${index}`, "x"]));

  expect(await refusalOf(gateway.tagResource({ resourceArn: stageArn, tags }))).toEqual(
    badRequest("Too many tags: at most 50 are allowed"),
  );
  expect((await gateway.getTags({ resourceArn: stageArn })).tags).toEqual({ team: "web" });
});
