/** What the demo works with: a copy of the example, an AWS of its own over HTTP, and the real command as child processes. */
import { spawn } from "node:child_process";
import { cp, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { APIGateway } from "@aws-sdk/client-api-gateway";
import { IAM } from "@aws-sdk/client-iam";
import { Lambda } from "@aws-sdk/client-lambda";
import { S3 } from "@aws-sdk/client-s3";
import { systemClock } from "../../src/engine/system-clock.ts";
import { createSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import { bundle } from "../build/bundle.ts";
import { scratchDirectory } from "./scratch-directory.ts";
import { INDENT } from "./story.ts";

export interface Run {
  readonly code: number | null;
  readonly output: string;
}

export interface Workshop {
  /** Where the copy of the example is. */
  readonly directory: string;
  readonly url: string;
  readonly sandbox: Sandbox;
  readonly apigateway: APIGateway;
  readonly iam: IAM;
  readonly lambda: Lambda;
  /** Lambda as alice has it, who signed in to the console. */
  readonly alice: Lambda;
  readonly s3: S3;
  /** Runs `reconcile` in the copy, against the AWS of the demo. */
  reconcile(...args: readonly string[]): Promise<Run>;
  read(file: string): Promise<string>;
  write(file: string, text: string): Promise<void>;
  close(): Promise<void>;
}

const REGION = "us-east-1";
const CREDENTIALS = { accessKeyId: "demo", secretAccessKey: "demo" };
const ALICE = { accessKeyId: "alice", secretAccessKey: "alice" };
const PAGE = 80;

/** `root`: the repository. Builds the command first, for what is shown is what ships. */
export async function openWorkshop({ root, colour }: { readonly root: string; readonly colour: boolean }): Promise<Workshop> {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  const { directory, remove } = scratchDirectory("stagekeeper-demo");
  await bundle({ root, outdir: path.join(root, "dist") });
  for (const part of ["desired-state", "functions", "schemas"]) {
    await cp(path.join(root, part), path.join(directory, part), { recursive: true });
  }
  const sandbox = createSandbox({
    clock: systemClock,
    region: REGION,
    quotas: "aws",
    callers: {
      [CREDENTIALS.accessKeyId]: { type: "IAMUser", name: "deployer" },
      [ALICE.accessKeyId]: { type: "AssumedRole", name: "Admin", session: "alice" },
    },
    // Five minutes at AWS; nobody would watch them pass.
    trailDelayMs: 0,
  });
  const { url } = await sandbox.listen(0);
  const settings = { endpoint: url, region: REGION, credentials: CREDENTIALS };
  const clients = {
    apigateway: new APIGateway(settings),
    iam: new IAM(settings),
    lambda: new Lambda(settings),
    alice: new Lambda({ ...settings, credentials: ALICE }),
    s3: new S3({ ...settings, forcePathStyle: true }),
  };
  return {
    directory,
    url,
    sandbox,
    ...clients,
    reconcile: (...args) => run(path.join(root, "dist/cli/main.js"), args, { cwd: directory, env: environment(url, colour) }),
    read: (file) => readFile(path.join(directory, file), "utf8"),
    write: (file, text) => writeFile(path.join(directory, file), text),
    async close() {
      for (const client of Object.values(clients)) client.destroy();
      await sandbox.close();
      remove();
    },
  };
}

function run(
  program: string,
  args: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<Run> {
  const child = spawn(process.execPath, [program, ...args], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const collect = (chunk: string) => {
    output += chunk;
  };
  child.stdout.setEncoding("utf8").on("data", collect);
  child.stderr.setEncoding("utf8").on("data", collect);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output }));
  });
}

/** Nothing of the person's own AWS set-up reaches the commands of the demo. */
function environment(url: string, colour: boolean): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(AWS|STAGEKEEPER)_|^(NO|FORCE)_COLOR$/.test(name));
  return {
    ...Object.fromEntries(own),
    AWS_ENDPOINT_URL: url,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    // What the logs say is in the result too, which is what a person reads here.
    STAGEKEEPER_LOG_LEVEL: "silent",
    COLUMNS: String(PAGE - INDENT.length),
    ...(colour ? { FORCE_COLOR: "1" } : { NO_COLOR: "1" }),
  };
}
