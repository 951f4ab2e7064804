/**
 * UpdateRestApi's paths (aws-facts 3.3, recorded: TestApiGatewayApiRestApi).
 *
 * | path                                   | ops                  | value                                             |
 * |----------------------------------------|----------------------|---------------------------------------------------|
 * | /name, /description, /version          | replace (add, remove)| a description is added and removed too            |
 * | /policy                                | replace              | a policy document, empty: none                    |
 * | /apiKeySource                          | replace              | HEADER or AUTHORIZER                              |
 * | /disableExecuteApiEndpoint             | replace              | anything but "true" is false                      |
 * | /securityPolicy                        | replace              | one of API Gateway's                              |
 * | /endpointAccessMode                    | replace              | BASIC or STRICT                                   |
 * | /minimumCompressionSize                | replace              | 0–10485760 bytes, empty or none: no compression   |
 * | /binaryMediaTypes/{image~1png}         | add, replace, remove | the *key* names the type; `replace` takes it away and appends `value` |
 * | /endpointConfiguration/types/{…}       | replace              | the new type; other ops have a text of their own  |
 * | /endpointConfiguration/ipAddressType   | replace              | ipv4 or dualstack                                 |
 * | /endpointConfiguration/vpcEndpointIds  | add, remove          | an endpoint id (PRIVATE)                          |
 */
import type { World } from "../world.ts";
import { withAddressType, withType } from "./endpoint-configuration.ts";
import { type Patch, type PatchRule, toBoolean } from "./patch-operations.ts";
import { badRequest } from "./refusals.ts";
import { readPolicy } from "./resource-policy.ts";
import type { RestApiSettings } from "./state.ts";

const MAX_COMPRESSION_SIZE = 10_485_760;

export function restApiPaths(world: World, apiId: string): readonly PatchRule<RestApiSettings>[] {
  return [
    { path: "/name", ops: ["replace"], apply: (api, { value }) => ({ ...api, name: required(value, "Name") }) },
    {
      path: "/description",
      ops: ["add", "replace", "remove"],
      apply: (api, { op, value }) => ({ ...api, description: op === "remove" ? undefined : value }),
    },
    { path: "/version", ops: ["replace"], apply: (api, { value }) => ({ ...api, version: value }) },
    { path: "/policy", ops: ["replace"], apply: (api, { value }) => ({ ...api, policy: readPolicy(world, apiId, value) }) },
    { path: "/apiKeySource", ops: ["replace"], apply: (api, { value }) => ({ ...api, apiKeySource: keySource(value) }) },
    {
      path: "/disableExecuteApiEndpoint",
      ops: ["replace"],
      apply: (api, { value }) => ({ ...api, disableExecuteApiEndpoint: toBoolean(value) }),
    },
    {
      path: "/securityPolicy",
      ops: ["replace"],
      // Which ones there are the SDK's own type knows.
      apply: (api, { value }) => ({
        ...api,
        securityPolicy: required(value, "Security policy") as RestApiSettings["securityPolicy"],
      }),
    },
    {
      path: "/endpointAccessMode",
      ops: ["replace"],
      apply: (api, { value }) => ({ ...api, endpointAccessMode: accessMode(value) }),
    },
    {
      path: "/minimumCompressionSize",
      ops: ["replace"],
      apply: (api, { value }) => ({ ...api, minimumCompressionSize: compressionSize(value ? Number(value) : undefined) }),
    },
    {
      path: "/binaryMediaTypes/*",
      ops: ["add", "replace", "remove"],
      apply: (api, patch, type) => ({ ...api, binaryMediaTypes: mediaTypes(api.binaryMediaTypes, patch, type) }),
    },
    {
      path: "/endpointConfiguration/types/*",
      // Every op is let through so that the refusal has its own text.
      ops: ["add", "remove", "replace", "move", "copy", "test"],
      apply: (api, patch) => ({ ...api, endpointConfiguration: replaceType(api, patch) }),
    },
    {
      path: "/endpointConfiguration/ipAddressType",
      ops: ["replace"],
      apply: (api, { value }) => ({ ...api, endpointConfiguration: withAddressType(api.endpointConfiguration, value) }),
    },
    { path: "/endpointConfiguration/vpcEndpointIds", ops: ["add", "remove"], apply: changeVpcEndpoint },
  ];
}

/** Bytes, or undefined for no compression. */
export function compressionSize(size: number | undefined): number | undefined {
  if (size === undefined || (Number.isInteger(size) && size >= 0 && size <= MAX_COMPRESSION_SIZE)) return size;
  throw badRequest(`Invalid minimum compression size, must be between 0 and ${MAX_COMPRESSION_SIZE}`);
}

function mediaTypes(types: readonly string[], { op, value }: Patch, type: string): readonly string[] {
  if (op === "add") return [...new Set([...types, type])];
  const rest = types.filter((other) => other !== type);
  return op === "replace" ? [...rest, required(value, "Binary media type")] : rest;
}

function replaceType(api: RestApiSettings, { op, value }: Patch): RestApiSettings["endpointConfiguration"] {
  if (op !== "replace") throw badRequest("Invalid patch operation specified. Must be 'add'|'remove'|'replace'");
  return withType(api.endpointConfiguration, value);
}

function changeVpcEndpoint(api: RestApiSettings, { op, value }: Patch): RestApiSettings {
  const id = required(value, "VPC endpoint id");
  const rest = (api.endpointConfiguration.vpcEndpointIds ?? []).filter((other) => other !== id);
  const vpcEndpointIds = op === "add" ? [...rest, id] : rest;
  return { ...api, endpointConfiguration: { ...api.endpointConfiguration, vpcEndpointIds } };
}

function keySource(value: string | undefined): "HEADER" | "AUTHORIZER" {
  if (value === "HEADER" || value === "AUTHORIZER") return value;
  throw badRequest("Invalid API key source specified. Valid options are HEADER,AUTHORIZER");
}

export function accessMode(value: string | undefined): "BASIC" | "STRICT" {
  if (value === "BASIC" || value === "STRICT") return value;
  throw badRequest("Invalid endpoint access mode specified. Valid options are BASIC,STRICT");
}

function required(value: string | undefined, what: string): string {
  if (!value) throw badRequest(`${what} cannot be empty`);
  return value;
}
