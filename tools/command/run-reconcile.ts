/** Runs the command as a user would: the bundle, in a process of its own, with credentials that open nothing. */
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What `--format json` prints, as far as the scenarios look at it. */
export interface Result {
  readonly outcome: string;
  readonly steps: readonly {
    readonly address: string;
    readonly action: string;
    readonly cause: string;
    readonly result: string;
  }[];
  readonly blocked: readonly { readonly address: string; readonly message: string }[];
  readonly unchanged: number;
  readonly outputs: { readonly invokeUrls: Readonly<Record<string, string>> };
}

export const REGION = "us-east-1";
export const CREDENTIALS = { accessKeyId: "testing", secretAccessKey: "testing" };

/** Variables of a machine that has nothing configured for AWS but these credentials. */
const ENVIRONMENT = {
  PATH: process.env.PATH,
  AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
  AWS_REGION: REGION,
  AWS_EC2_METADATA_DISABLED: "true",
  AWS_CONFIG_FILE: "/dev/null",
  AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
};

export async function reconcile(command: string, args: readonly string[], { cwd }: { readonly cwd: string }): Promise<Ended> {
  const child = spawn(process.execPath, [command, ...args], { cwd, env: ENVIRONMENT, stdio: ["ignore", "pipe", "pipe"] });
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve, reject) => child.once("error", reject).once("close", resolve)),
  ]);
  return { code, stdout, stderr };
}

/** The result on stdout. Throws with both streams when it is no result. */
export function resultOf({ code, stdout, stderr }: Ended): Result {
  try {
    // The contract's JSON result; each field used is compared by a test, which fails when it is not there.
    return JSON.parse(stdout) as Result;
  } catch (error) {
    throw new Error(`no JSON result (exit code ${code})\n${stdout}\n${stderr}`, { cause: error });
  }
}
