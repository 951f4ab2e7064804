/** The APIs and their stages as the page tells of them, from what a pass saw and did. Pure. */
import { type Address, addressOf, compareAddresses, nameAt, namesOf } from "../model/address.ts";
import type { Desired } from "../model/desired.ts";
import type { Plan } from "../model/plan.ts";
import { isRef } from "../model/ref.ts";
import type { AliasSpec } from "../model/specs/alias.ts";
import { AUTHORIZERS } from "../model/specs/permission.ts";
import type { MethodSettings, StageSpec } from "../model/specs/stage.ts";
import type {
  ApiOverview,
  CanaryOverview,
  Setting,
  ShiftOverview,
  SnapshotOverview,
  StageOverview,
  TargetOverview,
  ThrottlingOverview,
} from "../page/overview.ts";
import { type Masking, settingsOf } from "./seen-settings.ts";
import type { SeenWorld } from "./seen-world.ts";

export interface SeenPass {
  readonly world: SeenWorld;
  readonly plan: Plan | null;
  readonly endedAt: number;
  /** Of the process: see `seen-settings.ts`. */
  readonly salt: string;
}

export function seenApis(seen: SeenPass): readonly ApiOverview[] {
  const { world } = seen;
  const lookup = lookupOf(seen);
  const apis = new Map<string, StageOverview[]>();
  for (const { address } of world.desiredOf("rest-api")) apis.set(nameAt(address, 0), []);
  for (const stage of world.desiredOf("stage")) apis.get(nameAt(stage.address, 0))?.push(stageOverview(stage, seen, lookup));
  return [...apis].map(([name, stages]) => {
    const address = addressOf("rest-api", name);
    const endpoint = world.specOf("rest-api", address)?.endpoint ?? null;
    return { name, address, presence: world.presenceOf(address), endpoint, stages: withSharing(stages) };
  });
}

/** What is looked for once for every stage, and would be too slow to search for each. */
interface Lookup {
  readonly stale: ReadonlySet<Address>;
  readonly shifts: ReadonlyMap<Address, ShiftOverview>;
  /** When a snapshot was made, by the address of its API and its id. */
  readonly madeAt: ReadonlyMap<string, number>;
  /** What a stage calls: functions, each with its alias, by the address of the stage. */
  readonly calls: ReadonlyMap<Address, readonly Call[]>;
  /** Environments of versions, by function and number. */
  readonly versions: ReadonlyMap<string, readonly Setting[]>;
}

interface Call {
  readonly function: string;
  readonly alias: string | null;
}

function lookupOf(seen: SeenPass): Lookup {
  const { plan } = seen;
  return {
    stale: new Set((plan?.notes ?? []).filter(({ code }) => code === "stale-snapshot").map(({ address }) => address)),
    shifts: new Map((plan?.shifts ?? []).map(({ address, gates: _, ...shift }) => [address, shift])),
    madeAt: snapshotTimes(seen),
    calls: callsByStage(seen.world),
    versions: environments(seen),
  };
}

function snapshotTimes({ world, endedAt }: SeenPass): Lookup["madeAt"] {
  const times = world.desiredOf("deployment").flatMap(({ address }): (readonly [string, number])[] => {
    const { id } = world.outputsOf(address);
    const madeAt = world.wasMade(address) ? endedAt : world.liveOf("deployment", address)?.facts.madeAt;
    return id === undefined || madeAt === undefined ? [] : [[`${nameAt(address, 0)}/${id}`, madeAt]];
  });
  return new Map(times);
}

/** By the permissions that follow from the routes: each is of one stage, and names the function and the alias. */
function callsByStage(world: SeenWorld): Lookup["calls"] {
  const calls = new Map<Address, Call[]>();
  for (const { address } of world.desiredOf("permission")) {
    const [name, qualifier, api, stage] = namesOf(address);
    // Those of authorizers are of no stage.
    if (name === undefined || api === undefined || stage === undefined || stage === AUTHORIZERS) continue;
    const of = addressOf("stage", api, stage);
    const alias = qualifier === undefined || qualifier === "$LATEST" ? null : qualifier;
    calls.set(of, [...(calls.get(of) ?? []), { function: name, alias }]);
  }
  return calls;
}

function environments({ world, salt }: SeenPass): Lookup["versions"] {
  const environments = new Map<string, readonly Setting[]>();
  const add = (
    of: string,
    version: string | undefined,
    environment: Readonly<Record<string, string>> | undefined,
    by: readonly string[],
  ) => {
    if (version === undefined || environment === undefined) return;
    environments.set(versionKey(of, version), settingsOf(environment, { salt, member: "environment", sensitive: by }));
  };
  for (const { address, sensitive } of world.desiredOf("function")) {
    const environment = world.specOf("function", address)?.environment ?? world.liveOf("function", address)?.facts.environment;
    add(nameAt(address, 0), "$LATEST", environment, sensitive);
  }
  for (const { address, sensitive } of world.desiredOf("version")) {
    add(nameAt(address, 0), world.outputsOf(address).version, world.specOf("version", address)?.environment, sensitive);
  }
  return environments;
}

function versionKey(of: string, version: string): string {
  return `${of}:${version}`;
}

function stageOverview(stage: Desired<"stage">, { world, salt }: SeenPass, lookup: Lookup): StageOverview {
  const { address, sensitive } = stage;
  const spec = world.specOf("stage", address);
  const calls = (lookup.calls.get(address) ?? []).map((call) => targetOverview(call, world, lookup));
  return {
    name: nameAt(address, 1),
    address,
    presence: world.presenceOf(address),
    invokeUrl: world.outputsOf(address).invokeUrl ?? null,
    snapshot: snapshotOverview(address, spec, lookup),
    variables: settingsOf(spec?.variables ?? {}, { salt, member: "variables", sensitive }),
    targets: calls,
    throttling: throttlingOverview(spec?.settings ?? {}),
    canary: canaryOverview(spec, { salt, member: "variables", sensitive }),
    shift: lookup.shifts.get(address) ?? null,
    heldSince: spec?.hold?.since ?? null,
  };
}

function snapshotOverview(address: Address, spec: StageSpec | null, { stale, madeAt }: Lookup): SnapshotOverview {
  const id = textOf(spec?.deploymentId);
  const made = id === null ? undefined : madeAt.get(`${nameAt(address, 0)}/${id}`);
  return { id, madeAt: made ?? null, stale: stale.has(address), sharedWith: [] };
}

function withSharing(stages: readonly StageOverview[]): readonly StageOverview[] {
  const inOrder = stages.toSorted((left, right) => compareAddresses(left.address, right.address));
  return inOrder.map((stage) => {
    const same = inOrder.filter(({ address, snapshot }) => {
      return address !== stage.address && snapshot.id !== null && snapshot.id === stage.snapshot.id;
    });
    return { ...stage, snapshot: { ...stage.snapshot, sharedWith: same.map(({ name }) => name) } };
  });
}

function targetOverview(call: Call, world: SeenWorld, lookup: Lookup): TargetOverview {
  if (call.alias === null) {
    return {
      ...call,
      version: "$LATEST",
      weights: [],
      ...environmentAmong(call, ["$LATEST"], lookup),
      shift: null,
      heldSince: null,
    };
  }
  const address = addressOf("alias", call.function, call.alias);
  const spec = world.specOf("alias", address);
  const version = textOf(spec?.version);
  const shift = lookup.shifts.get(address) ?? null;
  return {
    ...call,
    version,
    weights: weightsOf(spec),
    ...environmentAmong(call, [version, shift?.to ?? null], lookup),
    shift,
    heldSince: spec?.hold?.since ?? null,
  };
}

/** Of the first of the versions whose environment the pass has seen: it looks only at versions that are asked for. */
function environmentAmong(
  call: Call,
  versions: readonly (string | null)[],
  lookup: Lookup,
): Pick<TargetOverview, "environment" | "environmentOf"> {
  for (const version of versions) {
    const environment = version === null ? undefined : lookup.versions.get(versionKey(call.function, version));
    if (environment !== undefined) return { environment, environmentOf: version };
  }
  return { environment: null, environmentOf: null };
}

function weightsOf(spec: AliasSpec | null): TargetOverview["weights"] {
  return Object.entries(spec?.weights ?? {}).map(([version, share]) => ({ version, share }));
}

function throttlingOverview(settings: Readonly<Record<string, MethodSettings>>): ThrottlingOverview | null {
  const limits = ({ rateLimit, burstLimit }: MethodSettings) => rateLimit !== undefined || burstLimit !== undefined;
  const routes = Object.entries(settings).filter(([route, setting]) => route !== "*" && limits(setting)).length;
  const { rateLimit = null, burstLimit = null } = settings["*"] ?? {};
  return rateLimit === null && burstLimit === null && routes === 0 ? null : { rateLimit, burstLimit, routes };
}

/** Its variables are as secret as the stage's of the same names. */
function canaryOverview(spec: StageSpec | null, masking: Masking): CanaryOverview | null {
  if (!spec?.canary) return null;
  const { percent, deploymentId, variables = {} } = spec.canary;
  const snapshot = textOf(deploymentId);
  return {
    percent,
    snapshot: snapshot === textOf(spec.deploymentId) ? null : snapshot,
    variables: settingsOf(variables, masking),
  };
}

/** A reference that nothing resolved is not known. */
function textOf(value: unknown): string | null {
  return typeof value === "string" && !isRef(value) ? value : null;
}
