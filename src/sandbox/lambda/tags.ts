/** Tags of functions; versions and aliases have none (aws-facts 5.1). */
import type * as lambda from "@aws-sdk/client-lambda";
import type { Handlers } from "../wire/schema-server.ts";
import type { World } from "../world.ts";
import { check, pattern, required } from "./constraints.ts";
import { invalidParameter } from "./errors.ts";
import { parseFunctionName } from "./function-name.ts";
import { latestOf } from "./lifecycle.ts";
import { requireFunction } from "./lookup.ts";
import type { FunctionRecord } from "./state.ts";

const TAG_LIMIT = 50;
const UUID = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}";
const TAGGABLE = `arn:(aws[a-zA-Z-]*):lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:(function:[a-zA-Z0-9-_]+(:(\\$LATEST|[a-zA-Z0-9-_]+))?|layer:([a-zA-Z0-9-_]+)|code-signing-config:csc-[a-z0-9]{17}|event-source-mapping:${UUID}|capacity-provider:[a-zA-Z0-9-_]+)`;

type Tags = Readonly<Record<string, string>>;

export function tagOperations(world: World): Pick<Handlers<typeof lambda>, "TagResource" | "UntagResource" | "ListTags"> {
  return {
    TagResource(input) {
      const record = tagged(world, input.Resource);
      const added = input.Tags ?? {};
      if (Object.keys(added).length === 0) throw invalidParameter("An error occurred and the request cannot be processed.");
      checkTags(record.tags, added);
      retag(world, record, { ...record.tags, ...added });
      return {};
    },

    UntagResource(input) {
      check(required("tagKeys", input.TagKeys?.length ? input.TagKeys : undefined));
      const record = tagged(world, input.Resource);
      const kept = Object.entries(record.tags).filter(([key]) => !input.TagKeys?.includes(key));
      retag(world, record, Object.fromEntries(kept));
      return {};
    },

    ListTags(input) {
      return { Tags: { ...tagged(world, input.Resource).tags } };
    },
  };
}

/** Throws when there would be more than 50, or when a key takes AWS's own prefix. */
export function checkTags(before: Tags, added: Tags): void {
  if (Object.keys({ ...before, ...added }).length > TAG_LIMIT)
    throw invalidParameter("Number of tags exceeds resource tag limit.");
  if (Object.keys(added).some((key) => key.toLowerCase().startsWith("aws:")))
    throw invalidParameter("aws: prefixed tag key names are not allowed for external use.");
}

function tagged(world: World, arn: string | undefined): FunctionRecord {
  check(pattern("resource", arn ?? "", TAGGABLE));
  if (!arn?.includes(":function:")) throw invalidParameter("Only functions can be tagged in the sandbox.");
  const { name, qualifier } = parseFunctionName(world, arn);
  if (qualifier !== undefined)
    throw invalidParameter("Tags on function aliases and versions are not supported. Please specify a function ARN.");
  return requireFunction(world, name);
}

/** Tagging changes the RevisionId of $LATEST (recorded). */
function retag(world: World, record: FunctionRecord, tags: Tags): void {
  record.tags = tags;
  const latest = latestOf(world, record);
  record.latest = { ...latest, revisionId: world.newUuid() };
}
