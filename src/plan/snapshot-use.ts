/**
 * Whether a permission that nobody desires any more may go. Permissions are derived from the routes that git declares now, and a
 * stage that is left on an older snapshot goes on calling what that one calls.
 *
 *   once the plan is done, the stage serves              its permissions
 *   the snapshot of what is declared, or it is not there  those that nobody desires go
 *   another: pinned to it, held there by a rollback,      all stay
 *   left alone, or following such a stage
 *
 * All stay, for what a snapshot calls is not looked up for this: one permission too many lets a stage of ours call a function of ours,
 * one too few answers 500.
 */
import { type Address, kindOf, nameAt, namesOf } from "../model/address.ts";
import type { Desired } from "../model/desired.ts";
import type { AnyLive } from "../model/observation.ts";
import { isRef } from "../model/ref.ts";
import { type PermissionUse, stageOfAny } from "./permission-use.ts";
import { nameForPeople } from "./unmanaged.ts";

/** Why it is not deleted, to follow "not deleted, for"; `null`: it may be. Of a permission, and of the function or alias that it names. */
export function servedBy(live: AnyLive, use: PermissionUse): string | null {
  const permissions = use.obsolete.flatMap(({ kind, address }) =>
    kind === "permission" && isFor(address, live.address) ? [address] : [],
  );
  const stage = stageOfAny(permissions, use, (desired) => servesAnother(desired, use));
  return stage === undefined
    ? null
    : `${nameForPeople(stage)} serves another snapshot than that of what is declared, which may call by it`;
}

/** Whether a permission is this one, or names this function or alias. */
function isFor(permission: Address, address: Address): boolean {
  const [name, qualifier] = namesOf(permission);
  if (kindOf(address) === "function") return name === nameAt(address, 0);
  if (kindOf(address) === "alias") return name === nameAt(address, 0) && qualifier === nameAt(address, 1);
  return permission === address;
}

function servesAnother({ address }: Desired<"stage">, use: PermissionUse): boolean {
  const seen = use.observations.get(address);
  if (seen?.state !== "present") return false;
  const step = use.changing.find((one) => one.address === address);
  const pointer = step?.desired?.kind === "stage" ? step.desired.spec.deploymentId : undefined;
  const serves = pointer ?? seen.live.outputs.deploymentId;
  const declared = use.resources.filter((one) => one.kind === "deployment" && nameAt(one.address, 0) === nameAt(address, 0));
  if (!isRef(serves)) return !declared.some((one) => idOf(one.address, use) === serves);
  const followed = use.resources.find((one): one is Desired<"stage"> => one.kind === "stage" && one.address === serves.$ref);
  return followed !== undefined && servesAnother(followed, use);
}

function idOf(deployment: Address, { observations }: PermissionUse): string | undefined {
  const seen = observations.get(deployment);
  return seen?.state === "present" ? seen.live.outputs.id : undefined;
}
