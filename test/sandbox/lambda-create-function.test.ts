import { createHash } from "node:crypto";
import { CreateRoleCommand } from "@aws-sdk/client-iam";
import { CreateFunctionCommand, GetFunctionCommand, GetFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { CreateBucketCommand, PutBucketVersioningCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { zipSync } from "fflate";
import { beforeEach, describe, expect, it } from "vitest";
import { readCode } from "../../src/sandbox/lambda/code.ts";
import {
  ACCOUNT,
  ARN,
  aFunction,
  created,
  HANDLER,
  type LambdaAccount,
  lambdaAccount,
  refusal,
  trustOf,
  userError,
  validationError,
  zipOf,
} from "./lambda-account.ts";

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

  it("keeps layers, network, key, dead letters, tracing and storage as they were asked for", async () => {
    const layer = "arn:aws:lambda:us-east-1:222222222222:layer:powertools:7";
    const answer = await create({
      Layers: [layer],
      VpcConfig: { SubnetIds: ["subnet-1"], SecurityGroupIds: ["sg-1"] },
      KMSKeyArn: "arn:aws:kms:us-east-1:111111111111:key/k",
      DeadLetterConfig: { TargetArn: "arn:aws:sqs:us-east-1:111111111111:dead" },
      TracingConfig: { Mode: "Active" },
      EphemeralStorage: { Size: 1024 },
      Architectures: ["arm64"],
    });

    expect(answer).toMatchObject({
      Layers: [{ Arn: layer }],
      VpcConfig: { SubnetIds: ["subnet-1"], SecurityGroupIds: ["sg-1"] },
      KMSKeyArn: "arn:aws:kms:us-east-1:111111111111:key/k",
      DeadLetterConfig: { TargetArn: "arn:aws:sqs:us-east-1:111111111111:dead" },
      TracingConfig: { Mode: "Active" },
      EphemeralStorage: { Size: 1024 },
      Architectures: ["arm64"],
    });
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

  it("reads code from the sandbox's S3, by version as well", async () => {
    const s3 = new S3Client({
      region: "us-east-1",
      credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
      requestHandler: account.sandbox.requestHandler("s3"),
      forcePathStyle: true,
    });
    const where = { Bucket: "code", Key: "fn.zip" };
    await s3.send(new CreateBucketCommand({ Bucket: "code" }));
    await s3.send(new PutBucketVersioningCommand({ Bucket: "code", VersioningConfiguration: { Status: "Enabled" } }));
    const old = await s3.send(new PutObjectCommand({ ...where, Body: zipOf({ "index.js": "// old" }) }));
    await s3.send(new PutObjectCommand({ ...where, Body: HANDLER }));
    const S3 = { S3Bucket: "code", S3Key: "fn.zip" };

    const digest = (zip: Uint8Array) => createHash("sha256").update(zip).digest("base64");
    expect((await create({ Code: S3 })).CodeSha256).toBe(digest(HANDLER));
    const pinned = await create({ FunctionName: "old", Code: { ...S3, S3ObjectVersion: old.VersionId } });
    expect(pinned.CodeSha256).toBe(digest(zipOf({ "index.js": "// old" })));
    expect(await refusal(create({ FunctionName: "none", Code: { ...S3, S3Key: "none.zip" } }))).toEqual(
      userError(
        400,
        "InvalidParameterValueException",
        "Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.",
      ),
    );
  });

  it("says what S3 says when the bucket is not there", async () => {
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
      name: "no code",
      overrides: { Code: {} },
      expected: userError(400, "InvalidParameterValueException", "Please provide a source for function code."),
    },
    {
      name: "a container image with a handler",
      overrides: { PackageType: "Image", Code: { ImageUri: "111111111111.dkr.ecr.us-east-1.amazonaws.com/i:1" } },
      expected: userError(
        400,
        "InvalidParameterValueException",
        "Please don't provide Handler or Runtime or Layer when the intended function PackageType is Image.",
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

  it("a package of more than 52428800 bytes: 413 RequestEntityTooLargeException", () => {
    const upload = () => readCode(account.sandbox.world, { ZipFile: new Uint8Array(52_428_801) });

    expect(upload).toThrow(
      expect.objectContaining({
        code: "RequestEntityTooLargeException",
        statusCode: 413,
        message: "Zipped size must be smaller than 52428800 bytes",
      }),
    );
  });

  it("a package that unpacks to more than 262144000 bytes", async () => {
    const Code = { ZipFile: zipSync({ "big.bin": new Uint8Array(262_144_001) }) };

    expect(await refusal(create({ Code }))).toEqual(
      userError(400, "InvalidParameterValueException", "Unzipped size must be smaller than 262144000 bytes"),
    );
  });
});
