/** Brings the routes of a working copy from live to desired: missing resources parents first, then method by method. */
import { StagekeeperError } from "../model/errors.ts";
import type { ApplyContext } from "../model/ports.ts";
import type { RouteSpec } from "../model/specs/rest-api.ts";
import { isNamed } from "./classify-error.ts";
import { createOnce } from "./create-once.ts";
import { hasMoreThanImported, type MemberIds } from "./method-input.ts";
import { fetchWorkingCopy } from "./rest-api-reads.ts";
import { importRoutes, isImportable, isWorthImport } from "./route-import.ts";
import { createRoute, patchMethod, updateRoute } from "./route-writer.ts";
import type { AwsSession } from "./session.ts";

export interface RouteWork {
  readonly id: string;
  readonly name: string;
  /** The API's; undefined: it has none. */
  readonly version: string | undefined;
  /** AWS's resource ids by path. */
  readonly resourceIds: Readonly<Record<string, string>>;
  readonly ids: MemberIds;
  readonly live: Readonly<Record<string, RouteSpec>>;
  readonly desired: Readonly<Record<string, RouteSpec>>;
}

/**
 * Writes declared routes, of `only` or all: many new ones at once, others one by one. A route that is not declared is never
 * touched, for routes carry no mark.
 */
export async function writeRoutes(
  session: AwsSession,
  work: RouteWork,
  only: ReadonlySet<string> | null,
  context: ApplyContext,
): Promise<void> {
  const api = await session.clients.apigateway();
  const ids = new Map(Object.entries(work.resourceIds));
  const routes = Object.entries(work.desired)
    .filter(([route]) => only?.has(route) ?? true)
    .toSorted(([left], [right]) => (left < right ? -1 : 1));
  const added = routes.filter(([route, spec]) => !(route in work.live) && isImportable(spec));
  const imported = new Map(isWorthImport(added, missingPaths(added, work.resourceIds)) ? added : []);
  if (imported.size > 0) {
    await importRoutes(session, { id: work.id, name: work.name, version: work.version, identity: context.identity }, [
      ...imported,
    ]);
    // Resources that the import made are known by their paths alone.
    const isNeeded = routes.some(([route, spec]) => (imported.has(route) ? hasMoreThanImported(spec) : !(route in work.live)));
    const copy = isNeeded ? await fetchWorkingCopy(session, work.id, context.identity, context.signal) : undefined;
    for (const [path, id] of Object.entries(copy?.resourceIds ?? {})) ids.set(path, id);
  }
  for (const [key, spec] of routes) {
    if (imported.has(key) && !hasMoreThanImported(spec)) continue;
    const [httpMethod = "", path = "/"] = key.split(" ");
    const resourceId = await ensureResource(session, work.id, path, ids, context);
    const target = { api, identity: context.identity, ids: work.ids, restApiId: work.id, resourceId, httpMethod };
    const live = work.live[key];
    if (imported.has(key)) await patchMethod(target, spec, importedMethod(spec));
    else await (live ? updateRoute(target, spec, live) : createRoute(target, spec));
  }
}

/** What an import has made of a method. */
function importedMethod({ authorization, apiKeyRequired }: RouteSpec): RouteSpec {
  return {
    authorization: authorization === "AWS_IAM" ? authorization : "NONE",
    ...(apiKeyRequired !== undefined && { apiKeyRequired }),
  };
}

/** How many resources have to be made for routes. */
function missingPaths(routes: readonly (readonly [string, RouteSpec])[], resourceIds: RouteWork["resourceIds"]): number {
  const paths = routes.flatMap(([route]) => {
    const parts = (route.split(" ")[1] ?? "/").split("/").slice(1);
    return parts.map((_, index) => `/${parts.slice(0, index + 1).join("/")}`);
  });
  return new Set(paths.filter((path) => !(path in resourceIds))).size;
}

/** The id of the resource at `path`, made with its parents where missing. `ids` learns what is made. */
async function ensureResource(
  session: AwsSession,
  restApiId: string,
  path: string,
  ids: Map<string, string>,
  context: ApplyContext,
): Promise<string> {
  const known = ids.get(path);
  if (known) return known;
  if (path === "/") throw new StagekeeperError("unexpected", `REST API ${restApiId} has no root resource`);
  const cut = path.lastIndexOf("/");
  const parentId = await ensureResource(session, restApiId, path.slice(0, cut) || "/", ids, context);
  const api = await session.clients.apigateway();
  const look = async () => (await fetchWorkingCopy(session, restApiId, context.identity, context.signal)).resourceIds[path];
  const id = await createOnce(
    async () => (await api.createResource({ restApiId, parentId, pathPart: path.slice(cut + 1) })).id ?? "",
    look,
    { clock: session.clock, signal: context.signal },
  ).catch(async (error: unknown) => {
    // Somebody made it between our look and now.
    const found = isNamed(error, "ConflictException") ? await look() : undefined;
    if (found === undefined) throw error;
    return found;
  });
  ids.set(path, id);
  return id;
}
