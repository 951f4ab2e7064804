import { execFile, spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { bundle } from "../../tools/build/bundle.ts";
import { reconcile, resultOf } from "../../tools/command/run-reconcile.ts";
import { ROOT } from "./lock.ts";

const run = promisify(execFile);

/** What the repository holds beside what the package shall hold. */
const REPOSITORY = ["src", "tools", "test/packaging", "package-lock.json", ".npmrc", "desired-state", "functions"];
const PACKAGED = ["package.json", "README.md", "LICENSE", "schemas"];
const EXAMPLE = "desired-state/image-upload.yaml";

/** The package as npm makes it from a copy of the repository, unpacked beside a copy of the example, with no node_modules near. */
describe("the package", () => {
  let home: string;
  let files: readonly string[];
  let command: string;

  beforeAll(async () => {
    home = await mkdtemp(path.join(os.tmpdir(), "stagekeeper-package-"));
    const repository = path.join(home, "repository");
    for (const name of [...REPOSITORY, ...PACKAGED]) {
      await cp(path.join(ROOT, name), path.join(repository, name), { recursive: true });
    }
    await bundle({ root: ROOT, outdir: path.join(repository, "dist") });
    const { stdout } = await run("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", home], { cwd: repository });
    // npm's own format: one entry a package, with its files.
    const [packed] = JSON.parse(stdout) as readonly [
      { readonly filename: string; readonly files: readonly { readonly path: string }[] },
    ];
    files = packed.files.map((file) => file.path);
    await rm(repository, { recursive: true });

    await run("tar", ["-xzf", packed.filename], { cwd: home });
    command = path.join(home, "package", manifest.bin.reconcile);
    for (const name of ["desired-state", "functions"])
      await cp(path.join(ROOT, name), path.join(home, "work", name), { recursive: true });
    await mkdir(path.join(home, "work"), { recursive: true });
  });

  afterAll(() => rm(home, { recursive: true, force: true }));

  const inWork = (...args: readonly string[]) => reconcile(command, args, { cwd: path.join(home, "work") });

  it("holds the bundle, the schemas, its licences and nothing else", async () => {
    const schemas = (await readdir(path.join(ROOT, "schemas"))).map((name) => `schemas/${name}`);
    const rest = files.filter((file) => !file.startsWith("dist/"));

    expect(rest.toSorted()).toEqual(["LICENSE", "README.md", "package.json", ...schemas].sort());
    expect(files).toEqual(expect.arrayContaining([manifest.bin.reconcile, "dist/THIRD-PARTY-NOTICES.txt"]));
  });

  it("is one command that runs by itself", async () => {
    const { stdout } = await run(command, ["--version"], { cwd: home });

    expect(stdout.trim()).toBe(manifest.version);
  });

  it("validates the example, and refuses what is wrong", async () => {
    const right = await inWork("validate", EXAMPLE);
    const wrong = await inWork("validate", "functions/image-uploader");

    expect(right.code, right.stderr).toBe(0);
    expect(wrong.code).toBe(1);
  });

  it("plans the example on its own sandbox", async () => {
    const ended = await inWork(EXAMPLE, "--sandbox", "--dry-run", "--format", "json");

    expect(ended.code, ended.stderr).toBe(2);
    expect(resultOf(ended).steps.length).toBeGreaterThan(0);
  });

  it("serves a sandbox whose functions run", async () => {
    const server = spawn(process.execPath, [command, "sandbox", "--port", "0", "--quotas", "off"], {
      cwd: home,
      stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      const url = await firstUrl(server.stdout);
      const converged = resultOf(await inWork(EXAMPLE, "--endpoint-url", url, "--format", "json"));
      const invokeUrl = converged.outputs.invokeUrls["ImageUploadAPI/dev"];

      const answer = await fetch(`${invokeUrl}/upload?name=pixel.jpg`, {
        method: "PUT",
        headers: { "content-type": "image/jpeg" },
        body: Uint8Array.of(0xff, 0xd8, 0xff, 0xd9),
      });

      expect(converged.outcome).toBe("converged");
      expect(answer.status, await answer.text()).toBe(200);
    } finally {
      server.kill();
    }
  });
});

/** The first address that a program says it listens on. */
async function firstUrl(stdout: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: stdout })) {
    const url = /http:\/\/[\w.[\]:]+:\d+/.exec(line)?.[0];
    if (url !== undefined) return url;
  }
  throw new Error("the sandbox ended without saying where it listens");
}
