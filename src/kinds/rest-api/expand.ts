/** A REST API of authored YAML as a resource. */
import { addressOf } from "../../model/address.ts";
import { type Desired, documentedKey } from "../../model/desired.ts";
import type { Origin } from "../../model/issue.ts";
import type { RestApiSpec } from "../../model/specs/rest-api.ts";
import { keepIntent } from "../authored-keep.ts";
import { policyOf } from "../authored-policy.ts";
import type { ApiEntry, ExpandContext } from "../authoring.ts";
import { declared, optionsOf } from "../authoring.ts";
import { mentionedBuckets } from "../bucket-mentions.ts";
import { expandMembers } from "./expand-members.ts";
import { routesOf } from "./expand-route.ts";

export function expandRestApi(name: string, entry: ApiEntry, context: ExpandContext): Desired<"rest-api"> {
  const spec = entry.external ? {} : restApiSpec(entry);
  return {
    kind: "rest-api",
    address: addressOf("rest-api", name),
    spec,
    intent: declared({ keep: keepIntent(entry.own.keep) }),
    options: optionsOf("rest-api", entry.own, entry.external),
    origin: context.originOf(["apis", name]),
    ...(entry.own.openapi === undefined ? {} : { documented: documentedParts(name, entry, context) }),
    after: mentionedBuckets(spec.routes, context.state),
    sensitive: [],
  };
}

/** What a document says is written nowhere else: an API that has one does not say it beside it. */
function documentedParts(name: string, { own, routes }: ApiEntry, context: ExpandContext): Readonly<Record<string, Origin>> {
  const { authorizers = {}, models = {}, validators = {}, gatewayResponses = {} } = own;
  const members = { routes: Object.fromEntries(routes ?? []), authorizers, models, validators, gatewayResponses };
  const paths = Object.entries(members).flatMap(([member, parts]) => Object.keys(parts).map((part) => [member, part]));
  return Object.fromEntries(paths.map((path) => [documentedKey(path), context.originOf(["apis", name, ...path])]));
}

function restApiSpec(entry: ApiEntry): RestApiSpec {
  const { own } = entry;
  return declared({
    endpoint: own.endpoint,
    vpcEndpoints: own.vpcEndpoints === undefined ? undefined : [...new Set(own.vpcEndpoints)].toSorted(),
    ipAddressType: own.ipAddressType,
    securityPolicy: own.securityPolicy,
    endpointAccessMode: own.endpointAccessMode,
    description: own.description,
    version: own.version,
    binaryMediaTypes: own.binaryMediaTypes === undefined ? undefined : [...new Set(own.binaryMediaTypes)].toSorted(),
    minimumCompressionSize: own.minimumCompressionSize === "off" ? null : own.minimumCompressionSize,
    apiKeySource: own.apiKeySource,
    disableExecuteApiEndpoint: own.disableExecuteApiEndpoint,
    policy: own.policy === "none" ? null : own.policy === undefined ? undefined : policyOf(own.policy),
    tags: own.tags,
    ...expandMembers(own),
    routes: routesOf(entry),
  });
}
