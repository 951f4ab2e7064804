/** An API's endpoint type and address family: EDGE and ipv4 unless told otherwise, PRIVATE is dualstack only. */
import type { EndpointConfiguration } from "@aws-sdk/client-api-gateway";
import { badRequest, notInEnum } from "./refusals.ts";
import type { EndpointType, RestApiSettings } from "./state.ts";

const TYPES: readonly string[] = ["PRIVATE", "EDGE", "REGIONAL"] satisfies readonly EndpointType[];
const ADDRESS_TYPES: readonly string[] = ["ipv4", "dualstack"];

type Endpoint = RestApiSettings["endpointConfiguration"];

/** What the front end refuses of CreateRestApi's `endpointConfiguration`. */
export function endpointViolations(sent: EndpointConfiguration | undefined): readonly string[] {
  const { types = [], ipAddressType } = sent ?? {};
  const violations: string[] = [];
  if (types.some((type) => !TYPES.includes(type))) {
    violations.push(
      `Value '[${types.join(", ")}]' at 'createRestApiInput.endpointConfiguration.types' failed to satisfy constraint: ` +
        `Member must satisfy constraint: [Member must satisfy enum value set: [${TYPES.join(", ")}]]`,
    );
  }
  if (ipAddressType && !ADDRESS_TYPES.includes(ipAddressType)) {
    violations.push(notInEnum(ipAddressType, "createRestApiInput.endpointConfiguration.ipAddressType", ADDRESS_TYPES));
  }
  return violations;
}

/** The full configuration. An empty list of types is not the same as none (recorded: create-with-empty-types). */
export function endpointConfiguration(sent: EndpointConfiguration | undefined): Endpoint {
  const { types = ["EDGE"], ipAddressType, vpcEndpointIds } = sent ?? {};
  const [type, ...more] = types;
  if (!type) throw badRequest("REGIONAL Configuration and EDGE Configuration cannot be both DISABLED.");
  if (more.length > 0) throw badRequest("Cannot create an api with multiple Endpoint Types.");
  return { types: [type], ipAddressType: ipAddressType || (type === "PRIVATE" ? "dualstack" : "ipv4"), vpcEndpointIds };
}

/** UpdateRestApi `/endpointConfiguration/types/{EDGE|0|…}`: becoming PRIVATE brings dualstack along. */
export function withType(endpoint: Endpoint, type: string | undefined): Endpoint {
  if (!isType(type)) throw badRequest("Invalid EndpointTypes specified. Valid options are REGIONAL,EDGE,PRIVATE");
  return { ...endpoint, types: [type], ipAddressType: type === "PRIVATE" ? "dualstack" : endpoint.ipAddressType };
}

export function withAddressType(endpoint: Endpoint, addressType: string | undefined): Endpoint {
  if (addressType !== "ipv4" && addressType !== "dualstack") throw badRequest("ipAddressType must be either ipv4 or dualstack.");
  if (endpoint.types[0] === "PRIVATE" && addressType === "ipv4") {
    throw badRequest("Only dualstack ipAddressType is supported for Private APIs.");
  }
  return { ...endpoint, ipAddressType: addressType };
}

function isType(type: string | undefined): type is EndpointType {
  return type !== undefined && TYPES.includes(type);
}
