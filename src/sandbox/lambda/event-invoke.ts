/** What becomes of asynchronous invocations of a function, a version or an alias: what is configured. Refusals as recorded. */
import type * as lambda from "@aws-sdk/client-lambda";
import type { Handlers } from "../wire/schema-server.ts";
import type { World } from "../world.ts";
import { check, pattern, range } from "./constraints.ts";
import { invalidParameter, notFound } from "./errors.ts";
import { functionArn, LATEST, parseFunctionName } from "./function-name.ts";
import { page } from "./paging.ts";
import type { EventInvoke, FunctionRecord } from "./state.ts";

type Operations = Pick<
  Handlers<typeof lambda>,
  | "PutFunctionEventInvokeConfig"
  | "UpdateFunctionEventInvokeConfig"
  | "GetFunctionEventInvokeConfig"
  | "DeleteFunctionEventInvokeConfig"
  | "ListFunctionEventInvokeConfigs"
>;

const DESTINATION =
  "$|kafka://([^.]([a-zA-Z0-9\\-_.]{0,248}))|arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1})?:(\\d{12})?:(.*)";
const SERVICES = ["sqs", "sns", "lambda", "events", "s3"];

export function eventInvokeOperations(world: World): Operations {
  return {
    PutFunctionEventInvokeConfig(input) {
      return put(world, input, undefined);
    },

    UpdateFunctionEventInvokeConfig(input) {
      const { record, arn, found } = named(world, input);
      if (record && !found) throw none(arn);
      return put(world, input, found);
    },

    GetFunctionEventInvokeConfig(input) {
      const { arn, found } = named(world, input);
      if (!found) throw none(arn);
      return describe(arn, found);
    },

    DeleteFunctionEventInvokeConfig(input) {
      const { record, qualifier, arn } = named(world, input);
      if (!record?.eventInvokes.delete(qualifier)) throw none(arn);
      return {};
    },

    ListFunctionEventInvokeConfigs(input) {
      const { name } = parseFunctionName(world, input.FunctionName);
      const record = world.lambda.functions.get(name);
      if (!record) throw notFound("The function doesn't exist.");
      const { items, nextMarker } = page([...record.eventInvokes], input);
      return {
        FunctionEventInvokeConfigs: items.map(([qualifier, one]) => describe(functionArn(world, name, qualifier), one)),
        NextMarker: nextMarker,
      };
    },
  };
}

interface Named {
  readonly FunctionName?: string | undefined;
  readonly Qualifier?: string | undefined;
}

interface Wanted extends Named {
  readonly MaximumRetryAttempts?: number | undefined;
  readonly MaximumEventAgeInSeconds?: number | undefined;
  readonly DestinationConfig?: lambda.DestinationConfig | undefined;
}

function put(world: World, input: Wanted, before: EventInvoke | undefined) {
  const { MaximumRetryAttempts: retries, MaximumEventAgeInSeconds: maxAge, DestinationConfig: to } = input;
  check(
    range("maximumRetryAttempts", retries, 0, 2),
    range("maximumEventAgeInSeconds", maxAge, 60, 21_600),
    pattern("destinationConfig.onSuccess.destination", to?.OnSuccess?.Destination, DESTINATION),
    pattern("destinationConfig.onFailure.destination", to?.OnFailure?.Destination, DESTINATION),
  );
  const { record, qualifier, arn } = named(world, input);
  if (!record) throw notFound("The function doesn't exist.");
  if (retries === undefined && maxAge === undefined && to === undefined)
    throw invalidParameter("You must specify at least one of error handling or destination setting.");
  for (const target of [to?.OnSuccess?.Destination, to?.OnFailure?.Destination]) checkDestination(world, record, to, target);
  const after: EventInvoke = {
    retries: retries ?? before?.retries,
    maxAge: maxAge ?? before?.maxAge,
    onSuccess: to ? to.OnSuccess?.Destination || undefined : before?.onSuccess,
    onFailure: to ? to.OnFailure?.Destination || undefined : before?.onFailure,
    changedAt: world.clock.now(),
  };
  record.eventInvokes.set(qualifier, after);
  return describe(arn, after);
}

function checkDestination(
  world: World,
  record: FunctionRecord,
  to: lambda.DestinationConfig | undefined,
  destination: string | undefined,
): void {
  if (!destination) return;
  const [, , service = "", , , , name = ""] = destination.split(":");
  if (!SERVICES.includes(service)) {
    const shown = (side: string, one: lambda.OnSuccess | undefined) =>
      one?.Destination ? `on${side}=On${side}(destination=${one.Destination})` : `on${side}=null`;
    const both = `${shown("Success", to?.OnSuccess)}, ${shown("Failure", to?.OnFailure)}`;
    throw invalidParameter(`The provided destination config DestinationConfig(${both}) is invalid.`);
  }
  if (service !== "lambda") return;
  if (name === record.name) throw invalidParameter("You can't specify the function as a destination for itself.");
  if (!world.lambda.functions.has(name)) throw invalidParameter(`The destination ARN ${destination} is invalid.`);
}

/** `record`: undefined when there is no such function, version or alias. */
function named(world: World, input: Named) {
  const { name, qualifier = LATEST } = parseFunctionName(world, input.FunctionName, input.Qualifier);
  const known = world.lambda.functions.get(name);
  const exists = qualifier === LATEST || known?.versions.has(qualifier) || known?.aliases.has(qualifier);
  const record = exists ? known : undefined;
  return { record, qualifier, arn: functionArn(world, name, qualifier), found: record?.eventInvokes.get(qualifier) };
}

function none(arn: string) {
  return notFound(`The function ${arn} doesn't have an EventInvokeConfig`);
}

function describe(arn: string, { retries, maxAge, onSuccess, onFailure, changedAt }: EventInvoke) {
  return {
    FunctionArn: arn,
    LastModified: new Date(changedAt),
    ...(retries !== undefined && { MaximumRetryAttempts: retries }),
    ...(maxAge !== undefined && { MaximumEventAgeInSeconds: maxAge }),
    DestinationConfig: {
      OnSuccess: onSuccess === undefined ? {} : { Destination: onSuccess },
      OnFailure: onFailure === undefined ? {} : { Destination: onFailure },
    },
  };
}
