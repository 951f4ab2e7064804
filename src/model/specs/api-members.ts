import type { Json } from "../json.ts";

/** What an API has beside its routes, by name. `null`: it must not be there. */
export interface ApiMembers {
  readonly authorizers?: Members<AuthorizerSpec>;
  readonly models?: Members<ModelSpec>;
  readonly validators?: Members<ValidatorSpec>;
  /** By API Gateway's response type. */
  readonly gatewayResponses?: Members<GatewayResponseSpec>;
}

type Members<T> = Readonly<Record<string, T | null>>;

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

export interface GatewayResponseSpec {
  readonly statusCode?: string;
  readonly responseParameters?: Readonly<Record<string, string>>;
  readonly responseTemplates?: Readonly<Record<string, string>>;
}
