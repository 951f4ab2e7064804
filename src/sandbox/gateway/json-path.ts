/**
 * Places in JSON as mappings name them: `$`, `.name`, `['name']` and `[0]`. Paths that choose several places (`..`, `*`, filters)
 * are refused, for whoever gets only a part of what they name is misled.
 */
import { CONFIGURATION_ERROR, GatewayRefusal } from "./gateway-answers.ts";

const STEP = /\.([\w-]+)|\['([^']+)'\]|\["([^"]+)"\]|\[(\d+)\]/y;

/** Undefined: nothing is there. Throws GatewayRefusal 500 for a path that the sandbox does not follow. */
export function atJsonPath(value: unknown, path: string): unknown {
  return stepsOf(path).reduce(member, value);
}

function stepsOf(path: string): readonly string[] {
  const steps: string[] = [];
  let position = path.startsWith("$") ? 1 : Number.NaN;
  while (position < path.length) {
    STEP.lastIndex = position;
    const step = STEP.exec(path);
    if (!step) break;
    steps.push(step.slice(1).find((name) => name !== undefined) ?? "");
    position = STEP.lastIndex;
  }
  if (position === path.length) return steps;
  throw new GatewayRefusal(CONFIGURATION_ERROR, `The sandbox follows no JSON path ${path}: names and indexes only`);
}

/** Own members only: what JavaScript's objects inherit is none of the document. */
export function member(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  // Any object can be read by its names; what comes out is unknown.
  return (value as Readonly<Record<string, unknown>>)[name];
}

/** The value of JSON text; undefined: it is none. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
