/** Paths and files by which a commit could reach what is not its own, or fill the machine. */
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { issuesOf, loadIn, scratch } from "../desired/scratch.ts";

const SOON_MS = 10_000;
const functionWith = (code: string) =>
  `functions: { F: { code: ${JSON.stringify(code)}, runtime: nodejs22.x, handler: index.handler, role: "arn:aws:iam::123456789012:role/r" } }`;

/** A checkout with a desired state, beside something precious. */
function aCheckout(code: string): { readonly outside: string; readonly desired: string } {
  const outside = scratch({
    "secrets/id_rsa": "precious",
    "repo/.git/HEAD": "ref: refs/heads/main\n",
    "repo/desired-state/a.yaml": functionWith(code),
    "repo/functions/f/index.mjs": "export const handler = 1;",
  });
  return { outside, desired: join(outside, "repo") };
}

describe("`code:`", () => {
  it.each(["../functions/f", "./../functions/f/", "../desired-state/../functions/f"])(
    "in the repository is taken: %s",
    async (code) => {
      const { desired } = aCheckout(code);

      expect((await loadIn(desired, { path: "desired-state" })).valid).toBe(true);
    },
  );

  it.each(["../../secrets", "../../secrets/../secrets", "../functions/f/../../../secrets", "/etc", "../../repo/../secrets"])(
    "that leads out of the repository is refused and not read: %s",
    async (code) => {
      const { desired } = aCheckout(code);

      const issues = issuesOf(await loadIn(desired, { path: "desired-state" }));

      expect(issues).toMatchObject([{ code: "illegal-code", severity: "error", file: "desired-state/a.yaml", line: 1 }]);
      expect(issues[0]?.message).toMatch(/leads out of the repository .*; keep code in it, or put it into S3/);
    },
  );

  it("that is a link out of the repository is refused, however it is named", async () => {
    const { outside, desired } = aCheckout("../functions/link");
    symlinkSync(join(outside, "secrets"), join(desired, "functions", "link"));

    expect(issuesOf(await loadIn(desired, { path: "desired-state" }))).toMatchObject([{ code: "illegal-code" }]);
  });

  it("with a link out of it inside is refused", async () => {
    const { outside, desired } = aCheckout("../functions/f");
    symlinkSync(join(outside, "secrets", "id_rsa"), join(desired, "functions", "f", "key"));

    const issues = issuesOf(await loadIn(desired, { path: "desired-state" }));

    expect(issues).toMatchObject([{ code: "illegal-code" }]);
    expect(issues[0]?.message).toContain('"key" is a link that leads out of the code directory');
  });

  it.each([
    "a\u0000b",
    "con\nsole",
    "\u001b[2Jx",
    "~root/.ssh",
    "file:///etc/passwd",
    "http://169.254.169.254/",
    "\\\\host\\share",
    "",
  ])("that is no path of a file is an issue, and is shown without acting on it: %j", async (code) => {
    const { desired } = aCheckout(code);

    const result = await loadIn(desired, { path: "desired-state" });

    const [issue] = issuesOf(result);
    expect([result.valid, issue?.severity]).toEqual([false, "error"]);
  });

  it("of a repository within a repository may not reach the outer one", async () => {
    const { outside, desired } = aCheckout("../../../functions/f");
    mkdirSync(join(desired, "inner", "desired-state"), { recursive: true });
    writeFileSync(join(desired, "inner", ".git"), "gitdir: ../.git/modules/inner\n");
    writeFileSync(join(desired, "inner", "desired-state", "a.yaml"), functionWith("../../functions/f"));

    const issues = issuesOf(await loadIn(join(outside, "repo", "inner"), { path: "desired-state" }));

    expect(issues).toMatchObject([{ code: "illegal-code" }]);
  });
});

describe("bombs", () => {
  it("a zip that would unpack to a gigabyte is never unpacked", async () => {
    const { desired } = aCheckout("../bomb.zip");
    const bomb = zipSync({ "index.mjs": new Uint8Array(200_000_000) }, { level: 9 });
    writeFileSync(join(desired, "bomb.zip"), bomb);
    const before = process.memoryUsage().rss;
    const started = performance.now();

    const result = await loadIn(desired, { path: "desired-state" });

    expect(bomb.length).toBeLessThan(1_000_000);
    expect(result.valid).toBe(true);
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
    expect(performance.now() - started).toBeLessThan(SOON_MS);
  });

  it("a sparse terabyte as code is refused before it is read", async () => {
    const { desired } = aCheckout("../functions/f");
    writeFileSync(join(desired, "functions", "f", "big.bin"), "");
    truncateSync(join(desired, "functions", "f", "big.bin"), 1_000_000_000_000);
    const started = performance.now();

    const issues = issuesOf(await loadIn(desired, { path: "desired-state" }));

    expect(issues[0]?.message).toContain("more than 250 MB, which Lambda refuses");
    expect(performance.now() - started).toBeLessThan(SOON_MS);
  });

  it.each([
    ["references to references, a billion laughs", billionLaughs("[", "]")],
    ["the same of maps", billionLaughs("{", "}")],
    ["merges of merges", mergeBomb()],
  ])("%s: refused, quickly", async (_, text) => {
    const directory = scratch({ "a.yaml": text });
    const started = performance.now();

    const result = await loadIn(directory);

    expect(result.valid).toBe(false);
    expect(issuesOf(result)[0]).toMatchObject({ severity: "error", file: "a.yaml" });
    expect(performance.now() - started).toBeLessThan(SOON_MS);
  });
});

function billionLaughs(open: string, close: string): string {
  const item = (index: number, name: string) => (open === "{" ? `k${index}: *${name}` : `*${name}`);
  const levels = Array.from({ length: 30 }, (_, level) => {
    const inner = Array.from({ length: 10 }, (_each, index) =>
      level === 0 ? (open === "{" ? `k${index}: x` : "x") : item(index, `l${level - 1}`),
    );
    return `l${level}: &l${level} ${open}${inner.join(", ")}${close}`;
  });
  return `${levels.join("\n")}\nbuckets: *l29\n`;
}

function mergeBomb(): string {
  const levels = Array.from({ length: 40 }, (_, level) =>
    level === 0
      ? "l0: &l0 { k: v }"
      : `l${level}: &l${level} { <<: [*l${level - 1}, *l${level - 1}], k${level}: *l${level - 1} }`,
  );
  return `${levels.join("\n")}\nbuckets: *l39\n`;
}
