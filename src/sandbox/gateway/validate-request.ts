/** What the route's request validator refuses (recorded: test_api_gateway_request_validator, …_with_ref_models). */
import { Ajv } from "ajv";
import type { ModelState } from "../apigateway/state.ts";
import { queryValue } from "../wire/message.ts";
import type { RoutedRequest } from "./api-request.ts";
import { badRequestBody, GatewayRefusal, missingParameters } from "./gateway-answers.ts";
import { mediaTypeOf } from "./media-types.ts";

/** Throws GatewayRefusal 400. */
export function validateRequest(routed: RoutedRequest): void {
  const { validator } = routed.route;
  if (validator?.validateRequestParameters) checkParameters(routed);
  if (validator?.validateRequestBody) checkBody(routed);
}

/** In the order of their whole names: headers, then parts of the path, then the query. */
function checkParameters(routed: RoutedRequest): void {
  const required = Object.entries(routed.route.requestParameters).filter(([, isRequired]) => isRequired);
  const missing = required
    .map(([parameter]) => parameter)
    .toSorted()
    .filter((parameter) => !parameterValue(parameter, routed))
    .map((parameter) => parameter.split(".").slice(3).join("."));
  if (missing.length > 0)
    throw new GatewayRefusal(missingParameters(missing), `Missing required request parameters: [${missing.join(", ")}]`);
}

function parameterValue(parameter: string, { request, pathParameters }: RoutedRequest): string | undefined {
  const [, , place = "", ...name] = parameter.split(".");
  const key = name.join(".");
  if (place === "path") return pathParameters[key];
  return place === "header" ? request.headers[key.toLowerCase()] : queryValue(request.query, key);
}

/** A body of a type that no model is for is let through. */
function checkBody({ request, route, stage }: RoutedRequest): void {
  const type = mediaTypeOf(request.headers["content-type"]) ?? "application/json";
  const name = route.requestModels[type] ?? route.requestModels.$default;
  if (name === undefined) return;
  const validate = validatorFor(stage.snapshot.models, stage.apiId)(name);
  if (validate === undefined || validate(parsed(Buffer.from(request.body).toString()))) return;
  throw new GatewayRefusal(badRequestBody(), `Request body does not match model ${name}`);
}

function parsed(text: string): unknown {
  try {
    return text === "" ? {} : JSON.parse(text);
  } catch {
    // No schema takes what is no value.
    return Symbol("no JSON");
  }
}

/** API Gateway's schemas are of draft 4, whose exclusive limits are flags of the others. */
function validatorFor(models: readonly ModelState[], apiId: string) {
  const ajv = new Ajv({ strict: false, validateSchema: false, logger: false });
  for (const { name, schema } of models) {
    ajv.addSchema(modern(JSON.parse(schema)) as object, `https://apigateway.amazonaws.com/restapis/${apiId}/models/${name}`);
  }
  return (name: string) => ajv.getSchema(`https://apigateway.amazonaws.com/restapis/${apiId}/models/${name}`);
}

function modern(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(modern);
  if (typeof schema !== "object" || schema === null) return schema;
  // Any object can be read by its names; what comes out is unknown.
  const entries = Object.entries(schema as Readonly<Record<string, unknown>>);
  // Names of schemas; a property may be called so as well, and is no text.
  const kept = entries.filter(([key, value]) => !((key === "$schema" || key === "id") && typeof value === "string"));
  const members = Object.fromEntries(kept.map(([key, value]) => [key, modern(value)]));
  for (const [flag, limit] of [
    ["exclusiveMinimum", "minimum"],
    ["exclusiveMaximum", "maximum"],
  ] as const) {
    if (typeof members[flag] !== "boolean") continue;
    if (members[flag]) members[flag] = members[limit];
    else delete members[flag];
  }
  return members;
}
