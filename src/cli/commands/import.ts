/** `reconcile import`: live AWS as desired state that asks for nothing, into a new file, an existing one, or stdout. */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { type ExistingFile, readExisting, together } from "../../import/existing.ts";
import type { Found, Wishes } from "../../import/found.ts";
import { type Choice, type GatherPorts, gather } from "../../import/gather.ts";
import { everything, select } from "../../import/select.ts";
import { StagekeeperError } from "../../model/errors.ts";
import { printable } from "../../model/printable.ts";
import { choose } from "../choose.ts";
import { composeImport, type ImportWorld } from "../compose.ts";
import { downloadCode } from "../download-code.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { errorReportOf } from "../failure.ts";
import { type Imported, importLive } from "../import-live.ts";
import type { ImportOptions } from "../options.ts";
import { importText } from "../render/import-text.ts";
import { listenForSignals } from "../signals.ts";
import type { Terminal } from "../terminal.ts";

/** Where a name would lie if it were a file: so that relative paths in the text mean the same. */
const STDOUT_NAME = "imported.yaml";

/** `world`: left out, the AWS that the options name. */
export async function runImport(options: ImportOptions, terminal: Terminal, world?: ImportWorld): Promise<ExitCode> {
  const signals = listenForSignals(() => terminal.err.write("interrupted\n"));
  try {
    const existing = await existingText(options);
    const opened = world ?? (await composeImport(options));
    try {
      return await run({ options, terminal, world: opened, existing, signal: signals.signal });
    } finally {
      opened.close();
    }
  } catch (error) {
    const signal = signals.received();
    if (signal !== null) return EXIT[signal];
    terminal.err.write(`error: ${printable(errorReportOf(error).message)}\n`);
    return EXIT.failed;
  } finally {
    signals.stop();
  }
}

interface Job {
  readonly options: ImportOptions;
  readonly terminal: Terminal;
  readonly world: ImportWorld;
  /** Of `--merge`. */
  readonly existing: string | undefined;
  readonly signal: AbortSignal;
}

async function run(job: Job): Promise<ExitCode> {
  const { options, terminal, world, existing, signal } = job;
  const { session, clock, loadText } = world;
  const ports = { ...session, identity: await session.identity(signal), signal };
  const choice = await choiceOf(job, ports);
  if (choice === null) {
    terminal.err.write("nothing was chosen, nothing is imported\n");
    return EXIT.ok;
  }
  const found = await gather(choice, ports);
  if (found.lives.length === 0) throw new StagekeeperError("denied", `nothing to import: ${found.remarks.join("; ")}`);
  const path = resolve(options.output ?? options.merge ?? STDOUT_NAME);
  const { wishes, remarks } = await wishesFor(job, found, path);
  const whole: Found = { ...found, remarks: [...found.remarks, ...remarks] };
  const common = { found: whole, wishes, path, session, clock, signal, loadText };
  const imported = await importLive(existing === undefined ? common : { ...common, existing });
  await deliver(imported, options, terminal);
  terminal.err.write(importText(imported, whole, { options, style: terminal.err.style }));
  return EXIT.ok;
}

async function choiceOf({ options, terminal, world, signal }: Job, ports: GatherPorts): Promise<Choice | null> {
  const filters = [...options.api, ...options.function, ...options.bucket, ...options.tag];
  if (filters.length > 0) return select(options, ports);
  if (!terminal.interactive) {
    throw new StagekeeperError(
      "invalid",
      "import what? say --api, --function, --bucket or --tag (with * for any name), or choose on a terminal",
    );
  }
  return choose(await everything(world.session.catalog, signal), terminal, signal);
}

async function wishesFor(
  { options, world, existing, signal }: Job,
  found: Found,
  file: string,
): Promise<{ readonly wishes: Wishes; readonly remarks: readonly string[] }> {
  const { code, remarks } =
    options.code === undefined
      ? { code: new Map<string, string>(), remarks: [] }
      : await downloadCode(found, { directory: options.code, file }, world.session.catalog, signal);
  const merging = existing !== undefined;
  const there = together(merging ? [readExisting(existing)] : await besides(options.output));
  const owner = options.owner ?? there.owner;
  const said = { owner: there.owner !== undefined, target: there.target };
  const secrets = options.secrets === undefined ? "leave" : "name";
  return { wishes: { secrets, code, given: there.given, merging, said, ...(owner !== undefined && { owner }) }, remarks };
}

/** What the files of the directory say that a new one joins: they are loaded together. */
async function besides(output: string | undefined): Promise<readonly ExistingFile[]> {
  if (output === undefined) return [];
  const directory = dirname(resolve(output));
  const names = (await readdir(directory)).filter((name) => /\.ya?ml$/i.test(name) && !name.startsWith("."));
  const texts = await Promise.all(names.toSorted().map((name) => textOf(join(directory, name))));
  return texts.flatMap((text) => (text === undefined ? [] : [readExisting(text)]));
}

/** The file of `--merge`. Refuses what would overwrite something, before anything is read. */
async function existingText({ output, merge, secrets }: ImportOptions): Promise<string | undefined> {
  if (output !== undefined && merge !== undefined) {
    throw new StagekeeperError("invalid", "--output makes a new file, --merge adds to one: say one of them");
  }
  for (const name of [output, secrets]) {
    if (name !== undefined && (await textOf(name)) !== undefined) {
      throw new StagekeeperError(
        "invalid",
        `${name} exists: choose another name${name === output ? ", or add to it with --merge" : ""}`,
      );
    }
  }
  if (merge === undefined) return undefined;
  const text = await textOf(merge);
  if (text === undefined) throw new StagekeeperError("invalid", `--merge: there is no file ${merge}; make one with --output`);
  return text;
}

async function textOf(name: string): Promise<string | undefined> {
  try {
    return await readFile(name, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

async function deliver({ text, values }: Imported, { output, merge, secrets }: ImportOptions, { out }: Terminal): Promise<void> {
  if (secrets !== undefined && values !== "") await writeFile(secrets, values, { mode: 0o600, flag: "wx" });
  const file = output ?? merge;
  if (file === undefined) out.write(text);
  else await writeFile(file, text, merge === undefined ? { flag: "wx" } : {});
}
