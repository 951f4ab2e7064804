import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { issuesOf, load, loadIn, scratch } from "./scratch.ts";

/** Of the processor's time, which does not tell what else the machine does: far above what any of these takes, and no hang. */
const SOON_MS = 10_000;

function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

describe("text that no one writes is refused, quickly", () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ["100,000 open lists", "[".repeat(100_000), "too-deep"],
    ["100,000 open lists again, in the same process", "[".repeat(100_000), "too-deep"],
    ["5 MB of open lists", "[".repeat(4_900_000), "too-deep"],
    ["lists of lists on one line", "- ".repeat(2_000_000), "too-deep"],
    ["keys of keys on one line", "? ".repeat(2_000_000), "too-deep"],
    ["nested maps", "{a: ".repeat(1_000_000), "too-deep"],
    ["3,000 levels by indentation", Array.from({ length: 3000 }, (_, level) => `${" ".repeat(level)}k:`).join("\n"), "too-deep"],
    ["100 levels by indentation", Array.from({ length: 100 }, (_, level) => `${" ".repeat(level)}k:`).join("\n"), "too-deep"],
    ["300,000 references", `a: &a x\nb:\n${"- *a\n".repeat(300_000)}`, "too-many-references"],
    ["a million documents", "---\n".repeat(1_000_000), "file-too-large"],
    ["a million anchors", "&a ".repeat(1_000_000), "file-too-large"],
    ["200,000 buckets", Array.from({ length: 200_000 }, (_, index) => `b${index}: {}`).join("\n"), "file-too-large"],
    ["a key of 5 MB", `${"a".repeat(4_900_000)}: x`, "syntax"],
    ["a value of 5 MB that refers 400,000 times", `owner: "${`\${values.a}`.repeat(400_000)}"`, "undefined-value"],
    ["a value of 5 MB that only looks like references", `owner: "${"$\u007b".repeat(2_400_000)}"`, "illegal-value"],
    ["2 MB of quotes", '"'.repeat(2_000_000), "file-too-large"],
  ];

  it.each(cases)("%s", async (_, text, code) => {
    const started = processorMs();

    const issues = issuesOf(await load({ "a.yaml": text }));

    expect(issues.map((issue) => issue.code)).toContain(code);
    expect(issues.every((issue) => (issue.frame ?? "").length < 1000)).toBe(true);
    expect(processorMs() - started).toBeLessThan(SOON_MS);
  });

  it("64 levels and a long line of a flow map are taken", async () => {
    const policy = `${"[".repeat(50)}x${"]".repeat(50)}`;
    const tags = Array.from({ length: 49 }, (_, index) => `k${index}: v`).join(", ");

    const issues = issuesOf(
      await load({ "a.yaml": `buckets: { acme-images: { tags: { ${tags} } } }\nroles: { r: { allow: ${policy} } }` }),
    );

    expect(issues.map((issue) => issue.code)).toEqual(["wrong-type"]);
  });

  it("reports a thousand issues and counts the rest", async () => {
    const names = Array.from({ length: 1500 }, (_, index) => `  B${index}: {}`).join("\n");

    const issues = issuesOf(await load({ "a.yaml": `buckets:\n${names}` }));

    expect(issues).toHaveLength(1001);
    expect(issues.at(-1)).toMatchObject({ code: "too-many-issues", message: "and 500 more", line: 1002 });
  });
});

describe("files that are no text", () => {
  it.each([
    ["a picture", Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 0x10), "binary-file"],
    ["a program", Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0), "binary-file"],
    ["UTF-16, little end first", Uint8Array.of(0xff, 0xfe, 0x61, 0x00), "not-utf-8"],
    ["UTF-16, big end first", Uint8Array.of(0xfe, 0xff, 0x00, 0x61), "not-utf-8"],
    ["Latin-1", Uint8Array.of(0x61, 0x3a, 0x20, 0xe9), "not-utf-8"],
    ["an escape sequence", "buckets:\n  \u001b[31mred: {}", "control-character"],
  ])("%s", async (_, bytes, code) => {
    const [issue, ...others] = issuesOf(await load({ "a.yaml": bytes }));

    expect(others).toEqual([]);
    expect(issue).toMatchObject({ code, severity: "error", file: "a.yaml" });
  });

  it("a control character is shown by its line and number, not acted on", async () => {
    const [issue] = issuesOf(await load({ "a.yaml": "buckets:\n  a\u0007: {}" }));

    expect(issue).toMatchObject({ line: 2, message: "a.yaml: holds the control character U+0007" });
  });

  it("a byte order mark is taken off", async () => {
    const result = await load({ "a.yaml": "\ufeffbuckets: { acme-images: {} }" });

    expect(result.valid).toBe(true);
  });

  it("Windows line ends are line ends", async () => {
    const [issue] = issuesOf(await load({ "a.yaml": "buckets:\r\n  acme-images: {}\r\n  Acme: {}\r\n" }));

    expect(issue).toMatchObject({ line: 3, column: 3 });
    expect(issue?.frame).not.toContain("\r");
  });

  it("a file of 50 MB is not read", async () => {
    const directory = scratch({ "a.yaml": "x: y\n" });
    truncateSync(join(directory, "a.yaml"), 50_000_000);
    const started = processorMs();

    const [issue] = issuesOf(await loadIn(directory));

    expect(issue).toMatchObject({ code: "file-too-large", message: "a.yaml: has 50.0 MB: more than 5 MB a file" });
    expect(processorMs() - started).toBeLessThan(SOON_MS);
  });

  it("files of more than 20 MB together are not read", async () => {
    const comment = `#${" ".repeat(4_900_000)}\n`;

    const issues = issuesOf(
      await load({ "1.yaml": comment, "2.yaml": comment, "3.yaml": comment, "4.yaml": comment, "5.yaml": comment }),
    );

    expect(issues.filter((issue) => issue.severity === "error")).toMatchObject([{ code: "file-too-large", file: "5.yaml" }]);
  });
});

describe("directories", () => {
  const BUCKET = "buckets: { acme-images: {} }";

  it("a path that is not there", async () => {
    const result = await loadIn(scratch({}), { path: "nowhere" });

    expect(result).toMatchObject({ valid: false, issues: [{ code: "missing-file", file: "nowhere" }] });
  });

  it("an empty directory never means that nothing is desired", async () => {
    const result = await loadIn(scratch({}));

    expect(result).toMatchObject({ valid: false, issues: [{ code: "nothing-declared" }] });
  });

  it("a directory without YAML is as an empty one", async () => {
    const result = await load({ "README.md": "buckets: {}", "a.json": "{}" });

    expect(result).toMatchObject({ valid: false, issues: [{ code: "nothing-declared" }] });
  });

  it("files of directories within are found, hidden ones are not", async () => {
    const result = await load({
      "b/c.yml": "roles: { reader: {} }",
      "a.YAML": BUCKET,
      ".hidden.yaml": "nonsense",
      ".git/config.yaml": "nonsense",
      "notes.txt": "nonsense",
    });

    expect(result.valid && result.state.resources.map((each) => [each.address, each.origin.file])).toEqual([
      ["bucket:acme-images", "a.YAML"],
      ["role:reader", "b/c.yml"],
    ]);
  });

  it("one file can be named by itself", async () => {
    const result = await load({ "a.yaml": BUCKET, "b.yaml": "nonsense" }, { path: "a.yaml" });

    expect(result.valid).toBe(true);
  });

  it("a loop of directories ends", async () => {
    const directory = scratch({ "a.yaml": BUCKET, "sub/b.yaml": "roles: { reader: {} }" });
    symlinkSync("..", join(directory, "sub", "up"));

    const issues = issuesOf(await loadIn(directory));

    expect(issues).toMatchObject([{ code: "link-loop", file: "sub/up" }]);
  });

  it("a link to itself ends", async () => {
    const directory = scratch({ "a.yaml": BUCKET });
    symlinkSync("b.yaml", join(directory, "b.yaml"));

    expect(issuesOf(await loadIn(directory))).toMatchObject([{ code: "link-loop", file: "b.yaml" }]);
  });

  it("a link that leads nowhere is an error where it is YAML, and nobody's concern elsewhere", async () => {
    const directory = scratch({ "a.yaml": BUCKET });
    symlinkSync("gone.yaml", join(directory, "b.yaml"));
    symlinkSync("gone", join(directory, "c"));

    expect(issuesOf(await loadIn(directory))).toMatchObject([{ code: "missing-file", file: "b.yaml" }]);
  });

  it("a link out of the directory is refused", async () => {
    const outside = scratch({ "secret.yaml": "roles: { reader: {} }", "dir/x.yaml": "roles: { writer: {} }" });
    const directory = scratch({ "a.yaml": BUCKET });
    symlinkSync(join(outside, "secret.yaml"), join(directory, "b.yaml"));
    symlinkSync(join(outside, "dir"), join(directory, "c"));

    expect(issuesOf(await loadIn(directory))).toMatchObject([
      { code: "link-outside", file: "b.yaml" },
      { code: "link-outside", file: "c" },
    ]);
  });

  it("a ConfigMap as Kubernetes mounts it is read once", async () => {
    const directory = scratch({ "..2026_11_22/a.yaml": BUCKET, "..2026_11_22/b.yaml": "roles: { reader: {} }" });
    symlinkSync("..2026_11_22", join(directory, "..data"));
    symlinkSync("..data/a.yaml", join(directory, "a.yaml"));
    symlinkSync("..data/b.yaml", join(directory, "b.yaml"));

    const result = await loadIn(directory);

    expect(result.valid && result.state.resources.map((each) => each.origin.file)).toEqual(["a.yaml", "b.yaml"]);
  });

  it("a directory that is itself a link is read", async () => {
    const directory = scratch({ "releases/1/a.yaml": BUCKET });
    symlinkSync("releases/1", join(directory, "current"));

    expect((await loadIn(directory, { path: "current" })).valid).toBe(true);
  });

  it("a pipe does not hang", async () => {
    const directory = scratch({ "a.yaml": BUCKET });
    execFileSync("mkfifo", [join(directory, "b.yaml")]);

    expect(issuesOf(await loadIn(directory))).toMatchObject([{ code: "not-a-file", file: "b.yaml" }]);
    expect(issuesOf(await loadIn(directory, { path: "b.yaml" }))).toMatchObject([{ code: "not-a-file", file: "b.yaml" }]);
  });

  it("40 directories within each other are too many", async () => {
    const directory = scratch({ "a.yaml": BUCKET });
    mkdirSync(join(directory, ...Array.from({ length: 40 }, () => "d")), { recursive: true });

    expect(issuesOf(await loadIn(directory))).toMatchObject([{ code: "too-deep" }]);
  });

  it("more than 5,000 files are too many", async () => {
    const directory = scratch({});
    for (let index = 0; index < 5002; index++) writeFileSync(join(directory, `${index}.yaml`), "#\n");

    const errors = issuesOf(await loadIn(directory)).filter((issue) => issue.severity === "error");

    expect(errors.map((issue) => issue.code)).toContain("too-many-files");
  });

  it("a load that is given up stops", async () => {
    const directory = scratch({ "a.yaml": BUCKET });
    const { createDesiredSource } = await import("../../src/desired/load.ts");
    const given = AbortSignal.abort(new Error("given up"));

    await expect(createDesiredSource({ path: ".", cwd: directory }).load(given)).rejects.toThrow("given up");
  });
});
