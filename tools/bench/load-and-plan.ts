/**
 * One measurement in a process of its own: `node load-and-plan.js yaml|plan|again|change DIRECTORY`. `yaml`: the library alone parses every
 * file below. `plan`: a dry run loads, validates and plans them against an AWS in which nothing is there yet. `again`: a daemon does,
 * that has done so before, after one file was changed; the median of several times. `change`: likewise, but of what the change concerns
 * alone, which a daemon looks at first, with putting down the last good state. Prints one JSON object: processor
 * milliseconds, not counting what Node and imports take, and the peak of resident memory.
 */
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { parse } from "yaml";
import { changedPart, HASTE } from "../../src/daemon/changed-part.ts";
import { createDesiredSource } from "../../src/desired/load.ts";
import { packageCode } from "../../src/desired/package-code.ts";
import { directoryState } from "../../src/engine/directory-state.ts";
import { openLastGood } from "../../src/engine/last-good.ts";
import { preview } from "../../src/engine/reconcile.ts";
import type { DesiredState } from "../../src/model/desired.ts";
import { KINDS } from "../../src/model/kind-name.ts";
import type { DesiredSource, Observers, ReadSession } from "../../src/model/ports.ts";
import { median } from "./start-up.ts";

/** The first ones find code that is not compiled yet, which a daemon leaves behind soon. Of what takes long, fewer. */
const ROUNDS = { again: { warmUp: 4, times: 5 }, change: { warmUp: 10, times: 9 } } as const;

const [, , what, directory = ""] = process.argv;
const cpuMs = await measured();
console.log(JSON.stringify({ cpuMs, peakMb: process.resourceUsage().maxRSS / 1_024 }));

async function measured(): Promise<number> {
  if (what === "again") return afterChange(directory, plan, ROUNDS.again);
  if (what === "change") return afterChange(directory, await planOfChange(directory), ROUNDS.change);
  return cpuOf(() => (what === "yaml" ? parseAll : planOnce)(directory));
}

/** Processor milliseconds of all threads. */
async function cpuOf(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

async function parseAll(home: string): Promise<void> {
  const files = await readdir(path.join(home, "desired-state"));
  for (const file of files) parse(await readFile(path.join(home, "desired-state", file), "utf8"));
}

async function planOnce(home: string): Promise<void> {
  await plan(createDesiredSource({ path: "desired-state", cwd: home }));
}

async function afterChange(
  home: string,
  look: Look,
  { warmUp, times }: { readonly warmUp: number; readonly times: number },
): Promise<number> {
  const source = createDesiredSource({ path: "desired-state", cwd: home });
  const changed = path.join(home, "desired-state/part-0.yaml");
  const text = await readFile(changed, "utf8");
  const took: number[] = [];
  for (let time = 0; time < warmUp + times; time += 1) {
    await writeFile(changed, text.replace("timeout: 10", `timeout: ${11 + time}`));
    took.push(await cpuOf(() => look(source)));
  }
  await writeFile(changed, text);
  return median(took.slice(warmUp));
}

type Look = (source: DesiredSource) => Promise<void>;

/** As a daemon does that found everything as the files said before: what they say now is put down, then planned. */
async function planOfChange(home: string): Promise<Look> {
  const state = directoryState(path.join(home, "state"));
  const lastGood = await openLastGood({ state, writtenBy: "bench", packageCode });
  let settled: DesiredState | null = null;
  return async (source) => {
    const loaded = await source.load(new AbortController().signal);
    if (!loaded.valid) throw new Error(loaded.issues.map(({ message }) => message).join("\n"));
    const { state } = loaded;
    const part = changedPart(settled, state, HASTE);
    if (settled !== null && part === null) throw new Error("the change is taken to concern everything");
    settled = state;
    await lastGood.keep(state);
    if (part !== null) await plan({ load: async () => ({ valid: true, state: part.narrow(state) }) });
  };
}

async function plan(source: DesiredSource): Promise<void> {
  const report = await preview(
    { mode: "apply", only: [], prune: false, force: false, concurrency: 32 },
    {
      source,
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
