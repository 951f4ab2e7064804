/** Tags of REST APIs and stages, by ARN: one set, whether given at creation or later. Patches can't change them (aws-facts 3.1). */
import type { World } from "../world.ts";
import type { ApiGatewayHandlers } from "./handlers.ts";
import { findApi, findStage } from "./lookup.ts";
import { badRequest } from "./refusals.ts";
import type { StringMap } from "./state.ts";
import { readTags } from "./tag-rules.ts";

interface Tagged {
  readonly tags: StringMap;
  store(tags: StringMap): void;
}

export function tagHandlers(world: World): ApiGatewayHandlers {
  return {
    TagResource(input) {
      const { tags, store } = findTagged(world, input.resourceArn);
      store(readTags(input.tags, tags));
      return {};
    },
    /** A key that isn't there is no error. */
    UntagResource(input) {
      const { tags, store } = findTagged(world, input.resourceArn);
      store(Object.fromEntries(Object.entries(tags).filter(([key]) => !input.tagKeys?.includes(key))));
      return {};
    },
    GetTags: (input) => ({ tags: { ...findTagged(world, input.resourceArn).tags } }),
  };
}

/** `arn:aws:apigateway:{region}::/restapis/{id}` or `…/restapis/{id}/stages/{name}`. */
function findTagged(world: World, arn: string | undefined): Tagged {
  const prefix = `arn:${world.partition}:apigateway:${world.region}::`;
  const [, restApiId, stageName] = /^\/restapis\/([^/]+)(?:\/stages\/([^/]+))?$/.exec(withoutPrefix(arn, prefix)) ?? [];
  if (restApiId === undefined) throw badRequest("Invalid ARN specified in the request");
  if (stageName === undefined) {
    const api = findApi(world, { restApiId });
    return {
      tags: api.settings.tags,
      store(tags) {
        api.settings = { ...api.settings, tags };
      },
    };
  }
  const { api, stage } = findStage(world, { restApiId, stageName });
  return { tags: stage.tags, store: (tags) => api.stages.set(stageName, { ...stage, tags }) };
}

function withoutPrefix(arn: string | undefined, prefix: string): string {
  return arn?.startsWith(prefix) ? arn.slice(prefix.length) : "";
}
