import { readFile, rm } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { reconcile, resultOf } from "../../tools/command/run-reconcile.ts";
import { accountOf, emptyAccount } from "./account.ts";
import { exampleFor } from "./example-copy.ts";
import { importedBack } from "./import-back.ts";

describe.each(inject("emulators").filter(({ resetUrl }) => resetUrl !== undefined))("what $name holds", (emulator) => {
  const account = accountOf(emulator);
  let folder: string;

  const run = (...args: readonly string[]) =>
    reconcile(inject("command"), [...args, "--endpoint-url", emulator.url], { cwd: folder });

  beforeAll(async () => {
    await emptyAccount(emulator);
    folder = await exampleFor(emulator.name);
    const ended = await run("--format", "json");
    expect(resultOf(ended).outcome, ended.stderr).toBe("converged");
  });

  afterAll(() => rm(folder, { recursive: true }));

  it("imports to a state that plans to nothing there", async () => {
    const { file, result } = await importedBack(emulator.url, folder);

    expect(result).toMatchObject({ outcome: "in-sync", steps: [], blocked: [] });
    expect(await readFile(file, "utf8")).toContain("ImageUploaderLambda:");
  });

  it("imports to a state that plans to nothing but marks, after changes by hand and beside what was made by hand", async () => {
    await account.lambda.updateAlias({ FunctionName: "ImageUploaderLambda", Name: "prod", FunctionVersion: "$LATEST" });
    await account.s3.createBucket({ Bucket: "made-by-hand" });
    const { items = [] } = await account.apigateway.getRestApis({});
    const patchOperations = [{ op: "replace" as const, path: "/variables/LEVEL", value: "debug" }];
    await account.apigateway.updateStage({ restApiId: items[0]?.id, stageName: "dev", patchOperations });

    const { file, result } = await importedBack(emulator.url, folder, "by-hand");

    expect(result).toMatchObject({ outcome: "in-sync", blocked: [] });
    expect(result.steps.map(({ address }) => address)).toEqual(["bucket:made-by-hand"]);
    expect(await readFile(file, "utf8")).toContain("LEVEL: debug");
  });
});
