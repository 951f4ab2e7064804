/** A stage and an alias taken back by the command, on what others have built to be like AWS. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { reconcile, resultOf } from "../../tools/command/run-reconcile.ts";
import { accountOf, emptyAccount } from "./account.ts";
import { importedBack } from "./import-back.ts";

/** Keeps what TagResource puts on a stage apart from the stage, so that nobody can see there that it is held. */
const HIDES_STAGE_TAGS: readonly string[] = ["ministack"];

// One story, told in order, as in example.test.ts.
describe.each(inject("emulators").filter(({ resetUrl }) => resetUrl !== undefined))("a rollback on $name", (emulator) => {
  const { apigateway, lambda } = accountOf(emulator);
  let folder: string;

  const run = (...args: readonly string[]) =>
    reconcile(inject("command"), [...args, "--endpoint-url", emulator.url, "--format", "json"], { cwd: folder });
  const desired = async (body: string, more: string) => {
    await writeFile(
      path.join(folder, "shop/index.mjs"),
      `export const handler = async () => ({ statusCode: 200, body: "${body}" });\n`,
    );
    const text = `owner: acme
roles: { shop: { assumedBy: lambda.amazonaws.com } }
functions:
  Shop:
    code: shop
    runtime: nodejs22.x
    handler: index.handler
    role: shop
    aliases: { live: { version: auto } }
apis:
  Shop:
    routes: { GET /order: { lambda: "Shop:live" }${more} }
    stages: { live: {} }
`;
    await writeFile(path.join(folder, "shop.yaml"), text);
  };
  const served = async () => {
    const { items = [] } = await apigateway.getRestApis({});
    const restApiId = items[0]?.id ?? "";
    const { deploymentId } = await apigateway.getStage({ restApiId, stageName: "live" });
    const deployments = (await apigateway.getDeployments({ restApiId })).items?.length;
    const { FunctionVersion } = await lambda.getAlias({ FunctionName: "Shop", Name: "live" });
    return { deploymentId, deployments, version: FunctionVersion };
  };
  let first: Awaited<ReturnType<typeof served>>;
  let second: Awaited<ReturnType<typeof served>>;

  beforeAll(async () => {
    await emptyAccount(emulator);
    folder = await mkdtemp(path.join(os.tmpdir(), "stagekeeper-rollback-"));
    await mkdir(path.join(folder, "shop"));
    await desired("one", "");
    const made = await run("shop.yaml");
    expect(made.code, made.stderr).toBe(0);
    first = await served();
    await desired("two", ', PUT /order: { lambda: "Shop:live" }');
    const changed = await run("shop.yaml", "--force");
    expect(changed.code, changed.stderr).toBe(0);
    second = await served();
  });

  afterAll(async () => {
    await emptyAccount(emulator);
    await rm(folder, { recursive: true });
  });

  it("moves both pointers back, makes no deployment, and the next pass holds them there", async () => {
    const codes = [(await run("rollback", "Shop/live")).code, (await run("rollback", "Shop:live")).code];
    const back = await served();
    const held = await run("shop.yaml");

    expect(codes).toEqual([0, 0]);
    expect(back).toEqual({ ...first, deployments: second.deployments });
    expect(back.deploymentId).not.toBe(second.deploymentId);
    expect(held.code, held.stderr).toBe(0);
    const putBack = HIDES_STAGE_TAGS.includes(emulator.name) ? { deploymentId: second.deploymentId } : {};
    expect(resultOf(held).steps.map(({ address }) => address)).toEqual("deploymentId" in putBack ? ["stage:Shop/live"] : []);
    expect(await served()).toEqual({ ...back, ...putBack });
  });

  it("lets go as soon as something else is asked for", async () => {
    await desired("three", ', PUT /order: { lambda: "Shop:live" }, GET /more: { lambda: "Shop:live" }');
    const ended = await run("shop.yaml", "--force");
    const now = await served();

    expect(ended.code, ended.stderr).toBe(0);
    expect([first.deploymentId, second.deploymentId]).not.toContain(now.deploymentId);
    expect(now.version).toBe("3");
    expect(resultOf(await run("shop.yaml"))).toMatchObject({ outcome: "in-sync", steps: [] });
  });

  it("leaves what imports to a state that plans to nothing", async () => {
    const { result } = await importedBack(emulator.url, folder);

    expect(result).toMatchObject({ outcome: "in-sync", steps: [], blocked: [] });
  });
});
