import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { reconcile, resultOf } from "../../tools/command/run-reconcile.ts";
import { accountOf, contentsOf, emptyAccount } from "./account.ts";
import { exampleFor } from "./example-copy.ts";
import { type RecordingProxy, recordingProxy } from "./recording-proxy.ts";

const FUNCTION = "ImageUploaderLambda";
const API = "ImageUploadAPI";
const STAGES = ["dev", "prod"] as const;
const PHOTO = path.resolve(import.meta.dirname, "../../tools/demo/photo.jpg");

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

  // Only where a stage can be called: the emulators that have no data plane say so in their rows.
  it.each(emulator.invokeUrl === undefined ? [] : STAGES)(
    "takes a photo through %s into that stage's own bucket",
    async (stage) => {
      const photo = await readFile(PHOTO);
      const { id = "" } = await apiNamed(API);
      const base = (emulator.invokeUrl ?? "").replace("{api}", id).replace("{stage}", stage);
      const buckets = Object.fromEntries(await Promise.all(STAGES.map(async (name) => [name, await bucketOf(name)] as const)));

      const request = { method: "PUT", headers: { "content-type": "image/jpeg" }, body: photo };
      const response = await fetch(`${base}/upload?name=photo-of-${stage}.jpg`, request);

      const key = `photo-of-${stage}.jpg`;
      const keys = await Promise.all(STAGES.map(async (name) => [name, (await keysIn(buckets[name])).includes(key)] as const));
      const stored = await account.s3.getObject({ Bucket: buckets[stage], Key: key });
      expect(await response.json()).toMatchObject({ bucket: buckets[stage], key });
      expect(response.status).toBe(200);
      expect(Object.fromEntries(keys)).toEqual({ dev: stage === "dev", prod: stage === "prod" });
      expect(photo.equals((await stored.Body?.transformToByteArray()) ?? new Uint8Array())).toBe(true);
      // Destroying refuses buckets that hold something, and what was put by hand is taken away by hand.
      await account.s3.deleteObject({ Bucket: buckets[stage], Key: key, VersionId: stored.VersionId });
    },
  );

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

  /** The bucket that the stage's alias gives to its code. */
  async function bucketOf(stage: string): Promise<string> {
    const { Environment } = await account.lambda.getFunctionConfiguration({ FunctionName: FUNCTION, Qualifier: stage });
    return Environment?.Variables?.BUCKET_NAME ?? "";
  }

  async function keysIn(Bucket: string | undefined): Promise<readonly (string | undefined)[]> {
    const { Contents = [] } = await account.s3.listObjectsV2({ Bucket });
    return Contents.map(({ Key }) => Key);
  }

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
