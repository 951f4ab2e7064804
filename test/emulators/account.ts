/** The account behind an emulator, by the SDK's clients: how the scenarios look at it and meddle with it. */
import { APIGateway } from "@aws-sdk/client-api-gateway";
import { IAM } from "@aws-sdk/client-iam";
import { Lambda } from "@aws-sdk/client-lambda";
import { S3 } from "@aws-sdk/client-s3";
import { CREDENTIALS, REGION } from "../../tools/command/run-reconcile.ts";
import type { Account } from "../../tools/emulators/deviations.ts";
import type { EmulatorEndpoint } from "../../tools/emulators/emulator.ts";

export function accountOf({ url }: EmulatorEndpoint): Account {
  const options = { endpoint: url, region: REGION, credentials: CREDENTIALS, maxAttempts: 1 };
  return {
    apigateway: new APIGateway(options),
    lambda: new Lambda(options),
    s3: new S3({ ...options, forcePathStyle: true }),
    iam: new IAM(options),
  };
}

/** Throws for an emulator that cannot be emptied. */
export async function emptyAccount({ name, resetUrl }: EmulatorEndpoint): Promise<void> {
  if (resetUrl === undefined) throw new Error(`${name} has no way to be emptied`);
  const response = await fetch(resetUrl, { method: "POST" });
  if (!response.ok) throw new Error(`${name} could not be emptied: ${response.status}`);
}

/** Everything of the kinds that the product makes, by name; roles of AWS's own services are not counted. */
export async function contentsOf({ apigateway, lambda, s3, iam }: Account): Promise<readonly string[]> {
  const [apis, functions, buckets, roles] = await Promise.all([
    apigateway.getRestApis({}),
    lambda.listFunctions({}),
    s3.listBuckets({}),
    iam.listRoles({}),
  ]);
  return [
    ...(apis.items ?? []).map(({ name }) => `rest-api:${name}`),
    ...(functions.Functions ?? []).map(({ FunctionName }) => `function:${FunctionName}`),
    ...(buckets.Buckets ?? []).map(({ Name }) => `bucket:${Name}`),
    ...(roles.Roles ?? []).filter(({ Path }) => Path !== "/aws-service-role/").map(({ RoleName }) => `role:${RoleName}`),
  ].sort();
}
