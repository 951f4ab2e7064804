import { describe, expect, it } from "vitest";
import { refTo } from "../../src/model/ref.ts";
import type { StageSpec } from "../../src/model/specs/stage.ts";
import { anAccount } from "./account.ts";
import { aDeployment, anApi, aStage } from "./builders.ts";
import { converge, destroy, look, owned } from "./driver.ts";

const api = anApi();
const deployment = aDeployment();
const address = aStage("prod").address;
const LOGS = "arn:aws:logs:us-east-1:000000000000:log-group:acme";

const everything: StageSpec = {
  description: "Production",
  variables: { LAMBDA_ALIAS: "prod", EXTRA: "1" },
  settings: { "*": { rateLimit: 100, burstLimit: 200, logging: "ERROR" }, "PUT /upload": { rateLimit: 5, metrics: true } },
  accessLogs: { destination: LOGS, format: "$context.requestId" },
  tracing: true,
  clientCertificate: "abc123",
  documentationVersion: "v1",
  tags: { team: "images" },
};

const withStage = (spec: StageSpec = {}) => [api, deployment, aStage("prod", spec)];

/** Execution logs need a role that an administrator sets once for the account and region (UpdateAccount). */
function aLoggingAccount() {
  const account = anAccount();
  account.sandbox.world.apigateway.cloudwatchRoleArn = "arn:aws:iam::000000000000:role/logs";
  return account;
}

describe("a stage", () => {
  it("is made whole in two calls, for CreateStage takes no settings and no access logs, and is then in sync", async () => {
    const { connection, sandbox } = aLoggingAccount();

    await converge(connection, withStage(everything));

    const writes = sandbox.journal.writes().map(({ operation }) => operation);
    expect(writes.slice(-2)).toEqual(["CreateStage", "UpdateStage"]);
    expect((await converge(connection, withStage(everything))).actions).toEqual([]);
  });

  it("says what to do when the account has no role for execution logs", async () => {
    const { connection } = anAccount();

    const making = converge(connection, withStage({ settings: { "*": { logging: "INFO" } } }));

    await expect(making).rejects.toMatchObject({ code: "invalid", message: expect.stringContaining("UpdateAccount") });
  });

  it("is made in one call when that call takes everything", async () => {
    const { connection, sandbox } = anAccount();

    await converge(connection, withStage({ description: "d", tracing: true }));

    expect(sandbox.journal.writes().at(-1)?.operation).toBe("CreateStage");
  });

  it("has all its changes in one UpdateStage, and tags in TagResource, for they cannot be patched", async () => {
    const { connection, sandbox, hand } = aLoggingAccount();
    await converge(connection, withStage(everything));
    sandbox.journal.clear();
    const changed: StageSpec = {
      ...everything,
      description: "Prod",
      variables: { LAMBDA_ALIAS: "blue" },
      settings: { "*": { rateLimit: 50, burstLimit: 200, logging: "OFF" }, "PUT /upload": { rateLimit: 5, metrics: false } },
      accessLogs: null,
      tracing: false,
      clientCertificate: null,
      documentationVersion: "v2",
      tags: { team: "pictures" },
    };

    const pass = await converge(connection, withStage(changed));

    expect(sandbox.journal.writes().map(({ operation }) => operation)).toEqual(["TagResource", "UpdateStage"]);
    expect((await converge(connection, withStage(changed))).actions).toEqual([]);
    const stage = await hand.apigateway.getStage({ restApiId: pass.outputs.get(api.address)?.id, stageName: "prod" });
    expect(stage.variables).toEqual({ LAMBDA_ALIAS: "blue" });
    expect(stage.accessLogSettings).toBeUndefined();
    expect(stage.tags).toEqual({ team: "pictures", "stagekeeper:owner": "acme" });
  });

  it("has neither a certificate nor documentation where AWS shows an empty text for them", async () => {
    const { connection, sandbox } = anAccount();
    const state = withStage({ clientCertificate: null, documentationVersion: null });
    await converge(connection, state);
    const stages = [...sandbox.world.apigateway.apis.values()].flatMap((made) => [...made.stages.values()]);
    for (const stage of stages) Object.assign(stage, { clientCertificateId: "", documentationVersion: "" });

    expect(stages).toHaveLength(1);
    expect((await converge(connection, state)).actions).toEqual([]);
  });

  it("has only declared settings compared, for AWS materialises defaults for all the others", async () => {
    const { connection } = anAccount();

    await converge(connection, withStage({ settings: { "*": { metrics: true } } }));

    expect((await converge(connection, withStage({ settings: { "*": { metrics: true } } }))).actions).toEqual([]);
  });

  it("keeps one entry of a route, under the spelling that somebody gave it", async () => {
    const { connection, hand } = anAccount();
    const { outputs } = await converge(connection, withStage());
    const restApiId = outputs.get(api.address)?.id;
    const patchOperations = [{ op: "replace" as const, path: "/upload/PUT/throttling/rateLimit", value: "9" }];
    await hand.apigateway.updateStage({ restApiId, stageName: "prod", patchOperations });

    await converge(connection, withStage({ settings: { "PUT /upload": { rateLimit: 5 } } }));

    const { methodSettings } = await hand.apigateway.getStage({ restApiId, stageName: "prod" });
    expect(Object.keys(methodSettings ?? {})).toEqual(["upload/PUT"]);
    expect(methodSettings?.["upload/PUT"]?.throttlingRateLimit).toBe(5);
  });

  it("with more variables than one UpdateStage takes is updated in batches, the removals first, for it holds at most 100", async () => {
    const { connection, sandbox } = anAccount();
    await converge(connection, withStage());
    sandbox.journal.clear();
    const variables = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`V${at}`, "x"]));

    await converge(connection, withStage({ variables }));

    expect(sandbox.journal.counts()["apigateway.UpdateStage"]).toBe(2);
    expect((await converge(connection, withStage({ variables }))).actions).toEqual([]);
  });

  it("follows another by its deployment, and moves without a new one", async () => {
    const { connection, sandbox } = anAccount();
    const follower = aStage("prod", { deploymentId: refTo(aStage("dev").address, "deploymentId") });
    await converge(connection, [api, deployment, aStage("dev"), follower]);
    const second = aDeployment("fedcba9876543210fedcba9876543210");
    const devNew = aStage("dev", { deploymentId: refTo(second.address, "id") });

    const pass = await converge(connection, [api, second, devNew, follower]);

    expect(pass.actions).toEqual([
      `create ${second.address}`,
      "update stage:Images/dev deploymentId",
      "update stage:Images/prod deploymentId",
    ]);
    expect(sandbox.journal.counts()["apigateway.CreateDeployment"]).toBe(2);
    expect(pass.outputs.get(address)?.deploymentId).toBe(pass.outputs.get(second.address)?.id);
  });

  it("says where it is invoked", async () => {
    const { connection } = anAccount();
    const local = anAccount({ invokeUrlBase: "http://127.0.0.1:4566/_aws/execute-api/" });

    const [real, sandboxed] = [await converge(connection, withStage()), await converge(local.connection, withStage())];

    expect(real.outputs.get(address)?.invokeUrl).toBe(
      `https://${real.outputs.get(api.address)?.id}.execute-api.us-east-1.amazonaws.com/prod`,
    );
    expect(sandboxed.outputs.get(address)?.invokeUrl).toBe(
      `http://127.0.0.1:4566/_aws/execute-api/${sandboxed.outputs.get(api.address)?.id}/prod`,
    );
  });

  it("is settling, not drifting, while AWS makes its cache", async () => {
    const { connection } = anAccount();
    await converge(connection, withStage({ cache: { size: "0.5" } }));

    const { observations } = await look(connection, withStage({ cache: { size: "0.5" } }));

    const seen = observations.get(address);
    const settling = seen?.state === "present" ? seen.live.settling?.cache : undefined;
    expect([undefined, "CREATE_IN_PROGRESS"]).toContain(settling);
    expect(seen).toMatchObject({ live: { spec: { cache: { size: "0.5" } } } });
  });

  it("of an absent API is absent without a call, and of an unknown one is unknown", async () => {
    const { connection, sandbox } = anAccount();
    const absent = await look(connection, withStage());
    expect(absent.observations.get(address)).toEqual({ state: "absent" });
    expect(absent.calls.byOperation).toEqual({ "apigateway.GetRestApis": 1, "sts.GetCallerIdentity": 1 });
    sandbox.faults.script(({ operation }) => (operation === "GetRestApis" ? { type: "fail", when: "before" } : undefined));

    const unknown = await look(connection, withStage());

    expect(unknown.observations.get(address)).toMatchObject({ state: "unknown", reason: "parent" });
  });

  it("that nobody declared is reported beside those that are", async () => {
    const { connection, hand } = anAccount();
    const { outputs } = await converge(connection, withStage());
    const restApiId = outputs.get(api.address)?.id;
    await hand.apigateway.createStage({ restApiId, stageName: "test", deploymentId: outputs.get(deployment.address)?.id });

    const { observations } = await look(connection, withStage());

    expect(observations.get(address)).toMatchObject({ live: { unmanaged: [{ what: "stage Images/test", beside: address }] } });
  });

  it("is found by its mark, taken over by it, and deleted once", async () => {
    const { connection, hand } = anAccount();
    const { outputs } = await converge(connection, [api, deployment]);
    const restApiId = outputs.get(api.address)?.id;
    await hand.apigateway.createStage({ restApiId, stageName: "prod", deploymentId: outputs.get(deployment.address)?.id });
    expect(await owned(connection, "stage", withStage())).toEqual([]);
    await converge(connection, withStage(), { adopt: [address] });
    expect((await owned(connection, "stage", withStage())).map((live) => live.address)).toEqual([address]);

    await destroy(connection, withStage());

    expect((await look(connection, withStage())).observations.get(address)).toEqual({ state: "absent" });
  });
});

describe("a deployment", () => {
  it("is made once for a snapshot, without a stage, whatever number of stages serve it", async () => {
    const { connection, sandbox } = anAccount();

    await converge(connection, [api, deployment, aStage("dev"), aStage("prod")]);
    await converge(connection, [api, deployment, aStage("dev"), aStage("prod")]);

    const made = sandbox.journal.entries().filter(({ operation }) => operation === "CreateDeployment");
    expect(made.map(({ input }) => [input.stageName, input.description])).toEqual([
      [undefined, "stagekeeper:acme fingerprint:0123456789abcdef0123456789abcdef revision:0123456789ab"],
    ]);
  });

  it("is made once when the answer to CreateDeployment is lost", async () => {
    const { connection, sandbox } = anAccount();
    sandbox.faults.script(({ operation }) => (operation === "CreateDeployment" ? { type: "lose", when: "after" } : undefined));

    await converge(connection, [api, deployment]);

    expect(sandbox.journal.counts()["apigateway.CreateDeployment"]).toBe(1);
  });

  it("of an API that someone else defines is that of the live working copy, and new when that changes", async () => {
    const { connection, hand } = anAccount();
    const { outputs } = await converge(connection, [api]);
    const restApiId = outputs.get(api.address)?.id;
    const foreign = { ...api, spec: {} };
    const copy = { ...deployment, address: "deployment:Images/working-copy" as const, spec: { apiId: deployment.spec.apiId } };
    const first = await converge(connection, [foreign, copy]);
    expect((await converge(connection, [foreign, copy])).actions).toEqual([]);
    await hand.apigateway.updateRestApi({ restApiId, patchOperations: [{ op: "add", path: "/binaryMediaTypes/image~1gif" }] });

    const second = await converge(connection, [foreign, copy]);

    expect([first, second].map(({ actions }) => actions)).toEqual([
      ["create deployment:Images/working-copy"],
      ["create deployment:Images/working-copy"],
    ]);
  });

  it("that a stage serves is not deleted by AWS, and is found by its mark", async () => {
    const { connection } = anAccount();
    await converge(connection, withStage());
    expect((await owned(connection, "deployment", withStage())).map((live) => live.address)).toEqual([deployment.address]);

    await expect(destroy(connection, [api, deployment])).rejects.toMatchObject({ code: "conflict" });
  });
});
