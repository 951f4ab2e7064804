/**
 * AWS's request quotas as tables (aws-facts 1.1, 5.7, 6.7, 8.1, 8.2): none can be raised, each is shared with everybody else in the
 * account and region. A call takes from its operation's own quota, where it has one, and from its service's.
 */

/** `burst` calls at once, then `perSecond`. */
export interface Quota {
  /** As people read it: `apigateway.CreateDeployment`; `apigateway` is all calls of the service. */
  readonly name: string;
  readonly perSecond: number;
  readonly burst: number;
  /** An unpublished quota is not kept to before AWS has once refused a call for it. */
  readonly published: boolean;
}

/** The part of every quota that is left to the people and pipelines of the account, unless somebody says otherwise. */
export const USUAL_RESERVE = 0.2;

export interface Call {
  /** `service.Operation`. */
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** CreateRestApi of an edge-optimised API. */
export const EDGE_CREATE = "apigateway.CreateRestApi (edge)";

/** Bursts of API Gateway's single operations are not published: one call is assumed (aws-facts 1.1). */
const OWN: Readonly<Record<string, Quota>> = table({
  "apigateway.CreateDeployment": 1 / 5,
  "apigateway.CreateResource": 5,
  "apigateway.DeleteResource": 5,
  "apigateway.CreateRestApi": 1 / 3,
  [EDGE_CREATE]: 1 / 30,
  "apigateway.DeleteRestApi": 1 / 30,
  "apigateway.GetResources": 5 / 2,
  "apigateway.PutRestApi": 1,
  "lambda.GetFunction": 100,
  "lambda.GetPolicy": 15,
  "cloudwatch.DescribeAlarms": 9,
  "cloudwatch.GetMetricData": 500,
  "cloudtrail.LookupEvents": 2,
});

/** What an operation without a line above takes from; API Gateway's take from both. */
const TOTAL: Readonly<Record<string, Quota>> = {
  apigateway: { name: "apigateway", perSecond: 10, burst: 40, published: true },
  lambda: { name: "lambda", perSecond: 15, burst: 15, published: true },
  // Rates of bucket configuration and of IAM are not published; this is what they are slowed to after a refusal.
  s3: { name: "s3", perSecond: 10, burst: 10, published: false },
  iam: { name: "iam", perSecond: 10, burst: 10, published: false },
  sts: { name: "sts", perSecond: 10, burst: 10, published: false },
};

/** What an operation takes from, by the names of this file; unknown operations from their service's. */
export function quotasNamed(name: string): readonly Quota[] {
  const own = OWN[name];
  const service = name.slice(0, name.indexOf("."));
  // GetFunction and GetPolicy have pools of their own, apart from Lambda's fifteen a second; CloudWatch knows no others.
  if (own && service === "lambda") return [own];
  return [own, TOTAL[service]].filter((quota) => quota !== undefined);
}

/** What a call takes from, the narrowest first: that is the one to blame when AWS refuses the call as too fast. */
export function quotasOf(call: Call): readonly Quota[] {
  return quotasNamed(nameOf(call));
}

/** Where a quota goes by more than the operation: CreateRestApi and ImportRestApi share one, edge-optimised a slower one. */
function nameOf({ operation, input }: Call): string {
  if (operation === "apigateway.CreateRestApi")
    return isRegional(input.endpointConfiguration) ? operation : `${operation} (edge)`;
  return operation;
}

/** EDGE is what CreateRestApi makes of an API whose endpoint type is not given. */
function isRegional(configuration: unknown): boolean {
  const types =
    typeof configuration === "object" && configuration !== null && "types" in configuration ? configuration.types : undefined;
  return Array.isArray(types) && types.length > 0 && !types.includes("EDGE");
}

/** `1 per 5 s`, `10 per s`. */
export function rateText({ perSecond }: Pick<Quota, "perSecond">): string {
  return perSecond >= 1 ? `${round(perSecond)} per s` : `1 per ${round(1 / perSecond)} s`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function table(rates: Readonly<Record<string, number>>): Readonly<Record<string, Quota>> {
  return Object.fromEntries(
    Object.entries(rates).map(([name, perSecond]) => {
      const burst = name.startsWith("apigateway.") ? 1 : perSecond;
      return [name, { name, perSecond, burst, published: true }];
    }),
  );
}
