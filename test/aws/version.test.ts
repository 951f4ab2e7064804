import { describe, expect, it } from "vitest";
import { addressOf } from "../../src/model/address.ts";
import { refTo } from "../../src/model/ref.ts";
import { AwsError } from "../../src/sandbox/wire/aws-error.ts";
import type { Account } from "./account.ts";
import { anAccount } from "./account.ts";
import { aFunction, anAlias, aRole, aVersion, sha256Of, zipOf } from "./builders.ts";
import { converge, look, owned } from "./driver.ts";

const FunctionName = "Uploader";
const base = { BUCKET_NAME: "dev" };
const prod = { BUCKET_NAME: "prod" };
const dev = anAlias("dev", { version: "$LATEST" });

const prodVersion = aVersion({ environment: prod }, { baseEnvironment: base, latestAliases: [dev.address] });
const prodAlias = anAlias("prod", { version: refTo(prodVersion.address, "version") });

async function versionsOf({ hand }: Account) {
  const { Versions = [] } = await hand.lambda.listVersionsByFunction({ FunctionName });
  return Versions.filter(({ Version }) => Version !== "$LATEST").map(({ Version, Environment }) => [
    Version,
    Environment?.Variables,
  ]);
}

describe("a version with an environment of its own", () => {
  it("is published through $LATEST, whose own environment is put back", async () => {
    const account = anAccount();

    await converge(account.connection, [aRole(), aFunction({ environment: base }), prodVersion]);

    expect(await versionsOf(account)).toEqual([["1", prod]]);
    const { Configuration } = await account.hand.lambda.getFunction({ FunctionName });
    expect(Configuration?.Environment?.Variables).toEqual(base);
  });

  it("is found again by what it holds, so that a second pass publishes nothing", async () => {
    const account = anAccount();
    await converge(account.connection, [aRole(), aFunction({ environment: base }), prodVersion]);

    const again = await converge(account.connection, [aRole(), aFunction({ environment: base }), prodVersion]);

    expect(again.actions).toEqual([]);
    expect(again.outputs.get(prodVersion.address)).toEqual({ version: "1" });
  });

  it("parks an alias on the same copy of $LATEST each time (aws-facts 5.1: AWS compares with the newest version alone)", async () => {
    const account = anAccount();
    const wishes = (environment: Readonly<Record<string, string>>) =>
      aVersion({ environment }, { baseEnvironment: base, latestAliases: [dev.address] });
    const common = [aRole(), aFunction({ environment: base }), dev];
    await converge(account.connection, [...common, wishes(prod)]);

    await converge(account.connection, [...common, wishes({ BUCKET_NAME: "test" })]);

    expect(await versionsOf(account)).toEqual([
      ["1", base],
      ["2", prod],
      ["3", { BUCKET_NAME: "test" }],
    ]);
  });

  it("is never seen by an alias that serves $LATEST: that one is parked on a copy of it", async () => {
    const account = anAccount();
    const { connection, sandbox, hand } = account;
    await converge(connection, [aRole(), aFunction({ environment: base }), dev]);
    const seenByDev: unknown[] = [];
    sandbox.faults.script(() => {
      const record = sandbox.world.lambda.functions.get(FunctionName);
      const alias = record?.aliases.get("dev");
      const serves = alias?.functionVersion === "$LATEST" ? record?.latest : record?.versions.get(alias?.functionVersion ?? "");
      seenByDev.push(serves?.configuration.environment);
      return undefined;
    });

    await converge(connection, [aRole(), aFunction({ environment: base }), prodVersion, dev]);
    sandbox.faults.clear();

    expect(new Set(seenByDev.map((environment) => JSON.stringify(environment)))).toEqual(new Set([JSON.stringify(base)]));
    expect((await hand.lambda.getAlias({ FunctionName, Name: "dev" })).FunctionVersion).toBe("$LATEST");
    expect(await versionsOf(account)).toEqual([
      ["1", base],
      ["2", prod],
    ]);
  });

  it("leaves the environment of $LATEST as it was when publishing fails", async () => {
    const { connection, sandbox, hand } = anAccount();
    await converge(connection, [aRole(), aFunction({ environment: base }), dev]);
    let published = 0;
    sandbox.faults.script(({ operation }) => {
      if (operation !== "PublishVersion") return undefined;
      published += 1;
      // The first is the copy that dev is parked on.
      return published === 2 ? { type: "fail", when: "before", error: denied() } : undefined;
    });

    await expect(converge(connection, [aRole(), aFunction({ environment: base }), prodVersion])).rejects.toMatchObject({
      code: "denied",
    });

    expect((await hand.lambda.getFunction({ FunctionName })).Configuration?.Environment?.Variables).toEqual(base);
    expect((await hand.lambda.getAlias({ FunctionName, Name: "dev" })).FunctionVersion).toBe("$LATEST");
  });

  it("is not published when somebody else sets another environment in that moment", async () => {
    const account = anAccount();
    const { connection, sandbox, hand } = account;
    await converge(connection, [aRole(), aFunction({ environment: base })]);
    let interfered = false;
    sandbox.faults.script(({ operation }) => {
      if (operation !== "PublishVersion" || interfered) return undefined;
      interfered = true;
      const Environment = { Variables: { BUCKET_NAME: "theirs" } };
      return {
        type: "meanwhile",
        work: async () => void (await hand.lambda.updateFunctionConfiguration({ FunctionName, Environment })),
      };
    });

    await expect(converge(connection, [aRole(), aFunction({ environment: base }), prodVersion])).rejects.toMatchObject({
      code: "conflict",
    });

    expect(await versionsOf(account)).toEqual([]);
  });

  it("is not published again when another process published it, and then another, in that moment", async () => {
    const account = anAccount();
    const { connection, sandbox, hand } = account;
    await converge(connection, [aRole(), aFunction({ environment: base })]);
    let interfered = false;
    sandbox.faults.script(({ operation }) => {
      if (operation !== "PublishVersion" || interfered) return undefined;
      interfered = true;
      return {
        type: "meanwhile",
        async work() {
          await hand.lambda.publishVersion({ FunctionName });
          for (const variables of [base, prod]) {
            await hand.lambda.updateFunctionConfiguration({ FunctionName, Environment: { Variables: variables } });
            await sandbox.world.clock.sleep(5_000);
            if (variables === base) await hand.lambda.publishVersion({ FunctionName });
          }
        },
      };
    });

    const { outputs } = await converge(connection, [aRole(), aFunction({ environment: base }), prodVersion]);

    expect(outputs.get(prodVersion.address)).toEqual({ version: "1" });
    expect(await versionsOf(account)).toEqual([
      ["1", prod],
      ["2", base],
    ]);
  });

  it("has the aliases it could not move back told, and the next pass moves them", async () => {
    const { connection, sandbox, hand } = anAccount();
    const all = [aRole(), aFunction({ environment: base }), prodVersion, dev];
    await converge(connection, [aRole(), aFunction({ environment: base }), dev]);
    let moves = 0;
    sandbox.faults.script(({ operation }) => {
      if (operation !== "UpdateAlias") return undefined;
      moves += 1;
      return moves === 2 ? { type: "fail", when: "before", error: denied() } : undefined;
    });

    await expect(converge(connection, all)).rejects.toThrow("could not be moved back to $LATEST");
    sandbox.faults.clear();
    await converge(connection, all);

    expect((await hand.lambda.getAlias({ FunctionName, Name: "dev" })).FunctionVersion).toBe("$LATEST");
  });

  it("leaves the aliases where they are when parking fails", async () => {
    const { connection, sandbox, hand } = anAccount();
    await converge(connection, [aRole(), aFunction({ environment: base }), dev]);
    sandbox.faults.script(({ operation }) =>
      operation === "UpdateAlias" ? { type: "fail", when: "before", error: denied() } : undefined,
    );

    await expect(converge(connection, [aRole(), aFunction({ environment: base }), prodVersion])).rejects.toMatchObject({
      code: "denied",
    });

    expect((await hand.lambda.getAlias({ FunctionName, Name: "dev" })).FunctionVersion).toBe("$LATEST");
    expect((await hand.lambda.getFunction({ FunctionName })).Configuration?.Environment?.Variables).toEqual(base);
  });

  it("puts back what was there when the function's environment is not declared", async () => {
    const { connection, hand } = anAccount();
    await converge(connection, [aRole(), aFunction({ environment: { OTHER: "x" } })]);
    const undeclared = aVersion({ environment: prod });

    await converge(connection, [aRole(), aFunction(), undeclared]);

    expect((await hand.lambda.getFunction({ FunctionName })).Configuration?.Environment?.Variables).toEqual({ OTHER: "x" });
  });

  it("goes on after a signal only to put back what it changed", async () => {
    const { connection, sandbox, hand } = anAccount();
    await converge(connection, [aRole(), aFunction({ environment: base })]);
    const stop = new AbortController();
    sandbox.faults.script(({ operation }) => {
      if (operation === "UpdateFunctionConfiguration") stop.abort(new Error("SIGINT"));
      return undefined;
    });

    await expect(
      converge(connection, [aRole(), aFunction({ environment: base }), prodVersion], { signal: stop.signal }),
    ).rejects.toThrow();

    expect((await hand.lambda.getFunction({ FunctionName })).Configuration?.Environment?.Variables).toEqual(base);
  });
});

describe("a version", () => {
  it("is published directly when $LATEST holds what is asked", async () => {
    const account = anAccount();

    await converge(account.connection, [aRole(), aFunction({ environment: base }), aVersion({ environment: base })]);

    expect(await versionsOf(account)).toEqual([["1", base]]);
    expect(account.sandbox.journal.counts()["lambda.UpdateFunctionConfiguration"]).toBeUndefined();
  });

  it("carries our mark and the revision in its description, for versions cannot be tagged", async () => {
    const { connection, hand } = anAccount();

    await converge(connection, [aRole(), aFunction(), aVersion({})]);

    const { Configuration } = await hand.lambda.getFunction({ FunctionName, Qualifier: "1" });
    expect(Configuration?.Description).toBe("stagekeeper:acme revision:0123456789ab");
  });

  it("is published anew for new code, and the old one stays", async () => {
    let code = zipOf("1");
    const account = anAccount({ code: () => code });
    await converge(account.connection, [aRole(), aFunction({}, code), aVersion({})]);
    code = zipOf("2");

    const pass = await converge(account.connection, [aRole(), aFunction({}, code), aVersion({ codeSha256: sha256Of(code) })]);

    expect(pass.outputs.get(prodVersion.address)).toEqual({ version: "2" });
    expect(await versionsOf(account)).toHaveLength(2);
  });

  it("that is pinned to earlier code is the one that was published of it", async () => {
    let code = zipOf("1");
    const account = anAccount({ code: () => code });
    const pin = aVersion({ codeSha256: sha256Of(code) }, { select: "pin", publishable: false });
    await converge(account.connection, [aRole(), aFunction({}, code), aVersion({})]);
    code = zipOf("2");

    const pass = await converge(account.connection, [aRole(), aFunction({}, code), pin]);

    expect(pass.outputs.get(pin.address)).toEqual({ version: "1" });
    expect(pass.actions).toEqual(["update function:Uploader codeSha256"]);
  });

  it("that is the newest is the highest number there is, and absent when there is none", async () => {
    const { connection, hand } = anAccount();
    const newest = aVersion({}, { select: "newest", publishable: false });
    await converge(connection, [aRole(), aFunction()]);
    expect((await look(connection, [aFunction(), newest])).observations.get(newest.address)).toEqual({ state: "absent" });
    await hand.lambda.publishVersion({ FunctionName });

    const { observations } = await look(connection, [aFunction(), newest]);

    expect(observations.get(newest.address)).toMatchObject({ live: { outputs: { version: "1" }, owner: null } });
  });

  it("is refused when $LATEST holds other code than is to be published", async () => {
    const { connection } = anAccount();
    const other = aVersion({ codeSha256: sha256Of(zipOf("other")) });

    await expect(converge(connection, [aRole(), aFunction(), other])).rejects.toMatchObject({ code: "conflict" });
    await expect(converge(connection, [aRole(), aFunction(), aVersion({ timeoutSeconds: 99 })])).rejects.toMatchObject({
      code: "conflict",
    });
    await expect(converge(connection, [aVersion({ codeSha256: "x" }, { publishable: false })])).rejects.toMatchObject({
      code: "not-found",
    });
  });
});

describe("an alias", () => {
  it("is moved to the version that is found, with the revision that was observed", async () => {
    const { connection, sandbox, hand } = anAccount();
    await converge(connection, [aRole(), aFunction({ environment: base }), prodVersion, prodAlias]);
    await hand.lambda.updateAlias({ FunctionName, Name: "prod", FunctionVersion: "$LATEST" });
    sandbox.journal.clear();

    const pass = await converge(connection, [aRole(), aFunction({ environment: base }), prodVersion, prodAlias]);

    expect(pass.actions).toEqual(["update alias:Uploader/prod version"]);
    const [update] = sandbox.journal.writes();
    expect(update?.input).toMatchObject({ FunctionVersion: "1", RevisionId: expect.any(String) });
  });

  it("keeps the author's description beside our mark", async () => {
    const { connection, hand } = anAccount();

    await converge(connection, [aRole(), aFunction(), anAlias("dev", { version: "$LATEST", description: "For trying" })]);

    expect((await hand.lambda.getAlias({ FunctionName, Name: "dev" })).Description).toBe("For trying [stagekeeper:acme]");
    const again = await converge(connection, [
      aRole(),
      aFunction(),
      anAlias("dev", { version: "$LATEST", description: "For trying" }),
    ]);
    expect(again.actions).toEqual([]);
  });

  it("has weights set, and cleared explicitly, for leaving them out keeps them", async () => {
    const { connection, hand } = anAccount();
    await converge(connection, [aRole(), aFunction({ environment: base }), aVersion({ environment: base }), prodVersion]);
    const weighted = anAlias("live", { version: "1", weights: { "2": 0.1 } });
    await converge(connection, [aFunction({ role: undefined }), weighted]);
    expect((await hand.lambda.getAlias({ FunctionName, Name: "live" })).RoutingConfig?.AdditionalVersionWeights).toEqual({
      "2": 0.1,
    });
    expect((await converge(connection, [aFunction({ role: undefined }), weighted])).actions).toEqual([]);

    await converge(connection, [aFunction({ role: undefined }), anAlias("live", { version: "1", weights: null })]);

    const after = await hand.lambda.getAlias({ FunctionName, Name: "live" });
    expect(after.RoutingConfig?.AdditionalVersionWeights ?? {}).toEqual({});
  });

  it("whose move was done though the answer was lost is not moved again", async () => {
    const { connection, sandbox, hand } = anAccount();
    await converge(connection, [aRole(), aFunction(), aVersion({}), anAlias("live", { version: "1" })]);
    let lost = 0;
    sandbox.faults.script(({ operation }) => {
      if (operation !== "UpdateAlias" || lost > 0) return undefined;
      lost += 1;
      return { type: "lose", when: "after" };
    });

    await converge(connection, [
      aRole(),
      aFunction(),
      anAlias("live", { version: "$LATEST", description: "new", weights: null }),
    ]);

    expect((await hand.lambda.getAlias({ FunctionName, Name: "live" })).FunctionVersion).toBe("$LATEST");
  });

  it("whose revision moved though nothing in it changed is written all the same", async () => {
    const { connection, sandbox, hand } = anAccount();
    await converge(connection, [aRole(), aFunction(), anAlias("live", { version: "$LATEST" })]);
    let moved = false;
    sandbox.faults.script(({ operation }) => {
      const alias = sandbox.world.lambda.functions.get(FunctionName)?.aliases.get("live");
      if (operation === "UpdateAlias" && !moved && alias)
        Object.assign(alias, { revisionId: "11111111-1111-1111-1111-111111111111" });
      moved ||= operation === "UpdateAlias";
      return undefined;
    });

    await converge(connection, [aRole(), aFunction(), anAlias("live", { version: "$LATEST", description: "new" })]);

    expect((await hand.lambda.getAlias({ FunctionName, Name: "live" })).Description).toBe("new [stagekeeper:acme]");
  });

  it("is taken over by the mark in its description, which keeps what stood there", async () => {
    const { connection, hand } = anAccount();
    await converge(connection, [aRole(), aFunction()]);
    await hand.lambda.createAlias({ FunctionName, Name: "live", FunctionVersion: "$LATEST", Description: "Old hands" });
    const live = anAlias("live", { version: "$LATEST" });

    await converge(connection, [aRole(), aFunction(), live], { adopt: [live.address] });

    expect((await hand.lambda.getAlias({ FunctionName, Name: "live" })).Description).toBe("Old hands [stagekeeper:acme]");
    expect((await owned(connection, "alias", [aFunction()])).map(({ address }) => address)).toEqual([live.address]);
  });

  it("is refused when somebody changed it after it was looked at", async () => {
    const { connection, sandbox, hand } = anAccount();
    await converge(connection, [aRole(), aFunction(), aVersion({}), anAlias("live", { version: "1" })]);
    await hand.lambda.updateAlias({ FunctionName, Name: "live", Description: "mine now" });
    let moved = false;
    sandbox.faults.script(({ operation }) => {
      if (operation === "UpdateAlias" && !moved) {
        moved = true;
        const alias = sandbox.world.lambda.functions.get(FunctionName)?.aliases.get("live");
        if (alias) Object.assign(alias, { revisionId: "11111111-1111-1111-1111-111111111111", description: "edited" });
      }
      return undefined;
    });

    const pass = converge(connection, [aRole(), aFunction(), anAlias("live", { version: "$LATEST" })]);

    await expect(pass).rejects.toMatchObject({ code: "conflict" });
  });

  it("that the desired state does not declare is reported beside those it does", async () => {
    const { connection, hand } = anAccount();
    await converge(connection, [aRole(), aFunction(), dev]);
    await hand.lambda.createAlias({ FunctionName, Name: "test", FunctionVersion: "$LATEST" });

    const { observations } = await look(connection, [aFunction(), dev]);

    expect(observations.get(addressOf("alias", FunctionName, "dev"))).toMatchObject({
      live: { unmanaged: [{ what: "alias Uploader/test", beside: dev.address }] },
    });
  });
});

function denied() {
  return new AwsError("AccessDeniedException", "no", 403);
}
