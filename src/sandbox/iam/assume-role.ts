/** Whether a service may assume a role now. */
import type { World } from "../world.ts";
import { trusts } from "./trust.ts";

/**
 * The role exists, its trust names the service, and IAM has had its seconds to spread the news (aws-facts 7). Roles of
 * another account are nobody's business here and count as unassumable.
 */
export function isAssumable(world: World, roleArn: string, service: string): boolean {
  const role = [...world.iam.roles.values()].find((candidate) => candidate.arn === roleArn);
  return role !== undefined && world.clock.now() >= role.visibleFrom && trusts(role.trust, service);
}
