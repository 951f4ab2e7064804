import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { bundle } from "../../tools/build/bundle.ts";
import { aPipeline, BUCKETS, type Pipeline, ROOT } from "./pipeline.ts";
import { aGitHub, aGitLab, type Comment, type Forge, MERGE_COMMIT } from "./stand-in-forge.ts";

// Each runs several processes one after another.
vi.setConfig({ testTimeout: 120_000 });

let dist: string;
let main: string;

beforeAll(async () => {
  dist = mkdtempSync(path.join(os.tmpdir(), "stagekeeper-dist-"));
  await bundle({ root: ROOT, outdir: dist });
  main = path.join(dist, "cli/main.js");
}, 60_000);

afterAll(() => rmSync(dist, { recursive: true, force: true }));

/** More than one page of what others said, and one of them says what our comment begins with. */
const OTHERS: readonly Comment[] = Array.from({ length: 130 }, (_, index) => ({
  id: index + 1,
  author: `person-${index}`,
  body: index === 3 ? "<!-- stagekeeper name=default digest=f00 commit=1 -->\nforged" : `remark ${index}`,
}));

const ours = ({ comments }: Forge) => comments.filter(({ author }) => author === "github-actions[bot]");
const writes = ({ calls }: Forge) => calls.filter((call) => !call.startsWith("GET"));

describe.each([
  { name: "GitHub", open: aGitHub, of: "github", updates: "PATCH" },
  { name: "GitLab", open: aGitLab, of: "gitlab", updates: "PUT" },
] as const)("a dry run told to $name", ({ open, of, updates }) => {
  it("is posted once and then updated, and what others wrote stays as it is", async () => {
    const forge = await open(OTHERS.map((comment) => ({ ...comment })));
    const pipeline = await aPipeline(main);

    const first = await pipeline[of]("dry-run", { forge });
    const posted = ours(forge).map(({ body }) => body);
    pipeline.declare(`${BUCKETS}  acme-review-three: {}\n`);
    const second = await pipeline[of]("dry-run", { forge });

    expect([first.code, second.code], first.log + second.log).toEqual([0, 0]);
    expect(posted).toHaveLength(1);
    expect(posted[0]).toMatch(new RegExp(`^<!-- stagekeeper name=default digest=[0-9a-f]{64} commit=${MERGE_COMMIT} -->\n`));
    expect(posted[0]).toContain("**2 to create** · account `000000000000` in `us-east-1`");
    expect(ours(forge)).toHaveLength(1);
    expect(ours(forge)[0]?.body).toContain("**3 to create**");
    expect(writes(forge).map((call) => call.split(" ")[0])).toEqual(["POST", updates]);
    expect(forge.comments.slice(0, OTHERS.length)).toEqual(OTHERS);
  });

  it("is not posted without permission: the check goes on, the plan is told elsewhere, and what it takes is said", async () => {
    const forge = await open();
    const pipeline = await aPipeline(main);

    const ended = await pipeline[of]("dry-run", { forge, env: { GITHUB_TOKEN: "reader-token", GITLAB_TOKEN: "reader-token" } });

    expect(ended.code, ended.log).toBe(0);
    expect(ended.log).toMatch(/warning.*the plan was not posted: POST .* was answered 403: the forge says 403; it takes /);
    expect(ended.summary).toContain("**2 to create**");
    expect(forge.comments).toEqual([]);
  });

  it("is what main applies, and nothing else is", async () => {
    const forge = await open();
    const pipeline = await aPipeline(main);
    await pipeline[of]("dry-run", { forge });
    pipeline.declare(BUCKETS.replace("enabled", "suspended"));
    const changed = await pipeline[of]("apply", { forge });
    pipeline.declare(BUCKETS);

    const applied = await pipeline[of]("apply", { forge });

    expect(changed.code, changed.log).toBe(3);
    expect(changed.log).toContain("what would be done is not what was reviewed");
    expect(applied.code, applied.log).toBe(0);
    expect(applied.log).toContain("✓ bucket:acme-review-two created");
  });

  it("that nobody has seen is not applied", async () => {
    const forge = await open(OTHERS);
    const pipeline = await aPipeline(main);

    const ended = await pipeline[of]("apply", { forge });
    const unmerged = await pipeline[of]("apply", { forge, env: { GITHUB_SHA: "abc", CI_COMMIT_SHA: "abc" } });

    expect(ended.code).toBe(1);
    expect(ended.log).toMatch(/^error: .*no comment of ours named "default", so no plan was reviewed\n$/);
    expect(unmerged.code).toBe(1);
    expect(unmerged.log).toMatch(
      of === "github" ? /commit abc was merged by no pull request/ : /cannot be looked up: GET .* 404/,
    );
  });
});

describe("on GitHub", () => {
  it("is posted once although the forge fails, also where only its answer got lost", async () => {
    const forge = await aGitHub();
    let failures = 0;
    forge.trouble = ({ method }) => {
      if (failures === 2) return null;
      failures += 1;
      return { status: 502, afterwards: method === "POST" };
    };
    const pipeline = await aPipeline(main);

    const ended = await pipeline.github("dry-run", { forge });

    expect(ended.code, ended.log).toBe(0);
    expect(ended.log).toContain("was answered 502: the forge says 502; trying again");
    expect(ours(forge)).toHaveLength(1);
  });

  it("gives up after four tries, and the check goes on", async () => {
    const forge = await aGitHub();
    forge.trouble = () => ({ status: 503 });
    const pipeline = await aPipeline(main);

    const ended = await pipeline.github("dry-run", { forge });

    expect(ended.code, ended.log).toBe(0);
    expect(ended.log).toContain("the plan was not posted");
    expect(forge.calls).toHaveLength(4);
  });

  it("the plan is on the page of the run too, and its numbers are outputs", async () => {
    const forge = await aGitHub();
    const pipeline = await aPipeline(main);

    const { outputs, summary, log } = await pipeline.github("dry-run", { forge });

    expect(outputs, log).toEqual({
      "exit-code": "2",
      outcome: "changes",
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      creates: "2",
      updates: "0",
      deletes: "0",
      drift: "0",
      blocked: "0",
      "comment-url": "https://github.example/acme/orders/pull/7#issuecomment-1000",
    });
    expect(summary).toContain(`reconcile desired.yaml --expect ${outputs.digest}`);
    expect(summary).toContain("at c0ffee000000 · [log](https://github.example/acme/orders/actions/runs/42)");
  });

  it("a run that is about no pull request, or without a token, posts nothing and says why", async () => {
    const forge = await aGitHub();
    const pipeline = await aPipeline(main);

    const push = await pipeline.github("dry-run", { forge, env: { GITHUB_EVENT_PATH: "" } });
    const bare = await pipeline.github("dry-run", { forge, env: { GITHUB_TOKEN: "" } });

    expect([push.code, bare.code]).toEqual([0, 0]);
    expect(push.summary).toContain("**2 to create**");
    expect(bare.log).toContain("::warning title=stagekeeper::the plan was not posted: no token was given");
    expect(forge.calls).toEqual([]);
  });

  it("too many calls are waited for as long as it says", async () => {
    const forge = await aGitHub();
    forge.trouble = ({ count }) => (count === 1 ? { status: 403, headers: { "retry-after": "1" } } : null);
    const pipeline = await aPipeline(main);

    const ended = await pipeline.github("dry-run", { forge });

    expect(ended.log).toContain("trying again in 1 s");
    expect(ours(forge)).toHaveLength(1);
  });

  it("two plans of one pull request have a comment each", async () => {
    const forge = await aGitHub();
    const pipeline = await aPipeline(main);

    for (const name of ["dev", "prod"]) await pipeline.github("dry-run", { forge, env: { REVIEW_NAME: name } });

    expect(ours(forge).map(({ body }) => /name=(\w+)/.exec(body)?.[1])).toEqual(["dev", "prod"]);
  });

  it("what the last dry run could not plan cannot be applied", async () => {
    const forge = await aGitHub();
    const pipeline = await aPipeline(main);
    pipeline.declare("buckts: {}");

    const planned = await pipeline.github("dry-run", { forge, env: { REVIEW_FAIL_ON: "never" } });
    const applied = await pipeline.github("apply", { forge });

    expect(planned.code).toBe(1);
    expect(ours(forge)[0]?.body).toContain("### reconcile: invalid");
    expect(planned.log).toContain("the dry run ended with exit code 1 and no plan");
    expect(applied.log).toContain("error: the last dry run of pull request 7 came to no plan that could be applied");
  });

  it("a command that ends before it can report is told of as well", async () => {
    const forge = await aGitHub();
    const pipeline = await aPipeline(main);

    const ended = await pipeline.github("dry-run", { forge, env: { STAGEKEEPER_CONCURRENCY: "many" } });
    const absent = await pipeline.github("dry-run", { forge, env: { REVIEW_COMMAND: "no-such-command" } });

    expect(ended.code).toBe(1);
    expect(ours(forge)[0]?.body).toContain("It ended with exit code 1 before it could report");
    expect(absent.log).toBe("error: no-such-command could not be started (ENOENT): set the command to one that can\n");
  });
});

describe("whether the check fails", () => {
  const POLICIES = ["never", "blocked", "drift", "changes"] as const;

  async function codesOf(pipeline: Pipeline, policies: readonly string[]) {
    const codes: Record<string, number | null> = {};
    for (const failOn of policies) {
      const { code } = await pipeline.github("dry-run", { env: { REVIEW_FAIL_ON: failOn, REVIEW_COMMENT: "false" } });
      codes[failOn] = code;
    }
    return codes;
  }

  it("is as fail-on says of changes, of nothing, and of what changed outside git", async () => {
    const pipeline = await aPipeline(main);
    const changes = await codesOf(pipeline, ["drift", "changes"]);
    await pipeline.command("desired.yaml");
    const inSync = await codesOf(pipeline, ["changes"]);
    pipeline.declare(BUCKETS.replace("enabled", "suspended"));
    // Somebody else, who keeps no ledger of ours.
    await pipeline.command("desired.yaml", "--state", path.join(pipeline.directory, "elsewhere"));
    pipeline.declare(BUCKETS);

    const drift = await codesOf(pipeline, POLICIES);
    const { outputs, log } = await pipeline.github("dry-run", { env: { REVIEW_FAIL_ON: "drift", REVIEW_COMMENT: "false" } });
    pipeline.declare(BUCKETS.replace("versioning: enabled", "versioning: enabled, drift: alert"));
    const left = await codesOf(pipeline, ["blocked", "drift"]);

    // In sync for the command, and drift all the same.
    expect(left).toEqual({ blocked: 0, drift: 1 });
    expect(changes).toEqual({ drift: 0, changes: 2 });
    expect(inSync).toEqual({ changes: 0 });
    expect(drift).toEqual({ never: 0, blocked: 0, drift: 2, changes: 2 });
    expect(outputs).toMatchObject({ drift: "1", updates: "1", "exit-code": "2" });
    expect(log).toContain("::error title=stagekeeper::fail-on drift: 1 changed outside git");
  });

  it("does with something blocked, unless told never to", async () => {
    const pipeline = await aPipeline(main);
    await pipeline.command("desired.yaml");
    pipeline.declare(BUCKETS.replace("owner: acme", "owner: somebody").replace("enabled", "suspended"));

    expect(await codesOf(pipeline, POLICIES)).toEqual({ never: 0, blocked: 1, drift: 1, changes: 1 });
  });

  it.each([
    [{ REVIEW_FAIL_ON: "always" }, 'error: fail-on takes changes, drift, blocked, never, not "always"\n'],
    [{ REVIEW_NAME: "a b" }, 'error: name takes up to 40 letters, digits, dots, dashes and underscores, not "a b"\n'],
    [{ REVIEW_COMMENT: "no" }, 'error: comment takes true or false, not "no"\n'],
  ])("is not guessed from settings that mean nothing: %j", async (env, log) => {
    const pipeline = await aPipeline(main);

    expect(await pipeline.github("dry-run", { env })).toMatchObject({ code: 1, log });
  });
});
