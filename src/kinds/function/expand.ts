/** A function of authored YAML as a resource. */
import { addressOf } from "../../model/address.ts";
import type { Desired } from "../../model/desired.ts";
import type { Environment } from "../../model/json.ts";
import { refTo } from "../../model/ref.ts";
import type { FunctionFileSystem, FunctionSpec } from "../../model/specs/function.ts";
import { keepIntent } from "../authored-keep.ts";
import type { AliasEntry, ExpandContext, FunctionEntry } from "../authoring.ts";
import { declared, optionsOf } from "../authoring.ts";
import { bucketsBefore } from "../bucket-mentions.ts";

export function expandFunction(name: string, entry: FunctionEntry, context: ExpandContext): Desired<"function"> {
  const spec = functionSpec(entry, context);
  return {
    kind: "function",
    address: addressOf("function", name),
    spec,
    intent: declared({ code: entry.external ? null : (entry.code?.source ?? null), keep: keepIntent(entry.own.keep) }),
    options: optionsOf("function", entry.own, entry.external),
    origin: context.originOf(["functions", name]),
    after: bucketsBefore(name, spec.environment, context.state),
    sensitive: entry.own.sensitive ?? [],
  };
}

/** The environment of a version for this alias: the function's own, overlaid by the alias's; undefined: neither is declared. */
export function effectiveEnvironment(entry: FunctionEntry, alias: AliasEntry): Environment | undefined {
  if (entry.own.environment === undefined && alias.environment === undefined) return undefined;
  return { ...entry.own.environment, ...alias.environment };
}

/** The function's own environment: an alias that serves `$LATEST` has a say in it. */
function ownEnvironment(entry: FunctionEntry): Environment | undefined {
  const latest = [...entry.aliases.values()].find((alias) => alias.version === "$LATEST" && alias.environment !== undefined);
  return latest === undefined ? entry.own.environment : effectiveEnvironment(entry, latest);
}

function functionSpec(entry: FunctionEntry, context: ExpandContext): FunctionSpec {
  if (entry.external) return {};
  const { own } = entry;
  return declared({
    codeSha256: entry.code?.source.sha256,
    runtime: own.runtime,
    handler: own.handler,
    architecture: own.architecture,
    role: own.role === undefined || !context.state.roles.has(own.role) ? own.role : refTo(addressOf("role", own.role), "arn"),
    timeoutSeconds: own.timeout,
    memoryMb: own.memory,
    environment: ownEnvironment(entry),
    layers: own.layers,
    ephemeralStorageMb: own.ephemeralStorage,
    tracing: own.tracing,
    vpc: vpcOf(own.vpc),
    deadLetter: unlessNone(own.deadLetter),
    kmsKey: unlessNone(own.kmsKey),
    fileSystems: own.fileSystems?.map(fileSystemOf),
    logging: own.logging,
    snapStart: own.snapStart,
    imageConfig: unlessNone(own.imageConfig),
    durable: own.durable,
    tenantIsolation: own.tenantIsolation,
    reservedConcurrency: unlessNone(own.reservedConcurrency),
    codeKmsKey: unlessNone(own.codeKmsKey),
    codeSigning: unlessNone(own.codeSigning),
    recursiveLoop: own.recursiveLoop,
    runtimeUpdates: own.runtimeUpdates,
    description: own.description,
    tags: own.tags,
  });
}

/** Order means nothing in a network, and AWS keeps none. */
function vpcOf(vpc: FunctionEntry["own"]["vpc"]): FunctionSpec["vpc"] {
  if (vpc === undefined) return undefined;
  if (vpc === "none") return null;
  const { subnets, securityGroups, ipv6 = false } = vpc;
  return { subnets: subnets.toSorted(), securityGroups: securityGroups.toSorted(), ipv6 };
}

/** `auto` is what it does when nothing is said. */
function fileSystemOf({ directS3Read, ...place }: FunctionFileSystem): FunctionFileSystem {
  return directS3Read === undefined || directS3Read === "auto" ? place : { ...place, directS3Read };
}

function unlessNone<T>(value: T | "none" | undefined): T | null | undefined {
  return value === "none" ? null : value;
}
