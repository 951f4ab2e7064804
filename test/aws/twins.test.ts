/** Two processes that see nothing at the same time, and create: AWS has no token that would make it one (aws-facts 2.3). */
import { describe, expect, it } from "vitest";
import { giveWay } from "../../src/aws/twins.ts";
import { deploymentDescription } from "../../src/kinds/mark.ts";
import type { Account } from "./account.ts";
import { anAccount } from "./account.ts";
import { aDeployment, anApi } from "./builders.ts";
import { converge } from "./driver.ts";

const FINGERPRINT = "0123456789abcdef0123456789abcdef";

/** Right before the first call of this operation, the other process makes the same. */
function meanwhile({ sandbox }: Account, operation: string, work: () => Promise<unknown>): void {
  let done = false;
  sandbox.faults.script((call) => {
    if (done || call.operation !== operation) return undefined;
    done = true;
    return { type: "meanwhile", work: async () => void (await work()) };
  });
}

describe("the one that comes second gives way", () => {
  it("with a REST API: its own is taken away, and the next pass finds the other's", async () => {
    const account = anAccount();
    const { connection, sandbox, hand } = account;
    meanwhile(account, "CreateRestApi", () =>
      hand.apigateway.createRestApi({ name: "Images", tags: { "stagekeeper:owner": "acme" } }),
    );

    await expect(converge(connection, [anApi()])).rejects.toMatchObject({ code: "conflict" });
    const again = await converge(connection, [anApi()]);

    expect(sandbox.world.apigateway.apis.size).toBe(1);
    expect(again.actions).toEqual([expect.stringMatching(/^update rest-api:Images /)]);
  });

  it("with a deployment: one snapshot is left, and the next pass uses it", async () => {
    const account = anAccount();
    const { connection, sandbox, hand } = account;
    const { outputs } = await converge(connection, [anApi()]);
    const restApiId = outputs.get(anApi().address)?.id;
    const description = deploymentDescription("acme", FINGERPRINT, "another revision");
    meanwhile(account, "CreateDeployment", () => hand.apigateway.createDeployment({ restApiId, description }));

    await expect(converge(connection, [anApi(), aDeployment(FINGERPRINT)])).rejects.toMatchObject({ code: "conflict" });
    const again = await converge(connection, [anApi(), aDeployment(FINGERPRINT)]);

    expect([...sandbox.world.apigateway.apis.values()].map(({ deployments }) => deployments.size)).toEqual([1]);
    expect(again.actions).toEqual([]);
  });
});

describe("giving way", () => {
  const at = (seconds: number) => new Date(1_000 * seconds);
  it.each([
    { reason: "nothing else is there", twins: [], removed: false },
    { reason: "only itself is found", twins: [{ id: "mine", createdDate: at(5) }], removed: false },
    { reason: "the other is surely younger", twins: [{ id: "other", createdDate: at(6) }], removed: false },
    { reason: "the other is older", twins: [{ id: "other", createdDate: at(4) }], removed: true },
    {
      reason: "both are of the same second: the other may have looked before ours was there",
      twins: [{ id: "other", createdDate: new Date(5_900) }],
      removed: true,
    },
    { reason: "nobody knows when the other was made", twins: [{ id: "other" }], removed: true },
  ])("$reason: removed $removed", async ({ twins, removed }) => {
    const gone: string[] = [];
    const giving = giveWay(
      "rest-api:Images",
      { id: "mine", createdDate: at(5) },
      {
        look: async () => twins,
        remove: async (id) => gone.push(id),
      },
    );

    await (removed ? expect(giving).rejects.toMatchObject({ code: "conflict" }) : giving);

    expect(gone).toEqual(removed ? ["mine"] : []);
  });
});
