/** What each client does in a way of its own, beyond single calls: transfers in parts, waiting, paging, signed URLs. */
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { pythonEnvironment } from "../../../tools/emulators/python-environment.ts";
import { type AwsCommand, awsCommand } from "./aws-command.ts";
import { environmentFor, refusalOf } from "./client.ts";
import { type ServedSandbox, serveSandbox } from "./served-sandbox.ts";

const MEGABYTE = 1024 * 1024;

let sandbox: ServedSandbox;

beforeAll(async () => {
  sandbox = await serveSandbox(inject("command"));
});

afterAll(() => sandbox?.stop());

describe("the aws command's own ways", () => {
  let aws: AwsCommand;

  beforeAll(async () => {
    aws = await awsCommand(sandbox.url);
  });

  afterAll(() => aws?.close());

  it("copies a file of many parts to a bucket and back, byte for byte", async () => {
    const bytes = randomBytes(20 * MEGABYTE);
    await writeFile(path.join(aws.folder, "large"), bytes);
    await aws.run(["s3", "mb", "s3://own-large"]);

    await aws.run(["s3", "cp", "--only-show-errors", "large", "s3://own-large/a/large"]);
    await aws.run(["s3", "cp", "--only-show-errors", "s3://own-large/a/large", "back"]);

    expect(bytes.equals(await readFile(path.join(aws.folder, "back")))).toBe(true);
    expect(await aws.run(["s3", "ls", "s3://own-large/a/"])).toMatch(/ 20971520 large\n$/);
  });

  it("syncs a folder, sees that nothing is to be done a second time, and removes the bucket with all in it", async () => {
    await mkdir(path.join(aws.folder, "site/with space"), { recursive: true });
    await writeFile(path.join(aws.folder, "site/index.html"), "<p>");
    await writeFile(path.join(aws.folder, "site/with space/ö+&.txt"), "text");
    await aws.run(["s3", "mb", "s3://own-site"]);

    const first = await aws.run(["s3", "sync", "--no-progress", "site", "s3://own-site"]);
    const second = await aws.run(["s3", "sync", "--no-progress", "site", "s3://own-site"]);
    const keys = await aws.run(["s3api", "list-objects-v2", "--bucket", "own-site", "--query", "Contents[].Key"]);
    await aws.run(["s3", "rb", "--force", "s3://own-site"]);

    expect(first.match(/^upload: /gm)).toHaveLength(2);
    expect(second).toBe("");
    expect(JSON.parse(keys)).toEqual(["index.html", "with space/ö+&.txt"]);
    expect((await refusalOf(aws.run(["s3api", "list-objects-v2", "--bucket", "own-site"]))).code).toBe("NoSuchBucket");
  });

  it("pages through lists by itself, and stops where it is told to", async () => {
    for (const name of ["one", "two", "three"]) await aws.run(["apigateway", "create-rest-api", "--name", name]);
    const names = (...args: readonly string[]) =>
      aws.run(["apigateway", "get-rest-apis", ...args, "--query", "items[].name"]).then((shown) => JSON.parse(shown));

    const all = await names("--page-size", "1");
    const two = await names("--page-size", "1", "--max-items", "2");

    expect(all.toSorted()).toEqual(["one", "three", "two"]);
    expect(two).toEqual(all.slice(0, 2));
  });
});

describe("boto3's own ways", () => {
  it("transfers in parts, signs URLs, pages, waits, and deletes by its collections", async () => {
    const programs = await pythonEnvironment("clients");
    const script = path.join(import.meta.dirname, "boto-own-ways.py");

    const { stdout } = await promisify(execFile)(path.join(programs, "python"), [script], { env: environmentFor(sandbox.url) });

    expect(JSON.parse(stdout)).toEqual({
      transferred: true,
      "by URLs signed with the default": [200, "the default"],
      "by URLs signed with SigV4": [200, "SigV4"],
      "pages of objects": [2, 2, 1],
      "the function is": "Active",
      "the function after its update is": "Successful",
      "left in the bucket": 0,
    });
  });
});
