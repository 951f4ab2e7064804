/** CreateFunction: what it refuses, and what it answers. */
import { aFunction, configure, ECHO, type FunctionInput, functionArn, functionInput, sha256Of } from "./builders/function.ts";
import { PENDING, shownFunction } from "./builders/shown-function.ts";
import { type Case, casesOf, documented, recorded, type Source } from "./case.ts";
import { badParameter, conflicts, notFound, violates } from "./lambda-refusals.ts";
import { aText, open } from "./match.ts";
import type { Scene } from "./scene.ts";

const EXCEPTIONS = recorded("TestLambdaFunction::test_create_lambda_exceptions");
const QUOTAS = "Lambda Developer Guide, quotas";

interface Refused {
  readonly id: string;
  readonly name: string;
  readonly source: Source;
  readonly input: FunctionInput | ((scene: Scene) => FunctionInput);
  check(scene: Scene, call: Promise<unknown>): Promise<void>;
}

const ROLE_PATTERN = "arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+";
const RUNTIMES =
  "[nodejs20.x, python3.14, provided.al2023, python3.12, python3.13, nodejs24.x, nodejs22.x, java25, python3.10, python3.11, java21, ruby3.3, ruby3.4, ruby3.2, python3.8, python3.9, java17, nodejs16.x, dotnet10, dotnet8, java11, dotnet6, nodejs18.x, provided.al2, java8.al2]";

const variables = (Variables: Record<string, string>): FunctionInput => ({ Environment: { Variables } });
// Values that the client's enums do not list are the point of these.
const runtime = (value: string): FunctionInput => ({ Runtime: value as "nodejs22.x" });
const architectures = (...values: string[]): FunctionInput => ({ Architectures: values as "x86_64"[] });

const REFUSED: readonly Refused[] = [
  {
    id: "C01",
    name: "CreateFunction refuses a role that does not exist: Lambda cannot assume it",
    source: documented("Lambda Developer Guide, troubleshoot deployment (aws-facts 7)"),
    input: ({ accountId }) => ({ Role: `arn:aws:iam::${accountId}:role/no-such-role-anywhere` }),
    check: (scene, call) => badParameter(scene, call, "The role defined for the function cannot be assumed by Lambda."),
  },
  {
    id: "C02",
    name: "CreateFunction refuses a role that is no ARN: 400 ValidationException with the pattern",
    source: EXCEPTIONS,
    input: { Role: "r1" },
    check: (scene, call) =>
      violates(
        scene,
        call,
        `Value 'r1' at 'role' failed to satisfy constraint: Member must satisfy regular expression pattern: ${ROLE_PATTERN}`,
      ),
  },
  {
    id: "C03",
    name: "CreateFunction refuses a runtime that does not exist, and names all there are",
    source: EXCEPTIONS,
    input: runtime("non-existent-runtime"),
    check: (scene, call) =>
      badParameter(
        scene,
        call,
        `Value non-existent-runtime at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: ${RUNTIMES} or be a valid ARN`,
      ),
  },
  {
    id: "C04",
    name: "CreateFunction refuses an environment variable that Lambda reserves",
    source: documented("Lambda Developer Guide, reserved environment variables"),
    input: variables({ AWS_REGION: "eu-west-1" }),
    check: (scene, call) => badParameter(scene, call, aText(/reserved keys.*AWS_REGION/)),
  },
  {
    id: "C05",
    name: "CreateFunction refuses an environment over 4 KB, and repeats what it measured",
    source: recorded("TestLambdaSizeLimits::test_large_environment_variables_fails"),
    input: variables({ LARGE_VAR: "x".repeat(5000) }),
    check: (scene, call) =>
      badParameter(
        scene,
        call,
        `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: {"LARGE_VAR":"${"x".repeat(5000)}"}`,
      ),
  },
  {
    id: "C06",
    name: "CreateFunction refuses a timeout of more than 900 seconds",
    source: documented(QUOTAS),
    input: { Timeout: 901 },
    check: (scene, call) =>
      violates(
        scene,
        call,
        "Value '901' at 'timeout' failed to satisfy constraint: Member must have value less than or equal to 900",
      ),
  },
  {
    id: "C07",
    name: "CreateFunction refuses what is no zip",
    source: EXCEPTIONS,
    input: { Code: { ZipFile: Buffer.from("this is not a zip file, just a random string") } },
    check: (scene, call) =>
      badParameter(scene, call, "Could not unzip uploaded file. Please check your file, then try to upload again."),
  },
  {
    id: "L-architectures",
    name: "CreateFunction refuses two architectures: 400 ValidationException",
    source: EXCEPTIONS,
    input: architectures("x86_64", "arm64"),
    check: (scene, call) =>
      violates(
        scene,
        call,
        "Value '[x86_64, arm64]' at 'architectures' failed to satisfy constraint: Member must have length less than or equal to 1",
      ),
  },
  {
    id: "L-architecture-unknown",
    name: "CreateFunction refuses an architecture in capitals: 400 ValidationException",
    source: EXCEPTIONS,
    input: architectures("X86_64"),
    check: (scene, call) =>
      violates(
        scene,
        call,
        "Value '[X86_64]' at 'architectures' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64], Member must not be null]",
      ),
  },
  {
    id: "L-name-pattern",
    name: "CreateFunction refuses a name with colons that is no ARN: 400 ValidationException with the pattern",
    source: recorded("TestLambdaFunction::test_function_arns"),
    input: { FunctionName: "invalid:function:name" },
    check: (scene, call) =>
      violates(
        scene,
        call,
        "Value 'invalid:function:name' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?",
      ),
  },
  {
    id: "L-name-long",
    name: "CreateFunction refuses a name of 65 characters: 400, InvalidParameterValueException with a constraint's text",
    source: recorded("TestLambdaFunction::test_function_arns"),
    input: { FunctionName: "a".repeat(65) },
    check: (scene, call) =>
      badParameter(
        scene,
        call,
        `1 validation error detected: Value '${"a".repeat(65)}' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to 64`,
      ),
  },
  {
    id: "L-name-region",
    name: "CreateFunction by the ARN of another Region: 404, functions there are not reachable",
    source: recorded("TestLambdaFunction::test_function_arns"),
    input: ({ accountId }) => ({ FunctionName: `arn:aws:lambda:ap-southeast-1:${accountId}:function:elsewhere` }),
    check: (scene, call) =>
      notFound(scene, call, `Functions from 'ap-southeast-1' are not reachable in this region ('${scene.region}')`),
  },
  {
    id: "L-code-no-bucket",
    name: "CreateFunction with code in a bucket that is not there: 400, S3's error in its text",
    source: recorded("TestLambdaFunction::test_lambda_code_location_s3_errors"),
    input: { Code: { S3Bucket: "no-such-bucket-of-anybodys-4711", S3Key: "code.zip" } },
    check: (scene, call) =>
      badParameter(
        scene,
        call,
        "Error occurred while GetObject. S3 Error Code: NoSuchBucket. S3 Error Message: The specified bucket does not exist",
      ),
  },
  {
    id: "L-tags-many",
    name: "CreateFunction refuses 51 tags",
    source: recorded("TestLambdaTags::test_tag_limits"),
    input: { Tags: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`${index}_key`, `${index}_value`])) },
    check: (scene, call) => badParameter(scene, call, "Number of tags exceeds resource tag limit."),
  },
];

export const LAMBDA_CREATE_CASES: readonly Case[] = casesOf("Lambda functions", [
  ...REFUSED.map(({ id, name, source, input, check }) => ({
    id,
    name,
    source,
    async run(scene: Scene) {
      const asked = typeof input === "function" ? input(scene) : input;
      await check(scene, scene.lambda.createFunction(await functionInput(scene, asked)));
    },
  })),
  {
    id: "C10",
    name: "CreateFunction answers 201 with State Pending, the reason Creating, and no LastUpdateStatus",
    source: recorded("TestLambdaFunction::test_function_lifecycle"),
    async run(scene) {
      const input = await functionInput(scene);
      const shown = shownFunction(scene, input.FunctionName ?? "", PENDING);
      await scene.answers(scene.lambda.createFunction(input), 201, shown);
    },
  },
  {
    id: "C11",
    name: "CodeSha256 is the base64 SHA-256 of the zip's bytes",
    source: documented("Lambda API Reference, FunctionConfiguration: CodeSha256"),
    async run(scene) {
      const { CodeSha256, CodeSize } = await scene.lambda.createFunction(await functionInput(scene));
      scene.same("CodeSha256", CodeSha256, sha256Of(ECHO));
      scene.same("CodeSize", CodeSize, ECHO.length);
    },
  },
  {
    id: "C12",
    name: "PublishVersion while the function is Pending: 409 ResourceConflictException",
    source: documented("Lambda Developer Guide, function states (aws-facts 5.3)"),
    async run(scene) {
      const { FunctionName } = await scene.lambda.createFunction(await functionInput(scene));
      const text = "The operation cannot be performed at this time. The function is currently in the following state: Pending";
      await conflicts(scene, scene.lambda.publishVersion({ FunctionName }), text);
    },
  },
  {
    id: "C14",
    name: "CreateFunction of a name that is taken: 409 ResourceConflictException",
    source: documented("Lambda API Reference, CreateFunction: ResourceConflictException"),
    async run(scene) {
      const FunctionName = await aFunction(scene);
      const again = scene.lambda.createFunction(await functionInput(scene, { FunctionName }));
      await conflicts(scene, again, `Function already exist: ${FunctionName}`);
    },
  },
  {
    id: "L-environment",
    name: "an environment of no variables is shown as such, one never given is not shown",
    source: recorded("TestLambdaFunction::test_function_lifecycle, TestLambdaVersions::test_version_lifecycle"),
    async run(scene) {
      const input = await functionInput(scene, { Environment: { Variables: {} } });
      const created = scene.lambda.createFunction(input);
      await scene.answers(created, 201, open({ Environment: { Variables: {} } }));
    },
  },
  {
    id: "L-environment-near-limit",
    name: "an environment just under 4 KB is taken",
    source: recorded("TestLambdaSizeLimits::test_lambda_envvars_near_limit_succeeds"),
    async run(scene) {
      const LARGE_VAR = "x".repeat(4074);
      const input = await functionInput(scene, variables({ LARGE_VAR }));
      await scene.answers(scene.lambda.createFunction(input), 201, open({ Environment: { Variables: { LARGE_VAR } } }));
    },
  },
  {
    id: "L-code-from-s3",
    name: "CreateFunction takes its code from a bucket",
    source: recorded("TestLambdaFunction::test_lambda_code_location_s3"),
    async run(scene) {
      const S3Bucket = scene.newName("code");
      await scene.s3.createBucket({ Bucket: S3Bucket });
      await scene.s3.putObject({ Bucket: S3Bucket, Key: "code.zip", Body: ECHO });
      const input = await functionInput(scene, { Code: { S3Bucket, S3Key: "code.zip" } });
      const shown = shownFunction(scene, input.FunctionName ?? "", PENDING);
      await scene.answers(scene.lambda.createFunction(input), 201, shown);
    },
  },
  {
    id: "L-name-arn",
    name: "CreateFunction and GetFunction take an ARN for a name",
    source: recorded("TestLambdaFunction::test_function_arns"),
    async run(scene) {
      const name = scene.newName("fn");
      const FunctionName = functionArn(scene, name);
      const shown = shownFunction(scene, name, PENDING);
      await scene.answers(scene.lambda.createFunction(await functionInput(scene, { FunctionName })), 201, shown);
      await scene.settle(name);
      const { Configuration } = await scene.lambda.getFunction({ FunctionName });
      scene.same("FunctionName", Configuration?.FunctionName, name);
    },
  },
  {
    id: "L-environment-removed",
    name: "UpdateFunctionConfiguration with an empty environment takes all variables away",
    source: documented("Lambda API Reference, UpdateFunctionConfiguration: Environment"),
    async run(scene) {
      const FunctionName = await aFunction(scene, variables({ STAGE: "dev" }));
      const { Environment } = await configure(scene, FunctionName, { Environment: { Variables: {} } });
      scene.same("Environment", Environment?.Variables ?? {}, {});
    },
  },
]);
