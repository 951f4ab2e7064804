/** UpdateStage's refusals that are recorded word by word, odd punctuation included. */
import type { AwsError } from "../wire/aws-error.ts";
import type { Patch } from "./patch-operations.ts";
import { badRequest } from "./refusals.ts";
import type { AccessLogState } from "./state.ts";

/** As AWS lists them: three pairs are missing their comma (recorded 2023–2025). */
const SETTING_PATHS = [
  "/deploymentId",
  "/description",
  "/cacheClusterEnabled",
  "/cacheClusterSize",
  "/clientCertificateId",
  "/accessLogSettings",
  "/accessLogSettings/destinationArn",
  "/accessLogSettings/format",
  "/{resourcePath}/{httpMethod}/metrics/enabled",
  "/{resourcePath}/{httpMethod}/logging/dataTrace",
  "/{resourcePath}/{httpMethod}/logging/loglevel",
  "/{resourcePath}/{httpMethod}/throttling/burstLimit/{resourcePath}/{httpMethod}/throttling/rateLimit/{resourcePath}/{httpMethod}/caching/ttlInSeconds",
  "/{resourcePath}/{httpMethod}/caching/enabled",
  "/{resourcePath}/{httpMethod}/caching/dataEncrypted",
  "/{resourcePath}/{httpMethod}/caching/requireAuthorizationForCacheControl",
  "/{resourcePath}/{httpMethod}/caching/unauthorizedCacheControlHeaderStrategy",
  "/*/*/metrics/enabled",
  "/*/*/logging/dataTrace",
  "/*/*/logging/loglevel",
  "/*/*/throttling/burstLimit /*/*/throttling/rateLimit /*/*/caching/ttlInSeconds",
  "/*/*/caching/enabled",
  "/*/*/caching/dataEncrypted",
  "/*/*/caching/requireAuthorizationForCacheControl",
  "/*/*/caching/unauthorizedCacheControlHeaderStrategy",
  "/variables/{variable_name}",
  "/tracingEnabled",
].join(", ");

export function invalidSettingPath(path: string): AwsError {
  return badRequest(`Invalid method setting path: ${path}. Must be one of: [${SETTING_PATHS}]`);
}

/** The blank at the end is AWS's. */
export function noSuchSetting(path: string): AwsError {
  return badRequest(`Cannot remove method setting ${path.slice(1)} because there is no method setting for this method `);
}

/** The one member that an `add` or `replace` below `/accessLogSettings` sets. */
export function accessLogValue({ path, value }: Patch): Partial<AccessLogState> {
  const member = path.slice("/accessLogSettings/".length);
  if (member !== "destinationArn" && member !== "format") {
    throw badRequest(
      "Invalid accessLogSettings path. Must be one of : [/accessLogSettings/destinationArn, /accessLogSettings/format]",
    );
  }
  if (!value) throw badRequest("Access Log value must not be empty");
  // The ARN of a log group as DescribeLogGroups gives it ends in `:*`, which is not accepted here.
  if (member === "destinationArn" && !/^arn:[^:]+:(logs|firehose):[^:]*:\d{12}:.*[^*]$/.test(value)) {
    throw badRequest("Invalid ARN specified in the request");
  }
  return { [member]: value };
}
