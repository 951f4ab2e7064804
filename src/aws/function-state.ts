/** A Lambda function's configuration as AWS reports it, and waiting until AWS has done changing it. */
import type { FunctionConfiguration, Lambda } from "@aws-sdk/client-lambda";
import { StagekeeperError } from "../model/errors.ts";
import type { ApplyContext } from "../model/ports.ts";
import { isNamed, isUncertain } from "./classify-error.ts";
import type { AwsSession } from "./session.ts";
import { waitFor } from "./wait.ts";

const POLL_MS = 1_000;
/** As the SDK's own waiters (aws-facts 5.3): 300 looks a second apart, and 312 of five seconds for a version, which may be optimised first. */
const SETTLED_MS = 300_000;
const PUBLISHED_MS = 1_560_000;
const WRITE_TRIES = 5;

/**
 * Waits by GetFunction, which has a quota of its own (100 a second), until nothing is pending or in progress.
 * Read the RevisionId from what this returns: it changes when an update ends (aws-facts 5.1). Throws when AWS gave up,
 * unless `mayHaveFailed`: a failure from before is what the next write is to mend.
 */
export async function settledFunction(
  session: AwsSession,
  of: { readonly name: string; readonly qualifier?: string; readonly mayHaveFailed?: boolean },
  context: ApplyContext,
): Promise<FunctionConfiguration> {
  const { signal } = context;
  const lambda = await session.clients.lambda();
  const what = of.qualifier ? `${of.name}:${of.qualifier}` : of.name;
  const look = async () => {
    const request = { FunctionName: of.name, ...(of.qualifier ? { Qualifier: of.qualifier } : {}) };
    const { Configuration = {} } = await lambda.getFunction(request, { abortSignal: signal });
    if (!of.mayHaveFailed) refuseFailed(what, Configuration);
    if (Configuration.State !== "Pending" && Configuration.LastUpdateStatus !== "InProgress") return Configuration;
    context.waiting(`${what} to become ready`);
    return undefined;
  };
  const boundMs = of.qualifier === undefined ? SETTLED_MS : PUBLISHED_MS;
  return waitFor(`${what} to become ready`, look, { clock: session.clock, signal, everyMs: POLL_MS, boundMs });
}

/**
 * Runs a write guarded by the revision just read. AWS refuses writes while an update is in progress, ours or anyone's:
 * then waits and goes on. A revision that moved in between is read again, for it moves without anyone's edit too. So
 * `write` must be one that may be done twice under a new revision, as PublishVersion is: unchanged, it gives the same version.
 */
export async function writeSettled<T>(
  session: AwsSession,
  name: string,
  context: ApplyContext,
  write: (lambda: Lambda, configuration: FunctionConfiguration) => Promise<T>,
): Promise<T> {
  const lambda = await session.clients.lambda();
  for (let attempt = 1; ; attempt += 1) {
    const configuration = await settledFunction(session, { name, mayHaveFailed: true }, context);
    try {
      return await write(lambda, configuration);
    } catch (error) {
      const busy = isNamed(error, "ResourceConflictException", "PreconditionFailedException");
      if (!(busy || isUncertain(error)) || attempt >= WRITE_TRIES) throw error;
      await session.clock.sleep(POLL_MS, context.signal);
    }
  }
}

function refuseFailed(what: string, configuration: FunctionConfiguration): void {
  const { State, StateReason, StateReasonCode, LastUpdateStatus, LastUpdateStatusReason } = configuration;
  if (State === "Failed") {
    throw new StagekeeperError("unavailable", `${what}: state Failed: ${StateReason ?? StateReasonCode ?? "no reason given"}`);
  }
  if (LastUpdateStatus === "Failed") {
    throw new StagekeeperError("unavailable", `${what}: last update Failed: ${LastUpdateStatusReason ?? "no reason given"}`);
  }
}
