import { describe, expect, it } from "vitest";
import { anAccount } from "./account.ts";
import { anExample } from "./builders.ts";
import { converge, destroy, look } from "./driver.ts";

describe("the whole example", () => {
  it("is made from empty, and a second pass finds everything in sync and writes nothing", async () => {
    const { connection, sandbox } = anAccount();

    const first = await converge(connection, anExample());
    sandbox.journal.clear();
    const second = await converge(connection, anExample());

    expect(first.actions).toEqual(anExample().map(({ address }) => `create ${address}`));
    expect(second.actions).toEqual([]);
    expect(sandbox.journal.writes()).toEqual([]);
  });

  it("is looked at with the fewest calls that AWS's operations allow", async () => {
    const { connection } = anAccount();
    await converge(connection, anExample());

    const { calls } = await look(connection, anExample());

    expect(calls.byOperation).toEqual({
      "apigateway.GetDeployments": 1,
      "apigateway.GetResources": 1,
      "apigateway.GetRestApis": 1,
      "apigateway.GetStages": 1,
      "iam.GetAccountAuthorizationDetails": 1,
      "lambda.GetFunction": 1,
      "lambda.GetPolicy": 2,
      "lambda.ListAliases": 1,
      "lambda.ListVersionsByFunction": 1,
      "s3.GetBucketTagging": 2,
      "s3.GetBucketVersioning": 2,
      "sts.GetCallerIdentity": 1,
    });
  });

  it("carries our mark on everything, and is found by it", async () => {
    const { connection } = anAccount();
    await converge(connection, anExample());

    const { observations } = await look(connection, anExample());

    const owners = [...observations.values()].map((found) => found.state === "present" && found.live.owner);
    expect(new Set(owners)).toEqual(new Set(["acme"]));
  });

  it("is deleted without leaving anything behind", async () => {
    const { connection } = anAccount();
    await converge(connection, anExample());

    await destroy(connection, anExample());

    const { observations } = await look(connection, anExample());
    expect([...observations.values()].map(({ state }) => state)).toEqual(anExample().map(() => "absent"));
  });
});
