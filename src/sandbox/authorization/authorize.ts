/** Whether a caller may do what a call does. Callers without policies are the account's own user, and may do anything. */
import { arnOf, type Caller, callerOf } from "../callers.ts";
import type { ServiceName } from "../service-name.ts";
import { AwsError } from "../wire/aws-error.ts";
import { credentialOf } from "../wire/credential.ts";
import type { WireRequest } from "../wire/message.ts";
import type { Call } from "../wire/schema-server.ts";
import type { World } from "../world.ts";
import { apiGatewayDeeds } from "./apigateway-deeds.ts";
import { type Deed, evaluate, type Verdict } from "./evaluate.ts";
import { iamDeeds } from "./iam-deeds.ts";
import { lambdaDeeds } from "./lambda-deeds.ts";
import { s3Deeds } from "./s3-deeds.ts";

/** What the service answers a caller that may not; undefined: it may. */
export function refusalOf(
  world: World,
  service: ServiceName,
  { call, request }: { readonly call: Call; readonly request: WireRequest },
): AwsError | undefined {
  const caller = callerOf(world, credentialOf(request)?.accessKeyId);
  if (caller.policies === undefined) return undefined;
  for (const deed of deedsOf(world, service, { call, request })) {
    const verdict = evaluate(caller.policies, deed);
    if (verdict !== "allowed") return accessDenied(service, call.operation, { text: textOf(world, caller, deed), deed, verdict });
  }
  return undefined;
}

/** Why the caller may not, as services say it in answers that they give all the same; undefined: it may. */
export function objectionTo(world: World, request: WireRequest, deed: Deed): string | undefined {
  const caller = callerOf(world, credentialOf(request)?.accessKeyId);
  if (caller.policies === undefined) return undefined;
  const verdict = evaluate(caller.policies, deed);
  return verdict === "allowed"
    ? undefined
    : `${textOf(world, caller, deed)} on resource: ${deed.resource}${becauseOf(deed, verdict)}`;
}

function deedsOf(
  world: World,
  service: ServiceName,
  { call, request }: { readonly call: Call; readonly request: WireRequest },
): readonly Deed[] {
  switch (service) {
    case "apigateway":
      return apiGatewayDeeds(world, call, request);
    case "lambda":
      return lambdaDeeds(world, call);
    case "iam":
      return iamDeeds(world, call);
    case "s3":
      return s3Deeds(world, call);
    // STS GetCallerIdentity needs no permission (aws-facts 8.4); AssumeRole asks the role's account too, and does so itself.
    case "sts":
      return [];
    case "wafv2":
      return wafDeeds(call);
    case "cloudwatch":
    case "cloudtrail":
    case "sqs":
      return [{ action: `${service}:${call.operation}`, resource: "*" }];
  }
}

/** The web ACL and what it stands before, and the service of that is asked too (WAF, "Permissions for AssociateWebACL"). */
function wafDeeds({ operation, input }: Call): readonly Deed[] {
  if (input.ResourceArn === undefined) return [{ action: `wafv2:${operation}`, resource: "*" }];
  const stage = String(input.ResourceArn);
  const webAcl = operation === "AssociateWebACL" ? [String(input.WebACLArn)] : [];
  const itself = [...webAcl, stage].map((resource) => ({ action: `wafv2:${operation}`, resource }));
  return operation === "GetWebACLForResource" ? itself : [...itself, { action: "apigateway:SetWebACL", resource: stage }];
}

interface Denial {
  readonly text: string;
  readonly deed: Deed;
  readonly verdict: Verdict;
}

/** Names and words differ by service, as recorded from each. */
function accessDenied(service: ServiceName, operation: string, { text, deed, verdict }: Denial): AwsError {
  const because = becauseOf(deed, verdict);
  switch (service) {
    case "s3":
      return new AwsError("AccessDenied", `${text} on resource: "${deed.resource}"${because}`, 403);
    case "iam": {
      // What exists is called by its kind and name.
      const named = /:role\/(?:.*\/)?([^/]+)$/.exec(deed.resource)?.[1];
      const resource = named === undefined || operation === "CreateRole" ? deed.resource : `role ${named}`;
      return new AwsError("AccessDenied", `${text} on resource: ${resource}${because}`, 403);
    }
    case "sts":
    case "cloudwatch":
    case "sqs":
      return new AwsError("AccessDenied", `${text}${because}`, 403);
    case "apigateway":
    case "lambda":
    case "cloudtrail":
    case "wafv2":
      return new AwsError("AccessDeniedException", `${text} on resource: ${deed.resource}${because}`, 403);
  }
}

function textOf(world: World, caller: Caller, { action }: Deed): string {
  return `User: ${arnOf(caller, world)} is not authorized to perform: ${action}`;
}

function becauseOf({ action }: Deed, verdict: Verdict): string {
  if (verdict === "explicitly denied") return " with an explicit deny in an identity-based policy";
  return ` because no identity-based policy allows the ${action} action`;
}
