/** A process that dies between any two calls, and answers that get lost: the next pass ends in the same place. */
import { describe, expect, it } from "vitest";
import type { Account } from "./account.ts";
import { anAccount } from "./account.ts";
import { anExample } from "./builders.ts";
import { converge, look } from "./driver.ts";

/** How many things of each kind the account holds. */
async function census({ sandbox, connection }: Account): Promise<Readonly<Record<string, number>>> {
  const state = sandbox.world;
  const { observations } = await look(connection, anExample());
  const [api] = [...state.apigateway.apis.values()];
  const [fn] = [...state.lambda.functions.values()];
  return {
    apis: state.apigateway.apis.size,
    deployments: api?.deployments.size ?? 0,
    stages: api?.stages.size ?? 0,
    versions: fn?.versions.size ?? 0,
    present: [...observations.values()].filter(({ state: found }) => found === "present").length,
  };
}

describe("a pass that is cut off", () => {
  it("converges on the next pass, whichever write it died after, with nothing made twice", async () => {
    const whole = anAccount();
    await converge(whole.connection, anExample());
    const writes = whole.sandbox.journal.writes().map(({ sequence }) => sequence);
    const expected = await census(whole);

    for (const last of writes) {
      const account = anAccount();
      const { sandbox, connection } = account;
      sandbox.faults.script(({ sequence }) => (sequence > last ? { type: "lose", when: "before" } : undefined));
      await converge(connection, anExample()).catch(() => undefined);
      sandbox.faults.clear();

      await converge(connection, anExample());
      const settled = await converge(connection, anExample());

      expect(settled.actions, `after write ${last}`).toEqual([]);
      expect(await census(account), `after write ${last}`).toEqual(expected);
    }
  }, 300_000);

  it("goes on in the same pass when the answer to any one write is lost after it took effect", async () => {
    const whole = anAccount();
    await converge(whole.connection, anExample());
    const writes = whole.sandbox.journal.writes().map(({ sequence }) => sequence);
    const expected = await census(whole);

    for (const lost of writes) {
      const account = anAccount();
      account.sandbox.faults.script(({ sequence }) => (sequence === lost ? { type: "lose", when: "after" } : undefined));

      await converge(account.connection, anExample());
      account.sandbox.faults.clear();

      expect(await census(account), `without the answer to write ${lost}`).toEqual(expected);
    }
  }, 300_000);
});
