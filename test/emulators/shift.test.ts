/** A shift of an alias, through the command, on emulators: they keep weights and descriptions as AWS does. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { reconcile, resultOf } from "../../tools/command/run-reconcile.ts";
import { accountOf, emptyAccount } from "./account.ts";
import { importedBack } from "./import-back.ts";

const NAMES = { FunctionName: "Checkout", Name: "prod" };

describe.each(inject("emulators").filter(({ resetUrl }) => resetUrl !== undefined))("a shift on $name", (emulator) => {
  const account = accountOf(emulator);
  let folder: string;

  const run = (...args: readonly string[]) =>
    reconcile(inject("command"), ["desired.yaml", ...args, "--endpoint-url", emulator.url, "--format", "json"], { cwd: folder });
  const commit = async (code: string, shift: string) => {
    await writeFile(path.join(folder, "checkout/index.mjs"), `export const handler = async () => "${code}";\n`);
    await writeFile(path.join(folder, "desired.yaml"), desired(shift));
  };
  const alias = () => account.lambda.getAlias(NAMES);

  beforeAll(async () => {
    await emptyAccount(emulator);
    folder = await mkdtemp(path.join(tmpdir(), "stagekeeper-shift-"));
    await mkdir(path.join(folder, "checkout"));
    await commit("one", "{ canary: { percent: 10, bake: 1h } }");
    const ended = await run();
    expect(resultOf(ended).outcome, ended.stderr).toBe("converged");
  });

  afterAll(() => rm(folder, { recursive: true }));

  it("starts with its first step, and holds there in a process that knows nothing of it", async () => {
    await commit("two", "{ canary: { percent: 10, bake: 1h } }");

    const started = await run("--no-wait", "--state", "first");
    const held = await run("--no-wait", "--state", "second");

    expect(resultOf(started), started.stderr).toMatchObject({ outcome: "shifting", shifts: [{ move: "start", percent: 10 }] });
    expect(resultOf(held), held.stderr).toMatchObject({
      outcome: "shifting",
      steps: [],
      shifts: [{ move: "hold", percent: 10 }],
    });
    expect(await alias()).toMatchObject({
      FunctionVersion: "1",
      RoutingConfig: { AdditionalVersionWeights: { 2: 0.1 } },
      Description: expect.stringContaining("shift:2@10 from:"),
    });
  });

  it("is stopped by weights that were changed by hand, and starts anew when it is told to", async () => {
    await account.lambda.updateAlias({ ...NAMES, RoutingConfig: { AdditionalVersionWeights: { 2: 0.5 } } });

    const stopped = await run("--no-wait");
    const anew = await run("--no-wait", "--retry", "alias:Checkout/prod");

    expect(resultOf(stopped).blocked).toMatchObject([{ address: "alias:Checkout/prod", reason: "shift-stopped" }]);
    expect(stopped.code).toBe(1);
    expect(resultOf(anew), anew.stderr).toMatchObject({ outcome: "shifting", shifts: [{ move: "start" }] });
    expect((await alias()).RoutingConfig?.AdditionalVersionWeights).toEqual({ 2: 0.1 });
  });

  it("arrives in the steps of another commit, in one run", async () => {
    await commit("three", "{ linear: { percent: 40, every: 1s } }");

    const ended = await run();

    expect(resultOf(ended).outcome, ended.stderr).toBe("converged");
    expect(resultOf(ended).steps.filter(({ address }) => address === "alias:Checkout/prod")).toHaveLength(3);
    const { FunctionVersion, Description, RoutingConfig } = await alias();
    expect([FunctionVersion, Description]).toEqual(["3", "[stagekeeper:shift]"]);
    expect(RoutingConfig?.AdditionalVersionWeights ?? {}).toEqual({});
  });

  it("leaves everything in sync", async () => {
    const ended = await run();

    expect(resultOf(ended), ended.stderr).toMatchObject({ outcome: "in-sync", shifts: [] });
  });

  it("leaves what imports to a state that plans to nothing", async () => {
    const { result } = await importedBack(emulator.url, folder);

    expect(result).toMatchObject({ outcome: "in-sync", steps: [], blocked: [] });
  });
});

function desired(shift: string): string {
  return `owner: shift
roles: { checkout: { assumedBy: lambda.amazonaws.com } }
functions:
  Checkout:
    code: checkout
    runtime: nodejs22.x
    handler: index.handler
    role: checkout
    aliases: { prod: { version: auto, shift: ${shift} } }
`;
}
