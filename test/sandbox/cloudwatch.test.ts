/** CloudWatch of the sandbox: alarms on virtual time, and the metrics of its own Lambda and API Gateway. */
import {
  CloudWatch,
  type CloudWatchClientConfig,
  type MetricDataQuery,
  type PutMetricAlarmCommandInput,
} from "@aws-sdk/client-cloudwatch";
import {
  CreateAliasCommand,
  InvokeCommand,
  PutFunctionConcurrencyCommand,
  UpdateFunctionCodeCommand,
} from "@aws-sdk/client-lambda";
import { AwsQueryProtocol, AwsSmithyRpcV2CborProtocol } from "@aws-sdk/core/protocols";
import { afterEach, describe, expect, it } from "vitest";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { ask, invokeAccount, served } from "./invoke-account.ts";
import { created, type LambdaAccount, lambdaAccount, publish, refusal, zipOf } from "./lambda-account.ts";

const MINUTE = 60_000;
const CONFIG = { region: "us-east-1", credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "x" }, maxAttempts: 1 };

const open: Sandbox[] = [];
afterEach(async () => {
  for (const sandbox of open.splice(0)) await sandbox.close();
});

interface Account extends LambdaAccount {
  readonly cloudwatch: CloudWatch;
}

async function anAccount(config: Partial<CloudWatchClientConfig> = {}): Promise<Account> {
  const account = await lambdaAccount();
  open.push(account.sandbox);
  const requestHandler = account.sandbox.requestHandler("cloudwatch");
  return { ...account, cloudwatch: new CloudWatch({ ...CONFIG, requestHandler, ...config }) };
}

/** On the custom metric Shop/Failures. */
function anAlarm(overrides: Partial<PutMetricAlarmCommandInput> = {}): PutMetricAlarmCommandInput {
  return {
    AlarmName: "failures",
    Namespace: "Shop",
    MetricName: "Failures",
    Statistic: "Sum",
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 5,
    ComparisonOperator: "GreaterThanThreshold",
    ...overrides,
  };
}

async function fail({ cloudwatch }: Account, Value: number): Promise<void> {
  await cloudwatch.putMetricData({ Namespace: "Shop", MetricData: [{ MetricName: "Failures", Value }] });
}

async function stateOf({ cloudwatch }: Account, name = "failures"): Promise<string | undefined> {
  const { MetricAlarms } = await cloudwatch.describeAlarms({ AlarmNames: [name] });
  return MetricAlarms?.[0]?.StateValue;
}

describe("an alarm of the sandbox's CloudWatch", () => {
  it("begins with INSUFFICIENT_DATA, goes to ALARM with its metric, and back to OK", async () => {
    const account = await anAccount();
    await account.cloudwatch.putMetricAlarm(anAlarm());
    expect(await stateOf(account)).toBe("INSUFFICIENT_DATA");

    await fail(account, 6);
    expect(await stateOf(account)).toBe("INSUFFICIENT_DATA");
    await account.clock.advance(MINUTE);
    expect(await stateOf(account)).toBe("ALARM");

    await fail(account, 5);
    await account.clock.advance(MINUTE);
    expect(await stateOf(account)).toBe("OK");
    await account.clock.advance(MINUTE);
    expect(await stateOf(account)).toBe("INSUFFICIENT_DATA");
  });

  it.each([
    ["missing", "INSUFFICIENT_DATA"],
    ["notBreaching", "OK"],
    ["breaching", "ALARM"],
    ["ignore", "OK"],
  ])("without data, which it treats as %s, is %s", async (TreatMissingData, state) => {
    const account = await anAccount();
    await account.cloudwatch.putMetricAlarm(anAlarm({ TreatMissingData }));
    await fail(account, 1);
    await account.clock.advance(MINUTE);
    expect(await stateOf(account)).toBe("OK");
    await account.clock.advance(MINUTE);
    expect(await stateOf(account)).toBe(state);
  });

  it("counts M breaching periods out of N", async () => {
    const account = await anAccount();
    await account.cloudwatch.putMetricAlarm(anAlarm({ EvaluationPeriods: 3, DatapointsToAlarm: 2 }));
    const states: (string | undefined)[] = [];
    for (const value of [9, 1, 9, 1, 1, 9]) {
      await fail(account, value);
      await account.clock.advance(MINUTE);
      states.push(await stateOf(account));
    }
    expect(states).toEqual(["OK", "OK", "ALARM", "OK", "OK", "OK"]);
  });

  it("set by hand is so until it is evaluated again", async () => {
    const account = await anAccount();
    await account.cloudwatch.putMetricAlarm(anAlarm({ TreatMissingData: "notBreaching" }));
    await account.cloudwatch.setAlarmState({ AlarmName: "failures", StateValue: "ALARM", StateReason: "drill" });
    expect(await stateOf(account)).toBe("ALARM");
    await account.clock.advance(MINUTE);
    expect(await stateOf(account)).toBe("OK");
  });

  it("keeps its state when it is written again", async () => {
    const account = await anAccount();
    await account.cloudwatch.putMetricAlarm(anAlarm());
    await account.cloudwatch.setAlarmState({ AlarmName: "failures", StateValue: "ALARM", StateReason: "drill" });
    await account.cloudwatch.putMetricAlarm(anAlarm({ Threshold: 50 }));
    expect(await stateOf(account)).toBe("ALARM");
  });

  it("is listed by name, prefix and state, page by page", async () => {
    const { cloudwatch } = await anAccount();
    for (let number = 10; number < 15; number++) await cloudwatch.putMetricAlarm(anAlarm({ AlarmName: `a-${number}` }));
    await cloudwatch.putMetricAlarm(anAlarm({ AlarmName: "b" }));
    const first = await cloudwatch.describeAlarms({ AlarmNamePrefix: "a-", MaxRecords: 3 });
    const second = await cloudwatch.describeAlarms({ AlarmNamePrefix: "a-", MaxRecords: 3, NextToken: first.NextToken });
    const names = [first, second].map(({ MetricAlarms = [] }) => MetricAlarms.map(({ AlarmName }) => AlarmName));
    expect(names).toEqual([
      ["a-10", "a-11", "a-12"],
      ["a-13", "a-14"],
    ]);
    expect(second.NextToken).toBeUndefined();
    const { MetricAlarms = [] } = await cloudwatch.describeAlarms({ AlarmNames: ["b", "nobody"] });
    expect(MetricAlarms.map(({ AlarmName }) => AlarmName)).toEqual(["b"]);
    expect((await cloudwatch.describeAlarms({ StateValue: "OK" })).MetricAlarms).toEqual([]);
  });

  it("is gone when it is deleted, along with names that nobody has", async () => {
    const account = await anAccount();
    await account.cloudwatch.putMetricAlarm(anAlarm());
    await account.cloudwatch.deleteAlarms({ AlarmNames: ["nobody", "failures"] });
    expect(await stateOf(account)).toBeUndefined();
  });

  it.each([
    ["JSON, as this SDK does", undefined],
    ["CBOR, as botocore does", AwsSmithyRpcV2CborProtocol],
    ["forms, as older SDKs do", AwsQueryProtocol],
  ])("is spoken of in %s, refusals too", async (_, protocol) => {
    const account = await anAccount(protocol === undefined ? {} : { protocol });
    await account.cloudwatch.putMetricAlarm(anAlarm());
    expect(await stateOf(account)).toBe("INSUFFICIENT_DATA");
    const refused = await refusal(
      account.cloudwatch.setAlarmState({ AlarmName: "nobody", StateValue: "OK", StateReason: "drill" }),
    );
    expect(refused).toMatchObject({ name: "ResourceNotFound", status: 404, message: "Alarm nobody does not exist" });
  });

  it("answers over HTTP to what is signed for `monitoring`", async () => {
    const { sandbox } = await anAccount();
    const { url: endpoint } = await sandbox.listen(0);
    const cloudwatch = new CloudWatch({ ...CONFIG, endpoint });
    await cloudwatch.putMetricAlarm(anAlarm());
    expect((await cloudwatch.describeAlarms({})).MetricAlarms).toHaveLength(1);
  });
});

const FLAKY = "exports.handler = async ({ fails }) => { if (fails) throw new Error('bad'); return {}; };";

async function invoke({ lambda }: LambdaAccount, Qualifier: string | undefined, fails: boolean): Promise<void> {
  await lambda.send(
    new InvokeCommand({
      FunctionName: "fn",
      ...(Qualifier !== undefined && { Qualifier }),
      Payload: Buffer.from(JSON.stringify({ fails })),
    }),
  );
}

/** Sums over the last hour. */
async function sum(
  account: Pick<Account, "cloudwatch" | "clock">,
  name: string,
  dimensions: Record<string, string>,
  Namespace = "AWS/Lambda",
  Stat = "Sum",
) {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  const MetricStat = { Metric: { Namespace, MetricName: name, Dimensions }, Period: 3600, Stat };
  const query: MetricDataQuery = { Id: "q", MetricStat };
  const now = account.clock.now();
  const { MetricDataResults = [] } = await account.cloudwatch.getMetricData({
    MetricDataQueries: [query],
    StartTime: new Date(now - 30 * MINUTE),
    EndTime: new Date(now + MINUTE),
  });
  return MetricDataResults[0]?.Values?.reduce((left, right) => left + right, 0);
}

describe("a function's metrics", () => {
  it("are counted by function and by what it was called as", async () => {
    const account = await anAccount();
    await created(account, { Code: { ZipFile: zipOf({ "index.js": FLAKY }) } });
    await publish(account, 1);
    await account.lambda.send(new CreateAliasCommand({ FunctionName: "fn", Name: "prod", FunctionVersion: "1" }));
    for (const fails of [true, false, false]) await invoke(account, "prod", fails);
    await invoke(account, undefined, true);

    expect(await sum(account, "Invocations", { FunctionName: "fn" })).toBe(4);
    expect(await sum(account, "Errors", { FunctionName: "fn" })).toBe(2);
    expect(await sum(account, "Invocations", { FunctionName: "fn", Resource: "fn:prod" })).toBe(3);
    expect(await sum(account, "Errors", { FunctionName: "fn", Resource: "fn:prod" })).toBe(1);
    expect(await sum(account, "Invocations", { FunctionName: "fn", Resource: "fn" })).toBe(1);
    expect(await sum(account, "Duration", { FunctionName: "fn" }, "AWS/Lambda", "SampleCount")).toBe(4);
  });

  it("are told by executed version for an alias with weights, and for no other", async () => {
    const account = await anAccount();
    await created(account, { Code: { ZipFile: zipOf({ "index.js": FLAKY }) } });
    await publish(account, 2);
    const RoutingConfig = { AdditionalVersionWeights: { 2: 0.5 } };
    await account.lambda.send(new CreateAliasCommand({ FunctionName: "fn", Name: "prod", FunctionVersion: "1", RoutingConfig }));
    await account.lambda.send(new CreateAliasCommand({ FunctionName: "fn", Name: "plain", FunctionVersion: "1" }));
    for (let call = 0; call < 20; call++) await invoke(account, "prod", false);
    await invoke(account, "plain", false);

    const by = (version: string) => ({ FunctionName: "fn", Resource: "fn:prod", ExecutedVersion: version });
    const [older = 0, newer = 0] = [await sum(account, "Invocations", by("1")), await sum(account, "Invocations", by("2"))];
    expect(older).toBeGreaterThan(0);
    expect(newer).toBeGreaterThan(0);
    expect(older + newer).toBe(20);
    const plain = { FunctionName: "fn", Resource: "fn:plain", ExecutedVersion: "1" };
    expect(await sum(account, "Invocations", plain)).toBe(0);
  });

  it("count a call that was refused for concurrency as throttled and not as an invocation", async () => {
    const account = await anAccount();
    await created(account);
    await account.lambda.send(new PutFunctionConcurrencyCommand({ FunctionName: "fn", ReservedConcurrentExecutions: 0 }));
    await refusal(invoke(account, undefined, false));
    expect(await sum(account, "Throttles", { FunctionName: "fn" })).toBe(1);
    expect(await sum(account, "Invocations", { FunctionName: "fn" })).toBe(0);
  });

  it("put an alarm on them into ALARM within a period of the first failure", async () => {
    const account = await anAccount();
    await created(account);
    const Dimensions = [{ Name: "FunctionName", Value: "fn" }];
    await account.cloudwatch.putMetricAlarm(
      anAlarm({ Namespace: "AWS/Lambda", MetricName: "Errors", Dimensions, Threshold: 0, TreatMissingData: "notBreaching" }),
    );
    await account.clock.advance(MINUTE);
    expect(await stateOf(account)).toBe("OK");
    await account.lambda.send(
      new UpdateFunctionCodeCommand({
        FunctionName: "fn",
        ZipFile: zipOf({ "index.js": "exports.handler = () => { throw 1; };" }),
      }),
    );
    await account.clock.advance(5000);
    await invoke(account, undefined, true);
    await account.clock.advance(MINUTE);
    expect(await stateOf(account)).toBe("ALARM");
  });
});

describe("an API's metrics", () => {
  it("count requests, refusals and failures by API and by stage", async () => {
    const account = await invokeAccount();
    open.push(account.sandbox);
    const requestHandler = account.sandbox.requestHandler("cloudwatch");
    const cloudwatch = new CloudWatch({ ...CONFIG, requestHandler });
    const body = "if (event.queryStringParameters?.fail) throw new Error('bad'); return { statusCode: 200, body: '' };";
    const apiId = await served(account, body, [{ route: "GET /look" }]);
    await ask(account, apiId, "GET /dev/look");
    await ask(account, apiId, "GET /dev/look?fail=1");
    await ask(account, apiId, "GET /dev/nowhere");
    await ask(account, apiId, "GET /no-stage/look");

    const of = (name: string, dimensions: Record<string, string>, stat?: string) =>
      sum({ cloudwatch, clock: account.clock }, name, dimensions, "AWS/ApiGateway", stat);
    const both: readonly Record<string, string>[] = [{ ApiName: "images" }, { ApiName: "images", Stage: "dev" }];
    for (const dimensions of both) {
      expect(await of("Count", dimensions)).toBe(3);
      expect(await of("4XXError", dimensions)).toBe(1);
      expect(await of("5XXError", dimensions)).toBe(1);
      expect(await of("Latency", dimensions, "SampleCount")).toBe(3);
    }
    expect(await of("Count", { ApiName: "images", Stage: "no-stage" })).toBe(0);
  });
});

describe("metric data", () => {
  it("has a percentile of what was put in, by period, newest first", async () => {
    const { cloudwatch, clock } = await anAccount();
    const start = Math.ceil(clock.now() / MINUTE) * MINUTE;
    const Values = Array.from({ length: 100 }, (_, index) => index + 1);
    for (const [minute, factor] of [1, 10].entries()) {
      const Timestamp = new Date(start + minute * MINUTE);
      const datum = { MetricName: "Wait", Timestamp, Values: Values.map((value) => value * factor) };
      await cloudwatch.putMetricData({ Namespace: "Shop", MetricData: [datum] });
    }
    const MetricStat = { Metric: { Namespace: "Shop", MetricName: "Wait" }, Period: 60, Stat: "p95" };
    const { MetricDataResults } = await cloudwatch.getMetricData({
      MetricDataQueries: [{ Id: "p95", MetricStat }],
      StartTime: new Date(start),
      EndTime: new Date(start + 2 * MINUTE),
    });
    expect(MetricDataResults?.[0]).toMatchObject({ Id: "p95", Values: [950, 95], StatusCode: "Complete" });
  });

  it("cannot be written into a namespace of AWS", async () => {
    const { cloudwatch } = await anAccount();
    const refused = refusal(
      cloudwatch.putMetricData({ Namespace: "AWS/Lambda", MetricData: [{ MetricName: "Errors", Value: 9 }] }),
    );
    expect(await refused).toMatchObject({ status: 400 });
  });
});
