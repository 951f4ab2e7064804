/** Tags of roles. */
import type * as iam from "@aws-sdk/client-iam";
import type { Tag } from "@aws-sdk/client-iam";
import { AwsError } from "../wire/aws-error.ts";
import type { Handlers } from "../wire/schema-server.ts";
import type { World } from "../world.ts";
import { describeTags } from "./describe-role.ts";
import { requireRole } from "./lookup.ts";
import { page } from "./paging.ts";

const TAG_LIMIT = 50;

export function tagOperations(world: World): Pick<Handlers<typeof iam>, "TagRole" | "UntagRole" | "ListRoleTags"> {
  return {
    TagRole(input) {
      const role = requireRole(world, input.RoleName);
      for (const [key, value] of checkRoleTags(role.tags, input.Tags ?? [])) role.tags.set(key, value);
      return {};
    },

    UntagRole(input) {
      const role = requireRole(world, input.RoleName);
      for (const key of input.TagKeys ?? []) role.tags.delete(key);
      return {};
    },

    ListRoleTags(input) {
      const { items, ...truncation } = page(describeTags(requireRole(world, input.RoleName)), input);
      return { Tags: items, ...truncation };
    },
  };
}

/**
 * `before` and `added` together. Throws ValidationError for more than 50 at once (recorded), InvalidInput for a key given
 * twice (recorded), LimitExceeded for more than 50 in the end (IAM TagRole).
 */
export function checkRoleTags(before: ReadonlyMap<string, string>, added: readonly Tag[]): Map<string, string> {
  if (added.length > TAG_LIMIT)
    throw new AwsError(
      "ValidationError",
      `1 validation error detected: Value at 'tags' failed to satisfy constraint: Member must have length less than or equal to ${TAG_LIMIT}`,
      400,
    );
  const keys = added.map((tag) => (tag.Key ?? "").toLowerCase());
  if (new Set(keys).size < keys.length)
    throw new AwsError("InvalidInputException", "Duplicate tag keys found. Please note that Tag keys are case insensitive.", 400);
  const tags = new Map([...before, ...added.map((tag): [string, string] => [tag.Key ?? "", tag.Value ?? ""])]);
  if (tags.size > TAG_LIMIT)
    throw new AwsError("LimitExceededException", `Cannot exceed quota for TagsPerRole: ${TAG_LIMIT}`, 409);
  return tags;
}
