/** Temporary credentials hold for their time, and only with the token that came with them. */
import { callerOf } from "../callers.ts";
import type { ServiceName } from "../service-name.ts";
import { AwsError } from "../wire/aws-error.ts";
import { credentialOf } from "../wire/credential.ts";
import type { WireRequest } from "../wire/message.ts";
import type { World } from "../world.ts";

/** What the service answers to credentials that are over, or not whole (API references, "Common Errors"); undefined: they hold. */
export function tokenRefusal(world: World, service: ServiceName, request: WireRequest): AwsError | undefined {
  const caller = callerOf(world, credentialOf(request)?.accessKeyId);
  if (caller.sessionToken === undefined) return undefined;
  const presigned = request.query["X-Amz-Security-Token"];
  if ((request.headers["x-amz-security-token"] ?? presigned) !== caller.sessionToken) return invalidToken(service);
  return caller.expiresAt !== undefined && caller.expiresAt <= world.clock.now() ? expiredToken(service) : undefined;
}

function expiredToken(service: ServiceName): AwsError {
  if (service === "s3") return new AwsError("ExpiredToken", "The provided token has expired.", 400);
  const code = isQuery(service) ? "ExpiredToken" : "ExpiredTokenException";
  return new AwsError(code, "The security token included in the request is expired", 403);
}

function invalidToken(service: ServiceName): AwsError {
  if (service === "s3") return new AwsError("InvalidToken", "The provided token is malformed or otherwise invalid.", 400);
  const code = isQuery(service) ? "InvalidClientTokenId" : "UnrecognizedClientException";
  return new AwsError(code, "The security token included in the request is invalid.", 403);
}

function isQuery(service: ServiceName): boolean {
  return service === "iam" || service === "sts" || service === "cloudwatch";
}
