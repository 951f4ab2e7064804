/** The door to AWS: one connection a process, one session a pass. */
import type { Clock, Observers, Providers, ReadSession, WriteSession } from "../model/ports.ts";
import type { CodeSource } from "../model/specs/function.ts";
import { aliasObserver, aliasProvider } from "./alias.ts";
import { bucketObserver, bucketProvider } from "./bucket.ts";
import { createCallCounter } from "./call-counter.ts";
import type { AwsCall, ServiceName, Transport } from "./clients.ts";
import { createClients } from "./clients.ts";
import { deploymentObserver, deploymentProvider } from "./deployment.ts";
import { functionObserver, functionProvider } from "./function.ts";
import { readIdentity } from "./identity.ts";
import { permissionObserver, permissionProvider } from "./permission.ts";
import { restApiObserver, restApiProvider } from "./rest-api.ts";
import { roleObserver, roleProvider } from "./role.ts";
import type { AwsSession } from "./session.ts";
import { createMemo } from "./session.ts";
import { stageObserver, stageProvider } from "./stage.ts";
import { versionObserver, versionProvider } from "./version.ts";

export interface AwsConfig {
  readonly region?: string;
  readonly profile?: string;
  readonly endpointUrl?: string;
  readonly clock: Clock;
  /** Deterministic zip bytes of code that is ours to ship. */
  packageCode(source: CodeSource): Promise<Uint8Array>;
  /** An SDK request handler instead of the network: the in-process sandbox. */
  requestHandler?(service: ServiceName): unknown;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Where APIs are invoked when not at AWS's own host names: invoke URLs are `BASE/API-ID/STAGE`. */
  readonly invokeUrlBase?: string;
  /** Keep sockets open between calls (default); some emulators break kept ones. */
  readonly keepAlive?: boolean;
  /** Told of every request, retries too, as it ends. */
  onCall?(call: AwsCall): void;
  /** 0 to 1; spreads retries. */
  random?(): number;
}

export interface AwsConnection {
  /** For observing: its clients refuse to send a write. */
  openReadSession(): ReadSession;
  openWriteSession(): WriteSession;
  /** Closes the sockets. */
  close(): void;
}

export function connectAws(config: AwsConfig): AwsConnection {
  const transport: Transport = {
    options: { ...config, keepAlive: config.keepAlive ?? true },
    clock: config.clock,
    random: config.random ?? Math.random,
    shared: new Map(),
    credentials: undefined,
  };
  return {
    openReadSession() {
      const { session, common } = openSession(config, transport, true);
      return { ...common, observers: observersOf(session) };
    },
    openWriteSession() {
      const { session, common } = openSession(config, transport, false);
      const providers = providersOf(session);
      return { ...common, observers: providers, providers };
    },
    close() {
      for (const client of transport.shared.values()) client.destroy();
    },
  };
}

function openSession(config: AwsConfig, transport: Transport, readOnly: boolean) {
  const counter = createCallCounter();
  const clients = createClients(transport, { counter, readOnly });
  const session: AwsSession = {
    clients,
    clock: config.clock,
    invokeUrlBase: config.invokeUrlBase,
    packageCode: config.packageCode,
    read: createMemo(),
    seen: { functions: new Set(), apis: new Map() },
  };
  const common: Pick<ReadSession, "identity" | "calls"> = {
    identity: (signal) => session.read("identity", () => readIdentity(clients, signal)),
    calls: () => counter.count(),
  };
  return { session, common };
}

function observersOf(session: AwsSession): Observers {
  return {
    bucket: bucketObserver(session),
    role: roleObserver(session),
    function: functionObserver(session),
    version: versionObserver(session),
    alias: aliasObserver(session),
    "rest-api": restApiObserver(session),
    permission: permissionObserver(session),
    deployment: deploymentObserver(session),
    stage: stageObserver(session),
  };
}

function providersOf(session: AwsSession): Providers {
  return {
    bucket: bucketProvider(session),
    role: roleProvider(session),
    function: functionProvider(session),
    version: versionProvider(session),
    alias: aliasProvider(session),
    "rest-api": restApiProvider(session),
    permission: permissionProvider(session),
    deployment: deploymentProvider(session),
    stage: stageProvider(session),
  };
}
