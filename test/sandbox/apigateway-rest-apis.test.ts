/** CreateRestApi, GetRestApi(s), DeleteRestApi, as recorded from AWS (LocalStack TestApiGatewayApiRestApi). */
import { describe, expect, test } from "vitest";
import { ACCOUNT, anAccount, anApi, badRequest, bodyOf, invalid, notFound, refusalOf, statusOf } from "./apigateway-account.ts";

describe("creating a REST API", () => {
  test("answers 201 with AWS's defaults: EDGE, ipv4, keys in the header, no tags, and a root resource", async () => {
    const { gateway } = anAccount();

    const created = await gateway.createRestApi({ name: "orders", description: "this is my api" });

    expect(created.$metadata.httpStatusCode).toBe(201);
    expect(created).toMatchObject({
      name: "orders",
      description: "this is my api",
      apiKeySource: "HEADER",
      disableExecuteApiEndpoint: false,
      endpointConfiguration: { types: ["EDGE"], ipAddressType: "ipv4" },
    });
    expect(created.id).toMatch(/^[a-z0-9]{10}$/);
    expect(created.rootResourceId).toMatch(/^[a-z0-9]{10}$/);
    expect(created.createdDate).toEqual(new Date("2026-01-01T00:00:00Z"));
    expect(created.tags).toBeUndefined();
    expect(created.binaryMediaTypes).toBeUndefined();
  });

  test("two APIs may have the same name", async () => {
    const { gateway } = anAccount();

    const [first, second] = [await anApi(gateway), await anApi(gateway)];

    expect(first.restApiId).not.toBe(second.restApiId);
  });

  test.each([
    ["an empty list of binary media types is none", { binaryMediaTypes: [] }, { binaryMediaTypes: undefined }],
    ["binary media types are kept", { binaryMediaTypes: ["image/png"] }, { binaryMediaTypes: ["image/png"] }],
    [
      "a private API is dualstack",
      { endpointConfiguration: { types: ["PRIVATE" as const] } },
      { endpointConfiguration: { types: ["PRIVATE"], ipAddressType: "dualstack" } },
    ],
    [
      "a regional API is ipv4",
      { endpointConfiguration: { types: ["REGIONAL" as const] } },
      { endpointConfiguration: { types: ["REGIONAL"], ipAddressType: "ipv4" } },
    ],
    ["tags are shown", { tags: { team: "web" } }, { tags: { team: "web" } }],
    ["compression from zero bytes is compression", { minimumCompressionSize: 0 }, { minimumCompressionSize: 0 }],
  ])("%s", async (_, input, shown) => {
    const { gateway } = anAccount();

    const created = await gateway.createRestApi({ name: "orders", ...input });

    expect({ ...created, ...shown }).toEqual(created);
  });

  test.each([
    ["an empty description", { description: "" }, badRequest("Description cannot be an empty string")],
    [
      "an empty list of endpoint types",
      { endpointConfiguration: { types: [] } },
      badRequest("REGIONAL Configuration and EDGE Configuration cannot be both DISABLED."),
    ],
    [
      "two endpoint types",
      { endpointConfiguration: { types: ["EDGE", "REGIONAL"] } },
      badRequest("Cannot create an api with multiple Endpoint Types."),
    ],
    [
      "a private API on ipv4",
      { endpointConfiguration: { types: ["PRIVATE"], ipAddressType: "ipv4" } },
      badRequest("Only dualstack ipAddressType is supported for Private APIs."),
    ],
    [
      "a compression size out of range",
      { minimumCompressionSize: 10_485_761 },
      badRequest("Invalid minimum compression size, must be between 0 and 10485760"),
    ],
    [
      "an unknown endpoint type",
      { endpointConfiguration: { types: ["wrong"] } },
      invalid(
        "1 validation error detected: Value '[wrong]' at 'createRestApiInput.endpointConfiguration.types' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [PRIVATE, EDGE, REGIONAL]]",
      ),
    ],
    [
      "an unknown endpoint type and address type, both in one message",
      { endpointConfiguration: { types: ["wrong"], ipAddressType: "wrong" } },
      invalid(
        "2 validation errors detected: Value '[wrong]' at 'createRestApiInput.endpointConfiguration.types' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [PRIVATE, EDGE, REGIONAL]]; Value 'wrong' at 'createRestApiInput.endpointConfiguration.ipAddressType' failed to satisfy constraint: Member must satisfy enum value set: [ipv4, dualstack]",
      ),
    ],
    ["no name", { name: "" }, badRequest("Name cannot be empty")],
    [
      "a policy without statements",
      { policy: "{}" },
      badRequest("Invalid policy document. Please check the policy syntax and ensure that Principals are valid."),
    ],
    ["a policy of 8193 characters", { policy: "x".repeat(8193) }, badRequest("Policy cannot be longer than 8192 characters")],
    [
      "a policy that is no document",
      { policy: "{" },
      badRequest("Invalid policy document. Please check the policy syntax and ensure that Principals are valid."),
    ],
  ])("%s is refused", async (_, input, refusal) => {
    const { gateway } = anAccount();

    // Some of these inputs are what the SDK's types forbid and its wire doesn't.
    const call = gateway.createRestApi({ name: "orders", ...input } as Parameters<typeof gateway.createRestApi>[0]);

    expect(await refusalOf(call)).toEqual(refusal);
    expect((await gateway.getRestApis({})).items).toEqual([]);
  });

  test("the 121st edge-optimised API of an account is refused, a regional one still fits", async () => {
    const { gateway } = anAccount();
    for (let count = 0; count < 120; count += 1) await gateway.createRestApi({ name: `api-${count}` });

    const refused = refusalOf(gateway.createRestApi({ name: "one too many" }));
    const regional = gateway.createRestApi({ name: "regional", endpointConfiguration: { types: ["REGIONAL"] } });

    expect(await refused).toEqual(
      badRequest("Maximum number of APIs has been reached.  Please contact AWS if you need additional APIs."),
    );
    expect(await statusOf(regional)).toBe(201);
  });
});

describe("reading REST APIs", () => {
  test("GetRestApi shows empty tags, GetRestApis leaves them out", async () => {
    const { gateway } = anAccount();
    const { restApiId } = await anApi(gateway);

    const one = await gateway.getRestApi({ restApiId });
    const { items: [listed] = [] } = await gateway.getRestApis({});

    expect(one.tags).toEqual({});
    expect(listed).toBeDefined();
    expect(listed?.tags).toBeUndefined();
  });

  test("a missing API is 404 NotFoundException and names the account; ids are case-sensitive", async () => {
    const { gateway } = anAccount();
    const { restApiId } = await anApi(gateway);

    const upper = restApiId.toUpperCase();

    expect(await refusalOf(gateway.getRestApi({ restApiId: upper }))).toEqual(
      notFound(`Invalid API identifier specified ${ACCOUNT}:${upper}`),
    );
  });

  test("a page holds 25 APIs unless told otherwise, 500 at most, and position continues it", async () => {
    const { gateway } = anAccount();
    for (let count = 0; count < 30; count += 1) await gateway.createRestApi({ name: `api-${count}` });

    const first = await gateway.getRestApis({});
    const second = await gateway.getRestApis({ position: first.position });
    const all = await gateway.getRestApis({ limit: 9999 });

    expect(first.items).toHaveLength(25);
    expect(second.items?.map(({ name }) => name)).toEqual(["api-25", "api-26", "api-27", "api-28", "api-29"]);
    expect(second.position).toBeUndefined();
    expect(all.items).toHaveLength(30);
  });

  test("a policy is shown with its quotes escaped and its short resources completed", async () => {
    const { gateway } = anAccount();
    const policy = {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: "*", Action: "execute-api:Invoke", Resource: "execute-api:/*/GET/pets" }],
    };

    const { id, policy: shown } = await gateway.createRestApi({ name: "orders", policy: JSON.stringify(policy) });

    expect(shown).toContain('\\"Version\\"');
    expect(JSON.parse(JSON.parse(`"${shown}"`)).Statement[0].Resource).toBe(
      `arn:aws:execute-api:us-east-1:${ACCOUNT}:${id}/*/GET/pets`,
    );
  });
});

test("DeleteRestApi answers 202, and 404 the second time", async () => {
  const { gateway } = anAccount();
  const { restApiId } = await anApi(gateway);

  expect(await statusOf(gateway.deleteRestApi({ restApiId }))).toBe(202);
  expect(await refusalOf(gateway.deleteRestApi({ restApiId }))).toEqual(
    notFound(`Invalid API identifier specified ${ACCOUNT}:${restApiId}`),
  );
  expect(await bodyOf(gateway.getRestApis({}))).toEqual({ items: [], position: undefined });
});

describe("the account's settings", () => {
  test("GetAccount shows no logging role until UpdateAccount sets one", async () => {
    const { gateway } = anAccount();
    const cloudwatchRoleArn = `arn:aws:iam::${ACCOUNT}:role/logs`;

    const before = await gateway.getAccount({});
    const updated = await gateway.updateAccount({
      patchOperations: [{ op: "replace", path: "/cloudwatchRoleArn", value: cloudwatchRoleArn }],
    });

    expect(before.cloudwatchRoleArn).toBeUndefined();
    expect(before.throttleSettings).toEqual({ rateLimit: 10_000, burstLimit: 5_000 });
    expect(updated.cloudwatchRoleArn).toBe(cloudwatchRoleArn);
  });

  test("a logging role that is no role is refused, an empty one clears it", async () => {
    const { gateway } = anAccount();
    const set = (value: string) =>
      gateway.updateAccount({ patchOperations: [{ op: "replace", path: "/cloudwatchRoleArn", value }] });
    await set(`arn:aws:iam::${ACCOUNT}:role/logs`);

    expect(await refusalOf(set("logs"))).toEqual(badRequest("The role ARN is not well formed"));
    expect((await set("")).cloudwatchRoleArn).toBeUndefined();
  });
});

test("cloning is not served, and says so", async () => {
  const { gateway } = anAccount();
  const { restApiId } = await anApi(gateway);

  expect(await refusalOf(gateway.createRestApi({ name: "copy", cloneFrom: restApiId }))).toMatchObject({ status: 501 });
});

test("an operation that is not served says so", async () => {
  const { gateway } = anAccount();

  expect(await refusalOf(gateway.getVpcLinks({}))).toMatchObject({ status: 501 });
});
