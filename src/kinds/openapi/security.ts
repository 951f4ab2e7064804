/**
 * Who may call, as a document says it:
 *
 *   apiKey in header x-api-key                          apiKeyRequired
 *   x-amazon-apigateway-authtype: awsSigv4              authorization: iam
 *   x-amazon-apigateway-authorizer                      an authorizer under the scheme's name
 *   any other                                           means nothing to API Gateway
 */
import type { JsonObject } from "../../model/json.ts";
import type { ApiEntry, AuthoredPath, Problem } from "../authoring.ts";
import { errorAt } from "../authoring.ts";
import { type DocumentTarget, functionIn } from "./lambda-uri.ts";
import type { DocumentVersion, Tree } from "./tree.ts";

type Authorizers = NonNullable<ApiEntry["own"]["authorizers"]>;
type Authorizer = Exclude<Authorizers[string], string>;

export interface SecuritySchemes {
  readonly authorizers: Authorizers;
  readonly places: ReadonlyMap<string, AuthoredPath>;
  readonly problems: readonly Problem[];
  readonly kinds: ReadonlyMap<string, "key" | "iam" | "authorizer" | "other">;
}

const AUTHORIZER = "x-amazon-apigateway-authorizer";

export function readSecuritySchemes(tree: Tree, version: DocumentVersion, target: DocumentTarget): SecuritySchemes {
  const section = version === "openapi" ? ["components", "securitySchemes"] : ["securityDefinitions"];
  const authorizers: Record<string, Authorizer> = {};
  const places = new Map<string, AuthoredPath>();
  const kinds = new Map<string, "key" | "iam" | "authorizer" | "other">();
  const problems: Problem[] = [];
  for (const name of Object.keys(tree.mapAt(section))) {
    const scheme = tree.mapAt([...section, name]);
    const kind = kindOf(scheme);
    kinds.set(name, kind);
    if (kind !== "authorizer") continue;
    places.set(name, [...section, name]);
    const extension = tree.mapOf(scheme[AUTHORIZER]);
    const type = String(extension.type ?? "");
    if (!["token", "request", "cognito_user_pools"].includes(type)) {
      const message = `"${type}" is no type of an authorizer`;
      problems.push(
        errorAt([...section, name, AUTHORIZER, "type"], "illegal-authorizer", message, "token, request or cognito_user_pools"),
      );
    }
    authorizers[name] = authorizerOf(scheme, extension, target);
  }
  return { authorizers, places, kinds, problems };
}

function kindOf(scheme: JsonObject): "key" | "iam" | "authorizer" | "other" {
  if (scheme[AUTHORIZER] !== undefined) return "authorizer";
  if (scheme["x-amazon-apigateway-authtype"] === "awsSigv4") return "iam";
  return scheme.type === "apiKey" && String(scheme.name).toLowerCase() === "x-api-key" ? "key" : "other";
}

function authorizerOf(scheme: JsonObject, extension: JsonObject, target: DocumentTarget): Authorizer {
  const { type, authorizerUri, authorizerCredentials, authorizerResultTtlInSeconds, identitySource } = extension;
  const { identityValidationExpression, providerARNs } = extension;
  // Of a token the scheme itself says in which header it stands.
  const header =
    scheme.in === "header" && typeof scheme.name === "string" && type !== "request"
      ? `method.request.header.${scheme.name}`
      : undefined;
  const source = typeof identitySource === "string" ? identitySource : header;
  const places = source?.split(",").map((one) => one.trim()) ?? [];
  return {
    ...(type === "cognito_user_pools"
      ? { userPools: Array.isArray(providerARNs) ? providerARNs.map(String) : [] }
      : { lambda: functionIn(String(authorizerUri ?? ""), target) ?? String(authorizerUri ?? "") }),
    ...(type === "request" && { type: "request" as const }),
    ...(typeof authorizerCredentials === "string" && { credentials: authorizerCredentials }),
    ...(places.length > 0 && { identitySource: places.length === 1 ? (places[0] ?? "") : places }),
    ...(typeof identityValidationExpression === "string" && { validation: identityValidationExpression }),
    ...(authorizerResultTtlInSeconds !== undefined && { ttl: Number(authorizerResultTtlInSeconds) }),
  };
}
