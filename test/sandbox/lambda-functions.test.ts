import { createHash } from "node:crypto";
import {
  CreateAliasCommand,
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  ListFunctionsCommand,
  type Runtime,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { beforeEach, describe, expect, it } from "vitest";
import {
  ACCOUNT,
  ARN,
  aFunction,
  created,
  HANDLER,
  type LambdaAccount,
  lambdaAccount,
  publish,
  refusal,
  settle,
  userError,
  validationError,
  zipOf,
} from "./lambda-account.ts";

const NAME_PATTERN =
  "(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_\\.]+)(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?";
const UNASSUMABLE = userError(
  400,
  "InvalidParameterValueException",
  "The role defined for the function cannot be assumed by Lambda.",
);

let account: LambdaAccount;

beforeEach(async () => {
  account = await lambdaAccount();
});

const create = (overrides = {}) => account.lambda.send(new CreateFunctionCommand(aFunction(overrides)));

describe("GetFunction", () => {
  it("has an ARN as it was asked for: plain, $LATEST, version, alias", async () => {
    await created(account, { Publish: true });
    await account.lambda.send(new CreateAliasCommand({ FunctionName: "fn", Name: "dev", FunctionVersion: "1" }));
    const arnOf = async (Qualifier?: string) =>
      (await account.lambda.send(new GetFunctionCommand({ FunctionName: "fn", Qualifier }))).Configuration?.FunctionArn;

    expect(await arnOf()).toBe(`${ARN}:fn`);
    expect(await arnOf("$LATEST")).toBe(`${ARN}:fn:$LATEST`);
    expect(await arnOf("1")).toBe(`${ARN}:fn:1`);
    expect(await arnOf("dev")).toBe(`${ARN}:fn:dev`);
  });

  it("has tags only when there are some, and a location of the code", async () => {
    await created(account, { FunctionName: "plain" });
    await created(account, { FunctionName: "tagged", Tags: { team: "images" } });

    const plain = await account.lambda.send(new GetFunctionCommand({ FunctionName: "plain" }));
    const tagged = await account.lambda.send(new GetFunctionCommand({ FunctionName: "tagged" }));
    expect(plain).not.toHaveProperty("Tags");
    expect(tagged.Tags).toEqual({ team: "images" });
    expect(tagged.Code?.RepositoryType).toBe("S3");
    expect(URL.canParse(tagged.Code?.Location ?? "")).toBe(true);
  });

  const missing: readonly {
    readonly name: string;
    readonly input: { FunctionName: string; Qualifier?: string };
    readonly expected: unknown;
  }[] = [
    {
      name: "no such function",
      input: { FunctionName: "none" },
      expected: userError(404, "ResourceNotFoundException", `Function not found: ${ARN}:none`),
    },
    {
      name: "no such version",
      input: { FunctionName: "fn", Qualifier: "1221" },
      expected: userError(404, "ResourceNotFoundException", `Function not found: ${ARN}:fn:1221`),
    },
    {
      name: "no such alias, by ARN",
      input: { FunctionName: `${ARN}:fn:nope` },
      expected: userError(404, "ResourceNotFoundException", `Function not found: ${ARN}:fn:nope`),
    },
    {
      name: "$latest in lower case",
      input: { FunctionName: "fn", Qualifier: "$latest" },
      expected: userError(404, "ResourceNotFoundException", `Function not found: ${ARN}:fn:$latest`),
    },
    {
      name: "two qualifiers that differ",
      input: { FunctionName: "fn:1", Qualifier: "2" },
      expected: userError(
        400,
        "InvalidParameterValueException",
        "The derived qualifier from the function name does not match the specified qualifier.",
      ),
    },
    {
      name: "a qualifier with an exclamation mark",
      input: { FunctionName: "fn", Qualifier: "invalid!" },
      expected: validationError(
        "Value 'invalid!' at 'qualifier' failed to satisfy constraint: Member must satisfy regular expression pattern: \\$(LATEST(\\.PUBLISHED)?)|[a-zA-Z0-9-_$]+",
      ),
    },
    {
      name: "a qualifier of 129 characters",
      input: { FunctionName: "fn", Qualifier: "a".repeat(129) },
      expected: validationError(
        `Value '${"a".repeat(129)}' at 'qualifier' failed to satisfy constraint: Member must have length less than or equal to 128`,
      ),
    },
    {
      name: "a name with an exclamation mark",
      input: { FunctionName: "my-function!" },
      expected: validationError(
        `Value 'my-function!' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: ${NAME_PATTERN}`,
      ),
    },
  ];

  it.each(missing)("$name", async ({ input, expected }) => {
    await created(account);

    expect(await refusal(account.lambda.send(new GetFunctionCommand(input)))).toEqual(expected);
  });
});

describe("ListFunctions", () => {
  it("lists unqualified ARNs by default and every version with ALL, without the states", async () => {
    await created(account, { FunctionName: "b", Publish: true });
    await created(account, { FunctionName: "a" });

    const plain = await account.lambda.send(new ListFunctionsCommand({}));
    const all = await account.lambda.send(new ListFunctionsCommand({ FunctionVersion: "ALL" }));
    expect(plain.Functions?.map((fn) => fn.FunctionArn)).toEqual([`${ARN}:a`, `${ARN}:b`]);
    expect(all.Functions?.map((fn) => fn.FunctionArn)).toEqual([`${ARN}:a:$LATEST`, `${ARN}:b:$LATEST`, `${ARN}:b:1`]);
    for (const member of ["State", "LastUpdateStatus", "RuntimeVersionConfig"])
      expect(all.Functions?.[0]).not.toHaveProperty(member);
  });

  it("gives at most 50 a page, whatever MaxItems says", async () => {
    for (let index = 0; index < 51; index++) await create({ FunctionName: `fn-${index}` });

    const first = await account.lambda.send(new ListFunctionsCommand({ MaxItems: 10_000 }));
    const second = await account.lambda.send(new ListFunctionsCommand({ Marker: first.NextMarker }));
    expect([first.Functions?.length, second.Functions?.length, second.NextMarker]).toEqual([50, 1, undefined]);
  });

  it("refuses a FunctionVersion other than ALL: 400 ValidationException", async () => {
    const invalid = new ListFunctionsCommand({ FunctionVersion: "invalid" as "ALL" });

    expect(await refusal(account.lambda.send(invalid))).toEqual(
      validationError(
        "Value 'invalid' at 'functionVersion' failed to satisfy constraint: Member must satisfy enum value set: [ALL]",
      ),
    );
  });
});

describe("updates", () => {
  const configure = (input = {}) => account.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: "fn", ...input }));
  const upload = (input = {}) =>
    account.lambda.send(new UpdateFunctionCodeCommand({ FunctionName: "fn", ZipFile: HANDLER, ...input }));

  it("stay Active with LastUpdateStatus InProgress, then Successful, with a RevisionId each", async () => {
    await created(account);
    const before = await account.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "fn" }));
    const during = await configure({ Description: "new", Timeout: 9, Environment: { Variables: { STAGE: "dev" } } });
    await settle(account);
    const after = await account.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "fn" }));

    expect(during).toMatchObject({
      State: "Active",
      LastUpdateStatus: "InProgress",
      LastUpdateStatusReason: "The function is being created.",
      LastUpdateStatusReasonCode: "Creating",
    });
    expect(after).toMatchObject({ LastUpdateStatus: "Successful", Description: "new", Timeout: 9, Handler: "index.handler" });
    expect(after.Environment).toEqual({ Variables: { STAGE: "dev" } });
    expect(new Set([before.RevisionId, during.RevisionId, after.RevisionId]).size).toBe(3);
  });

  it("that change nothing run through the same states (recorded)", async () => {
    await created(account);

    expect((await configure()).LastUpdateStatus).toBe("InProgress");
    await settle(account);
    expect((await upload()).LastUpdateStatus).toBe("InProgress");
  });

  it("while another is in progress: 409 ResourceConflictException", async () => {
    await created(account);
    await configure({ Timeout: 5 });

    const inProgress = userError(
      409,
      "ResourceConflictException",
      `The operation cannot be performed at this time. An update is in progress for resource: ${ARN}:fn`,
    );
    expect(await refusal(upload())).toEqual(inProgress);
    expect(await refusal(configure({ Timeout: 6 }))).toEqual(inProgress);
  });

  it("while the function is Pending: 409 ResourceConflictException", async () => {
    await create();

    expect(await refusal(configure())).toEqual(
      userError(
        409,
        "ResourceConflictException",
        "The operation cannot be performed at this time. The function is currently in the following state: Pending",
      ),
    );
  });

  it("with a stale RevisionId: 412 PreconditionFailedException; with the right one they go through", async () => {
    await created(account);
    const stale = userError(
      412,
      "PreconditionFailedException",
      "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id",
    );
    const { RevisionId } = await account.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "fn" }));

    expect(await refusal(upload({ RevisionId: "wrong" }))).toEqual(stale);
    expect(await refusal(configure({ RevisionId: "wrong" }))).toEqual(stale);
    expect((await configure({ RevisionId })).LastUpdateStatus).toBe("InProgress");
  });

  it("as a dry run answer the new CodeSha256 and change nothing", async () => {
    await created(account);
    const zip = zipOf({ "index.js": "// other" });
    const dry = await upload({ ZipFile: zip, DryRun: true });
    const { CodeSha256, LastUpdateStatus } = await account.lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName: "fn" }),
    );

    expect(dry.CodeSha256).toBe(createHash("sha256").update(zip).digest("base64"));
    expect(CodeSha256).toBe(createHash("sha256").update(HANDLER).digest("base64"));
    expect(LastUpdateStatus).toBe("Successful");
  });

  it("with Publish answer the new version, Pending, while $LATEST is InProgress", async () => {
    await created(account);
    const answer = await upload({ ZipFile: zipOf({ "index.js": "// v1" }), Publish: true });
    const latest = await account.lambda.send(new GetFunctionCommand({ FunctionName: "fn", Qualifier: "$LATEST" }));

    expect([answer.Version, answer.FunctionArn, answer.State]).toEqual(["1", `${ARN}:fn:1`, "Pending"]);
    expect(latest.Configuration).toMatchObject({ State: "Active", LastUpdateStatus: "InProgress" });
  });

  it("change the architecture with the code", async () => {
    await created(account);

    expect((await upload({ Architectures: ["arm64"] })).Architectures).toEqual(["arm64"]);
  });

  it("refuse what CreateFunction refuses", async () => {
    await created(account);

    expect(await refusal(configure({ Role: `arn:aws:iam::${ACCOUNT}:role/nobody` }))).toEqual(UNASSUMABLE);
    expect(await refusal(configure({ Runtime: "nope" as Runtime }))).toMatchObject({ name: "InvalidParameterValueException" });
    expect(await refusal(configure({ Timeout: 901 }))).toMatchObject({ name: "ValidationException" });
  });
});

describe("DeleteFunction", () => {
  const remove = (Qualifier?: string, FunctionName = "fn") =>
    account.lambda.send(new DeleteFunctionCommand({ FunctionName, Qualifier }));

  it("takes versions and aliases along: 204, then 404", async () => {
    await created(account, { Publish: true });
    await account.lambda.send(new CreateAliasCommand({ FunctionName: "fn", Name: "dev", FunctionVersion: "1" }));

    expect((await remove()).$metadata.httpStatusCode).toBe(204);
    expect(await refusal(remove())).toEqual(userError(404, "ResourceNotFoundException", `Function not found: ${ARN}:fn`));
    expect(await refusal(account.lambda.send(new GetFunctionCommand({ FunctionName: "fn", Qualifier: "1" })))).toEqual(
      userError(404, "ResourceNotFoundException", `Function not found: ${ARN}:fn:1`),
    );
  });

  it("refuses $LATEST and aliases: 400 InvalidParameterValueException", async () => {
    await created(account);

    expect(await refusal(remove("$LATEST"))).toEqual(
      userError(400, "InvalidParameterValueException", "$LATEST version cannot be deleted without deleting the function."),
    );
    expect(await refusal(remove("dev"))).toEqual(
      userError(400, "InvalidParameterValueException", "Deletion of aliases is not currently supported."),
    );
  });

  it("refuses a version that aliases use, as main or as additional one: 409 ResourceConflictException", async () => {
    await created(account);
    await publish(account, 2);
    const RoutingConfig = { AdditionalVersionWeights: { "1": 0.1 } };
    await account.lambda.send(new CreateAliasCommand({ FunctionName: "fn", Name: "dev", FunctionVersion: "1" }));
    await account.lambda.send(new CreateAliasCommand({ FunctionName: "fn", Name: "prod", FunctionVersion: "2", RoutingConfig }));

    expect(await refusal(remove("1"))).toEqual(
      userError(
        409,
        "ResourceConflictException",
        "Unable to delete version because the following aliases reference it: [dev, prod]",
      ),
    );
  });
});
