/** Live functions and aliases as their author would write them. */
import type { Json } from "../model/json.ts";
import type { Live } from "../model/observation.ts";
import type { Members } from "./members.ts";

/** What Lambda gives a new function about which nothing is said (Lambda CreateFunction). */
export const FUNCTION_DEFAULTS: Members = {
  description: "",
  architecture: "x86_64",
  timeout: 3,
  memory: 128,
  environment: {},
  layers: [],
  tags: {},
};

export const ALIAS_DEFAULTS: Members = { description: "" };

/** `role`: as it is to be named. */
export function functionMembers({ spec }: Live<"function">, role: string | undefined): Members {
  return {
    description: spec.description,
    runtime: spec.runtime,
    handler: spec.handler,
    role,
    architecture: spec.architecture,
    memory: spec.memoryMb,
    timeout: spec.timeoutSeconds,
    environment: { ...spec.environment },
    layers: [...(spec.layers ?? [])],
    tags: { ...spec.tags },
  };
}

/** A version by its number: what `auto` would serve is for its author to decide, not to be read from AWS. */
export function aliasMembers({ spec }: Live<"alias">): Members {
  const version = typeof spec.version === "string" ? spec.version : undefined;
  return {
    version: version === undefined || version === "$LATEST" ? version : Number(version),
    description: spec.description,
    weights: weightsOf(version, spec.weights),
  };
}

function weightsOf(version: string | undefined, weights: Live<"alias">["spec"]["weights"]): Json | undefined {
  const [other] = Object.entries(weights ?? {});
  if (version === undefined || other === undefined) return undefined;
  // AWS's shares have two decimals at most; the difference of two may have more.
  return { [version]: Number((1 - other[1]).toFixed(4)), [other[0]]: other[1] };
}
