/** The sandbox over HTTP: one port for every service, told by the SigV4 scope. */
import { request as httpRequest } from "node:http";
import { APIGateway } from "@aws-sdk/client-api-gateway";
import { IAM } from "@aws-sdk/client-iam";
import { Lambda } from "@aws-sdk/client-lambda";
import { S3 } from "@aws-sdk/client-s3";
import { STS } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startHttpListener } from "../../src/sandbox/http-listener.ts";
import { createSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import { createVirtualClock } from "../../src/sandbox/virtual-clock.ts";

let sandbox: Sandbox;
let url: string;

beforeAll(async () => {
  sandbox = createSandbox({ clock: createVirtualClock() });
  ({ url } = await sandbox.listen(0));
});

afterAll(() => sandbox.close());

function common() {
  return {
    region: "us-east-1",
    credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
    maxAttempts: 1,
    endpoint: url,
  };
}

function authorization(service: string): string {
  return `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;
}

/** Node's own client: `fetch` sets no Host. */
function raw(
  method: string,
  path: string,
  headers: Record<string, string>,
  body = "",
): Promise<{ status: number | undefined; body: string }> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ hostname, port, method, path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => resolve({ status: response.statusCode, body: Buffer.concat(chunks).toString() }));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

describe("the sandbox on one port", () => {
  it("answers each of its services", async () => {
    const answers = [
      (await new APIGateway(common()).getRestApis()).items,
      (await new Lambda(common()).listFunctions()).Functions,
      (await new IAM(common()).listRoles()).Roles,
      (await new S3({ ...common(), forcePathStyle: true }).listBuckets()).Buckets,
      (await new STS(common()).getCallerIdentity()).Account,
    ];

    expect(answers).toEqual([[], [], [], [], "000000000000"]);
  });

  it("keeps keys as they are: slashes in a row, dots, blanks, signs of every kind", async () => {
    const s3 = new S3({ ...common(), forcePathStyle: true });
    await s3.createBucket({ Bucket: "keys" });
    const keys = ["a//b", "a/../b", "./a", "a b+c%20&=?#é"];
    for (const Key of keys) await s3.putObject({ Bucket: "keys", Key, Body: Key });

    const read = await Promise.all(
      keys.map(async (Key) => (await s3.getObject({ Bucket: "keys", Key })).Body?.transformToString()),
    );

    expect(read).toEqual(keys);
  });

  it("takes a bucket from the host name", async () => {
    const s3 = new S3({ ...common(), forcePathStyle: true });
    await s3.createBucket({ Bucket: "by-host" });
    const { port } = new URL(url);
    const headers = { authorization: authorization("s3") };

    const put = await raw("PUT", "/a/key", { ...headers, host: `by-host.localhost:${port}` }, "hello");
    const get = await raw("GET", "/a/key", { ...headers, host: `by-host.s3.us-east-1.amazonaws.com` });

    expect([put.status, get.status, get.body]).toEqual([200, 200, "hello"]);
  });

  it("takes a URL that was signed as before SigV4, which boto3 still does, for S3", async () => {
    const s3 = new S3({ ...common(), forcePathStyle: true });
    await s3.createBucket({ Bucket: "signed-before" });
    const signed = `${url}/signed-before/a?AWSAccessKeyId=AKIDEXAMPLE&Signature=c2lnbmF0dXJl&Expires=1893456000`;

    const put = await fetch(signed, { method: "PUT", body: "hello" });
    const got = await fetch(signed);

    expect([put.status, got.status, await got.text()]).toEqual([200, 200, "hello"]);
    expect((await fetch(`${url}/signed-before/a?AWSAccessKeyId=AKIDEXAMPLE`)).status).toBe(403);
  });

  it("takes a presigned URL", async () => {
    const s3 = new S3({ ...common(), forcePathStyle: true });
    await s3.createBucket({ Bucket: "presigned" });
    await s3.putObject({ Bucket: "presigned", Key: "a", Body: "hello" });
    const credential = encodeURIComponent("AKIDEXAMPLE/20260101/us-east-1/s3/aws4_request");

    const response = await fetch(`${url}/presigned/a?X-Amz-Credential=${credential}&response-content-type=text%2Fhtml`);

    expect([response.status, await response.text(), response.headers.get("content-type")]).toEqual([200, "hello", "text/html"]);
  });

  it("answers HEAD without a body but with its length", async () => {
    const s3 = new S3({ ...common(), forcePathStyle: true });
    await s3.createBucket({ Bucket: "heads" });
    await s3.putObject({ Bucket: "heads", Key: "a", Body: "hello" });

    const response = await fetch(`${url}/heads/a`, { method: "HEAD", headers: { authorization: authorization("s3") } });

    expect([response.status, response.headers.get("content-length"), await response.text()]).toEqual([200, "5", ""]);
  });

  it("undoes aws-chunked uploads, and takes the checksum from their trailer", async () => {
    const s3 = new S3({ ...common(), forcePathStyle: true });
    await s3.createBucket({ Bucket: "chunked" });
    const headers = {
      authorization: authorization("s3"),
      "content-encoding": "aws-chunked",
      "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
      "x-amz-trailer": "x-amz-checksum-crc32",
    };
    const put = (checksum: string) =>
      raw("PUT", "/chunked/a", headers, `3\r\nhel\r\n2\r\nlo\r\n0\r\nx-amz-checksum-crc32:${checksum}\r\n\r\n`);

    const right = await put("NhCmhg==");
    const { Body, ContentEncoding } = await s3.getObject({ Bucket: "chunked", Key: "a" });
    const wrong = await put("AAAAAA==");
    const short = await raw("PUT", "/chunked/a", headers, "5\r\nhel");

    expect([right.status, await Body?.transformToString(), ContentEncoding]).toEqual([200, "hello", undefined]);
    expect([wrong.status, /<Code>(.*)<\/Code>/.exec(wrong.body)?.[1]]).toEqual([400, "BadDigest"]);
    expect([short.status, /<Code>(.*)<\/Code>/.exec(short.body)?.[1]]).toEqual([400, "IncompleteBody"]);
  });

  it("answers nobody who has not signed, nor for services it does not have", async () => {
    const unsigned = await raw("GET", "/restapis", {});
    const unknown = await raw("POST", "/", { authorization: authorization("dynamodb") });

    expect([unsigned.status, unsigned.body]).toEqual([403, '{"message":"Missing Authentication Token"}']);
    expect([unknown.status, unknown.body]).toEqual([403, '{"message":"The sandbox does not serve dynamodb"}']);
  });

  it("says in each protocol what it does not know", async () => {
    const json = await raw("GET", "/nothing", { authorization: authorization("apigateway") });
    const xml = await raw("PATCH", "/bucket", { authorization: authorization("s3") });
    const form = { "content-type": "application/x-www-form-urlencoded", authorization: authorization("iam") };
    const query = await raw("POST", "/", form, "Action=Nothing&Version=2010-05-08");

    expect([json.status, JSON.parse(json.body).message]).toEqual([404, "no operation for GET /nothing"]);
    expect([xml.status, /<Code>(.*)<\/Code>/.exec(xml.body)?.[1]]).toEqual([405, "MethodNotAllowed"]);
    expect([query.status, /<Code>(.*)<\/Code>/.exec(query.body)?.[1]]).toEqual([400, "InvalidAction"]);
  });

  it("answers 501 for an operation that it has no behaviour for", async () => {
    const lambda = new Lambda(common());

    await expect(lambda.listLayers()).rejects.toMatchObject({
      name: "NotImplementedException",
      $metadata: { httpStatusCode: 501 },
    });
  });

  it("refuses a body that it cannot read: 400, never a crash", async () => {
    const json = await raw(
      "POST",
      "/restapis",
      { authorization: authorization("apigateway"), "content-type": "application/json" },
      "{",
    );
    const xml = await raw("PUT", "/bucket?versioning", { authorization: authorization("s3") }, "<Versioning");

    expect([json.status, JSON.parse(json.body).message]).toEqual([
      400,
      expect.stringContaining("Could not parse request body into json"),
    ]);
    expect([xml.status, /<Code>(.*)<\/Code>/.exec(xml.body)?.[1]]).toEqual([400, "MalformedXML"]);
  });

  it("breaks the connection where a fault loses the answer", async () => {
    sandbox.faults.script(({ operation }) => (operation === "GetRestApis" ? { type: "lose", when: "after" } : undefined));
    const lost = raw("GET", "/restapis", { authorization: authorization("apigateway") });

    await expect(lost).rejects.toMatchObject({ code: "ECONNRESET" });
    sandbox.faults.clear();
  });

  it("is where functions and users find it: invoke URLs name the port", () => {
    expect(sandbox.invokeUrl("abc123", "dev")).toBe(`${url}/_aws/execute-api/abc123/dev`);
  });
});

describe("a sandbox that nobody told to listen", () => {
  it("listens on loopback when an endpoint is asked for, and stops with the sandbox", async () => {
    const quiet = createSandbox({ clock: createVirtualClock() });
    const before = quiet.invokeUrl("abc123", "dev");
    const endpoint = await quiet.world.endpointUrl();
    const again = await quiet.world.endpointUrl();
    await quiet.close();

    expect(before).toBe("https://abc123.execute-api.us-east-1.amazonaws.com/dev");
    expect(endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(again).toBe(endpoint);
    await expect(fetch(endpoint)).rejects.toThrow();
  });

  it("answers 413 to a body beyond its limit, and goes on serving", async () => {
    const small = createSandbox({ clock: createVirtualClock() });
    const planes = { worldOf: () => small.world, controlPlane: () => Promise.reject(new Error("not reached")) };
    const listener = await startHttpListener(planes, { port: 0, host: "127.0.0.1", bodyLimit: 1000 });

    const long = await fetch(listener.url, { method: "PUT", body: "x".repeat(1001) });
    const short = await fetch(listener.url, { method: "PUT", body: "x".repeat(1000) });
    await listener.close();

    expect([long.status, short.status]).toEqual([413, 403]);
  });

  it("rejects when the port is taken", async () => {
    const other = createSandbox({ clock: createVirtualClock() });

    await expect(other.listen(Number(new URL(url).port))).rejects.toMatchObject({ code: "EADDRINUSE" });
    await other.close();
  });
});
