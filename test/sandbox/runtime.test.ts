import { existsSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { dirname } from "node:path";
import {
  AddPermissionCommand,
  CreateAliasCommand,
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  DeleteFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  InvokeCommand,
  type InvokeCommandInput,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { CreateBucketCommand, GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { invokeFunction } from "../../src/sandbox/runtime/invoke.ts";
import { AwsError } from "../../src/sandbox/wire/aws-error.ts";
import {
  ARN,
  aFunction,
  created,
  type LambdaAccount,
  lambdaAccount,
  refusal,
  settle,
  userError,
  zipOf,
} from "./lambda-account.ts";

let account: LambdaAccount;

beforeEach(async () => {
  account = await lambdaAccount();
});

afterEach(async () => {
  await account.sandbox.close();
});

/** A function made of this CommonJS source. */
function source(code: string, overrides: Partial<CreateFunctionCommandInput> = {}) {
  return created(account, { Code: { ZipFile: zipOf({ "index.js": code }) }, ...overrides });
}

interface Answer {
  readonly status: number | undefined;
  readonly version: string | undefined;
  readonly error: string | undefined;
  // Whatever the handler answered.
  readonly payload: unknown;
  readonly log: string;
}

async function invoke(event: unknown = {}, input: Partial<InvokeCommandInput> = {}): Promise<Answer> {
  const answer = await account.lambda.send(
    new InvokeCommand({ FunctionName: "fn", Payload: Buffer.from(JSON.stringify(event)), LogType: "Tail", ...input }),
  );
  const text = Buffer.from(answer.Payload ?? []).toString();
  return {
    status: answer.StatusCode,
    version: answer.ExecutedVersion,
    error: answer.FunctionError,
    payload: text === "" ? undefined : JSON.parse(text),
    log: Buffer.from(answer.LogResult ?? "", "base64").toString(),
  };
}

describe("a handler", () => {
  const styles: readonly { readonly name: string; readonly files: Record<string, string>; readonly handler?: string }[] = [
    { name: "async, CommonJS", files: { "index.js": "exports.handler = async (event) => ({ got: event.n });" } },
    {
      name: "with a callback",
      files: { "index.js": "exports.handler = (event, context, done) => setTimeout(() => done(null, { got: event.n }), 5);" },
    },
    {
      name: "with context.succeed",
      files: { "index.js": "exports.handler = (event, context) => { context.succeed({ got: event.n }); };" },
    },
    { name: "ESM as .mjs", files: { "index.mjs": "export const handler = async (event) => ({ got: event.n });" } },
    {
      name: "ESM by package.json",
      files: { "package.json": '{"type":"module"}', "index.js": "export const handler = async (event) => ({ got: event.n });" },
    },
    { name: "as .cjs", files: { "index.cjs": "exports.handler = async (event) => ({ got: event.n });" } },
    {
      name: "in a directory, deep in an export, with a module of its own",
      files: {
        "src/app.js":
          "const { twice } = require('./math'); exports.routes = { put: async (event) => ({ got: twice(event.n) / 2 }) };",
        "src/math.js": "exports.twice = (n) => n * 2;",
      },
      handler: "src/app.routes.put",
    },
  ];

  it.each(styles)("$name", async ({ files, handler }) => {
    await created(account, { Code: { ZipFile: zipOf(files) }, Handler: handler ?? "index.handler" });

    expect(await invoke({ n: 7 })).toMatchObject({ status: 200, version: "$LATEST", error: undefined, payload: { got: 7 } });
  });

  it("that answers nothing answers null, and so does one that only lets its work run out", async () => {
    await source("exports.handler = async () => {};");
    await source("exports.handler = (event) => { setTimeout(() => {}, 20); };", { FunctionName: "quiet" });

    expect((await invoke()).payload).toBeNull();
    expect((await invoke({}, { FunctionName: "quiet" })).payload).toBeNull();
  });

  it("gets {} when there is no payload", async () => {
    await source("exports.handler = async (event) => event;");

    expect((await invoke({}, { Payload: undefined })).payload).toEqual({});
  });

  it("sees its context: alias in the ARN, version, request id, remaining time", async () => {
    await source(
      "exports.handler = async (event, c) => ({ arn: c.invokedFunctionArn, version: c.functionVersion, name: c.functionName, memory: c.memoryLimitInMB, group: c.logGroupName, id: c.awsRequestId, left: c.getRemainingTimeInMillis() });",
      { Timeout: 10, Publish: true },
    );
    await account.lambda.send(new CreateAliasCommand({ FunctionName: "fn", Name: "prod", FunctionVersion: "1" }));
    const { payload, log, version } = await invoke({}, { Qualifier: "prod" });

    expect(version).toBe("1");
    expect(payload).toMatchObject({ arn: `${ARN}:fn:prod`, version: "1", name: "fn", memory: "128", group: "/aws/lambda/fn" });
    const { id, left } = payload as { id: string; left: number };
    expect(log).toContain(`START RequestId: ${id} Version: 1`);
    expect(left).toBeGreaterThan(5000);
    expect(left).toBeLessThanOrEqual(10_000);
  });

  it("has the version's variables and Lambda's own in its environment, and nothing of this process", async () => {
    await source("exports.handler = async () => process.env;", { Environment: { Variables: { BUCKET_NAME: "images" } } });
    const { url } = await account.sandbox.listen(0);
    const environment = (await invoke()).payload as Record<string, string>;

    expect(environment).toMatchObject({
      BUCKET_NAME: "images",
      AWS_REGION: "us-east-1",
      AWS_LAMBDA_FUNCTION_NAME: "fn",
      AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "128",
      AWS_EXECUTION_ENV: "AWS_Lambda_nodejs22.x",
      AWS_ENDPOINT_URL: url,
      AWS_ENDPOINT_URL_S3: url,
      _HANDLER: "index.handler",
    });
    expect(environment.AWS_ACCESS_KEY_ID).toMatch(/^ASIA[0-9A-F]{16}$/);
    expect(environment).not.toHaveProperty("VITEST");
    expect(environment.PATH).not.toBe(process.env.PATH);
  });

  it("logs what it prints, with time, request and level, as Lambda does", async () => {
    await source(
      "exports.handler = async () => { console.log('hello', { a: 1 }); console.error('bad'); process.stdout.write('raw\\n'); };",
    );
    const { log } = await invoke();

    expect(log).toMatch(/^START RequestId: \S+ Version: \$LATEST\n/);
    expect(log).toMatch(/\d{3}Z\t\S{36}\tINFO\thello \{ a: 1 \}\n/);
    expect(log).toMatch(/\tERROR\tbad\nraw\nEND RequestId: \S+\nREPORT RequestId: \S+\tDuration: /);
  });

  it("stays warm between calls and is cold again after an update", async () => {
    const code = "let calls = 0; exports.handler = async () => ++calls;";
    await source(code);
    const warm = [(await invoke()).payload, (await invoke()).payload];
    await account.lambda.send(
      new UpdateFunctionConfigurationCommand({ FunctionName: "fn", Description: "other", Timeout: 4, MemorySize: 256 }),
    );
    await settle(account);

    expect(warm).toEqual([1, 2]);
    expect((await invoke()).payload).toBe(1);
  });

  it("runs calls at the same time in environments of their own", async () => {
    await source(
      "let calls = 0; exports.handler = async () => { calls++; await new Promise((r) => setTimeout(r, 100)); return calls; };",
    );
    const answers = await Promise.all([invoke(), invoke(), invoke()]);

    expect(answers.map((answer) => answer.payload)).toEqual([1, 1, 1]);
  });

  it("starts cold when its function is deleted and made anew, though all is the same", async () => {
    const code = "let calls = 0; exports.handler = async () => ++calls;";
    await source(code);
    await invoke();
    await account.lambda.send(new DeleteFunctionCommand({ FunctionName: "fn" }));
    await source(code);

    expect((await invoke()).payload).toBe(1);
  });

  it("stays warm as one of sixteen: the one used longest ago goes", async () => {
    const code = "let calls = 0; exports.handler = async () => ++calls;";
    const names = Array.from({ length: 17 }, (_, index) => `fn-${index}`);
    for (const FunctionName of names) await source(code, { FunctionName });
    const call = async (FunctionName: string) => (await invoke({}, { FunctionName })).payload;
    for (const name of names.slice(0, 16)) await call(name);

    expect(await call("fn-0")).toBe(2);
    expect(await call("fn-16")).toBe(1);
    expect(await call("fn-1")).toBe(1);
    expect(await call("fn-0")).toBe(3);
  });

  it("finds files of its package by LAMBDA_TASK_ROOT and by its working directory", async () => {
    const files = {
      "index.js":
        "const fs = require('fs'); exports.handler = async () => [fs.readFileSync(process.env.LAMBDA_TASK_ROOT + '/data/a.txt', 'utf8'), fs.readFileSync(process.cwd() + '/data/a.txt', 'utf8')];",
      "data/a.txt": "text",
    };
    await created(account, { Code: { ZipFile: zipOf(files) } });

    expect((await invoke()).payload).toEqual(["text", "text"]);
  });
});

describe("modules of the runtime", () => {
  it("AWS SDK v3 is there for CommonJS and ESM", async () => {
    const esm = "import { S3Client } from '@aws-sdk/client-s3'; export const handler = async () => typeof S3Client;";
    await source("const { S3Client } = require('@aws-sdk/client-s3'); exports.handler = async () => typeof S3Client;");
    await created(account, { FunctionName: "esm", Code: { ZipFile: zipOf({ "index.mjs": esm }) } });

    expect((await invoke()).payload).toBe("function");
    expect((await invoke({}, { FunctionName: "esm" })).payload).toBe("function");
  });

  it("aws-sdk v2 is in no current Node runtime: Runtime.ImportModuleError", async () => {
    await source("const AWS = require('aws-sdk'); exports.handler = async () => 1;");
    const { error, payload } = await invoke();

    expect(error).toBe("Unhandled");
    expect(payload).toMatchObject({
      errorType: "Runtime.ImportModuleError",
      errorMessage: expect.stringMatching(/^Error: Cannot find module 'aws-sdk'\nRequire stack:\n- \/var\/task\/index.js/),
    });
  });

  it("nothing else of this project is there", async () => {
    await source("const yaml = require('yaml'); exports.handler = async () => 1;");

    expect((await invoke()).payload).toMatchObject({ errorType: "Runtime.ImportModuleError" });
  });

  describe("a plain S3 client", () => {
    const requests: { method: string | undefined; url: string | undefined; host: string | undefined; body: string }[] = [];
    let server: Server;
    let port: number;

    beforeEach(async () => {
      requests.length = 0;
      server = createServer((request, response) => {
        let body = "";
        request.on("data", (chunk) => {
          body += chunk;
        });
        request.on("end", () => {
          requests.push({ method: request.method, url: request.url, host: request.headers.host, body });
          response.writeHead(200, { etag: '"e"' }).end();
        });
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const address = server.address();
      port = typeof address === "object" && address ? address.port : 0;
    });

    afterEach(() => new Promise((resolve) => server.close(resolve)));

    it.each(["127.0.0.1", "localhost"])("addresses the bucket by path when the sandbox is at %s", async (host) => {
      await source(
        "const { S3Client, PutObjectCommand } = require('@aws-sdk/client-s3'); const s3 = new S3Client({}); exports.handler = async () => { await s3.send(new PutObjectCommand({ Bucket: 'images', Key: 'a.txt', Body: 'hello' })); return 'ok'; };",
        { Timeout: 10 },
      );
      const world = { ...account.sandbox.world, endpointUrl: async () => `http://${host}:${port}` };
      const { payload } = await invokeFunction(world, { functionName: "fn", payload: Buffer.from("{}") });

      expect(Buffer.from(payload).toString()).toBe('"ok"');
      expect(requests).toMatchObject([{ method: "PUT", url: "/images/a.txt?x-id=PutObject", host: `127.0.0.1:${port}` }]);
      expect(requests[0]?.body).toContain("hello");
    });
  });
});

describe("a function with an S3 client", () => {
  it("writes into the sandbox's own S3, byte for byte, and reads what is missing as NoSuchKey", async () => {
    const s3 = new S3Client({
      region: "us-east-1",
      credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
      requestHandler: account.sandbox.requestHandler("s3"),
      forcePathStyle: true,
    });
    await s3.send(new CreateBucketCommand({ Bucket: "images-dev" }));
    const handler = `
      const { S3Client, PutObjectCommand, GetObjectCommand } = require("@aws-sdk/client-s3");
      const s3 = new S3Client({});
      exports.handler = async (event) => {
        const Bucket = process.env.BUCKET_NAME;
        await s3.send(new PutObjectCommand({ Bucket, Key: event.name, Body: Buffer.from(event.body, "base64") }));
        return await s3.send(new GetObjectCommand({ Bucket, Key: "none" })).catch((error) => error.name);
      };`;
    await source(handler, { Timeout: 10, Environment: { Variables: { BUCKET_NAME: "images-dev" } } });
    const bytes = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0x00, 0x0a, 0x0d]);
    const { error, payload } = await invoke({ name: "a b/ü.jpg", body: bytes.toString("base64") });

    expect({ error, payload }).toEqual({ error: undefined, payload: "NoSuchKey" });
    const stored = await s3.send(new GetObjectCommand({ Bucket: "images-dev", Key: "a b/ü.jpg" }));
    expect(Buffer.from((await stored.Body?.transformToByteArray()) ?? [])).toEqual(bytes);
  });
});

describe("what goes wrong in a handler", () => {
  const failures: readonly {
    readonly name: string;
    readonly code: string;
    readonly expected: object;
    readonly runtime?: "nodejs24.x";
  }[] = [
    {
      name: "a thrown error: type, message, trace",
      code: "exports.handler = async () => { throw new RangeError('too far'); };",
      expected: { errorType: "RangeError", errorMessage: "too far", trace: expect.arrayContaining(["RangeError: too far"]) },
    },
    {
      name: "thrown at once",
      code: "exports.handler = () => { throw new Error('sync'); };",
      expected: { errorType: "Error", errorMessage: "sync" },
    },
    {
      name: "an error given to the callback",
      code: "exports.handler = (e, c, done) => done(new TypeError('called back'));",
      expected: { errorType: "TypeError", errorMessage: "called back" },
    },
    {
      name: "something thrown that is no error",
      code: "exports.handler = async () => { throw 'text'; };",
      expected: { errorType: "string", errorMessage: "text", trace: [] },
    },
    {
      name: "an answer that JSON cannot hold",
      code: "exports.handler = async () => ({ big: 1n });",
      expected: { errorType: "Error", errorMessage: "Unable to stringify response body" },
    },
    {
      name: "an answer over 6 MB",
      code: "exports.handler = async () => 'x'.repeat(6400000);",
      expected: {
        errorType: "Function.ResponseSizeTooLarge",
        errorMessage: "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
      },
    },
    {
      name: "an export that is not there",
      code: "exports.other = 1;",
      expected: { errorType: "Runtime.HandlerNotFound", errorMessage: "index.handler is undefined or not exported" },
    },
    {
      name: "a syntax error",
      code: "exports.handler = async () => {",
      expected: { errorType: "Runtime.UserCodeSyntaxError", errorMessage: expect.stringMatching(/^SyntaxError: /) },
    },
    {
      name: "an error while loading",
      code: "throw new Error('at load');",
      expected: { errorType: "Error", errorMessage: "at load" },
    },
    {
      name: "process.exit",
      code: "exports.handler = async () => process.exit(3);",
      expected: {
        errorType: "Runtime.ExitError",
        errorMessage: expect.stringMatching(/^RequestId: \S{36} Error: Runtime exited with error: exit status 3$/),
      },
    },
    {
      name: "a rejection that nobody handles",
      code: "exports.handler = () => new Promise(() => { Promise.reject(new Error('lost')); });",
      expected: { errorType: "Runtime.UnhandledPromiseRejection", errorMessage: "Error: lost" },
    },
    {
      name: "a callback handler on Node 24",
      code: "exports.handler = (event, context, callback) => callback(null, 1);",
      runtime: "nodejs24.x",
      expected: { errorType: "Runtime.CallbackHandlerDeprecated" },
    },
  ];

  it.each(failures)("$name", async ({ code, expected, runtime }) => {
    await source(code, runtime ? { Runtime: runtime } : {});
    const { status, error, payload } = await invoke();

    expect({ status, error }).toEqual({ status: 200, error: "Unhandled" });
    expect(payload).toMatchObject(expected);
  });

  it("a handler that takes too long: Task timed out after 1.00 seconds, and the next call starts cold", async () => {
    await source(
      "let calls = 0; exports.handler = async (event) => { calls++; if (event.hang) await new Promise((r) => setTimeout(r, 60000)); return calls; };",
      {
        Timeout: 1,
      },
    );
    await invoke();
    const hung = await invoke({ hang: true });

    expect(hung.error).toBe("Unhandled");
    expect(hung.payload).toEqual({
      errorType: "Sandbox.Timedout",
      errorMessage: expect.stringMatching(/^RequestId: \S{36} Error: Task timed out after 1\.00 seconds$/),
    });
    expect((await invoke()).payload).toBe(1);
  });

  it("an endless loop is ended as well", async () => {
    await source("exports.handler = async () => { for (;;); };", { Timeout: 1 });

    expect((await invoke()).payload).toMatchObject({ errorType: "Sandbox.Timedout" });
  });

  it("an error leaves the environment warm", async () => {
    await source(
      "let calls = 0; exports.handler = async (event) => { calls++; if (event.fail) throw new Error('x'); return calls; };",
    );
    await invoke({ fail: true });

    expect((await invoke()).payload).toBe(2);
  });
});

describe("which version runs", () => {
  const BUCKET = "exports.handler = async (event, context) => [context.functionVersion, process.env.BUCKET_NAME];";

  async function withTwoVersions(): Promise<void> {
    await source(BUCKET, { Environment: { Variables: { BUCKET_NAME: "dev" } } });
    await account.lambda.send(new PublishVersionCommand({ FunctionName: "fn" }));
    const Environment = { Variables: { BUCKET_NAME: "prod" } };
    await account.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: "fn", Environment }));
    await settle(account);
    await account.lambda.send(new PublishVersionCommand({ FunctionName: "fn" }));
  }

  it("each version runs with the environment that it froze", async () => {
    await withTwoVersions();

    expect((await invoke({}, { Qualifier: "1" })).payload).toEqual(["1", "dev"]);
    expect((await invoke({}, { FunctionName: `${ARN}:fn:2` })).payload).toEqual(["2", "prod"]);
    expect((await invoke()).payload).toEqual(["$LATEST", "prod"]);
  });

  it("a weighted alias runs both, with the share drawn from the seed", async () => {
    await withTwoVersions();
    const RoutingConfig = { AdditionalVersionWeights: { "2": 0.5 } };
    await account.lambda.send(new CreateAliasCommand({ FunctionName: "fn", Name: "live", FunctionVersion: "1", RoutingConfig }));
    const versions: (string | undefined)[] = [];
    for (let call = 0; call < 24; call++) versions.push((await invoke({}, { Qualifier: "live" })).version);

    expect(new Set(versions)).toEqual(new Set(["1", "2"]));
  });

  it("an update under way still runs what stood before", async () => {
    await source("exports.handler = async () => 'before';");
    const ZipFile = zipOf({ "index.js": "exports.handler = async () => 'after';" });
    await account.lambda.send(new UpdateFunctionCodeCommand({ FunctionName: "fn", ZipFile }));
    const during = (await invoke()).payload;
    await settle(account);

    expect([during, (await invoke()).payload]).toEqual(["before", "after"]);
  });

  it("a function that is Pending runs nothing: 409 ResourceConflictException", async () => {
    await account.lambda.send(new CreateFunctionCommand(aFunction()));

    expect(await refusal(invoke())).toEqual(
      userError(
        409,
        "ResourceConflictException",
        "The operation cannot be performed at this time. The function is currently in the following state: Pending",
      ),
    );
  });
});

describe("Invoke", () => {
  it("names a missing function with $LATEST, a missing qualifier as it is: 404", async () => {
    await created(account);

    expect(await refusal(invoke({}, { FunctionName: "none" }))).toEqual(
      userError(404, "ResourceNotFoundException", `Function not found: ${ARN}:none:$LATEST`),
    );
    expect(await refusal(invoke({}, { Qualifier: "nope" }))).toEqual(
      userError(404, "ResourceNotFoundException", `Function not found: ${ARN}:fn:nope`),
    );
  });

  it("refuses a payload that is no JSON: 400 InvalidRequestContentException", async () => {
    await created(account);

    expect(await refusal(invoke({}, { Payload: Buffer.from("{no") }))).toMatchObject({
      name: "InvalidRequestContentException",
      status: 400,
      message: expect.stringMatching(/^Could not parse request body into json: /),
    });
  });

  it("refuses a payload over 6 MB: 413 RequestTooLargeException", async () => {
    await created(account);

    expect(await refusal(invoke("x".repeat(6_300_000)))).toMatchObject({
      name: "RequestTooLargeException",
      status: 413,
      message: "Request must be smaller than 6291456 bytes for the InvokeFunction operation",
    });
  });

  it("as a dry run answers 204, as an event 202", async () => {
    await source("exports.handler = async () => 1;");

    expect(await invoke({}, { InvocationType: "DryRun" })).toMatchObject({ status: 204, payload: undefined });
    expect(await invoke({}, { InvocationType: "Event" })).toMatchObject({ status: 202, payload: undefined });
  });

  it("with no concurrency reserved is throttled: 429 TooManyRequestsException", async () => {
    await source("exports.handler = async () => 1;");
    await account.lambda.send(new PutFunctionConcurrencyCommand({ FunctionName: "fn", ReservedConcurrentExecutions: 0 }));

    expect(await refusal(invoke())).toEqual(userError(429, "TooManyRequestsException", "Rate Exceeded."));
    await account.lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName: "fn" }));
    expect((await invoke()).payload).toBe(1);
  });

  it("of a runtime that is not Node says so: 400 InvalidParameterValueException", async () => {
    await created(account, { Runtime: "python3.13" });

    expect(await refusal(invoke())).toEqual(
      userError(400, "InvalidParameterValueException", "The sandbox runs Node.js functions only; fn has the runtime python3.13."),
    );
  });
});

describe("a service that calls", () => {
  const STAGE = "arn:aws:execute-api:us-east-1:111111111111:api123/prod/PUT/upload";
  const calling = (qualifier: string | undefined, sourceArn = STAGE, service = "apigateway.amazonaws.com") =>
    invokeFunction(account.sandbox.world, {
      functionName: "fn",
      qualifier,
      payload: Buffer.from("{}"),
      caller: { service, sourceArn },
    });

  beforeEach(async () => {
    await source("exports.handler = async () => 'ran';", { Publish: true });
    await account.lambda.send(new CreateAliasCommand({ FunctionName: "fn", Name: "prod", FunctionVersion: "1" }));
  });

  it("without a statement on that very qualifier is denied: 403 AccessDeniedException", async () => {
    const permission = { StatementId: "all", Action: "lambda:InvokeFunction", Principal: "apigateway.amazonaws.com" };
    await account.lambda.send(new AddPermissionCommand({ FunctionName: "fn", ...permission }));

    await expect(calling("prod")).rejects.toBeInstanceOf(AwsError);
    await expect(calling("prod")).rejects.toMatchObject({ code: "AccessDeniedException", statusCode: 403 });
    expect((await calling(undefined)).statusCode).toBe(200);
  });

  it("is let in where ArnLike matches its stage, and only there", async () => {
    await account.lambda.send(
      new AddPermissionCommand({
        FunctionName: "fn",
        Qualifier: "prod",
        StatementId: "stage",
        Action: "lambda:InvokeFunction",
        Principal: "apigateway.amazonaws.com",
        SourceArn: "arn:aws:execute-api:us-east-1:111111111111:api123/prod/*/*",
      }),
    );

    expect(Buffer.from((await calling("prod")).payload).toString()).toBe('"ran"');
    await expect(calling("prod", STAGE.replace("/prod/", "/dev/"))).rejects.toMatchObject({ code: "AccessDeniedException" });
    await expect(calling("prod", STAGE, "events.amazonaws.com")).rejects.toMatchObject({ code: "AccessDeniedException" });
    await expect(calling("1")).rejects.toMatchObject({ code: "AccessDeniedException" });
  });
});

describe("closing", () => {
  it("ends what runs and removes the temporary directory", async () => {
    await source("exports.handler = async () => { await new Promise((r) => setTimeout(r, 60000)); };", { Timeout: 60 });
    await source("exports.handler = async () => process.env.LAMBDA_TASK_ROOT;", { FunctionName: "quick" });
    const hanging = invoke();
    const taskRoot = (await invoke({}, { FunctionName: "quick" })).payload as string;
    expect(existsSync(taskRoot)).toBe(true);
    await account.sandbox.close();

    expect(await hanging).toMatchObject({ error: "Unhandled", payload: { errorType: "Runtime.ExitError" } });
    const root = dirname(dirname(taskRoot));
    expect(root).toContain("stagekeeper-lambda-");
    expect(existsSync(root)).toBe(false);
  });
});
