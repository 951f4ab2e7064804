/** Gateway responses: one a type, AWS's own until somebody puts another (recorded: TestApiGatewayGatewayResponse). */
import type { GatewayResponse } from "@aws-sdk/client-api-gateway";
import type { World } from "../world.ts";
import type { ApiGatewayHandlers } from "./handlers.ts";
import { findApi } from "./lookup.ts";
import { ownEntry } from "./own-entry.ts";
import { applyByPathAndOp, type PatchRule, readPatches, withEntry, withoutEntry } from "./patch-operations.ts";
import { badRequest, notFound, notInEnum, refuseViolations } from "./refusals.ts";
import type { GatewayResponseState } from "./state.ts";

/** Status codes of AWS's own, in the order of its message; the two defaults have the status of what went wrong. */
const GATEWAY_RESPONSE_STATUS: Readonly<Record<string, string | undefined>> = {
  REQUEST_TOO_LARGE: "413",
  RESOURCE_NOT_FOUND: "404",
  AUTHORIZER_CONFIGURATION_ERROR: "500",
  MISSING_AUTHENTICATION_TOKEN: "403",
  BAD_REQUEST_BODY: "400",
  INVALID_SIGNATURE: "403",
  INVALID_API_KEY: "403",
  BAD_REQUEST_PARAMETERS: "400",
  AUTHORIZER_FAILURE: "500",
  UNAUTHORIZED: "401",
  INTEGRATION_TIMEOUT: "504",
  ACCESS_DENIED: "403",
  DEFAULT_4XX: undefined,
  DEFAULT_5XX: undefined,
  WAF_FILTERED: "403",
  QUOTA_EXCEEDED: "429",
  THROTTLED: "429",
  API_CONFIGURATION_ERROR: "500",
  UNSUPPORTED_MEDIA_TYPE: "415",
  INTEGRATION_FAILURE: "504",
  EXPIRED_TOKEN: "403",
};

const TEMPLATES = { "application/json": '{"message":$context.error.messageString}' };

type MapOfResponse = "responseParameters" | "responseTemplates";

const entries = (member: MapOfResponse): PatchRule<GatewayResponseState> => ({
  path: `/${member}/*`,
  ops: ["add", "replace", "remove"],
  apply(response, { op, value }, key) {
    if (op === "replace" && ownEntry(response[member], key) === undefined) throw notFound("Invalid parameter name specified");
    if (op === "remove") return { ...response, [member]: withoutEntry(response[member], key) ?? {} };
    if (!value) throw badRequest(`Invalid null or empty value in ${member}`);
    return { ...response, [member]: withEntry(response[member], key, value) };
  },
});

const GATEWAY_RESPONSE_PATHS: readonly PatchRule<GatewayResponseState>[] = [
  { path: "/statusCode", ops: ["replace"], apply: (response, { value }) => ({ ...response, statusCode: value || undefined }) },
  entries("responseParameters"),
  entries("responseTemplates"),
];

export function gatewayResponseHandlers(world: World): ApiGatewayHandlers {
  return {
    PutGatewayResponse(input) {
      const responseType = knownType(input.responseType);
      const { gatewayResponses } = findApi(world, input);
      const response: GatewayResponseState = {
        ...ownResponse(responseType),
        ...(input.statusCode && { statusCode: input.statusCode }),
        ...(input.responseParameters && { responseParameters: input.responseParameters }),
        ...(input.responseTemplates && { responseTemplates: input.responseTemplates }),
      };
      gatewayResponses.set(responseType, response);
      return view(response, false);
    },
    GetGatewayResponse(input) {
      const responseType = knownType(input.responseType);
      const put = findApi(world, input).gatewayResponses.get(responseType);
      return view(put ?? ownResponse(responseType), put === undefined);
    },
    GetGatewayResponses(input) {
      const { gatewayResponses } = findApi(world, input);
      const items = Object.keys(GATEWAY_RESPONSE_STATUS)
        .toSorted()
        .map((type) => {
          const put = gatewayResponses.get(type);
          return view(put ?? ownResponse(type), put === undefined);
        });
      return { items };
    },
    UpdateGatewayResponse(input) {
      const responseType = knownType(input.responseType);
      const patches = readPatches("updateGatewayResponse", input.patchOperations);
      const { gatewayResponses } = findApi(world, input);
      const before = gatewayResponses.get(responseType) ?? ownResponse(responseType);
      const response = applyByPathAndOp(before, patches, GATEWAY_RESPONSE_PATHS);
      gatewayResponses.set(responseType, response);
      return view(response, false);
    },
    DeleteGatewayResponse(input) {
      const responseType = knownType(input.responseType);
      if (findApi(world, input).gatewayResponses.delete(responseType)) return {};
      throw notFound("Gateway response type not defined on api");
    },
  };
}

function knownType(type: string | undefined): string {
  const known = Object.keys(GATEWAY_RESPONSE_STATUS);
  refuseViolations(known.includes(type ?? "null") ? [] : [notInEnum(type ?? "null", "responseType", known)]);
  return type ?? "";
}

function ownResponse(responseType: string): GatewayResponseState {
  return { responseType, responseParameters: {}, responseTemplates: TEMPLATES };
}

/** Shown with the status of AWS's own where nobody has put another. */
function view(response: GatewayResponseState, defaultResponse: boolean): GatewayResponse {
  const statusCode = response.statusCode ?? GATEWAY_RESPONSE_STATUS[response.responseType];
  // One of the types that AWS knows, or it would not have been put.
  const responseType = response.responseType as GatewayResponse["responseType"];
  return { ...response, responseType, ...(statusCode && { statusCode }), defaultResponse };
}
