/**
 * Lambda's states on the world's clock (aws-facts 5.3). Nothing runs in the background: a snapshot says when its write
 * ends, and whoever looks later sees it ended, with the RevisionId that AWS changes at that moment.
 *
 *   written by                     until endsAt                              after
 *   CreateFunction, a version
 *   published with new code        State Pending, StateReasonCode Creating   State Active, LastUpdateStatus Successful
 *   UpdateFunction…                State Active, LastUpdateStatus InProgress State Active, LastUpdateStatus Successful
 *   PublishVersion                 –                                         State Active, LastUpdateStatus Successful
 */
import type { FunctionConfiguration, LastUpdateStatusReasonCode } from "@aws-sdk/client-lambda";
import type { AwsError } from "../wire/aws-error.ts";
import type { World } from "../world.ts";
import { conflict, staleRevision } from "./errors.ts";
import { functionArn } from "./function-name.ts";
import type { FunctionRecord, Snapshot, Transition } from "./state.ts";

/** AWS takes about a second or two for a zip; the seed says how long it is this time. */
export function transitionEnd(world: World): number {
  return world.clock.now() + 1000 + Math.floor(world.random() * 1000);
}

export function creating(world: World, endsAt: number): Transition {
  return { kind: "creating", endsAt, nextRevisionId: world.newUuid() };
}

/** `before` stays in service until the update is done. */
export function updating(world: World, before: Snapshot): Transition {
  const serves = { ...before, transition: undefined };
  return { kind: "updating", endsAt: transitionEnd(world), nextRevisionId: world.newUuid(), serves };
}

/** The snapshot as it is at `now`. */
export function settled(snapshot: Snapshot, now: number): Snapshot {
  const { transition } = snapshot;
  if (!transition || now < transition.endsAt) return snapshot;
  return { ...snapshot, revisionId: transition.nextRevisionId, transition: undefined };
}

/** `$LATEST` as it is now. */
export function latestOf(world: World, record: FunctionRecord): Snapshot {
  return settled(record.latest, world.clock.now());
}

/** Throws 409 while `$LATEST` is being made or updated, 412 when the caller's revision is not the newest. */
export function requireWritable(world: World, record: FunctionRecord, revisionId: string | undefined): Snapshot {
  const latest = latestOf(world, record);
  if (latest.transition?.kind === "creating") throw notInState("Pending");
  if (latest.transition)
    throw conflict(
      `The operation cannot be performed at this time. An update is in progress for resource: ${functionArn(world, record.name)}`,
    );
  if (revisionId !== undefined && revisionId !== latest.revisionId) throw staleRevision("GetFunction/GetAlias");
  return latest;
}

export function notInState(state: "Pending"): AwsError {
  return conflict(`The operation cannot be performed at this time. The function is currently in the following state: ${state}`);
}

const REASON = "The function is being created.";

/** The state members of a settled snapshot. AWS gives an update the reason of a creation (recorded). */
export function stateMembers({ transition }: Snapshot): Partial<FunctionConfiguration> {
  switch (transition?.kind) {
    case undefined:
      return { State: "Active", LastUpdateStatus: "Successful" };
    case "creating":
      return { State: "Pending", StateReason: REASON, StateReasonCode: "Creating" };
    case "updating":
      return {
        State: "Active",
        LastUpdateStatus: "InProgress",
        LastUpdateStatusReason: REASON,
        // Recorded, though the client's enum does not have it.
        LastUpdateStatusReasonCode: "Creating" as LastUpdateStatusReasonCode,
      };
  }
}
