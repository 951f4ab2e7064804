/**
 * What stands at an alias and has calls of its own in Lambda: provisioned concurrency, a function URL, and what becomes of events.
 * Only what is declared is read. All of them go with the alias when it is deleted (Lambda DeleteAlias).
 */
import type { Lambda } from "@aws-sdk/client-lambda";
import { StagekeeperError } from "../model/errors.ts";
import type { ApplyContext, ObserveContext } from "../model/ports.ts";
import type { AliasSpec } from "../model/specs/alias.ts";
import { type AliasTarget, readUrl, removeUrl, writeUrl } from "./alias-url.ts";
import { ifThere, isNamed, unlessNamed } from "./classify-error.ts";
import type { AwsSession } from "./session.ts";
import { waitFor, whilePassing } from "./wait.ts";

type AspectName = "provisionedConcurrency" | "url" | "asyncInvocation";

interface Aspect<A extends AspectName> {
  /** `null`: there is none. */
  read(session: AwsSession, target: AliasTarget, context: ObserveContext): Promise<AliasSpec[A]>;
  write(session: AwsSession, target: AliasTarget, value: NonNullable<AliasSpec[A]>, context: ApplyContext): Promise<unknown>;
  remove(session: AwsSession, target: AliasTarget, context: ApplyContext): Promise<unknown>;
}

const ASPECTS: { readonly [A in AspectName]: Aspect<A> } = {
  provisionedConcurrency: {
    async read(session, target, { signal }) {
      const found = await readProvisioned(session, target, signal);
      // What could not be allotted is as good as none: it is asked for again.
      return found === undefined || found.Status === "FAILED" ? null : (found.RequestedProvisionedConcurrentExecutions ?? null);
    },
    write: (session, target, wanted, context) => provision(session, target, wanted, context),
    remove: async (session, target) => (await session.clients.lambda()).deleteProvisionedConcurrencyConfig(target),
  },
  url: { read: readUrl, write: writeUrl, remove: removeUrl },
  asyncInvocation: {
    async read(session, target, { signal: abortSignal }) {
      const lambda = await session.clients.lambda();
      const found = await ifThere(lambda.getFunctionEventInvokeConfig(target, { abortSignal }));
      if (found === undefined) return null;
      const { MaximumRetryAttempts: retries, MaximumEventAgeInSeconds: maxAgeSeconds, DestinationConfig: to } = found;
      return {
        ...(retries !== undefined && { retries }),
        ...(maxAgeSeconds !== undefined && { maxAgeSeconds }),
        ...(to?.OnSuccess?.Destination && { onSuccess: to.OnSuccess.Destination }),
        ...(to?.OnFailure?.Destination && { onFailure: to.OnFailure.Destination }),
      };
    },
    async write(session, target, { retries, maxAgeSeconds, onSuccess, onFailure }) {
      const lambda = await session.clients.lambda();
      // Replaces the whole of it, so that what is left out is Lambda's own way again.
      return lambda.putFunctionEventInvokeConfig({
        ...target,
        MaximumRetryAttempts: retries,
        MaximumEventAgeInSeconds: maxAgeSeconds,
        DestinationConfig: { OnSuccess: { Destination: onSuccess }, OnFailure: { Destination: onFailure } },
      });
    },
    async remove(session, target) {
      const lambda = await session.clients.lambda();
      await ifThere(lambda.deleteFunctionEventInvokeConfig(target));
    },
  },
};

// The table has exactly these keys by its type.
export const ALIAS_ASPECTS = Object.keys(ASPECTS) as readonly AspectName[];

/** Those that are declared. */
export async function readAliasAspects(
  session: AwsSession,
  target: AliasTarget,
  declared: AliasSpec,
  context: ObserveContext,
): Promise<Pick<AliasSpec, AspectName>> {
  const names = ALIAS_ASPECTS.filter((name) => declared[name] !== undefined);
  const values = await Promise.all(names.map((name) => readAspect(name, session, target, context)));
  return Object.fromEntries(names.map((name, at) => [name, values[at]]));
}

function readAspect<A extends AspectName>(name: A, session: AwsSession, target: AliasTarget, context: ObserveContext) {
  return session.readDeep<AliasSpec[A]>(`lambda.${name} ${target.FunctionName} ${target.Qualifier}`, () =>
    ASPECTS[name].read(session, target, context),
  );
}

/** Of those that are declared, the ones that `chosen` names. */
export async function writeAliasAspects(
  session: AwsSession,
  target: AliasTarget,
  of: { readonly spec: AliasSpec; chosen(name: AspectName): boolean },
  context: ApplyContext,
): Promise<void> {
  for (const name of ALIAS_ASPECTS) {
    if (of.chosen(name)) await writeAspect(name, of.spec[name], { session, target, context });
  }
}

async function writeAspect<A extends AspectName>(
  name: A,
  value: AliasSpec[A],
  { session, target, context }: { readonly session: AwsSession; readonly target: AliasTarget; readonly context: ApplyContext },
): Promise<void> {
  if (value === undefined) return;
  if (value === null) await ASPECTS[name].remove(session, target, context);
  // Neither null nor undefined: just tested.
  else await ASPECTS[name].write(session, target, value as NonNullable<AliasSpec[A]>, context);
}

/**
 * With provisioned concurrency AWS itself weighs an alias while it moves (aws-facts 5.4): in progress, not drift. Asked
 * only when there are weights that nothing of ours explains.
 */
export async function provisioningState(
  session: AwsSession,
  target: AliasTarget,
  { signal }: ObserveContext,
): Promise<string | undefined> {
  try {
    const found = await readProvisioned(session, target, signal);
    return found?.Status === "IN_PROGRESS" ? `provisioned concurrency ${found.Status}` : undefined;
  } catch (error) {
    // Not shown to us: then the weights are somebody's.
    if (error instanceof StagekeeperError && error.code !== "interrupted") return undefined;
    throw error;
  }
}

const POLL_MS = 5_000;
/** Lambda allots some thousand a minute and more; what takes longer than this does not come. */
const PROVISIONED_MS = 900_000;
const MOVING_MS = 900_000;

/** Waits until all of it is ready. Throws when Lambda gives up, with its reason. */
async function provision(session: AwsSession, target: AliasTarget, wanted: number, context: ApplyContext): Promise<void> {
  const { signal } = context;
  const lambda = await session.clients.lambda();
  const what = `provisioned concurrency of ${target.FunctionName}:${target.Qualifier}`;
  const rules = { clock: session.clock, signal, everyMs: POLL_MS };
  // What was allotted to the version before is still being taken back, or the alias has two versions until it is.
  await whilePassing(
    (error) => isNamed(error, "ResourceConflictException"),
    () => lambda.putProvisionedConcurrencyConfig({ ...target, ProvisionedConcurrentExecutions: wanted }),
    { ...rules, boundMs: MOVING_MS, onWait: () => context.waiting(`${what} to be changed`) },
  );
  const look = async () => {
    const found = await fetchProvisioned(lambda, target, signal);
    if (found?.Status === "READY") return found;
    if (found?.Status === "FAILED") {
      throw new StagekeeperError("unavailable", `${what}: not allotted: ${found.StatusReason ?? "no reason given"}`);
    }
    context.waiting(`${what} to be ready`);
    return undefined;
  };
  await waitFor(`${what} to be ready`, look, { ...rules, boundMs: PROVISIONED_MS });
}

/** Once a pass. */
function readProvisioned(session: AwsSession, target: AliasTarget, signal: AbortSignal) {
  return session.read(`lambda.GetProvisionedConcurrencyConfig ${target.FunctionName} ${target.Qualifier}`, async () =>
    fetchProvisioned(await session.clients.lambda(), target, signal),
  );
}

function fetchProvisioned(lambda: Lambda, target: AliasTarget, abortSignal: AbortSignal) {
  const call = lambda.getProvisionedConcurrencyConfig(target, { abortSignal });
  return unlessNamed(call, "ProvisionedConcurrencyConfigNotFoundException");
}
