import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
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
