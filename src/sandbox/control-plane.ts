/** One call of the control plane from request to answer: journal, quotas, faults, then the service. */
import { refusalOf } from "./authorization/authorize.ts";
import { tokenRefusal } from "./authorization/token.ts";
import { createEarlierAnswers, type EarlierAnswers } from "./earlier-answers.ts";
import { type Fault, type FaultScript, LostAnswer, TIME_OUT_MS, TimedOut, unavailable } from "./faults.ts";
import type { JournalEntry, RecordingJournal } from "./journal.ts";
import type { Quotas } from "./quotas.ts";
import { missingChecksum } from "./s3/checksums.ts";
import type { ServiceName } from "./service-name.ts";
import type { Service } from "./services.ts";
import { throttlingError } from "./throttling.ts";
import type { AwsError } from "./wire/aws-error.ts";
import { credentialOf } from "./wire/credential.ts";
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

/**
 * Throws LostAnswer or TimedOut when a fault breaks the connection, and the signal's reason when the caller gave up. For a
 * caller that vanished it never settles.
 */
export type ControlPlane = (service: ServiceName, request: WireRequest, signal?: AbortSignal) => Promise<WireResponse>;

export function createControlPlane(parts: ControlPlaneParts): ControlPlane {
  const earlier = createEarlierAnswers();
  return async (name, request, signal) => {
    const service = await parts.services(name);
    const watch = watchCall({ ...parts, earlier }, { service: name, request, signal });
    const response = await service.handle(request, watch.hooks);
    return watch.answer(response);
  };
}

interface WatchedCall {
  readonly service: ServiceName;
  readonly request: WireRequest;
  readonly signal: AbortSignal | undefined;
}

interface Watch {
  readonly hooks: ServeHooks;
  /** What the caller gets in place of what the service answered, which may be nothing. */
  answer(response: WireResponse): WireResponse | Promise<WireResponse>;
}

function watchCall(
  parts: ControlPlaneParts & { readonly earlier: EarlierAnswers },
  { service, request, signal }: WatchedCall,
): Watch {
  const { world, journal, earlier } = parts;
  let entry: JournalEntry | undefined;
  let faults: readonly Fault[] = [];
  /** Why there is no answer: a lost connection, or a caller that gave up. */
  let broken: unknown;
  let vanished = false;
  let cut = false;
  let stale: WireResponse | undefined;

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
    const { "user-agent": userAgent } = request.headers;
    const caller = { accessKeyId: accessKeyOf(request), userAgent, sourceIp: request.sourceIp };
    entry = journal.record({ service, operation, input, at: world.clock.now(), ...caller });
    faults = [parts.faultOf(entry) ?? []].flat();
    // Functions call while virtual time is held for them: a wait would never end.
    if (!isFunctionCall(world, entry)) await wait(parts.latencyMs + delayIn(faults));
    for (const fault of faults) if (fault.type === "meanwhile") await fault.work();
    for (const fault of faults) if (fault.type === "throttle") fail(throttlingError(service, fault.retryAfterMs ?? 1000));
    await strike("before");
    if (faults.some(({ type }) => type === "stale")) stale = earlier.answerTo(entry);
    if (stale) fail(unavailable());
    const refusal =
      tokenRefusal(world, service, request) ??
      refusalOf(world, service, { call, request }) ??
      unsummed(service, request) ??
      parts.quotas.take(service, call);
    if (refusal) fail(refusal);
  }

  async function handled(_call: Call, outcome: { readonly error?: AwsError }): Promise<void> {
    if (entry && outcome.error) journal.fail(entry, outcome.error.code);
    if (entry) journal.handled(entry);
    await strike("after");
  }

  async function strike(when: "before" | "after"): Promise<void> {
    for (const fault of faults) {
      if (!("when" in fault) || fault.when !== when) continue;
      if (fault.type === "vanish") vanished = true;
      if (fault.type === "fail") fail(fault.error ?? unavailable());
      if (fault.type === "vanish" || fault.as === undefined || fault.as === "reset") breakOff(new LostAnswer());
      // An answer that nobody began to send cannot be cut.
      if (fault.as === "cut" && when === "before") breakOff(new LostAnswer());
      if (fault.as === "cut") cut = true;
      if (fault.as !== "time-out") continue;
      await wait(TIME_OUT_MS);
      breakOff(new TimedOut());
    }
  }

  function fail(error: AwsError): never {
    if (entry) journal.fail(entry, error.code);
    throw error;
  }

  function answer(response: WireResponse): WireResponse | Promise<WireResponse> {
    if (vanished) return new Promise(() => undefined);
    if (broken) throw broken;
    if (stale) return stale;
    if (entry) earlier.remember(entry, response);
    return cut ? { ...response, cut: true } : response;
  }

  return { hooks: { requestId: world.newUuid(), received, handled }, answer };
}

function unsummed(service: ServiceName, request: WireRequest): AwsError | undefined {
  return service === "s3" ? missingChecksum(request) : undefined;
}

function delayIn(faults: readonly Fault[]): number {
  return faults.reduce((total, fault) => total + (fault.type === "delay" ? fault.ms : 0), 0);
}

/** Temporary credentials that STS does not know are those of functions. */
function isFunctionCall({ callers }: World, { accessKeyId = "" }: JournalEntry): boolean {
  return accessKeyId.startsWith("ASIA") && !callers.has(accessKeyId);
}

function accessKeyOf(request: WireRequest): string | undefined {
  return credentialOf(request)?.accessKeyId;
}
