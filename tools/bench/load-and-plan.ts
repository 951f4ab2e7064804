/**
 * One measurement in a process of its own: `tsx load-and-plan.ts yaml|plan DIRECTORY`. `yaml`: the library alone parses every
 * file below. `plan`: a dry run loads, validates and plans them against an AWS in which nothing is there yet. Prints one JSON
 * object: processor milliseconds, not counting what Node and imports take, and the peak of resident memory.
 */
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { parse } from "yaml";
import { createDesiredSource } from "../../src/desired/load.ts";
import { preview } from "../../src/engine/reconcile.ts";
import { KINDS } from "../../src/model/kind-name.ts";
import type { Observers, ReadSession } from "../../src/model/ports.ts";

const [, , what, directory = ""] = process.argv;
const before = process.cpuUsage();
const resources = what === "yaml" ? await parseAll(directory) : await plan(directory);
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify({ cpuMs: (user + system) / 1_000, peakMb: process.resourceUsage().maxRSS / 1_024, resources }));

async function parseAll(home: string): Promise<number> {
  const files = await readdir(path.join(home, "desired-state"));
  for (const file of files) parse(await readFile(path.join(home, "desired-state", file), "utf8"));
  return files.length;
}

async function plan(home: string): Promise<number> {
  const report = await preview(
    { mode: "apply", only: [], prune: false, force: false, concurrency: 32 },
    {
      source: createDesiredSource({ path: "desired-state", cwd: home }),
      session: emptySession(),
      ledger: {
        converged: () => undefined,
        written: () => undefined,
        record: () => undefined,
        forget: () => undefined,
        digestOf: () => "",
        save: async () => undefined,
      },
      clock: { now: () => 0, sleep: async () => undefined },
      progress: () => undefined,
      logger: { debug() {}, info() {}, warn() {}, error() {} },
      signal: new AbortController().signal,
    },
  );
  if (report.outcome !== "changes") throw new Error(`the pass ended ${report.outcome}: ${report.error?.message}`);
  return report.steps.length;
}

function emptySession(): ReadSession {
  const nothing = { observe: async () => ({ state: "absent" }) as const, async *listOwned() {} };
  return {
    identity: async () => ({ account: "000000000000", region: "us-east-1", partition: "aws" }),
    // The same for every kind: an observer that finds nothing.
    observers: Object.fromEntries(KINDS.map((kind) => [kind, nothing])) as unknown as Observers,
    calls: () => ({ total: 0, byOperation: {}, retries: 0 }),
  };
}
