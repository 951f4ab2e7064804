/**
 * A real photo through invoke URLs into the right buckets, on emulators that have a data plane and can be emptied. None of them fills
 * in a stage variable in an integration's uri (P02 in the table of deviations), so each alias has an API of its own here.
 */
import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { parseDocument } from "yaml";
import { reconcile, resultOf } from "../../tools/command/run-reconcile.ts";
import { accountOf, emptyAccount } from "./account.ts";
import { exampleFor } from "./example-copy.ts";

const DESIRED = "desired-state/image-upload.yaml";
const FUNCTION = "ImageUploaderLambda";
const ALIASES = ["dev", "prod"] as const;
const PHOTO = path.resolve(import.meta.dirname, "../../tools/demo/photo.jpg");

const CALLABLE = inject("emulators").filter(({ resetUrl, invokeUrl }) => resetUrl !== undefined && invokeUrl !== undefined);

it("there is an emulator to upload to", () => {
  expect(CALLABLE.map(({ name }) => name)).toContain("ministack");
});

describe.each(CALLABLE)("a photo on $name", (emulator) => {
  const account = accountOf(emulator);
  let folder: string;

  beforeAll(async () => {
    await emptyAccount(emulator);
    folder = await exampleFor(emulator.name);
    await giveEachAliasAnApi(path.join(folder, DESIRED));
    const ended = await reconcile(inject("command"), ["--endpoint-url", emulator.url, "--format", "json"], { cwd: folder });
    expect(resultOf(ended).outcome, ended.stderr).toBe("converged");
  });

  afterAll(async () => {
    await emptyAccount(emulator);
    await rm(folder, { recursive: true });
  });

  it.each(ALIASES)("goes through %s into the bucket of that alias, byte for byte, and into no other", async (alias) => {
    const photo = await readFile(PHOTO);
    const key = `photo-of-${alias}.jpg`;
    const buckets = { dev: await bucketOf("dev"), prod: await bucketOf("prod") };

    const request = { method: "PUT", headers: { "content-type": "image/jpeg" }, body: photo };
    const response = await fetch(`${await invokeUrlOf(alias)}/upload?name=${key}`, request);

    const answer = { status: response.status, body: await response.json() };
    expect(answer).toEqual({ status: 200, body: { message: "Image uploaded", bucket: buckets[alias], key } });
    const stored = await account.s3.getObject({ Bucket: buckets[alias], Key: key });
    expect(photo.equals((await stored.Body?.transformToByteArray()) ?? new Uint8Array())).toBe(true);
    const { Contents = [] } = await account.s3.listObjectsV2({ Bucket: buckets[alias === "dev" ? "prod" : "dev"] });
    expect(Contents.map(({ Key }) => Key)).not.toContain(key);
  });

  async function bucketOf(alias: string): Promise<string> {
    const { Environment } = await account.lambda.getFunctionConfiguration({ FunctionName: FUNCTION, Qualifier: alias });
    return Environment?.Variables?.BUCKET_NAME ?? "";
  }

  async function invokeUrlOf(alias: string): Promise<string | undefined> {
    const { items = [] } = await account.apigateway.getRestApis({});
    const { id = "" } = items.find(({ name }) => name === `images-${alias}`) ?? {};
    return emulator.invokeUrl?.replace("{api}", id).replace("{stage}", alias);
  }
});

async function giveEachAliasAnApi(file: string): Promise<void> {
  const document = parseDocument(await readFile(file, "utf8"));
  document.deleteIn(["apis"]);
  for (const alias of ALIASES) {
    document.setIn(["apis", `images-${alias}`], {
      binaryMediaTypes: ["image/jpeg"],
      routes: { "PUT /upload": { lambda: `${FUNCTION}:${alias}` } },
      stages: { [alias]: {} },
    });
  }
  await writeFile(file, document.toString());
}
