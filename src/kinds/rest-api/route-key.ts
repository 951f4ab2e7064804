/** `METHOD /path`, the key of a route, and the shape of its path (API Gateway CreateResource, PutMethod). */

export const METHODS = ["GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS", "ANY"] as const;

export interface RouteKey {
  readonly method: string;
  readonly path: string;
}

/** Splits a key at its first white space; undefined: there is no path after the method. */
export function parseRouteKey(key: string): RouteKey | undefined {
  const found = /^(\S+)\s+(\/.*)$/.exec(key);
  // Both groups are there when the pattern matches.
  return found ? { method: found[1] as string, path: found[2] as string } : undefined;
}

/** Parts of a path: `/a/{x}` has two, `/` has none. */
export function partsOf(path: string): readonly string[] {
  return path
    .split("/")
    .slice(1)
    .filter((part, index, parts) => part !== "" || index < parts.length - 1);
}

/** Paths of the resources that a path stands on, itself included, without the root: `/a/b` gives `/a` and `/a/b`. */
export function resourcesOf(path: string): readonly string[] {
  const parts = partsOf(path);
  return parts.map((_, index) => `/${parts.slice(0, index + 1).join("/")}`);
}

/** Whether a part is a path variable, greedy or not. */
export function isVariable(part: string): boolean {
  return part.startsWith("{");
}

/** What is wrong with a key, to follow it in a sentence, and how to mend it; undefined: nothing. */
export function routeKeyFault(key: string): { readonly fault: string; readonly remedy?: string } | undefined {
  const parsed = parseRouteKey(key.trim());
  if (parsed === undefined) {
    const swapped = /^(\/\S*)\s+(\S+)$/.exec(key);
    const remedy = swapped ? `${swapped[2]?.toUpperCase()} ${swapped[1]}` : "PUT /upload";
    return { fault: "is not a method and a path", remedy: `write it like "${remedy}"` };
  }
  const { method, path } = parsed;
  if (!METHODS.some((known) => known === method)) {
    const upper = METHODS.find((known) => known === method.toUpperCase());
    return {
      fault: `has an unknown method`,
      remedy: upper ? `did you mean "${upper} ${path}"?` : `known: ${METHODS.join(", ")}`,
    };
  }
  if (key !== `${method} ${path}`)
    return { fault: "has more than one space between its parts", remedy: `write "${method} ${path}"` };
  return pathFault(path);
}

function pathFault(path: string): { readonly fault: string; readonly remedy?: string } | undefined {
  if (path === "/") return undefined;
  const parts = path.split("/").slice(1);
  if (parts.at(-1) === "") return { fault: "ends with a slash", remedy: `write "${path.replace(/\/+$/, "") || "/"}"` };
  for (const [index, part] of parts.entries()) {
    if (part === "") return { fault: "has two slashes next to each other" };
    if (/^\{[^{}]*\+\}$/.test(part) && index < parts.length - 1) {
      return { fault: `has "${part}" before its end: it takes the whole rest of the path` };
    }
    if (/^:\w+$/.test(part))
      return { fault: `has "${part}", which is no path variable here`, remedy: `write "{${part.slice(1)}}"` };
    if (!/^([A-Za-z0-9._:-]+|\{[A-Za-z0-9._:-]+\+?\})$/.test(part)) {
      return { fault: `has "${part}": a part is letters, digits or ._:-, or a variable like {id} or {proxy+}` };
    }
  }
  return undefined;
}
