/** Tags of REST APIs, stages, client certificates, API keys, usage plans and domain names, by ARN: one set, whether given at creation or later. Patches can't change them (aws-facts 3.1). */
import type { World } from "../world.ts";
import { findApiKey } from "./api-keys.ts";
import { findClientCertificate } from "./client-certificates.ts";
import { findDomain } from "./domain-names.ts";
import type { ApiGatewayHandlers } from "./handlers.ts";
import { findApi, findStage } from "./lookup.ts";
import { badRequest } from "./refusals.ts";
import type { StringMap } from "./state.ts";
import { readTags } from "./tag-rules.ts";
import { findPlan } from "./usage-plans.ts";

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

/** `arn:aws:apigateway:{region}::/restapis/{id}`, `…/restapis/{id}/stages/{name}`, or one of those around stages. */
function findTagged(world: World, arn: string | undefined): Tagged {
  const place = withoutPrefix(arn, `arn:${world.partition}:apigateway:${world.region}::`);
  const [, collection, id] = /^\/(clientcertificates|apikeys|usageplans|domainnames)\/([^/]+)$/.exec(place) ?? [];
  if (collection !== undefined && id !== undefined) return taggedAround(world, collection, id);
  const [, restApiId, stageName] = /^\/restapis\/([^/]+)(?:\/stages\/([^/]+))?$/.exec(place) ?? [];
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

function taggedAround(world: World, collection: string, id: string): Tagged {
  const { clientCertificates, apiKeys, usagePlans, domainNames } = world.apigateway;
  switch (collection) {
    case "clientcertificates": {
      const certificate = findClientCertificate(world, id);
      return { tags: certificate.tags, store: (tags) => clientCertificates.set(id, { ...certificate, tags }) };
    }
    case "apikeys": {
      const key = findApiKey(world, id);
      return { tags: key.tags, store: (tags) => apiKeys.set(id, { ...key, tags }) };
    }
    case "usageplans": {
      const plan = findPlan(world, id);
      return { tags: plan.tags, store: (tags) => usagePlans.set(id, { ...plan, tags }) };
    }
    default: {
      const domain = findDomain(world, id);
      return { tags: domain.tags, store: (tags) => domainNames.set(id, { ...domain, tags }) };
    }
  }
}

function withoutPrefix(arn: string | undefined, prefix: string): string {
  return arn?.startsWith(prefix) ? arn.slice(prefix.length) : "";
}
