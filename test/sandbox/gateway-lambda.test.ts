/** Lambda proxy integrations through stage variables: who is called, with which event, and what comes of the answer. */
import { GetPolicyCommand, RemovePermissionCommand } from "@aws-sdk/client-lambda";
import { S3 } from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  ACCOUNT,
  aFunction,
  anApi,
  ask,
  deploy,
  type InvokeAccount,
  invokeAccount,
  lambdaUri,
  nextVersion,
  permit,
  served,
} from "./invoke-account.ts";

const ECHO = "return { statusCode: 200, body: JSON.stringify(event) };";
const INTERNAL = '{"message": "Internal server error"}';

let account: InvokeAccount;

beforeEach(async () => {
  account = await invokeAccount();
});

afterEach(() => account.sandbox.close());

describe("the function of a stage variable", () => {
  const WHO =
    "return { statusCode: 200, body: [process.env.STAGE_OF, context.functionVersion, context.invokedFunctionArn].join(' ') };";

  it("runs the version of each stage's alias, with that version's environment", async () => {
    const apiId = await served(account, WHO);
    await nextVersion(account);
    await permit(account, apiId, "next");
    await deploy(account, apiId, { ALIAS: "next" }, "prod");

    const dev = await ask(account, apiId, "PUT /dev/upload");
    const prod = await ask(account, apiId, "PUT /prod/upload");

    expect(dev.body).toBe(`version-1 1 arn:aws:lambda:us-east-1:${ACCOUNT}:function:uploader:live`);
    expect(prod.body).toBe(`version-2 2 arn:aws:lambda:us-east-1:${ACCOUNT}:function:uploader:next`);
  });

  it("changes with the variable, without a deployment", async () => {
    const apiId = await served(account, WHO);
    await nextVersion(account);
    await permit(account, apiId, "next");
    const patchOperations = [{ op: "replace" as const, path: "/variables/ALIAS", value: "next" }];
    await account.gateway.updateStage({ restApiId: apiId, stageName: "dev", patchOperations });

    const answer = await ask(account, apiId, "PUT /dev/upload");

    expect(answer.body).toContain("version-2 2");
  });

  it("is answered 500 where no policy of that alias allows it", async () => {
    await aFunction(account, WHO);
    const apiId = await anApi(account, [{ route: "PUT /upload" }]);
    await deploy(account, apiId);

    const answer = await ask(account, apiId, "PUT /dev/upload");

    expect([answer.status, answer.body]).toEqual([500, INTERNAL]);
    expect(answer.headers.get("x-sandbox-reason")).toContain("Invalid permissions on Lambda function");
  });

  it("is answered 500 once the permission is removed", async () => {
    const apiId = await served(account, WHO);
    const { Policy = "" } = await account.lambda.send(new GetPolicyCommand({ FunctionName: "uploader", Qualifier: "live" }));
    const [{ Sid }] = JSON.parse(Policy).Statement;
    const before = await ask(account, apiId, "PUT /dev/upload");
    await account.lambda.send(new RemovePermissionCommand({ FunctionName: "uploader", Qualifier: "live", StatementId: Sid }));

    const after = await ask(account, apiId, "PUT /dev/upload");

    expect([before.status, after.status, after.body]).toEqual([200, 500, INTERNAL]);
  });

  it.each([
    { source: "dev/PUT/upload", status: 200 },
    { source: "dev/*/*", status: 200 },
    { source: "prod/*/*", status: 500 },
    { source: "dev/GET/*", status: 500 },
  ])("is answered $status with a permission for $source", async ({ source, status }) => {
    await aFunction(account, WHO);
    const apiId = await anApi(account, [{ route: "PUT /upload" }]);
    await permit(account, apiId, "live", source);
    await deploy(account, apiId);

    const answer = await ask(account, apiId, "PUT /dev/upload");

    expect(answer.status).toBe(status);
  });

  it.each<{ name: string; variables: Record<string, string> }>([
    { name: "names an alias that is not there", variables: { ALIAS: "nobody" } },
    { name: "is not defined by the stage, and becomes nothing", variables: {} },
  ])("is answered 500 when it $name", async ({ variables }) => {
    await aFunction(account, WHO);
    const apiId = await anApi(account, [{ route: "PUT /upload" }]);
    await permit(account, apiId);
    await deploy(account, apiId, variables);

    const answer = await ask(account, apiId, "PUT /dev/upload");

    expect([answer.status, answer.body]).toEqual([500, INTERNAL]);
  });

  it("still runs as deployed when the integration was changed afterwards", async () => {
    const apiId = await served(account, WHO);
    const { items = [] } = await account.gateway.getResources({ restApiId: apiId });
    const resourceId = items.find(({ path }) => path === "/upload")?.id ?? "";
    const uri = lambdaUri(`arn:aws:lambda:us-east-1:${ACCOUNT}:function:nobody`);
    const method = { restApiId: apiId, resourceId, httpMethod: "PUT" };
    await account.gateway.putIntegration({ ...method, type: "AWS_PROXY", integrationHttpMethod: "POST", uri });

    const answer = await ask(account, apiId, "PUT /dev/upload");

    expect([answer.status, answer.body.slice(0, 9)]).toEqual([200, "version-1"]);
  });
});

describe("the event of a Lambda proxy integration", () => {
  it("has the format 1.0 with every member", async () => {
    const apiId = await served(account, ECHO, [{ route: "PUT /upload/{folder}", method: { operationName: "upload" } }]);

    const headers = { "content-type": "text/plain", "X-Who": "me", "user-agent": "test/1" };
    const answer = await ask(account, apiId, "PUT /dev/upload/a%20b?name=x.jpg&tag=1&tag=2", { body: "héllo", headers });
    const event = JSON.parse(answer.body);

    expect(Object.keys(event)).toEqual([
      "resource",
      "path",
      "httpMethod",
      "headers",
      "multiValueHeaders",
      "queryStringParameters",
      "multiValueQueryStringParameters",
      "pathParameters",
      "stageVariables",
      "requestContext",
      "body",
      "isBase64Encoded",
    ]);
    expect(event).toMatchObject({
      resource: "/upload/{folder}",
      path: "/upload/a%20b",
      httpMethod: "PUT",
      headers: { "content-type": "text/plain", "X-Who": "me", "X-Forwarded-Proto": "http" },
      multiValueHeaders: { "X-Who": ["me"] },
      queryStringParameters: { name: "x.jpg", tag: "2" },
      multiValueQueryStringParameters: { name: ["x.jpg"], tag: ["1", "2"] },
      pathParameters: { folder: "a%20b" },
      stageVariables: { ALIAS: "live" },
      body: "héllo",
      isBase64Encoded: false,
    });
    expect(event.requestContext).toMatchObject({
      resourcePath: "/upload/{folder}",
      operationName: "upload",
      httpMethod: "PUT",
      path: "/dev/upload/a%20b",
      accountId: ACCOUNT,
      protocol: "HTTP/1.1",
      stage: "dev",
      domainPrefix: apiId,
      requestTimeEpoch: account.clock.now(),
      requestTime: "01/Jan/2026:00:00:15 +0000",
      identity: { sourceIp: "127.0.0.1", userAgent: "test/1", accessKey: null, userArn: null },
      domainName: `${apiId}.execute-api.us-east-1.amazonaws.com`,
      apiId,
    });
    expect(event.requestContext.requestId).toBe(answer.headers.get("x-amzn-requestid"));
  });

  it("has null where there is nothing", async () => {
    await aFunction(account, ECHO);
    const uri = lambdaUri(`arn:aws:lambda:us-east-1:${ACCOUNT}:function:uploader:live`);
    const apiId = await anApi(account, [{ route: "GET /", integration: { uri } }]);
    await permit(account, apiId);
    await deploy(account, apiId, {});

    const { body } = await ask(account, apiId, "GET /dev");

    expect(JSON.parse(body)).toMatchObject({
      path: "/",
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      pathParameters: null,
      stageVariables: null,
      body: null,
      isBase64Encoded: false,
    });
  });

  const JPEG = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10]);
  const DIGEST =
    "const bytes = Buffer.from(event.body, event.isBase64Encoded ? 'base64' : 'utf8'); return { statusCode: 200, body: event.isBase64Encoded + ' ' + bytes.toString('hex') };";

  it.each([
    {
      types: undefined,
      contentType: "image/jpeg",
      answer: "false efbfbdefbfbdefbfbdefbfbd0010",
      what: "no listed type: the bytes are broken",
    },
    { types: ["image/jpeg"], contentType: "image/jpeg", answer: "true ffd8ffe00010", what: "the type" },
    { types: ["image/jpeg"], contentType: "image/jpeg; q=1", answer: "true ffd8ffe00010", what: "the type with a parameter" },
    { types: ["image/*"], contentType: "image/jpeg", answer: "true ffd8ffe00010", what: "its kind" },
    { types: ["*/*"], contentType: undefined, answer: "true ffd8ffe00010", what: "everything" },
    { types: ["image/png"], contentType: "image/jpeg", answer: "false efbfbdefbfbdefbfbdefbfbd0010", what: "another type" },
  ])("carries a binary body as it is only when binaryMediaTypes lists it: $what", async ({ types, contentType, answer }) => {
    const apiId = await served(account, DIGEST, [{ route: "PUT /upload" }], types);

    const headers: Record<string, string> = contentType === undefined ? {} : { "content-type": contentType };
    const { body } = await ask(account, apiId, "PUT /dev/upload", { body: new Blob([JPEG]), headers });

    expect(body).toBe(answer);
  });
});

describe("the answer of a Lambda proxy integration", () => {
  it("becomes the response: status, headers, several values, JSON unless it says otherwise", async () => {
    const body = "return { statusCode: 201, headers: { 'X-One': 1 }, multiValueHeaders: { 'X-Two': ['a', 'b'] }, body: '{}' };";
    const apiId = await served(account, body);

    const answer = await ask(account, apiId, "PUT /dev/upload");

    expect([answer.status, answer.body]).toEqual([201, "{}"]);
    expect(answer.headers.get("x-one")).toBe("1");
    expect(answer.headers.get("x-two")).toBe("a, b");
    expect(answer.headers.get("content-type")).toBe("application/json");
  });

  it.each([
    { answers: "{}", status: 200, body: "" },
    { answers: "{ statusCode: '202', body: 'x' }", status: 202, body: "x" },
    { answers: "{ body: { an: 'object' } }", status: 502, body: INTERNAL },
    { answers: "{ statusCode: 200, surprise: true }", status: 502, body: INTERNAL },
    { answers: "{ statusCode: 'many' }", status: 502, body: INTERNAL },
    { answers: "{ headers: ['x'] }", status: 502, body: INTERNAL },
    { answers: "{ multiValueHeaders: { 'x': 'y' } }", status: 502, body: INTERNAL },
    { answers: "'text'", status: 502, body: INTERNAL },
    { answers: "undefined", status: 502, body: INTERNAL },
  ])("that is $answers is answered $status", async ({ answers, status, body }) => {
    const apiId = await served(account, `return ${answers};`);

    const answer = await ask(account, apiId, "PUT /dev/upload");

    expect([answer.status, answer.body]).toEqual([status, body]);
  });

  it("is 502 when the handler throws, and tells the client nothing of it", async () => {
    const apiId = await served(account, "throw new Error('secret');");

    const answer = await ask(account, apiId, "PUT /dev/upload");

    expect([answer.status, answer.body]).toEqual([502, INTERNAL]);
  });

  it("is 504 when the handler takes longer than the integration may", async () => {
    const slow = "await new Promise((resolve) => setTimeout(resolve, 2000)); return {};";
    const apiId = await served(account, slow, [{ route: "PUT /upload", integration: { timeoutInMillis: 50 } }]);

    const answer = await ask(account, apiId, "PUT /dev/upload");

    expect([answer.status, answer.body]).toEqual([504, '{"message": "Endpoint request timed out"}']);
  });

  it.each([
    { types: ["image/png"], accept: "image/png", body: "bytes", why: "the client's first choice is listed" },
    { types: ["image/png"], accept: "text/html, image/png", body: "Ynl0ZXM=", why: "only the first choice counts" },
    { types: undefined, accept: "image/png", body: "Ynl0ZXM=", why: "no type is listed" },
    { types: ["*/*"], accept: "*/*", body: "bytes", why: "every type is listed" },
  ])("in base64 is decoded or not: $why", async ({ types, accept, body }) => {
    const code = "return { statusCode: 200, headers: { 'content-type': 'image/png' }, body: 'Ynl0ZXM=', isBase64Encoded: true };";
    const apiId = await served(account, code, [{ route: "PUT /upload" }], types);

    const answer = await ask(account, apiId, "PUT /dev/upload", { headers: { accept } });

    expect(answer.body).toBe(body);
  });
});

describe("a stage's throttling", () => {
  it("answers 429 past the burst, and again 200 as time passes", async () => {
    const apiId = await served(account, "return { statusCode: 200 };");
    const patchOperations = [
      { op: "replace" as const, path: "/*/*/throttling/rateLimit", value: "1" },
      { op: "replace" as const, path: "/*/*/throttling/burstLimit", value: "1" },
    ];
    await account.gateway.updateStage({ restApiId: apiId, stageName: "dev", patchOperations });

    const first = await ask(account, apiId, "PUT /dev/upload");
    const second = await ask(account, apiId, "PUT /dev/upload");
    await account.clock.advance(1000);
    const third = await ask(account, apiId, "PUT /dev/upload");

    expect([first.status, second.status, third.status]).toEqual([200, 429, 200]);
    expect(second.body).toBe('{"message":"Too Many Requests"}');
  });
});

describe("a canary", () => {
  it.each([
    { percentTraffic: 100, answers: "blue,blue,blue" },
    { percentTraffic: 0, answers: "green,green,green" },
  ])(
    "of $percentTraffic % answers with its overrides of the stage's variables: $answers",
    async ({ percentTraffic, answers }) => {
      await aFunction(account, "return { statusCode: 200, body: event.stageVariables.COLOUR };");
      const apiId = await anApi(account, [{ route: "PUT /upload" }]);
      await permit(account, apiId);
      await deploy(account, apiId, { ALIAS: "live", COLOUR: "green" });
      const canarySettings = { percentTraffic, stageVariableOverrides: { COLOUR: "blue" } };
      await account.gateway.createDeployment({ restApiId: apiId, stageName: "dev", canarySettings });

      const bodies = [];
      for (let call = 0; call < 3; call++) bodies.push((await ask(account, apiId, "PUT /dev/upload")).body);

      expect(bodies.join()).toBe(answers);
    },
  );
});

describe("a request of the handler to AWS_ENDPOINT_URL", () => {
  it("reaches the sandbox's S3", async () => {
    const scope = "/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0";
    const authorization = `"AWS4-HMAC-SHA256 Credential=" + process.env.AWS_ACCESS_KEY_ID + "${scope}"`;
    const put = `await fetch(process.env.AWS_ENDPOINT_URL + "/pictures/a", { method: "PUT", body: "hello", headers: { authorization: ${authorization} } })`;
    const apiId = await served(account, `const { status } = ${put}; return { statusCode: status };`);
    const s3 = new S3({
      region: "us-east-1",
      credentials: { accessKeyId: "AKID", secretAccessKey: "x" },
      requestHandler: account.sandbox.requestHandler("s3"),
    });
    await s3.createBucket({ Bucket: "pictures" });

    const { status } = await ask(account, apiId, "PUT /dev/upload");
    const { Body } = await s3.getObject({ Bucket: "pictures", Key: "a" });

    expect([status, await Body?.transformToString()]).toEqual([200, "hello"]);
  });
});
