/**
 * What every kind has to stand, property by property: made with all of them, looked at, each changed by itself, each changed by
 * somebody else, and deleted. From the YAML that authors write, wherever the account is.
 */
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { DesiredState } from "../../src/model/desired.ts";
import type { RunReport } from "../../src/model/report.ts";
import { loadIn, validOf, writeTexts } from "../desired/scratch.ts";
import { misfit, type Passes } from "../permissions/passes.ts";
import type { RootClients } from "../permissions/root-clients.ts";

type Properties = Readonly<Record<string, unknown>>;

/** One authored property. */
export interface Field {
  readonly name: string;
  readonly first: unknown;
  /** Left out: it cannot be changed. */
  readonly later?: unknown;
  /** What has to be there before it. */
  readonly before?: (root: RootClients) => Promise<unknown>;
  /** What has to be declared beside it. */
  readonly needs?: Properties;
  /** What has to change with it for `later` to be legal. */
  readonly along?: Properties;
  /** Somebody else's hand on what `first` asks for. Left out: AWS lets nobody. */
  readonly drift?: (root: RootClients) => Promise<unknown>;
  /** The member of the spec that plans show, where it is called otherwise. */
  readonly shown?: string;
}

export interface WholeKind {
  readonly name: string;
  readonly address: string;
  readonly fields: readonly Field[];
  /** The whole desired state with these properties of the resource. */
  declare(properties: Properties): Properties;
  /** What of all properties can be declared at once. Left out: all of them. */
  together?(properties: Properties): Properties;
  readonly files?: Readonly<Record<string, string>>;
  readonly before?: (root: RootClients) => Promise<unknown>;
}

/** Who leads a life, in an account with nothing in it. */
export type Traveller = Passes & { readonly root: RootClients };
/** With the rights that these desired states need. */
export type Travel = <T>(states: readonly DesiredState[], journey: (traveller: Traveller) => Promise<T>) => Promise<T>;

/** Where a life did not go as it must, and how. */
export interface Departure {
  readonly at: string;
  readonly why: string;
}

/** What it is called, and why it did not come off; `null`: it did. */
type Stop = readonly [at: string, () => Promise<string | null>];

/** Longer than AWS may answer with what was there before, and than the cache of a stage takes to be there. */
const SETTLED_MS = 300_000;

/** Made with all of these fields, looked at, and destroyed. `null`: all of it as it must. */
export async function leadWholeLife(kind: WholeKind, fields: readonly Field[], travel: Travel): Promise<Departure | null> {
  const firsts = Object.fromEntries(fields.map((field) => [field.name, field.first]));
  const everything = kind.together?.(firsts) ?? firsts;
  return lead(kind, [everything], travel, ([state], { run, look, root }) =>
    goThrough([
      ...making(kind, fields, state, { run, root }),
      ending("looking at it", () => run(state), "in-sync"),
      ending("destroying it", () => run(state, { mode: "destroy" }), "converged"),
      ["finding it gone", async () => notGone(kind, await look(state))],
    ]),
  );
}

/** Made, changed by somebody else and put back, and changed by git. `null`: all of it as it must. */
export async function leadLifeOf(field: Field, kind: WholeKind, travel: Travel): Promise<Departure | null> {
  const { name, drift, shown = name, along = {} } = field;
  const alone = { ...field.needs, [name]: field.first };
  const otherwise = { ...alone, ...along, [name]: field.later ?? field.first };
  return lead(kind, [alone, otherwise], travel, ([first, later = first], { run, root }) => {
    /** A pass that finds the field to be otherwise, and nothing else, and brings it about. */
    const bringing = (at: string, state: DesiredState, beside: Properties = {}): readonly Stop[] => {
      const pass = once(() => run(state));
      return [
        [`finding it before ${at}`, async () => misfound(kind, await pass(), { shown, beside })],
        ending(at, pass, "converged"),
      ];
    };
    const disturbed = drift && [hand("changing it by hand", () => drift(root)), ...bringing("putting it back", first)];
    const changed = [...bringing("changing it", later, along), ending("looking at the change", () => run(later), "in-sync")];
    return goThrough([
      ...making(kind, [field], first, { run, root }),
      ending("looking at it", () => run(first), "in-sync"),
      ...(disturbed ? [...disturbed, settling(root), ending("looking again", () => run(first), "in-sync")] : []),
      ...(field.later === undefined ? [] : changed),
    ]);
  });
}

type States = readonly [DesiredState, ...DesiredState[]];

/** The files stay as long as the life lasts: code is read when it is shipped. */
async function lead<T>(
  kind: WholeKind,
  [first, ...others]: readonly [Properties, ...Properties[]],
  travel: Travel,
  life: (states: States, traveller: Traveller) => Promise<T>,
): Promise<T> {
  const directory = await mkdtemp(path.join(os.tmpdir(), "stagekeeper-kind-"));
  const load = async (properties: Properties) => {
    const cwd = await mkdtemp(path.join(directory, "state-"));
    writeTexts(cwd, { "desired.yaml": JSON.stringify(kind.declare(properties)), ...kind.files });
    return validOf(await loadIn(cwd));
  };
  try {
    const states: States = [await load(first), ...(await Promise.all(others.map(load)))];
    return await travel(states, (traveller) => life(states, traveller));
  } finally {
    await rm(directory, { recursive: true });
  }
}

function making(
  kind: WholeKind,
  fields: readonly Field[],
  state: DesiredState,
  { run, root }: Pick<Traveller, "run" | "root">,
): readonly Stop[] {
  const befores = new Set([kind.before, ...fields.map(({ before }) => before)]);
  return [
    ...[...befores].map((before) => hand("making what it needs", async () => before?.(root))),
    ending("making it", () => run(state), "converged"),
    settling(root),
  ];
}

/** A pass that must come to this. */
function ending(at: string, pass: () => Promise<RunReport>, outcome: RunReport["outcome"]): Stop {
  return [at, async () => misfit(at, await pass(), outcome)];
}

/** What somebody else does. */
function hand(at: string, act: () => Promise<unknown>): Stop {
  const done = async () => {
    await act();
    return null;
  };
  return [at, done];
}

function settling({ clock }: RootClients): Stop {
  return hand("settling", () => clock.sleep(SETTLED_MS));
}

function once<T>(act: () => Promise<T>): () => Promise<T> {
  let acting: Promise<T> | undefined;
  return () => {
    acting ??= act();
    return acting;
  };
}

async function goThrough(stops: readonly Stop[]): Promise<Departure | null> {
  for (const [at, stop] of stops) {
    const why = await stop().catch((error: Error) => `${error.name}: ${error.message}`);
    if (why !== null) return { at, why };
  }
  return null;
}

/** What a pass found to be otherwise, where it is not this member of the spec alone, whatever became of those beside it. */
function misfound(
  kind: WholeKind,
  report: RunReport,
  { shown, beside }: { readonly shown: string; readonly beside: Properties },
): string | null {
  const { plan } = report;
  if (plan === null || plan.blocked.length > 0) return misfit("finding it", report);
  const steps = plan.steps.filter(({ address }) => address === kind.address);
  const members = new Set(steps.flatMap((step) => step.changes.map(({ keys }) => keys[0] ?? "")));
  const found = [...members].filter((member) => !(member in beside));
  return found.length === 1 && found[0] === shown ? null : `found ${found.join(", ") || "nothing"}`;
}

function notGone(kind: WholeKind, { plan }: RunReport): string | null {
  const step = plan?.steps.find(({ address }) => address === kind.address);
  return step?.action === "create" ? null : `planned: ${step?.action ?? "nothing"}`;
}
