import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../src/engine/system-clock.ts";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import { bundle } from "../../tools/build/bundle.ts";
import { BUCKETS, desiredStateOf } from "./workspace.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const REGION = "us-east-1";
let dist: string;

beforeAll(async () => {
  dist = mkdtempSync(path.join(os.tmpdir(), "stagekeeper-dist-"));
  await bundle({ root: ROOT, outdir: dist });
}, 60_000);

afterAll(() => rmSync(dist, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

interface Command {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Told each time that stdout has more. */
  readonly watching?: (out: string, child: ChildProcess) => void;
}

/** The built command as a process of its own, with nothing of this one's AWS settings. */
function reconcile({ args, env = {}, watching }: Command): Promise<Ended> {
  const state = mkdtempSync(path.join(os.tmpdir(), "stagekeeper-state-"));
  onTestFinished(() => rmSync(state, { recursive: true, force: true }));
  const child = spawn(process.execPath, [path.join(dist, "cli/main.js"), ...args], {
    env: { PATH: process.env.PATH, HOME: state, STAGEKEEPER_STATE: state, AWS_EC2_METADATA_DISABLED: "true", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  let err = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
    watching?.(out, child);
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    err += text;
  });
  return new Promise((resolve) => {
    child.once("close", (code) => resolve({ code, out, err }));
  });
}

/** An AWS over HTTP for one test, and the environment that leads to it. */
async function anAws({ latencyMs = 0, account = "000000000000" } = {}) {
  const sandbox = createSandbox({ clock: systemClock, region: REGION, quotas: "off", latencyMs, account });
  onTestFinished(() => sandbox.close());
  const { url } = await sandbox.listen(0);
  const env = { AWS_ENDPOINT_URL: url, AWS_REGION: REGION, AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };
  return { sandbox, env };
}

describe("the command as a process", () => {
  it("converges an AWS over HTTP, does nothing the second time, and destroys what it made", async () => {
    const { sandbox, env } = await anAws();
    const file = desiredStateOf(BUCKETS);

    const first = await reconcile({ args: [file], env });
    const made = sandbox.journal.writes().length;
    const second = await reconcile({ args: [file], env });
    const untouched = sandbox.journal.writes().length;
    const destroyed = await reconcile({ args: ["destroy", file, "--yes"], env });

    expect([first.code, second.code, destroyed.code]).toEqual([0, 0, 0]);
    expect(made).toBeGreaterThan(0);
    expect(untouched).toBe(made);
    expect(second.out).toMatch(/^✓ in sync/);
    expect(destroyed.out).toContain("✓ bucket:acme-cli-one deleted");
  });

  it("keeps stdout for the result: logs are JSON lines on stderr", async () => {
    const { env } = await anAws();

    const { code, out, err } = await reconcile({
      args: [desiredStateOf(BUCKETS), "--format", "json", "--log-level", "info"],
      env,
    });

    expect(code).toBe(0);
    expect(JSON.parse(out).outcome).toBe("converged");
    expect(
      err
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line).msg),
    ).toEqual(expect.arrayContaining(["step applied", "run finished"]));
  });

  it("interrupted finishes the step that runs, exits with 130, and converges when run again", async () => {
    const { sandbox, env } = await anAws({ latencyMs: 30 });
    const file = desiredStateOf("buckets: { acme-a: {}, acme-b: {}, acme-c: {}, acme-d: {} }");
    let told = false;

    const interrupted = await reconcile({
      args: [file, "--concurrency", "1"],
      env,
      watching(out, child) {
        if (told || !out.includes("created")) return;
        told = true;
        child.kill("SIGINT");
      },
    });
    const again = await reconcile({ args: [file], env });

    expect(interrupted.code).toBe(130);
    expect(interrupted.out).toContain("✗ interrupted: run it again to go on");
    expect(interrupted.err).toContain("interrupted: what is under way is finished first");
    expect(again.code).toBe(0);
    expect(again.out).toContain("✓ converged");
    expect(sandbox.journal.counts()["s3.CreateBucket"]).toBe(4);
  });

  it("goes on when the reader of its output goes away", async () => {
    const { sandbox, env } = await anAws({ latencyMs: 10 });

    const { code } = await reconcile({ args: [desiredStateOf(BUCKETS)], env, watching: (_, child) => child.stdout?.destroy() });

    expect(code).toBe(0);
    expect(sandbox.journal.counts()["s3.CreateBucket"]).toBe(2);
  });

  it.each<{ readonly reason: string; readonly env: Readonly<Record<string, string>>; readonly says: RegExp }>([
    {
      reason: "there are no credentials",
      env: { AWS_REGION: REGION },
      says: /credentials/i,
    },
    {
      reason: "nobody answers at the endpoint",
      env: { AWS_REGION: REGION, AWS_ENDPOINT_URL: "http://127.0.0.1:9", AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" },
      says: /ECONNREFUSED/,
    },
    {
      reason: "the endpoint is no URL",
      env: { AWS_REGION: REGION, AWS_ENDPOINT_URL: "localhost", AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" },
      says: /"localhost" is no URL; AWS_ENDPOINT_URL takes one/,
    },
    {
      reason: "there is no region",
      env: { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" },
      says: /no region: set AWS_REGION/,
    },
    {
      reason: "the profile does not exist",
      env: { AWS_REGION: REGION, AWS_PROFILE: "nope" },
      says: /credentials.*--profile/,
    },
  ])("says in a sentence that $reason: exit 1 and no stack", async ({ env, says }) => {
    const { code, out, err } = await reconcile({ args: [desiredStateOf(BUCKETS)], env });

    expect(out.replaceAll(/\s+/g, " ")).toMatch(says);
    expect(out + err).not.toMatch(/\n\s+at /);
    expect(code).toBe(1);
  });

  it("refuses the wrong account: exit 3", async () => {
    const { env, sandbox } = await anAws();

    const { code, out } = await reconcile({ args: [desiredStateOf(`target: { account: "111111111111" }\n${BUCKETS}`)], env });

    expect(out).toContain("111111111111");
    expect(code).toBe(3);
    expect(sandbox.journal.writes()).toEqual([]);
  });

  it("remembers each account by itself: what was converged in one is no drift in another", async () => {
    const first = await anAws();
    const second = await anAws({ account: "222222222222" });
    const file = desiredStateOf(BUCKETS);
    const state = { STAGEKEEPER_STATE: path.join(path.dirname(file), "state") };

    await reconcile({ args: [file], env: { ...first.env, ...state } });
    const elsewhere = await reconcile({ args: [file, "--dry-run"], env: { ...second.env, ...state } });
    for (const name of ["acme-cli-one", "acme-cli-two"]) first.sandbox.world.s3.buckets.delete(name);
    const gone = await reconcile({ args: [file, "--dry-run"], env: { ...first.env, ...state } });

    expect(elsewhere.out).not.toContain("drift");
    expect(gone.out).toContain("+ bucket:acme-cli-one  drift: changed outside git");
  });

  it("goes on without a ledger that is broken, and says so", async () => {
    const { env } = await anAws();
    const file = desiredStateOf(BUCKETS);
    const state = path.join(path.dirname(file), "state");
    mkdirSync(path.join(state, `000000000000-${REGION}`), { recursive: true });
    writeFileSync(path.join(state, `000000000000-${REGION}`, "ledger.json"), "{ half");

    const { code, err } = await reconcile({ args: [file], env: { ...env, STAGEKEEPER_STATE: state } });

    expect(JSON.parse(err)).toMatchObject({
      level: 40,
      msg: "ledger ignored",
      detail: expect.stringContaining("cannot be read"),
    });
    expect(code).toBe(0);
  });

  it("takes its options from the environment, and the line wins", async () => {
    const env = { STAGEKEEPER_SANDBOX: "true", STAGEKEEPER_DRY_RUN: "1", STAGEKEEPER_FORMAT: "markdown" };
    const file = desiredStateOf(BUCKETS);

    const markdown = await reconcile({ args: [file], env });
    const json = await reconcile({ args: [file, "--format", "json"], env: { ...env, STAGEKEEPER_DRY_RUN: "false" } });

    expect(markdown.out).toMatch(/^### reconcile: changes/);
    expect(markdown.code).toBe(2);
    expect(JSON.parse(json.out).outcome).toBe("converged");
  });

  it("refuses an environment variable that is neither yes nor no", async () => {
    const { code, err } = await reconcile({ args: ["--sandbox"], env: { STAGEKEEPER_PRUNE: "maybe" } });

    expect(err).toBe('error: STAGEKEEPER_PRUNE: takes true or false, not "maybe"\n');
    expect(code).toBe(1);
  });

  it("serves the embedded AWS until it is told to stop, and stops in order", async () => {
    const file = desiredStateOf(BUCKETS);
    let pass: Promise<Ended> | undefined;

    const served = await reconcile({
      args: ["sandbox", "--port", "0", "--quotas", "off", "--format", "json"],
      watching(out, child) {
        if (pass || !out.includes("}")) return;
        const env = {
          AWS_ENDPOINT_URL: JSON.parse(out).url,
          AWS_REGION: REGION,
          AWS_ACCESS_KEY_ID: "a",
          AWS_SECRET_ACCESS_KEY: "b",
        };
        pass = reconcile({ args: [file], env });
        void pass.then(() => child.kill("SIGTERM"));
      },
    });

    expect((await pass)?.code).toBe(0);
    expect(served.code).toBe(0);
  });
});
