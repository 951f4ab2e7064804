/** The CORS shorthand: `OPTIONS` routes whose fixed answer lets browsers ask across origins. */
import type { RouteSpec } from "../../model/specs/rest-api.ts";
import type { ApiEntry, CorsEntry, RouteEntry } from "../authoring.ts";
import { METHODS, parseRouteKey } from "./route-key.ts";

/** What API Gateway's console allows. */
const DEFAULT_HEADERS = ["Content-Type", "X-Amz-Date", "Authorization", "X-Api-Key", "X-Amz-Security-Token"];

export type CorsDetails = Exclude<CorsEntry, boolean>;

/** `OPTIONS` routes by key, for paths that ask for it and have none of their own. */
export function corsRoutes(entry: ApiEntry): Readonly<Record<string, RouteSpec>> {
  const routes = entry.routes ?? new Map<string, RouteEntry>();
  return Object.fromEntries(
    [...wishesByPath(routes)].flatMap(([path, wish]) => {
      const cors = detailsOf(wish ?? entry.own.cors);
      const key = `OPTIONS ${path}`;
      const declared = METHODS.filter((method) => routes.has(`${method} ${path}`));
      return cors === undefined || routes.has(key) ? [] : [[key, preflightRoute(cors, declared)] as const];
    }),
  );
}

/** What the first route of each path that wishes anything wishes, which goes before the API's. */
function wishesByPath(routes: ReadonlyMap<string, RouteEntry>): ReadonlyMap<string, CorsEntry | undefined> {
  const wishes = new Map<string, CorsEntry | undefined>();
  for (const [key, { cors }] of routes) {
    const path = parseRouteKey(key)?.path ?? "";
    wishes.set(path, wishes.get(path) ?? cors);
  }
  return wishes;
}

/** Undefined: no preflight routes; `false` on a route takes it out. */
function detailsOf(wish: CorsEntry | undefined): CorsDetails | undefined {
  if (wish === undefined || wish === false) return undefined;
  return wish === true ? {} : wish;
}

/** The route that answers preflight requests for a path; `declared`: the other methods that it has. */
export function preflightRoute(cors: CorsDetails, declared: readonly string[]): RouteSpec {
  const all = declared.includes("ANY") ? METHODS.filter((method) => method !== "ANY") : [...declared, "OPTIONS"];
  const methods = [...new Set(all)].toSorted();
  const headers: Record<string, string> = {
    "Access-Control-Allow-Origin": cors.origin ?? "*",
    "Access-Control-Allow-Methods": (cors.methods ?? methods).join(","),
    "Access-Control-Allow-Headers": (cors.headers ?? DEFAULT_HEADERS).join(","),
  };
  if (cors.exposeHeaders !== undefined) headers["Access-Control-Expose-Headers"] = cors.exposeHeaders.join(",");
  if (cors.credentials === true) headers["Access-Control-Allow-Credentials"] = "true";
  if (cors.maxAgeSeconds !== undefined) headers["Access-Control-Max-Age"] = String(cors.maxAgeSeconds);
  return { authorization: "NONE", apiKeyRequired: false, integration: { type: "mock", status: 204, headers } };
}
