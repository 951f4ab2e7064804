/** The door to AWS: one connection a process, one session a pass. */
import { USUAL_RESERVE } from "../kinds/request-quotas.ts";
import type { Kind } from "../model/kind.ts";
import type {
  Catalog,
  Clock,
  Depth,
  Observer,
  Observers,
  Provider,
  Providers,
  ReadSession,
  WriteSession,
} from "../model/ports.ts";
import type { QuotaStand } from "../model/report.ts";
import type { Rollbacks } from "../model/rollback.ts";
import type { CodeSource } from "../model/specs/function.ts";
import type { StateStore } from "../model/state-store.ts";
import type { HttpProbe } from "../model/verify.ts";
import type { Who } from "../model/who.ts";
import { aliasObserver, aliasProvider } from "./alias.ts";
import { apiKeyObserver, apiKeyProvider } from "./api-key.ts";
import { bucketObserver, bucketProvider } from "./bucket.ts";
import { createCallCounter } from "./call-counter.ts";
import { catalogOf } from "./catalog.ts";
import { clientCertificateObserver, clientCertificateProvider } from "./client-certificate.ts";
import type { AwsCall, ClientOptions, ServiceName, Transport } from "./clients.ts";
import { createClients } from "./clients.ts";
import { DeepReads } from "./deep-reads.ts";
import { deploymentObserver, deploymentProvider } from "./deployment.ts";
import { domainNameObserver, domainNameProvider } from "./domain-name.ts";
import { functionObserver, functionProvider } from "./function.ts";
import { createGateReader } from "./gates.ts";
import { createHttpProbe } from "./http-probe.ts";
import { readIdentity } from "./identity.ts";
import { deploymentHistory, versionHistory } from "./past.ts";
import { permissionObserver, permissionProvider } from "./permission.ts";
import { readQueueAge } from "./queue-age.ts";
import { restApiObserver, restApiProvider } from "./rest-api.ts";
import { roleObserver, roleProvider } from "./role.ts";
import { createRollbacks } from "./rollback.ts";
import { callerOfReads, callerOfStep, callingFor } from "./scheduler/caller.ts";
import { createScheduler } from "./scheduler/scheduler.ts";
import { readServed } from "./served-routes.ts";
import type { AwsSession } from "./session.ts";
import { createDeepMemo, createMemo } from "./session.ts";
import { stageObserver, stageProvider } from "./stage.ts";
import { type S3Place, s3State } from "./state/s3-state.ts";
import { usagePlanObserver, usagePlanProvider } from "./usage-plan.ts";
import { versionObserver, versionProvider } from "./version.ts";
import { createWho } from "./who/look-up.ts";

export interface AwsConfig {
  readonly region?: string;
  readonly profile?: string;
  readonly endpointUrl?: string;
  readonly clock: Clock;
  /** Deterministic zip bytes of code that is ours to ship. */
  packageCode(source: CodeSource): Promise<Uint8Array>;
  /** An SDK request handler instead of the network: the in-process sandbox. */
  requestHandler?(service: ServiceName): unknown;
  readonly credentials?: ClientOptions["credentials"];
  /** What calls of several connections pass in turn; left out: this is the only one. */
  readonly gate?: ClientOptions["gate"];
  /** Where APIs are invoked when not at AWS's own host names: invoke URLs are `BASE/API-ID/STAGE`. */
  readonly invokeUrlBase?: string;
  /** Asks APIs at their invoke URLs; left out: over HTTP, and with a `requestHandler`, behind which is no network, nobody does. */
  readonly probe?: HttpProbe;
  /** Keep sockets open between calls (default); some emulators break kept ones. */
  readonly keepAlive?: boolean;
  /** The part of every request quota that is left to others: 0 to below 1; left out: a fifth. */
  readonly quotaReserve?: number;
  /** Told of every request, retries too, as it ends. */
  onCall?(call: AwsCall): void;
  /** 0 to 1; spreads retries. */
  random?(): number;
}

export interface AwsConnection {
  /** For observing: its clients refuse to send a write. */
  openReadSession(depth?: Depth): ReadSession & { readonly catalog: Catalog; readonly rollbacks: Rollbacks };
  /** `depth` left out: full. */
  openWriteSession(depth?: Depth): WriteSession & { readonly rollbacks: Rollbacks };
  /** Who made a drift. */
  readonly who: Who;
  /** State that is kept in a bucket. */
  state(place: S3Place): StateStore;
  /** Seconds that the oldest message of a queue has been in it; `null`: CloudWatch does not say. Throws `StagekeeperError`. */
  queueAge(url: string): Promise<number | null>;
  /** What is left of AWS's request quotas, as far as calls were made under them. */
  quotas(): readonly QuotaStand[];
  /** Closes the sockets. */
  close(): void;
}

/** What all clients of a connection share. */
export function transportOf(config: AwsConfig): Transport {
  return {
    options: { ...config, keepAlive: config.keepAlive ?? true },
    clock: config.clock,
    scheduler: createScheduler({
      clock: config.clock,
      reserve: config.quotaReserve ?? USUAL_RESERVE,
      // At an endpoint of one's own is an emulator, which has AWS's quotas only if it says so.
      pace: (config.endpointUrl ?? process.env.AWS_ENDPOINT_URL) ? "refusals" : "quotas",
    }),
    random: config.random ?? Math.random,
    shared: new Map(),
    credentials: undefined,
    learned: { functionPages: 0 },
  };
}

export function connectAws(config: AwsConfig): AwsConnection {
  const transport = transportOf(config);
  const deep = new DeepReads();
  return {
    openReadSession(depth = "full") {
      const { session, common } = openSession(config, transport, { readOnly: true, deep, depth });
      return { ...common, observers: observersOf(session), catalog: catalogOf(session) };
    },
    openWriteSession(depth = "full") {
      const { session, common } = openSession(config, transport, { readOnly: false, deep, depth });
      const providers = providersOf(session, deep);
      const probe = config.probe ?? (config.requestHandler === undefined ? createHttpProbe() : undefined);
      return { ...common, ...(probe && { probe }), observers: providers, providers };
    },
    who: openWho(transport),
    state(place) {
      const { s3 } = createClients(transport, { counter: createCallCounter(), readOnly: false });
      return s3State(place, { s3, clock: config.clock, random: transport.random });
    },
    queueAge(url) {
      const { cloudwatch } = createClients(transport, { counter: createCallCounter(), readOnly: true });
      return readQueueAge(url, { cloudwatch, clock: config.clock });
    },
    quotas: () => transport.scheduler.quotas(),
    close() {
      for (const client of transport.shared.values()) client.destroy();
    },
  };
}

/** Apart from every pass: AWS tells when that is long over. */
function openWho(transport: Transport): Who {
  const clients = createClients(transport, { counter: createCallCounter(), readOnly: true });
  return createWho({
    cloudtrail: clients.cloudtrail,
    region: clients.region,
    caller: async (signal) => (await readIdentity(clients, signal)).caller,
  });
}

interface Look {
  readonly readOnly: boolean;
  readonly deep: DeepReads;
  readonly depth: Depth;
}

function openSession(config: AwsConfig, transport: Transport, { readOnly, deep, depth }: Look) {
  if (depth === "full") deep.forget();
  const read = createMemo();
  const counter = createCallCounter();
  const clients = createClients(transport, { counter, readOnly });
  const session: AwsSession = {
    clients,
    clock: config.clock,
    invokeUrlBase: config.invokeUrlBase,
    packageCode: config.packageCode,
    read,
    readDeep: createDeepMemo(read, deep, depth),
    seen: { functions: new Set(), missingFunctions: new Set(), apis: new Map() },
    learned: transport.learned,
  };
  const identity = (signal: AbortSignal) => session.readDeep("identity", () => readIdentity(clients, signal));
  const common: Pick<ReadSession, "identity" | "servedRoutes" | "gates" | "quotaReserve" | "calls"> & {
    readonly rollbacks: Rollbacks;
  } = {
    identity,
    servedRoutes: async ({ address, facts: { apiId } }, signal) =>
      (await readServed(session, { address, apiId }, { identity: await identity(signal), signal }))?.routes ?? null,
    gates: createGateReader({ cloudwatch: clients.cloudwatch, clock: config.clock }),
    rollbacks: createRollbacks(session),
    quotaReserve: config.quotaReserve ?? USUAL_RESERVE,
    calls: () => counter.count(),
  };
  return { session, common };
}

function observersOf(session: AwsSession): Observers {
  return {
    bucket: observing(bucketObserver(session)),
    role: observing(roleObserver(session)),
    function: observing(functionObserver(session)),
    version: observing({ ...versionObserver(session), ...versionHistory(session) }),
    alias: observing(aliasObserver(session)),
    "rest-api": observing(restApiObserver(session)),
    permission: observing(permissionObserver(session)),
    deployment: observing({ ...deploymentObserver(session), ...deploymentHistory(session) }),
    "client-certificate": observing(clientCertificateObserver(session)),
    stage: observing(stageObserver(session)),
    "api-key": observing(apiKeyObserver(session)),
    "usage-plan": observing(usagePlanObserver(session)),
    "domain-name": observing(domainNameObserver(session)),
  };
}

function providersOf(session: AwsSession, deep: DeepReads): Providers {
  const providing = <K extends Kind>(provider: Provider<K>) => forgetting(callingForSteps(provider), deep);
  return {
    bucket: providing(bucketProvider(session)),
    role: providing(roleProvider(session)),
    function: providing(functionProvider(session)),
    version: providing({ ...versionProvider(session), ...versionHistory(session) }),
    alias: providing(aliasProvider(session)),
    "rest-api": providing(restApiProvider(session)),
    permission: providing(permissionProvider(session)),
    deployment: providing({ ...deploymentProvider(session), ...deploymentHistory(session) }),
    "client-certificate": providing(clientCertificateProvider(session)),
    stage: providing(stageProvider(session)),
    "api-key": providing(apiKeyProvider(session)),
    "usage-plan": providing(usagePlanProvider(session)),
    "domain-name": providing(domainNameProvider(session)),
  };
}

/** The calls of each observation are made for its pass: the scheduler tells it what they wait for, and drops them when it is cut short. */
function observing<K extends Kind>(observer: Observer<K>): Observer<K> {
  return {
    ...observer,
    observe: (desired, context) => callingFor(callerOfReads(context), () => observer.observe(desired, context)),
    listOwned: (context) => observer.listOwned(context),
  };
}

/** The calls of each step are made for it: the scheduler tells it what they wait for. */
function callingForSteps<K extends Kind>(provider: Provider<K>): Provider<K> {
  return {
    ...observing(provider),
    create: (desired, context) => callingFor(callerOfStep(context), () => provider.create(desired, context)),
    update: (step, context) => callingFor(callerOfStep(context), () => provider.update(step, context)),
    delete: (live, context) => callingFor(callerOfStep(context), () => provider.delete(live, context)),
  };
}

/** Whether it succeeds or not: it may have written half of it. */
function forgetting<K extends Kind>(provider: Provider<K>, deep: DeepReads): Provider<K> {
  const afterwards = <T>(writing: Promise<T>) => writing.finally(() => deep.forget());
  return {
    ...provider,
    create: (desired, context) => afterwards(provider.create(desired, context)),
    update: (step, context) => afterwards(provider.update(step, context)),
    delete: (live, context) => afterwards(provider.delete(live, context)),
  };
}
