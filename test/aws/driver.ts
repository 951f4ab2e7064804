/**
 * A pass in small: observes and writes a list of resources in the order given, with the real diff. What the engine adds
 * (planning, guards, concurrency) is not needed to see whether a provider converges.
 */

import type { AwsConnection } from "../../src/aws/connection.ts";
import { diffSpec } from "../../src/diff/diff-spec.ts";
import { rulesOf } from "../../src/kinds/all-rules.ts";
import type { Address } from "../../src/model/address.ts";
import type { AnyDesired, Desired } from "../../src/model/desired.ts";
import type { Kind } from "../../src/model/kind.ts";
import type { AnyLive, Identity, Live, Observation } from "../../src/model/observation.ts";
import type { ApplyContext, ObserveContext, Observer, Provider, ReadSession } from "../../src/model/ports.ts";
import type { Outputs } from "../../src/model/ref.ts";
import { resolveRefs } from "../../src/model/ref.ts";
import type { CallCount } from "../../src/model/report.ts";

const OWNER = "acme";

export interface PassResult {
  /** What was done, as `create bucket:a`, in order. */
  readonly actions: readonly string[];
  readonly observations: ReadonlyMap<Address, Observation>;
  readonly calls: CallCount;
  readonly waits: readonly string[];
  readonly outputs: ReadonlyMap<Address, Outputs>;
}

export interface PassOptions {
  readonly signal?: AbortSignal;
  /** Addresses whose mark is to be put on although they exist without. */
  readonly adopt?: readonly Address[];
}

/** One pass over the resources, in their order. Throws what a provider throws. */
export async function converge(
  connection: AwsConnection,
  resources: readonly AnyDesired[],
  { signal = new AbortController().signal, adopt = [] }: PassOptions = {},
): Promise<PassResult> {
  const session = connection.openWriteSession();
  const identity = await session.identity(signal);
  const seen = new Map<Address, Observation>();
  const outputs = new Map<Address, Outputs>();
  const actions: string[] = [];
  const waits: string[] = [];
  for (const original of resources) {
    const desired = withRefs(original, outputs);
    const provider = session.providers[desired.kind] as Provider<Kind>;
    const observation = await provider.observe(desired as Desired, observeContext(identity, seen, signal, resources));
    seen.set(desired.address, observation);
    if (observation.state === "unknown") continue;
    const context = applyContext(identity, outputs, waits, signal);
    if (observation.state === "absent") {
      outputs.set(desired.address, await provider.create(desired as Desired, context));
      actions.push(`create ${desired.address}`);
      continue;
    }
    const { live } = observation;
    outputs.set(desired.address, live.outputs);
    const changes = diffSpec({ desired: desired.spec, live: live.spec, rules: rulesOf(desired.kind).fields, sensitive: [] });
    const adopts = adopt.includes(desired.address);
    if (changes.length === 0 && !adopts) continue;
    outputs.set(
      desired.address,
      await provider.update({ desired: desired as Desired, live: live as Live, changes, adopts }, context),
    );
    actions.push(`update ${desired.address} ${changes.map(({ path }) => path).join(" ")}`.trim());
  }
  return { actions, observations: seen, calls: session.calls(), waits, outputs };
}

/** Observes without writing, through a read session. */
export async function look(
  connection: AwsConnection,
  resources: readonly AnyDesired[],
): Promise<{
  readonly observations: ReadonlyMap<Address, Observation>;
  readonly calls: CallCount;
  readonly session: ReadSession;
}> {
  const signal = new AbortController().signal;
  const session = connection.openReadSession();
  const identity = await session.identity(signal);
  const seen = new Map<Address, Observation>();
  for (const original of resources) {
    const outputs = new Map(
      [...seen].flatMap(([address, found]) => (found.state === "present" ? [[address, found.live.outputs] as const] : [])),
    );
    const desired = withRefs(original, outputs);
    const observer = session.observers[desired.kind] as Observer<Kind>;
    seen.set(desired.address, await observer.observe(desired as Desired, observeContext(identity, seen, signal, resources)));
  }
  return { observations: seen, calls: session.calls(), session };
}

/** Deletes in the reverse of the order given, as far as it is there. */
export async function destroy(connection: AwsConnection, resources: readonly AnyDesired[]): Promise<void> {
  const signal = new AbortController().signal;
  const { observations } = await look(connection, resources);
  const session = connection.openWriteSession();
  const identity = await session.identity(signal);
  for (const { address, kind } of resources.toReversed()) {
    const observation = observations.get(address);
    if (observation?.state !== "present") continue;
    const provider = session.providers[kind] as Provider<Kind>;
    await provider.delete(observation.live as Live, applyContext(identity, new Map(), [], signal));
  }
}

/** What applying needs, for calling a provider by itself. */
export function anApplyContext(identity: Identity): ApplyContext {
  return applyContext(identity, new Map(), [], new AbortController().signal);
}

/** What observing needs, likewise: nothing else was observed. */
export function anObserveContext(identity: Identity): ObserveContext {
  return observeContext(identity, new Map(), new AbortController().signal, []);
}

/** Every owned live resource of a kind, after observing `resources`. */
export async function owned(
  connection: AwsConnection,
  kind: Kind,
  resources: readonly AnyDesired[],
): Promise<readonly AnyLive[]> {
  const { session, observations } = await look(connection, resources);
  const signal = new AbortController().signal;
  const context = observeContext(await session.identity(signal), observations, signal, resources);
  const found: AnyLive[] = [];
  for await (const live of (session.observers[kind] as Observer<Kind>).listOwned(context)) found.push(live as AnyLive);
  return found;
}

function withRefs(desired: AnyDesired, outputs: ReadonlyMap<Address, Outputs>): AnyDesired {
  return { ...desired, spec: resolveRefs(desired.spec, (ref) => outputs.get(ref.$ref)?.[ref.output]) } as AnyDesired;
}

function observeContext(
  identity: Identity,
  seen: ReadonlyMap<Address, Observation>,
  signal: AbortSignal,
  resources: readonly AnyDesired[],
): ObserveContext {
  return {
    addressesOf: (kind) => resources.filter((resource) => resource.kind === kind).map(({ address }) => address),
    identity,
    owner: OWNER,
    signal,
    observationOf: <K extends Kind>(_: K, address: Address) => seen.get(address) as Observation<K> | undefined,
  };
}

function applyContext(
  identity: Identity,
  outputs: ReadonlyMap<Address, Outputs>,
  waits: string[],
  signal: AbortSignal,
): ApplyContext {
  return {
    identity,
    owner: OWNER,
    revision: "0123456789abcdef",
    signal,
    outputsOf: (address) => outputs.get(address),
    waiting: (message) => waits.push(message),
    served: () => {},
  };
}
