/** Lambda shares an alias's traffic only between versions with one role (aws-facts 5.4): seen before a version is published for it. */
import { kindOf, nameAt } from "../../model/address.ts";
import type { Desired } from "../../model/desired.ts";
import type { Blocked } from "../../model/plan.ts";
import { isRef, type Ref } from "../../model/ref.ts";
import type { World } from "../kind-rules.ts";

/** Why the alias cannot shift to this version; empty: it can, or does not have to. */
export function otherRole(alias: Desired<"alias">, version: Desired<"version">, world: World): readonly Blocked[] {
  const observed = world.observationOf("alias", alias.address);
  const live = observed?.state === "present" ? observed.live : undefined;
  const served = live?.facts.role;
  const role = version.spec.role ?? publishedRole(version, world);
  const shares = (alias.intent.shift?.percents.length ?? 0) > 0;
  if (!shares || served === undefined || role === undefined || live?.spec.hold || live?.spec.version === "$LATEST") return [];
  const wanted = roleName(role);
  if (wanted === undefined || roleName(served) === wanted) return [];
  const message = `the role changes from ${roleName(served)} to ${wanted}, and Lambda shares traffic only between versions with one role; set shift: allAtOnce, without verify.after, for this change`;
  return [{ address: alias.address, reason: "immutable", message }];
}

/** Of a version that is not declared by what it holds: as it was published. */
function publishedRole(version: Desired<"version">, world: World): string | undefined {
  const observed = world.observationOf("version", version.address);
  const role = observed?.state === "present" ? observed.live.spec.role : undefined;
  return typeof role === "string" ? role : undefined;
}

/** The ARN of a role that is yet to be made is not known, its name is; undefined: neither. */
function roleName(role: string | Ref): string | undefined {
  if (!isRef(role)) return role.split("/").at(-1);
  return kindOf(role.$ref) === "role" ? nameAt(role.$ref, 0) : undefined;
}
