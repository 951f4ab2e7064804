/** A handler's `process.env`: the version's own variables and Lambda's (Lambda Developer Guide, environment variables). */
import { createHash } from "node:crypto";
import type { Snapshot } from "../lambda/state.ts";
import type { World } from "../world.ts";

/**
 * The SDK in the handler finds this sandbox by `AWS_ENDPOINT_URL`. S3 needs no setting for path style: the SDK uses it
 * by itself when the endpoint's host is an IP address, so `localhost` is written as one.
 */
export async function lambdaVariables(
  world: World,
  functionName: string,
  snapshot: Snapshot,
): Promise<Readonly<Record<string, string>>> {
  const { configuration, version } = snapshot;
  const endpoint = withAddress(await world.endpointUrl());
  const identity = createHash("sha256").update(configuration.role).digest("hex").toUpperCase();
  return {
    TZ: ":UTC",
    LANG: "en_US.UTF-8",
    PATH: "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin",
    ...configuration.environment,
    _HANDLER: configuration.handler,
    AWS_REGION: world.region,
    AWS_DEFAULT_REGION: world.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${configuration.runtime}`,
    AWS_ACCESS_KEY_ID: `ASIA${identity.slice(0, 16)}`,
    AWS_SECRET_ACCESS_KEY: identity.slice(16, 56),
    AWS_SESSION_TOKEN: identity.slice(0, 32),
    AWS_ENDPOINT_URL: endpoint,
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_LAMBDA_FUNCTION_NAME: functionName,
    AWS_LAMBDA_FUNCTION_VERSION: version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(configuration.memorySize),
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${functionName}`,
    AWS_LAMBDA_LOG_STREAM_NAME: `[${version}]${snapshot.code.sha256.replace(/\W/g, "").slice(0, 32)}`,
    LAMBDA_RUNTIME_DIR: "/var/runtime",
  };
}

function withAddress(endpoint: string): string {
  const url = new URL(endpoint);
  if (url.hostname === "localhost") url.hostname = "127.0.0.1";
  return url.href.replace(/\/$/, "");
}
