import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { runValidate } from "../../src/cli/commands/validate.ts";
import type { ValidateOptions } from "../../src/cli/options.ts";
import { watch } from "./person.ts";
import { BUCKETS, desiredStateOf } from "./workspace.ts";

const SECRETS = `
functions:
  fn:
    environment: { DB_PASSWORD: hunter2, PLAIN: hello, HIDDEN: hunter3 }
    sensitive: [environment.HIDDEN]
`;

async function validated(text: string, options: Partial<ValidateOptions> = {}) {
  const { terminal, out, err } = watch();
  const code = await runValidate(desiredStateOf(text), { format: "text", color: false, print: false, ...options }, terminal);
  return { code, out: out(), err: err() };
}

describe("validate", () => {
  it("says in a line that all is well", async () => {
    expect(await validated(BUCKETS)).toEqual({ code: 0, out: "✓ valid: 2 resources\n", err: "" });
  });

  it("says what is wrong, where, and what would be right: exit 1", async () => {
    const { code, out } = await validated("buckets:\n  acme-one:\n    versionning: enabled\n");

    expect(out).toContain("desired.yaml:3:");
    expect(out).toContain("> 3 |     versionning: enabled");
    expect(out).toContain('→ did you mean "versioning"?');
    expect(out).toMatch(/\n1 error\n$/);
    expect(code).toBe(1);
  });

  it("as JSON is one object, with the issues but not their frames", async () => {
    const bad = await validated("buckets: 7", { format: "json" });
    const good = await validated(BUCKETS, { format: "json" });

    expect(JSON.parse(bad.out)).toMatchObject({ outcome: "invalid", issues: [{ severity: "error", line: 1 }] });
    expect(JSON.parse(good.out)).toMatchObject({ outcome: "valid", resources: 2, issues: [] });
    expect(bad.out).not.toContain("frame");
  });

  it("as Markdown is a block that a comment can hold", async () => {
    expect((await validated(BUCKETS, { format: "markdown" })).out).toBe("```text\n✓ valid: 2 resources\n```\n");
  });

  it("--print shows the desired state with every default, as YAML", async () => {
    const { out } = await validated(BUCKETS, { print: true });

    const printed = parse(out);
    expect(printed.owner).toBe("cli-test");
    expect(printed.resources["bucket:acme-cli-two"].spec).toMatchObject({
      versioning: "enabled",
      publicAccessBlock: { blockPublicAcls: true },
    });
  });

  it("--print masks secrets, by name and by the author's word", async () => {
    const text = await validated(SECRETS, { print: true });
    const json = await validated(SECRETS, { print: true, format: "json" });

    for (const { out } of [text, json]) {
      expect(out).not.toMatch(/hunter/);
      expect(out).toContain("hello");
    }
    expect(JSON.parse(json.out).state.resources["function:fn"].spec.environment.DB_PASSWORD).toMatch(/^\(sensitive, sha256:/);
  });

  it("takes a slip of the pen for what it is", async () => {
    const { terminal, err } = watch();

    const code = await runValidate("destory", { format: "text", color: false, print: false }, terminal);

    expect(err()).toContain("did you mean `reconcile destroy`?");
    expect(code).toBe(1);
  });
});
