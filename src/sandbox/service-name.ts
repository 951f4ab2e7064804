/** The AWS services of the sandbox's control plane. */
const SERVICE_NAMES = ["apigateway", "lambda", "s3", "iam", "sts", "cloudwatch", "cloudtrail", "sqs", "wafv2"] as const;

export type ServiceName = (typeof SERVICE_NAMES)[number];

/** Scopes of SigV4 that are not named as the service is. */
const SCOPES: ReadonlyMap<string, ServiceName> = new Map([["monitoring", "cloudwatch"]]);

/** The service that a request is signed for, by its SigV4 scope; undefined for one that is not served. */
export function serviceOfScope(scope: string): ServiceName | undefined {
  return SCOPES.get(scope) ?? SERVICE_NAMES.find((name) => name === scope && name !== "cloudwatch");
}
