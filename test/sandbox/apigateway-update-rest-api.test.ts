/** UpdateRestApi, as recorded from AWS (LocalStack TestApiGatewayApiRestApi). */
import { describe, expect, test } from "vitest";
import { ACCOUNT, anAccount, anApi, badRequest, invalid, notFound, refusalOf } from "./apigateway-account.ts";

const OPS = "[add, remove, move, test, replace, copy]";

describe("UpdateRestApi", () => {
  test("adds, replaces and removes binary media types by their key, `/` as `~1`", async () => {
    const { gateway } = anAccount();
    const { restApiId } = await anApi(gateway);
    const patch = (...patchOperations: { op: "add" | "replace" | "remove"; path: string; value?: string }[]) =>
      gateway.updateRestApi({ restApiId, patchOperations });

    const added = await patch(
      { op: "add", path: "/binaryMediaTypes/image~1png" },
      { op: "add", path: "/binaryMediaTypes/image~1jpeg" },
    );
    const replaced = await patch({ op: "replace", path: "/binaryMediaTypes/image~1png", value: "image/gif" });
    const removed = await patch({ op: "remove", path: "/binaryMediaTypes/image~1gif" }, { op: "remove", path: "/description" });

    expect(added.binaryMediaTypes).toEqual(["image/png", "image/jpeg"]);
    expect(replaced.binaryMediaTypes).toEqual(["image/jpeg", "image/gif"]);
    expect(removed.binaryMediaTypes).toEqual(["image/jpeg"]);
    expect(removed.description).toBeUndefined();
    expect(removed.tags).toEqual({});
  });

  test.each([
    ["/name", "renamed", { name: "renamed" }],
    ["/description", "new", { description: "new" }],
    ["/version", "v2", { version: "v2" }],
    ["/apiKeySource", "AUTHORIZER", { apiKeySource: "AUTHORIZER" }],
    ["/disableExecuteApiEndpoint", "true", { disableExecuteApiEndpoint: true }],
    ["/minimumCompressionSize", "10", { minimumCompressionSize: 10 }],
    ["/minimumCompressionSize", "0", { minimumCompressionSize: 0 }],
    ["/minimumCompressionSize", "", { minimumCompressionSize: undefined }],
    ["/policy", "", { policy: undefined }],
    ["/endpointConfiguration/types/EDGE", "REGIONAL", { endpointConfiguration: { types: ["REGIONAL"], ipAddressType: "ipv4" } }],
    ["/endpointConfiguration/types/0", "PRIVATE", { endpointConfiguration: { types: ["PRIVATE"], ipAddressType: "dualstack" } }],
    [
      "/endpointConfiguration/ipAddressType",
      "dualstack",
      { endpointConfiguration: { types: ["EDGE"], ipAddressType: "dualstack" } },
    ],
  ])("replaces %s with %j", async (path, value, shown) => {
    const { gateway } = anAccount();
    const { restApiId } = await anApi(gateway);

    const updated = await gateway.updateRestApi({ restApiId, patchOperations: [{ op: "replace", path, value }] });

    expect({ ...updated, ...shown }).toEqual(updated);
  });

  test("VPC endpoints are added and removed by value", async () => {
    const { gateway } = anAccount();
    const { restApiId } = await anApi(gateway);
    const path = "/endpointConfiguration/vpcEndpointIds";

    const added = await gateway.updateRestApi({
      restApiId,
      patchOperations: [
        { op: "add", path, value: "vpce-1" },
        { op: "add", path, value: "vpce-2" },
      ],
    });
    const removed = await gateway.updateRestApi({ restApiId, patchOperations: [{ op: "remove", path, value: "vpce-1" }] });

    expect(added.endpointConfiguration?.vpcEndpointIds).toEqual(["vpce-1", "vpce-2"]);
    expect(removed.endpointConfiguration?.vpcEndpointIds).toEqual(["vpce-2"]);
  });

  test.each([
    ["add", "/binaryMediaTypes", "image/gif", badRequest("Invalid patch path /binaryMediaTypes")],
    ["replace", "/unknown", "x", badRequest("Invalid patch path /unknown")],
    ["add", "/minimumCompressionSize", "10", badRequest("Invalid patch operation specified. Must be one of: [replace]")],
    ["replace", "/minimumCompressionSize", "-1", badRequest("Invalid minimum compression size, must be between 0 and 10485760")],
    [
      "replace",
      "/minimumCompressionSize",
      "test",
      badRequest("Invalid minimum compression size, must be between 0 and 10485760"),
    ],
    [
      "replace",
      "/endpointConfiguration/types/0",
      "wrong",
      badRequest("Invalid EndpointTypes specified. Valid options are REGIONAL,EDGE,PRIVATE"),
    ],
    [
      "remove",
      "/endpointConfiguration/types/0",
      "EDGE",
      badRequest("Invalid patch operation specified. Must be 'add'|'remove'|'replace'"),
    ],
    ["replace", "/endpointConfiguration/ipAddressType", "wrong", badRequest("ipAddressType must be either ipv4 or dualstack.")],
    [
      "remove",
      "/endpointConfiguration/ipAddressType",
      "ipv4",
      badRequest("Invalid patch operation specified. Must be one of: [replace]"),
    ],
    ["replace", "/apiKeySource", "wrong", badRequest("Invalid API key source specified. Valid options are HEADER,AUTHORIZER")],
    ["replace", "/name", "", badRequest("Name cannot be empty")],
  ] as const)("refuses %s %s %j", async (op, path, value, refusal) => {
    const { gateway } = anAccount();
    const { restApiId } = await anApi(gateway);

    expect(await refusalOf(gateway.updateRestApi({ restApiId, patchOperations: [{ op, path, value }] }))).toEqual(refusal);
  });

  test("every unknown op of a batch is in one ValidationException", async () => {
    const { gateway } = anAccount();
    const { restApiId } = await anApi(gateway);
    // Unknown ops are what the SDK's types forbid and its wire doesn't.
    const wrong = "wrong" as "add";

    const refused = await refusalOf(
      gateway.updateRestApi({
        restApiId,
        patchOperations: [
          { op: wrong, path: "/name" },
          { op: "replace", path: "/name", value: "x" },
          { op: wrong, path: "/name" },
        ],
      }),
    );

    const violation = (index: number) =>
      `Value 'wrong' at 'updateRestApiInput.patchOperations.${index}.member.op' failed to satisfy constraint: Member must satisfy enum value set: ${OPS}`;
    expect(refused).toEqual(invalid(`2 validation errors detected: ${violation(1)}; ${violation(3)}`));
  });

  test("a private API can't become ipv4", async () => {
    const { gateway } = anAccount();
    const { id: restApiId } = await gateway.createRestApi({ name: "inside", endpointConfiguration: { types: ["PRIVATE"] } });

    const patchOperations = [{ op: "replace" as const, path: "/endpointConfiguration/ipAddressType", value: "ipv4" }];

    expect(await refusalOf(gateway.updateRestApi({ restApiId, patchOperations }))).toEqual(
      badRequest("Only dualstack ipAddressType is supported for Private APIs."),
    );
  });

  test("a batch whose second operation is bad changes nothing", async () => {
    const { gateway } = anAccount();
    const { restApiId } = await anApi(gateway);

    await refusalOf(
      gateway.updateRestApi({
        restApiId,
        patchOperations: [
          { op: "replace", path: "/name", value: "half" },
          { op: "replace", path: "/nope", value: "x" },
        ],
      }),
    );

    expect((await gateway.getRestApi({ restApiId })).name).toBe("orders");
  });

  test("a missing API is 404 before its patches are looked at", async () => {
    const { gateway } = anAccount();

    const refused = refusalOf(
      gateway.updateRestApi({
        restApiId: "api_id",
        patchOperations: [{ op: "replace", path: "/apiKeySource", value: "AUTHORIZER" }],
      }),
    );

    expect(await refused).toEqual(notFound(`Invalid API identifier specified ${ACCOUNT}:api_id`));
  });
});
