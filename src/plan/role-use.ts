/**
 * Whether a role that nobody desires any more may go. What runs as it would answer nothing but errors without it.
 *
 *   what runs as it   in this plan                               keeps the role
 *   function          deleted                                    no
 *   function          is given another role                      no
 *   alias             deleted, or its function is                no
 *   alias             moved to a version known to run otherwise  no
 *   any               anything else                              yes
 *
 * A version that this plan publishes runs as its function then does, so an alias that moves there leaves the role when
 * its function does. A version of which nobody knows keeps it, until the next pass has seen where the alias went.
 */
import { type Address, addressOf, nameAt } from "../model/address.ts";
import type { AnyLive } from "../model/observation.ts";
import type { Blocked, Step } from "../model/plan.ts";
import { isRef } from "../model/ref.ts";
import type { Observations } from "./derive.ts";
import { takesAlong } from "./prune.ts";
import { nameForPeople } from "./unmanaged.ts";

export interface RoleUse {
  /** What is to be deleted. */
  readonly obsolete: readonly AnyLive[];
  /** Creates and updates of the same plan. */
  readonly changing: readonly Step[];
  readonly observations: Observations;
}

export function refuseInUse(live: AnyLive, use: RoleUse): Blocked | null {
  if (live.kind !== "role") return null;
  const users = (live.facts.usedBy ?? []).filter((user) => !goes(user, use) && !leaves(user, live.facts.arn, use));
  if (users.length === 0) return null;
  const names = users.map(nameForPeople).join(", ");
  const message = `not deleted, for ${names} still runs as it; give what runs another role first, or declare this one again`;
  return { address: live.address, reason: "in-use", message };
}

function goes(user: Address, { obsolete }: RoleUse): boolean {
  return obsolete.some(({ address }) => address === user || takesAlong(address, user));
}

function leaves(user: Address, arn: string, { changing, observations }: RoleUse): boolean {
  const step = changing.find(({ address }) => address === user);
  if (step?.desired?.kind === "function") return step.changes.some(({ path, after }) => path === "role" && after !== arn);
  if (step?.desired?.kind !== "alias" || !step.changes.some(({ path }) => path === "version")) return false;
  const { version } = step.desired.spec;
  if (version === "$LATEST" || isRef(version))
    return !runsAs(addressOf("function", nameAt(user, 0)), arn, { changing, observations });
  return [...observations.values()].some(
    (seen) =>
      seen.state === "present" &&
      seen.live.kind === "version" &&
      nameAt(seen.live.address, 0) === nameAt(user, 0) &&
      seen.live.outputs.version === version &&
      "role" in seen.live.spec &&
      seen.live.spec.role !== arn,
  );
}

/** Of a function: whether it does once this plan is applied. */
function runsAs(address: Address, arn: string, { changing, observations }: Omit<RoleUse, "obsolete">): boolean {
  const moved = changing.find((step) => step.address === address)?.changes.find(({ path }) => path === "role");
  if (moved !== undefined) return moved.after === arn;
  const seen = observations.get(address);
  return seen?.state !== "present" || !("role" in seen.live.spec) || seen.live.spec.role === arn;
}
