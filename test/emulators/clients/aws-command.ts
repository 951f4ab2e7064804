/** The `aws` command, version 1: every call a process, members as options, bytes by way of files. */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { pythonEnvironment } from "../../../tools/emulators/python-environment.ts";
import { type Client, type ClientKind, environmentFor, type Members, Refused } from "./client.ts";

const run = promisify(execFile);

/** `An error occurred (NoSuchEntity) when calling the GetRole operation: The role …` */
const REFUSAL = /An error occurred \((?<code>\w+)\) when calling the \w+ operation[^:]*: (?<message>.*)/s;

/** Operations whose answer has a member that the command writes to a file, which has to be named. */
const STREAMED: Readonly<Record<string, string>> = { GetObject: "Body", Invoke: "Payload" };

export interface AwsCommand {
  /** Runs `aws ARGS` in a folder of its own and gives what it printed. Throws `Refused` for AWS's refusals. */
  run(args: readonly string[]): Promise<string>;
  readonly folder: string;
  close(): Promise<void>;
}

export async function awsCommand(endpoint: string): Promise<AwsCommand> {
  const programs = await pythonEnvironment("clients");
  const folder = await mkdtemp(path.join(os.tmpdir(), "stagekeeper-aws-command-"));
  const options = { cwd: folder, env: { ...environmentFor(endpoint), HOME: folder, AWS_PAGER: "" } };
  return {
    folder,
    async run(args) {
      try {
        return (await run(path.join(programs, "python"), [path.join(programs, "aws"), ...args], options)).stdout;
      } catch (error) {
        const { code, message } = REFUSAL.exec(String((error as { stderr?: string }).stderr))?.groups ?? {};
        throw code === undefined || message === undefined ? error : new Refused(code, message.trim());
      }
    },
    close: () => rm(folder, { recursive: true }),
  };
}

export const awsCommandClient: ClientKind = {
  name: "the aws command, version 1",
  async connect(endpoint): Promise<Client> {
    const aws = await awsCommand(endpoint);
    let files = 0;

    /** Members as options; bytes are written to files that the options name. */
    async function optionsOf(members: Members): Promise<readonly string[]> {
      const options: string[] = [];
      for (const [name, value] of Object.entries(members)) options.push(...(await optionOf(name, value)));
      return options;
    }

    async function optionOf(name: string, value: unknown): Promise<readonly string[]> {
      const option = `--${kebab(name)}`;
      if (value === true) return [option];
      if (value === false) return [`--no-${kebab(name)}`];
      // `Code: { ZipFile }` is `--zip-file`, for a package is no text that JSON could hold.
      if (isPackage(value)) return optionOf("ZipFile", value.ZipFile);
      if (!(value instanceof Uint8Array)) return [option, typeof value === "object" ? JSON.stringify(value) : String(value)];
      files += 1;
      const file = path.join(aws.folder, `bytes-${files}`);
      await writeFile(file, value);
      // A body that is streamed is named, a member of the message is read.
      return [option, name === "Body" ? file : `fileb://${file}`];
    }

    return {
      async call(service, operation, members = {}) {
        const command = [service === "s3" ? "s3api" : service, kebab(operation), ...(await optionsOf(members))];
        const streamed = STREAMED[operation];
        if (streamed === undefined) return membersIn(await aws.run(command));
        const shown = await aws.run([...command, "streamed"]);
        return { ...membersIn(shown), [streamed]: new Uint8Array(await readFile(path.join(aws.folder, "streamed"))) };
      },
      close: aws.close,
    };
  },
};

/** An operation that answers nothing prints nothing. */
function membersIn(shown: string): Members {
  return shown.trim() === "" ? {} : JSON.parse(shown);
}

function isPackage(value: unknown): value is { readonly ZipFile: Uint8Array } {
  return typeof value === "object" && value !== null && "ZipFile" in value;
}

/** `CreateFunction` is `create-function`, `restApiId` is `rest-api-id`. */
function kebab(name: string): string {
  return name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, "-").toLowerCase();
}
