/** AWS integrations that are no proxies: S3 by a role, and functions. */
import type { PutIntegrationRequest } from "@aws-sdk/client-api-gateway";
import { AttachRolePolicyCommand, CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { S3 } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  ACCOUNT,
  type AResponse,
  type ARoute,
  aFunction,
  anApi,
  ask,
  deploy,
  type InvokeAccount,
  invokeAccount,
  lambdaUri,
  permit,
} from "./invoke-account.ts";
import { trustOf } from "./lambda-account.ts";

const INTERNAL = '{"message": "Internal server error"}';
const COMMON = { region: "us-east-1", credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" }, maxAttempts: 1 };
const roleArn = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;

let account: InvokeAccount;
let s3: S3;

/** What may be done with the bucket `pictures`, by who may be assumed by whom. */
const ROLES = [
  { name: "s3-all", service: "apigateway.amazonaws.com", action: "s3:*" },
  { name: "s3-read", service: "apigateway.amazonaws.com", action: "s3:Get*" },
  { name: "s3-not-ours", service: "lambda.amazonaws.com", action: "s3:*" },
  { name: "invoker", service: "apigateway.amazonaws.com", action: "lambda:InvokeFunction" },
];

beforeAll(async () => {
  account = await invokeAccount();
  const { sandbox, clock } = account;
  s3 = new S3({ ...COMMON, requestHandler: sandbox.requestHandler("s3") });
  const iam = new IAMClient({ ...COMMON, requestHandler: sandbox.requestHandler("iam") });
  for (const { name, service, action } of ROLES) {
    await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trustOf(service) }));
    const Statement = [{ Effect: "Allow", Action: action, Resource: "*" }];
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
    await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: "p", PolicyDocument }));
  }
  const managed = { RoleName: "s3-managed", AssumeRolePolicyDocument: trustOf("apigateway.amazonaws.com") };
  await iam.send(new CreateRoleCommand(managed));
  const PolicyArn = "arn:aws:iam::aws:policy/AmazonS3FullAccess";
  await iam.send(new AttachRolePolicyCommand({ RoleName: "s3-managed", PolicyArn }));
  await clock.advance(10_000);
  await s3.createBucket({ Bucket: "pictures" });
  const echo = `
    if (event.fail) throw new Error(event.fail);
    return event.wrap ? { was: event } : event;
  `;
  await aFunction(account, echo);
});

afterAll(() => account.sandbox.close());

const DEFAULT: AResponse = { statusCode: "200" };

async function deployed(routes: readonly ARoute[], binaryMediaTypes?: string[]): Promise<string> {
  const apiId = await anApi(account, routes, binaryMediaTypes);
  await deploy(account, apiId, { ALIAS: "live", BUCKET: "pictures" });
  return apiId;
}

function toS3(uri: string, more: Partial<PutIntegrationRequest> = {}): Partial<PutIntegrationRequest> {
  return {
    type: "AWS",
    integrationHttpMethod: "ANY",
    uri: `arn:aws:apigateway:us-east-1:s3:${uri}`,
    credentials: roleArn("s3-all"),
    ...more,
  };
}

/** Every verb on any key of the bucket that the stage names. */
function anyKey(more: Partial<PutIntegrationRequest> = {}, responses: readonly AResponse[] = [DEFAULT]): ARoute {
  const requestParameters = {
    "integration.request.path.key": "method.request.path.key",
    "integration.request.header.Content-Type": "method.request.header.Content-Type",
    "integration.request.querystring.response-content-type": "method.request.header.as",
  };
  return {
    route: "ANY /{key+}",
    method: { requestParameters: { "method.request.path.key": true } },
    integration: toS3("path/${stageVariables.BUCKET}/{key}", { requestParameters, ...more }),
    responses,
  };
}

const object = async (Key: string) => {
  const { Body, ContentType } = await s3.getObject({ Bucket: "pictures", Key });
  return { text: await Body?.transformToString(), ContentType };
};

describe("an AWS integration of S3", () => {
  // Recorded: test_apigateway_s3_any.
  it("puts, gets and deletes objects of the bucket that the stage names; without patterns even a refusal is 200", async () => {
    const apiId = await deployed([anyKey()]);
    const headers = { "content-type": "application/json" };

    const missing = await ask(account, apiId, "GET /dev/a/test.json");
    const put = await ask(account, apiId, "PUT /dev/a/test.json", { headers, body: '{"put_id":1}' });
    const stored = await object("a/test.json");
    const got = await ask(account, apiId, "GET /dev/a/test.json");
    await ask(account, apiId, "DELETE /dev/a/test.json");
    const gone = await ask(account, apiId, "GET /dev/a/test.json");

    expect([missing.status, missing.body]).toEqual([200, expect.stringContaining("<Code>NoSuchKey</Code>")]);
    expect([put.status, put.body]).toEqual([200, ""]);
    expect(stored).toEqual({ text: '{"put_id":1}', ContentType: "application/json" });
    expect([got.status, got.body]).toEqual([200, '{"put_id":1}']);
    expect([gone.status, gone.body]).toEqual([200, expect.stringContaining("<Key>a/test.json</Key>")]);
  });

  // Recorded: test_apigateway_s3_method_mapping.
  it("asks by its own verb, with the body of its template", async () => {
    const put = toS3("path/pictures/mapped.json", {
      integrationHttpMethod: "PUT",
      requestParameters: { "integration.request.header.Content-Type": "'application/json'" },
      requestTemplates: { "application/json": '{"message": "great success!"}' },
    });
    const apiId = await deployed([{ route: "GET /put", integration: put, responses: [DEFAULT] }]);

    await ask(account, apiId, "GET /dev/put");

    expect(await object("mapped.json")).toEqual({ text: '{"message": "great success!"}', ContentType: "application/json" });
  });

  it("selects the response by S3's status, and maps its headers", async () => {
    await s3.putObject({ Bucket: "pictures", Key: "there", Body: "text" });
    const responseParameters = { "method.response.header.ETag": "integration.response.header.ETag" };
    const responses = [
      { ...DEFAULT, responseParameters },
      { statusCode: "404", selectionPattern: "4\\d{2}" },
    ];
    const apiId = await deployed([anyKey({}, responses)]);

    const there = await ask(account, apiId, "GET /dev/there");
    const missing = await ask(account, apiId, "GET /dev/not-there");

    expect([there.status, there.headers.get("etag")]).toEqual([200, '"1cb251ec0d568de6a929b520c4aed8d1"']);
    expect(missing.status).toBe(404);
  });

  it("answers S3's AccessDenied where its role may not", async () => {
    const responses = [DEFAULT, { statusCode: "403", selectionPattern: "403" }];
    const apiId = await deployed([anyKey({ credentials: roleArn("s3-read") }, responses)]);

    const answer = await ask(account, apiId, "PUT /dev/denied", { body: "x" });

    expect([answer.status, answer.body]).toEqual([403, expect.stringContaining("is not authorized to perform: s3:PutObject")]);
  });

  it.each([
    ["a role that does not trust API Gateway", roleArn("s3-not-ours"), "permission to assume the provided role"],
    ["a role that is not there", roleArn("nobody"), "permission to assume the provided role"],
    ["a role whose managed policy the sandbox does not know", roleArn("s3-managed"), "AmazonS3FullAccess"],
    ["no role", undefined, "give the integration a role"],
  ])("answers 500 and says why with %s", async (_, credentials, reason) => {
    const apiId = await deployed([anyKey({ credentials })]);

    const answer = await ask(account, apiId, "GET /dev/x");

    expect([answer.status, answer.body]).toEqual([500, INTERNAL]);
    expect(answer.headers.get("x-sandbox-reason")).toContain(reason);
  });

  it("calls in the name of who signed where the credentials say so", async () => {
    await s3.putObject({ Bucket: "pictures", Key: "mine", Body: "mine" });
    const route = anyKey({ credentials: "arn:aws:iam::*:user/*" });
    const apiId = await deployed([{ ...route, method: { ...route.method, authorizationType: "AWS_IAM" } }]);
    const scope = "20260101/us-east-1/execute-api/aws4_request";
    const headers = { authorization: `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/${scope}, SignedHeaders=host, Signature=0` };

    expect((await ask(account, apiId, "GET /dev/mine", { headers })).body).toBe("mine");
  });

  it("runs the actions that the documentation names, with their parameters in the URI or mapped onto the query", async () => {
    await s3.putObject({ Bucket: "pictures", Key: "by action", Body: "found" });
    const requestParameters = { "integration.request.querystring.Key": "method.request.querystring.key" };
    const method = { requestParameters: { "method.request.querystring.key": false } };
    const integration = toS3("action/GetObject&Bucket=pictures", { requestParameters });
    const unknown = toS3("action/GetObjectTagging&Bucket=pictures");
    const versioned = toS3("action/GetObject&Bucket=pictures&VersionId=1");
    const apiId = await deployed([
      { route: "GET /object", method, integration, responses: [DEFAULT] },
      { route: "GET /tags", integration: unknown, responses: [DEFAULT] },
      { route: "GET /version", integration: versioned, responses: [DEFAULT] },
    ]);

    expect((await ask(account, apiId, "GET /dev/object?key=by%20action")).body).toBe("found");
    const tags = await ask(account, apiId, "GET /dev/tags");
    const version = await ask(account, apiId, "GET /dev/version");
    expect([tags.status, tags.headers.get("x-sandbox-reason")]).toEqual([500, expect.stringContaining("GetObjectTagging")]);
    expect([version.status, version.headers.get("x-sandbox-reason")]).toEqual([500, expect.stringContaining("VersionId")]);
  });
});

/** No UTF-8. */
const RAW = Buffer.from([0x1f, 0x8b, 0x08, 0x00, 0xff]);
const ENCODED = Buffer.from(RAW.toString("base64"));
const TEXT = Buffer.from("this is a UTF8 text typed object");
const LOST = Buffer.from(RAW.toString());
const base64 = (bytes: Buffer) => Buffer.from(bytes.toString("base64"));

// Recorded: TestApiGatewayS3BinarySupport::test_apigw_s3_binary_support_request, ..._convert_to_binary.
describe.each([
  { contentHandling: undefined, type: "text/plain", becomes: [LOST, ENCODED, TEXT] },
  { contentHandling: undefined, type: "image/png", becomes: [RAW, ENCODED, TEXT] },
  { contentHandling: "CONVERT_TO_TEXT", type: "text/plain", becomes: [LOST, ENCODED, TEXT] },
  { contentHandling: "CONVERT_TO_TEXT", type: "image/png", becomes: [base64(RAW), base64(ENCODED), base64(TEXT)] },
  { contentHandling: "CONVERT_TO_BINARY", type: "text/plain", becomes: [undefined, RAW, undefined] },
  { contentHandling: "CONVERT_TO_BINARY", type: "image/png", becomes: [RAW, ENCODED, TEXT] },
] as const)("a body of $type put with $contentHandling", ({ contentHandling, type, becomes }) => {
  it("arrives as AWS hands it on where image/png is binary", async () => {
    const apiId = await deployed([anyKey({ contentHandling })], ["image/png"]);
    for (const [index, body] of [RAW, ENCODED, TEXT].entries()) {
      await s3.deleteObject({ Bucket: "pictures", Key: "put" });
      const answer = await ask(account, apiId, "PUT /dev/put", { headers: { "content-type": type }, body: new Uint8Array(body) });

      const expected = becomes[index];
      expect(answer.status).toBe(expected ? 200 : 500);
      if (!expected) continue;
      const { Body } = await s3.getObject({ Bucket: "pictures", Key: "put" });
      expect(Buffer.from((await Body?.transformToByteArray()) ?? [])).toEqual(expected);
    }
  });
});

// Recorded: ..._response_no_content_handling, ..._response_convert_to_text, ..._response_convert_to_binary.
describe.each([
  { contentHandling: undefined, payload: "binary/octet-stream", accept: "image/png", becomes: [undefined, RAW, undefined] },
  { contentHandling: undefined, payload: "image/png", accept: "image/png", becomes: [RAW, ENCODED, TEXT] },
  { contentHandling: undefined, payload: "binary/octet-stream", accept: "text/plain", becomes: [LOST, ENCODED, TEXT] },
  { contentHandling: undefined, payload: "image/png", accept: "text/plain", becomes: [RAW, ENCODED, TEXT].map(base64) },
  { contentHandling: "CONVERT_TO_TEXT", payload: "image/png", accept: "image/png", becomes: [RAW, ENCODED, TEXT].map(base64) },
  { contentHandling: "CONVERT_TO_TEXT", payload: "binary/octet-stream", accept: "image/png", becomes: [LOST, ENCODED, TEXT] },
  {
    contentHandling: "CONVERT_TO_BINARY",
    payload: "binary/octet-stream",
    accept: "text/plain",
    becomes: [undefined, RAW, undefined],
  },
  { contentHandling: "CONVERT_TO_BINARY", payload: "image/png", accept: "text/plain", becomes: [RAW, ENCODED, TEXT] },
] as const)(
  "an object of $payload got by who accepts $accept with $contentHandling",
  ({ contentHandling, payload, accept, becomes }) => {
    it("arrives as AWS hands it on where image/png is binary", async () => {
      const apiId = await deployed([anyKey({}, [{ ...DEFAULT, contentHandling }])], ["image/png"]);
      for (const [index, Body] of [RAW, ENCODED, TEXT].entries()) {
        await s3.putObject({ Bucket: "pictures", Key: "got", Body });
        const url = `${account.url}/_aws/execute-api/${apiId}/dev/got`;
        const response = await fetch(url, { headers: { accept, as: payload } });

        const expected = becomes[index];
        expect(response.status).toBe(expected ? 200 : 500);
        if (expected) expect(Buffer.from(await response.arrayBuffer())).toEqual(expected);
      }
    });
  },
);

describe("a template of an AWS integration", () => {
  // Recorded: ..._convert_to_binary_with_request_template.
  it("that is to read bytes is answered 500", async () => {
    const requestTemplates = { "application/json": '{"data": "$input.body"}' };
    const apiId = await deployed([anyKey({ contentHandling: "CONVERT_TO_BINARY", requestTemplates })]);
    const headers = { "content-type": "application/json" };

    const answer = await ask(account, apiId, "PUT /dev/x", { headers, body: new Uint8Array(ENCODED) });

    expect([answer.status, answer.body]).toEqual([500, INTERNAL]);
  });
});

function plain(more: Partial<PutIntegrationRequest> = {}): Partial<PutIntegrationRequest> {
  return { type: "AWS", ...more };
}

async function permitted(routes: readonly ARoute[]): Promise<string> {
  const apiId = await deployed(routes);
  await permit(account, apiId);
  return apiId;
}

describe("a Lambda integration that is no proxy", () => {
  // Recorded: test_lambda_aws_integration, test_apigateway_header_remapping_aws[AWS].
  it("gives the function the body and the client what it answers", async () => {
    const apiId = await permitted([{ route: "ANY /", integration: plain(), responses: [DEFAULT] }]);

    const posted = await ask(account, apiId, "POST /dev", { body: '{"message":"hello world"}' });
    const got = await ask(account, apiId, "GET /dev");

    expect([posted.status, posted.body]).toEqual([200, '{"message":"hello world"}']);
    expect(posted.headers.get("content-type")).toBe("application/json");
    expect(posted.headers.get("x-amzn-trace-id")).toMatch(/^Root=1-/);
    expect(got.body).toBe("{}");
  });

  // Recorded: test_lambda_aws_integration_with_request_template.
  it("gives it what the request's template says, and the client what the answer's says", async () => {
    const requestTemplates = { "application/json": '{"wrap": true, "param1": "$input.params(\'param1\')"}' };
    const responseTemplates = { "application/json": "it was $input.path('$.was.param1')" };
    const responses = [{ ...DEFAULT, responseTemplates }];
    const apiId = await permitted([{ route: "GET /", integration: plain({ requestTemplates }), responses }]);

    expect((await ask(account, apiId, "GET /dev?param1=foobar&Signature=1")).body).toBe("it was foobar");
  });

  // Recorded: test_lambda_selection_patterns.
  it.each([
    ["Error: four 400 hundred", 405],
    ["Error: 503", 502],
    ["another one", 200],
  ])("answers an error %j by the response whose pattern fits its message: %i", async (fail, status) => {
    const responses = [
      DEFAULT,
      { statusCode: "405", selectionPattern: ".*400.*" },
      { statusCode: "502", selectionPattern: ".*5\\d\\d.*" },
    ];
    const apiId = await permitted([{ route: "POST /", integration: plain(), responses }]);

    const answer = await ask(account, apiId, "POST /dev", { body: JSON.stringify({ fail }) });

    expect([answer.status, JSON.parse(answer.body)]).toEqual([status, expect.objectContaining({ errorMessage: fail })]);
  });

  it("does not wait for the function that is invoked as an event", async () => {
    const requestParameters = { "integration.request.header.X-Amz-Invocation-Type": "'Event'" };
    const apiId = await permitted([{ route: "POST /", integration: plain({ requestParameters }), responses: [DEFAULT] }]);

    const answer = await ask(account, apiId, "POST /dev", { body: '{"fail":"later"}' });

    expect([answer.status, answer.body]).toEqual([200, ""]);
  });

  it("hands on what Lambda says of a body that is no JSON", async () => {
    const apiId = await permitted([{ route: "POST /", integration: plain(), responses: [DEFAULT] }]);

    const answer = await ask(account, apiId, "POST /dev", { body: "no JSON" });

    expect([answer.status, answer.body]).toEqual([200, expect.stringContaining("Could not parse request body into json")]);
  });

  it("answers 500 where the function's policy does not let the route call it", async () => {
    const apiId = await deployed([{ route: "POST /", integration: plain(), responses: [DEFAULT] }]);

    const answer = await ask(account, apiId, "POST /dev", { body: "{}" });

    expect([answer.status, answer.body]).toEqual([500, INTERNAL]);
    expect(answer.headers.get("x-sandbox-reason")).toContain("Invalid permissions on Lambda function");
  });

  it.each(["Authorization", "Connection", "Expect", "Proxy-Authenticate", "TE", "Content-Length"])(
    "answers 500 when it maps %s, which API Gateway says itself",
    async (name) => {
      const requestParameters = { [`integration.request.header.${name}`]: "'x'" };
      const apiId = await permitted([{ route: "POST /", integration: plain({ requestParameters }), responses: [DEFAULT] }]);

      expect((await ask(account, apiId, "POST /dev", { body: "{}" })).status).toBe(500);
    },
  );
});

describe.each(["AWS", "AWS_PROXY"] as const)("an %s integration with credentials", (type) => {
  const uri = lambdaUri(`arn:aws:lambda:us-east-1:${ACCOUNT}:function:uploader`);
  const answers = async (role: string) => {
    const requestTemplates = { "application/json": '{"statusCode":200}' };
    const integration = { type, uri, credentials: roleArn(role), requestTemplates };
    const apiId = await deployed([{ route: "POST /", integration, responses: type === "AWS" ? [DEFAULT] : [] }]);
    return ask(account, apiId, "POST /dev", { headers: { "content-type": "application/json" }, body: "{}" });
  };

  it("calls a function that its role may invoke, whatever the function's policy says", async () => {
    // Of the proxy's event the function makes no proxy answer: that it was called is what counts.
    expect((await answers("invoker")).status).toBe(type === "AWS" ? 200 : 502);
  });

  it.each([
    ["may not invoke it", "s3-read", "Invalid permissions on Lambda function"],
    ["does not trust API Gateway", "s3-not-ours", "permission to assume the provided role"],
  ])("answers 500 when its role %s", async (_, role, reason) => {
    const answer = await answers(role);

    expect([answer.status, answer.headers.get("x-sandbox-reason")]).toEqual([500, expect.stringContaining(reason)]);
  });
});

it("a function whose answer is to be streamed is answered 500, and told so", async () => {
  const functionArn = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:uploader`;
  const uri = `arn:aws:apigateway:us-east-1:lambda:path/2021-11-15/functions/${functionArn}/response-streaming-invocations`;
  const apiId = await deployed([{ route: "POST /", integration: { uri, responseTransferMode: "STREAM" } }]);

  const answer = await ask(account, apiId, "POST /dev");

  expect([answer.status, answer.headers.get("x-sandbox-reason")]).toEqual([500, expect.stringContaining("streamed")]);
});

it("an AWS integration of another service is answered 500, and told by name that the sandbox does not run it", async () => {
  const integration = {
    type: "AWS",
    uri: "arn:aws:apigateway:us-east-1:sns:action/Publish",
    credentials: roleArn("s3-all"),
  } as const;
  const apiId = await deployed([{ route: "POST /", integration, responses: [DEFAULT] }]);

  const answer = await ask(account, apiId, "POST /dev");

  expect([answer.status, answer.headers.get("x-sandbox-reason")]).toEqual([500, expect.stringContaining(":sns:action/Publish")]);
});
