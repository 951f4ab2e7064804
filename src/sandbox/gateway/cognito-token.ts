/** A Cognito token: whose it is, until when, and for what. Signatures are not verified here, as nowhere in the sandbox. */
import type { AuthorizerState } from "../apigateway/state.ts";

interface Check {
  readonly authorizer: AuthorizerState;
  readonly scopes: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Undefined: it lets nobody in. A route with scopes wants an access token that has one of them, another an identity token (API Gateway
 * developer guide, "Integrate a REST API with an Amazon Cognito user pool"); an expression is for `aud` (CreateAuthorizer).
 */
export function claimsOf(header: string, { authorizer, scopes, now }: Check): Readonly<Record<string, string>> | undefined {
  const claims = parsed(header.replace(/^Bearer /i, "").split(".")[1] ?? "");
  if (claims === undefined) return undefined;
  const pools = (authorizer.providerARNs ?? []).map((arn) => arn.slice(arn.lastIndexOf("/") + 1));
  if (!pools.some((pool) => String(claims.iss).endsWith(`/${pool}`))) return undefined;
  if (typeof claims.exp !== "number" || claims.exp * 1000 <= now) return undefined;
  if (claims.token_use === (scopes.length > 0 ? "id" : "access")) return undefined;
  const expression = authorizer.identityValidationExpression;
  if (expression && !new RegExp(`^(?:${expression})$`).test(String(claims.aud ?? ""))) return undefined;
  const held = String(claims.scope ?? "").split(" ");
  if (scopes.length > 0 && !scopes.some((scope) => held.includes(scope))) return undefined;
  return Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, String(value)]));
}

function parsed(part: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString());
    // Any object can be read by its names; what comes out is unknown.
    return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}
