/**
 * UpdateStage (aws-facts 3.1). Rows are tried from the top; what is in none of them is taken for a method setting, so a
 * typo is reported as one. A batch is all or nothing.
 *
 * | path                                     | replace            | add                | remove                        | copy    |
 * |------------------------------------------|--------------------|--------------------|-------------------------------|---------|
 * | /deploymentId                            | must exist         | invalid op         | no such setting               | promote |
 * | /description, /documentationVersion, /clientCertificateId | yes | invalid op       | no such setting               | –       |
 * | /tracingEnabled                          | yes                | invalid op         | no such setting               | –       |
 * | /cacheClusterEnabled, /cacheClusterSize  | takes minutes      | invalid op         | no such setting               | –       |
 * | /variables                               | invalid path       | invalid path       | all of them                   | promote |
 * | /variables/{name}                        | checked            | invalid op         | that one, absent or not       | –       |
 * | /accessLogSettings                       | invalid log path   | invalid log path   | yes: the only way to clear it | –       |
 * | /accessLogSettings/destinationArn, /format | not empty        | like replace       | no such setting               | –       |
 * | /accessLogSettings/{other}               | invalid log path   | invalid log path   | no such setting               | –       |
 * | /canarySettings                          | invalid path       | invalid path       | ends the canary               | –       |
 * | /canarySettings/{member}                 | makes the canary   | invalid op         | invalid op                    | –       |
 * | /canarySettings/{other}                  | invalid path       | invalid path       | no such setting               | –       |
 * | /{resourcePath}/{verb}/{group}/{name}    | yes                | invalid op         | no such setting               | –       |
 * | /{resourcePath}/{verb}                   | invalid path       | invalid path       | that entry; 400 if absent     | –       |
 *
 * Recorded: the access log rows; of the canary `replace`, `add` of a member, and what of it can be removed; of the settings
 * `replace`, and `remove` of an entry. `remove` of one variable is not documented, yet works (Terraform does it). Any other
 * `add`, and `replace` of a whole map, is undocumented or unclear, and refused.
 */
import { CANARY_MEMBER, knownDeployment, patchCanary, promote } from "./canary.ts";
import { needsLogRole, settingPathOf, withSetting } from "./method-settings.ts";
import { decodeSegment, type Patch, toBoolean } from "./patch-operations.ts";
import { badRequest } from "./refusals.ts";
import { resizedCache } from "./stage-cache.ts";
import { accessLogValue, invalidSettingPath, noSuchSetting } from "./stage-refusals.ts";
import { checkedCacheSize, checkedVariables } from "./stage-rules.ts";
import type { RestApiState, StageState } from "./state.ts";

/** Operations in one call. AWS's limit is not documented; 80 are known to work (DianaIonita/serverless-api-gateway-caching#46). */
const MAX_OPERATIONS = 80;

export interface StagePatchContext {
  readonly api: RestApiState;
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
  readonly logRole: string | undefined;
}

type Apply = (stage: StageState, value: string, context: StagePatchContext) => StageState;

/** The plain members: `replace` and nothing else. */
const MEMBERS: Readonly<Record<string, Apply>> = {
  "/deploymentId": (stage, value, { api }) => ({ ...stage, deploymentId: knownDeployment(api, value) }),
  "/description": (stage, value) => ({ ...stage, description: value }),
  "/documentationVersion": (stage, value) => ({ ...stage, documentationVersion: value || undefined }),
  "/clientCertificateId": (stage, value) => ({ ...stage, clientCertificateId: value || undefined }),
  "/tracingEnabled": (stage, value) => ({ ...stage, tracingEnabled: toBoolean(value) }),
  "/cacheClusterEnabled": (stage, value, { nowMs }) => ({
    ...stage,
    cache: resizedCache(stage.cache, toBoolean(value), stage.cache.size, nowMs),
  }),
  "/cacheClusterSize": (stage, value, { nowMs }) => ({
    ...stage,
    cache: resizedCache(stage.cache, stage.cache.enabled, checkedCacheSize(value), nowMs),
  }),
};

/** The stage after the whole batch, or the first refusal. */
export function patchStage(stage: StageState, patches: readonly Patch[], context: StagePatchContext): StageState {
  if (patches.length > MAX_OPERATIONS) {
    throw badRequest("Update size too large. Try updating stage in multiple UpdateStage operations");
  }
  const patched = patches.reduce((before, patch) => applyPatch(before, patch, context), stage);
  if (needsLogRole(patched.methodSettings) && !needsLogRole(stage.methodSettings) && !context.logRole) {
    throw badRequest("CloudWatch Logs role ARN must be set in account settings to enable logging");
  }
  return patched;
}

function applyPatch(stage: StageState, patch: Patch, context: StagePatchContext): StageState {
  if (patch.op === "copy") return promote(stage, patch);
  const { path } = patch;
  const member = MEMBERS[path];
  if (member) return member(stage, replacement(patch), context);
  if (isBelow(path, "/variables")) return patchVariables(stage, patch);
  if (isBelow(path, "/accessLogSettings")) return patchAccessLog(stage, patch);
  if (isBelow(path, "/canarySettings")) return patchCanarySettings(stage, patch, context);
  return patchMethodSetting(stage, patch);
}

function patchVariables(stage: StageState, patch: Patch): StageState {
  const name = decodeSegment(patch.path.slice("/variables/".length));
  if (name === "") {
    if (patch.op !== "remove") throw invalidSettingPath(patch.path);
    return { ...stage, variables: {} };
  }
  if (patch.op === "remove") {
    return { ...stage, variables: Object.fromEntries(Object.entries(stage.variables).filter(([key]) => key !== name)) };
  }
  return { ...stage, variables: checkedVariables({ ...stage.variables, [name]: replacement(patch) }) };
}

function patchAccessLog(stage: StageState, patch: Patch): StageState {
  if (patch.op === "remove") {
    if (patch.path !== "/accessLogSettings") throw noSuchSetting(patch.path);
    return { ...stage, accessLogSettings: undefined };
  }
  return { ...stage, accessLogSettings: { ...stage.accessLogSettings, ...accessLogValue(patch) } };
}

function patchCanarySettings(stage: StageState, patch: Patch, { api }: StagePatchContext): StageState {
  const { op, path } = patch;
  if (op === "remove" && path === "/canarySettings") return { ...stage, canarySettings: undefined };
  if (!CANARY_MEMBER.test(path)) throw op === "remove" ? noSuchSetting(path) : invalidSettingPath(path);
  if (op !== "replace") throw invalidOperation(patch);
  return patchCanary(api, stage, patch);
}

function patchMethodSetting(stage: StageState, patch: Patch): StageState {
  const key = patch.path.slice(1);
  if (patch.op === "remove") {
    if (!Object.hasOwn(stage.methodSettings, key)) throw noSuchSetting(patch.path);
    const { [key]: _removed, ...methodSettings } = stage.methodSettings;
    return { ...stage, methodSettings };
  }
  const setting = settingPathOf(patch.path);
  if (!setting) throw invalidSettingPath(patch.path);
  return { ...stage, methodSettings: withSetting(stage.methodSettings, setting, replacement(patch)) };
}

/** The value of a `replace`; every other op is refused. */
function replacement(patch: Patch): string {
  if (patch.op === "remove") throw noSuchSetting(patch.path);
  if (patch.op !== "replace") throw invalidOperation(patch);
  return patch.value ?? "";
}

function invalidOperation({ op, path }: Patch) {
  return badRequest(`Invalid ${op} operation with path: ${path}`);
}

function isBelow(path: string, parent: string): boolean {
  return path === parent || path.startsWith(`${parent}/`);
}
