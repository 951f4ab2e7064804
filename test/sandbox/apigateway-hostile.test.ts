/** Whatever a caller sends, the control plane answers as AWS would: never a failure of its own, never half a batch. */
import type { PatchOperation } from "@aws-sdk/client-api-gateway";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { aDeployableApi, anAccount, bodyOf, notFound, refusalOf } from "./apigateway-account.ts";

const PATHS = [
  "/deploymentId",
  "/description",
  "/cacheClusterEnabled",
  "/cacheClusterSize",
  "/tracingEnabled",
  "/variables",
  "/variables/A",
  "/variables/__proto__",
  "/accessLogSettings",
  "/accessLogSettings/destinationArn",
  "/accessLogSettings/format",
  "/canarySettings",
  "/canarySettings/deploymentId",
  "/canarySettings/percentTraffic",
  "/canarySettings/stageVariableOverrides/A",
  "/canarySettings/useStageCache",
  "/*/*",
  "/*/*/throttling/rateLimit",
  "/~1upload/PUT/caching/ttlInSeconds",
  "/upload/PUT/logging/loglevel",
  "/constructor/GET/metrics/enabled",
  "",
  "/",
  "//",
  "///////",
];

const operation: fc.Arbitrary<PatchOperation> = fc.record(
  {
    op: fc.constantFrom("add", "remove", "replace", "move", "copy", "test"),
    path: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...PATHS) }, { weight: 1, arbitrary: fc.string() }),
    value: fc.oneof(fc.constantFrom("true", "0.5", "50", "dev", "OFF", "", "NaN", "Infinity"), fc.string()),
    from: fc.constantFrom("/canarySettings/deploymentId", "/canarySettings/stageVariableOverrides", "/variables"),
  },
  { requiredKeys: ["op", "path"] },
);

describe("UpdateStage", () => {
  test("applies any batch as a whole or refuses it with 400 and changes nothing", async () => {
    const { gateway } = anAccount();
    const { restApiId } = await aDeployableApi(gateway);
    const stage = { restApiId, stageName: "s1" };
    await gateway.createDeployment(stage);

    await fc.assert(
      fc.asyncProperty(fc.array(operation, { minLength: 1, maxLength: 5 }), async (patchOperations) => {
        const before = await bodyOf(gateway.getStage(stage));

        const refused = await refusalOf(gateway.updateStage({ ...stage, patchOperations }));

        if (refused === "accepted") return;
        expect(refused).toMatchObject({ status: 400, name: "BadRequestException" });
        expect(await bodyOf(gateway.getStage(stage))).toEqual(before);
      }),
      { numRuns: 300, seed: 7 },
    );
  });
});

describe("names that every object has", () => {
  test.each(["constructor", "__proto__", "toString"])("%s is no method, no stage, no export type", async (name) => {
    const { gateway } = anAccount();
    const { restApiId, rootId: resourceId } = await aDeployableApi(gateway);
    await gateway.createDeployment({ restApiId, stageName: "s1" });

    expect(await refusalOf(gateway.getMethod({ restApiId, resourceId, httpMethod: name }))).toEqual(
      notFound("Invalid Method identifier specified"),
    );
    expect(await refusalOf(gateway.getStage({ restApiId, stageName: name }))).toEqual(
      notFound("Invalid stage identifier specified"),
    );
    expect(await refusalOf(gateway.getExport({ restApiId, stageName: "s1", exportType: name }))).toMatchObject({ status: 400 });
  });
});
