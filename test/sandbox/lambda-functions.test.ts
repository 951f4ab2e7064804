import { createHash } from "node:crypto";
import { CreateRoleCommand } from "@aws-sdk/client-iam";
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
import { zipSync } from "fflate";
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
  trustOf,
  userError,
  validationError,
  zipOf,
} from "./lambda-account.ts";

const NAME_PATTERN =
  "(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_\\.]+)(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?";
const NEW_NAME_PATTERN =
  "(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?";
const RUNTIMES =
  "nodejs20.x, python3.14, provided.al2023, python3.12, python3.13, nodejs24.x, nodejs22.x, java25, python3.10, python3.11, java21, ruby3.3, ruby3.4, ruby3.2, python3.8, python3.9, java17, nodejs16.x, dotnet10, dotnet8, java11, dotnet6, nodejs18.x, provided.al2, java8.al2";
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

describe("CreateFunction", () => {
  it("answers 201 Pending, without LastUpdateStatus, with AWS's defaults", async () => {
    const answer = await create();

    expect(answer.$metadata.httpStatusCode).toBe(201);
    expect(answer).toMatchObject({
      FunctionArn: `${ARN}:fn`,
      FunctionName: "fn",
      Version: "$LATEST",
      State: "Pending",
      StateReason: "The function is being created.",
      StateReasonCode: "Creating",
      Description: "",
      Timeout: 3,
      MemorySize: 128,
      Architectures: ["x86_64"],
      PackageType: "Zip",
      EphemeralStorage: { Size: 512 },
      TracingConfig: { Mode: "PassThrough" },
      SnapStart: { ApplyOn: "None", OptimizationStatus: "Off" },
      LoggingConfig: { LogFormat: "Text", LogGroup: "/aws/lambda/fn" },
    });
    expect(answer.LastModified).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}\+0000$/);
    expect(answer).not.toHaveProperty("LastUpdateStatus");
    expect(answer).not.toHaveProperty("Environment");
  });

  it("answers CodeSha256 as the base64 digest of the zip", async () => {
    const { CodeSha256, CodeSize } = await create();

    expect(CodeSha256).toBe(createHash("sha256").update(HANDLER).digest("base64"));
    expect(CodeSize).toBe(HANDLER.length);
  });

  it("shows an environment that was given, even an empty one", async () => {
    expect((await create({ Environment: { Variables: {} } })).Environment).toEqual({ Variables: {} });
  });

  it("becomes Active and Successful after a second or two, with another RevisionId", async () => {
    const { RevisionId } = await create();
    await account.clock.advance(900);
    const early = await account.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "fn" }));
    await account.clock.advance(1200);
    const late = await account.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "fn" }));

    expect([early.State, early.RevisionId]).toEqual(["Pending", RevisionId]);
    expect([late.State, late.LastUpdateStatus]).toEqual(["Active", "Successful"]);
    expect(late.RevisionId).not.toBe(RevisionId);
  });

  it("with Publish answers version 1 under the function's own ARN, while $LATEST stays $LATEST", async () => {
    const answer = await created(account, { Publish: true });
    const latest = await account.lambda.send(new GetFunctionCommand({ FunctionName: "fn" }));
    const version = await account.lambda.send(new GetFunctionCommand({ FunctionName: "fn", Qualifier: "1" }));

    expect([answer.Version, answer.FunctionArn, answer.State]).toEqual(["1", `${ARN}:fn`, "Pending"]);
    expect([latest.Configuration?.Version, latest.Configuration?.State]).toEqual(["$LATEST", "Active"]);
    expect([version.Configuration?.FunctionArn, version.Configuration?.State]).toEqual([`${ARN}:fn:1`, "Active"]);
  });

  it("refuses a name that exists: 409 ResourceConflictException", async () => {
    await create();

    expect(await refusal(create())).toEqual(userError(409, "ResourceConflictException", "Function already exist: fn"));
  });

  it("takes a name as ARN and as partial ARN", async () => {
    const full = await create({ FunctionName: `${ARN}:full` });
    const partial = await create({ FunctionName: `${ACCOUNT}:function:partial` });

    expect([full.FunctionName, partial.FunctionName]).toEqual(["full", "partial"]);
  });

  it("reads code from the sandbox's S3, and says what S3 says when it is not there", async () => {
    const missing = await refusal(create({ Code: { S3Bucket: "none", S3Key: "code.zip" } }));

    expect(missing).toEqual(
      userError(
        400,
        "InvalidParameterValueException",
        "Error occurred while GetObject. S3 Error Code: NoSuchBucket. S3 Error Message: The specified bucket does not exist",
      ),
    );
  });
});

describe("the execution role", () => {
  it("that does not exist: 400 InvalidParameterValueException, cannot be assumed", async () => {
    expect(await refusal(create({ Role: `arn:aws:iam::${ACCOUNT}:role/nobody` }))).toEqual(UNASSUMABLE);
  });

  it("that trusts another service cannot be assumed", async () => {
    const document = trustOf("ec2.amazonaws.com");
    await account.iam.send(new CreateRoleCommand({ RoleName: "ec2", AssumeRolePolicyDocument: document }));
    await account.clock.advance(60_000);

    expect(await refusal(create({ Role: `arn:aws:iam::${ACCOUNT}:role/ec2` }))).toEqual(UNASSUMABLE);
  });

  it("that was just created cannot be assumed for some seconds, then can", async () => {
    const document = trustOf("lambda.amazonaws.com");
    await account.iam.send(new CreateRoleCommand({ RoleName: "young", AssumeRolePolicyDocument: document }));
    const Role = `arn:aws:iam::${ACCOUNT}:role/young`;

    expect(await refusal(create({ Role }))).toEqual(UNASSUMABLE);
    await account.clock.advance(8000);
    expect((await create({ Role })).Role).toBe(Role);
  });
});

describe("what CreateFunction refuses", () => {
  const refused: readonly { readonly name: string; readonly overrides: object; readonly expected: unknown }[] = [
    {
      name: "a role that is no ARN",
      overrides: { Role: "r1" },
      expected: validationError(
        "Value 'r1' at 'role' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+",
      ),
    },
    {
      name: "a timeout of 901 seconds",
      overrides: { Timeout: 901 },
      expected: validationError(
        "Value '901' at 'timeout' failed to satisfy constraint: Member must have value less than or equal to 900",
      ),
    },
    {
      name: "a timeout of 0 and memory of 64, both at once",
      overrides: { Timeout: 0, MemorySize: 64 },
      expected: validationError(
        "Value '0' at 'timeout' failed to satisfy constraint: Member must have value greater than or equal to 1",
        "Value '64' at 'memorySize' failed to satisfy constraint: Member must have value greater than or equal to 128",
      ),
    },
    {
      name: "two architectures",
      overrides: { Architectures: ["x86_64", "arm64"] },
      expected: validationError(
        "Value '[x86_64, arm64]' at 'architectures' failed to satisfy constraint: Member must have length less than or equal to 1",
      ),
    },
    {
      name: "an architecture in capitals",
      overrides: { Architectures: ["X86_64"] },
      expected: validationError(
        "Value '[X86_64]' at 'architectures' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64], Member must not be null]",
      ),
    },
    {
      name: "an unknown runtime",
      overrides: { Runtime: "PYTHON3.9" },
      expected: userError(
        400,
        "InvalidParameterValueException",
        `Value PYTHON3.9 at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [${RUNTIMES}] or be a valid ARN`,
      ),
    },
    {
      name: "a retired runtime",
      overrides: { Runtime: "nodejs14.x" },
      expected: userError(
        400,
        "InvalidParameterValueException",
        "The runtime parameter of nodejs14.x is no longer supported for creating or updating AWS Lambda functions. We recommend you use a supported runtime while creating or updating functions.",
      ),
    },
    {
      name: "no runtime",
      overrides: { Runtime: undefined },
      expected: userError(
        400,
        "InvalidParameterValueException",
        "Runtime and Handler are mandatory parameters for functions created with deployment packages.",
      ),
    },
    {
      name: "an environment key of one character",
      overrides: { Environment: { Variables: { A: "1" } } },
      expected: validationError(
        "Value at 'environment.variables' failed to satisfy constraint: Map keys must satisfy constraint: [Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]",
      ),
    },
    {
      name: "a reserved environment key",
      overrides: { Environment: { Variables: { AWS_REGION: "eu-west-1", MINE: "x" } } },
      expected: userError(
        400,
        "InvalidParameterValueException",
        "Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: AWS_REGION",
      ),
    },
    {
      name: "what is no zip",
      overrides: { Code: { ZipFile: Buffer.from("this is not a zip") } },
      expected: userError(
        400,
        "InvalidParameterValueException",
        "Could not unzip uploaded file. Please check your file, then try to upload again.",
      ),
    },
    {
      name: "a zip that leads out of its directory",
      overrides: { Code: { ZipFile: zipOf({ "../../outside.js": "1" }) } },
      expected: userError(
        400,
        "InvalidParameterValueException",
        "Could not unzip uploaded file. Please check your file, then try to upload again.",
      ),
    },
    {
      name: "six layers",
      overrides: { Layers: [1, 2, 3, 4, 5, 6].map((n) => `arn:aws:lambda:us-east-1:222222222222:layer:l:${n}`) },
      expected: userError(400, "InvalidParameterValueException", "Cannot reference more than 5 layers."),
    },
    {
      name: "fifty-one tags",
      overrides: { Tags: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`key${index}`, "x"])) },
      expected: userError(400, "InvalidParameterValueException", "Number of tags exceeds resource tag limit."),
    },
    {
      name: "a name with characters that names have not",
      overrides: { FunctionName: "invalid:function:name" },
      expected: validationError(
        `Value 'invalid:function:name' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: ${NEW_NAME_PATTERN}`,
      ),
    },
    {
      name: "a name of 65 characters",
      overrides: { FunctionName: "a".repeat(65) },
      expected: userError(
        400,
        "InvalidParameterValueException",
        `1 validation error detected: Value '${"a".repeat(65)}' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to 64`,
      ),
    },
    {
      name: "an ARN of more than 140 characters",
      overrides: { FunctionName: `${ARN}:${"a".repeat(100)}` },
      expected: validationError(
        `Value '${ARN}:${"a".repeat(100)}' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to 140`,
      ),
    },
    {
      name: "an ARN of another region: 404",
      overrides: { FunctionName: `arn:aws:lambda:ap-southeast-1:${ACCOUNT}:function:fn` },
      expected: userError(
        404,
        "ResourceNotFoundException",
        "Functions from 'ap-southeast-1' are not reachable in this region ('us-east-1')",
      ),
    },
  ];

  it.each(refused)("$name", async ({ overrides, expected }) => {
    expect(await refusal(create(overrides))).toEqual(expected);
  });

  it("an ARN of another account: 403 AccessDeniedException", async () => {
    const FunctionName = "arn:aws:lambda:us-east-1:222222222222:function:fn";

    expect(await refusal(create({ FunctionName }))).toMatchObject({ name: "AccessDeniedException", status: 403 });
  });

  it("an environment over 4 KB, measured as JSON; 4096 bytes are fine", async () => {
    const variables = (bytes: number) => ({ LARGE_VAR: "x".repeat(bytes - '{"LARGE_VAR":""}'.length) });
    const large = variables(4097);

    const refused = await refusal(create({ Environment: { Variables: large } }));
    expect(refused).toEqual(
      userError(
        400,
        "InvalidParameterValueException",
        `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: ${JSON.stringify(large)}`,
      ),
    );
    expect((await create({ Environment: { Variables: variables(4096) } })).State).toBe("Pending");
  });

  it("a package that unpacks to more than 262144000 bytes", async () => {
    const Code = { ZipFile: zipSync({ "big.bin": new Uint8Array(262_144_001) }) };

    expect(await refusal(create({ Code }))).toEqual(
      userError(400, "InvalidParameterValueException", "Unzipped size must be smaller than 262144000 bytes"),
    );
  });
});

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
