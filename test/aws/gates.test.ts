/** What the gates of shifts show, read from the sandbox's CloudWatch. */
import { CloudWatch } from "@aws-sdk/client-cloudwatch";
import { afterEach, describe, expect, it } from "vitest";
import type { AwsConfig } from "../../src/aws/connection.ts";
import type { GateQuestion } from "../../src/model/gates.ts";
import { type Account, anAccount } from "./account.ts";

const NEVER = new AbortController().signal;
const MINUTE = 60_000;
const VERSIONS = { functionName: "shop", alias: "prod", newer: "2", older: "1" };

const open: Account[] = [];
afterEach(async () => {
  for (const { sandbox } of open.splice(0)) await sandbox.close();
});

function aGatedAccount(config: Partial<AwsConfig> = {}) {
  const account = anAccount(config);
  open.push(account);
  const cloudwatch = new CloudWatch({
    region: "us-east-1",
    credentials: { accessKeyId: "hand", secretAccessKey: "hand" },
    requestHandler: account.sandbox.requestHandler("cloudwatch"),
    maxAttempts: 1,
  });
  const session = account.connection.openReadSession();
  const { gates } = session;
  if (gates === undefined) throw new Error("the session reads no gates");
  const read = (question: Partial<GateQuestion>) => gates.read({ alarms: [], since: 0, ...question }, NEVER);
  return { ...account, cloudwatch, session, read };
}

type GatedAccount = ReturnType<typeof aGatedAccount>;

async function anAlarm({ cloudwatch }: GatedAccount, AlarmName: string, StateValue?: "OK" | "ALARM"): Promise<void> {
  await cloudwatch.putMetricAlarm({
    AlarmName,
    Namespace: "Shop",
    MetricName: "Failures",
    Statistic: "Sum",
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: "GreaterThanThreshold",
    TreatMissingData: "ignore",
  });
  if (StateValue) await cloudwatch.setAlarmState({ AlarmName, StateValue, StateReason: "test" });
}

describe("alarms", () => {
  it("are told by name, those that are not there too", async () => {
    const account = aGatedAccount();
    await anAlarm(account, "calm", "OK");
    await anAlarm(account, "loud", "ALARM");
    await anAlarm(account, "new");
    const { alarms } = await account.read({ alarms: ["calm", "loud", "new", "nobody", "__proto__"] });
    expect(Object.entries(alarms)).toEqual([
      ["calm", "OK"],
      ["loud", "ALARM"],
      ["new", "INSUFFICIENT_DATA"],
      ["nobody", "missing"],
      ["__proto__", "missing"],
    ]);
  });

  it("are asked for a hundred at a time, as AWS takes them, and all are told", async () => {
    const account = aGatedAccount();
    const names = Array.from({ length: 230 }, (_, index) => `alarm-${index}`);
    await anAlarm(account, "alarm-229", "ALARM");
    const { alarms } = await account.read({ alarms: names });
    expect(Object.keys(alarms)).toHaveLength(230);
    expect(alarms["alarm-229"]).toBe("ALARM");
    expect(account.session.calls().byOperation).toEqual({ "cloudwatch.DescribeAlarms": 3 });
  });

  it("cost no call when there are none, and traffic costs one for both versions", async () => {
    const account = aGatedAccount();
    await account.read({});
    expect(account.session.calls().total).toBe(0);
    await account.read({ versions: VERSIONS, since: account.sandbox.world.clock.now() });
    expect(account.session.calls().byOperation).toEqual({ "cloudwatch.GetMetricData": 1 });
  });

  it.each([
    ["denied", { code: "AccessDenied", status: 403 }, "denied"],
    ["a failure of AWS", { code: "InternalServiceFault", status: 500 }, "unavailable"],
  ])("that cannot be read for %s are an error, and never OK", async (_, { code, status }, expected) => {
    const account = aGatedAccount();
    await anAlarm(account, "calm", "OK");
    const { AwsError } = await import("../../src/sandbox/wire/aws-error.ts");
    account.sandbox.faults.script(({ service }) =>
      service === "cloudwatch" ? { type: "fail", when: "before", error: new AwsError(code, "no", status) } : undefined,
    );
    await expect(account.read({ alarms: ["calm"] })).rejects.toMatchObject({ code: expected });
  });
});

const FLAKY = "exports.handler = async ({ fails }) => { if (fails) throw new Error('bad'); return {}; };";

/** An alias that gives half of its calls to version 2; how often each was called and failed, by the answers. */
async function shopWithTraffic(account: GatedAccount, calls: number) {
  const { lambda, iam } = account.hand;
  const { zipSync, strToU8 } = await import("fflate");
  const trust = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [trust] });
  const { Role } = await iam.createRole({ RoleName: "runner", AssumeRolePolicyDocument });
  const { clock } = account.sandbox.world;
  await clock.sleep(10_000);
  const FunctionName = "shop";
  await lambda.createFunction({
    FunctionName,
    Role: Role?.Arn,
    Runtime: "nodejs22.x",
    Handler: "index.handler",
    Code: { ZipFile: zipSync({ "index.js": strToU8(FLAKY) }) },
  });
  for (const NUMBER of ["one", "two"]) {
    await clock.sleep(5_000);
    await lambda.updateFunctionConfiguration({ FunctionName, Environment: { Variables: { NUMBER } } });
    await clock.sleep(5_000);
    await lambda.publishVersion({ FunctionName });
  }
  const RoutingConfig = { AdditionalVersionWeights: { 2: 0.5 } };
  await lambda.createAlias({ FunctionName, Name: "prod", FunctionVersion: "1", RoutingConfig });
  const since = clock.now();
  const seen = { "1": { requests: 0, errors: 0 }, "2": { requests: 0, errors: 0 } };
  for (let call = 0; call < calls; call += 1) {
    const Payload = Buffer.from(JSON.stringify({ fails: call % 3 === 0 }));
    const { ExecutedVersion, FunctionError } = await lambda.invoke({ FunctionName, Qualifier: "prod", Payload });
    const version = seen[ExecutedVersion === "2" ? "2" : "1"];
    version.requests += 1;
    if (FunctionError) version.errors += 1;
    await clock.sleep(MINUTE / 4);
  }
  return { since, newer: seen["2"], older: seen["1"] };
}

describe("the traffic of two versions behind one alias", () => {
  it("is what came to each, with its errors and its latency", async () => {
    const account = aGatedAccount();
    const { since, newer, older } = await shopWithTraffic(account, 40);
    const reading = await account.read({ versions: VERSIONS, since });
    expect(reading).toMatchObject({ newer, older });
    expect(reading.newer?.requests).toBeGreaterThan(0);
    expect(reading.newer?.errors).toBeGreaterThan(0);
    expect(reading.newer?.p95).toBeGreaterThan(0);
    expect(reading.older?.p95).toBeGreaterThan(0);
  });

  it("does not count what came before the minute from which it is to count", async () => {
    const account = aGatedAccount();
    const { newer, older } = await shopWithTraffic(account, 8);
    await account.sandbox.world.clock.sleep(MINUTE);
    const reading = await account.read({ versions: VERSIONS, since: account.sandbox.world.clock.now() });
    expect(newer.requests + older.requests).toBe(8);
    expect([reading.newer, reading.older]).toEqual([
      { requests: 0, errors: 0 },
      { requests: 0, errors: 0 },
    ]);
  });
});
