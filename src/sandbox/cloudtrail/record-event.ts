/** One write of the control plane as an event of CloudTrail's history. */
import { arnOf, type Caller, callerOf } from "../callers.ts";
import type { JournalEntry } from "../journal.ts";
import type { World } from "../world.ts";
import { eventNameOf } from "./event-name.ts";
import type { TrailEvent } from "./state.ts";

/** AWS keeps 90 days; a sandbox that serves for long forgets earlier. */
const CAPACITY = 50_000;

/** Calls of functions and reads are left out. */
export function recordEvent(world: World, entry: JournalEntry, delayMs: number): void {
  const { service, operation, write, at, accessKeyId } = entry;
  const name = write ? eventNameOf(service, operation) : undefined;
  if (name === undefined) return;
  const caller = callerOf(world, accessKeyId);
  // Not of the world's chance: what is recorded must not change the ids that it makes up.
  const id = `00000000-0000-4000-8000-${String(entry.sequence).padStart(12, "0")}`;
  const source = `${service}.amazonaws.com`;
  const event: TrailEvent = {
    id,
    name,
    source,
    accessKeyId,
    username: caller.session ?? caller.name,
    at,
    visibleFrom: at + delayMs,
    resources: resourcesOf(entry.input),
    document: JSON.stringify(documentOf(world, entry, { id, name, source, caller })),
  };
  world.cloudtrail.events.push(event);
  if (world.cloudtrail.events.length > CAPACITY) world.cloudtrail.events.shift();
}

interface Head {
  readonly id: string;
  readonly name: string;
  readonly source: string;
  readonly caller: Caller;
}

function documentOf(world: World, entry: JournalEntry, { id, name, source, caller }: Head): object {
  return {
    eventVersion: "1.09",
    userIdentity: identityOf(world, caller, entry.accessKeyId),
    eventTime: new Date(entry.at).toISOString().replace(/\.\d+Z$/, "Z"),
    eventSource: source,
    eventName: name,
    awsRegion: world.region,
    sourceIPAddress: entry.sourceIp ?? "127.0.0.1",
    userAgent: entry.userAgent,
    ...(entry.error !== undefined && { errorCode: entry.error }),
    requestParameters: parametersOf(entry),
    responseElements: null,
    eventID: id,
    readOnly: false,
    eventType: "AwsApiCall",
    managementEvent: true,
    recipientAccountId: world.account,
    eventCategory: "Management",
  };
}

function identityOf(world: World, caller: Caller, accessKeyId: string | undefined): object {
  const common = { type: caller.type, arn: arnOf(caller, world), accountId: world.account, accessKeyId };
  if (caller.type === "IAMUser") return { ...common, userName: caller.name };
  const issuer = `arn:${world.partition}:iam::${world.account}:role/${caller.name}`;
  return { ...common, sessionContext: { sessionIssuer: { type: "Role", arn: issuer, userName: caller.name } } };
}

/** Environment and code are left out of Lambda's events (aws-facts 8.1). */
const LEFT_OUT = new Set(["environment", "zipFile", "code"]);
/** Of API Gateway's inputs, what stands in the path; the rest is the body. */
const IN_PATH = /^(restApiId|stageName|resourceId|httpMethod|statusCode|deploymentId|resourceArn)$/;

/**
 * Names begin small, and S3 says `bucketName`. API Gateway's bodies stand below the operation's name; how UpdateStage looks in
 * particular is not documented, and values of stage variables are hidden as in samples of version 2 (aws-facts 8.1).
 */
function parametersOf({ service, operation, input }: JournalEntry): object {
  const members = Object.entries(input).map(([name, value]): readonly [string, unknown] => [small(name), value]);
  switch (service) {
    case "s3":
      return { bucketName: input.Bucket };
    case "apigateway": {
      const path = members.filter(([name]) => IN_PATH.test(name));
      const body = members.filter(([name]) => !IN_PATH.test(name)).map(([name, value]) => [name, hidden(value)]);
      return { ...Object.fromEntries(path), template: false, [`${small(operation)}Input`]: Object.fromEntries(body) };
    }
    default:
      return Object.fromEntries(members.filter(([name]) => !LEFT_OUT.has(name)));
  }
}

function small(name: string): string {
  return `${name.slice(0, 1).toLowerCase()}${name.slice(1)}`;
}

function hidden(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.map((item: unknown) => {
    const path = typeof item === "object" && item !== null && "path" in item ? String(item.path) : "";
    return path.includes("/variables/") ? { ...Object(item), value: "****" } : item;
  });
}

function resourcesOf(input: JournalEntry["input"]): TrailEvent["resources"] {
  const named = [
    ["AWS::Lambda::Function", input.FunctionName],
    ["AWS::S3::Bucket", input.Bucket],
    ["AWS::IAM::Role", input.RoleName],
    ["AWS::ApiGateway::RestApi", input.restApiId],
  ] as const;
  return named.flatMap(([type, name]) => (typeof name === "string" ? [{ type, name }] : []));
}
