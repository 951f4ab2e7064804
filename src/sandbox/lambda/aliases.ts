/** Aliases: a name for one version, or for two with a share of the calls each. They have no environment (aws-facts 5.2). */
import type * as lambda from "@aws-sdk/client-lambda";
import type { AliasConfiguration, AliasRoutingConfiguration } from "@aws-sdk/client-lambda";
import { AwsError } from "../wire/aws-error.ts";
import type { Handlers } from "../wire/schema-server.ts";
import type { World } from "../world.ts";
import { type Checked, check, length, pattern } from "./constraints.ts";
import { aliasNotFound, conflict, functionNotFound, invalidParameter, notFound, staleRevision } from "./errors.ts";
import { functionArn, LATEST, parseFunctionName } from "./function-name.ts";
import { requireFunction, snapshotNamed } from "./lookup.ts";
import { page } from "./paging.ts";
import { additionalNow, movedWith } from "./provisioned-concurrency.ts";
import type { AliasRecord, Configuration, FunctionRecord } from "./state.ts";

type Operations = Pick<Handlers<typeof lambda>, "CreateAlias" | "GetAlias" | "UpdateAlias" | "DeleteAlias" | "ListAliases">;

const ALIAS_NAME = "(?!^[0-9]+$)([a-zA-Z0-9-_]+)";
const ALIASED_VERSION = "(\\$LATEST|[0-9]+)";

export function aliasOperations(world: World): Operations {
  return {
    CreateAlias(input) {
      const { Name: alias = "", FunctionVersion: version = "" } = input;
      const { name } = parseFunctionName(world, input.FunctionName);
      check(...aliasName(alias), ...aliasMembers(input));
      const record = requireFunction(world, name, version);
      const routing = checkedRouting(world, record, version, additionalOf(input.RoutingConfig));
      if (record.aliases.has(alias)) throw conflict(`Alias already exists: ${functionArn(world, name, alias)}`);
      const description = input.Description ?? "";
      const created = { name: alias, description, ...routing, revisionId: world.newUuid() };
      record.aliases.set(alias, created);
      return describe(world, record, created);
    },

    GetAlias(input) {
      const record = requireFunction(world, parseFunctionName(world, input.FunctionName).name);
      const alias = record.aliases.get(input.Name ?? "");
      if (!alias) throw aliasNotFound(functionArn(world, record.name, input.Name));
      return describe(world, record, alias);
    },

    UpdateAlias(input) {
      const { name } = parseFunctionName(world, input.FunctionName);
      check(...aliasName(input.Name ?? ""), ...aliasMembers(input));
      const record = requireFunction(world, name);
      const before = record.aliases.get(input.Name ?? "");
      // Not in the words of GetAlias (recorded).
      if (!before) throw notFound(`Alias not found: ${functionArn(world, name, input.Name)}`);
      const additional = input.RoutingConfig ? additionalOf(input.RoutingConfig) : before.additional;
      const routing = checkedRouting(world, record, input.FunctionVersion ?? before.functionVersion, additional);
      if (input.RevisionId !== undefined && input.RevisionId !== before.revisionId) throw staleRevision("GetFunction/GetAlias");
      const description = input.Description ?? before.description;
      const moving = movedWith(world, record, before, routing.functionVersion);
      const after = { name: before.name, description, ...routing, moving, revisionId: world.newUuid() };
      record.aliases.set(before.name, after);
      return describe(world, record, after);
    },

    /** 204 whether or not it was there (recorded); its resource policy goes with it, and all else that stands at it. */
    DeleteAlias(input) {
      const record = requireFunction(world, parseFunctionName(world, input.FunctionName).name);
      const name = input.Name ?? "";
      if (record.aliases.delete(name)) {
        for (const what of [record.policies, record.provisioned, record.urls, record.eventInvokes]) what.delete(name);
      }
      return {};
    },

    ListAliases(input) {
      const record = requireFunction(world, parseFunctionName(world, input.FunctionName).name);
      const wanted = [...record.aliases.values()]
        .filter((alias) => input.FunctionVersion === undefined || uses(alias, input.FunctionVersion))
        .toSorted((left, right) => (left.name < right.name ? -1 : 1));
      const { items, nextMarker } = page(wanted, input);
      return { Aliases: items.map((alias) => describe(world, record, alias)), NextMarker: nextMarker };
    },
  };
}

type Additional = AliasRecord["additional"];

function aliasName(name: string): readonly Checked[] {
  return [length("name", name, { min: 1, max: 128 }), pattern("name", name, ALIAS_NAME)];
}

interface AliasMembers {
  readonly FunctionVersion?: string | undefined;
  readonly Description?: string | undefined;
  readonly RoutingConfig?: AliasRoutingConfiguration | undefined;
}

function aliasMembers(input: AliasMembers): readonly Checked[] {
  return [
    pattern("functionVersion", input.FunctionVersion, ALIASED_VERSION),
    length("description", input.Description, { max: 256 }),
    weights(input.RoutingConfig?.AdditionalVersionWeights ?? {}),
  ];
}

function weights(weights: Readonly<Record<string, number>>): Checked {
  const entries = Object.entries(weights);
  const shown = `{${entries.map(([version, weight]) => `${version}=${javaDouble(weight)}`).join(", ")}}`;
  const failed = (constraint: string) =>
    `Value '${shown}' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: ${constraint}`;
  if (!entries.every(([version]) => /^[0-9]+$/.test(version)))
    return failed(
      "Map keys must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [0-9]+]",
    );
  if (!entries.every(([, weight]) => weight >= 0 && weight <= 1))
    return failed(
      "Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0, Member must not be null]",
    );
  return undefined;
}

/** AWS shows numbers as Java does: `2` is `2.0`. */
function javaDouble(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

/** An empty map of weights is no routing at all, and how weights are cleared (aws-facts 5.4). */
function additionalOf(routing: AliasRoutingConfiguration | undefined): Additional {
  const entries = Object.entries(routing?.AdditionalVersionWeights ?? {});
  if (entries.length > 1) throw invalidParameter("Number of items in AdditionalVersionWeights cannot be greater than 1");
  const [first] = entries;
  return first && { version: first[0], weight: first[1] };
}

function checkedRouting(
  world: World,
  record: FunctionRecord,
  functionVersion: string,
  additional: Additional,
): Pick<AliasRecord, "functionVersion" | "additional"> {
  if (additional && functionVersion === LATEST)
    // Alone among these without a Type (recorded).
    throw new AwsError(
      "InvalidParameterValueException",
      "$LATEST is not supported for an alias pointing to more than 1 version",
      400,
    );
  if (additional?.version === functionVersion)
    throw invalidParameter(
      `Invalid function version ${functionVersion}. Function version ${functionVersion} is already included in routing configuration.`,
    );
  const [served, shared] = [functionVersion, additional?.version].map((version) => {
    const snapshot = version === undefined ? undefined : snapshotNamed(record, version);
    if (version !== undefined && !snapshot) throw functionNotFound(functionArn(world, record.name, version));
    return snapshot?.configuration;
  });
  if (served && shared) requireAlike(served, shared);
  return { functionVersion, additional };
}

/** Versions share traffic only with one role and one dead-letter target, or none (aws-facts 5.4); AWS's texts are not known. */
function requireAlike(a: Configuration, b: Configuration): void {
  if (a.role !== b.role) throw invalidParameter("The versions of an alias must have the same execution role.");
  if (a.deadLetterTarget === b.deadLetterTarget) return;
  throw invalidParameter("The versions of an alias must have the same dead-letter queue configuration.");
}

function uses(alias: AliasRecord, version: string): boolean {
  return alias.functionVersion === version || alias.additional?.version === version;
}

function describe(world: World, record: FunctionRecord, alias: AliasRecord): AliasConfiguration {
  const additional = additionalNow(world, alias);
  return {
    AliasArn: functionArn(world, record.name, alias.name),
    Name: alias.name,
    FunctionVersion: alias.functionVersion,
    Description: alias.description,
    RevisionId: alias.revisionId,
    ...(additional && { RoutingConfig: { AdditionalVersionWeights: { [additional.version]: additional.weight } } }),
  };
}
