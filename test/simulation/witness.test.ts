/** What the simulation holds against us, and what was so before. */
import { Lambda } from "@aws-sdk/client-lambda";
import { afterAll, expect, it } from "vitest";
import { layGround } from "../../tools/simulation/ground.ts";
import { CALM } from "../../tools/simulation/history.ts";
import { onStage, type Stage } from "../../tools/simulation/simulate.ts";

/** Most requests reach one alias, and those of the canary another. */
const SHOP = {
  owner: "shop",
  roles: { runner: { assumedBy: "lambda.amazonaws.com" } },
  functions: {
    mailer: {
      code: "code-1",
      runtime: "nodejs22.x",
      handler: "index.handler",
      role: "runner",
      aliases: { live: { version: "auto" }, dev: { version: "auto" } },
    },
  },
  apis: {
    photos: {
      routes: { "GET /": { lambda: `mailer:$\{stageVariables.MAILER_ALIAS}` } },
      stages: { dev: { variables: { MAILER_ALIAS: "live" }, canary: { percent: 10, variables: { MAILER_ALIAS: "dev" } } } },
    },
  },
};

const ground = await layGround();
afterAll(() => ground.remove());

/** The account as declared, with somebody who takes the canary's permission away. */
function withABrokenCanary(play: (stage: Stage, ours: Lambda) => Promise<void>): Promise<void> {
  return onStage({ seed: 1, quotas: false }, ground, async (stage) => {
    const loaded = await ground.load(SHOP);
    if (!loaded.valid) throw new Error(JSON.stringify(loaded.issues));
    stage.commits.push(loaded);
    stage.witness.learn(loaded.state);
    await stage.run([CALM]);
    const at = { FunctionName: "mailer", Qualifier: "dev" };
    await stage.hands.lambda.removePermission({ ...at, StatementId: "stagekeeper-shop-dev-photos-dev" });
    const { accessKeyId } = stage.enter(CALM, { died: () => {}, interrupt: () => {}, jump: () => {} });
    const credentials = { accessKeyId, secretAccessKey: stage.secretAccessKey };
    const requestHandler = stage.sandbox.requestHandler("lambda");
    await play(stage, new Lambda({ region: "us-east-1", credentials, requestHandler, maxAttempts: 1 }));
  });
}

it("what a part of the canary's requests meets is held against nobody where all of them met it before", async () => {
  await withABrokenCanary(async ({ witness, hands, clock }, ours) => {
    await hands.lambda.updateFunctionConfiguration({ FunctionName: "mailer", Timeout: 7 });
    await clock.sleep(60_000);
    const { Version = "" } = await hands.lambda.publishVersion({ FunctionName: "mailer" });
    await clock.sleep(60_000);
    const RoutingConfig = { AdditionalVersionWeights: { [Version]: 0.2 } };

    await ours.updateAlias({ FunctionName: "mailer", Name: "dev", RoutingConfig });

    expect(witness.violations).toEqual([]);
  });
});

it("what the rest of the requests meets of a write of ours is held against us", async () => {
  await withABrokenCanary(async ({ witness }, ours) => {
    await ours.removePermission({ FunctionName: "mailer", Qualifier: "live", StatementId: "stagekeeper-shop-live-photos-dev" });

    expect(witness.violations.map(({ invariant }) => invariant)).toEqual(["served route broken"]);
  });
});
