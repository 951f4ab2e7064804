/** ARNs as IAM's policies name resources. Parts may be wildcards. */

import type { Condition, RightsScope } from "./kind-rights.ts";
import { OWNER_TAG } from "./mark.ts";

/** Of the function itself and, with a qualifier, of an alias or version of it: neither stands for the other (Lambda, since January 2022). */
export function functionArn(
  { partition, region, account }: Pick<RightsScope, "partition" | "region" | "account">,
  name: string,
  qualifier?: string,
): string {
  return `arn:${partition}:lambda:${region}:${account}:function:${name}${qualifier === undefined ? "" : `:${qualifier}`}`;
}

/** `path` begins and ends with a slash. */
export function roleArn({ partition, account }: RightsScope, name: string, path = "/"): string {
  return `arn:${partition}:iam::${account}:role${path}${name}`;
}

export function bucketArn({ partition }: Pick<RightsScope, "partition">, name: string): string {
  return `arn:${partition}:s3:::${name}`;
}

/** API Gateway's ARNs are the paths of its requests. */
export function apiGatewayArn({ partition, region }: RightsScope, path: string): string {
  return `arn:${partition}:apigateway:${region}::${path}`;
}

/** The path under which the tags of an API or stage are written: its whole ARN, encoded. */
export function apiTagsArn(scope: RightsScope, path: string): string {
  return apiGatewayArn(scope, `/tags/${encodeURIComponent(apiGatewayArn(scope, path))}`);
}

/** The path of a REST API by name. */
export function apiPath({ apiIds }: RightsScope, name: string): string {
  return `/restapis/${apiIds.get(name) ?? "*"}`;
}

export function marked({ owner }: RightsScope): Condition {
  return { StringEquals: { [`aws:ResourceTag/${OWNER_TAG}`]: owner } };
}

/** Of a region; where none is known, that of most (IAM, "ARNs"). AWS's managed policies live in it too. */
export function partitionOf(region: string | undefined): string {
  if (region?.startsWith("cn-")) return "aws-cn";
  return region?.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}
