/** One stage's changes as the patch operations of UpdateStage. Pure; an UpdateStage takes many, so a stage takes one call, or two for some canaries. */
import type { Stage } from "@aws-sdk/client-api-gateway";
import type { FieldChange } from "../model/plan.ts";
import type { StageSpec } from "../model/specs/stage.ts";
import { canaryCalls } from "./canary-patches.ts";
import { changedMembers, mapChanges } from "./changes.ts";
import { settingsPatches } from "./method-settings.ts";
import { resolved } from "./observing.ts";
import type { Patch } from "./patch.ts";
import { remove, replace } from "./patch.ts";

/** One list a call, without empty ones. `live`: the stage as AWS reports it, for its canary and the spelling of its settings keys. */
export function stagePatches(
  spec: StageSpec,
  changes: readonly FieldChange[],
  live: Stage | undefined,
): readonly (readonly Patch[])[] {
  const members = changedMembers(changes);
  const { before, along } = canaryCalls(spec, live, members.has("deploymentId"));
  return [before, [...along, ...otherPatches(spec, changes, live)]].filter((patches) => patches.length > 0);
}

function otherPatches(spec: StageSpec, changes: readonly FieldChange[], live: Stage | undefined): readonly Patch[] {
  const members = changedMembers(changes);
  const patches: Patch[] = [];
  if (spec.description !== undefined && spec.description !== (live?.description ?? "")) {
    patches.push(replace(["description"], spec.description));
  }
  if (members.has("tracing")) patches.push(replace(["tracingEnabled"], spec.tracing ?? false));
  // An empty value takes it away.
  if (members.has("clientCertificate")) patches.push(replace(["clientCertificateId"], certificateId(spec)));
  if (members.has("documentationVersion")) patches.push(replace(["documentationVersion"], spec.documentationVersion ?? ""));
  patches.push(...variablePatches(changes));
  if (members.has("settings"))
    patches.push(...settingsPatches(spec.settings ?? {}, settingsChanges(spec, changes), live?.methodSettings));
  if (members.has("cache")) patches.push(...cachePatches(spec));
  if (members.has("accessLogs")) patches.push(...accessLogPatches(spec));
  return patches;
}

/** Of what CreateStage does not take: settings, access logs and the client certificate (aws-facts 3.1). */
export function afterCreatePatches(spec: StageSpec): readonly Patch[] {
  const all = Object.keys(spec.settings ?? {}).map((key) => [key, undefined] as const);
  const logs = spec.accessLogs ? accessLogPatches(spec) : [];
  const certificate = spec.clientCertificate ? [replace(["clientCertificateId"], certificateId(spec))] : [];
  return [...settingsPatches(spec.settings ?? {}, all, undefined), ...logs, ...certificate];
}

function certificateId({ clientCertificate }: StageSpec): string {
  return clientCertificate ? resolved(clientCertificate, "the client certificate of a stage") : "";
}

/**
 * The documentation denies `remove` here, and it works (aws-facts 3.1, CONFLICT). Removed first: operations are applied in
 * order, and a stage holds at most 100 variables.
 */
function variablePatches(changes: readonly FieldChange[]): readonly Patch[] {
  const { set, remove: gone } = mapChanges(changes, "variables");
  const setting = Object.entries(set).map(([name, value]) => replace(["variables", name], value));
  return [...gone.map((name) => remove(["variables", name])), ...setting];
}

function settingsChanges(spec: StageSpec, changes: readonly FieldChange[]): readonly (readonly [string, string | undefined])[] {
  const below = changes.filter(({ keys }) => keys[0] === "settings");
  if (below.some(({ keys }) => keys.length === 1))
    return Object.keys(spec.settings ?? {}).map((key) => [key, undefined] as const);
  return below.map(({ keys }) => [keys[1] ?? "", keys[2]] as const);
}

function cachePatches({ cache }: StageSpec): readonly Patch[] {
  if (!cache) return [replace(["cacheClusterEnabled"], false)];
  return [replace(["cacheClusterSize"], cache.size), replace(["cacheClusterEnabled"], true)];
}

/** Taken away only as a whole: AWS refuses to remove its parts (aws-facts 3.1). */
function accessLogPatches({ accessLogs }: StageSpec): readonly Patch[] {
  if (!accessLogs) return [remove(["accessLogSettings"])];
  return [
    replace(["accessLogSettings", "destinationArn"], accessLogs.destination),
    replace(["accessLogSettings", "format"], accessLogs.format),
  ];
}
