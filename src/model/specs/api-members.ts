import type { Json, JsonObject } from "../json.ts";

/** What an API has beside its routes, by name. `null`: it must not be there. */
export interface ApiMembers {
  readonly authorizers?: Members<AuthorizerSpec>;
  readonly models?: Members<ModelSpec>;
  readonly validators?: Members<ValidatorSpec>;
  /** By API Gateway's response type. */
  readonly gatewayResponses?: Members<GatewayResponseSpec>;
  /** What is told of parts of the API, by part: `METHOD GET /orders` (`kinds/rest-api/documentation-key.ts`). */
  readonly documentation?: Members<JsonObject>;
  /** Snapshots of the documentation, by version. What one holds stays as it was when it was made. */
  readonly documentationVersions?: Members<DocumentationVersionSpec>;
}

type Members<T> = Readonly<Record<string, T | null>>;

/** What an authorizer's answer is kept for where nobody says (API Gateway CreateAuthorizer, authorizerResultTtlInSeconds). */
export const DEFAULT_TTL_SECONDS = 300;

/** Lambda or Cognito. A function's parts may hold `${stageVariables.X}`; a foreign function is its whole ARN. */
export interface AuthorizerSpec {
  readonly type: "TOKEN" | "REQUEST" | "COGNITO_USER_POOLS";
  readonly function?: string;
  readonly qualifier?: string;
  /** A role as which the function is invoked; left out: by its resource policy. */
  readonly credentials?: string;
  /** ARNs. Sorted. */
  readonly userPools?: readonly string[];
  readonly identitySource?: string;
  readonly validation?: string;
  readonly ttlSeconds?: number;
}

/** A JSON schema; other models are referred to as `#/models/NAME`. */
export interface ModelSpec {
  readonly contentType?: string;
  readonly description?: string;
  readonly schema: Json;
}

export interface ValidatorSpec {
  readonly body?: boolean;
  readonly parameters?: boolean;
}

export interface DocumentationVersionSpec {
  readonly description?: string;
}

export interface GatewayResponseSpec {
  readonly statusCode?: string;
  readonly responseParameters?: Readonly<Record<string, string>>;
  readonly responseTemplates?: Readonly<Record<string, string>>;
}
