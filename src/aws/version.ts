/**
 * Published versions, found by what they hold. A version freezes `$LATEST`, so another environment than `$LATEST`'s goes
 * through it, serially (aws-facts 5.2):
 *
 *   park      aliases that serve $LATEST are pointed at a published copy of it: no request sees the other environment
 *   set       environment of $LATEST, guarded by its revision
 *   publish   guarded by code and revision; wait until the version is active
 *   put back  the base environment, whatever failed or was interrupted before
 *   un-park   the aliases serve $LATEST again
 *
 * Cut off anywhere, the next pass finds the version or publishes it (AWS returns the same version for the same content),
 * and puts the function's declared environment and the aliases right as drift.
 */
import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import { canonicalJson } from "../kinds/digest.ts";
import { readVersionOwner, versionDescription } from "../kinds/mark.ts";
import type { Address } from "../model/address.ts";
import { nameAt } from "../model/address.ts";
import type { Desired } from "../model/desired.ts";
import { StagekeeperError } from "../model/errors.ts";
import type { Environment } from "../model/json.ts";
import type { Live } from "../model/observation.ts";
import type { ApplyContext, ObserveContext, Observer, Provider } from "../model/ports.ts";
import type { Outputs } from "../model/ref.ts";
import type { VersionSpec } from "../model/specs/version.ts";
import { isNotFound } from "./classify-error.ts";
import { environmentOf, readFunction } from "./function.ts";
import { configurationSpec } from "./function-configuration.ts";
import { settledFunction, writeSettled } from "./function-state.ts";
import { ABSENT, inUse, knownValue, observing } from "./observing.ts";
import { parkAliases, unparkAliases } from "./parking.ts";
import { copyOf, publishVersion } from "./publish.ts";
import type { AwsSession } from "./session.ts";
import { listVersions } from "./version-reads.ts";

export function versionObserver(session: AwsSession): Observer<"version"> {
  return {
    observe: (desired, context) =>
      observing(desired.address, async () => {
        const live = await findVersion(session, desired, context);
        return live ? { state: "present", live } : ABSENT;
      }),
    // Versions stay when nothing asks for them any more, as far as `keep` lets them: a rollback needs them, and AWS deletes them with their function.
    async *listOwned() {},
  };
}

export function versionProvider(session: AwsSession): Provider<"version"> {
  return {
    ...versionObserver(session),
    create: (desired, context) => makeVersion(session, desired, context),
    // Immutable: what is found is what was asked for.
    update: async (step) => step.live.outputs,

    async delete(live, context) {
      const lambda = await session.clients.lambda();
      const request = { FunctionName: nameAt(live.address, 0), Qualifier: live.facts.number };
      try {
        await lambda.deleteFunction(request, { abortSignal: context.signal });
      } catch (error) {
        if (!isNotFound(error)) throw inUse(error, live.address);
      }
    },
  };
}

async function findVersion(
  session: AwsSession,
  desired: Desired<"version">,
  context: ObserveContext,
): Promise<Live<"version"> | undefined> {
  const name = nameAt(desired.address, 0);
  session.seen.functions.add(name);
  const latest = await readFunction(session, name, context);
  if (!latest) return undefined;
  const asked = await askedOf(desired, latest.Configuration ?? {}, context);
  if (!asked) return undefined;
  const newestFirst = (await listVersions(session, name, context)).toReversed();
  const isAsked = (version: FunctionConfiguration) =>
    desired.intent.select === "number" ? version.Version === nameAt(desired.address, 1) : holds(version, asked);
  const found = newestFirst.find(isAsked);
  if (!found) return undefined;
  const number = found.Version ?? "";
  return {
    kind: "version",
    address: desired.address,
    spec: { ...configurationSpec(found), codeSha256: found.CodeSha256 },
    facts: { number },
    outputs: { version: number },
    owner: readVersionOwner(found.Description),
  };
}

/** What the version must hold, references filled in; `undefined`: it names something that is not there yet. */
async function askedOf(
  { spec, intent }: Desired<"version">,
  latest: FunctionConfiguration,
  context: ObserveContext,
): Promise<VersionSpec | undefined> {
  if (intent.select === "newest" || intent.select === "number") return {};
  const codeSha256 = spec.codeSha256 ?? latest.CodeSha256;
  if (spec.role === undefined) return { ...spec, codeSha256 };
  const role = knownValue(spec.role, context);
  return role === undefined ? undefined : { ...spec, codeSha256, role };
}

/** Of these, too, only what is asked is compared. */
const IN_PART = ["logging", "durable"] as const;

/** Only what is asked is compared, but an environment and all else as a whole. */
function holds(version: FunctionConfiguration, asked: VersionSpec): boolean {
  const live: VersionSpec = { ...configurationSpec(version), codeSha256: version.CodeSha256 };
  return (
    Object.entries(asked)
      .filter(([, value]) => value !== undefined)
      // A key of the asked spec is a key of the live one: the same type.
      .every(([key, value]) => {
        const inPart = IN_PART.find((member) => member === key);
        if (inPart) return canonicalJson({ ...live[inPart], ...value }) === canonicalJson(live[inPart]);
        return canonicalJson(live[key as keyof VersionSpec]) === canonicalJson(value);
      })
  );
}

async function makeVersion(session: AwsSession, desired: Desired<"version">, context: ApplyContext): Promise<Outputs> {
  const { spec, intent, address } = desired;
  const name = nameAt(address, 0);
  if (!intent.publishable) {
    throw new StagekeeperError(
      "not-found",
      `${address}: no published version holds this code, and $LATEST will not either; declare that code or another pin`,
    );
  }
  const latest = await settledFunction(session, { name, mayHaveFailed: true }, context);
  if (spec.codeSha256 && latest.CodeSha256 !== spec.codeSha256) {
    throw new StagekeeperError(
      "conflict",
      `${address}: $LATEST holds code ${latest.CodeSha256}, not ${spec.codeSha256}; somebody shipped code meanwhile, run again`,
    );
  }
  const { environment: _, ...frozen } = spec;
  if (!holds(latest, frozen)) {
    throw new StagekeeperError(
      "conflict",
      `${address}: $LATEST is not configured as the version shall be; somebody changed the function meanwhile, run again`,
    );
  }
  const description = versionDescription(context.owner, context.revision);
  const standing = environmentOf(latest);
  const wanted = spec.environment ?? standing;
  const content = { codeSha256: latest.CodeSha256, environment: wanted };
  if (canonicalJson(standing) === canonicalJson(wanted)) {
    return { version: await publishVersion(session, { name, description, ...content }, context) };
  }
  // Since it was looked at, another version of this pass, or another process, may have published just this.
  const published = await copyOf(session, name, { ...latest, Environment: { Variables: { ...wanted } } }, context);
  if (published !== undefined) {
    await settledFunction(session, { name, qualifier: published }, context);
    return { version: published };
  }
  const base = intent.baseEnvironment ?? standing;
  // The model promises addresses of aliases here.
  const aliases = intent.latestAliases.map((alias) => nameAt(alias as Address, 1));
  const parked = await parkAliases(session, { name, description, aliases }, context);
  try {
    await setEnvironment(session, name, wanted, context);
    return { version: await publishVersion(session, { name, description, ...content }, context) };
  } finally {
    // Not to be interrupted: a signal that came meanwhile must not leave $LATEST with an environment that is not its own.
    try {
      await setEnvironment(session, name, base, uninterrupted(context));
    } finally {
      await unparkAliases(session, { name, parked }, context);
    }
  }
}

async function setEnvironment(session: AwsSession, name: string, environment: Environment, context: ApplyContext): Promise<void> {
  await writeSettled(session, name, context, async (lambda, configuration) => {
    if (canonicalJson(environmentOf(configuration)) === canonicalJson(environment)) return;
    await lambda.updateFunctionConfiguration({
      FunctionName: name,
      RevisionId: configuration.RevisionId,
      Environment: { Variables: { ...environment } },
    });
  });
  await settledFunction(session, { name }, context);
}

/** The same context with a signal that never comes. */
function uninterrupted({ stop: _, ...context }: ApplyContext): ApplyContext {
  return { ...context, signal: new AbortController().signal };
}
