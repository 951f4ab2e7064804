/** The function that the URI of an integration or authorizer invokes, as a route names it. */

/** Where the desired state is for, as far as it says so. */
export interface DocumentTarget {
  readonly account?: string;
  readonly region?: string;
}

const URI = /^arn:[^:]+:apigateway:[^:]+:lambda:path\/2015-03-31\/functions\/(.+)\/invocations$/;
const ARN = /^arn:[^:]+:lambda:([^:]+):([^:]+):function:(.+)$/;

/** By its name where it is the target's own. Undefined: it is no function's. */
export function functionIn(uri: string, { account, region }: DocumentTarget): string | undefined {
  const arn = URI.exec(uri)?.[1];
  if (arn === undefined) return undefined;
  const [, inRegion, ofAccount, name] = ARN.exec(arn) ?? [];
  if (name === undefined) return arn;
  return inRegion === region && ofAccount === account ? name : arn;
}
