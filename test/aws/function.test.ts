import { describe, expect, it } from "vitest";
import { AwsError } from "../../src/sandbox/wire/aws-error.ts";
import { anAccount } from "./account.ts";
import { aFunction, aRole, sha256Of, zipOf } from "./builders.ts";
import { converge, destroy, look, owned } from "./driver.ts";

const FunctionName = "Uploader";
const old = zipOf("exports.handler = async () => 1;");
const next = zipOf("exports.handler = async () => 2;");

describe("a function", () => {
  it("is made with its role in one pass, waiting until the role can be assumed and the function is active", async () => {
    const { connection, hand } = anAccount();

    const pass = await converge(connection, [aRole(), aFunction({ description: "d", tags: { team: "images" }, memoryMb: 256 })]);

    expect(pass.waits.length).toBeGreaterThan(0);
    const { Configuration, Tags } = await hand.lambda.getFunction({ FunctionName });
    expect(Configuration).toMatchObject({ State: "Active", MemorySize: 256, Timeout: 10, CodeSha256: sha256Of(zipOf()) });
    expect(Tags).toEqual({ "stagekeeper:owner": "acme", team: "images" });
  });

  it("keeps trying while Lambda says that the role cannot be assumed, and gives up on any other bad parameter", async () => {
    const { connection, sandbox } = anAccount();
    let refusals = 0;
    const text = "The role defined for the function cannot be assumed by Lambda.";
    sandbox.faults.script(({ operation }) => {
      if (operation !== "CreateFunction" || refusals >= 3) return undefined;
      refusals += 1;
      return { type: "fail", when: "before", error: new AwsError("InvalidParameterValueException", text, 400) };
    });
    const pass = await converge(connection, [aRole(), aFunction()]);
    expect(pass.waits).toContain("the role of Uploader to be known to Lambda");

    const other = anAccount();
    other.sandbox.faults.script(({ operation }) =>
      operation === "CreateFunction"
        ? { type: "fail", when: "before", error: new AwsError("InvalidParameterValueException", "bad handler", 400) }
        : undefined,
    );
    await expect(converge(other.connection, [aRole(), aFunction()])).rejects.toMatchObject({ code: "invalid" });
    expect(other.sandbox.journal.counts()["lambda.CreateFunction"]).toBe(1);
  });

  it("gives up on a role after two minutes, for real mistakes have the same name", async () => {
    const { connection, sandbox } = anAccount();
    const text = "The role defined for the function cannot be assumed by Lambda.";
    sandbox.faults.script(({ operation }) =>
      operation === "CreateFunction"
        ? { type: "fail", when: "before", error: new AwsError("InvalidParameterValueException", text, 400) }
        : undefined,
    );
    const before = sandbox.world.clock.now();

    await expect(converge(connection, [aRole(), aFunction()])).rejects.toMatchObject({
      awsCode: "InvalidParameterValueException",
    });

    const seconds = (sandbox.world.clock.now() - before) / 1000;
    expect(seconds).toBeGreaterThan(115);
    expect(seconds).toBeLessThan(135);
  });

  it("has code and configuration changed one after the other, waiting in between", async () => {
    let code = old;
    const { connection, sandbox, hand } = anAccount({ code: () => code });
    await converge(connection, [aRole(), aFunction({}, old)]);
    code = next;
    sandbox.journal.clear();

    const pass = await converge(connection, [aRole(), aFunction({ timeoutSeconds: 20, environment: { A1: "x" } }, next)]);

    expect(pass.actions).toEqual(["update function:Uploader codeSha256 environment.A1 timeoutSeconds"]);
    expect(sandbox.journal.writes().map(({ operation }) => operation)).toEqual([
      "UpdateFunctionConfiguration",
      "UpdateFunctionCode",
    ]);
    const { Configuration } = await hand.lambda.getFunction({ FunctionName });
    expect(Configuration).toMatchObject({
      Timeout: 20,
      CodeSha256: sha256Of(next),
      LastUpdateStatus: "Successful",
      Environment: { Variables: { A1: "x" } },
    });
  });

  it("waits for an update that somebody else has under way, which AWS answers with a conflict", async () => {
    const { connection, hand } = anAccount();
    await converge(connection, [aRole(), aFunction()]);
    await hand.lambda.updateFunctionConfiguration({ FunctionName, MemorySize: 512 });

    await converge(connection, [aRole(), aFunction({ memoryMb: 128 })]);

    expect((await hand.lambda.getFunction({ FunctionName })).Configuration?.MemorySize).toBe(128);
  });

  it("has only declared members changed", async () => {
    const { connection, hand } = anAccount();
    await converge(connection, [aRole(), aFunction()]);
    await hand.lambda.updateFunctionConfiguration({ FunctionName, MemorySize: 1024, Description: "by hand" });
    await new Promise((done) => setTimeout(done, 0));

    const pass = await converge(connection, [aRole(), aFunction({ timeoutSeconds: 11 })]);

    expect(pass.actions).toEqual(["update function:Uploader timeoutSeconds"]);
    expect((await hand.lambda.getFunction({ FunctionName })).Configuration).toMatchObject({
      MemorySize: 1024,
      Description: "by hand",
    });
  });

  it("loses environment variables that are not declared, and keeps those of others in its tags", async () => {
    const { connection, hand } = anAccount();
    await converge(connection, [aRole(), aFunction({ environment: { AA: "1", BB: "2" }, tags: { team: "a" } })]);
    const arn = (await hand.lambda.getFunction({ FunctionName })).Configuration?.FunctionArn;
    await hand.lambda.tagResource({ Resource: arn, Tags: { foreign: "1" } });

    await converge(connection, [aRole(), aFunction({ environment: { AA: "1" }, tags: { team: "b" } })]);

    const { Configuration, Tags } = await hand.lambda.getFunction({ FunctionName });
    expect(Configuration?.Environment?.Variables).toEqual({ AA: "1" });
    expect(Tags).toEqual({ foreign: "1", "stagekeeper:owner": "acme", team: "b" });
  });

  it("costs one call to observe, code, configuration and tags in one", async () => {
    const { connection } = anAccount();
    await converge(connection, [aRole(), aFunction()]);

    const { calls } = await look(connection, [aFunction({ role: undefined })]);

    expect(calls.byOperation).toEqual({ "lambda.GetFunction": 1, "sts.GetCallerIdentity": 1 });
  });

  it("is unknown, not absent, when it may not be read", async () => {
    const { connection, sandbox } = anAccount();
    await converge(connection, [aRole(), aFunction()]);
    sandbox.faults.script(({ operation }) =>
      operation === "GetFunction"
        ? { type: "fail", when: "before", error: new AwsError("AccessDeniedException", "no", 403) }
        : undefined,
    );

    const { observations } = await look(connection, [aFunction()]);

    expect(observations.get("function:Uploader")).toMatchObject({ state: "unknown", reason: "denied" });
  });

  it("is deleted once an update of it has ended, for AWS refuses before", async () => {
    const { connection, sandbox } = anAccount();
    await converge(connection, [aRole(), aFunction()]);
    let refusals = 0;
    const error = new AwsError("ResourceConflictException", "An update is in progress for resource", 409);
    sandbox.faults.script(({ operation }) => {
      if (operation !== "DeleteFunction" || refusals > 1) return undefined;
      refusals += 1;
      return { type: "fail", when: "before", error };
    });

    await destroy(connection, [aRole(), aFunction()]);

    expect(sandbox.world.lambda.functions.size).toBe(0);
  });

  it("is found by its mark, and deleted once", async () => {
    const { connection } = anAccount();
    const all = [aRole(), aFunction()];
    await converge(connection, all);
    expect((await owned(connection, "function", [])).map(({ address }) => address)).toEqual(["function:Uploader"]);

    await destroy(connection, all);
    await destroy(connection, all);

    expect((await look(connection, all)).observations.get("function:Uploader")).toEqual({ state: "absent" });
  });
});
