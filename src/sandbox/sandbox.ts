/**
 * An AWS account in this process: control planes of API Gateway, Lambda, S3, IAM, STS, CloudWatch and CloudTrail, and the data plane behind an
 * API's invoke URL. SDK clients reach it through `requestHandler` without a socket; everything else over HTTP.
 */
import type { Clock } from "../model/ports.ts";
import type { Caller } from "./callers.ts";
import { recordEvent } from "./cloudtrail/record-event.ts";
import { type ControlPlane, createControlPlane } from "./control-plane.ts";
import type { FaultScript, Faults } from "./faults.ts";
import type { HttpEndpoint } from "./gateway/http-endpoint.ts";
import type { HttpListener } from "./http-listener.ts";
import { createJournal, type Journal } from "./journal.ts";
import { awsQuotas, NO_QUOTAS } from "./quotas.ts";
import { createRequestHandler, type SandboxRequestHandler } from "./request-handler.ts";
import type { ServiceName } from "./service-name.ts";
import { lazyServices } from "./services.ts";
import { createWorld, type Shared, type World } from "./world.ts";

export interface SandboxOptions {
  readonly clock: Clock;
  readonly seed?: number;
  /** Twelve digits; 000000000000 unless said otherwise. */
  readonly account?: string;
  readonly region?: string;
  /** `aws`: the control planes' published request quotas hold, on the sandbox's clock. Off unless asked for. */
  readonly quotas?: "aws" | "off";
  /** What every control plane call takes, on the sandbox's clock. */
  readonly latencyMs?: number;
  /** Who stands behind an access key; everybody else is the account's one user. */
  readonly callers?: Readonly<Record<string, Caller>>;
  /** After how long CloudTrail finds a write, on the sandbox's clock; five minutes unless said otherwise (aws-facts 8.1). */
  readonly trailDelayMs?: number;
  /** What answers HTTP integrations, on the sandbox's clock, and is timed by it; the network unless said otherwise. */
  readonly httpEndpoint?: HttpEndpoint;
}

export interface Sandbox {
  readonly world: World;
  /** For `new XClient({ requestHandler })`. */
  requestHandler(service: ServiceName): SandboxRequestHandler;
  /** Serves every service and every invoke URL on one port; port 0 takes a free one. */
  listen(port: number, host?: string): Promise<{ readonly url: string; close(): Promise<void> }>;
  /** Where a stage answers: over HTTP once the sandbox listens, as AWS would name it before. */
  invokeUrl(apiId: string, stage: string): string;
  readonly journal: Journal;
  readonly faults: Faults;
  /** Stops listening and running functions. The state is gone with the object. */
  close(): Promise<void>;
}

const TRAIL_DELAY_MS = 300_000;

export function createSandbox(options: SandboxOptions): Sandbox {
  return openPlace(options).sandbox;
}

/** A sandbox as one place of many, with the door that others lead calls to. */
export interface Place {
  readonly sandbox: Sandbox;
  readonly controlPlane: ControlPlane;
}

/** `endpoint`: where all places are served together. */
export function openPlace(options: SandboxOptions, many?: { readonly shared: Shared; endpoint(): Promise<string> }): Place {
  const listeners = new Set<HttpListener>();
  const noFault: FaultScript = () => undefined;
  let faultScript = noFault;
  let ownListener: Promise<HttpListener> | undefined;
  const journal = createJournal();
  const world = createWorld({ ...options, endpointUrl: many?.endpoint ?? endpointUrl, shared: many?.shared });
  journal.watch((entry) => recordEvent(world, entry, options.trailDelayMs ?? TRAIL_DELAY_MS));
  const controlPlane = createControlPlane({
    world,
    services: lazyServices(world),
    journal,
    quotas: options.quotas === "aws" ? awsQuotas(options.clock) : NO_QUOTAS,
    faultOf: (call) => faultScript(call),
    latencyMs: options.latencyMs ?? 0,
  });

  async function listen(port: number, host = "127.0.0.1"): Promise<HttpListener> {
    const { startHttpListener } = await import("./http-listener.ts");
    const listener = await startHttpListener({ worldOf: () => world, controlPlane }, { port, host });
    listeners.add(listener);
    return {
      url: listener.url,
      close() {
        listeners.delete(listener);
        return listener.close();
      },
    };
  }

  async function endpointUrl(): Promise<string> {
    const [first] = listeners;
    if (first) return first.url;
    ownListener ??= listen(0);
    return (await ownListener).url;
  }

  const sandbox: Sandbox = {
    world,
    requestHandler: (service) => createRequestHandler(service, controlPlane),
    listen,
    invokeUrl(apiId, stage) {
      const [first] = listeners;
      if (first) return `${first.url}/_aws/execute-api/${apiId}/${stage}`;
      return `https://${apiId}.execute-api.${world.region}.amazonaws.com/${stage}`;
    },
    journal,
    faults: {
      script(script) {
        faultScript = script;
      },
      clear() {
        faultScript = noFault;
      },
    },
    async close() {
      await ownListener?.catch(() => undefined);
      await Promise.all([...listeners].map((listener) => listener.close()));
      listeners.clear();
      await world.lambda.runtime.close();
    },
  };
  return { sandbox, controlPlane };
}
