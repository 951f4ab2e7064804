/**
 * Whether a permission that nobody desires any more may go. A stage's canary that git does not speak of is left alone, so a
 * part of the requests goes on calling by the variables and the snapshot that it has, whatever the stage itself is to call.
 *
 *   the stage of the permission            in this plan                      keeps the permission
 *   has a canary, `canary` is left out     nothing ends the canary           yes
 *   has a canary, `canary` is left out     the end of a shift that was ours  no
 *   has a canary, declared or off          is made so before                 no
 *   has none, or is not declared           -                                 no
 *
 * Every permission of the stage is kept, not only those which the canary's variables name: a snapshot calls by variables or by names that are
 * written into it, and nobody can read the one that a canary serves (API Gateway GetExport is of what a stage serves,
 * GetDeployment tells no integrations). What its variables do not name it may therefore call all the same.
 *
 * A permission for authorizers is of all stages of its API. What goes along with a function is asked of when that does.
 */
import type { Desired } from "../model/desired.ts";
import type { AnyLive } from "../model/observation.ts";
import type { Blocked } from "../model/plan.ts";
import { type PermissionUse, stageOfAny } from "./permission-use.ts";
import { takesAlong } from "./prune.ts";
import { nameForPeople } from "./unmanaged.ts";

export function refuseCanarys(live: AnyLive, use: PermissionUse): Blocked | null {
  const permissions = use.obsolete.flatMap(({ kind, address }) =>
    kind === "permission" && (address === live.address || takesAlong(live.address, address)) ? [address] : [],
  );
  const stage = stageOfAny(permissions, use, (desired) => staysOn(desired, use));
  if (stage === undefined) return null;
  const message = `not deleted, for ${nameForPeople(stage)} has a canary that nobody declares and that may call by it; promote or end it, or declare canary: off`;
  return { address: live.address, reason: "in-use", message };
}

function staysOn({ address, spec }: Desired<"stage">, { changing, observations }: PermissionUse): boolean {
  const seen = observations.get(address);
  const isThere =
    seen?.state === "present" && seen.live.kind === "stage" && "canary" in seen.live.spec && !!seen.live.spec.canary;
  if (!isThere || spec.canary !== undefined) return false;
  const ends = changing.find((step) => step.address === address)?.changes.some(({ keys }) => keys[0] === "canary");
  return ends !== true;
}
