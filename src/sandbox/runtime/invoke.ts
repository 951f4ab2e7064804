/** Invoking a function: which version runs, who may, with which environment, and what the answer looks like. */

import { messageOf } from "../../model/errors.ts";
import { type InvokedFunction, recordInvocation, recordThrottle } from "../cloudwatch/service-metrics.ts";
import { functionNotFound, invalidParameter } from "../lambda/errors.ts";
import { allowsInvoke, type Caller } from "../lambda/evaluate-policy.ts";
import { functionArn, LATEST, parseFunctionName } from "../lambda/function-name.ts";
import { notInState, settled } from "../lambda/lifecycle.ts";
import { snapshotNamed } from "../lambda/lookup.ts";
import { additionalNow } from "../lambda/provisioned-concurrency.ts";
import type { AliasRecord, FunctionRecord, Snapshot } from "../lambda/state.ts";
import { AwsError } from "../wire/aws-error.ts";
import type { World } from "../world.ts";
import type { HandlerResult } from "./execution-environment.ts";
import { lambdaVariables } from "./lambda-variables.ts";

export interface InvokeRequest {
  /** A name, or an ARN with or without a qualifier. */
  readonly functionName: string;
  readonly qualifier?: string | undefined;
  /** JSON; empty means `{}`. */
  readonly payload: Uint8Array;
  /** A service that calls for one of its resources. Left out: somebody with rights of their own. */
  readonly caller?: Caller | undefined;
  /** `Event` answers at once and runs later, `DryRun` only checks. */
  readonly mode?: "RequestResponse" | "Event" | "DryRun" | undefined;
}

export interface InvokeResult {
  readonly statusCode: 200 | 202 | 204;
  /** `$LATEST` or a number, never an alias. */
  readonly executedVersion: string;
  readonly functionError?: "Unhandled";
  /** JSON: what the handler answered, or `{ errorType, errorMessage, trace }`. */
  readonly payload: Uint8Array;
  readonly logs: string;
}

const PAYLOAD_LIMIT = 6_291_456;

/** Throws AwsError for what Lambda refuses before the handler runs; what the handler does wrong is a result. */
export async function invokeFunction(world: World, request: InvokeRequest): Promise<InvokeResult> {
  const target = resolveTarget(world, request);
  const payload = parsePayload(request.payload);
  const { version } = target.snapshot;
  const silent = { executedVersion: version, payload: new Uint8Array(), logs: "" };
  switch (request.mode) {
    case "DryRun":
      return { statusCode: 204, ...silent };
    case "Event":
      // What fails later has nobody to be told, as in Lambda without a destination.
      void run(world, target, payload).catch(() => undefined);
      return { statusCode: 202, ...silent };
    default:
      return { statusCode: 200, executedVersion: version, ...(await run(world, target, payload)) };
  }
}

interface Target {
  readonly record: FunctionRecord;
  readonly snapshot: Snapshot;
  /** As the handler sees it in its context: with the alias, when called by alias. */
  readonly invokedArn: string;
  /** As CloudWatch is told of it. */
  readonly invoked: InvokedFunction;
}

function resolveTarget(world: World, request: InvokeRequest): Target {
  const { name, qualifier } = parseFunctionName(world, request.functionName, request.qualifier);
  const record = world.lambda.functions.get(name);
  const alias = qualifier === undefined ? undefined : record?.aliases.get(qualifier);
  const stored = record && snapshotNamed(record, alias ? draw(world, alias) : (qualifier ?? LATEST));
  // Invoke names a missing function with $LATEST (recorded).
  if (!record || !stored) throw functionNotFound(functionArn(world, name, qualifier ?? LATEST));
  if (request.caller) requireAllowed(world, record, qualifier, request.caller);
  const invoked = { functionName: name, qualifier, drawnVersion: alias?.additional && stored.version };
  if (record.reservedConcurrency === 0) {
    recordThrottle(world, invoked);
    throw new AwsError("TooManyRequestsException", "Rate Exceeded.", 429, {
      Type: "User",
      Reason: "ReservedFunctionConcurrentInvocationLimitExceeded",
    });
  }
  const snapshot = serving(world, stored);
  const { runtime } = snapshot.configuration;
  if (!runtime?.startsWith("nodejs"))
    throw invalidParameter(
      `The sandbox runs Node.js functions only; ${name} ${runtime === undefined ? "is an image" : `has the runtime ${runtime}`}.`,
    );
  return { record, snapshot, invokedArn: functionArn(world, name, qualifier), invoked };
}

/** The alias's version, or the additional one with the probability of its weight. */
function draw(world: World, alias: AliasRecord): string {
  const additional = additionalNow(world, alias);
  return additional && world.random() < additional.weight ? additional.version : alias.functionVersion;
}

/** Each qualifier's own policy decides; `$LATEST` has none of its own and goes by the function's. */
function requireAllowed(world: World, record: FunctionRecord, qualifier: string | undefined, caller: Caller): void {
  const policy = record.policies.get(qualifier === undefined || qualifier === LATEST ? "" : qualifier);
  if (allowsInvoke(policy, caller)) return;
  const arn = functionArn(world, record.name, qualifier);
  throw new AwsError(
    "AccessDeniedException",
    `${caller.service} is not authorized to perform: lambda:InvokeFunction on resource: ${arn} because no resource-based policy allows the lambda:InvokeFunction action`,
    403,
  );
}

/** What takes calls now: nothing while it is being created, and what stood before while it is being updated. */
function serving(world: World, stored: Snapshot): Snapshot {
  const snapshot = settled(stored, world.clock.now());
  switch (snapshot.transition?.kind) {
    case undefined:
      return snapshot;
    case "creating":
      throw notInState("Pending");
    case "updating":
      return snapshot.transition.serves;
  }
}

function parsePayload(payload: Uint8Array): string {
  if (payload.length > PAYLOAD_LIMIT)
    throw new AwsError(
      "RequestTooLargeException",
      `Request must be smaller than ${PAYLOAD_LIMIT} bytes for the InvokeFunction operation`,
      413,
    );
  const text = Buffer.from(payload).toString();
  if (text === "") return "{}";
  try {
    JSON.parse(text);
    return text;
  } catch (error) {
    const reason = messageOf(error);
    throw new AwsError("InvalidRequestContentException", `Could not parse request body into json: ${reason}`, 400, {
      Type: "User",
    });
  }
}

type Ran = Omit<InvokeResult, "statusCode" | "executedVersion">;

async function run(world: World, { record, snapshot, invokedArn, invoked }: Target, payload: string): Promise<Ran> {
  const { configuration, code, version, lastModified } = snapshot;
  const requestId = world.newUuid();
  const variables = await lambdaVariables(world, record.name, snapshot);
  // An image was refused before.
  const { runtime = "", handler, memorySize, timeout } = configuration;
  const started = performance.now();
  const result = await world.lambda.runtime.run(
    { arn: functionArn(world, record.name, version), lastModified, code, handler, runtime, memorySize, variables },
    {
      requestId,
      payload,
      timeoutMs: timeout * 1000,
      context: {
        functionName: record.name,
        functionVersion: version,
        invokedFunctionArn: invokedArn,
        memoryLimitInMB: String(memorySize),
        awsRequestId: requestId,
        logGroupName: variables.AWS_LAMBDA_LOG_GROUP_NAME ?? "",
        logStreamName: variables.AWS_LAMBDA_LOG_STREAM_NAME ?? "",
      },
    },
  );
  const duration = performance.now() - started;
  const answer = answerOf(result);
  recordInvocation(world, invoked, { failed: answer.functionError !== undefined, durationMs: duration });
  const logs = framed(result.log, { requestId, version, duration: Math.round(duration), memorySize });
  return { ...answer, logs };
}

function answerOf(result: HandlerResult): Pick<InvokeResult, "payload" | "functionError"> {
  if ("error" in result) return { functionError: "Unhandled", payload: Buffer.from(JSON.stringify(result.error)) };
  const payload = Buffer.from(result.payload);
  // The limit is the response's, with some room for what Lambda wraps around it (Lambda quotas).
  if (payload.length <= PAYLOAD_LIMIT + 100) return { payload };
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${PAYLOAD_LIMIT + 100} bytes).`;
  const error = { errorType: "Function.ResponseSizeTooLarge", errorMessage };
  return { functionError: "Unhandled", payload: Buffer.from(JSON.stringify(error)) };
}

interface Report {
  readonly requestId: string;
  readonly version: string;
  readonly duration: number;
  readonly memorySize: number;
}

function framed(log: string, { requestId, version, duration, memorySize }: Report): string {
  const lines = log === "" || log.endsWith("\n") ? log : `${log}\n`;
  const report = `Duration: ${duration.toFixed(2)} ms\tBilled Duration: ${duration} ms\tMemory Size: ${memorySize} MB`;
  return `START RequestId: ${requestId} Version: ${version}\n${lines}END RequestId: ${requestId}\nREPORT RequestId: ${requestId}\t${report}\n`;
}
