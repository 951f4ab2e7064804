/** A rollback in the history: what a person moved, told beside what passes did. */
import { mkdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { runHistory } from "../../src/cli/commands/history.ts";
import { runPass } from "../../src/cli/commands/pass.ts";
import { runRollback } from "../../src/cli/commands/rollback.ts";
import { composeRollback } from "../../src/cli/compose.ts";
import type { HistoryOptions, RollbackOptions } from "../../src/cli/options.ts";
import { directoryState } from "../../src/engine/directory-state.ts";
import { systemClock } from "../../src/engine/system-clock.ts";
import { lastPassTimeIn } from "../../src/history/kept-history.ts";
import type { RollbackFacts } from "../../src/model/history.ts";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import { AwsError } from "../../src/sandbox/wire/aws-error.ts";
import { aDriftReport, aFact } from "../alerts/builders.ts";
import { watch } from "../cli/person.ts";
import { desiredStateOf, passOptions } from "../cli/workspace.ts";
import { aHistory, aStateDirectory } from "./builders.ts";

const REGION = "us-east-1";
const START = Date.UTC(2026, 10, 22, 14, 0);
const TARGET = "Shop/live";

/** A stage in an AWS at an address of its own, and the ids of its two snapshots. */
async function aShop() {
  const sandbox = createSandbox({ clock: systemClock, region: REGION });
  onTestFinished(() => sandbox.close());
  const { url } = await sandbox.listen(0);
  for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]) process.env[name] ??= "test";
  const state = aStateDirectory();
  const place = { endpointUrl: url, region: REGION, state };
  for (const routes of ["GET /a: { mock: { status: 204 } }", "GET /b: { mock: { status: 204 } }"]) {
    const file = desiredStateOf(`owner: shop\napis:\n  Shop:\n    routes: { ${routes} }\n    stages: { live: {} }\n`);
    const options = passOptions({ sandbox: false, ...place });
    expect(await runPass({ path: file, kind: "apply", options }, watch().terminal)).toBe(0);
  }
  const [api] = sandbox.world.apigateway.apis.values();
  const [older = "", newer = ""] = api?.deployments.keys() ?? [];
  const options: RollbackOptions = { format: "text", color: false, dryRun: false, yes: false, ...place };
  return {
    sandbox,
    state,
    older,
    newer,
    served: () => api?.stages.get("live")?.deploymentId,
    async rollBack(more: Partial<RollbackOptions>, answers?: readonly string[]) {
      const { terminal, err } = watch(answers && { answers });
      return { code: await runRollback(TARGET, { ...options, ...more }, terminal, composeRollback), err: err() };
    },
  };
}

async function told(state: string, more: Partial<HistoryOptions> = {}): Promise<string> {
  const { terminal, out } = watch();
  await runHistory({ format: "text", color: false, address: [], kind: [], limit: 200, state, ...more }, terminal);
  return out();
}

async function rollbacksIn(state: string): Promise<readonly unknown[]> {
  const lines = (await told(state, { format: "json", kind: ["rollback"] })).split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line));
}

describe("a rollback from the command line", () => {
  it("is told by the history: from what to what, who, and what holds; then that the hold ended", async () => {
    const shop = await aShop();
    const { older, newer, state } = shop;

    expect((await shop.rollBack({ to: older })).code).toBe(0);
    expect((await shop.rollBack({ to: newer })).code).toBe(0);

    const move = {
      kind: "rollback",
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      runId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      address: "stage:Shop/live",
      actor: expect.stringMatching(/^arn:aws:iam::\d{12}:user\//),
    };
    expect(await rollbacksIn(state)).toEqual([
      { ...move, from: newer, to: older, hold: newer },
      { ...move, from: older, to: newer, hold: null },
    ]);
    const text = await told(state, { kind: ["rollback"] });
    expect(text.split("\n")).toEqual([
      expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}rolled back by hand, as user\/\S+$/),
      `  ◂ stage:Shop/live: ${newer} → ${older}, held there`,
      expect.stringMatching(/ {2}rolled back by hand, as user\/\S+$/),
      `  ◂ stage:Shop/live: ${older} → ${newer}, nothing is held any more`,
      "",
    ]);
    expect(await told(state)).toContain(text.trimEnd());
  });

  it("writes down nothing that it did not do: a dry run, what a person declines, what is refused, and what failed", async () => {
    const shop = await aShop();
    const to = shop.older;

    const codes = [
      await shop.rollBack({ to, dryRun: true }),
      await shop.rollBack({ to }, ["no"]),
      await shop.rollBack({ to: "zzz" }),
      await shop.rollBack({ to: shop.newer }),
    ].map(({ code }) => code);
    const denied = new AwsError("AccessDeniedException", "no", 403);
    shop.sandbox.faults.script(({ operation }) =>
      operation === "UpdateStage" ? { type: "fail", when: "before", error: denied } : undefined,
    );
    const failed = await shop.rollBack({ to });

    expect([...codes, failed.code]).toEqual([2, 3, 3, 0, 1]);
    expect(await rollbacksIn(shop.state)).toEqual([]);
    expect(shop.served()).toBe(shop.newer);
  });

  it("moves all the same where the history cannot be written, and says so once", async () => {
    const shop = await aShop();
    const state = aStateDirectory();
    mkdirSync(path.join(state, "history.jsonl"));

    const { code, err } = await shop.rollBack({ to: shop.older, state, format: "json" });

    expect(code).toBe(0);
    expect(shop.served()).toBe(shop.older);
    expect(err).toMatch(/^warning: history in \S+ is not written: [^\n]+\n$/);
  });
});

describe("a rollback among other entries", () => {
  const facts: RollbackFacts = { runId: "r-1", address: "alias:Uploader/prod", from: "8", to: "7", hold: "9", actor: null };

  it("names what it is held off where that is not what it left, and nobody where AWS does not say who", async () => {
    const state = aStateDirectory();
    const history = await aHistory(state);
    history.rolledBack(facts, START);
    await history.close();

    expect(await told(state)).toBe(
      "2026-11-22 14:00:00  rolled back by hand\n  ◂ alias:Uploader/prod: 8 → 7, held there, off 9\n",
    );
  });

  it("does not end the time in which a later pass looks for who made a drift", async () => {
    const state = aStateDirectory();
    const history = await aHistory(state);
    history.rolledBack(facts, START - 1);
    await history.close();
    expect(await lastPassTimeIn(directoryState(state))).toBeNull();

    history.passed(aDriftReport("stage:orders/prod"), aFact({ now: START }));
    history.rolledBack(facts, START + 1);
    await history.close();
    expect(await lastPassTimeIn(directoryState(state))).toBe(START);
  });
});
