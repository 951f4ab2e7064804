/** One random account, imported: what came out has to ask for nothing, and what is added to has to keep every byte. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { connectAws } from "../../src/aws/connection.ts";
import { type Accepted, acceptDrift } from "../../src/cli/accept-drift.ts";
import { loadText } from "../../src/cli/compose.ts";
import { forgetfulLedger } from "../../src/cli/forgetful-ledger.ts";
import { type Imported, importLive } from "../../src/cli/import-live.ts";
import { createDesiredSource } from "../../src/desired/load.ts";
import { preview } from "../../src/engine/reconcile.ts";
import type { Edit } from "../../src/import/accepted.ts";
import type { Wishes } from "../../src/import/found.ts";
import { type Choice, gather } from "../../src/import/gather.ts";
import { onlyAdopts, type Plan } from "../../src/model/plan.ts";
import type { Logger, ReadSession } from "../../src/model/ports.ts";
import { randomEdit } from "../simulation/edits.ts";
import type { Ground } from "../simulation/ground.ts";
import { randomHistory } from "../simulation/history.ts";
import { createRandom } from "../simulation/random.ts";
import { live, type Stage } from "../simulation/simulate.ts";

/** What is wrong, in words; empty: nothing. */
export async function roundTrip(seed: number, ground: Ground): Promise<readonly string[]> {
  const history = randomHistory(seed, seed % 2 === 0 ? "mixed" : "look-alikes", ground.digests);
  const faults: string[] = [];
  await live(history, ground, async (stage) => {
    // What is under way comes to its end, so that the account holds still.
    await stage.clock.sleep(900_000);
    faults.push(...(await importedBack(seed, stage)));
  });
  return faults;
}

const WISHES: Wishes = { secrets: "leave", code: new Map(), given: {}, merging: false };

async function importedBack(seed: number, stage: Stage): Promise<readonly string[]> {
  const directory = mkdtempSync(path.join(stage.ground.directory, "round-trip-"));
  const file = path.join(directory, "imported.yaml");
  const account = accountOf(stage, file);
  try {
    const everything = await account.everything();
    if (Object.values(everything).every((names) => names.length === 0)) return [];
    const whole = await account.imported(everything, WISHES);
    if (whole === null) return [];
    return [
      ...(await account.judged("imported", whole.text)),
      ...(await namedSecrets(account, everything)),
      ...(await mergedInto(seed, account, everything)),
      ...(await acceptedBack({ seed, stage, account, text: whole.text, file })),
    ];
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Values in a file of their own have to lead to the same. */
async function namedSecrets(account: Account, everything: Choice): Promise<readonly string[]> {
  const named = await account.imported(everything, { ...WISHES, secrets: "name" });
  return named === null ? [] : account.judged("with secrets named", named.text, named.values);
}

/** A part of the account, in a hand that is not ours, and then all of it. */
async function mergedInto(seed: number, account: Account, everything: Choice): Promise<readonly string[]> {
  const random = createRandom(seed);
  const some = { apis: random.some(everything.apis, 0.5), functions: [], buckets: random.some(everything.buckets, 0.5) };
  const part = await account.imported(some, WISHES);
  if (part === null) return [];
  const written = byHand(part.text, random.chance(0.3));
  const merged = await account.imported(everything, { ...WISHES, merging: true }, written);
  if (merged === null) return [];
  return [...keptBytes(written, merged.text), ...(await account.judged("merged", merged.text))];
}

/** With comments and blank lines where people put them. */
function byHand(text: string, windows: boolean): string {
  const lines = text.trimEnd().split("\n");
  const commented = lines.map((line, at) =>
    at % 5 === 3 && !line.trimStart().startsWith("#") ? `${line} # noted, ${at}` : line,
  );
  const all = [
    "# By hand: keep it so.",
    "",
    ...commented.flatMap((line, at) => (at % 7 === 6 ? [line, ""] : [line])),
    "# The end.",
  ];
  return `${all.join(windows ? "\r\n" : "\n")}${windows ? "\r\n" : "\n"}`;
}

interface Changing {
  readonly seed: number;
  readonly stage: Stage;
  readonly account: Account;
  readonly text: string;
  readonly file: string;
}

const EDITS = 4;

/** Strangers change what was imported, and their changes are accepted: nothing else of the file may change. */
async function acceptedBack({ seed, stage, account, text, file }: Changing): Promise<readonly string[]> {
  const random = createRandom(seed + 1);
  const written = byHand(text, random.chance(0.3));
  writeFileSync(file, written);
  for (let left = EDITS; left > 0; left -= 1) await stage.perform(randomEdit(random));
  await stage.clock.sleep(900_000);
  const { signal } = new AbortController();
  const { clock } = stage;
  const accepted = await acceptDrift({
    addresses: ["*"],
    othersOf: async () => new Map(),
    sourceOf: (instead) => createDesiredSource({ path: file, cwd: process.cwd(), instead }),
    readText: async (name) => readFileSync(name, "utf8"),
    openSession: account.openSession,
    ledger: forgetfulLedger,
    clock,
    logger: SILENT,
    concurrency: 4,
    signal,
  });
  const [changed] = accepted.files;
  if (changed === undefined) return [];
  return [
    ...keptBeside(written, changed.after, accepted.edits),
    ...(await stillDiffering(account, file, changed.after, accepted)),
  ];
}

/** A line may go only where one of the edits is made: its name is on the way there, or it stands in what is taken out. */
function keptBeside(before: string, after: string, edits: readonly Edit[]): readonly string[] {
  const names = new Set(edits.flatMap(({ path: keys }) => keys));
  const left = new Set(after.split("\n"));
  let inside = Number.POSITIVE_INFINITY;
  return before.split("\n").flatMap((line) => {
    const indent = line.search(/\S/);
    if (left.has(line)) return [];
    const [, name = ""] = /^\s*(?:- )?"?([^":]+|\w+ [^:]+)"?:/.exec(line) ?? [];
    if (indent > inside || names.has(name)) {
      inside = Math.min(inside, indent);
      return [];
    }
    inside = Number.POSITIVE_INFINITY;
    return [`accepting lost or changed the line ${JSON.stringify(line)}`];
  });
}

async function stillDiffering(account: Account, file: string, text: string, { fields }: Accepted): Promise<readonly string[]> {
  const plan = await account.planned(file, text);
  if (typeof plan === "string") return [`accepted: ${plan}`];
  const left = plan.steps.flatMap(({ address, changes }) => changes.map((change) => `${address} ${change.path}`));
  return fields.filter((field) => left.includes(field)).map((field) => `accepted, and still differs: ${field}`);
}

/** Every line that was there is there, as it was and in its order, and nothing else of them is. */
function keptBytes(before: string, after: string): readonly string[] {
  const left = after.split("\n");
  for (const line of before.split("\n")) {
    const at = left.indexOf(line);
    if (at === -1) return [`merging lost or changed the line ${JSON.stringify(line)}`];
    left.splice(0, at + 1);
  }
  return [];
}

interface Account {
  openSession(): ReadSession;
  everything(): Promise<Choice>;
  /** `null`: there is nothing that could be declared. */
  imported(choice: Choice, wishes: Wishes, existing?: string): Promise<Imported | null>;
  judged(what: string, text: string, values?: string): Promise<readonly string[]>;
  /** What is in the way of a plan, in words, where there is none. */
  planned(file: string, text: string): Promise<Plan | string>;
}

function accountOf({ clock, sandbox, ground }: Stage, file: string): Account {
  const connection = connectAws({
    region: "us-east-1",
    clock,
    packageCode: ground.packageCode,
    requestHandler: (service) => sandbox.requestHandler(service),
    credentials: { accessKeyId: "AKIAIMPORT", secretAccessKey: "ours" },
  });
  const { signal } = new AbortController();
  return {
    openSession: () => connection.openReadSession(),
    async everything() {
      const { catalog } = connection.openReadSession();
      const apis = (await catalog.restApis(signal)).map(({ name }) => name);
      return { apis: [...new Set(apis)], functions: await catalog.functions(signal), buckets: await catalog.buckets(signal) };
    },
    async imported(choice, wishes, existing) {
      const session = connection.openReadSession();
      const identity = await session.identity(signal);
      const found = await gather(choice, { ...session, identity, signal });
      if (found.lives.length === 0) return null;
      return importLive({
        found,
        wishes,
        path: file,
        session,
        clock,
        signal,
        loadText,
        ...(existing === undefined ? {} : { existing }),
      });
    },
    async planned(name, text) {
      writeFileSync(name, text);
      const source = createDesiredSource({ path: name, cwd: process.cwd() });
      const request = { mode: "apply", only: [], prune: false, force: true, concurrency: 4 } as const;
      const quiet = { ledger: forgetfulLedger, clock, progress: () => undefined, logger: SILENT, signal };
      const { plan, issues, error } = await preview(request, { ...quiet, source, session: connection.openReadSession() });
      return plan ?? [error?.message, ...issues.map(({ message }) => message)].join("; ");
    },
    async judged(what, text, values = "") {
      writeFileSync(file, text);
      writeFileSync(`${file}.values`, values);
      const valuesFile = values === "" ? {} : { valuesFile: `${file}.values` };
      const source = createDesiredSource({ path: file, cwd: path.dirname(file), ...valuesFile });
      const session: ReadSession = connection.openReadSession();
      const request = { mode: "apply", only: [], prune: false, force: false, concurrency: 4 } as const;
      const ports = { source, session, ledger: forgetfulLedger, clock, progress: () => undefined, logger: SILENT, signal };
      const { outcome, issues, plan, violations, error } = await preview(request, ports);
      const steps = (plan?.steps ?? []).filter((step) => !onlyAdopts(step)).map(({ action, address }) => `${action} ${address}`);
      if (outcome === "in-sync" && steps.length === 0) return [];
      const blocked = (plan?.blocked ?? []).map(({ address, message }) => `${address}: ${message}`);
      const said = [...issues.map(({ message }) => message), ...violations.map(({ message }) => message), ...steps, ...blocked];
      return [`${what}: ${outcome}: ${said.join("; ")} ${error?.message ?? ""}`];
    },
  };
}

const SILENT: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
