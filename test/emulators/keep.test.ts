/** Versions and deployments that `keep` removes, and a version that is invoked before it gets traffic, on what others built to be like AWS. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { reconcile, resultOf } from "../../tools/command/run-reconcile.ts";
import { accountOf, emptyAccount } from "./account.ts";
import { importedBack } from "./import-back.ts";

const HOUR = 3_600_000;

// One story, told in order, as in example.test.ts.
describe.each(inject("emulators").filter(({ resetUrl }) => resetUrl !== undefined))("keep on $name", (emulator) => {
  const { apigateway, lambda } = accountOf(emulator);
  let folder: string;

  const run = () =>
    reconcile(
      inject("command"),
      ["shop.yaml", "--force", "--state", "state", "--endpoint-url", emulator.url, "--format", "json"],
      {
        cwd: folder,
      },
    );
  const release = async (number: number) => {
    await writeFile(
      path.join(folder, "shop/index.mjs"),
      `export const handler = async () => ({ statusCode: 200, body: "${number}" });\n`,
    );
    const text = `owner: acme
roles: { shop: { assumedBy: lambda.amazonaws.com } }
functions:
  Shop:
    code: shop
    runtime: nodejs22.x
    handler: index.handler
    role: shop
    keep: { versions: 1, grace: 1h }
    aliases: { live: { version: auto, verify: { before: { payload: { release: ${number} } } } } }
apis:
  Shop:
    keep: { deployments: 1, grace: 1h }
    routes: { "GET /release-${number}": { lambda: "Shop:live" } }
    stages: { live: {} }
`;
    await writeFile(path.join(folder, "shop.yaml"), text);
    return run();
  };
  const versions = async () =>
    ((await lambda.listVersionsByFunction({ FunctionName: "Shop" })).Versions ?? [])
      .map(({ Version }) => Version)
      .filter((version) => version !== "$LATEST");
  const deployments = async () => {
    const [api] = (await apigateway.getRestApis({})).items ?? [];
    return (await apigateway.getDeployments({ restApiId: api?.id })).items?.map(({ id }) => id) ?? [];
  };
  /** As if what the ledger says had been seen so much earlier. */
  const age = async (ms: number) => {
    const [account = ""] = await readdir(path.join(folder, "state"));
    const file = path.join(folder, "state", account, "ledger.json");
    const ledger = JSON.parse(await readFile(file, "utf8"));
    for (const times of Object.values<Record<string, number>>(ledger.idle)) {
      for (const address of Object.keys(times)) times[address] = (times[address] ?? 0) - ms;
    }
    await writeFile(file, JSON.stringify(ledger));
  };

  beforeAll(async () => {
    await emptyAccount(emulator);
    folder = await mkdtemp(path.join(os.tmpdir(), "stagekeeper-keep-"));
    await mkdir(path.join(folder, "shop"));
    for (const number of [1, 2, 3]) {
      const ended = await release(number);
      expect(resultOf(ended).outcome, ended.stderr).toBe("converged");
    }
  });

  afterAll(async () => {
    await emptyAccount(emulator);
    await rm(folder, { recursive: true });
  });

  it("removes nothing that was served a moment ago", async () => {
    const ended = await run();

    expect(resultOf(ended), ended.stderr).toMatchObject({ outcome: "in-sync", steps: [] });
    expect([await versions(), (await deployments()).length]).toEqual([["1", "2", "3"], 3]);
  });

  it("removes what was used by nothing for its grace, and not what somebody else's alias serves", async () => {
    await lambda.createAlias({ FunctionName: "Shop", Name: "theirs", FunctionVersion: "1" });
    await age(2 * HOUR);

    const ended = await run();
    const again = await run();

    expect(resultOf(ended).outcome, ended.stderr).toBe("converged");
    expect(resultOf(ended).steps.map(({ cause, action }) => `${cause} ${action}`)).toEqual(Array(3).fill("retention delete"));
    expect(resultOf(again), again.stderr).toMatchObject({ outcome: "in-sync", steps: [] });
    expect(await versions()).toEqual(["1", "3"]);
    const [api] = (await apigateway.getRestApis({})).items ?? [];
    const { deploymentId } = await apigateway.getStage({ restApiId: api?.id, stageName: "live" });
    expect(await deployments()).toEqual([deploymentId]);
  });

  it("leaves what imports to a state that plans to nothing but our mark on somebody else's alias", async () => {
    const { result } = await importedBack(emulator.url, folder);

    expect(result).toMatchObject({ outcome: "in-sync", blocked: [] });
    expect(result.steps.map(({ address }) => address)).toEqual(["alias:Shop/theirs"]);
  });
});
