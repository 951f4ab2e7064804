import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { bundle } from "../../tools/build/bundle.ts";
import { aPipeline, ROOT } from "./pipeline.ts";
import { aGitHub } from "./stand-in-forge.ts";

const GOLDEN = path.join(import.meta.dirname, "golden/comment.md");
const EXAMPLE = "desired-state/image-upload.yaml";

// Each runs several processes one after another.
vi.setConfig({ testTimeout: 120_000 });

let dist: string;

beforeAll(async () => {
  dist = mkdtempSync(path.join(os.tmpdir(), "stagekeeper-dist-"));
  await bundle({ root: ROOT, outdir: dist });
}, 60_000);

afterAll(() => rmSync(dist, { recursive: true, force: true }));

/** Each text is there, and is changed. */
function edited(file: string, changes: Readonly<Record<string, string>>): void {
  let text = readFileSync(file, "utf8");
  for (const [before, after] of Object.entries(changes)) {
    expect(text).toContain(before);
    text = text.replace(before, after);
  }
  writeFileSync(file, text);
}

/** The sandbox makes ids in the order of calls, which no two runs share; the digest counts what is replaced. */
function withSteadyIds(text: string): string {
  return text
    .replaceAll(/`deploymentId`: `\w{6}`/g, "`deploymentId`: `d3p10y`")
    .replace(/--expect [0-9a-f]{64}/, `--expect ${"5a".repeat(32)}`);
}

describe("docs/pull-requests.md", () => {
  it("shows the comment as it is posted: a route and code and a limit change, and a bucket drifted", async () => {
    const forge = await aGitHub();
    const pipeline = await aPipeline(path.join(dist, "cli/main.js"));
    const file = path.join(pipeline.directory, EXAMPLE);
    for (const name of ["desired-state", "functions"])
      cpSync(path.join(ROOT, name), path.join(pipeline.directory, name), { recursive: true });
    const authored = readFileSync(file, "utf8");
    expect(await pipeline.command(EXAMPLE)).toBe(0);
    edited(file, { "versioning: enabled": "versioning: suspended" });
    expect(await pipeline.command(EXAMPLE, "--state", path.join(pipeline.directory, "elsewhere"))).toBe(0);
    writeFileSync(file, authored);
    edited(file, {
      "owner: image-upload\n": "owner: image-upload\nguards: { maxUpdates: 1 }\n",
      "burstLimit: 200": "burstLimit: 400",
      '${stageVariables.LAMBDA_ALIAS}" }\n': '${stageVariables.LAMBDA_ALIAS}" }\n      GET /health: { mock: { status: 200 } }\n',
    });
    writeFileSync(path.join(pipeline.directory, "functions/image-uploader/limits.mjs"), "export const LARGEST = 5_000_000;\n");

    const { code, log } = await pipeline.github("dry-run", { forge, env: { REVIEW_PATH: EXAMPLE } });

    expect(code, log).toBe(0);
    const [marker, ...lines] = forge.comments[0]?.body.split("\n") ?? [];
    expect(marker).toMatch(/^<!-- stagekeeper name=default digest=[0-9a-f]{64} /);
    await expect(withSteadyIds(lines.join("\n"))).toMatchFileSnapshot(GOLDEN);
  });

  it("has that comment word for word", () => {
    expect(readFileSync(path.join(ROOT, "docs/pull-requests.md"), "utf8")).toContain(readFileSync(GOLDEN, "utf8").trimEnd());
  });
});
