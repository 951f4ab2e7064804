/** The AWS services of the sandbox's control plane, by the names that SigV4 scopes use. */
export const SERVICE_NAMES = ["apigateway", "lambda", "s3", "iam", "sts"] as const;

export type ServiceName = (typeof SERVICE_NAMES)[number];

export function isServiceName(name: string): name is ServiceName {
  // Widened only to ask whether it is in there.
  return (SERVICE_NAMES as readonly string[]).includes(name);
}
