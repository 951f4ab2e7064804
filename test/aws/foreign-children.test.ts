/** What of ours is not desired any more, and holds or serves what is not ours: found when looking for what to prune. */
import { describe, expect, it } from "vitest";
import { anAccount } from "./account.ts";
import { aDeployment, aFunction, anAlias, anApi, aPermission, aRole, aStage } from "./builders.ts";
import { converge, owned } from "./driver.ts";

const FunctionName = "Uploader";
const dev = anAlias("dev", { version: "$LATEST" });
const all = [aRole(), aFunction(), dev, anApi(), aPermission("dev", "dev"), aDeployment(), aStage("dev")];

async function unmarkedStage() {
  const account = anAccount();
  const { outputs } = await converge(account.connection, all);
  const id = outputs.get(anApi().address)?.id ?? "";
  const resourceArn = `arn:aws:apigateway:us-east-1::/restapis/${id}/stages/dev`;
  await account.hand.apigateway.untagResource({ resourceArn, tagKeys: ["stagekeeper:owner"] });
  return { ...account, id };
}

describe("a function that nobody desires any more", () => {
  it("names the aliases, statements and versions in it that are not ours, for AWS deletes them with it", async () => {
    const { connection, hand } = anAccount();
    await converge(connection, all);
    await hand.lambda.createAlias({ FunctionName, Name: "theirs", FunctionVersion: "$LATEST" });
    const grant = { Action: "lambda:InvokeFunction", Principal: "s3.amazonaws.com", SourceArn: "arn:aws:s3:::x" };
    await hand.lambda.addPermission({ FunctionName, Qualifier: "dev", StatementId: "by-hand", ...grant });
    await hand.lambda.publishVersion({ FunctionName });

    const [found] = await owned(connection, "function", []);

    expect(found?.unmanaged?.map(({ what }) => what)).toEqual([
      "alias Uploader/theirs",
      "statement by-hand of Uploader:dev",
      "version Uploader/1",
    ]);
  });

  it("names nothing when all of it is ours", async () => {
    const { connection } = anAccount();
    await converge(connection, all);

    expect((await owned(connection, "function", [])).map(({ unmanaged }) => unmanaged)).toEqual([[]]);
  });
});

describe("an alias that nobody desires any more", () => {
  it("names the statements of its policy that are not ours, for AWS deletes them with it", async () => {
    const { connection, hand } = anAccount();
    await converge(connection, all);
    const grant = { Action: "lambda:InvokeFunction", Principal: "s3.amazonaws.com", SourceArn: "arn:aws:s3:::x" };
    await hand.lambda.addPermission({ FunctionName, Qualifier: "dev", StatementId: "by-hand", ...grant });

    const [found] = await owned(connection, "alias", [aFunction()]);

    expect(found?.unmanaged).toEqual([{ what: "statement by-hand of Uploader:dev", beside: dev.address }]);
  });
});

describe("a REST API that nobody desires any more", () => {
  it("names the stages in it that are not ours, for AWS deletes them with it", async () => {
    const { connection } = await unmarkedStage();

    const [found] = await owned(connection, "rest-api", []);

    expect(found?.unmanaged?.map(({ what }) => what)).toEqual(["stage Images/dev"]);
  });
});

describe("a permission that nobody desires any more", () => {
  it("is not listed while a stage that is not ours stands on it", async () => {
    const { connection } = await unmarkedStage();

    expect(await owned(connection, "permission", [aFunction(), dev, anApi()])).toEqual([]);
  });

  it("is not listed while it serves an API that somebody else took over", async () => {
    const { connection, hand, id } = await unmarkedStage();
    const resourceArn = `arn:aws:apigateway:us-east-1::/restapis/${id}`;
    await hand.apigateway.untagResource({ resourceArn, tagKeys: ["stagekeeper:owner"] });

    expect(await owned(connection, "permission", [aFunction(), dev])).toEqual([]);
  });

  it("is listed with an API of ours that nobody desires either, for that goes first", async () => {
    const { connection } = await unmarkedStage();

    expect((await owned(connection, "permission", [aFunction(), dev])).length).toBe(1);
  });

  it.each(["stage", "API"])("is listed once its %s is gone", async (gone) => {
    const { connection, hand, id } = await unmarkedStage();
    await hand.apigateway.deleteStage({ restApiId: id, stageName: "dev" });
    if (gone === "API") await hand.apigateway.deleteRestApi({ restApiId: id });

    expect((await owned(connection, "permission", [aFunction(), dev, anApi()])).length).toBe(1);
  });
});

describe("a role that nobody desires any more", () => {
  const users = async (connection: ReturnType<typeof anAccount>["connection"]) => {
    const [found] = await owned(connection, "role", []);
    return found?.kind === "role" ? found.facts.usedBy : undefined;
  };

  it("names the functions that run as it, and the aliases that serve a version which does", async () => {
    const { connection, hand, sandbox } = anAccount();
    await converge(connection, [aRole(), aFunction(), dev]);
    const AssumeRolePolicyDocument = JSON.stringify({
      Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
    });
    const { Role } = await hand.iam.createRole({ RoleName: "another", AssumeRolePolicyDocument });
    await sandbox.world.clock.sleep(60_000);
    await hand.lambda.publishVersion({ FunctionName });
    await hand.lambda.createAlias({ FunctionName, Name: "old", FunctionVersion: "1" });
    expect(await users(connection)).toEqual(["function:Uploader", "alias:Uploader/old"]);

    await hand.lambda.updateFunctionConfiguration({ FunctionName, Role: Role?.Arn });

    expect(await users(connection)).toEqual(["alias:Uploader/old"]);
  });

  it("names nothing when nothing runs as it", async () => {
    const { connection } = anAccount();
    await converge(connection, [aRole()]);

    expect(await users(connection)).toEqual([]);
  });
});
