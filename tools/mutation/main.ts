/**
 * `npm run test:mutation -- [FOLDER...]`: changes the pure core in small ways, one at a time, and counts which of them its
 * tests notice. Folder by folder, each without those below it; by default all of the core. Each keeps what it found in
 * `.cache/mutation`, and asks again only about what has changed since. Takes hours from nothing on a small machine, so it is
 * no part of CI.
 */
import { spawn } from "node:child_process";
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { type MutationReport, scoreLine, scoreOf } from "./score.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const RESULTS = ".cache/mutation";
const CORE = ["src/model", "src/diff", "src/plan", "src/kinds"];
/** Of what can be noticed; below it the run fails. */
const LEAST = 85;

async function mutate(folder: string): Promise<MutationReport> {
  const asked = [
    "stryker",
    "run",
    "tools/mutation/stryker.config.json",
    "--mutate",
    `${folder}/*.ts`,
    "--incrementalFile",
    path.join(RESULTS, `${folder.replaceAll("/", "-")}.json`),
  ];
  // Of the folder before: not to be taken for this one's.
  await rm(path.join(ROOT, RESULTS, "report.json"), { force: true });
  await new Promise<void>((resolve, reject) => {
    const child = spawn("npx", asked, { cwd: ROOT, stdio: "inherit" });
    child.once("error", reject);
    child.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(`stryker ended with ${code}; it says why above`))));
  });
  // Stryker writes it, in the form of its mutation testing report schema.
  return JSON.parse(await readFile(path.join(ROOT, RESULTS, "report.json"), "utf8")) as MutationReport;
}

/** The core's folders that hold files of their own. */
async function foldersOfCore(): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const folder of CORE) {
    const entries = await readdir(path.join(ROOT, folder), { recursive: true, withFileTypes: true });
    for (const entry of entries) if (entry.isFile()) found.add(path.relative(ROOT, entry.parentPath));
  }
  return [...found].toSorted();
}

const asked = process.argv.slice(2).map((folder) => folder.replace(/\/$/, ""));
const core = await foldersOfCore();
const strange = asked.filter((folder) => !core.includes(folder));
if (strange.length > 0) {
  console.error(`no folder of the core: ${strange.join(", ")}; there are ${core.join(", ")}`);
  process.exit(2);
}
await mkdir(path.join(ROOT, RESULTS), { recursive: true });
const lines: string[] = [];
for (const folder of asked.length > 0 ? asked : core) {
  try {
    const score = scoreOf(await mutate(folder));
    lines.push(scoreLine(folder, score));
    if (score.percent < LEAST) process.exitCode = 1;
  } catch (error) {
    // What others take hours for is not thrown away with it.
    lines.push(`${folder}: not measured: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
console.log(["", ...lines].join("\n"));
