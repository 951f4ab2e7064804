/** Brings the routes of a working copy from live to desired: missing resources parents first, then method by method. */
import type { APIGateway } from "@aws-sdk/client-api-gateway";
import { StagekeeperError } from "../model/errors.ts";
import type { ApplyContext } from "../model/ports.ts";
import type { RouteSpec } from "../model/specs/rest-api.ts";
import { isNamed, isNotFound } from "./classify-error.ts";
import { createOnce } from "./create-once.ts";
import { fetchWorkingCopy } from "./rest-api-reads.ts";
import { createRoute, deleteRoute, updateRoute } from "./route-writer.ts";
import type { AwsSession } from "./session.ts";

export interface RouteWork {
  readonly id: string;
  /** AWS's resource ids by path. */
  readonly resourceIds: Readonly<Record<string, string>>;
  readonly live: Readonly<Record<string, RouteSpec>>;
  readonly desired: Readonly<Record<string, RouteSpec>>;
}

/** `only`: the routes to look at; `null`: all of both sides. */
export async function writeRoutes(
  session: AwsSession,
  work: RouteWork,
  only: ReadonlySet<string> | null,
  context: ApplyContext,
): Promise<void> {
  const keys = [...(only ?? new Set([...Object.keys(work.live), ...Object.keys(work.desired)]))].toSorted();
  const api = await session.clients.apigateway();
  const ids = new Map(Object.entries(work.resourceIds));
  for (const key of keys) {
    const [httpMethod = "", path = "/"] = key.split(" ");
    const [spec, live] = [work.desired[key], work.live[key]];
    if (spec) {
      const resourceId = await ensureResource(session, work.id, path, ids, context);
      const target = { api, identity: context.identity, restApiId: work.id, resourceId, httpMethod };
      await (live ? updateRoute(target, spec, live) : createRoute(target, spec));
    } else if (live && ids.has(path)) {
      await deleteRoute({ api, identity: context.identity, restApiId: work.id, resourceId: ids.get(path) ?? "", httpMethod });
      await deleteIfEmpty(api, work, key, ids);
    }
  }
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

/** A resource that holds nothing any more goes with its last method; one with other methods or children stays. */
async function deleteIfEmpty(api: APIGateway, work: RouteWork, key: string, ids: Map<string, string>): Promise<void> {
  const path = key.slice(key.indexOf(" ") + 1);
  const others = new Set([...Object.keys(work.live), ...Object.keys(work.desired)]);
  const busy = [...others].some((other) => other !== key && other.endsWith(` ${path}`));
  const hasChildren = [...ids.keys()].some((other) => other !== path && other.startsWith(`${path}/`));
  if (path === "/" || busy || hasChildren) return;
  try {
    await api.deleteResource({ restApiId: work.id, resourceId: ids.get(path) });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  ids.delete(path);
}
