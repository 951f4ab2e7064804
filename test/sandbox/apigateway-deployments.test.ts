/** Deployments: what they freeze, whom they move, and when they may go (aws-facts 2; LocalStack TestDeployments). */
import { describe, expect, test } from "vitest";
import {
  ACCOUNT,
  aDeployableApi,
  anAccount,
  anApi,
  badRequest,
  bodyOf,
  notFound,
  refusalOf,
  statusOf,
} from "./apigateway-account.ts";

const ACTIVE = badRequest("Active stages pointing to this deployment must be moved or deleted");
const NO_DEPLOYMENT = notFound("Invalid Deployment identifier specified");

describe("CreateDeployment", () => {
  test("answers 201 with an id, a date and the description", async () => {
    const { gateway } = anAccount();
    const { restApiId } = await aDeployableApi(gateway);

    const call = gateway.createDeployment({ restApiId, description: "first" });

    expect(await statusOf(call)).toBe(201);
    expect(await bodyOf(call)).toEqual({
      id: expect.stringMatching(/^[a-z0-9]{6}$/),
      createdDate: new Date("2026-01-01T00:00:00Z"),
      description: "first",
    });
  });

  test("makes a new id on every call, even when nothing has changed", async () => {
    const { gateway } = anAccount();
    const { restApiId } = await aDeployableApi(gateway);

    const [first, second] = [await gateway.createDeployment({ restApiId }), await gateway.createDeployment({ restApiId })];

    expect(first.id).not.toBe(second.id);
  });

  test("without a stage name nothing goes live", async () => {
    const { gateway } = anAccount();
    const { restApiId } = await aDeployableApi(gateway);

    await gateway.createDeployment({ restApiId });

    expect((await gateway.getStages({ restApiId })).item).toEqual([]);
  });

  test("with a new stage name makes that stage", async () => {
    const { gateway } = anAccount();
    const { restApiId } = await aDeployableApi(gateway);

    const { id } = await gateway.createDeployment({
      restApiId,
      stageName: "dev",
      stageDescription: "the stage",
      variables: { A: "1" },
      tracingEnabled: true,
    });

    expect(await gateway.getStage({ restApiId, stageName: "dev" })).toMatchObject({
      deploymentId: id,
      description: "the stage",
      variables: { A: "1" },
      tracingEnabled: true,
    });
  });

  test("with an existing stage name moves it, and everything else of the stage stays", async () => {
    const { gateway } = anAccount();
    const { restApiId } = await aDeployableApi(gateway);
    const first = await gateway.createDeployment({ restApiId });
    await gateway.createStage({
      restApiId,
      stageName: "dev",
      deploymentId: first.id,
      description: "kept",
      variables: { A: "1" },
      tags: { team: "web" },
      tracingEnabled: true,
    });
    await gateway.updateStage({
      restApiId,
      stageName: "dev",
      patchOperations: [{ op: "replace", path: "/*/*/throttling/burstLimit", value: "7" }],
    });
    const before = await bodyOf(gateway.getStage({ restApiId, stageName: "dev" }));

    const { id } = await gateway.createDeployment({ restApiId, stageName: "dev" });

    expect(await bodyOf(gateway.getStage({ restApiId, stageName: "dev" }))).toEqual({ ...before, deploymentId: id });
  });

  test("an API without methods is 400", async () => {
    const { gateway } = anAccount();
    const { restApiId } = await anApi(gateway);

    expect(await refusalOf(gateway.createDeployment({ restApiId }))).toEqual(
      badRequest("The REST API doesn't contain any methods"),
    );
  });

  test("one method without an integration among others is 400, and no stage is made", async () => {
    const { gateway } = anAccount();
    const { restApiId, rootId } = await aDeployableApi(gateway);
    await gateway.putMethod({ restApiId, resourceId: rootId, httpMethod: "PUT", authorizationType: "NONE" });

    expect(await refusalOf(gateway.createDeployment({ restApiId, stageName: "dev" }))).toEqual(
      badRequest("No integration defined for method"),
    );
    expect((await gateway.getStages({ restApiId })).item).toEqual([]);
  });

  test("a refused stage leaves no deployment behind", async () => {
    const { gateway } = anAccount();
    const { restApiId } = await aDeployableApi(gateway);

    expect(await refusalOf(gateway.createDeployment({ restApiId, stageName: "a stage!" }))).toEqual(
      badRequest("Stage name only allows a-zA-Z0-9_-"),
    );
    expect((await gateway.getDeployments({ restApiId })).items).toEqual([]);
  });

  test("a missing API is 404", async () => {
    const { gateway } = anAccount();

    expect(await refusalOf(gateway.createDeployment({ restApiId: "nope" }))).toEqual(
      notFound(`Invalid API identifier specified ${ACCOUNT}:nope`),
    );
  });
});

describe("reading deployments", () => {
  test("embed=apisummary shows paths and verbs with their authorization, and nothing is shown without it", async () => {
    const { gateway } = anAccount();
    const { restApiId, rootId } = await aDeployableApi(gateway);
    await gateway.updateMethod({
      restApiId,
      resourceId: rootId,
      httpMethod: "GET",
      patchOperations: [{ op: "replace", path: "/apiKeyRequired", value: "true" }],
    });
    const { id: deploymentId } = await gateway.createDeployment({ restApiId });

    const plain = await gateway.getDeployment({ restApiId, deploymentId });
    const embedded = await gateway.getDeployment({ restApiId, deploymentId, embed: ["apisummary"] });

    expect(plain.apiSummary).toBeUndefined();
    expect(embedded.apiSummary).toEqual({ "/": { GET: { authorizationType: "NONE", apiKeyRequired: true } } });
  });

  test("pages are continued by position", async () => {
    const { gateway } = anAccount();
    const { restApiId } = await aDeployableApi(gateway);
    const made = [];
    for (let count = 0; count < 3; count += 1) made.push((await gateway.createDeployment({ restApiId })).id);

    const first = await gateway.getDeployments({ restApiId, limit: 2 });
    const second = await gateway.getDeployments({ restApiId, limit: 2, position: first.position });

    expect([...(first.items ?? []), ...(second.items ?? [])].map(({ id }) => id)).toEqual(made);
    expect(second.position).toBeUndefined();
  });

  test("a missing deployment is 404, of a missing API too", async () => {
    const { gateway } = anAccount();
    const { restApiId } = await aDeployableApi(gateway);

    expect(await refusalOf(gateway.getDeployment({ restApiId, deploymentId: "nope" }))).toEqual(NO_DEPLOYMENT);
    expect(await refusalOf(gateway.getDeployment({ restApiId: "nope", deploymentId: "nope" }))).toEqual(NO_DEPLOYMENT);
  });
});

describe("UpdateDeployment", () => {
  test.each([
    ["add", "/description", "Invalid patch path  '/description' specified for op 'add'. Please choose supported operations"],
    ["replace", "/createdDate", "Invalid patch path  '/createdDate' specified for op 'replace'. Must be one of: [/description]"],
  ] as const)("refuses %s %s", async (op, path, message) => {
    const { gateway } = anAccount();
    const { restApiId } = await aDeployableApi(gateway);
    const { id: deploymentId } = await gateway.createDeployment({ restApiId });

    expect(
      await refusalOf(gateway.updateDeployment({ restApiId, deploymentId, patchOperations: [{ op, path, value: "x" }] })),
    ).toEqual(badRequest(message));
  });

  test("replaces the description", async () => {
    const { gateway } = anAccount();
    const { restApiId } = await aDeployableApi(gateway);
    const { id: deploymentId } = await gateway.createDeployment({ restApiId });

    await gateway.updateDeployment({
      restApiId,
      deploymentId,
      patchOperations: [{ op: "replace", path: "/description", value: "new-description" }],
    });

    expect((await gateway.getDeployment({ restApiId, deploymentId })).description).toBe("new-description");
  });
});

describe("DeleteDeployment", () => {
  test.each([true, false])(
    "is refused while a stage points to it, and answers 202 after (stage made by CreateStage: %s)",
    async (byCreateStage) => {
      const { gateway } = anAccount();
      const { restApiId } = await aDeployableApi(gateway);
      const { id: deploymentId } = await gateway.createDeployment({ restApiId, ...(byCreateStage ? {} : { stageName: "s1" }) });
      if (byCreateStage) await gateway.createStage({ restApiId, stageName: "s1", deploymentId });

      expect(await refusalOf(gateway.deleteDeployment({ restApiId, deploymentId }))).toEqual(ACTIVE);
      expect(await statusOf(gateway.deleteStage({ restApiId, stageName: "s1" }))).toBe(202);
      expect(await statusOf(gateway.deleteDeployment({ restApiId, deploymentId }))).toBe(202);
      expect(await refusalOf(gateway.deleteDeployment({ restApiId, deploymentId }))).toEqual(NO_DEPLOYMENT);
    },
  );

  test("the one a stage has left may go, the one it has moved to may not", async () => {
    const { gateway } = anAccount();
    const { restApiId } = await aDeployableApi(gateway);
    const first = await gateway.createDeployment({ restApiId, stageName: "s1" });
    const second = await gateway.createDeployment({ restApiId, stageName: "s1" });

    expect(await statusOf(gateway.deleteDeployment({ restApiId, deploymentId: first.id }))).toBe(202);
    expect(await refusalOf(gateway.deleteDeployment({ restApiId, deploymentId: second.id }))).toEqual(ACTIVE);
  });

  test("the one a canary serves is refused in words of its own", async () => {
    const { gateway } = anAccount();
    const { restApiId } = await aDeployableApi(gateway);
    await gateway.createDeployment({ restApiId, stageName: "s1" });
    const { id: deploymentId } = await gateway.createDeployment({
      restApiId,
      stageName: "s1",
      canarySettings: { percentTraffic: 10 },
    });

    expect(await refusalOf(gateway.deleteDeployment({ restApiId, deploymentId }))).toEqual(
      badRequest("Active stages with canary settings pointing to this deployment must be moved or deleted"),
    );
  });
});
