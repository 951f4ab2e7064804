/** The stage that may still call by a permission that nobody desires any more. Why it may, each rule says for itself. */
import { type Address, nameAt, namesOf } from "../model/address.ts";
import type { AnyDesired, Desired } from "../model/desired.ts";
import type { AnyLive } from "../model/observation.ts";
import type { Step } from "../model/plan.ts";
import { AUTHORIZERS } from "../model/specs/permission.ts";
import type { Observations } from "./derive.ts";

export interface PermissionUse {
  /** What is to be deleted. */
  readonly obsolete: readonly AnyLive[];
  /** Creates and updates of the same plan. */
  readonly changing: readonly Step[];
  readonly resources: readonly AnyDesired[];
  readonly observations: Observations;
}

/** The declared stage of one of these permissions of which `mayCall` holds; undefined: there is none. */
export function stageOfAny(
  permissions: readonly Address[],
  { resources }: PermissionUse,
  mayCall: (stage: Desired<"stage">) => boolean,
): Address | undefined {
  if (permissions.length === 0) return undefined;
  return resources.find(
    (desired) => desired.kind === "stage" && permissions.some((one) => isOf(one, desired.address)) && mayCall(desired),
  )?.address;
}

/** Whether a permission is of a stage, or of its API's authorizers, which all its stages ask. */
function isOf(permission: Address, stage: Address): boolean {
  const [, , api, source] = namesOf(permission);
  return api === nameAt(stage, 0) && (source === nameAt(stage, 1) || source === AUTHORIZERS);
}
