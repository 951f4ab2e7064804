/** Stages of REST APIs. GetStages tells everything of every stage of an API in one call, tags included. */
import type { CreateStageCommandInput, Stage } from "@aws-sdk/client-api-gateway";
import { readShiftNote, writeShiftNote } from "../kinds/alias/shift-note.ts";
import { HOLD_TAG } from "../kinds/hold.ts";
import { markAliasDescription, readAliasDescription } from "../kinds/mark.ts";
import { addressOf, nameAt } from "../model/address.ts";
import type { Desired } from "../model/desired.ts";
import { StagekeeperError } from "../model/errors.ts";
import type { Identity, Live, Observation } from "../model/observation.ts";
import type { FieldChange } from "../model/plan.ts";
import type { ApplyContext, ObserveContext, Observer, Provider, UpdateStep } from "../model/ports.ts";
import type { Outputs } from "../model/ref.ts";
import type { StageCanary, StageSpec } from "../model/specs/stage.ts";
import { changedMembers, mapChanges } from "./changes.ts";
import { ifThere, isNotFound } from "./classify-error.ts";
import { createOnce } from "./create-once.ts";
import { flushCache } from "./flush-cache.ts";
import { lacksLogRole, withoutLogRole } from "./log-role.ts";
import { ineffective, settingsFromAws } from "./method-settings.ts";
import { ABSENT, observing, resolved } from "./observing.ts";
import { readTags, withMark } from "./owner-tag.ts";
import type { Patch } from "./patch.ts";
import { batches } from "./patch.ts";
import type { AwsSession } from "./session.ts";
import { timesOf } from "./shift-times.ts";
import { afterCreatePatches, stagePatches } from "./stage-patches.ts";
import { putWebAcl } from "./web-acl.ts";

/** Cache clusters take minutes; meanwhile the stage reports neither the old nor the new state (aws-facts 3.1). */
const CACHE_SETTLING: ReadonlySet<string> = new Set(["CREATE_IN_PROGRESS", "DELETE_IN_PROGRESS", "FLUSH_IN_PROGRESS"]);

export function stageObserver(session: AwsSession): Observer<"stage"> {
  return {
    observe: (desired, context) => observing(desired.address, () => observeStage(session, desired, context)),
    async *listOwned(context) {
      for (const [name, id] of session.seen.apis) {
        for (const stage of await listStages(session, id, context.signal)) {
          const live = toLive({ session, api: name, apiId: id, identity: context.identity }, stage);
          if (live.owner === context.owner) yield live;
        }
      }
    },
  };
}

export function stageProvider(session: AwsSession): Provider<"stage"> {
  return {
    ...stageObserver(session),
    create: (desired, context) => createStage(session, desired, context),
    update: (step, context) => updateStage(session, step, context),

    async delete(live, context) {
      const api = await session.clients.apigateway();
      const request = { restApiId: live.facts.apiId, stageName: nameAt(live.address, 1) };
      await ifThere(api.deleteStage(request, { abortSignal: context.signal }));
    },
  };
}

async function observeStage(
  session: AwsSession,
  desired: Desired<"stage">,
  context: ObserveContext,
): Promise<Observation<"stage">> {
  const [api, name] = [nameAt(desired.address, 0), nameAt(desired.address, 1)];
  const parent = context.observationOf("rest-api", addressOf("rest-api", api));
  if (parent?.state === "absent") return ABSENT;
  if (parent?.state !== "present") {
    const message = `${desired.address}: its REST API is not known${parent ? `: ${parent.message}` : ""}`;
    return { state: "unknown", reason: "parent", message };
  }
  const apiId = parent.live.facts.id;
  const stages = await listStages(session, apiId, context.signal);
  const found = stages.find(({ stageName }) => stageName === name);
  const live = found && toLive({ session, api, apiId, identity: context.identity }, found);
  const lacks = await lacksLogRole(session, { desired: desired.spec, live: live?.spec }, context.signal);
  if (!live) return { ...ABSENT, ...(lacks !== undefined && { lacks }) };
  const unmanaged = stages
    .filter(({ stageName }) => stageName !== name)
    .map(({ stageName = "" }) => ({ what: `stage ${api}/${stageName}`, beside: desired.address }));
  const status = found?.cacheClusterStatus ?? "";
  return {
    state: "present",
    live: {
      ...live,
      facts: { ...live.facts, ...(lacks !== undefined && { lacks }) },
      unmanaged,
      ...(CACHE_SETTLING.has(status) ? { settling: { cache: status } } : {}),
    },
  };
}

/** All stages of an API, once a pass; AWS does not page them. None when the API is gone. */
export function listStages(session: AwsSession, restApiId: string, abortSignal: AbortSignal): Promise<readonly Stage[]> {
  return session.read(`apigateway.GetStages ${restApiId}`, async () => {
    const api = await session.clients.apigateway();
    try {
      // The SDK calls this one list `item`, every other one `items`.
      return (await api.getStages({ restApiId }, { abortSignal })).item ?? [];
    } catch (error) {
      if (isNotFound(error)) return [];
      throw error;
    }
  });
}

interface Place {
  readonly session: AwsSession;
  readonly api: string;
  readonly apiId: string;
  readonly identity: Identity;
}

function toLive(place: Place, stage: Stage): Live<"stage"> {
  const { tags, owner, hold } = readTags(stage.tags);
  const { description, note = "" } = readAliasDescription(stage.description);
  const shift = readShiftNote(note);
  const logs = stage.accessLogSettings;
  const spec: StageSpec = {
    description,
    variables: { ...stage.variables },
    deploymentId: stage.deploymentId,
    settings: settingsFromAws(stage.methodSettings),
    cache: stage.cacheClusterEnabled ? { size: stage.cacheClusterSize ?? "" } : null,
    accessLogs: logs?.destinationArn ? { destination: logs.destinationArn, format: logs.format ?? "" } : null,
    tracing: stage.tracingEnabled ?? false,
    // UpdateStage takes them away by an empty text; nothing says that none is shown afterwards.
    clientCertificate: stage.clientCertificateId || null,
    documentationVersion: stage.documentationVersion || null,
    webAcl: stage.webAclArn ?? null,
    canary: canaryFromAws(stage),
    tags,
    ...(shift && { shift: shift.stand }),
    ...(hold && { hold }),
  };
  return {
    kind: "stage",
    address: addressOf("stage", place.api, stage.stageName ?? ""),
    spec,
    facts: { apiId: place.apiId, ...(shift && { shiftTimes: shift.times }) },
    outputs: outputsOf(place, stage.stageName ?? "", stage.deploymentId),
    owner,
  };
}

function canaryFromAws({ canarySettings: canary }: Stage): StageCanary | null {
  if (canary === undefined) return null;
  const { percentTraffic = 0, deploymentId, stageVariableOverrides: variables, useStageCache: stageCache = false } = canary;
  return {
    percent: percentTraffic,
    ...(deploymentId && { deploymentId }),
    ...(variables && { variables: { ...variables } }),
    stageCache,
  };
}

function outputsOf({ session, apiId, identity }: Place, stage: string, deploymentId: string | undefined): Outputs {
  const suffix = identity.partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
  const base = session.invokeUrlBase
    ? `${session.invokeUrlBase.replace(/\/$/, "")}/${apiId}`
    : `https://${apiId}.execute-api.${identity.region}.${suffix}`;
  return { ...(deploymentId ? { deploymentId } : {}), invokeUrl: `${base}/${stage}` };
}

async function createStage(session: AwsSession, desired: Desired<"stage">, context: ApplyContext): Promise<Outputs> {
  const { spec } = desired;
  const stageName = nameAt(desired.address, 1);
  const api = await session.clients.apigateway();
  const apiId = context.outputsOf(addressOf("rest-api", nameAt(desired.address, 0)))?.id;
  const restApiId = resolved(apiId, `the API of ${desired.address}`);
  // Nobody looked at a stage whose API was not there; without this it would be made by half.
  const lacks = await lacksLogRole(session, { desired: spec, live: undefined }, context.signal);
  if (lacks !== undefined) throw new StagekeeperError("invalid", `${desired.address}: ${lacks}`);
  const input: CreateStageCommandInput = {
    restApiId,
    stageName,
    deploymentId: resolved(spec.deploymentId, `the deployment of ${desired.address}`),
    description: spec.description || undefined,
    variables: spec.variables ? { ...spec.variables } : undefined,
    tags: withMark(spec.tags, context.owner),
    cacheClusterEnabled: spec.cache ? true : undefined,
    // The schema holds sizes to API Gateway's.
    cacheClusterSize: spec.cache?.size as CreateStageCommandInput["cacheClusterSize"],
    tracingEnabled: spec.tracing,
    documentationVersion: spec.documentationVersion ?? undefined,
    canarySettings: spec.canary
      ? {
          percentTraffic: spec.canary.percent,
          stageVariableOverrides: { ...spec.canary.variables },
          useStageCache: spec.canary.stageCache,
        }
      : undefined,
  };
  await createOnce(
    () => api.createStage(input),
    async () => {
      const stages = (await api.getStages({ restApiId }, { abortSignal: context.signal })).item ?? [];
      return stages.find((stage) => stage.stageName === stageName && readTags(stage.tags).owner === context.owner);
    },
    { clock: session.clock, signal: context.signal },
  );
  await patchStage(session, { desired, restApiId }, [afterCreatePatches(spec)]);
  if (spec.webAcl) await putWebAcl(session, stageArn(context.identity, restApiId, stageName), spec.webAcl, context.signal);
  const place = { session, api: nameAt(desired.address, 0), apiId: restApiId, identity: context.identity };
  return outputsOf(place, stageName, input.deploymentId);
}

function stageArn({ partition, region }: Identity, restApiId: string, stageName: string): string {
  return `arn:${partition}:apigateway:${region}::/restapis/${restApiId}/stages/${stageName}`;
}

async function updateStage(session: AwsSession, step: UpdateStep<"stage">, context: ApplyContext): Promise<Outputs> {
  const { desired, live, changes, adopts } = step;
  const restApiId = live.facts.apiId;
  const [apiName, stageName] = [nameAt(desired.address, 0), nameAt(desired.address, 1)];
  const api = await session.clients.apigateway();
  // Tags cannot be patched (aws-facts 3.1).
  const resourceArn = stageArn(context.identity, restApiId, stageName);
  const tags = mapChanges(changes, "tags");
  const set = adopts ? withMark(tags.set, context.owner) : tags.set;
  if (Object.keys(set).length > 0) await api.tagResource({ resourceArn, tags: { ...set } });
  const removed = [...tags.remove, ...(changedMembers(changes).has("hold") ? [HOLD_TAG] : [])];
  if (removed.length > 0) await api.untagResource({ resourceArn, tagKeys: removed });

  // As observed in this pass: no call.
  const observed = (await listStages(session, restApiId, context.signal)).find((stage) => stage.stageName === stageName);
  const description = descriptionOf(step, context.owner, session.clock.now());
  const spec = { ...desired.spec, ...(description !== undefined && { description }) };
  await patchStage(session, { desired, restApiId }, stagePatches(spec, changes, observed));
  if (desired.intent.flushes && live.spec.cache) await flushCache(session, { restApiId, stageName }, step);
  if (changedMembers(changes).has("webAcl")) await putWebAcl(session, resourceArn, desired.spec.webAcl ?? null, context.signal);
  const moved = changedMembers(changes).has("deploymentId");
  const deploymentId = moved
    ? resolved(desired.spec.deploymentId, `the deployment of ${desired.address}`)
    : live.outputs.deploymentId;
  return outputsOf({ session, api: apiName, apiId: restApiId, identity: context.identity }, stageName, deploymentId);
}

/**
 * With the note of its shift, in the same call as the canary, so that they never contradict each other. Undefined: it stays as
 * it is.
 */
function descriptionOf({ desired, live, changes }: UpdateStep<"stage">, owner: string, now: number): string | undefined {
  const members = changedMembers(changes);
  const { address, spec } = desired;
  if (!["description", "shift", "canary"].some((member) => members.has(member))) return undefined;
  const author = spec.description ?? live.spec.description;
  if (!spec.shift) return members.has("shift") || members.has("description") ? (author ?? "") : undefined;
  const stand = { ...spec.shift, to: resolved(spec.shift.to, `the deployment that ${address} shifts to`) };
  const times = timesOf(stand, { before: live.facts.shiftTimes, was: live.spec.shift, moves: movesBy(changes), now });
  return markAliasDescription(author, owner, writeShiftNote({ stand, times }));
}

/** Not by what the canary's variables are meanwhile. */
function movesBy(changes: readonly FieldChange[]): boolean {
  return changes.some(({ keys: [member, part] }) => member === "shift" || (member === "canary" && part !== "variables"));
}

/** Sends the patches and reads the answer: settings under a path that AWS does not know are accepted and have no effect. */
async function patchStage(
  session: AwsSession,
  { desired, restApiId }: { readonly desired: Desired<"stage">; readonly restApiId: string },
  calls: readonly (readonly Patch[])[],
): Promise<void> {
  const api = await session.clients.apigateway();
  const send = async (patches: readonly Patch[]): Promise<Stage> => {
    try {
      return await api.updateStage({ restApiId, stageName: nameAt(desired.address, 1), patchOperations: [...patches] });
    } catch (error) {
      throw withoutLogRole(error, desired.address);
    }
  };
  let answer: Stage | undefined;
  for (const patchOperations of calls.flatMap(batches)) {
    answer = await send(patchOperations);
    if (patchOperations.some(({ op }) => op === "copy") && answer.deploymentId !== desired.spec.deploymentId) {
      // As it does where there is no canary any more, or another one: somebody was there between our look and our write.
      const message = `${desired.address}: API Gateway accepted its promotion without effect, for its canary was changed meanwhile; it serves what it did, and the next pass looks again`;
      throw new StagekeeperError("conflict", message);
    }
  }
  if (!answer) return;
  const lost = ineffective(desired.spec.settings ?? {}, answer.methodSettings);
  if (lost.length === 0) return;
  throw new StagekeeperError(
    "invalid",
    `${desired.address}: API Gateway accepted these settings without effect: ${lost.join(", ")}; check that the routes exist in what the stage serves`,
  );
}
