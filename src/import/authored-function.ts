/** Live functions and aliases as their author would write them. */
import { nameAt } from "../model/address.ts";
import type { Json } from "../model/json.ts";
import type { Live } from "../model/observation.ts";
import type { FunctionUrl } from "../model/specs/alias.ts";
import type { FunctionLogging, FunctionVpc } from "../model/specs/function.ts";
import { given, type Members, unlessEmpty } from "./members.ts";

/** What Lambda gives a new function about which nothing is said (Lambda CreateFunction). */
export const FUNCTION_DEFAULTS: Members = {
  description: "",
  architecture: "x86_64",
  timeout: 3,
  memory: 128,
  environment: {},
  layers: [],
  ephemeralStorage: 512,
  tracing: false,
  vpc: "none",
  deadLetter: "none",
  kmsKey: "none",
  fileSystems: [],
  snapStart: false,
  imageConfig: "none",
  tenantIsolation: false,
  reservedConcurrency: "none",
  codeKmsKey: "none",
  codeSigning: "none",
  recursiveLoop: "terminate",
  runtimeUpdates: "auto",
  tags: {},
};

export const ALIAS_DEFAULTS: Members = { description: "", provisionedConcurrency: "none", url: "none", asyncInvocation: "none" };

/** `role`: as it is to be named. */
export function functionMembers({ address, spec }: Live<"function">, role: string | undefined): Members {
  const name = nameAt(address, 0);
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
    ephemeralStorage: spec.ephemeralStorageMb,
    tracing: spec.tracing,
    vpc: spec.vpc ? networkOf(spec.vpc) : "none",
    deadLetter: spec.deadLetter ?? "none",
    kmsKey: spec.kmsKey ?? "none",
    fileSystems: (spec.fileSystems ?? []).map((one) => given(one)),
    logging: loggingOf(name, spec.logging),
    snapStart: spec.snapStart,
    imageConfig: spec.imageConfig ? given(spec.imageConfig) : "none",
    durable: spec.durable ? given(spec.durable) : undefined,
    tenantIsolation: spec.tenantIsolation,
    reservedConcurrency: spec.reservedConcurrency ?? "none",
    codeKmsKey: spec.codeKmsKey ?? "none",
    codeSigning: spec.codeSigning ?? "none",
    recursiveLoop: spec.recursiveLoop,
    runtimeUpdates: spec.runtimeUpdates,
    tags: { ...spec.tags },
  };
}

function networkOf({ subnets, securityGroups, ipv6 }: FunctionVpc): Json {
  return { subnets, securityGroups, ...(ipv6 ? { ipv6 } : {}) };
}

/** Text, in the group that Lambda makes by itself, is what every function has that says nothing. */
function loggingOf(name: string, { format, group, ...levels }: FunctionLogging = {}): Json | undefined {
  return unlessEmpty({
    ...levels,
    format: format === "Text" ? undefined : format,
    group: group === `/aws/lambda/${name}` ? undefined : group,
  });
}

/** A version by its number: what `auto` would serve is for its author to decide, not to be read from AWS. */
export function aliasMembers({ spec }: Live<"alias">): Members {
  const version = typeof spec.version === "string" ? spec.version : undefined;
  return {
    version: version === undefined || version === "$LATEST" ? version : Number(version),
    description: spec.description,
    weights: weightsOf(version, spec.weights),
    provisionedConcurrency: spec.provisionedConcurrency ?? "none",
    url: spec.url ? urlOf(spec.url) : "none",
    asyncInvocation: spec.asyncInvocation ? given(spec.asyncInvocation) : "none",
  };
}

/** That everybody is let in goes without saying where there is no authorization. */
function urlOf({ auth, streaming, cors }: FunctionUrl): Json {
  return { auth, ...(streaming && { streaming }), ...(cors && { cors: given(cors) }) };
}

function weightsOf(version: string | undefined, weights: Live<"alias">["spec"]["weights"]): Json | undefined {
  const [other] = Object.entries(weights ?? {});
  if (version === undefined || other === undefined) return undefined;
  // AWS's shares have two decimals at most; the difference of two may have more.
  return { [version]: Number((1 - other[1]).toFixed(4)), [other[0]]: other[1] };
}
