/** What an emulator holds at the end of a story, imported, and looked at as desired state. */
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { expect, inject } from "vitest";
import { reconcile, resultOf } from "../../tools/command/run-reconcile.ts";

const EVERYTHING = ["--api", "*", "--function", "*", "--bucket", "*"];

/** The file, and what a dry run of it says. It lies apart: files of a directory are loaded together. */
export async function importedBack(url: string, folder: string, name = "imported") {
  const run = (...args: readonly string[]) => reconcile(inject("command"), [...args, "--endpoint-url", url], { cwd: folder });
  const file = path.join(name, `${name}.yaml`);
  await mkdir(path.join(folder, name));
  const ended = await run("import", ...EVERYTHING, "--output", file);
  expect(ended.code, ended.stderr).toBe(0);
  const looked = await run(file, "--dry-run", "--format", "json");
  return { file: path.join(folder, file), result: resultOf(looked) };
}
