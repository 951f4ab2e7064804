/**
 * A small AWS over maps, for scenarios of the engine: a real provider of every kind that remembers, refuses what AWS
 * refuses (a second one of the same, a child without its parent, a stage without its deployment, an alias without its
 * version, a permission without its alias), and after every write checks that whatever is served may be invoked.
 *
 * Writes are numbered from 1. `failWrite` makes one fail; `crashAt` ends the process there: the write takes effect or
 * not, its answer is lost, and nothing answers any more until `restart`.
 */

import { rulesOf } from "../../src/kinds/all-rules.ts";
import { fingerprintOf } from "../../src/kinds/deployment/fingerprint.ts";
import { canonicalJson } from "../../src/kinds/digest.ts";
import { resolveTarget } from "../../src/kinds/permission/lambda-target.ts";
import { type Address, addressOf, namesOf } from "../../src/model/address.ts";
import type { Desired } from "../../src/model/desired.ts";
import { StagekeeperError } from "../../src/model/errors.ts";
import { KINDS, type Kind } from "../../src/model/kind.ts";
import type { AnyLive, Live, Observation } from "../../src/model/observation.ts";
import type { FieldChange } from "../../src/model/plan.ts";
import type { Provider, Providers, WriteSession } from "../../src/model/ports.ts";
import { type Outputs, refsIn } from "../../src/model/ref.ts";
import type { RouteSpec } from "../../src/model/specs/rest-api.ts";
import { takesAlong } from "../../src/plan/prune.ts";
import { IDENTITY } from "./builders.ts";

export interface Write {
  readonly action: "create" | "update" | "delete";
  readonly address: Address;
}

export interface CrashPoint {
  readonly write: number;
  readonly takesEffect: boolean;
}

export interface MemoryAws {
  openSession(): WriteSession;
  readonly store: ReadonlyMap<Address, AnyLive>;
  readonly writes: readonly Write[];
  readonly reads: readonly Address[];
  /** What was found wrong after a write: a served route that may not be invoked. */
  readonly broken: readonly string[];
  /** Puts something there behind the product's back, or takes it away. */
  put(live: Live): void;
  change(address: Address, spec: object): void;
  remove(address: Address): void;
  failWrite(address: Address, error: Error): void;
  unreadable(address: Address, observation: Observation): void;
  beforeWrite(hook: (write: Write) => void): void;
  crashAt(point: CrashPoint): void;
  restart(): void;
}

export function createMemoryAws(): MemoryAws {
  const store = new Map<Address, AnyLive>();
  const snapshots = new Map<string, Readonly<Record<string, RouteSpec>>>();
  const failures = new Map<Address, Error>();
  const unread = new Map<Address, Observation>();
  const writes: Write[] = [];
  const reads: Address[] = [];
  const broken: string[] = [];
  let counter = 0;
  let crash: CrashPoint | null = null;
  let hook: (write: Write) => void = () => {};
  let dead = false;

  const write = async (action: Write["action"], address: Address, effect: () => Outputs): Promise<Outputs> => {
    // Steps interleave as they would with a network between.
    await Promise.resolve();
    if (dead) throw new StagekeeperError("unavailable", "the process is gone");
    hook({ action, address });
    const failure = failures.get(address);
    if (failure !== undefined) throw failure;
    const dies = crash !== null && crash.write === writes.length + 1;
    if (dies && crash?.takesEffect === false) dead = true;
    if (dead) throw new StagekeeperError("unavailable", "the process is gone");
    const outputs = effect();
    writes.push({ action, address });
    broken.push(...unservable(store, snapshots).map((what) => `after ${action} ${address}: ${what}`));
    if (dies) {
      dead = true;
      throw new StagekeeperError("unavailable", "the answer is lost");
    }
    return outputs;
  };

  const find = (desired: Desired): AnyLive | undefined => {
    if (desired.kind === "version") return findVersion(desired as Desired<"version">, store); // narrowed by its kind
    if (desired.kind === "deployment") return findDeployment(desired as Desired<"deployment">, store); // narrowed by its kind
    return store.get(desired.address);
  };

  const create = (desired: Desired, owner: string): Outputs => {
    refuse(desired, store);
    counter += 1;
    const made = materialise(desired, owner, { id: `id${counter}`, store });
    store.set(made.address, made);
    if (made.kind === "deployment") snapshots.set(made.facts.id, routesOf(store.get(parentOf(made.address))));
    return made.outputs;
  };

  const providerOf = <K extends Kind>(kind: K): Provider<K> => ({
    async observe(desired) {
      if (dead) throw new StagekeeperError("unavailable", "the process is gone");
      reads.push(desired.address);
      const scripted = unread.get(desired.address);
      const live = find(desired);
      // What is kept at an address is of that address's kind.
      return (scripted ?? (live ? { state: "present", live } : { state: "absent" })) as Observation<K>;
    },
    async *listOwned(context) {
      // Filtered by kind.
      for (const live of store.values()) if (live.kind === kind && live.owner === context.owner) yield live as Live as Live<K>;
    },
    create: (desired, context) => write("create", desired.address, () => create(desired, context.owner)),
    update: ({ desired, changes, adopts }, context) =>
      write("update", desired.address, () => {
        const live = store.get(desired.address);
        if (!live) throw new StagekeeperError("not-found", "went away");
        refuseReferences(desired);
        const spec = changes.filter(({ path }) => path !== "owner").reduce(patch, live.spec as object);
        const changed = settle({ ...live, spec, owner: adopts ? context.owner : live.owner } as AnyLive); // the same kind
        refuseDangling(changed, store);
        store.set(desired.address, changed);
        return changed.outputs;
      }),
    async delete(live) {
      await write("delete", live.address, () => {
        for (const address of [...store.keys()])
          if (address === live.address || takesAlong(live.address, address)) store.delete(address);
        return {};
      });
    },
  });
  const providers = Object.fromEntries(KINDS.map((kind) => [kind, providerOf(kind)])) as unknown as Providers; // one a kind

  return {
    openSession: () => {
      const [readBefore, wroteBefore] = [reads.length, writes.length];
      return {
        identity: async () => IDENTITY,
        observers: providers,
        providers,
        calls: () => ({ total: reads.length - readBefore + writes.length - wroteBefore, byOperation: {}, retries: 0 }),
      };
    },
    store,
    writes,
    reads,
    broken,
    put: (live) => void store.set(live.address, live as AnyLive), // one of the union
    change(address, spec) {
      const live = store.get(address);
      if (live) store.set(address, settle({ ...live, spec: { ...live.spec, ...spec } } as AnyLive)); // the same kind
    },
    remove(address) {
      for (const other of [...store.keys()]) if (other === address || takesAlong(address, other)) store.delete(other);
    },
    failWrite: (address, error) => void failures.set(address, error),
    unreadable: (address, observation) => void unread.set(address, observation),
    beforeWrite(next) {
      hook = next;
    },
    crashAt(point) {
      crash = point;
    },
    restart() {
      [crash, dead] = [null, false];
      failures.clear();
      unread.clear();
    },
  };
}

type Store = ReadonlyMap<Address, AnyLive>;

function findVersion(desired: Desired<"version">, store: Store): AnyLive | undefined {
  const [name = ""] = namesOf(desired.address);
  const latest = store.get(addressOf("function", name));
  const wanted = {
    codeSha256: latest?.kind === "function" ? latest.facts.codeSha256 : undefined,
    ...withoutUndefined(desired.spec),
  };
  const published = [...store.values()]
    .filter((live) => live.kind === "version" && namesOf(live.address)[0] === name)
    .toSorted((left, right) => Number(right.outputs.version) - Number(left.outputs.version));
  const found = desired.intent.select === "newest" ? published[0] : published.find((live) => holds(live.spec, wanted));
  return found && ({ ...found, address: desired.address } as AnyLive); // the same version under the name it is asked for by
}

function findDeployment(desired: Desired<"deployment">, store: Store): AnyLive | undefined {
  const api = store.get(parentOf(desired.address));
  const fingerprint = desired.spec.fingerprint ?? (api?.kind === "rest-api" ? fingerprintOf(api.spec) : undefined);
  const found = [...store.values()].find(
    (live) =>
      live.kind === "deployment" && parentOf(live.address) === parentOf(desired.address) && live.spec.fingerprint === fingerprint,
  );
  return found && ({ ...found, address: desired.address } as AnyLive); // the same deployment under the name it is asked for by
}

function holds(spec: object, wanted: object): boolean {
  return Object.entries(wanted).every(
    ([member, value]) => canonicalJson(Object.entries(spec).find(([key]) => key === member)?.[1]) === canonicalJson(value),
  );
}

function withoutUndefined(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));
}

function parentOf(address: Address): Address {
  return rulesOf(address.slice(0, address.indexOf(":")) as Kind).parents(address)[0] ?? address; // an address begins with its kind
}

function refuse(desired: Desired, store: Store): void {
  if (store.has(desired.address)) throw new StagekeeperError("conflict", `${desired.address} exists already`);
  for (const parent of rulesOf(desired.kind).parents(desired.address)) {
    if (!store.has(parent)) throw new StagekeeperError("not-found", `${parent} does not exist`);
  }
  refuseReferences(desired);
  refuseDangling(desired, store);
}

function refuseReferences(desired: Desired): void {
  if (refsIn(desired.spec).length > 0) throw new Error(`${desired.address} came with references`);
}

/** What AWS says "does not exist" to. */
function refuseDangling(resource: Pick<Desired, "kind" | "address" | "spec">, store: Store): void {
  const [first = "", second = ""] = namesOf(resource.address);
  const among = (kind: Kind) => [...store.values()].filter((live) => live.kind === kind && namesOf(live.address)[0] === first);
  const spec: Readonly<Record<string, unknown>> = { ...resource.spec };
  const missing =
    (resource.kind === "alias" &&
      spec.version !== "$LATEST" &&
      !among("version").some((live) => live.outputs.version === spec.version)) ||
    (resource.kind === "stage" && !among("deployment").some((live) => live.outputs.id === spec.deploymentId)) ||
    (resource.kind === "permission" && spec.qualifier !== undefined && !store.has(addressOf("alias", first, second)));
  if (missing) throw new StagekeeperError("not-found", `${resource.address} names something that does not exist`);
}

function materialise(desired: Desired, owner: string, { id, store }: { readonly id: string; readonly store: Store }): AnyLive {
  const base = { kind: desired.kind, address: desired.address, spec: desired.spec, owner, facts: { id }, outputs: {} };
  if (desired.kind === "version") {
    const [name = ""] = namesOf(desired.address);
    const number = String(
      1 + [...store.values()].filter((live) => live.kind === "version" && namesOf(live.address)[0] === name).length,
    );
    const latest = store.get(addressOf("function", name));
    // Publishing freezes what $LATEST has beside what is asked for; like AWS's, the number is its name.
    const spec = { ...latest?.spec, ...withoutUndefined(desired.spec) };
    // Lambda PublishVersion gives back the newest version when nothing changed since (aws-facts 5.1).
    const newest = store.get(addressOf("version", name, String(Number(number) - 1)));
    if (newest && canonicalJson(newest.spec) === canonicalJson(spec)) return newest;
    return {
      ...base,
      address: addressOf("version", name, number),
      spec,
      facts: { number },
      outputs: { version: number },
    } as AnyLive; // a version
  }
  if (desired.kind === "deployment") {
    const api = store.get(parentOf(desired.address));
    const asked = desired.spec as Desired<"deployment">["spec"]; // a deployment's
    const fingerprint = asked.fingerprint ?? (api?.kind === "rest-api" ? fingerprintOf(api.spec) : "");
    const address = addressOf("deployment", namesOf(desired.address)[0] ?? "", id);
    return { ...base, address, spec: { ...asked, fingerprint }, outputs: { id } } as AnyLive; // a deployment
  }
  if (desired.kind === "permission") return { ...base, facts: { statementId: id } } as AnyLive; // a permission
  return settle({ ...base, outputs: { id, arn: `arn:${desired.address}` } } as AnyLive); // as its kind says
}

/** Facts and outputs that follow the spec. */
function settle(live: AnyLive): AnyLive {
  if (live.kind === "function") {
    const facts = {
      arn: `arn:${live.address}`,
      codeSha256: live.spec.codeSha256 ?? "shipped-elsewhere",
      environment: live.spec.environment ?? {},
    };
    return { ...live, facts };
  }
  if (live.kind !== "stage") return live;
  const { deploymentId } = live.spec;
  const invokeUrl = `https://${namesOf(live.address).join(".example/")}`;
  return { ...live, outputs: { invokeUrl, ...(typeof deploymentId === "string" ? { deploymentId } : {}) } };
}

function patch(spec: object, { keys, after }: FieldChange): object {
  const [key = "", ...rest] = keys;
  const members: Readonly<Record<string, unknown>> = { ...spec };
  const { [key]: value, ...others } = members;
  if (rest.length > 0)
    return {
      ...others,
      [key]: patch(typeof value === "object" && value !== null ? value : {}, { keys: rest, after, path: "", sensitive: false }),
    };
  return after === undefined ? others : { ...others, [key]: after };
}

function routesOf(live: AnyLive | undefined): Readonly<Record<string, RouteSpec>> {
  return live?.kind === "rest-api" ? (live.spec.routes ?? {}) : {};
}

/** Every Lambda route of every stage's snapshot needs a permission for where its variables lead now. */
function unservable(store: Store, snapshots: ReadonlyMap<string, Readonly<Record<string, RouteSpec>>>): readonly string[] {
  return [...store.values()].flatMap((live) => {
    if (live.kind !== "stage") return [];
    const [api = "", stage = ""] = namesOf(live.address);
    return Object.entries(snapshots.get(live.outputs.deploymentId ?? "") ?? {}).flatMap(([route, { integration }]) => {
      if (integration?.type !== "lambda") return [];
      const target = resolveTarget(integration, live.spec.variables ?? {});
      if (target.kind !== "lambda")
        return target.kind === "foreign" ? [] : [`${route} of ${live.address} has no ${target.variable}`];
      const permission = addressOf("permission", target.function, target.qualifier ?? "$LATEST", api, stage);
      return store.has(permission) ? [] : [`${route} of ${live.address} may not be invoked`];
    });
  });
}
