/**
 * The control planes' fixed request quotas as token buckets (aws-facts 1.1, 5.7). A call takes from its own bucket and from
 * its service's; a refused call takes nothing. Bucket sizes of single operations are not published: the quota's own count.
 */
import type { Clock } from "../model/ports.ts";
import type { ServiceName } from "./service-name.ts";
import { throttlingError } from "./throttling.ts";
import { type Rate, TokenBucket } from "./token-bucket.ts";
import type { AwsError } from "./wire/aws-error.ts";
import type { Call } from "./wire/schema-server.ts";

export interface Quotas {
  /** The service's throttling error when a bucket is empty, else undefined. */
  take(service: ServiceName, call: Call): AwsError | undefined;
}

/** `count` calls in `seconds`. */
function rate(count: number, seconds: number): Rate {
  return { perSecond: count / seconds, burst: count };
}

/** API Gateway's operations with a quota of their own; keys may be refined by `bucketNames`. */
const API_GATEWAY: Readonly<Record<string, Rate>> = {
  CreateApiKey: rate(5, 1),
  DeleteApiKey: rate(5, 1),
  CreateDeployment: rate(1, 5),
  CreateDocumentationVersion: rate(1, 20),
  CreateDomainName: rate(1, 30),
  DeleteDomainName: rate(1, 30),
  UpdateDomainName: rate(1, 30),
  CreateResource: rate(5, 1),
  DeleteResource: rate(5, 1),
  "CreateRestApi:REGIONAL": rate(1, 3),
  "CreateRestApi:EDGE": rate(1, 30),
  DeleteRestApi: rate(1, 30),
  GetResources: rate(5, 2),
  ImportDocumentationParts: rate(1, 30),
  PutRestApi: rate(1, 1),
  UpdateAccount: rate(1, 20),
  UpdateUsagePlan: rate(1, 20),
};

/** CloudWatch's, each operation on its own (aws-facts 8.2). */
const CLOUDWATCH: Readonly<Record<string, Rate>> = {
  DescribeAlarms: rate(9, 1),
  PutMetricAlarm: rate(3, 1),
  DeleteAlarms: rate(3, 1),
  SetAlarmState: rate(3, 1),
  GetMetricData: rate(500, 1),
};

const TOTALS = {
  apigateway: { perSecond: 10, burst: 40 },
  lambda: rate(15, 1),
  "lambda:GetFunction": rate(100, 1),
  "lambda:GetPolicy": rate(15, 1),
} as const satisfies Readonly<Record<string, Rate>>;

export const NO_QUOTAS: Quotas = { take: () => undefined };

export function awsQuotas(clock: Clock): Quotas {
  const buckets = new Map<string, TokenBucket>();
  function bucketOf([name, limit]: readonly [string, Rate]): TokenBucket {
    const bucket = buckets.get(name) ?? new TokenBucket(limit, clock.now());
    buckets.set(name, bucket);
    return bucket;
  }
  return {
    take(service, call) {
      const needed = limitsOf(service, call).map(bucketOf);
      const wait = Math.max(0, ...needed.map((bucket) => bucket.wait(clock.now())));
      if (wait > 0) return throttlingError(service, wait);
      for (const bucket of needed) bucket.take();
      return undefined;
    },
  };
}

function limitsOf(service: ServiceName, call: Call): readonly (readonly [string, Rate])[] {
  if (service === "apigateway") {
    const name = apiGatewayBucket(call);
    const own = API_GATEWAY[name];
    return [...(own ? [[name, own] as const] : []), ["apigateway", TOTALS.apigateway]];
  }
  if (service === "cloudwatch") {
    const own = CLOUDWATCH[call.operation];
    return own ? [[`cloudwatch:${call.operation}`, own]] : [];
  }
  // LookupEvents, which is all that is served of it (aws-facts 8.1).
  if (service === "cloudtrail") return [["cloudtrail:LookupEvents", rate(2, 1)]];
  if (service !== "lambda" || call.operation.startsWith("Invoke")) return [];
  if (call.operation === "GetFunction") return [["lambda:GetFunction", TOTALS["lambda:GetFunction"]]];
  if (call.operation === "GetPolicy") return [["lambda:GetPolicy", TOTALS["lambda:GetPolicy"]]];
  return [["lambda", TOTALS.lambda]];
}

/** CreateRestApi and ImportRestApi share a bucket, and edge-optimised APIs have a slower one; EDGE is the default type. */
function apiGatewayBucket({ operation, input }: Call): string {
  if (operation !== "CreateRestApi" && operation !== "ImportRestApi") return operation;
  const types = operation === "CreateRestApi" ? endpointTypes(input.endpointConfiguration) : [];
  const parameters = JSON.stringify(input.parameters ?? {});
  const edge =
    operation === "CreateRestApi" ? types.length === 0 || types.includes("EDGE") : !/REGIONAL|PRIVATE/.test(parameters);
  return edge ? "CreateRestApi:EDGE" : "CreateRestApi:REGIONAL";
}

function endpointTypes(configuration: unknown): readonly unknown[] {
  const types =
    typeof configuration === "object" && configuration !== null && "types" in configuration ? configuration.types : [];
  return Array.isArray(types) ? types : [];
}
