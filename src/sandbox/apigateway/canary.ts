/**
 * A stage's canary: made whole by its first setting, promoted by two copies, ended by removing it (aws-facts 3.2,
 * recorded: TestStageCrudCanary).
 */
import type { DeploymentCanarySettings } from "@aws-sdk/client-api-gateway";
import { type Patch, toBoolean } from "./patch-operations.ts";
import { badRequest } from "./refusals.ts";
import { checkedVariables } from "./stage-rules.ts";
import type { CanaryState, RestApiState, StageState, StringMap } from "./state.ts";

/** The members a patch may name, below `/canarySettings/`. */
export const CANARY_MEMBER = /^\/canarySettings\/(deploymentId|percentTraffic|useStageCache|stageVariableOverrides\/[^/]+)$/;

/** What CreateStage and CreateDeployment were asked for, completed. */
export function newCanary(
  api: RestApiState,
  deploymentId: string,
  sent: DeploymentCanarySettings & { readonly deploymentId?: string | undefined },
): CanaryState {
  return {
    deploymentId: knownDeployment(api, sent.deploymentId ?? deploymentId),
    percentTraffic: checkedPercent(sent.percentTraffic ?? 0),
    stageVariableOverrides: overrides(sent.stageVariableOverrides ?? {}),
    useStageCache: sent.useStageCache ?? false,
  };
}

/** `replace` of one member; the others of a new canary are the stage's own deployment, 0.0 percent, and no cache. */
export function patchCanary(api: RestApiState, stage: StageState, { path, value = "" }: Patch): StageState {
  const before: CanaryState = stage.canarySettings ?? {
    deploymentId: stage.deploymentId,
    percentTraffic: 0,
    useStageCache: false,
  };
  const member = CANARY_MEMBER.exec(path)?.[1] ?? "";
  return { ...stage, canarySettings: { ...before, ...patchedMember(api, before, member, value) } };
}

function patchedMember(api: RestApiState, before: CanaryState, member: string, value: string): Partial<CanaryState> {
  if (member === "deploymentId") return { deploymentId: knownDeployment(api, value) };
  if (member === "percentTraffic") return { percentTraffic: checkedPercent(value.trim() === "" ? Number.NaN : Number(value)) };
  if (member === "useStageCache") return { useStageCache: toBoolean(value) };
  const name = member.slice("stageVariableOverrides/".length);
  return { stageVariableOverrides: overrides({ ...before.stageVariableOverrides, [name]: value }) };
}

/**
 * Promotion: the canary's deployment becomes the stage's, its overrides are laid over the stage's variables. The canary
 * itself stays until it is removed.
 *
 * | path          | from                                   |
 * |---------------|----------------------------------------|
 * | /deploymentId | /canarySettings/deploymentId           |
 * | /variables    | /canarySettings/stageVariableOverrides |
 */
export function promote(stage: StageState, { path, from = "" }: Patch): StageState {
  const deployment = path === "/deploymentId" && from === "/canarySettings/deploymentId";
  const variables = path === "/variables" && from === "/canarySettings/stageVariableOverrides";
  if (!deployment && !variables) {
    throw badRequest(
      `Invalid copy operation with path: ${path} and from ${from}. Valid copy:path are [/deploymentId, /variables] and ` +
        "valid copy:from are [/canarySettings/deploymentId, /canarySettings/stageVariableOverrides]",
    );
  }
  const canary = stage.canarySettings;
  if (!canary) throw badRequest("Promotion not available. Canary does not exist.");
  if (deployment) return { ...stage, deploymentId: canary.deploymentId };
  return { ...stage, variables: checkedVariables({ ...stage.variables, ...canary.stageVariableOverrides }) };
}

export function knownDeployment(api: RestApiState, id: string | undefined): string {
  if (id !== undefined && api.deployments.has(id)) return id;
  throw badRequest("Deployment id does not exist");
}

function overrides(variables: StringMap): StringMap | undefined {
  return Object.keys(variables).length > 0 ? checkedVariables(variables) : undefined;
}

/** 0.0–100.0 (aws-facts 3.2; API Gateway API Reference, CanarySettings: percentTraffic). The text is ours. */
function checkedPercent(percent: number): number {
  if (percent >= 0 && percent <= 100) return percent;
  throw badRequest("Canary percentTraffic must be between 0.0 and 100.0");
}
