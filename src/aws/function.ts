/** Lambda functions: `$LATEST`, its code and configuration. One GetFunction tells both, and the tags. */
import type { CreateFunctionCommandInput, FunctionConfiguration, GetFunctionCommandOutput } from "@aws-sdk/client-lambda";
import { addressOf, nameAt } from "../model/address.ts";
import type { Desired } from "../model/desired.ts";
import { StagekeeperError } from "../model/errors.ts";
import type { Live } from "../model/observation.ts";
import type { ApplyContext, Observer, Provider, UpdateStep } from "../model/ports.ts";
import type { CodeSource } from "../model/specs/function.ts";
import { applyMapChanges, changedMembers, mapChanges } from "./changes.ts";
import { isNamed, isNotFound } from "./classify-error.ts";
import { createOnce } from "./create-once.ts";
import { foreignOfFunction } from "./foreign-children.ts";
import { readFunctionAspects, writeFunctionAspects } from "./function-aspects.ts";
import { CONFIGURATION_MEMBERS, configurationInput, configurationSpec } from "./function-configuration.ts";
import { settledFunction, writeSettled } from "./function-state.ts";
import { ABSENT, allPages, observing, resolved } from "./observing.ts";
import { readTags, withMark } from "./owner-tag.ts";
import type { AwsSession } from "./session.ts";
import { type Looking, latestRevision } from "./version-reads.ts";
import { whilePassing } from "./wait.ts";

/** Typically 2 to 20 s; the same error name is given to real mistakes, so bounded (aws-facts 7). */
const ROLE_PROPAGATION_MS = 120_000;
const POLL_MS = 2_000;
const BUSY_MS = 60_000;

/** Members that UpdateFunctionCode carries; everything else that freezes into a version is configuration. */
const CODE_MEMBERS = ["codeSha256", "architecture", "codeKmsKey"] as const;

export function functionObserver(session: AwsSession): Observer<"function"> {
  return {
    observe: (desired, context) =>
      observing(desired.address, async () => {
        const name = nameAt(desired.address, 0);
        session.seen.functions.add(name);
        const found = await readFunction(session, name, context);
        if (!found) {
          session.seen.missingFunctions.add(name);
          return ABSENT;
        }
        if (found.TagsError) {
          // GetFunction answers all the same when only the tags are denied; without them a function looks unowned.
          const message = `${desired.address}: its tags may not be read: ${found.TagsError.Message ?? "denied"}; allow lambda:ListTags`;
          return { state: "unknown", reason: "denied", message };
        }
        const live = toLive(name, found);
        const aspects = await readFunctionAspects(session, name, desired.spec, context.signal);
        return { state: "present", live: { ...live, spec: { ...live.spec, ...aspects } } };
      }),
    foreignIn: (live, context) => foreignOfFunction(session, nameAt(live.address, 0), context),
    async *listOwned(context) {
      for (const { FunctionName = "" } of await listFunctions(session, context.signal)) {
        const found = await readFunction(session, FunctionName, context);
        if (!found) continue;
        const live = toLive(FunctionName, found);
        if (live.owner !== context.owner) continue;
        const unmanaged = session.seen.functions.has(FunctionName) ? [] : await foreignOfFunction(session, FunctionName, context);
        yield { ...live, unmanaged };
      }
    },
  };
}

export function functionProvider(session: AwsSession): Provider<"function"> {
  return {
    ...functionObserver(session),
    create: (desired, context) => createFunction(session, desired, context),

    async update(step, context) {
      await updateFunction(session, step, context);
      return step.live.outputs;
    },

    async delete(live, context) {
      const lambda = await session.clients.lambda();
      const name = nameAt(live.address, 0);
      try {
        await whilePassing(
          // An update of it is still under way.
          (error) => isNamed(error, "ResourceConflictException"),
          () => lambda.deleteFunction({ FunctionName: name }),
          {
            clock: session.clock,
            signal: context.signal,
            everyMs: POLL_MS,
            boundMs: BUSY_MS,
            onWait: () => context.waiting(`an update of ${name} to end`),
          },
        );
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    },
  };
}

/** Every function of the account and region, once a pass. */
export function listFunctions(session: AwsSession, abortSignal: AbortSignal): Promise<readonly FunctionConfiguration[]> {
  return session.read("lambda.ListFunctions", async () => {
    const lambda = await session.clients.lambda();
    return allPages(async (Marker) => {
      const page = await lambda.listFunctions({ Marker }, { abortSignal });
      return { items: page.Functions ?? [], token: page.NextMarker };
    });
  });
}

/**
 * GetFunction, once a pass; `undefined`: no such function. A shallow look has its revision from a listing that tells of all
 * functions and versions, and only its tags, which no listing has, from the last full one.
 */
export function readFunction(session: AwsSession, name: string, context: Looking): Promise<GetFunctionCommandOutput | undefined> {
  return session.readDeep(
    `lambda.GetFunction ${name}`,
    async () => {
      const lambda = await session.clients.lambda();
      try {
        return await lambda.getFunction({ FunctionName: name }, { abortSignal: context.signal });
      } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
      }
    },
    async (found) => {
      const revision = found?.Configuration?.RevisionId;
      return revision !== undefined && (await latestRevision(session, name, context)) === revision;
    },
  );
}

function toLive(name: string, found: GetFunctionCommandOutput): Live<"function"> {
  const configuration = found.Configuration ?? {};
  const { tags, owner } = readTags(found.Tags);
  const arn = configuration.FunctionArn ?? "";
  const codeSha256 = configuration.CodeSha256 ?? "";
  const frozen = configurationSpec(configuration);
  return {
    kind: "function",
    address: addressOf("function", name),
    spec: {
      ...frozen,
      codeSha256,
      description: configuration.Description ?? "",
      tags,
      reservedConcurrency: found.Concurrency?.ReservedConcurrentExecutions ?? null,
      codeKmsKey: found.Code?.SourceKMSKeyArn || null,
    },
    facts: { arn, revisionId: configuration.RevisionId, codeSha256, environment: frozen.environment ?? {} },
    outputs: { arn },
    owner,
  };
}

async function createFunction(session: AwsSession, desired: Desired<"function">, context: ApplyContext) {
  const { spec, intent } = desired;
  const FunctionName = nameAt(desired.address, 0);
  if (!intent.code) {
    throw new StagekeeperError(
      "invalid",
      `${desired.address}: cannot be created: its code is not declared; declare code, or create it first`,
    );
  }
  const lambda = await session.clients.lambda();
  const input: CreateFunctionCommandInput = {
    FunctionName,
    // What is declared not to be there is not, in a new function.
    ...configurationInput(spec, (member) => spec[member] !== undefined && spec[member] !== null),
    Role: resolved(spec.role, `the role of ${desired.address}`),
    PackageType: intent.code.from === "image" ? "Image" : undefined,
    Code: await codeInput(session, desired, intent.code),
    CodeSigningConfigArn: spec.codeSigning ?? undefined,
    TenancyConfig: spec.tenantIsolation ? { TenantIsolationMode: "PER_TENANT" } : undefined,
    Architectures: spec.architecture ? [spec.architecture] : undefined,
    Environment: spec.environment ? { Variables: { ...spec.environment } } : undefined,
    Tags: withMark(spec.tags, context.owner),
  };
  await createOnce(
    () => whileRoleSpreads(session, context, FunctionName, () => lambda.createFunction(input)),
    () =>
      lambda.getFunction({ FunctionName }).catch((error: unknown) => {
        if (isNotFound(error)) return undefined;
        throw error;
      }),
    { clock: session.clock, signal: context.signal },
  );
  const { FunctionArn = "" } = await settledFunction(session, { name: FunctionName }, context);
  if (spec.reservedConcurrency !== undefined && spec.reservedConcurrency !== null) await writeConcurrency(session, desired);
  await writeFunctionAspects(session, FunctionName, spec, (name) => name !== "codeSigning");
  return { arn: FunctionArn };
}

/**
 * Configuration first: old code rarely minds a variable or a layer too many, while new code may fail without them. Each
 * write waits for the one before, and is guarded by the revision read after that.
 */
async function updateFunction(session: AwsSession, step: UpdateStep<"function">, context: ApplyContext): Promise<void> {
  const { desired, live, changes, adopts } = step;
  const name = nameAt(desired.address, 0);
  const members = changedMembers(changes);
  const lambda = await session.clients.lambda();
  const tags = mapChanges(changes, "tags");
  const set = adopts ? withMark(tags.set, context.owner) : tags.set;
  if (Object.keys(set).length > 0) await lambda.tagResource({ Resource: live.facts.arn, Tags: { ...set } });
  if (tags.remove.length > 0) await lambda.untagResource({ Resource: live.facts.arn, TagKeys: [...tags.remove] });

  if (CONFIGURATION_MEMBERS.some((member) => members.has(member))) {
    const environment = members.has("environment") ? mapChanges(changes, "environment") : undefined;
    await writeSettled(session, name, context, (client, configuration) =>
      whileRoleSpreads(session, context, name, () =>
        client.updateFunctionConfiguration({
          FunctionName: name,
          RevisionId: configuration.RevisionId,
          ...configurationInput(desired.spec, (member) => members.has(member)),
          ...(environment && { Environment: { Variables: applyMapChanges(environmentOf(configuration), environment) } }),
        }),
      ),
    );
  }
  if (members.has("reservedConcurrency")) await writeConcurrency(session, desired);
  // Before the code, which they may be about.
  await writeFunctionAspects(session, name, desired.spec, (aspect) => members.has(aspect));
  if (CODE_MEMBERS.some((member) => members.has(member))) await updateCode(session, desired, context);
  await settledFunction(session, { name }, context);
}

/** Of the function as a whole: nothing of it is frozen into versions. */
async function writeConcurrency(session: AwsSession, { address, spec }: Desired<"function">): Promise<void> {
  const lambda = await session.clients.lambda();
  const FunctionName = nameAt(address, 0);
  const { reservedConcurrency: reserved } = spec;
  if (reserved === null || reserved === undefined) await lambda.deleteFunctionConcurrency({ FunctionName });
  else await lambda.putFunctionConcurrency({ FunctionName, ReservedConcurrentExecutions: reserved });
}

async function updateCode(session: AwsSession, desired: Desired<"function">, context: ApplyContext): Promise<void> {
  const { code } = desired.intent;
  if (!code) {
    throw new StagekeeperError(
      "invalid",
      `${desired.address}: architecture cannot change without code; declare code, or ship it elsewhere`,
    );
  }
  const zip = await codeInput(session, desired, code);
  await writeSettled(session, nameAt(desired.address, 0), context, (lambda, configuration) =>
    lambda.updateFunctionCode({
      FunctionName: nameAt(desired.address, 0),
      RevisionId: configuration.RevisionId,
      ...zip,
      Architectures: desired.spec.architecture ? [desired.spec.architecture] : undefined,
    }),
  );
}

export function environmentOf(configuration: FunctionConfiguration): Record<string, string> {
  return { ...configuration.Environment?.Variables };
}

async function codeInput(session: AwsSession, { spec }: Desired<"function">, code: CodeSource) {
  if (code.from === "image") return { ImageUri: code.uri };
  // An empty name is Lambda's own key again.
  const key = spec.codeKmsKey === undefined ? {} : { SourceKMSKeyArn: spec.codeKmsKey ?? "" };
  if (code.from !== "s3") return { ZipFile: await session.packageCode(code), ...key };
  const storage = code.storage && { S3ObjectStorageMode: code.storage === "copy" ? ("COPY" as const) : ("REFERENCE" as const) };
  return { S3Bucket: code.bucket, S3Key: code.key, S3ObjectVersion: code.objectVersion, ...storage, ...key };
}

/** A role made a moment ago cannot be assumed until IAM has spread it. Only the text tells this from a wrong parameter. */
function whileRoleSpreads<T>(session: AwsSession, context: ApplyContext, name: string, act: () => Promise<T>): Promise<T> {
  const spreading =
    /cannot be assumed by Lambda|does not have permissions to call CreateNetworkInterface|KMS key is invalid for CreateGrant/i;
  return whilePassing((error) => isNamed(error, "InvalidParameterValueException") && spreading.test(String(error)), act, {
    clock: session.clock,
    signal: context.signal,
    everyMs: POLL_MS,
    boundMs: ROLE_PROPAGATION_MS,
    onWait: () => context.waiting(`the role of ${name} to be known to Lambda`),
  });
}
