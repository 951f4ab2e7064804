/**
 * Which version an alias is to serve. A number and `$LATEST` are what they say; `newest` and `auto` are a reference to
 * a derived version, whose key is a digest of what was asked for, so that the same wish is the same address every time.
 *
 *   version: 7                  "7" where it serves that already, else:
 *                               version:F/7                  which must exist
 *   version: $LATEST            "$LATEST"
 *   version: newest             version:F/newest             the highest number there is, or is going to be
 *   version: auto               version:F/<content>          the function's configuration, code and this environment
 *   version: auto, codeSha256   version:F/pin-<content>      that code with this environment, configured as it was
 */
import type { Address } from "../../model/address.ts";
import { addressOf, compareAddresses, nameAt } from "../../model/address.ts";
import type { AnyDesired, Desired } from "../../model/desired.ts";
import type { Environment } from "../../model/json.ts";
import { refTo } from "../../model/ref.ts";
import type { AliasIntent } from "../../model/specs/alias.ts";
import type { FunctionConfigurationSpec, FunctionSpec } from "../../model/specs/function.ts";
import type { VersionIntent, VersionSpec } from "../../model/specs/version.ts";
import { digestOf } from "../digest.ts";
import type { Derivation, World } from "../kind-rules.ts";
import { otherRole } from "./one-role.ts";

export function deriveAlias(alias: Desired<"alias">, world: World): Derivation<"alias"> {
  const { intent } = alias;
  if (alias.options.external) return { desired: alias, adds: [], blocked: [], notes: [] };
  if (intent.select === "$LATEST") return serving(alias, "$LATEST");
  if (intent.select === "number") {
    const observed = world.observationOf("alias", alias.address);
    const isServed = observed?.state === "present" && observed.live.spec.version === intent.version;
    return isServed ? serving(alias, intent.version) : referring(alias, numberedVersion(alias, intent.version), world);
  }
  const published = intent.select === "newest" ? toBePublished(alias, world) : undefined;
  const version = published ?? wantedVersion(alias, intent, world);
  return referring(alias, version, world);
}

function referring(alias: Desired<"alias">, version: Desired<"version">, world: World): Derivation<"alias"> {
  return {
    desired: { ...alias, spec: { ...alias.spec, version: refTo(version.address, "version") } },
    adds: [version],
    blocked: otherRole(alias, version, world),
    notes: [],
  };
}

/** Declared only so that it is observed: AWS gives no number twice, so one that is not there never will be. */
function numberedVersion(alias: Desired<"alias">, number: string): Desired<"version"> {
  return {
    kind: "version",
    address: addressOf("version", nameAt(alias.address, 0), number),
    spec: {},
    intent: { select: "number", publishable: false, latestAliases: [] },
    options: { adopt: false, protect: false, external: true },
    origin: alias.origin,
    after: [],
    sensitive: [],
  };
}

function serving(alias: Desired<"alias">, version: string): Derivation<"alias"> {
  return { desired: { ...alias, spec: { ...alias.spec, version } }, adds: [], blocked: [], notes: [] };
}

function wantedVersion(
  alias: Desired<"alias">,
  intent: Extract<AliasIntent, { select: "newest" | "auto" }>,
  world: World,
): Desired<"version"> {
  const functionName = nameAt(alias.address, 0);
  const functionAddress = addressOf("function", functionName);
  const declared = functionSpec(world.desired.get(functionAddress));
  const common = { baseEnvironment: declared.environment, latestAliases: latestAliases(functionName, world) };
  const version = (key: string, spec: VersionSpec, own: Pick<VersionIntent, "select" | "publishable">): Desired<"version"> => ({
    kind: "version",
    address: addressOf("version", functionName, key),
    spec,
    intent: { ...own, ...common },
    options: { adopt: false, protect: false, external: false },
    origin: alias.origin,
    after: [],
    // The environment may hold what the author called secret on the alias or on the function.
    sensitive: secretEnvironment(alias, world.desired.get(functionAddress)),
  });

  if (intent.select === "newest") return version("newest", {}, { select: "newest", publishable: true });
  const environment = intent.environment ?? declared.environment;
  if (intent.codeSha256 !== undefined) {
    const pin: VersionSpec = { codeSha256: intent.codeSha256, environment };
    const publishable = intent.codeSha256 === codeToBe(functionAddress, declared, world);
    return version(`pin-${keyOf(pin)}`, pin, { select: "pin", publishable });
  }
  const own = environment ?? baseBesideOthers(functionAddress, world);
  const content: VersionSpec = { ...configurationOf(declared), environment: own, codeSha256: declared.codeSha256 };
  return version(keyOf(content), content, { select: "content", publishable: true });
}

/**
 * The version that will be the newest once this pass has published what other aliases ask for; undefined: nothing is to
 * be published, as far as is known. Steps of one function run one at a time in the order of their addresses.
 */
function toBePublished(newest: Desired<"alias">, world: World): Desired<"version"> | undefined {
  return aliasesOf(nameAt(newest.address, 0), world)
    .flatMap((other) => (other.intent.select === "auto" ? [wantedVersion(other, other.intent, world)] : []))
    .filter(({ address, intent }) => intent.publishable && world.observationOf("version", address)?.state === "absent")
    .toSorted((left, right) => compareAddresses(left.address, right.address))
    .at(-1);
}

/** The same content has the same key in every pass and account: references stay addresses in it. */
function keyOf(content: VersionSpec): string {
  return digestOf(content).slice(0, 12);
}

function configurationOf(declared: FunctionSpec): FunctionConfigurationSpec {
  const { codeSha256: _code, description: _description, tags: _tags, reservedConcurrency: _reserved, ...frozen } = declared;
  return frozen;
}

/** The code that `$LATEST` will hold when this pass has converged; undefined when it cannot be known. */
function codeToBe(address: Address, declared: FunctionSpec, world: World): string | undefined {
  if (declared.codeSha256 !== undefined) return declared.codeSha256;
  const observed = world.observationOf("function", address);
  return observed?.state === "present" ? observed.live.facts.codeSha256 : undefined;
}

/**
 * The environment of an alias for which none is declared. Left out it would match any version, also one that was
 * published with another alias's own environment: beside such an alias it is what the function has.
 */
function baseBesideOthers(functionAddress: Address, world: World): Environment | undefined {
  const others = aliasesOf(nameAt(functionAddress, 0), world);
  if (!others.some(({ intent }) => intent.select === "auto" && intent.environment !== undefined)) return undefined;
  const observed = world.observationOf("function", functionAddress);
  return observed?.state === "present" ? observed.live.facts.environment : {};
}

/** Declared aliases that serve `$LATEST`, or still do: traffic on them would see another environment while we publish. */
function latestAliases(functionName: string, world: World): readonly Address[] {
  return aliasesOf(functionName, world)
    .filter(({ address, intent }) => {
      const observed = world.observationOf("alias", address);
      return intent.select === "$LATEST" || (observed?.state === "present" && observed.live.spec.version === "$LATEST");
    })
    .map(({ address }) => address)
    .toSorted();
}

/** Aliases of a function that are declared to be ours. */
function aliasesOf(functionName: string, world: World): readonly Desired<"alias">[] {
  return world.aliasesOf(functionName).filter(({ options }) => !options.external);
}

function functionSpec(declared: AnyDesired | undefined): FunctionSpec {
  return declared?.kind === "function" ? declared.spec : {};
}

function secretEnvironment(alias: Desired<"alias">, declared: AnyDesired | undefined): readonly string[] {
  const paths = [...alias.sensitive, ...(declared?.sensitive ?? [])];
  return [...new Set(paths)].filter((path) => path === "environment" || path.startsWith("environment.")).toSorted();
}
