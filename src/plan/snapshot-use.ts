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
import type { AnyDesired, Desired } from "../model/desired.ts";
import type { AnyLive } from "../model/observation.ts";
import type { Step } from "../model/plan.ts";
import { isRef } from "../model/ref.ts";
import { AUTHORIZERS } from "../model/specs/permission.ts";
import type { Observations } from "./derive.ts";

export interface SnapshotUse {
  /** What is to be deleted. */
  readonly obsolete: readonly AnyLive[];
  /** Creates and updates of the same plan. */
  readonly changing: readonly Step[];
  readonly resources: readonly AnyDesired[];
  readonly observations: Observations;
}

/** Why it is not deleted, to follow "not deleted, for"; `null`: it may be. Of a permission, and of the function or alias that it names. */
export function servedBy(live: AnyLive, use: SnapshotUse): string | null {
  const permissions = use.obsolete.filter(({ kind, address }) => kind === "permission" && isFor(address, live.address));
  if (permissions.length === 0) return null;
  const stage = use.resources.find(
    (desired): desired is Desired<"stage"> =>
      desired.kind === "stage" &&
      permissions.some(({ address }) => isOf(address, desired.address)) &&
      servesAnother(desired, use),
  );
  if (stage === undefined) return null;
  const whose = `${kindOf(stage.address)} ${namesOf(stage.address).join("/")}`;
  return `${whose} serves another snapshot than that of what is declared, which may call by it`;
}

/** Whether a permission is this one, or names this function or alias. */
function isFor(permission: Address, address: Address): boolean {
  const [name, qualifier] = namesOf(permission);
  if (kindOf(address) === "function") return name === nameAt(address, 0);
  if (kindOf(address) === "alias") return name === nameAt(address, 0) && qualifier === nameAt(address, 1);
  return permission === address;
}

/** Whether a permission is of a stage, or of its API's authorizers, which all its stages ask. */
export function isOf(permission: Address, stage: Address): boolean {
  const [, , api, source] = namesOf(permission);
  return api === nameAt(stage, 0) && (source === nameAt(stage, 1) || source === AUTHORIZERS);
}

function servesAnother({ address }: Desired<"stage">, use: SnapshotUse): boolean {
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

function idOf(deployment: Address, { observations }: SnapshotUse): string | undefined {
  const seen = observations.get(deployment);
  return seen?.state === "present" ? seen.live.outputs.id : undefined;
}
