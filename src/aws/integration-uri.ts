/** The URI by which API Gateway invokes a Lambda function: ours by name, foreign ones by their whole ARN. Pure. */
import type { Identity } from "../model/observation.ts";

export interface LambdaTarget {
  readonly function: string;
  readonly qualifier?: string;
}

const URI = /^arn:([^:]+):apigateway:([^:]+):lambda:path\/2015-03-31\/functions\/(.+)\/invocations$/;
/** Function and qualifier may be stage variables, whose braces hold no colon. */
const FUNCTION_ARN = /^(arn:[^:]+:lambda:[^:]+:[^:]+:function:)([^:]+)(?::([^:]+))?$/;

export function lambdaUri(target: LambdaTarget, identity: Identity): string {
  const { partition, region, account } = identity;
  const arn = target.function.startsWith("arn:")
    ? target.function
    : `arn:${partition}:lambda:${region}:${account}:function:${target.function}`;
  const qualified = target.qualifier === undefined ? arn : `${arn}:${target.qualifier}`;
  return `arn:${partition}:apigateway:${region}:lambda:path/2015-03-31/functions/${qualified}/invocations`;
}

/** `undefined`: not the URI of a Lambda function. */
export function parseLambdaUri(uri: string, identity: Identity): LambdaTarget | undefined {
  const [, , region, arn = ""] = URI.exec(uri) ?? [];
  const [, prefix, name, qualifier] = FUNCTION_ARN.exec(arn) ?? [];
  if (!prefix || !name || region !== identity.region) return undefined;
  const own = `arn:${identity.partition}:lambda:${identity.region}:${identity.account}:function:`;
  return { function: prefix === own ? name : `${prefix}${name}`, ...(qualifier === undefined ? {} : { qualifier }) };
}
