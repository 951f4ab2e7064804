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
  const paths = new Set([...routes.keys()].map((key) => parseRouteKey(key)?.path ?? ""));
  return Object.fromEntries(
    [...paths].flatMap((path) => {
      const cors = corsOf(entry, path);
      const key = `OPTIONS ${path}`;
      const declared = METHODS.filter((method) => routes.has(`${method} ${path}`));
      return cors === undefined || routes.has(key) ? [] : [[key, preflightRoute(cors, declared)] as const];
    }),
  );
}

/** The path's own wish before the API's; `false` on a route takes it out. */
function corsOf(entry: ApiEntry, path: string): CorsDetails | undefined {
  const own = [...(entry.routes ?? [])].filter(([key]) => parseRouteKey(key)?.path === path).map(([, route]) => route.cors);
  const wish = own.find((cors) => cors !== undefined) ?? entry.own.cors;
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
