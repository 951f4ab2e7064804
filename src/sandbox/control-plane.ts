/** One call of the control plane from request to answer: journal, quotas, faults, then the service. */
import { type Fault, type FaultScript, LostAnswer, unavailable } from "./faults.ts";
import type { JournalEntry, RecordingJournal } from "./journal.ts";
import type { Quotas } from "./quotas.ts";
import type { ServiceName } from "./service-name.ts";
import type { Service } from "./services.ts";
import { throttlingError } from "./throttling.ts";
import type { AwsError } from "./wire/aws-error.ts";
import type { WireRequest, WireResponse } from "./wire/message.ts";
import type { Call, ServeHooks } from "./wire/schema-server.ts";
import type { World } from "./world.ts";

export interface ControlPlaneParts {
  readonly world: World;
  readonly services: (name: ServiceName) => Promise<Service>;
  readonly journal: RecordingJournal;
  readonly quotas: Quotas;
  readonly faultOf: FaultScript;
  /** Milliseconds that every call takes on the way in. */
  readonly latencyMs: number;
}

/** Throws LostAnswer when a fault breaks the connection, and the signal's reason when the caller gave up. */
export type ControlPlane = (service: ServiceName, request: WireRequest, signal?: AbortSignal) => Promise<WireResponse>;

export function createControlPlane(parts: ControlPlaneParts): ControlPlane {
  return async (name, request, signal) => {
    const service = await parts.services(name);
    const watch = watchCall(parts, { service: name, request, signal });
    const response = await service.handle(request, watch.hooks);
    if (watch.broken()) throw watch.broken();
    return response;
  };
}

interface WatchedCall {
  readonly service: ServiceName;
  readonly request: WireRequest;
  readonly signal: AbortSignal | undefined;
}

function watchCall(
  parts: ControlPlaneParts,
  { service, request, signal }: WatchedCall,
): { hooks: ServeHooks; broken(): unknown } {
  const { world, journal } = parts;
  let entry: JournalEntry | undefined;
  let fault: Fault | undefined;
  /** Why there is no answer: a lost connection, or a caller that gave up. */
  let broken: unknown;

  async function wait(ms: number): Promise<void> {
    if (ms <= 0) return;
    await world.clock.sleep(ms, signal).catch((reason: unknown) => breakOff(reason));
  }

  function breakOff(reason: unknown): never {
    broken = reason;
    fail(unavailable());
  }

  async function received(call: Call): Promise<void> {
    const { operation, input } = call;
    entry = journal.record({ service, operation, input, at: world.clock.now(), accessKeyId: accessKeyOf(request) });
    fault = parts.faultOf(entry);
    // Functions call while virtual time is held for them: a wait would never end.
    if (!isFunctionCall(entry)) await wait(parts.latencyMs + (fault?.type === "delay" ? fault.ms : 0));
    if (fault?.type === "throttle") fail(throttlingError(service, fault.retryAfterMs ?? 1000));
    strike("before");
    const refusal = parts.quotas.take(service, call);
    if (refusal) fail(refusal);
  }

  function handled(_call: Call, outcome: { readonly error?: AwsError }): void {
    if (entry && outcome.error) journal.fail(entry, outcome.error.code);
    strike("after");
  }

  function strike(when: "before" | "after"): void {
    if (fault?.type === "fail" && fault.when === when) fail(fault.error ?? unavailable());
    if (fault?.type === "lose" && fault.when === when) breakOff(new LostAnswer());
  }

  function fail(error: AwsError): never {
    if (entry) journal.fail(entry, error.code);
    throw error;
  }

  return { hooks: { requestId: world.newUuid(), received, handled }, broken: () => broken };
}

/** Temporary credentials are only ever given to functions here. */
function isFunctionCall({ accessKeyId }: JournalEntry): boolean {
  return accessKeyId?.startsWith("ASIA") ?? false;
}

const CREDENTIAL = /Credential=([^/,\s]+)\/\d{8}\/[^/]*\/([^/]+)\/aws4_request/;

/** The SigV4 credential scope of a request, from its header or, when presigned, its query. Signatures are not verified. */
export function credentialOf(request: WireRequest): { readonly accessKeyId: string; readonly service: string } | undefined {
  const presigned = request.query["X-Amz-Credential"];
  const scope = request.headers.authorization ?? (typeof presigned === "string" ? `Credential=${presigned}` : "");
  const [, accessKeyId, service] = CREDENTIAL.exec(scope) ?? [];
  return accessKeyId && service ? { accessKeyId, service } : undefined;
}

function accessKeyOf(request: WireRequest): string | undefined {
  return credentialOf(request)?.accessKeyId;
}
