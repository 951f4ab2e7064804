/**
 * The deployed route of a path and verb. At each segment a literal beats `{name}`, which beats `{name+}`; the verb is
 * looked for on the one resource that wins, its own name before `ANY`.
 */
import type { ApiSnapshot, RouteSnapshot } from "../apigateway/snapshot.ts";

export interface Match {
  readonly route: RouteSnapshot;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** Undefined: nothing is deployed there. */
export function matchDeployedRoute(snapshot: ApiSnapshot, method: string, path: string): Match | undefined {
  const paths = [...new Set(snapshot.routes.map((route) => route.path))];
  const candidates = paths.flatMap((template) => {
    const parameters = pathParametersOf(template, path);
    return parameters ? [{ template, parameters }] : [];
  });
  const [best] = candidates.sort((a, b) => compareTemplates(a.template, b.template));
  if (!best) return undefined;
  const here = snapshot.routes.filter((route) => route.path === best.template);
  const route = here.find((one) => one.method === method) ?? here.find((one) => one.method === "ANY");
  return route && { route, pathParameters: best.parameters };
}

/** What the path says for the template's variables; undefined: it is another path. */
export function pathParametersOf(template: string, path: string): Readonly<Record<string, string>> | undefined {
  return matchPath(segmentsOf(template), segmentsOf(path));
}

/** A slash at the end makes no difference. */
function segmentsOf(path: string): string[] {
  return path.split("/").filter((segment, index, all) => !(segment === "" && (index === 0 || index === all.length - 1)));
}

function matchPath(template: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, part] of template.entries()) {
    const greedy = /^\{(.+)\+\}$/.exec(part)?.[1];
    const segment = segments[index];
    if (segment === undefined) return undefined;
    if (greedy !== undefined) {
      parameters[greedy] = segments.slice(index).join("/");
      return parameters;
    }
    const name = /^\{(.+)\}$/.exec(part)?.[1];
    if (name !== undefined && segment !== "") parameters[name] = segment;
    else if (part !== decode(segment)) return undefined;
  }
  return template.length === segments.length ? parameters : undefined;
}

function compareTemplates(a: string, b: string): number {
  const [left, right] = [segmentsOf(a), segmentsOf(b)];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = rank(left[index]) - rank(right[index]);
    if (difference !== 0) return difference;
  }
  return 0;
}

function rank(part: string | undefined): number {
  if (part === undefined) return 3;
  if (part.endsWith("+}")) return 2;
  return part.startsWith("{") ? 1 : 0;
}

/** What is no valid percent encoding stays as it was sent. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
