/**
 * Reads what was asked for, and what it leads to: an API's stages, the functions and aliases behind its routes, a
 * function's role, and buckets of the account that are named in an environment or a stage variable. Never writes.
 */

import { functionCalledBy, resolveTarget } from "../kinds/permission/lambda-target.ts";
import { type Address, addressOf, compareAddresses } from "../model/address.ts";
import type { Desired } from "../model/desired.ts";
import { StagekeeperError } from "../model/errors.ts";
import type { Environment, PolicyDocument } from "../model/json.ts";
import type { Intents, Kind, Specs } from "../model/kind.ts";
import type { AnyLive, Identity, Live, Observation } from "../model/observation.ts";
import type { Catalog, ObserveContext, Observers } from "../model/ports.ts";
import { BUCKET_WISH } from "./authored-bucket.ts";
import type { Found } from "./found.ts";

/** What is asked for by name. */
export interface Choice {
  readonly apis: readonly string[];
  readonly functions: readonly string[];
  readonly buckets: readonly string[];
}

export interface GatherPorts {
  readonly catalog: Catalog;
  readonly observers: Observers;
  readonly identity: Identity;
  readonly signal: AbortSignal;
}

/** Members that are read only where they are declared: asked for, whatever they say. */
interface Wish<K extends Kind> {
  readonly spec: Specs[K];
  /** With calls of their own, which somebody who may see the rest may not be let to see, or an endpoint may not know. */
  readonly apart?: Partial<Specs[K]>;
  readonly intent: Intents[K];
}

const SHORT_POLICY: PolicyDocument = { Statement: [{ Resource: "execute-api:/*" }] };
const WISHES: {
  readonly [K in
    | "bucket"
    | "role"
    | "function"
    | "alias"
    | "rest-api"
    | "stage"
    | "client-certificate"
    | "usage-plan"
    | "domain-name"]: Wish<K>;
} = {
  bucket: { spec: BUCKET_WISH, apart: { metadataTables: null }, intent: {} },
  role: { spec: { description: "", maxSessionSeconds: 3_600 }, intent: {} },
  function: {
    spec: {},
    apart: { codeSigning: null, recursiveLoop: "terminate", runtimeUpdates: "auto" },
    intent: { code: null },
  },
  alias: {
    spec: {},
    apart: { provisionedConcurrency: null, url: null, asyncInvocation: null },
    intent: { select: "$LATEST" },
  },
  // Where the API's own ARN stands in its policy it is told the short way, which is the same in every account.
  "rest-api": {
    spec: { policy: SHORT_POLICY, authorizers: {}, models: {}, validators: {}, gatewayResponses: {} },
    apart: { documentation: {}, documentationVersions: {} },
    intent: {},
  },
  stage: { spec: {}, intent: { deployment: "leave" } },
  "client-certificate": { spec: {}, intent: {} },
  "usage-plan": { spec: {}, intent: {} },
  "domain-name": { spec: { paths: {} }, intent: {} },
};
type Authorable = keyof typeof WISHES;

export async function gather(choice: Choice, ports: GatherPorts): Promise<Found> {
  const search = new Search(ports);
  for (const name of choice.apis) await search.restApi(name);
  await search.around();
  for (const name of choice.functions) await search.function(name);
  for (const name of choice.buckets) await search.look("bucket", addressOf("bucket", name));
  await search.buckets();
  return search.found();
}

/** What was looked at so far. Each thing is looked at once, however many lead to it. */
class Search {
  readonly #ports: GatherPorts;
  readonly #observations = new Map<Address, Observation>();
  readonly #remarks = new Set<string>();
  readonly #mentioned = new Set<string>();

  constructor(ports: GatherPorts) {
    this.#ports = ports;
  }

  async restApi(name: string): Promise<void> {
    const live = await this.look("rest-api", addressOf("rest-api", name));
    if (live === undefined) return;
    const stages = await this.#ports.catalog.stagesOf(live.facts.id, this.#ports.signal);
    const environments: Environment[] = [];
    const certificates = new Set<unknown>();
    for (const stage of stages) {
      const found = await this.look("stage", addressOf("stage", name, stage));
      environments.push(found?.spec.variables ?? {});
      this.#mention(found?.spec.variables);
      if (found?.spec.clientCertificate) certificates.add(found.spec.clientCertificate);
    }
    await this.#certificates(certificates);
    const callers = [
      ...Object.values(live.spec.routes ?? {}).map(({ integration }) => integration),
      ...Object.values(live.spec.authorizers ?? {}),
    ];
    for (const call of callers.map(functionCalledBy)) {
      for (const variables of environments.length === 0 ? [{}] : environments) {
        const target = call && resolveTarget(call, variables, this.#ports.identity);
        if (target?.kind === "lambda") await this.function(target.function);
      }
    }
  }

  /** What its stages show to their backends. */
  async #certificates(ids: ReadonlySet<unknown>): Promise<void> {
    if (ids.size === 0) return;
    const { catalog, signal } = this.#ports;
    const all = await this.#permitted("client certificates", catalog.clientCertificates(signal));
    for (const { name } of all.filter(({ id }) => ids.has(id))) {
      await this.look("client-certificate", addressOf("client-certificate", name));
    }
  }

  /** Usage plans and custom domain names, once every API that was asked for is known by name. What may not be read is left out. */
  async around(): Promise<void> {
    const { catalog, signal } = this.#ports;
    for (const live of this.found().lives) {
      if (live.kind !== "rest-api") continue;
      const { id } = live.facts;
      for (const plan of await this.#permitted("usage plans", catalog.usagePlansOf(id, signal))) {
        await this.look("usage-plan", addressOf("usage-plan", plan));
      }
      for (const domain of await this.#permitted("custom domain names", catalog.domainsOf(id, signal))) {
        await this.look("domain-name", addressOf("domain-name", domain));
      }
    }
  }

  async #permitted<T>(what: string, looking: Promise<readonly T[]>): Promise<readonly T[]> {
    try {
      return await looking;
    } catch (error) {
      if (!(error instanceof StagekeeperError) || error.code !== "denied") throw error;
      this.#remarks.add(`${what} were not looked for: ${error.message}`);
      return [];
    }
  }

  async function(name: string): Promise<void> {
    const address = addressOf("function", name);
    if (this.#observations.has(address)) return;
    const live = await this.look("function", address);
    if (live === undefined) return;
    for (const alias of await this.#ports.catalog.aliasesOf(name, this.#ports.signal)) {
      await this.look("alias", addressOf("alias", name, alias));
    }
    this.#mention(live.spec.environment);
    if (typeof live.spec.role === "string") await this.#role(live.spec.role);
  }

  /** Of this account, and no service's own: those cannot be changed. */
  async #role(arn: string): Promise<void> {
    const [, , , , account, path = ""] = arn.split(":");
    const name = path.slice(path.lastIndexOf("/") + 1);
    if (account !== this.#ports.identity.account || !path.startsWith("role/") || path.startsWith("role/aws-service-role/"))
      return;
    await this.look("role", addressOf("role", name));
  }

  #mention(environment: Environment | undefined): void {
    for (const value of Object.values(environment ?? {})) this.#mentioned.add(value);
  }

  /** Only a value that is the name of one of the account's buckets is taken for one. */
  async buckets(): Promise<void> {
    if (this.#mentioned.size === 0) return;
    const named = await this.#permitted("buckets that environments name", this.#ports.catalog.buckets(this.#ports.signal));
    for (const name of named.filter((one) => this.#mentioned.has(one)).toSorted()) {
      await this.look("bucket", addressOf("bucket", name));
    }
  }

  /** Undefined: it is not there, or may not be read, which is noted. */
  async look<K extends Authorable>(kind: K, address: Address): Promise<Live<K> | undefined> {
    const known = this.#observations.get(address);
    const leftOut = (remark: string) => this.#remarks.add(remark);
    const observation = known ?? (await observeWhole(kind, address, this.#ports, { known: this.#observations, leftOut }));
    this.#observations.set(address, observation);
    if (observation.state === "unknown") this.#remarks.add(`left out: ${observation.message}`);
    // What is observed at an address is of that address's kind.
    return observation.state === "present" ? (observation.live as Live as Live<K>) : undefined;
  }

  found(): Found {
    const lives = [...this.#observations.values()].flatMap((one) =>
      one.state === "present" ? [one.live as Live as AnyLive] : [],
    );
    return {
      identity: this.#ports.identity,
      lives: lives.toSorted((left, right) => compareAddresses(left.address, right.address)),
      remarks: [...this.#remarks],
    };
  }
}

interface Surroundings {
  /** What was observed before, the resource's parents among it. */
  readonly known?: ReadonlyMap<Address, Observation>;
  /** Is told of members that cannot be read while the rest of the resource can. */
  leftOut?(remark: string): void;
}

/** Reads everything of one resource that can be declared, and that can be read. */
export async function observeWhole<K extends Authorable>(
  kind: K,
  address: Address,
  ports: GatherPorts,
  { known = new Map(), leftOut = () => {} }: Surroundings = {},
): Promise<Observation<K>> {
  // The table has a wish of each kind.
  const { spec, apart } = WISHES[kind] as Wish<K>;
  const observation = await observeMembers(kind, address, { spec: { ...spec, ...apart }, known }, ports);
  if (observation.state !== "unknown" || apart === undefined) return observation;
  const without = await observeMembers(kind, address, { spec, known }, ports);
  if (without.state === "unknown") return observation;
  leftOut(`left out of ${address}: ${Object.keys(apart).join(", ")}: ${observation.message}`);
  return without;
}

function observeMembers<K extends Authorable>(
  kind: K,
  address: Address,
  { spec, known }: { readonly spec: Specs[K]; readonly known: ReadonlyMap<Address, Observation> },
  { identity, observers, signal }: GatherPorts,
): Promise<Observation<K>> {
  const wish: Desired<K> = {
    kind,
    address,
    spec,
    // The table has a wish of each kind.
    intent: (WISHES[kind] as Wish<K>).intent,
    options: { adopt: false, protect: false, external: false },
    origin: { file: "", line: 1, column: 1 },
    after: [],
    sensitive: [],
  };
  const table: { readonly [L in Kind]: { observe(desired: Desired<L>, context: ObserveContext): Promise<Observation<L>> } } =
    observers;
  return table[kind].observe(wish, {
    identity,
    // Whose it is does not matter here: no owner is called so.
    owner: "",
    signal,
    // What is observed at an address is of that address's kind.
    observationOf: <L extends Kind>(_: L, at: Address) => known.get(at) as Observation<L> | undefined,
    addressesOf: () => [],
  });
}
