import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { unzipSync, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { codeSha256, packageCode } from "../../src/desired/package-code.ts";
import type { CodeSource } from "../../src/model/specs/function.ts";
import { issuesOf, loadIn, loadValid, scratch, type Texts } from "./scratch.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const FUNCTION = "functions: { F: { code: ./code, runtime: nodejs22.x, handler: index.handler } }\n";
const BESIDE = FUNCTION.replace("./code", "../code");

async function sourceIn(directory: string): Promise<CodeSource> {
  const result = await loadIn(directory);
  const [resource] = result.valid ? result.state.resources : [];
  if (resource?.kind !== "function" || resource.intent.code === null) throw new Error(JSON.stringify(result));
  return resource.intent.code;
}

async function codeOf(files: Texts): Promise<CodeSource> {
  return sourceIn(scratch({ "a.yaml": FUNCTION, ...files }));
}

async function codeIssues(directory: string, path = "."): Promise<readonly string[]> {
  return issuesOf(await loadIn(directory, { path })).map((issue) => `${issue.code}: ${issue.message}`);
}

describe("a code directory", () => {
  it("has the digest that AWS will report: base64 of the SHA-256 of the zip that is uploaded", async () => {
    const source = await codeOf({ "code/index.mjs": "export {};" });

    const bytes = await packageCode(source);

    expect(codeSha256(bytes)).toBe(source.sha256);
    expect(source).toMatchObject({ from: "directory", sha256: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/) });
  });

  it("is the same zip whatever the times, the modes and the order in which files were made", async () => {
    const first = scratch({ "a.yaml": FUNCTION, "code/index.mjs": "1", "code/lib/b.mjs": "2", "code/lib/a.mjs": "3" });
    const second = scratch({ "a.yaml": FUNCTION, "code/lib/a.mjs": "3", "code/lib/b.mjs": "2", "code/index.mjs": "1" });
    utimesSync(join(second, "code/index.mjs"), 1, 1);
    chmodSync(join(second, "code/index.mjs"), 0o700);

    expect((await sourceIn(second)).sha256).toBe((await sourceIn(first)).sha256);
  });

  it("is the same zip in every time zone", () => {
    const script = `
      import { codeSha256, zip } from ${JSON.stringify(join(ROOT, "src/desired/package-code.ts"))};
      console.log(codeSha256(zip([{ name: "index.mjs", bytes: new Uint8Array([1]) }])));`;
    const digests = ["UTC", "America/Los_Angeles", "Asia/Kolkata"].map((zone) =>
      execFileSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
        cwd: ROOT,
        env: { ...process.env, TZ: zone },
        encoding: "utf8",
      }).trim(),
    );

    expect(digests[0]).toMatch(/^[A-Za-z0-9+/]{43}=$/);
    expect(new Set(digests).size).toBe(1);
  });

  it("names its files with forward slashes and leaves out what tools leave behind", async () => {
    const source = await codeOf({
      "code/index.mjs": "1",
      "code/lib/a.mjs": "2",
      "code/.DS_Store": "x",
      "code/.git/HEAD": "x",
      "code/.env": "kept",
    });

    expect(Object.keys(unzipSync(await packageCode(source)))).toEqual([".env", "index.mjs", "lib/a.mjs"]);
  });

  it("that has changed since it was read is not uploaded", async () => {
    const directory = scratch({ "a.yaml": FUNCTION, "code/index.mjs": "1" });
    const source = await sourceIn(directory);
    writeFileSync(join(directory, "code/index.mjs"), "2");

    await expect(packageCode(source)).rejects.toMatchObject({ code: "conflict" });
  });

  it("follows links that stay inside it", async () => {
    const directory = scratch({ "a.yaml": FUNCTION, "code/index.mjs": "1", "code/lib/a.mjs": "2" });
    symlinkSync("lib/a.mjs", join(directory, "code/b.mjs"));

    expect(Object.keys(unzipSync(await packageCode(await sourceIn(directory))))).toEqual(["b.mjs", "index.mjs", "lib/a.mjs"]);
  });

  it("refuses links that lead out of it, or round in a circle", async () => {
    const out = scratch({ "a.yaml": FUNCTION, "code/index.mjs": "1", "secret.txt": "x" });
    symlinkSync("../secret.txt", join(out, "code/b.txt"));
    const round = scratch({ "state/a.yaml": BESIDE, "code/index.mjs": "1", "code/lib/a.mjs": "2" });
    symlinkSync("../lib", join(round, "code/lib/again"));

    expect(await codeIssues(out)).toEqual([
      'illegal-code: code "./code": "b.txt" is a link that leads out of the code directory',
    ]);
    expect(await codeIssues(round, "state")).toEqual([
      'illegal-code: code "../code": a link in the code directory leads back to a directory it is in',
    ]);
  });

  it("is refused when it is empty, or 70 levels deep", async () => {
    const empty = scratch({ "a.yaml": FUNCTION });
    mkdirSync(join(empty, "code"));
    const deep = scratch({ "state/a.yaml": BESIDE });
    mkdirSync(join(deep, "code", ...Array.from({ length: 70 }, () => "d")), { recursive: true });

    expect(await codeIssues(empty)).toEqual(['illegal-code: code "./code": the code directory is empty']);
    expect(await codeIssues(deep, "state")).toEqual([
      'illegal-code: code "../code": the code directory is more than 64 levels deep',
    ]);
  });

  it("of more than 250 MB is refused before it is read, as Lambda would", async () => {
    const directory = scratch({ "a.yaml": FUNCTION, "code/big.bin": "" });
    truncateSync(join(directory, "code/big.bin"), 251 * 1024 * 1024);

    expect(await codeIssues(directory)).toEqual([
      'illegal-code: code "./code": the code has more than 250 MB, which Lambda refuses',
    ]);
  });

  it("whose handler has no file is warned of, with what was meant", async () => {
    const state = await loadValid({ "a.yaml": FUNCTION.replace("index.handler", "indx.handler"), "code/index.mjs": "1" });

    expect(state.warnings).toMatchObject([{ code: "missing-handler", suggestion: 'did you mean "index"?' }]);
  });

  it.each([
    ["require", 'const AWS = require("aws-sdk");', "index.js"],
    ["import", "import AWS from 'aws-sdk';", "index.mjs"],
    ["a client of it", 'const S3 = require("aws-sdk/clients/s3");', "lib/x.cjs"],
  ])("that loads version 2 of the SDK by %s is warned of: no current Node.js runtime ships it", async (_, text, name) => {
    const state = await loadValid({ "a.yaml": FUNCTION, "code/index.mjs": "1", [`code/${name}`]: text });

    expect(state.warnings).toMatchObject([{ code: "missing-sdk-v2", message: expect.stringContaining(name) }]);
  });

  it.each([
    ["it ships a copy", { "code/node_modules/aws-sdk/index.js": "1" }, FUNCTION],
    ["only a dependency loads it", { "code/index.js": "1", "code/node_modules/x/i.js": 'require("aws-sdk")' }, FUNCTION],
    ["its runtime ships it", {}, FUNCTION.replace("nodejs22.x", "nodejs16.x")],
    ["it is version 3", { "code/index.js": 'require("@aws-sdk/client-s3")' }, FUNCTION],
  ])("is not warned of when %s", async (_, files, yaml) => {
    const state = await loadValid({ "a.yaml": yaml, "code/index.js": 'require("aws-sdk")', ...files });

    expect(state.warnings.filter((issue) => issue.code === "missing-sdk-v2")).toEqual([]);
  });
});

describe("code that looks at whether its body is base64", () => {
  const api = (more = "", method = "PUT"): string =>
    `${FUNCTION}apis: { A: { ${more} routes: { ${method} /x: { lambda: F } } } }`;

  it("is warned of where no binary media types are declared: the image would arrive broken", async () => {
    const state = await loadValid({
      "a.yaml": api(),
      "code/index.mjs": "Buffer.from(event.body, event.isBase64Encoded ? 'base64' : 'utf8')",
    });

    expect(state.warnings).toMatchObject([{ code: "missing-binary-media-types" }]);
  });

  it.each([
    ["binary media types are declared", api("binaryMediaTypes: ['image/*'],"), "event.isBase64Encoded"],
    ["the route takes no body", api("", "GET"), "event.isBase64Encoded"],
    ["the code only says so of its answer", api(), "return { isBase64Encoded: false }"],
  ])("is not warned of when %s", async (_, yaml, code) => {
    expect((await loadValid({ "a.yaml": yaml, "code/index.mjs": code })).warnings).toEqual([]);
  });
});

describe("a zip", () => {
  const yaml = FUNCTION.replace("./code", "./code.zip");

  it("is uploaded as it is", async () => {
    const bytes = zipSync({ "index.mjs": new Uint8Array([1]) });

    const source = await codeOf({ "a.yaml": yaml, "code.zip": bytes });

    expect(source).toMatchObject({ from: "zip", sha256: codeSha256(bytes) });
    expect(await packageCode(source)).toEqual(Buffer.from(bytes));
  });

  it("that is none, or that is more than Lambda takes, is refused", async () => {
    const large = scratch({ "a.yaml": yaml, "code.zip": "" });
    truncateSync(join(large, "code.zip"), 51 * 1024 * 1024);

    expect(await codeIssues(scratch({ "a.yaml": yaml, "code.zip": "text" }))).toEqual([
      'illegal-code: code "./code.zip": the file is not a zip',
    ]);
    expect(await codeIssues(large)).toEqual([
      'illegal-code: code "./code.zip": the zip has more than 50 MB; put it into S3 and name it by `s3`',
    ]);
  });
});

it("code in S3 is not uploaded from here", async () => {
  const source: CodeSource = { from: "s3", bucket: "b", key: "k", sha256: "x" };

  await expect(packageCode(source)).rejects.toMatchObject({ code: "invalid" });
});
