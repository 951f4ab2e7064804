import { readFile } from "node:fs/promises";
import { S3 } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import { createVirtualClock } from "../../src/sandbox/virtual-clock.ts";

interface Answer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

type Handler = (event: object) => Promise<Answer>;

const BUCKET = "acme-images-test";
const sandbox = createSandbox({ clock: createVirtualClock(), region: "us-east-1" });
let s3: S3;
let handler: Handler;

beforeAll(async () => {
  const { url } = await sandbox.listen(0);
  const settings = { AWS_ENDPOINT_URL: url, AWS_REGION: "us-east-1", AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
  s3 = new S3({ forcePathStyle: true });
  await s3.createBucket({ Bucket: BUCKET });
  // What the example exports; the file is JavaScript, as Lambda runs it.
  ({ handler } = (await import("../../functions/image-uploader/index.mjs" as string)) as { handler: Handler });
});

beforeEach(() => {
  vi.stubEnv("BUCKET_NAME", BUCKET);
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});

afterAll(async () => {
  vi.unstubAllEnvs();
  s3.destroy();
  await sandbox.close();
});

async function put(event: object): Promise<{ readonly status: number; readonly body: Record<string, string> }> {
  const { statusCode, body, headers } = await handler(event);
  expect(headers["content-type"]).toBe("application/json");
  return { status: statusCode, body: JSON.parse(body) };
}

async function bytesOf(key: string): Promise<Uint8Array | undefined> {
  return (await s3.getObject({ Bucket: BUCKET, Key: key })).Body?.transformToByteArray();
}

describe("the image uploader", () => {
  it("stores a binary body byte for byte, under the name and with the type it was sent with", async () => {
    const photo = await readFile("tools/demo/photo.jpg");

    const { status, body } = await put({
      queryStringParameters: { name: "photo.jpg" },
      headers: { "Content-Type": "image/jpeg" },
      body: photo.toString("base64"),
      isBase64Encoded: true,
    });

    expect({ status, body }).toEqual({ status: 200, body: { message: "Image uploaded", bucket: BUCKET, key: "photo.jpg" } });
    expect(photo.equals((await bytesOf("photo.jpg")) ?? new Uint8Array())).toBe(true);
    expect((await s3.headObject({ Bucket: BUCKET, Key: "photo.jpg" })).ContentType).toBe("image/jpeg");
  });

  it("names an image by the time when it was sent without a name", async () => {
    const { body } = await put({ queryStringParameters: null, headers: null, body: "plain text", isBase64Encoded: false });

    expect(body.key).toMatch(/^image-\d{13}\.jpg$/);
    expect(Buffer.from((await bytesOf(body.key ?? "")) ?? []).toString()).toBe("plain text");
  });

  it.each([
    ["../../etc/passwd", "passwd"],
    ["..\\..\\boot.ini", "boot.ini"],
    ["folder/photo.png", "photo.png"],
    [".hidden.jpg", "hidden.jpg"],
    ["my holiday (1).jpg", "my-holiday-1-.jpg"],
    [`${"a".repeat(500)}.jpg`, `${"a".repeat(124)}.jpg`],
  ])("a name plays no tricks: %s is stored as %s", async (name, key) => {
    const { body } = await put({ queryStringParameters: { name }, body: "x" });

    expect(body.key).toBe(key);
  });

  it.each(["..", "///", "   ", ""])("a name of which nothing is left (%j) counts as none", async (name) => {
    expect((await put({ queryStringParameters: { name }, body: "x" })).body.key).toMatch(/^image-\d+\.jpg$/);
  });

  it("answers 500 with a message when there is no body", async () => {
    expect(await put({ body: null })).toEqual({ status: 500, body: { message: "Upload failed: the request has no body" } });
  });

  it("answers 500 and says what to do when its alias gives it no bucket", async () => {
    vi.stubEnv("BUCKET_NAME", "");

    const { status, body } = await put({ body: "x" });

    expect(status).toBe(500);
    expect(body.message).toContain("BUCKET_NAME is not set");
  });

  it("answers 500 with the name of AWS's error and no more, for its text tells of accounts and roles", async () => {
    vi.stubEnv("BUCKET_NAME", "acme-no-such-bucket");

    expect(await put({ body: "x" })).toEqual({ status: 500, body: { message: "Upload failed: NoSuchBucket" } });
  });
});
