import {
  AddPermissionCommand,
  type AddPermissionCommandInput,
  CreateAliasCommand,
  DeleteAliasCommand,
  GetAccountSettingsCommand,
  GetFunctionCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  ListTagsCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  RemovePermissionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAliasCommand,
} from "@aws-sdk/client-lambda";
import { beforeEach, describe, expect, it } from "vitest";
import {
  ACCOUNT,
  ARN,
  created,
  HANDLER,
  type LambdaAccount,
  lambdaAccount,
  publish,
  refusal,
  userError,
  validationError,
} from "./lambda-account.ts";

let account: LambdaAccount;

beforeEach(async () => {
  account = await lambdaAccount();
  await created(account);
  await publish(account, 2);
  for (const Name of ["dev", "prod"])
    await account.lambda.send(new CreateAliasCommand({ FunctionName: "fn", Name, FunctionVersion: "1" }));
});

const SOURCE = `arn:aws:execute-api:us-east-1:${ACCOUNT}:api123/prod/*/*`;

const add = (input: Partial<AddPermissionCommandInput> = {}) =>
  account.lambda.send(
    new AddPermissionCommand({
      FunctionName: "fn",
      StatementId: "stage",
      Action: "lambda:InvokeFunction",
      Principal: "apigateway.amazonaws.com",
      ...input,
    }),
  );
const remove = (input = {}) =>
  account.lambda.send(new RemovePermissionCommand({ FunctionName: "fn", StatementId: "stage", ...input }));
const get = (Qualifier?: string, FunctionName = "fn") => account.lambda.send(new GetPolicyCommand({ FunctionName, Qualifier }));
const policy = async (Qualifier?: string) => JSON.parse((await get(Qualifier)).Policy ?? "");
const NO_POLICY = userError(404, "ResourceNotFoundException", "The resource you requested does not exist.");
const STALE = userError(
  412,
  "PreconditionFailedException",
  "The Revision Id provided does not match the latest Revision Id. Call the GetPolicy API to retrieve the latest Revision Id",
);

describe("AddPermission", () => {
  it("answers 201 with the statement, whose resource ends in the qualifier", async () => {
    const answer = await add({ Qualifier: "prod", SourceArn: SOURCE });

    expect(answer.$metadata.httpStatusCode).toBe(201);
    expect(answer.Statement).toBe(
      `{"Sid":"stage","Effect":"Allow","Principal":{"Service":"apigateway.amazonaws.com"},"Action":"lambda:InvokeFunction","Resource":"${ARN}:fn:prod","Condition":{"ArnLike":{"AWS:SourceArn":"${SOURCE}"}}}`,
    );
  });

  const principals: readonly { readonly principal: string; readonly shown: unknown }[] = [
    { principal: "*", shown: "*" },
    { principal: "lambda.amazonaws.com", shown: { Service: "lambda.amazonaws.com" } },
    { principal: ACCOUNT, shown: { AWS: `arn:aws:iam::${ACCOUNT}:root` } },
    { principal: `arn:aws:iam::${ACCOUNT}:user/u`, shown: { AWS: `arn:aws:iam::${ACCOUNT}:user/u` } },
  ];

  it.each(principals)("shows the principal $principal as policies write it", async ({ principal, shown }) => {
    expect(JSON.parse((await add({ Principal: principal })).Statement ?? "").Principal).toEqual(shown);
  });

  it("shows accounts, organisations and URL types under StringEquals, the source under ArnLike", async () => {
    const input = {
      Principal: "*",
      SourceAccount: ACCOUNT,
      PrincipalOrgID: "o-1234567890",
      FunctionUrlAuthType: "NONE",
      SourceArn: SOURCE,
    } as const;

    expect(JSON.parse((await add(input)).Statement ?? "").Condition).toEqual({
      StringEquals: { "AWS:SourceAccount": ACCOUNT, "lambda:FunctionUrlAuthType": "NONE", "aws:PrincipalOrgID": "o-1234567890" },
      ArnLike: { "AWS:SourceArn": SOURCE },
    });
  });

  const refused: readonly {
    readonly name: string;
    readonly input: Partial<AddPermissionCommandInput>;
    readonly expected: unknown;
  }[] = [
    {
      name: "$LATEST",
      input: { Qualifier: "$LATEST" },
      expected: userError(400, "InvalidParameterValueException", "We currently do not support adding policies for $LATEST."),
    },
    {
      name: "a statement id with a dot",
      input: { StatementId: "example.com" },
      expected: validationError(
        "Value 'example.com' at 'statementId' failed to satisfy constraint: Member must satisfy regular expression pattern: ([a-zA-Z0-9-_]+)",
      ),
    },
    {
      name: "a principal that cannot be one",
      input: { Principal: "invalid.nonaws.com" },
      expected: userError(
        400,
        "InvalidParameterValueException",
        "The provided principal was invalid. Please check the principal and try again.",
      ),
    },
    {
      name: "a missing function",
      input: { FunctionName: "none" },
      expected: userError(404, "ResourceNotFoundException", `Function not found: ${ARN}:none`),
    },
    {
      name: "a missing alias",
      input: { Qualifier: "nope" },
      expected: userError(404, "ResourceNotFoundException", `Cannot find alias arn: ${ARN}:fn:nope`),
    },
    {
      name: "a missing version",
      input: { Qualifier: "42" },
      expected: userError(404, "ResourceNotFoundException", `Function not found: ${ARN}:fn:42`),
    },
    {
      name: "a qualifier with a dollar sign that is not there",
      input: { Qualifier: "with-$-inside" },
      expected: userError(404, "ResourceNotFoundException", `Function not found: ${ARN}:fn:with-$-inside`),
    },
    {
      name: "two qualifiers that differ",
      input: { FunctionName: "fn:dev", Qualifier: "prod" },
      expected: userError(
        400,
        "InvalidParameterValueException",
        "The derived qualifier from the function name does not match the specified qualifier.",
      ),
    },
  ];

  it.each(refused)("refuses $name", async ({ input, expected }) => {
    expect(await refusal(add(input))).toEqual(expected);
  });

  it("refuses a statement id twice on one qualifier, 409, and takes it on another", async () => {
    await add({ Qualifier: "dev" });

    expect(await refusal(add({ Qualifier: "dev" }))).toEqual(
      userError(
        409,
        "ResourceConflictException",
        "The statement id (stage) provided already exists. Please provide a new statement id, or remove the existing statement.",
      ),
    );
    expect((await add({ Qualifier: "prod" })).$metadata.httpStatusCode).toBe(201);
  });

  it("with a stale RevisionId, or any where there is no policy: 412, call GetPolicy", async () => {
    expect(await refusal(add({ RevisionId: "wrong" }))).toEqual(STALE);
    await add();

    expect(await refusal(add({ StatementId: "other", RevisionId: "wrong" }))).toEqual(STALE);
    const { RevisionId } = await get();
    expect((await add({ StatementId: "other", RevisionId })).$metadata.httpStatusCode).toBe(201);
  });

  it("refuses a policy over 20 KB: 400 PolicyLengthExceededException", async () => {
    const fill = async () => {
      for (let index = 0; index < 100; index++) await add({ StatementId: `statement-${index}`, SourceArn: SOURCE });
    };

    expect(await refusal(fill())).toMatchObject({
      name: "PolicyLengthExceededException",
      status: 400,
      message: expect.stringMatching(/^The final policy size \(\d+\) is bigger than the limit \(20480\)\.$/),
    });
  });
});

describe("policies", () => {
  it("are one for the function, one for each version and each alias", async () => {
    await add({ StatementId: "own" });
    await add({ StatementId: "version", Qualifier: "1" });
    await add({ StatementId: "alias", Qualifier: "prod" });

    expect((await policy()).Statement).toMatchObject([{ Sid: "own", Resource: `${ARN}:fn` }]);
    expect((await policy("1")).Statement).toMatchObject([{ Sid: "version", Resource: `${ARN}:fn:1` }]);
    expect(await policy("prod")).toMatchObject({ Version: "2012-10-17", Id: "default", Statement: [{ Sid: "alias" }] });
    expect(await refusal(get("dev"))).toEqual(NO_POLICY);
    const revisions = [await get(), await get("1"), await get("prod")].map((answer) => answer.RevisionId);
    expect(new Set(revisions).size).toBe(3);
  });

  it("are not inherited by a new version, and keep their revision when one is published", async () => {
    await add();
    const before = await get();
    await publish(account, 1);

    expect(await refusal(get("3"))).toEqual(NO_POLICY);
    expect((await get()).RevisionId).toBe(before.RevisionId);
  });

  it("stay with the alias when it moves, and go with it when it goes", async () => {
    await add({ Qualifier: "prod" });
    await account.lambda.send(new UpdateAliasCommand({ FunctionName: "fn", Name: "prod", FunctionVersion: "2" }));
    expect((await policy("prod")).Statement).toHaveLength(1);

    await account.lambda.send(new DeleteAliasCommand({ FunctionName: "fn", Name: "prod" }));
    expect(await refusal(get("prod"))).toEqual(NO_POLICY);
    await account.lambda.send(new CreateAliasCommand({ FunctionName: "fn", Name: "prod", FunctionVersion: "2" }));
    expect(await refusal(get("prod"))).toEqual(NO_POLICY);
  });

  it("that are not there answer the same 404 as a missing version or function", async () => {
    expect(await refusal(get())).toEqual(NO_POLICY);
    expect(await refusal(get("42"))).toEqual(NO_POLICY);
    expect(await refusal(get(undefined, "none"))).toEqual(NO_POLICY);
  });
});

describe("RemovePermission", () => {
  it("answers 204 and leaves the other qualifiers alone; the last statement takes the policy along", async () => {
    await add({ Qualifier: "dev" });
    await add({ Qualifier: "prod" });

    expect((await remove({ Qualifier: "dev" })).$metadata.httpStatusCode).toBe(204);
    expect(await refusal(get("dev"))).toEqual(NO_POLICY);
    expect((await policy("prod")).Statement).toHaveLength(1);
  });

  it("tells a missing statement, policy, function and alias apart: 404 ResourceNotFoundException", async () => {
    const missing = (message: string) => userError(404, "ResourceNotFoundException", message);

    expect(await refusal(remove())).toEqual(missing("No policy is associated with the given resource."));
    expect(await refusal(remove({ FunctionName: "none" }))).toEqual(missing(`No policy found for: ${ARN}:none`));
    expect(await refusal(remove({ Qualifier: "nope" }))).toEqual(missing(`Cannot find alias arn: ${ARN}:fn:nope`));
    await add();
    expect(await refusal(remove({ StatementId: "non-existent" }))).toEqual(
      missing("Statement non-existent is not found in resource policy."),
    );
  });

  it("with a stale RevisionId: 412, call GetPolicy", async () => {
    await add();
    await add({ StatementId: "other" });

    expect(await refusal(remove({ RevisionId: "wrong" }))).toEqual(STALE);
    expect((await remove({ RevisionId: (await get()).RevisionId })).$metadata.httpStatusCode).toBe(204);
  });
});

describe("tags", () => {
  const tag = (Tags: Record<string, string>, Resource = `${ARN}:fn`) =>
    account.lambda.send(new TagResourceCommand({ Resource, Tags }));
  const untag = (TagKeys: string[], Resource = `${ARN}:fn`) =>
    account.lambda.send(new UntagResourceCommand({ Resource, TagKeys }));
  const list = async (Resource = `${ARN}:fn`) => (await account.lambda.send(new ListTagsCommand({ Resource }))).Tags;

  it("are added and overwritten, 204, and removed, whether or not they were there", async () => {
    expect((await tag({ A: "a", C: "c" })).$metadata.httpStatusCode).toBe(204);
    await tag({ C: "c2", D: "d" });
    expect(await list()).toEqual({ A: "a", C: "c2", D: "d" });

    expect((await untag(["A", "not-there"])).$metadata.httpStatusCode).toBe(204);
    expect(await list()).toEqual({ C: "c2", D: "d" });
  });

  it("change the RevisionId of $LATEST when they change", async () => {
    const revision = async () =>
      (await account.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "fn" }))).RevisionId;
    const before = await revision();
    await tag({ A: "a" });

    expect(await revision()).not.toBe(before);
  });

  it.each(["1", "dev", "$LATEST"])("cannot be put on %s: 400 InvalidParameterValueException", async (qualifier) => {
    expect(await refusal(tag({ A: "a" }, `${ARN}:fn:${qualifier}`))).toEqual(
      userError(
        400,
        "InvalidParameterValueException",
        "Tags on function aliases and versions are not supported. Please specify a function ARN.",
      ),
    );
  });

  it("of a missing function: 404; of what is no function's ARN: 400 ValidationException", async () => {
    const missing = userError(404, "ResourceNotFoundException", `Function not found: ${ARN}:none`);

    expect(await refusal(tag({ A: "a" }, `${ARN}:none`))).toEqual(missing);
    expect(await refusal(untag(["A"], `${ARN}:none`))).toEqual(missing);
    expect(await refusal(list(`${ARN}:none`))).toEqual(missing);
    expect(await refusal(tag({ A: "a" }, "arn:aws:something"))).toMatchObject({ name: "ValidationException", status: 400 });
  });

  it("are for functions: other kinds that Lambda tags are not in the sandbox", async () => {
    const mapping = `arn:aws:lambda:us-east-1:${ACCOUNT}:layer:shared`;

    expect(await refusal(tag({ A: "a" }, mapping))).toMatchObject({
      status: 400,
      message: "Only functions can be tagged in the sandbox.",
    });
  });

  it("are at most 50, never none, and never AWS's own", async () => {
    const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`${index}_key`, "x"]));
    const tooMany = userError(400, "InvalidParameterValueException", "Number of tags exceeds resource tag limit.");

    expect(await refusal(tag(many(51)))).toEqual(tooMany);
    await tag(many(50));
    expect(await refusal(tag({ one_more: "x" }))).toEqual(tooMany);
    expect(await refusal(tag({}))).toEqual(
      userError(400, "InvalidParameterValueException", "An error occurred and the request cannot be processed."),
    );
    expect(await refusal(tag({ "aws:mine": "x" }))).toMatchObject({ name: "InvalidParameterValueException" });
  });

  it("are removed by at least one key: 400 ValidationException", async () => {
    expect(await refusal(untag([]))).toEqual(
      validationError("Value null at 'tagKeys' failed to satisfy constraint: Member must not be null"),
    );
  });
});

describe("the account", () => {
  const reserve = (ReservedConcurrentExecutions: number, FunctionName = "fn") =>
    account.lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions }));

  it("counts functions and the code of every version", async () => {
    await account.lambda.send(new PublishVersionCommand({ FunctionName: "fn" }));
    const { AccountUsage, AccountLimit } = await account.lambda.send(new GetAccountSettingsCommand({}));

    expect(AccountUsage).toEqual({ FunctionCount: 1, TotalCodeSize: 3 * HANDLER.length });
    expect(AccountLimit).toEqual({
      TotalCodeSize: 322_122_547_200,
      CodeSizeUnzipped: 262_144_000,
      CodeSizeZipped: 52_428_800,
      ConcurrentExecutions: 1000,
      UnreservedConcurrentExecutions: 1000,
    });
  });

  it("reserves concurrency, shows it, and keeps 100 unreserved", async () => {
    await reserve(900);

    expect(await account.lambda.send(new GetFunctionConcurrencyCommand({ FunctionName: "fn" }))).toMatchObject({
      ReservedConcurrentExecutions: 900,
    });
    expect((await account.lambda.send(new GetFunctionCommand({ FunctionName: "fn" }))).Concurrency).toEqual({
      ReservedConcurrentExecutions: 900,
    });
    expect(await refusal(reserve(901))).toEqual({
      name: "InvalidParameterValueException",
      status: 400,
      message:
        "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].",
      type: undefined,
    });
  });

  it("reserves for functions only: 400; a missing one is named with $LATEST: 404", async () => {
    expect(await refusal(reserve(1, `${ARN}:fn:1`))).toEqual(
      userError(
        400,
        "InvalidParameterValueException",
        "This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.",
      ),
    );
    expect(await refusal(reserve(1, "doesnotexist"))).toEqual(
      userError(404, "ResourceNotFoundException", `Function not found: ${ARN}:doesnotexist:$LATEST`),
    );
  });
});
