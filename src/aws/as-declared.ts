/**
 * Functions of this account and region may be declared by name or by their whole ARN, and AWS knows ARNs alone. Live routes and
 * authorizers name a function the way that is declared, so that the two compare. Pure.
 */
import type { Identity } from "../model/observation.ts";
import type { AuthorizerSpec } from "../model/specs/api-members.ts";
import type { RestApiSpec, RouteSpec } from "../model/specs/rest-api.ts";

type Named = Pick<RestApiSpec, "routes" | "authorizers" | "models" | "validators" | "gatewayResponses">;

export function asDeclared(desired: RestApiSpec, live: Named, identity: Identity): Named {
  const { partition, region, account } = identity;
  const prefix = `arn:${partition}:lambda:${region}:${account}:function:`;
  return {
    ...live,
    ...(live.routes && { routes: mapped(live.routes, (key, route) => routeAs(route, desired.routes?.[key], prefix)) }),
    ...(live.authorizers && {
      authorizers: mapped(live.authorizers, (key, one) => authorizerAs(one, desired.authorizers?.[key], prefix)),
    }),
  };
}

function mapped<T>(map: Readonly<Record<string, T>>, change: (key: string, value: T) => T): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(key, value)]));
}

function routeAs(live: RouteSpec, desired: RouteSpec | undefined, prefix: string): RouteSpec {
  const { integration } = live;
  if (integration === undefined || !("function" in integration)) return live;
  if (!isSameFunction(integration, desired?.integration, prefix)) return live;
  return { ...live, integration: { ...integration, function: `${prefix}${integration.function}` } };
}

function authorizerAs(
  live: AuthorizerSpec | null,
  desired: AuthorizerSpec | null | undefined,
  prefix: string,
): AuthorizerSpec | null {
  if (live === null || !isSameFunction(live, desired, prefix)) return live;
  return { ...live, function: `${prefix}${live.function}` };
}

function isSameFunction(live: object, desired: object | null | undefined, prefix: string): boolean {
  const name = functionOf(live);
  return name !== undefined && functionOf(desired) === `${prefix}${name}`;
}

function functionOf(holder: object | null | undefined): string | undefined {
  return holder && "function" in holder && typeof holder.function === "string" ? holder.function : undefined;
}
