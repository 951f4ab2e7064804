/**
 * Does one step with the provider of its kind: references are resolved from what has been observed and made so far,
 * and what it gives is kept for the steps after it.
 */
import { rulesOf } from "../kinds/all-rules.ts";
import type { Address } from "../model/address.ts";
import type { Desired, DesiredState } from "../model/desired.ts";
import { StagekeeperError } from "../model/errors.ts";
import type { Kind } from "../model/kind.ts";
import type { Identity, Live } from "../model/observation.ts";
import type { Step } from "../model/plan.ts";
import type { ApplyContext, Clock, Ledger, Progress, Providers } from "../model/ports.ts";
import { type Outputs, refsIn, resolveRefs } from "../model/ref.ts";
import { convergedFields } from "../plan/cause.ts";
import type { Observations } from "../plan/derive.ts";
import { takesAlong } from "../plan/prune.ts";
import { rememberUse, withoutDrift, writtenBy } from "./memory.ts";

export interface Performance {
  readonly providers: Providers;
  readonly identity: Identity;
  readonly state: DesiredState;
  readonly ledger: Ledger;
  readonly clock: Pick<Clock, "now">;
  readonly progress: Progress;
  /** Of the pass. */
  readonly signal: AbortSignal;
}

export interface Performer {
  perform(step: Step): Promise<Outputs>;
  /** Outputs of everything observed or made so far; what was deleted has none. */
  readonly outputs: ReadonlyMap<Address, Outputs>;
}

export function createPerformer(performance: Performance, observations: Observations): Performer {
  const outputs = new Map(outputsIn(observations));
  return {
    outputs,
    async perform(step) {
      const given = await performStep(step, performance, outputs);
      if (step.action !== "delete") outputs.set(step.address, given);
      else for (const gone of goneWith(step.address, outputs)) forget(gone, outputs, performance.ledger);
      return given;
    },
  };
}

/** What everything that exists gives to others. */
export function outputsIn(observations: Observations): ReadonlyMap<Address, Outputs> {
  const present = [...observations].flatMap(([address, observation]) =>
    observation.state === "present" ? [[address, observation.live.outputs] as const] : [],
  );
  return new Map(present);
}

async function performStep(step: Step, performance: Performance, outputs: Map<Address, Outputs>): Promise<Outputs> {
  const { ledger } = performance;
  const context = applyContext(step, performance, outputs);
  if (step.action === "delete") {
    await performDelete(step, context, performance.providers);
    return {};
  }
  const resolved = resolveStep(step, outputs);
  const given = await performWrite(resolved, context, performance.providers);
  const fields = withoutDrift(convergedFields(resolved.desired?.spec ?? {}, ledger), step.tolerates ?? [], ledger);
  const written = rulesOf(step.kind).staleReadsMs === undefined ? undefined : writtenBy(step, performance.clock.now(), ledger);
  ledger.record(step.address, fields, written);
  // An update that gives nothing new leaves what was there.
  return { ...outputs.get(step.address), ...given };
}

/** What AWS deleted along with it is gone too, and coming back later it is made anew, not healed. */
function goneWith(address: Address, outputs: ReadonlyMap<Address, Outputs>): readonly Address[] {
  return [address, ...[...outputs.keys()].filter((other) => takesAlong(address, other))];
}

function forget(address: Address, outputs: Map<Address, Outputs>, ledger: Ledger): void {
  outputs.delete(address);
  ledger.forget(address);
}

async function performWrite<K extends Kind>(step: Step, context: ApplyContext, providers: Providers): Promise<Outputs> {
  // A step's desired and live are of the step's own kind; `K` is that kind.
  const [kind, desired, live] = [step.kind as K, step.desired as Desired<K>, step.live as Live<K> | null];
  if (live === null) return providers[kind].create(desired, context);
  return providers[kind].update({ desired, live, changes: step.changes, adopts: step.adopts }, context);
}

async function performDelete<K extends Kind>(step: Step, context: ApplyContext, providers: Providers): Promise<void> {
  // A step's live is of the step's own kind, and a delete has one.
  return providers[step.kind as K].delete(step.live as Live<K>, context);
}

function resolveStep(step: Step, outputs: ReadonlyMap<Address, Outputs>): Step {
  const resolved = resolveRefs({ spec: step.desired?.spec, changes: step.changes }, (ref) => outputs.get(ref.$ref)?.[ref.output]);
  const open = refsIn(resolved.spec)[0];
  if (open !== undefined) {
    throw new StagekeeperError("unexpected", `${step.address} needs ${open.output} of ${open.$ref}, which gave none`);
  }
  // The same kind of resource; only references in its spec became texts.
  const desired = { ...step.desired, spec: resolved.spec } as Step["desired"];
  return { ...step, desired, changes: resolved.changes };
}

function applyContext(step: Step, performance: Performance, outputs: ReadonlyMap<Address, Outputs>): ApplyContext {
  const { identity, state, progress, signal, clock, ledger } = performance;
  return {
    identity,
    owner: state.owner,
    revision: state.revision,
    ...(state.sourceRevision !== undefined && { sourceRevision: state.sourceRevision }),
    // A step that has begun to write is ended, also when the pass is cut short: half a step is what the next pass would have to find.
    signal: new AbortController().signal,
    stop: signal,
    outputsOf: (address) => outputs.get(address),
    waiting: (message) => progress({ type: "step-waiting", step, message }),
    served: (version) => rememberUse(version, clock.now(), ledger),
  };
}
