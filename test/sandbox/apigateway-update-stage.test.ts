/** UpdateStage: every path of aws-facts 3.1 but method settings, with what it accepts and refuses (LocalStack TestStages, TestApiGatewayStage). */
import { describe, expect, test } from "vitest";
import { ACCOUNT, add, aStage, badRequest, noSetting, refusalOf, remove, replace } from "./apigateway-account.ts";

const LOG_GROUP = `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:access`;
const NOT_A_LOG_PATH = badRequest(
  "Invalid accessLogSettings path. Must be one of : [/accessLogSettings/destinationArn, /accessLogSettings/format]",
);

const SETTINGS =
  "[/deploymentId, /description, /cacheClusterEnabled, /cacheClusterSize, /clientCertificateId, /accessLogSettings, /accessLogSettings/destinationArn, /accessLogSettings/format, /{resourcePath}/{httpMethod}/metrics/enabled, /{resourcePath}/{httpMethod}/logging/dataTrace, /{resourcePath}/{httpMethod}/logging/loglevel, /{resourcePath}/{httpMethod}/throttling/burstLimit/{resourcePath}/{httpMethod}/throttling/rateLimit/{resourcePath}/{httpMethod}/caching/ttlInSeconds, /{resourcePath}/{httpMethod}/caching/enabled, /{resourcePath}/{httpMethod}/caching/dataEncrypted, /{resourcePath}/{httpMethod}/caching/requireAuthorizationForCacheControl, /{resourcePath}/{httpMethod}/caching/unauthorizedCacheControlHeaderStrategy, /*/*/metrics/enabled, /*/*/logging/dataTrace, /*/*/logging/loglevel, /*/*/throttling/burstLimit /*/*/throttling/rateLimit /*/*/caching/ttlInSeconds, /*/*/caching/enabled, /*/*/caching/dataEncrypted, /*/*/caching/requireAuthorizationForCacheControl, /*/*/caching/unauthorizedCacheControlHeaderStrategy, /variables/{variable_name}, /tracingEnabled]";

const invalidPath = (path: string) => badRequest(`Invalid method setting path: ${path}. Must be one of: ${SETTINGS}`);

describe("plain members", () => {
  test.each([
    ["/description", "stage new", { description: "stage new" }],
    ["/tracingEnabled", "true", { tracingEnabled: true }],
    ["/documentationVersion", "v2", { documentationVersion: "v2" }],
    ["/clientCertificateId", "cert", { clientCertificateId: "cert" }],
    ["/cacheClusterEnabled", "true", { cacheClusterEnabled: true, cacheClusterStatus: "CREATE_IN_PROGRESS" }],
    ["/cacheClusterSize", "1.6", { cacheClusterSize: "1.6", cacheClusterEnabled: false, cacheClusterStatus: "NOT_AVAILABLE" }],
  ])("replaces %s", async (path, value, expected) => {
    const { patch } = await aStage();

    expect(await patch(replace(path, value))).toMatchObject(expected);
  });

  test("replaces /deploymentId, which is what a rollback is", async () => {
    const { gateway, patch, stage } = await aStage();
    const { id } = await gateway.createDeployment({ restApiId: stage.restApiId });

    expect((await patch(replace("/deploymentId", id ?? ""))).deploymentId).toBe(id);
    expect(await refusalOf(patch(replace("/deploymentId", "nope")))).toEqual(badRequest("Deployment id does not exist"));
  });

  test("every change moves lastUpdatedDate and leaves createdDate", async () => {
    const { clock, patch } = await aStage();
    await clock.advance(90_000);

    expect(await patch(replace("/description", "later"))).toMatchObject({
      createdDate: new Date("2026-01-01T00:00:00Z"),
      lastUpdatedDate: new Date("2026-01-01T00:01:30Z"),
    });
  });

  test.each(["/description", "/deploymentId", "/tracingEnabled", "/cacheClusterSize"])(
    "%s can be neither removed nor added",
    async (path) => {
      const { patch } = await aStage();

      expect(await refusalOf(patch(remove(path)))).toEqual(noSetting(path.slice(1)));
      expect(await refusalOf(patch(add(path, "x")))).toEqual(badRequest(`Invalid add operation with path: ${path}`));
    },
  );

  test.each(["/documentation_version", "/tags/tag1", "/stageName", "/webAclArn", "/", "/*/*/throttling/nope", "/variables"])(
    "%s is no path, and is reported as a method setting",
    async (path) => {
      const { patch } = await aStage();

      expect(await refusalOf(patch(replace(path, "x")))).toEqual(invalidPath(path));
    },
  );
});

describe("variables", () => {
  test("one is replaced, whether it was there or not", async () => {
    const { patch } = await aStage({ A: "1" });

    expect((await patch(replace("/variables/A", "2"), replace("/variables/B", "3"))).variables).toEqual({ A: "2", B: "3" });
  });

  test("one is removed, though the documentation says it can't be; one that isn't there, too", async () => {
    const { patch } = await aStage({ A: "1", B: "2" });

    expect((await patch(remove("/variables/A"), remove("/variables/nope"))).variables).toEqual({ B: "2" });
  });

  test("all are removed at once, and the member disappears", async () => {
    const { patch } = await aStage({ A: "1", B: "2" });

    expect((await patch(remove("/variables"))).variables).toBeUndefined();
  });

  test.each([
    ["owner:environment", "dev", "Invalid stage variable name: owner:environment.  Please use names with only word characters."],
    [
      "A",
      "",
      "Invalid stage variable value: .  Please use values with alphanumeric characters and the symbols ' ', -', '.', '_', ':', '/', '?', '&', '=', and ','.",
    ],
  ])("%s=%j is refused", async (name, value, message) => {
    const { patch } = await aStage();

    expect(await refusalOf(patch(replace(`/variables/${name}`, value)))).toEqual(badRequest(message));
  });

  test("the 101st is refused", async () => {
    const { patch } = await aStage(Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`V${index}`, "x"])));

    expect(await refusalOf(patch(replace("/variables/V100", "x")))).toEqual(
      badRequest("Too many stage variables: at most 100 are allowed"),
    );
    expect((await patch(replace("/variables/V99", "y"))).variables).toHaveProperty("V99", "y");
  });

  test("adding one is refused: the documented operation is replace", async () => {
    const { patch } = await aStage();

    expect(await refusalOf(patch(add("/variables/A", "x")))).toEqual(badRequest("Invalid add operation with path: /variables/A"));
  });
});

describe("access log settings", () => {
  test("are added, replaced, completed with a format, and removed as a whole", async () => {
    const { patch, shown } = await aStage();
    const before = await shown();

    const added = await patch(add("/accessLogSettings/destinationArn", LOG_GROUP));
    const replaced = await patch(replace("/accessLogSettings/destinationArn", `${LOG_GROUP}a`));
    const completed = await patch(add("/accessLogSettings/format", "$context.requestId $context.identity.sourceIp"));
    const removed = await patch(remove("/accessLogSettings"));

    expect(added.accessLogSettings).toEqual({ destinationArn: LOG_GROUP });
    expect(replaced.accessLogSettings).toEqual({ destinationArn: `${LOG_GROUP}a` });
    expect(completed.accessLogSettings).toEqual({
      destinationArn: `${LOG_GROUP}a`,
      format: "$context.requestId $context.identity.sourceIp",
    });
    expect(removed.accessLogSettings).toBeUndefined();
    expect(await shown()).toEqual(before);
  });

  test.each([
    ["add below an unknown member", add("/accessLogSettings/randomValue", "updated"), NOT_A_LOG_PATH],
    ["replace of an unknown member", replace("/accessLogSettings/randomValue", "updated"), NOT_A_LOG_PATH],
    ["remove of an unknown member", remove("/accessLogSettings/randomValue"), noSetting("accessLogSettings/randomValue")],
    ["add of *", add("/accessLogSettings/*", "updated"), NOT_A_LOG_PATH],
    ["replace of *", replace("/accessLogSettings/*", "updated"), NOT_A_LOG_PATH],
    ["remove of *", remove("/accessLogSettings/*"), noSetting("accessLogSettings/*")],
    ["add of the whole", add("/accessLogSettings", "test"), NOT_A_LOG_PATH],
    ["replace of the whole", replace("/accessLogSettings", "test"), NOT_A_LOG_PATH],
    ["an empty destination", replace("/accessLogSettings/destinationArn", ""), badRequest("Access Log value must not be empty")],
    ["an empty format", replace("/accessLogSettings/format", ""), badRequest("Access Log value must not be empty")],
    [
      "remove of the destination alone",
      remove("/accessLogSettings/destinationArn"),
      noSetting("accessLogSettings/destinationArn"),
    ],
    [
      "a log group's ARN that ends in :*",
      replace("/accessLogSettings/destinationArn", `${LOG_GROUP}:*`),
      badRequest("Invalid ARN specified in the request"),
    ],
  ])("%s is refused", async (_, operation, refusal) => {
    const { patch } = await aStage();
    await patch(add("/accessLogSettings/destinationArn", LOG_GROUP));

    expect(await refusalOf(patch(operation))).toEqual(refusal);
  });
});

describe("a batch", () => {
  test("is applied in order", async () => {
    const { patch } = await aStage();

    expect((await patch(replace("/description", "a"), replace("/description", "b"))).description).toBe("b");
  });

  test("changes nothing when its last operation is refused, not even the date", async () => {
    const { clock, patch, shown } = await aStage({ A: "1" });
    const before = await shown();
    await clock.advance(5_000);

    const refused = await refusalOf(
      patch(
        replace("/description", "half"),
        remove("/variables/A"),
        replace("/*/*/metrics/enabled", "true"),
        replace("/nope", "x"),
      ),
    );

    expect(refused).toEqual(invalidPath("/nope"));
    expect(await shown()).toEqual(before);
  });

  test("of 80 operations is applied, of 81 refused", async () => {
    const { patch } = await aStage();
    const operations = (count: number) => Array.from({ length: count }, (_, index) => replace(`/variables/V${index}`, "x"));

    expect(Object.keys((await patch(...operations(80))).variables ?? {})).toHaveLength(80);
    expect(await refusalOf(patch(...operations(81)))).toEqual(
      badRequest("Update size too large. Try updating stage in multiple UpdateStage operations"),
    );
  });

  test("of no operations is accepted", async () => {
    const { patch } = await aStage();

    expect((await patch()).description).toBe("my stage");
  });
});
