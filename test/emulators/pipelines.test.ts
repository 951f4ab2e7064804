/**
 * What pipelines and CloudFormation read of us, by what is published for it: GitHub's and GitLab's schemas, as check-jsonschema ships
 * them, and AWS's own linter of templates.
 */
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { pythonEnvironment } from "../../tools/emulators/python-environment.ts";

const run = promisify(execFile);

const FILES = [
  { file: "action.yml", schema: "vendor.github-actions", wrong: ["  using: composite", "  using: compost"] },
  { file: "deploy/github/stagekeeper.yaml", schema: "vendor.github-workflows", wrong: ["    runs-on:", "    runs-in:"] },
  { file: "deploy/gitlab/stagekeeper.yml", schema: "vendor.gitlab-ci", wrong: ["    when: always", "    when: perhaps"] },
] as const;

describe("the published schema", () => {
  let check: (schema: string, file: string) => Promise<unknown>;

  beforeAll(async () => {
    const programs = await pythonEnvironment("pipeline-schemas", 10);
    check = (schema, file) => run(path.join(programs, "check-jsonschema"), ["--builtin-schema", schema, file]);
  });

  it.each(FILES)("of $schema admits $file", async ({ schema, file }) => {
    await expect(check(schema, file)).resolves.toMatchObject({ stdout: "ok -- validation done\n" });
  });

  it.each(FILES)("of $schema refuses $file with a slip of the pen", async ({ schema, file, wrong: [right, slip] }) => {
    const directory = mkdtempSync(path.join(os.tmpdir(), "stagekeeper-schema-"));
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
    const text = readFileSync(file, "utf8");
    const changed = path.join(directory, path.basename(file));
    writeFileSync(changed, text.replace(right, slip));

    expect(text).toContain(right);
    await expect(check(schema, changed)).rejects.toThrow();
  });
});

describe("AWS's linter of templates", () => {
  let lint: (...files: readonly string[]) => Promise<unknown>;

  beforeAll(async () => {
    const programs = await pythonEnvironment("cfn-lint", 10);
    lint = (...files) => run(path.join(programs, "cfn-lint"), files);
  });

  it("has nothing to say of ours", async () => {
    await expect(lint(...["hub", "schedules", "member"].map((name) => `deploy/aws/${name}.yaml`))).resolves.toMatchObject({
      stdout: "",
    });
  });

  it("refuses one with a slip of the pen", async () => {
    const directory = mkdtempSync(path.join(os.tmpdir(), "stagekeeper-template-"));
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
    const text = readFileSync("deploy/aws/member.yaml", "utf8");
    const changed = path.join(directory, "member.yaml");
    writeFileSync(changed, text.replace("RoleArn: !GetAtt Sender.Arn", "RoleArn: !GetAtt Sendor.Arn"));

    await expect(lint(changed)).rejects.toMatchObject({ stdout: expect.stringContaining("Sendor") });
  });
});
