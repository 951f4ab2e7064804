/**
 * Provisioned concurrency of versions and aliases. It takes a while to be allotted; nothing runs in the background: an entry says
 * when it is ready. Refusals as recorded.
 */
import type * as lambda from "@aws-sdk/client-lambda";
import { AwsError } from "../wire/aws-error.ts";
import type { Handlers } from "../wire/schema-server.ts";
import type { World } from "../world.ts";
import { concurrencyLeft, MIN_UNRESERVED } from "./account.ts";
import { check, range } from "./constraints.ts";
import { aliasNotFound, conflict, functionNotFound, invalidParameter } from "./errors.ts";
import { functionArn, LATEST, parseFunctionName } from "./function-name.ts";
import { requireFunction } from "./lookup.ts";
import { page } from "./paging.ts";
import type { AliasRecord, FunctionRecord, Provisioned } from "./state.ts";

type Operations = Pick<
  Handlers<typeof lambda>,
  | "GetProvisionedConcurrencyConfig"
  | "PutProvisionedConcurrencyConfig"
  | "DeleteProvisionedConcurrencyConfig"
  | "ListProvisionedConcurrencyConfigs"
>;

/** AWS takes one to two minutes. */
const ALLOTTING_MS = 90_000;

const NOT_PUBLISHED = "The function resource provided must be an alias or a published version.";

export function provisionedOperations(world: World): Operations {
  return {
    GetProvisionedConcurrencyConfig(input) {
      const { record, qualifier } = published(world, input, NOT_PUBLISHED);
      const found = record.provisioned.get(qualifier);
      if (!found)
        throw new AwsError(
          "ProvisionedConcurrencyConfigNotFoundException",
          "No Provisioned Concurrency Config found for this function",
          404,
          { Type: "User" },
        );
      return describe(world, found);
    },

    PutProvisionedConcurrencyConfig(input) {
      const requested = input.ProvisionedConcurrentExecutions;
      check(range("provisionedConcurrentExecutions", requested, 1, Number.MAX_SAFE_INTEGER));
      const text = "Provisioned Concurrency Configs cannot be applied to unpublished function versions.";
      const { record, qualifier } = published(world, input, text);
      const alias = record.aliases.get(qualifier);
      if (alias?.functionVersion === LATEST) throw invalidParameter(text);
      if (alias?.additional) throw conflict("Alias with weights can not be used with Provisioned Concurrency");
      requireUnclaimed(record, qualifier);
      requireLeft(world, requested ?? 0);
      const provisioned = { requested: requested ?? 0, since: world.clock.now(), readyAt: world.clock.now() + ALLOTTING_MS };
      record.provisioned.set(qualifier, provisioned);
      return describe(world, provisioned);
    },

    DeleteProvisionedConcurrencyConfig(input) {
      const { record, qualifier } = published(world, input, NOT_PUBLISHED);
      record.provisioned.delete(qualifier);
      return {};
    },

    ListProvisionedConcurrencyConfigs(input) {
      const record = requireFunction(world, parseFunctionName(world, input.FunctionName).name);
      const { items, nextMarker } = page([...record.provisioned], input);
      return {
        ProvisionedConcurrencyConfigs: items.map(([qualifier, one]) => ({
          FunctionArn: functionArn(world, record.name, qualifier),
          ...describe(world, one),
        })),
        NextMarker: nextMarker,
      };
    },
  };
}

/**
 * What a move of an alias comes to: while concurrency is allotted to the new version AWS itself gives the old one all of the
 * traffic, as a weight (aws-facts 5.4).
 */
export function movedWith(
  world: World,
  record: FunctionRecord,
  before: AliasRecord,
  functionVersion: string,
): AliasRecord["moving"] {
  const provisioned = record.provisioned.get(before.name);
  if (provisioned === undefined || before.functionVersion === functionVersion) return before.moving;
  const until = world.clock.now() + ALLOTTING_MS;
  record.provisioned.set(before.name, { ...provisioned, readyAt: until });
  return { from: before.functionVersion, until };
}

/** Whose calls go where now. */
export function additionalNow(world: World, { additional, moving }: AliasRecord): AliasRecord["additional"] {
  if (moving === undefined || world.clock.now() >= moving.until) return additional;
  return { version: moving.from, weight: 1 };
}

function describe(world: World, { requested, since, readyAt }: Provisioned) {
  const isReady = world.clock.now() >= readyAt;
  const ready = isReady ? requested : 0;
  return {
    RequestedProvisionedConcurrentExecutions: requested,
    AvailableProvisionedConcurrentExecutions: ready,
    AllocatedProvisionedConcurrentExecutions: ready,
    Status: isReady ? ("READY" as const) : ("IN_PROGRESS" as const),
    LastModified: new Date(since).toISOString().replace("Z", "+0000"),
  };
}

interface Named {
  readonly FunctionName?: string | undefined;
  readonly Qualifier?: string | undefined;
}

function published(world: World, input: Named, unpublished: string) {
  const { name, qualifier = LATEST } = parseFunctionName(world, input.FunctionName, input.Qualifier);
  if (qualifier === LATEST) throw invalidParameter(unpublished);
  const record = world.lambda.functions.get(name);
  if (record?.versions.has(qualifier) || record?.aliases.has(qualifier)) return { record, qualifier };
  const arn = functionArn(world, name, qualifier);
  throw /^[0-9]+$/.test(qualifier) ? functionNotFound(arn) : aliasNotFound(arn);
}

/** A version has its own, or that of one alias. */
function requireUnclaimed(record: FunctionRecord, qualifier: string): void {
  const version = record.aliases.get(qualifier)?.functionVersion;
  if (version !== undefined && record.provisioned.has(version))
    throw conflict("Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version");
  const pointing = [...record.aliases.values()].filter((alias) => alias.functionVersion === qualifier);
  if (pointing.some(({ name }) => record.provisioned.has(name)))
    throw conflict("Version is pointed by a Provisioned Concurrency alias");
}

function requireLeft(world: World, requested: number): void {
  const left = concurrencyLeft(world);
  const refused = (message: string) => new AwsError("InvalidParameterValueException", message, 400);
  if (requested > left)
    throw refused(`Specified ConcurrentExecutions for function is greater than account's unreserved concurrency [${left}].`);
  if (left - requested < MIN_UNRESERVED)
    throw refused(
      `Specified ConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${MIN_UNRESERVED}].`,
    );
}
