/** Retention in a sandbox on virtual time, while customers ask: what is used is never removed, and no request fails of it. */
import { APIGateway } from "@aws-sdk/client-api-gateway";
import { Lambda } from "@aws-sdk/client-lambda";
import { describe, expect, it } from "vitest";
import { createMemoryLedger } from "../core/run-pass.ts";
import { GOOD, openShop, type Shop, statusesOf } from "./shop.ts";

const HOUR = 3_600_000;
const KEEP = { versions: "{ versions: 2, grace: 1h }", deployments: "{ deployments: 2, grace: 1h }" };

const codeOf = (release: number) => `/* release ${release} */ ${GOOD}`;
const release = (shop: Shop, number: number, keep: typeof KEEP | null = KEEP) =>
  shop.desired({ code: codeOf(number), routes: `GET /r${number}: { lambda: "Uploader:live" }`, ...(keep && { keep }) });

/** Five releases, each served for a minute. */
async function aShopOfFiveReleases(keep: typeof KEEP | null = KEEP): Promise<Shop> {
  const shop = openShop();
  for (const number of [1, 2, 3, 4, 5]) {
    await shop.run(await release(shop, number, keep));
    await shop.clock.advance(60_000);
  }
  return shop;
}

function versions({ sandbox }: Shop): readonly string[] {
  return [...(sandbox.world.lambda.functions.get("Uploader")?.versions.keys() ?? [])];
}

function deployments({ sandbox }: Shop): number {
  return [...sandbox.world.apigateway.apis.values()][0]?.deployments.size ?? 0;
}

function clientOf<C>(make: new (config: object) => C, service: "lambda" | "apigateway", { sandbox }: Shop): C {
  return new make({
    region: "us-east-1",
    requestHandler: sandbox.requestHandler(service),
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
}

describe("keep", { timeout: 60_000 }, () => {
  it("removes what is older than those that stay, once it was unused for the grace, and fails no request", async () => {
    const shop = await aShopOfFiveReleases();
    const desired = await release(shop, 5);
    await shop.pass(desired);
    expect([versions(shop).length, deployments(shop)]).toEqual([5, 5]);

    const passes = await shop.whileServing(() => shop.watch(() => desired, 2 * HOUR), 0.05);

    expect(versions(shop)).toEqual(["4", "5"]);
    expect(deployments(shop)).toBe(2);
    const removals = passes.flatMap(({ report }) => report.steps).filter(({ step }) => step.action === "delete");
    expect(removals).toHaveLength(6);
    expect(removals.every(({ step, result }) => step.cause === "retention" && result === "done")).toBe(true);
    expect(statusesOf(shop.answers)).toEqual({ 200: shop.answers.length });
    expect(passes.at(-1)?.report.outcome).toBe("in-sync");
  });

  it("asks AWS nothing, and removes nothing, where it is not declared", async () => {
    const shop = await aShopOfFiveReleases(null);
    const desired = await release(shop, 5, null);
    await shop.pass(desired);
    await shop.clock.advance(48 * HOUR);
    const before = shop.sandbox.journal.entries().length;

    const report = await shop.pass(desired);
    const plain = shop.sandbox.journal
      .entries()
      .slice(before)
      .map(({ operation }) => operation);

    expect(report).toMatchObject({ outcome: "in-sync", steps: [] });
    expect([versions(shop).length, deployments(shop)]).toEqual([5, 5]);
    const keeping = await release(shop, 5);
    const later = shop.sandbox.journal.entries().length;
    await shop.pass(keeping);
    // All that it needs to know is read by a pass anyway.
    expect(
      shop.sandbox.journal
        .entries()
        .slice(later)
        .map(({ operation }) => operation)
        .toSorted(),
    ).toEqual(plain.toSorted());
  });

  it("leaves what anybody's stage or alias serves, and what has no mark of ours", async () => {
    const shop = await aShopOfFiveReleases();
    const [apiId = ""] = [...shop.sandbox.world.apigateway.apis.keys()];
    const api = clientOf(APIGateway, "apigateway", shop);
    const lambda = clientOf(Lambda, "lambda", shop);
    const [oldest] = ((await api.getDeployments({ restApiId: apiId })).items ?? []).toSorted(
      (left, right) => (left.createdDate?.getTime() ?? 0) - (right.createdDate?.getTime() ?? 0),
    );
    await api.createStage({ restApiId: apiId, stageName: "theirs", deploymentId: oldest?.id });
    await lambda.createAlias({ FunctionName: "Uploader", Name: "theirs", FunctionVersion: "1" });
    const desired = await release(shop, 5);

    await shop.watch(() => desired, 3 * HOUR);

    expect(versions(shop)).toEqual(["1", "4", "5"]);
    const kept = ((await api.getDeployments({ restApiId: apiId })).items ?? []).map(({ id }) => id);
    expect(kept).toHaveLength(3);
    expect(kept).toContain(oldest?.id);
  });

  it("counts anew from the first look of whoever remembers nothing", async () => {
    const shop = await aShopOfFiveReleases();
    const desired = await release(shop, 5);
    await shop.pass(desired);
    await shop.clock.advance(2 * HOUR);

    await shop.pass(desired, { ledger: createMemoryLedger() });

    expect([versions(shop).length, deployments(shop)]).toEqual([5, 5]);
  });

  it("counts anew once other aliases have been parked on a version while we published another environment", async () => {
    const shop = openShop();
    const wearing = (mode: string) =>
      shop.desired({
        code: GOOD,
        alias: `environment: { MODE: ${mode} }`,
        aliases: "dev: { version: $LATEST, environment: { MODE: dev } }",
        keep: KEEP,
      });
    for (const mode of ["one", "two", "three", "four"]) {
      await shop.run(await wearing(mode));
      await shop.clock.advance(0.6 * HOUR);
    }
    await shop.run(await wearing("five"));
    // The second is the copy of what dev serves, and dev stood on it amid that release.
    expect(versions(shop)).toContain("2");
    await shop.clock.advance(0.9 * HOUR);

    await shop.pass(await wearing("five"));
    const within = versions(shop);
    await shop.clock.advance(0.2 * HOUR);
    await shop.pass(await wearing("five"));

    expect(within).toContain("2");
    expect(versions(shop)).toEqual(["5", "6"]);
  });

  it("shows in a dry run what would go", async () => {
    const shop = await aShopOfFiveReleases();
    const desired = await release(shop, 5);
    await shop.pass(desired);
    await shop.clock.advance(2 * HOUR);

    const { plan } = await shop.preview(desired);

    expect(plan?.steps.filter(({ kind }) => kind === "version").map(({ address, cause }) => [address, cause])).toEqual([
      ["version:Uploader/1", "retention"],
      ["version:Uploader/2", "retention"],
      ["version:Uploader/3", "retention"],
    ]);
    expect(versions(shop)).toHaveLength(5);
  });

  it.each([0, 1, 2, 3, 4, 5])("goes on after a process that heard nothing more from its removal %i on", async (index) => {
    const shop = await aShopOfFiveReleases();
    const desired = await release(shop, 5);
    await shop.pass(desired);
    await shop.clock.advance(2 * HOUR);
    let removals = 0;
    shop.sandbox.faults.script(({ operation }) => {
      if (!operation.startsWith("Delete")) return undefined;
      removals += 1;
      if (removals <= index) return undefined;
      return { type: "lose", when: removals === index + 1 ? "after" : "before" };
    });
    await shop.pass(desired);
    expect(removals).toBeGreaterThan(index);
    shop.sandbox.faults.clear();

    const report = await shop.pass(desired);

    expect(["converged", "in-sync"]).toContain(report.outcome);
    expect([versions(shop), deployments(shop)]).toEqual([["4", "5"], 2]);
  });

  it("leaves what somebody points at between the look and the removal", async () => {
    const shop = await aShopOfFiveReleases();
    const desired = await release(shop, 5);
    await shop.pass(desired);
    await shop.clock.advance(2 * HOUR);
    const lambda = clientOf(Lambda, "lambda", shop);
    let pointed = false;
    shop.sandbox.faults.script(({ service, operation }) => {
      if (service !== "lambda" || operation !== "DeleteFunction" || pointed) return undefined;
      pointed = true;
      const work = async () => {
        await lambda.createAlias({ FunctionName: "Uploader", Name: "theirs", FunctionVersion: "1" });
      };
      return { type: "meanwhile", work };
    });

    const report = await shop.pass(desired);
    const after = await shop.pass(desired);

    expect(report.steps.find(({ step }) => step.address === "version:Uploader/1")).toMatchObject({
      result: "failed",
      error: { code: "conflict", message: expect.stringContaining("so it stays") },
    });
    expect(after.outcome).toBe("in-sync");
    expect(versions(shop)).toEqual(["1", "4", "5"]);
  });

  it("leaves a deployment that somebody points a stage at between the look and the removal", async () => {
    const shop = await aShopOfFiveReleases();
    const desired = await release(shop, 5);
    await shop.pass(desired);
    await shop.clock.advance(2 * HOUR);
    const api = clientOf(APIGateway, "apigateway", shop);
    let served: string | undefined;
    shop.sandbox.faults.script(({ service, operation, input }) => {
      if (service !== "apigateway" || operation !== "DeleteDeployment" || served !== undefined) return undefined;
      // DeleteDeployment names both.
      const { restApiId, deploymentId } = input as { restApiId: string; deploymentId: string };
      served = deploymentId;
      const work = async () => {
        await api.createStage({ restApiId, stageName: "theirs", deploymentId });
      };
      return { type: "meanwhile", work };
    });

    const report = await shop.pass(desired);
    const after = await shop.pass(desired);

    expect(report.steps.filter(({ result }) => result === "failed")).toMatchObject([
      { step: { kind: "deployment" }, error: { code: "conflict", message: expect.stringContaining("so it stays") } },
    ]);
    expect(after.outcome).toBe("in-sync");
    const [kept] = shop.sandbox.world.apigateway.apis.values();
    expect([...(kept?.deployments.keys() ?? [])]).toContain(served);
    expect(deployments(shop)).toBe(3);
  });
});
