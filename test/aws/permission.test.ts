import { describe, expect, it } from "vitest";
import type { Live } from "../../src/model/observation.ts";
import type { Account } from "./account.ts";
import { anAccount } from "./account.ts";
import { aFunction, anAlias, anApi, aPermission, aRole } from "./builders.ts";
import { anApplyContext, anObserveContext, converge, look, owned } from "./driver.ts";

const FunctionName = "Uploader";
const dev = anAlias("dev", { version: "$LATEST" });
const permission = aPermission("dev", "dev");
const all = [aRole(), aFunction(), dev, anApi(), permission];
const address = permission.address;

async function statementsOf({ hand }: Account, Qualifier: string | undefined = "dev") {
  const { Policy = "{}" } = await hand.lambda.getPolicy({ FunctionName, Qualifier });
  const { Statement } = JSON.parse(Policy) as { Statement: { Sid: string; Condition: { ArnLike: Record<string, string> } }[] };
  return Statement.map(({ Sid, Condition }) => [Sid, Condition.ArnLike["AWS:SourceArn"]?.split(":").at(-1)]);
}

describe("a permission", () => {
  it("is one statement a stage on the alias itself, marked in its id", async () => {
    const account = anAccount();

    const { outputs } = await converge(account.connection, all);

    expect(await statementsOf(account)).toEqual([
      ["stagekeeper-acme-dev-Images-dev", `${outputs.get("rest-api:Images")?.id}/dev/*/*`],
    ]);
    expect((await converge(account.connection, all)).actions).toEqual([]);
  });

  it("of the function itself, where no alias is named, is in the function's own policy", async () => {
    const account = anAccount();
    const unqualified = { ...aPermission("$LATEST", "dev"), spec: { ...permission.spec, qualifier: undefined } };

    await converge(account.connection, [aRole(), aFunction(), anApi(), unqualified]);

    const { Policy = "" } = await account.hand.lambda.getPolicy({ FunctionName });
    expect(Policy).toContain("stagekeeper-acme--LATEST-Images-dev");
    expect((await converge(account.connection, [aRole(), aFunction(), anApi(), unqualified])).actions).toEqual([]);
  });

  it("waits for a function that a pass before could not wait for: what it lets in would meet errors", async () => {
    const { connection, sandbox } = anAccount();
    await converge(connection, [aRole(), aFunction(), dev, anApi()]);
    const record = sandbox.world.lambda.functions.get(FunctionName);
    const endsAt = sandbox.world.clock.now() + 20_000;
    if (record) record.latest = { ...record.latest, transition: { kind: "creating", endsAt, nextRevisionId: "next" } };
    const added: number[] = [];
    sandbox.faults.script(({ operation, at }) => {
      if (operation === "AddPermission") added.push(at);
      return undefined;
    });

    await converge(connection, all);

    expect(added.map((at) => at >= endsAt)).toEqual([true]);
  });

  it("that somebody else gave for the whole API counts, and is nobody's mark", async () => {
    const { connection, hand } = anAccount();
    const { outputs } = await converge(connection, [aRole(), aFunction(), dev, anApi()]);
    const id = outputs.get("rest-api:Images")?.id;
    await hand.lambda.addPermission({
      FunctionName,
      Qualifier: "dev",
      StatementId: "console",
      Action: "lambda:InvokeFunction",
      Principal: "apigateway.amazonaws.com",
      SourceArn: `arn:aws:execute-api:us-east-1:000000000000:${id}/*/*/*`,
    });

    const pass = await converge(connection, all);

    expect(pass.actions).toEqual([]);
    expect(pass.observations.get(address)).toMatchObject({
      state: "present",
      live: { owner: null, facts: { statementId: "console" } },
    });
  });

  it("for an API that was made anew is added under an id of its own before the old one goes", async () => {
    const account = anAccount();
    const { connection, sandbox, hand } = account;
    const before = await converge(connection, all);
    await hand.apigateway.deleteRestApi({ restApiId: before.outputs.get("rest-api:Images")?.id });
    sandbox.journal.clear();

    const after = await converge(connection, all);

    const id = after.outputs.get("rest-api:Images")?.id;
    expect(await statementsOf(account)).toEqual([[`stagekeeper-acme-dev-Images-dev-${id}`, `${id}/dev/*/*`]]);
    const writes = sandbox.journal.writes().filter(({ service, error }) => service === "lambda" && !error);
    expect(writes.map(({ operation }) => operation)).toEqual(["AddPermission", "RemovePermission"]);
    expect((await converge(connection, all)).actions).toEqual([]);
  });

  describe("for an API that two processes made anew", () => {
    /** A session of the slower one, and what the faster one does. */
    async function racing() {
      const account = anAccount();
      const { connection, hand } = account;
      const before = await converge(connection, all);
      await hand.apigateway.deleteRestApi({ restApiId: before.outputs.get("rest-api:Images")?.id });
      const session = connection.openWriteSession();
      const identity = await session.identity(new AbortController().signal);
      const { outputs } = await converge(connection, [aRole(), aFunction(), dev, anApi()]);
      const id = outputs.get("rest-api:Images")?.id ?? "";
      const resolved = { ...permission, spec: { ...permission.spec, apiId: id } };
      return {
        id,
        account,
        others: () => converge(connection, all),
        ours: () => session.providers.permission.create(resolved, anApplyContext(identity)),
        look: () => session.providers.permission.observe(resolved, anObserveContext(identity)),
      };
    }

    it("is there once when the other was through before we looked", async () => {
      const { id, account, others, ours } = await racing();
      await others();

      await ours();

      expect(await statementsOf(account)).toEqual([[`stagekeeper-acme-dev-Images-dev-${id}`, `${id}/dev/*/*`]]);
    });

    it("is there once when the other was through between our look and our write", async () => {
      const { id, account, others, ours, look } = await racing();
      await look();
      await others();

      await ours();

      expect(await statementsOf(account)).toEqual([[`stagekeeper-acme-dev-Images-dev-${id}`, `${id}/dev/*/*`]]);
    });

    it("says so when its id is taken by what allows something else", async () => {
      const { id, account, ours } = await racing();
      await account.hand.lambda.addPermission({
        FunctionName,
        Qualifier: "dev",
        StatementId: `stagekeeper-acme-dev-Images-dev-${id}`,
        Action: "lambda:InvokeFunction",
        Principal: "s3.amazonaws.com",
      });

      await expect(ours()).rejects.toThrow(`statement stagekeeper-acme-dev-Images-dev-${id} of Uploader is taken`);
    });
  });

  it("is absent without a call while its function, alias or API is", async () => {
    const { connection } = anAccount();

    const { observations, calls } = await look(connection, all);

    expect(observations.get(address)).toEqual({ state: "absent" });
    expect(calls.byOperation["lambda.GetPolicy"]).toBeUndefined();
  });

  it("for an alias that nobody has is unknown, though GetPolicy has one answer for no policy and no alias", async () => {
    const { connection } = anAccount();
    const stray = aPermission("blue", "dev");
    await converge(connection, [aRole(), aFunction(), dev, anApi()]);

    const { observations } = await look(connection, [aFunction(), anApi(), stray]);

    expect(observations.get(stray.address)).toMatchObject({ state: "unknown", reason: "missing" });
  });

  it("is not taken from a statement for another stage", async () => {
    const { connection } = anAccount();
    await converge(connection, all);

    const { observations } = await look(connection, [aFunction(), dev, anApi(), aPermission("dev", "prod")]);

    expect(observations.get(aPermission("dev", "prod").address)).toEqual({ state: "absent" });
  });

  it("is found by its mark, and removed; removed already is done", async () => {
    const account = anAccount();
    const { connection } = account;
    await converge(connection, all);
    expect((await owned(connection, "permission", all)).map((live) => live.address)).toEqual([address]);

    const { observations, session } = await look(connection, all);
    const provider = connection.openWriteSession().providers.permission;
    const live = observations.get(address);
    if (live?.state !== "present") throw new Error("not there");
    const context = anApplyContext(await session.identity(new AbortController().signal));
    await provider.delete(live.live as Live<"permission">, context);
    await provider.delete(live.live as Live<"permission">, context);

    expect((await look(connection, all)).observations.get(address)).toEqual({ state: "absent" });
  });

  it("that is somebody else's is reported beside ours", async () => {
    const { connection, hand } = anAccount();
    await converge(connection, all);
    await hand.lambda.addPermission({
      FunctionName,
      Qualifier: "dev",
      StatementId: "s3",
      Action: "lambda:InvokeFunction",
      Principal: "s3.amazonaws.com",
      SourceArn: "arn:aws:s3:::x",
    });

    const { observations } = await look(connection, all);

    expect(observations.get(address)).toMatchObject({
      live: { owner: "acme", unmanaged: [{ what: "statement s3 of Uploader:dev" }] },
    });
  });
});
