/** What a deployment freezes and a stage serves (aws-facts 2.1, 2.2). */
import { describe, expect, test } from "vitest";
import { stageOf } from "../../src/sandbox/apigateway/snapshot.ts";
import { aDeployableApi, addMock, anAccount } from "./apigateway-account.ts";

describe("a deployment is a snapshot", () => {
  test("what changes in the working copy afterwards is not served until the next deployment", async () => {
    const { gateway, sandbox } = anAccount();
    const api = await aDeployableApi(gateway);
    const { restApiId, rootId } = api;
    await gateway.createDeployment({ restApiId, stageName: "dev" });

    await addMock(gateway, api, rootId, "PUT");
    await gateway.updateIntegration({
      restApiId,
      resourceId: rootId,
      httpMethod: "GET",
      patchOperations: [{ op: "replace", path: "/timeoutInMillis", value: "100" }],
    });
    await gateway.updateRestApi({ restApiId, patchOperations: [{ op: "add", path: "/binaryMediaTypes/image~1jpeg" }] });
    const stale = stageOf(sandbox.world, restApiId, "dev");
    await gateway.createDeployment({ restApiId, stageName: "dev" });
    const fresh = stageOf(sandbox.world, restApiId, "dev");

    const shown = (stage: typeof stale) => ({
      routes: stage?.snapshot.routes.map(({ method, integration }) => `${method} ${integration.timeoutInMillis}`),
      binary: stage?.snapshot.binaryMediaTypes,
    });
    expect(shown(stale)).toEqual({ routes: ["GET 29000"], binary: [] });
    expect(shown(fresh)).toEqual({ routes: ["GET 100", "PUT 29000"], binary: ["image/jpeg"] });
  });

  test("nobody can change it", async () => {
    const { gateway, sandbox } = anAccount();
    const { restApiId } = await aDeployableApi(gateway);
    await gateway.createDeployment({ restApiId, stageName: "dev" });

    const route = stageOf(sandbox.world, restApiId, "dev")?.snapshot.routes[0];

    expect(Object.isFrozen(route?.integration)).toBe(true);
  });

  test("routes have their whole path, in the order of path and method", async () => {
    const { gateway, sandbox } = anAccount();
    const api = await aDeployableApi(gateway);
    const { restApiId, rootId: parentId } = api;
    const { id: pets = "" } = await gateway.createResource({ restApiId, parentId, pathPart: "pets" });
    const { id: pet = "" } = await gateway.createResource({ restApiId, parentId: pets, pathPart: "{id}" });
    for (const [resourceId, verb] of [
      [pet, "ANY"],
      [pets, "POST"],
      [pets, "GET"],
    ] as const)
      await addMock(gateway, api, resourceId, verb);

    await gateway.createDeployment({ restApiId, stageName: "dev" });

    const routes = stageOf(sandbox.world, restApiId, "dev")?.snapshot.routes ?? [];
    expect(routes.map(({ method, path }) => `${method} ${path}`)).toEqual(["GET /", "GET /pets", "POST /pets", "ANY /pets/{id}"]);
  });

  test("disableExecuteApiEndpoint is not part of it, and takes effect when any stage is written", async () => {
    const { gateway, sandbox } = anAccount();
    const { restApiId } = await aDeployableApi(gateway);
    await gateway.createDeployment({ restApiId, stageName: "dev" });
    const disabled = () => stageOf(sandbox.world, restApiId, "dev")?.disableExecuteApiEndpoint;

    await gateway.updateRestApi({
      restApiId,
      patchOperations: [{ op: "replace", path: "/disableExecuteApiEndpoint", value: "true" }],
    });
    const before = disabled();
    await gateway.updateStage({
      restApiId,
      stageName: "dev",
      patchOperations: [{ op: "replace", path: "/description", value: "x" }],
    });

    expect([before, disabled()]).toEqual([false, true]);
  });

  test("a stage that isn't there serves nothing", async () => {
    const { gateway, sandbox } = anAccount();
    const { restApiId } = await aDeployableApi(gateway);

    expect(stageOf(sandbox.world, restApiId, "dev")).toBeUndefined();
    expect(stageOf(sandbox.world, "nope", "dev")).toBeUndefined();
  });
});
