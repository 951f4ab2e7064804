/** How calls are sent: counted, retried on the clock, and refused where nothing may be written. */
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { createCallCounter } from "../../src/aws/call-counter.ts";
import { createClients } from "../../src/aws/clients.ts";
import { connectAws } from "../../src/aws/connection.ts";
import { isRepeatable } from "../../src/aws/retry.ts";
import { createScheduler } from "../../src/aws/scheduler/scheduler.ts";
import { systemClock } from "../../src/engine/system-clock.ts";
import type { Fault } from "../../src/sandbox/faults.ts";
import { AwsError } from "../../src/sandbox/wire/aws-error.ts";
import { anAccount } from "./account.ts";
import { aBucket, aDeployment, anApi, anExample, aStage } from "./builders.ts";
import { converge, look } from "./driver.ts";

/** A script that lets the first `times` calls of an operation fail. */
function failing(operation: string, times: number, fault: Fault) {
  let left = times;
  return (call: { readonly operation: string }) => {
    if (call.operation !== operation || left === 0) return undefined;
    left -= 1;
    return fault;
  };
}

describe("a call", () => {
  it("that is throttled is sent again after a while of the clock, and counted again", async () => {
    const { connection, sandbox } = anAccount();
    sandbox.faults.script(failing("GetRestApis", 2, { type: "throttle" }));
    const before = sandbox.world.clock.now();

    const { calls } = await look(connection, [anApi()]);

    expect(calls).toMatchObject({ byOperation: { "apigateway.GetRestApis": 3 }, retries: 2, total: 4 });
    expect(sandbox.world.clock.now() - before).toBeGreaterThanOrEqual(1_500);
  });

  it("takes from the quota of its service, of which the connection tells what is left", async () => {
    const { connection } = anAccount();
    const before = connection.quotas();

    await look(connection, [anApi()]);

    // A fifth of API Gateway's burst of forty is others', and one call went.
    expect(before).toEqual([]);
    expect(connection.quotas()).toContainEqual({ name: "apigateway", left: 31, perSecond: 8 });
  });

  it("waits as long as AWS asks for", async () => {
    const { connection, sandbox } = anAccount();
    sandbox.faults.script(failing("GetRestApis", 1, { type: "throttle", retryAfterMs: 7_000 }));
    const before = sandbox.world.clock.now();

    await look(connection, [anApi()]);

    expect(sandbox.world.clock.now() - before).toBeGreaterThanOrEqual(7_000);
  });

  it("that meets a hard quota of API Gateway is not sent again, though the SDK takes it for throttling", async () => {
    const { connection, sandbox } = anAccount();
    const error = new AwsError("LimitExceededException", "Maximum number of stages has been reached", 429);
    await converge(connection, [anApi(), aDeployment()]);
    sandbox.faults.script(failing("CreateStage", 9, { type: "fail", when: "before", error }));

    await expect(converge(connection, [anApi(), aDeployment(), aStage("prod")])).rejects.toMatchObject({
      code: "limit-exceeded",
    });

    expect(sandbox.journal.counts()["apigateway.CreateStage"]).toBe(1);
  });

  it("that meets a concurrent modification is sent again", async () => {
    const { connection, sandbox } = anAccount();
    await converge(connection, [anApi(), aDeployment(), aStage("prod")]);
    const text = "Unable to complete operation due to concurrent modification. Please try again later.";
    const error = new AwsError("ConflictException", text, 409);
    sandbox.faults.script(failing("UpdateStage", 2, { type: "fail", when: "before", error }));

    await converge(connection, [anApi(), aDeployment(), aStage("prod", { description: "new" })]);

    expect(sandbox.journal.counts()["apigateway.UpdateStage"]).toBe(3);
  });

  it("that fails for good is given up after three tries", async () => {
    const { connection, sandbox } = anAccount();
    sandbox.faults.script(failing("GetRestApis", 99, { type: "fail", when: "before" }));

    const { observations, calls } = await look(connection, [anApi()]);

    expect(observations.get(anApi().address)).toMatchObject({ state: "unknown", reason: "failed" });
    expect(calls.byOperation["apigateway.GetRestApis"]).toBe(3);
  });

  it.each([
    "apigateway.CreateRestApi",
    "apigateway.CreateDeployment",
    "lambda.PublishVersion",
    "lambda.AddPermission",
    "s3.CreateBucket",
  ])("of %s is never sent again blindly, for AWS has no token for it", (operation) => {
    expect(isRepeatable(operation)).toBe(false);
  });

  it("is slowed down to API Gateway's quotas, and everything is made all the same", async () => {
    const { connection, sandbox } = anAccount({ quotas: "aws" });
    const apis = ["a", "b", "c"].flatMap((name) => [
      anApi({ endpoint: "REGIONAL" }, name),
      aDeployment(undefined, name),
      aStage("prod", {}, name),
    ]);

    await converge(connection, apis);

    expect((await converge(connection, apis)).actions).toEqual([]);
    expect(sandbox.world.apigateway.apis.size).toBe(3);
  });
});

describe("a session", () => {
  it("for reading cannot send a write, whatever asks it to", async () => {
    const { sandbox } = anAccount();
    const transport = {
      options: {
        region: "us-east-1",
        keepAlive: true,
        credentials: { accessKeyId: "a", secretAccessKey: "b" },
        requestHandler: (service: "apigateway" | "lambda" | "s3" | "iam" | "sts") => sandbox.requestHandler(service),
      },
      clock: sandbox.world.clock,
      scheduler: createScheduler({ clock: sandbox.world.clock, reserve: 0, pace: "quotas" }),
      random: () => 0,
      shared: new Map(),
      credentials: undefined,
      learned: { functionPages: 0 },
    };
    const clients = createClients(transport, { counter: createCallCounter(), readOnly: true });
    const api = await clients.apigateway();

    await expect(api.createRestApi({ name: "x" })).rejects.toThrow("this pass may only read");

    expect(sandbox.journal.entries()).toEqual([]);
  });

  it("has no way to write among its observers", () => {
    const { observers } = anAccount().connection.openReadSession();

    expect(new Set(Object.values(observers).flatMap((observer) => Object.keys(observer)))).toEqual(
      new Set(["observe", "listOwned", "foreignIn", "past"]),
    );
  });

  it("counts only its own calls", async () => {
    const { connection } = anAccount();
    await converge(connection, [aBucket("acme-images")]);

    expect(connection.openReadSession().calls()).toEqual({ total: 0, byOperation: {}, retries: 0 });
  });

  it("says who we are from STS, which needs no permission", async () => {
    const { connection, sandbox } = anAccount({ region: "eu-west-1" });

    const identity = await connection.openReadSession().identity(new AbortController().signal);

    const caller = `arn:aws:iam::${sandbox.world.account}:user/sandbox`;
    expect(identity).toEqual({ account: sandbox.world.account, region: "eu-west-1", partition: "aws", caller });
  });

  it("stops with a clear remedy when there are no credentials", async () => {
    const { connection, sandbox } = anAccount();
    const error = new AwsError("ExpiredToken", "The security token included in the request is expired", 403);
    sandbox.faults.script(() => ({ type: "fail", when: "before", error }));

    const identity = connection.openReadSession().identity(new AbortController().signal);

    await expect(identity).rejects.toMatchObject({ code: "credentials" });
  });

  it("ends with the signal, and not as something unknown", async () => {
    const { connection, sandbox } = anAccount();
    const stop = new AbortController();
    sandbox.faults.script(({ operation }) => {
      if (operation === "GetRestApis") stop.abort();
      return undefined;
    });

    await expect(converge(connection, anExample().slice(7), { signal: stop.signal })).rejects.toThrow();
    connection.close();
  });
});

describe("a profile that is nowhere", () => {
  it.each([
    { from: "--profile", profile: { profile: "nope" }, variable: undefined },
    { from: "AWS_PROFILE", profile: {}, variable: "nope" },
  ])("is named, with $from, where the SDK only says that it found no credentials", async ({ from, profile, variable }) => {
    vi.stubEnv("AWS_CONFIG_FILE", "/dev/null");
    vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
    vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
    for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]) vi.stubEnv(name, undefined);
    vi.stubEnv("AWS_PROFILE", variable);
    onTestFinished(() => void vi.unstubAllEnvs());
    const connection = connectAws({
      region: "us-east-1",
      clock: systemClock,
      packageCode: async () => new Uint8Array(),
      ...profile,
    });

    const asked = connection.openReadSession().identity(new AbortController().signal);

    await expect(asked).rejects.toMatchObject({
      code: "credentials",
      message: expect.stringContaining(`the profile "nope" (${from}) is not in the AWS configuration`),
    });
  });
});
