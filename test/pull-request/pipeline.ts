/** A runner: the scripts as a pipeline starts them, the built command, an AWS over HTTP, and a checkout with two buckets. */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";
import { systemClock } from "../../src/engine/system-clock.ts";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import { type Forge, MERGE_COMMIT, PULL_REQUEST } from "./stand-in-forge.ts";

export const ROOT = path.resolve(import.meta.dirname, "../..");
const MAIN = path.join(ROOT, "deploy/pull-request/main.mjs");
const REGION = "us-east-1";

export const BUCKETS = "owner: acme\nbuckets:\n  acme-review-one: {}\n  acme-review-two: { versioning: enabled }\n";

export interface Ended {
  readonly code: number | null;
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
}

interface Run {
  readonly forge?: Forge;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Pipeline {
  readonly directory: string;
  /** Writes the desired state that the next run finds. */
  declare(yaml: string): void;
  github(task: string, run?: Run): Promise<Ended>;
  gitlab(task: string, run?: Run): Promise<Ended>;
  /** The command itself, beside the pipeline: somebody else. */
  command(...args: readonly string[]): Promise<number | null>;
}

/** `main`: the built command. */
export async function aPipeline(main: string): Promise<Pipeline> {
  const directory = mkdtempSync(path.join(os.tmpdir(), "stagekeeper-pipeline-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const sandbox = createSandbox({ clock: systemClock, region: REGION, quotas: "off" });
  onTestFinished(() => sandbox.close());
  const { url } = await sandbox.listen(0);
  const file = (name: string) => path.join(directory, name);
  const declare = (yaml: string) => writeFileSync(file("desired.yaml"), yaml);
  declare(BUCKETS);
  writeFileSync(file("event.json"), JSON.stringify({ pull_request: { number: PULL_REQUEST } }));
  const base = {
    PATH: process.env.PATH,
    HOME: directory,
    AWS_ENDPOINT_URL: url,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    STAGEKEEPER_STATE: file("state"),
    REVIEW_COMMAND: `${process.execPath} ${main}`,
    REVIEW_PATH: "desired.yaml",
    REVIEW_RETRY_MS: "1",
  };
  const outputs = file("outputs");
  const summary = file("summary.md");

  async function run(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended> {
    for (const old of [outputs, summary]) rmSync(old, { force: true });
    const child = spawn(process.execPath, args, { cwd: directory, env: { ...base, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    const [out, err, code] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      new Promise<number | null>((resolve) => child.once("close", resolve)),
    ]);
    return {
      code,
      log: out + err,
      outputs: variablesIn(outputs),
      summary: existsSync(summary) ? readFileSync(summary, "utf8") : "",
    };
  }

  return {
    directory,
    declare,
    github: (task, { forge, env = {} } = {}) =>
      run([MAIN, "github", task], {
        ...(forge && { GITHUB_API_URL: forge.url }),
        GITHUB_REPOSITORY: "acme/orders",
        GITHUB_TOKEN: "bot-token",
        GITHUB_EVENT_PATH: file("event.json"),
        GITHUB_SHA: MERGE_COMMIT,
        GITHUB_SERVER_URL: "https://github.example",
        GITHUB_RUN_ID: "42",
        GITHUB_OUTPUT: outputs,
        GITHUB_STEP_SUMMARY: summary,
        ...env,
      }),
    gitlab: (task, { forge, env = {} } = {}) =>
      run([MAIN, "gitlab", task], {
        ...(forge && { CI_API_V4_URL: forge.url }),
        CI_PROJECT_ID: "acme/orders",
        CI_MERGE_REQUEST_IID: String(PULL_REQUEST),
        CI_COMMIT_SHA: MERGE_COMMIT,
        CI_PROJECT_URL: "https://gitlab.example/acme/orders",
        GITLAB_TOKEN: "bot-token",
        REVIEW_DOTENV: outputs,
        REVIEW_MARKDOWN: summary,
        ...env,
      }),
    command: async (...args) => (await run([main, ...args], {})).code,
  };
}

function variablesIn(file: string): Readonly<Record<string, string>> {
  if (!existsSync(file)) return {};
  const lines = readFileSync(file, "utf8").split("\n").filter(Boolean);
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]));
}
