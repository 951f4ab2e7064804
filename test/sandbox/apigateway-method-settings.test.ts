/** Method settings of stages (aws-facts 3.1; recorded: LocalStack TestStages). */
import { describe, expect, test } from "vitest";
import { ACCOUNT, aStage, badRequest, noSetting, refusalOf, remove, replace } from "./apigateway-account.ts";

describe("method settings", () => {
  const DEFAULTS = {
    cacheDataEncrypted: false,
    cacheTtlInSeconds: 300,
    cachingEnabled: false,
    dataTraceEnabled: false,
    metricsEnabled: false,
    requireAuthorizationForCacheControl: true,
    throttlingBurstLimit: 5000,
    throttlingRateLimit: 10_000,
    unauthorizedCacheControlHeaderStrategy: "SUCCEED_WITH_RESPONSE_HEADER",
  };

  test("the first one materialises the defaults, without a logging level", async () => {
    const { patch } = await aStage();

    const { methodSettings } = await patch(replace("/*/*/caching/enabled", "true"));

    expect(methodSettings).toEqual({ "*/*": { ...DEFAULTS, cachingEnabled: true } });
  });

  test("an entry of one route copies the wildcard's values, and later changes of those don't reach it", async () => {
    const { patch } = await aStage();

    const { methodSettings: first } = await patch(
      replace("/*/*/throttling/burstLimit", "123"),
      replace("/*/*/caching/enabled", "true"),
      replace("/test/GET/throttling/burstLimit", "124"),
    );
    const { methodSettings: second } = await patch(replace("/*/*/throttling/burstLimit", "100"));

    const cached = { ...DEFAULTS, cachingEnabled: true };
    expect(first).toEqual({
      "*/*": { ...cached, throttlingBurstLimit: 123 },
      "test/GET": { ...cached, throttlingBurstLimit: 124 },
    });
    expect(second).toEqual({
      "*/*": { ...cached, throttlingBurstLimit: 100 },
      "test/GET": { ...cached, throttlingBurstLimit: 124 },
    });
  });

  test.each([
    ["/~1upload/PUT/throttling/burstLimit", "~1upload/PUT"],
    ["/upload/PUT/throttling/burstLimit", "upload/PUT"],
    ["/~1pets~1{id}/GET/throttling/burstLimit", "~1pets~1{id}/GET"],
    ["/~1/GET/throttling/burstLimit", "~1/GET"],
    ["/pets/{id}/GET/throttling/burstLimit", "pets/{id}/GET"],
  ])("%s is kept under the key %s, as it was written", async (path, key) => {
    const { patch } = await aStage();

    expect(Object.keys((await patch(replace(path, "7"))).methodSettings ?? {})).toEqual([key]);
  });

  test.each([
    ["metrics/enabled", "true", { metricsEnabled: true }],
    ["logging/dataTrace", "true", { dataTraceEnabled: true }],
    ["logging/loglevel", "OFF", { loggingLevel: "OFF" }],
    ["throttling/burstLimit", "-1", { throttlingBurstLimit: -1 }],
    ["throttling/rateLimit", "0.5", { throttlingRateLimit: 0.5 }],
    ["caching/enabled", "true", { cachingEnabled: true }],
    ["caching/dataEncrypted", "true", { cacheDataEncrypted: true }],
    ["caching/ttlInSeconds", "3600", { cacheTtlInSeconds: 3600 }],
    ["caching/requireAuthorizationForCacheControl", "false", { requireAuthorizationForCacheControl: false }],
    [
      "caching/unauthorizedCacheControlHeaderStrategy",
      "FAIL_WITH_403",
      { unauthorizedCacheControlHeaderStrategy: "FAIL_WITH_403" },
    ],
  ])("%s can be %s", async (setting, value, expected) => {
    const { patch } = await aStage();

    expect((await patch(replace(`/*/*/${setting}`, value))).methodSettings).toEqual({ "*/*": { ...DEFAULTS, ...expected } });
  });

  test.each([
    ["throttling/rateLimit", "fast", "Invalid throttling rate limit: fast"],
    ["throttling/rateLimit", "", "Invalid throttling rate limit: "],
    ["throttling/burstLimit", "1.5", "Invalid throttling burst limit: 1.5"],
    ["caching/ttlInSeconds", "3601", "Invalid cache TTL 3601: must be between 0 and 3600 seconds"],
    ["logging/loglevel", "LOUD", "Invalid logging level LOUD. Must be one of: [OFF, ERROR, INFO]"],
    [
      "caching/unauthorizedCacheControlHeaderStrategy",
      "MAYBE",
      "Invalid unauthorized cache control header strategy MAYBE. Must be one of: [FAIL_WITH_403, SUCCEED_WITH_RESPONSE_HEADER, SUCCEED_WITHOUT_RESPONSE_HEADER]",
    ],
  ])("%s can't be %j", async (setting, value, message) => {
    const { patch } = await aStage();

    expect(await refusalOf(patch(replace(`/*/*/${setting}`, value)))).toEqual(badRequest(message));
  });

  test("execution logging needs the account's CloudWatch role first", async () => {
    const { gateway, patch } = await aStage();
    const logging = replace("/*/*/logging/loglevel", "INFO");

    const before = await refusalOf(patch(logging));
    await gateway.updateAccount({ patchOperations: [replace("/cloudwatchRoleArn", `arn:aws:iam::${ACCOUNT}:role/logs`)] });
    const after = await patch(logging);

    expect(before).toEqual(badRequest("CloudWatch Logs role ARN must be set in account settings to enable logging"));
    expect(after.methodSettings?.["*/*"]?.loggingLevel).toBe("INFO");
  });

  test("remove drops a whole entry, and refuses one that isn't there", async () => {
    const { patch, shown } = await aStage();
    const before = await shown();

    expect(await refusalOf(patch(remove("/*/*")))).toEqual(noSetting("*/*"));
    await patch(replace("/*/*/caching/enabled", "true"));
    expect((await patch(remove("/*/*"))).methodSettings).toEqual({});
    expect(await shown()).toEqual(before);
  });

  test("remove of a single setting is refused", async () => {
    const { patch } = await aStage();
    await patch(replace("/*/*/caching/enabled", "true"));

    expect(await refusalOf(patch(remove("/*/*/caching/enabled")))).toEqual(noSetting("*/*/caching/enabled"));
  });
});
