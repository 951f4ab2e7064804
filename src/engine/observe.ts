/**
 * Reads what lives at every desired address. Parents first, siblings at once, and derived resources as soon as they are
 * named. Never throws for what AWS answers: what cannot be read is `unknown`, and planning blocks it.
 */
import { rulesOf } from "../kinds/all-rules.ts";
import { type Address, compareAddresses, kindOf } from "../model/address.ts";
import type { AnyDesired, Desired, DesiredState } from "../model/desired.ts";
import { faultOf, StagekeeperError } from "../model/errors.ts";
import type { Kind } from "../model/kind.ts";
import type { AnyLive, Identity, Live, Observation, Unmanaged } from "../model/observation.ts";
import type { ObserveContext, Progress, ReadSession } from "../model/ports.ts";
import { resolveRefs } from "../model/ref.ts";
import { createDeriver, type Derived, type Observations } from "../plan/derive.ts";
import { mapPool } from "./pool.ts";

export interface ObservePass {
  readonly session: ReadSession;
  readonly identity: Identity;
  readonly state: DesiredState;
  readonly concurrency: number;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

export interface Observed {
  readonly derived: Derived;
  readonly observations: Observations;
}

/** What was looked up may name more (a stage's alias, once the live routes are known): again until nothing is new. */
export async function observe(pass: ObservePass): Promise<Observed> {
  const { state, identity } = pass;
  const observations = new Map<Address, Observation>();
  const derivedFrom = createDeriver(state, identity);
  let derived: Derived = { resources: state.resources, blocked: [], notes: [] };
  while (derived.resources.some(({ address }) => !observations.has(address))) {
    const declared = new Map(derived.resources.map((desired) => [desired.address, desired]));
    for (const level of byLevel(derived.resources.filter(({ address }) => !observations.has(address)))) {
      await observeLevel(level, { declared, observations }, pass);
    }
    derived = derivedFrom(observations);
  }
  return { derived, observations };
}

/** Everything of these kinds that carries our mark. */
export async function listOwned(
  kinds: readonly Kind[],
  observations: Observations,
  pass: ObservePass,
): Promise<readonly AnyLive[]> {
  const lists = await mapPool(kinds, pass.concurrency, async (kind) => {
    const lives: Live[] = [];
    const context = contextOf(pass, { declared: new Map(), observations });
    for await (const live of pass.session.observers[kind].listOwned(context)) lives.push(live);
    return lives;
  });
  // Each live comes from the observer of its own kind.
  return lists.flat().toSorted((left, right) => compareAddresses(left.address, right.address)) as readonly AnyLive[];
}

/**
 * Of what is there and ours, also what it holds that is not: a look that only a delete needs. Throws what reading throws, for
 * nothing may be deleted of which nobody knows what goes with it.
 */
export async function lookInside(observations: Observations, pass: ObservePass): Promise<Observations> {
  const { owner } = pass.state;
  const entries = await mapPool([...observations], pass.concurrency, async ([address, observation]) => {
    if (observation.state !== "present" || observation.live.owner !== owner) return [address, observation] as const;
    const foreign = await foreignIn(observation.live, contextOf(pass, { declared: new Map(), observations }), pass);
    const live = { ...observation.live, unmanaged: [...(observation.live.unmanaged ?? []), ...foreign] };
    return [address, { ...observation, live }] as const;
  });
  return new Map(entries);
}

async function foreignIn<K extends Kind>(
  live: Live<K>,
  context: ObserveContext,
  { session }: ObservePass,
): Promise<readonly Unmanaged[]> {
  return (await session.observers[live.kind].foreignIn?.(live, context)) ?? [];
}

interface Known {
  readonly declared: ReadonlyMap<Address, AnyDesired>;
  readonly observations: Observations;
}

async function observeLevel(
  level: readonly AnyDesired[],
  known: Known & { readonly observations: Map<Address, Observation> },
  pass: ObservePass,
): Promise<void> {
  const context = contextOf(pass, known);
  await mapPool(level, pass.concurrency, async (desired) => {
    pass.signal.throwIfAborted();
    const observation =
      fromParents(desired, known) ?? (await observeOne(withKnownRefs(desired, known.observations), context, pass));
    known.observations.set(desired.address, observation);
    pass.progress({ type: "observed", done: known.observations.size, total: known.declared.size });
  });
}

/**
 *   parent                                   child, without a call
 *   unknown                                  unknown: parent
 *   absent, and ours to make                 absent
 *   absent, and external or not declared     unknown: missing
 *   present                                  to be observed
 */
function fromParents(desired: AnyDesired, { declared, observations }: Known): Observation | null {
  const parents = rulesOf(desired.kind).parents(desired.address);
  for (const parent of parents) {
    const above = observations.get(parent);
    if (above?.state === "unknown") return unknown("parent", `${parent} could not be read: ${above.message}`);
  }
  const missing = parents.find((parent) => observations.get(parent)?.state !== "present");
  if (missing === undefined) return null;
  const parent = declared.get(missing);
  if (parent !== undefined && !parent.options.external) return { state: "absent" };
  return unknown("missing", `${missing} does not exist, and is not declared to be created here`);
}

async function observeOne(desired: AnyDesired, context: ObserveContext, pass: ObservePass): Promise<Observation> {
  try {
    return await observeKind(desired, context, pass);
  } catch (error) {
    pass.signal.throwIfAborted();
    // Waiting will not help against credentials that are no good: the whole pass is to say so.
    if (error instanceof StagekeeperError && error.code === "credentials") throw error;
    return unknown("failed", error instanceof StagekeeperError ? error.message : `${desired.address}: ${faultOf(error)}`);
  }
}

async function observeKind<K extends Kind>(
  desired: Desired<K>,
  context: ObserveContext,
  pass: ObservePass,
): Promise<Observation> {
  return pass.session.observers[desired.kind].observe(desired, context);
}

/** Observers compare with what is there: a reference to an output that exists already is replaced by it. */
function withKnownRefs(desired: AnyDesired, observations: Observations): AnyDesired {
  const spec = resolveRefs(desired.spec, ({ $ref, output }) => {
    const observation = observations.get($ref);
    return observation?.state === "present" ? observation.live.outputs[output] : undefined;
  });
  // The same kind of resource; only references in its spec became texts.
  return spec === desired.spec ? desired : ({ ...desired, spec } as AnyDesired);
}

/** What observers are told of a pass; of nothing declared where they only list. */
export function contextOf({ identity, state, signal, progress }: ObservePass, { declared, observations }: Known): ObserveContext {
  return {
    identity,
    owner: state.owner,
    signal,
    // What is observed at an address is of that address's kind.
    observationOf: <K extends Kind>(_: K, address: Address) => observations.get(address) as Observation<K> | undefined,
    addressesOf: (kind) => [...declared.values()].filter((desired) => desired.kind === kind).map(({ address }) => address),
    waiting: (message) => progress({ type: "observing-waits", message }),
  };
}

/** Groups in which nothing is another's parent, nor of a kind that another's observer reads; outermost first. */
function byLevel(resources: readonly AnyDesired[]): readonly (readonly AnyDesired[])[] {
  const among = new Set(resources.map(({ address }) => address));
  const kinds = new Set(resources.map(({ kind }) => kind));
  const depthOf = (address: Address): number => {
    const { parents, readsAfter = [] } = rulesOf(kindOf(address));
    const above = parents(address).filter((parent) => among.has(parent));
    // Kinds that are read by others stand on nothing themselves.
    const before = readsAfter.some((kind) => kinds.has(kind)) ? 1 : 0;
    return Math.max(before, ...above.map((parent) => 1 + depthOf(parent)));
  };
  const levels: AnyDesired[][] = [];
  for (const desired of resources) {
    const depth = depthOf(desired.address);
    while (levels.length <= depth) levels.push([]);
    levels[depth]?.push(desired);
  }
  return levels;
}

function unknown(reason: "parent" | "missing" | "failed", message: string): Observation {
  return { state: "unknown", reason, message };
}
