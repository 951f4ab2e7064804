import { rm } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { reconcile, resultOf } from "../../tools/command/run-reconcile.ts";
import { accountOf, contentsOf, emptyAccount } from "./account.ts";
import { exampleFor } from "./example-copy.ts";
import { type RecordingProxy, recordingProxy } from "./recording-proxy.ts";

const FUNCTION = "ImageUploaderLambda";
const API = "ImageUploadAPI";

// One story, told in order: each chapter begins where the one before it ended.
// An emulator that cannot be emptied has no account to begin with: its row says why (tools/emulators).
describe.each(inject("emulators").filter(({ resetUrl }) => resetUrl !== undefined))("the example on $name", (emulator) => {
  const account = accountOf(emulator);
  let folder: string;
  let proxy: RecordingProxy;

  const run = (...args: readonly string[]) =>
    reconcile(inject("command"), [...args, "--endpoint-url", proxy.url, "--format", "json"], { cwd: folder });
  const writes = () => proxy.take().filter((call) => call.write);

  beforeAll(async () => {
    await emptyAccount(emulator);
    folder = await exampleFor(emulator.name);
    proxy = await recordingProxy(emulator.url);
  });

  afterAll(async () => {
    await proxy?.close();
    await rm(folder, { recursive: true });
  });

  it("begins with an empty account and a plan that creates everything and writes nothing", async () => {
    const before = await contentsOf(account);

    const ended = await run("--dry-run");

    expect(before).toEqual([]);
    expect(ended.code, ended.stderr).toBe(2);
    expect(new Set(resultOf(ended).steps.map((step) => step.action))).toEqual(new Set(["create"]));
    expect(writes()).toEqual([]);
    expect(await contentsOf(account)).toEqual([]);
  });

  it("converges in one pass", async () => {
    const ended = await run();

    const result = resultOf(ended);
    expect(result.steps.filter((step) => step.result !== "done")).toEqual([]);
    expect(ended.code, ended.stderr).toBe(0);
    expect(result.outcome).toBe("converged");
    expect(writes().length).toBeGreaterThan(0);
    expect(await contentsOf(account)).toEqual(expect.arrayContaining([`function:${FUNCTION}`, `rest-api:${API}`]));
  });

  it("has two stages that pass their own alias to the function, each alias on what it asks for", async () => {
    const stages = await stagesOf(API);

    const aliases = await account.lambda.listAliases({ FunctionName: FUNCTION });

    expect(Object.fromEntries(stages.map((stage) => [stage.stageName, stage.variables?.LAMBDA_ALIAS]))).toEqual({
      dev: "dev",
      prod: "prod",
    });
    expect(aliases.Aliases?.map((alias) => alias.Name).toSorted()).toEqual(["dev", "prod"]);
  });

  it("is in sync in the second pass, which writes nothing", async () => {
    proxy.take();

    const ended = await run();

    expect(resultOf(ended)).toMatchObject({ outcome: "in-sync", steps: [], blocked: [] });
    expect(ended.code, ended.stderr).toBe(0);
    expect(writes()).toEqual([]);
  });

  it("shows an alias that was moved by hand, and moves it back", async () => {
    const { FunctionVersion: asked } = await account.lambda.getAlias({ FunctionName: FUNCTION, Name: "prod" });
    await account.lambda.updateAlias({ FunctionName: FUNCTION, Name: "prod", FunctionVersion: "$LATEST" });

    const seen = await run("--dry-run");
    const healed = await run();

    const drift = [{ address: `alias:${FUNCTION}/prod`, action: "update", cause: "drift" }];
    expect(asked).toMatch(/^\d+$/);
    expect(resultOf(seen).steps).toMatchObject(drift);
    expect(seen.code).toBe(2);
    expect(resultOf(healed).steps).toMatchObject(drift);
    expect(healed.code, healed.stderr).toBe(0);
    expect((await account.lambda.getAlias({ FunctionName: FUNCTION, Name: "prod" })).FunctionVersion).toBe(asked);
  });

  it("shows a stage variable that was edited by hand, and puts it back", async () => {
    const { id: restApiId } = await apiNamed(API);
    const patchOperations = [{ op: "replace" as const, path: "/variables/LAMBDA_ALIAS", value: "dev" }];
    await account.apigateway.updateStage({ restApiId, stageName: "prod", patchOperations });

    const seen = await run("--dry-run");
    const healed = await run();

    const drift = [{ address: `stage:${API}/prod`, action: "update", cause: "drift" }];
    expect(resultOf(seen).steps).toMatchObject(drift);
    expect(seen.code).toBe(2);
    expect(resultOf(healed).steps).toMatchObject(drift);
    expect(healed.code, healed.stderr).toBe(0);
    expect((await account.apigateway.getStage({ restApiId, stageName: "prod" })).variables?.LAMBDA_ALIAS).toBe("prod");
  });

  it("is in sync again after both", async () => {
    proxy.take();

    const ended = await run();

    expect(resultOf(ended)).toMatchObject({ outcome: "in-sync", steps: [], blocked: [] });
    expect(writes()).toEqual([]);
  });

  it("is gone after destroy, and nothing is left", async () => {
    const ended = await run("destroy", "--yes");

    expect(resultOf(ended).steps.filter((step) => step.result !== "done")).toEqual([]);
    expect(ended.code, ended.stderr).toBe(0);
    expect(await contentsOf(account)).toEqual([]);
  });

  async function apiNamed(name: string) {
    const { items = [] } = await account.apigateway.getRestApis({});
    const api = items.find((item) => item.name === name);
    if (api === undefined) throw new Error(`there is no API named ${name}`);
    return api;
  }

  async function stagesOf(name: string) {
    const { id: restApiId } = await apiNamed(name);
    const { item = [] } = await account.apigateway.getStages({ restApiId });
    return item;
  }
});
