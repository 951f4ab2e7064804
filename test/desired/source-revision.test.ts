import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { checkoutUnderWay } from "../../src/desired/checkout-under-way.ts";
import { readSourceRevision } from "../../src/desired/source-revision.ts";

function aDirectory(): string {
  const directory = mkdtempSync(path.join(os.tmpdir(), "stagekeeper-revision-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

function git(cwd: string, ...args: readonly string[]): string {
  return execFileSync("git", ["-c", "user.name=test", "-c", "user.email=test@example.com", ...args], {
    cwd,
    encoding: "utf8",
  }).trim();
}

function aRepository() {
  const home = aDirectory();
  mkdirSync(path.join(home, "desired-state"));
  writeFileSync(path.join(home, "desired-state/orders.yaml"), "a: 1");
  git(home, "init", "--quiet");
  return {
    home,
    state: path.join(home, "desired-state"),
    commit() {
      git(home, "add", "--all");
      git(home, "commit", "--quiet", "--message", "change");
      return git(home, "rev-parse", "HEAD");
    },
  };
}

describe("the commit of a desired state", () => {
  it("is that of its checkout", async () => {
    const { state, commit } = aRepository();
    const id = commit();

    expect(await readSourceRevision(state)).toBe(id);
    expect(await readSourceRevision(path.join(state, "orders.yaml"))).toBe(id);
  });

  it.each([
    { what: "is changed", name: "desired-state/orders.yaml" },
    { what: "is new", name: "desired-state/billing.yaml" },
  ])("is dirty while a file of it $what", async ({ name }) => {
    const { home, state, commit } = aRepository();
    const id = commit();

    writeFileSync(path.join(home, name), "b: 1");

    expect(await readSourceRevision(state)).toBe(`${id}-dirty`);
  });

  it("is not dirty for what lies elsewhere in the checkout", async () => {
    const { home, state, commit } = aRepository();
    const id = commit();

    writeFileSync(path.join(home, "notes.txt"), "mine");

    expect(await readSourceRevision(state)).toBe(id);
  });

  it.each([
    { what: "outside of a checkout", path: () => aDirectory() },
    { what: "before the first commit", path: () => aRepository().state },
    { what: "where there is nothing", path: () => path.join(aDirectory(), "gone/desired-state") },
  ])("is not known $what", async ({ path: pathOf }) => {
    expect(await readSourceRevision(pathOf())).toBeUndefined();
  });

  it("is asked for without running what the checkout's own configuration names", async () => {
    const { home, state, commit } = aRepository();
    commit();
    const trace = path.join(home, "ran");
    git(home, "config", "core.fsmonitor", `touch ${trace}; false`);

    await readSourceRevision(state);

    expect(() => execFileSync("test", ["-e", trace])).toThrow();
  });
});

describe("the commit where there is no git to ask", () => {
  /** What the command's programs are searched in, while a test lasts. */
  function withoutGit(): void {
    vi.stubEnv("PATH", aDirectory());
    onTestFinished(() => void vi.unstubAllEnvs());
  }

  it("is read from the checkout's own files, and told to be unchecked", async () => {
    const { home, state, commit } = aRepository();
    const loose = commit();
    const packed = aRepository();
    const id = packed.commit();
    git(packed.home, "pack-refs", "--all");
    const detached = aRepository();
    const at = detached.commit();
    git(detached.home, "checkout", "--quiet", "--detach");
    withoutGit();

    expect(await readSourceRevision(path.join(state, "orders.yaml"))).toBe(`${loose}-unchecked`);
    expect(await readSourceRevision(home)).toBe(`${loose}-unchecked`);
    expect(await readSourceRevision(packed.state)).toBe(`${id}-unchecked`);
    expect(await readSourceRevision(detached.state)).toBe(`${at}-unchecked`);
  });

  it("is that of a linked worktree, which needs no check when it is named by its commit as git-sync does", async () => {
    const { home, commit } = aRepository();
    const first = commit();
    writeFileSync(path.join(home, "desired-state/orders.yaml"), "a: 2");
    commit();
    const volume = aDirectory();
    git(home, "worktree", "add", "--quiet", "--detach", path.join(volume, first), first);
    git(home, "worktree", "add", "--quiet", "-b", "release", path.join(volume, "release"), first);
    symlinkSync(first, path.join(volume, "current"));
    withoutGit();

    expect(await readSourceRevision(path.join(volume, "current/desired-state"))).toBe(first);
    expect(await readSourceRevision(path.join(volume, "release/desired-state"))).toBe(`${first}-unchecked`);
  });

  it.each([
    { what: "outside of a checkout", git: null },
    { what: "before the first commit", git: { HEAD: "ref: refs/heads/main\n" } },
    { what: "in a broken one", git: { HEAD: "nonsense\n" } },
    {
      what: "of a branch that is packed with nonsense",
      git: { HEAD: "ref: refs/heads/main\n", "packed-refs": "x refs/heads/main\n" },
    },
  ])("is not known $what", async ({ git: files }) => {
    const home = aDirectory();
    mkdirSync(path.join(home, ".git"));
    for (const [name, text] of Object.entries(files ?? {})) writeFileSync(path.join(home, ".git", name), text);
    withoutGit();

    expect(await readSourceRevision(home)).toBeUndefined();
  });
});

describe("a checkout that is under way", () => {
  it("is seen from any directory of it, a worktree's too", async () => {
    const { home, state, commit } = aRepository();
    commit();
    const worktree = path.join(aDirectory(), "worktree");
    git(home, "worktree", "add", "--quiet", worktree);
    const before = [await checkoutUnderWay(state), await checkoutUnderWay(path.join(worktree, "desired-state"))];

    writeFileSync(path.join(home, ".git/index.lock"), "");
    writeFileSync(path.join(home, ".git/worktrees/worktree/index.lock"), "");

    expect(before).toEqual([false, false]);
    expect(await checkoutUnderWay(state)).toBe(true);
    expect(await checkoutUnderWay(path.join(worktree, "desired-state"))).toBe(true);
  });

  it("is never seen where there is no checkout, or a broken one", async () => {
    const home = aDirectory();
    writeFileSync(path.join(home, ".git"), "nonsense");

    expect(await checkoutUnderWay(path.join(home, "desired-state"))).toBe(false);
    expect(await checkoutUnderWay("/")).toBe(false);
  });
});
