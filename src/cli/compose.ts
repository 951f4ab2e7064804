/** The composition root: the only file that sees both the pure core and the adapters. What it gives is ports. */
import { dirname } from "node:path";
import { type AwsConnection, connectAws } from "../aws/connection.ts";
import { createDesiredSource, createFleetSource } from "../desired/load.ts";
import { packageCode } from "../desired/package-code.ts";
import { systemClock } from "../engine/system-clock.ts";
import { openHistory } from "../history/history.ts";
import { lastPassTimeIn } from "../history/kept-history.ts";
import type { History } from "../model/history.ts";
import type { Catalog, Clock, DesiredSource, Ledger, ReadSession, WriteSession } from "../model/ports.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import type { AcceptJob } from "./accept-drift.ts";
import { createAccountLedger } from "./account-ledger.ts";
import { awsConfig } from "./aws-config.ts";
import type { RollbackWorld } from "./commands/rollback.ts";
import { openState } from "./compose-state.ts";
import { connectTarget, type WithTarget } from "./connect-target.ts";
import { forgetfulLedger } from "./forgetful-ledger.ts";
import type { LoadText } from "./import-live.ts";
import type { ActorSource } from "./name-actors.ts";
import type { AcceptOptions, PassOptions, PlaceOptions, RollbackOptions, SandboxOptions } from "./options.ts";

export interface World {
  readonly source: DesiredSource;
  readonly ledger: Ledger;
  /** `null`: nothing is remembered of what is done there. */
  readonly history: History | null;
  /** `null`: nobody can be asked, or nobody knows since when. */
  readonly actors: ActorSource | null;
  readonly clock: Clock;
  /** For a dry run: what it gives cannot write. */
  openReadSession(): ReadSession;
  openWriteSession(): WriteSession;
  close(): Promise<void>;
}

/** Who is told of what stands in the state directory and cannot be used; no pass fails for it. */
export interface StateWarnings {
  ledger(message: string): void;
  history(message: string): void;
}

interface AwsPlace {
  readonly warn: StateWarnings;
  /** Left out: one of its own, by the options. */
  readonly connection?: AwsConnection;
  /** Where its history is apart from others. */
  readonly historyBelow?: string;
}

/** Nobody is called yet. */
export async function awsWorld(source: DesiredSource, options: PassOptions, place: AwsPlace): Promise<World> {
  const { warn, historyBelow, connection = connectAws({ ...awsConfig(options), packageCode }) } = place;
  const state = openState(options);
  const { ledger, opening } = createAccountLedger(state.store, warn.ledger);
  const since = options.dryRun
    ? null
    : await lastPassTimeIn(historyBelow === undefined ? state.store : state.store.below(historyBelow)).catch(() => null);
  return {
    source,
    ledger,
    actors: since === null ? null : { who: connection.who, since },
    // A dry run writes nothing anywhere.
    history: options.dryRun ? null : await openHistory({ log: state.historyLog(historyBelow), warn: warn.history }),
    clock: systemClock,
    openReadSession: () => opening(connection.openReadSession()),
    openWriteSession: () => opening(connection.openWriteSession()),
    async close() {
      connection.close();
      state.close();
    },
  };
}

/** What importing reads: AWS, and desired state that is not written yet. */
export interface ImportWorld {
  readonly session: ReadSession & { readonly catalog: Catalog };
  readonly clock: Clock;
  readonly loadText: LoadText;
  close(): void;
}

export async function composeImport(options: PlaceOptions & WithTarget): Promise<ImportWorld> {
  const { connection } = await connectTarget(options);
  return { session: connection.openReadSession(), clock: systemClock, loadText, close: () => connection.close() };
}

/** What accepting drift reads: the desired state, also as it would be, AWS, and what was converged. */
export interface AcceptWorld extends Pick<AcceptJob, "sourceOf" | "othersOf" | "openSession" | "ledger" | "clock"> {
  close(): void;
}

export async function composeAccept(options: AcceptOptions, warn: (message: string) => void): Promise<AcceptWorld> {
  const { connection } = await connectTarget(options);
  const state = openState(options);
  const { ledger, opening } = createAccountLedger(state.store, warn);
  return {
    sourceOf: (instead) => acceptedSource(options, instead),
    othersOf: (instead, signal) => otherTargets(options, instead, signal),
    openSession: () => opening(connection.openReadSession()),
    ledger,
    clock: systemClock,
    close() {
      connection.close();
      state.close();
    },
  };
}

function acceptedSource(
  { in: path, values, target: [target] = [] }: Pick<AcceptOptions, "in" | "values" | "target">,
  instead: ReadonlyMap<string, string>,
): DesiredSource {
  const chosen = target === undefined ? {} : { target };
  return createDesiredSource({
    path,
    cwd: process.cwd(),
    instead,
    ...chosen,
    ...(values !== undefined && { valuesFile: values }),
  });
}

async function otherTargets(
  { in: path, values, target: [chosen] = [] }: Pick<AcceptOptions, "in" | "values" | "target">,
  instead: ReadonlyMap<string, string>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  if (chosen === undefined) return new Map();
  const options = { path, cwd: process.cwd(), instead, ...(values !== undefined && { valuesFile: values }) };
  const fleet = await createFleetSource(options).load(signal);
  const others = fleet.valid ? fleet.targets.filter(({ target }) => target.name !== chosen) : [];
  return new Map(others.map(({ target, loaded }) => [target.name ?? "", loaded.valid ? loaded.state.revision : "not valid"]));
}

/** Code that the text names lies where the file would. */
export const loadText: LoadText = (path, text, values, signal) => {
  const valuesFile = `${path}.values`;
  const instead = new Map([
    [path, text],
    [valuesFile, values],
  ]);
  return createDesiredSource({ path, cwd: dirname(path), instead, ...(values !== "" && { valuesFile }) }).load(signal);
};

/** Asks for no desired state. What a dry run is given cannot write. */
export async function composeRollback(options: RollbackOptions, warn: (message: string) => void): Promise<RollbackWorld> {
  const { connection, historyBelow } = await connectTarget(options);
  const state = openState(options);
  const { rollbacks, identity } = options.dryRun ? connection.openReadSession() : connection.openWriteSession();
  return {
    rollbacks,
    caller: async (signal) => (await identity(signal)).caller ?? null,
    history: options.dryRun ? null : await openHistory({ log: state.historyLog(historyBelow), warn }),
    clock: systemClock,
    close() {
      connection.close();
      state.close();
    },
  };
}

/** An AWS to be served to others, on real time. */
export async function composeSandbox({ seed, quotas, latency, region }: SandboxOptions): Promise<Sandbox> {
  const { createSandbox } = await import("../sandbox/sandbox.ts");
  return createSandbox({
    clock: systemClock,
    seed,
    quotas,
    latencyMs: latency,
    region: region ?? process.env.AWS_REGION ?? SANDBOX_REGION,
  });
}

/** Credentials that no AWS takes: a mistake in the wiring cannot reach an account. */
export const SANDBOX_CREDENTIALS = { accessKeyId: "AKIASANDBOX000000000", secretAccessKey: "sandbox" };
export const SANDBOX_REGION = "us-east-1";

/** A fresh AWS that ends with this process, on a clock that does not wait. It has no ledger and no history, for it has no past. */
export async function sandboxWorld(source: DesiredSource, options: PassOptions): Promise<World> {
  const { createSandbox } = await import("../sandbox/sandbox.ts");
  const { createVirtualClock } = await import("../sandbox/virtual-clock.ts");
  const region = options.region ?? SANDBOX_REGION;
  const clock = createVirtualClock();
  const sandbox = createSandbox({ clock, region, quotas: "aws" });
  const connection = connectAws({
    clock,
    packageCode,
    region,
    credentials: SANDBOX_CREDENTIALS,
    requestHandler: (service) => sandbox.requestHandler(service),
  });
  return {
    source,
    ledger: forgetfulLedger,
    history: null,
    actors: null,
    clock,
    openReadSession: connection.openReadSession,
    openWriteSession: connection.openWriteSession,
    close: async () => {
      connection.close();
      await sandbox.close();
    },
  };
}
