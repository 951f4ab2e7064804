/** Tags of REST APIs and stages: at most 50, and none of AWS's own. */
import { badRequest } from "./refusals.ts";
import type { StringMap } from "./state.ts";

/** Per stage (aws-facts 1.2); the same for a REST API. */
const MAX_TAGS = 50;

/** `sent` laid over `before`. */
export function readTags(sent: StringMap | undefined, before: StringMap = {}): StringMap {
  const tags = { ...before, ...sent };
  if (Object.keys(sent ?? {}).some((key) => key.startsWith("aws:"))) {
    throw badRequest("aws: prefixed tag key names are not allowed for external use.");
  }
  if (Object.keys(tags).length > MAX_TAGS) throw badRequest(`Too many tags: at most ${MAX_TAGS} are allowed`);
  return tags;
}
