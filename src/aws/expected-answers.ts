/**
 * What answers must hold to be believed. AWS always sends these members, lists also when they are empty; an answer without
 * them comes from something else, or was cut on its way. Read as it is, it would say that things do not exist, which would
 * make them twice or prune what stands on them. So it is a failure of the call: unknown, and never absent.
 */
import { StagekeeperError } from "../model/errors.ts";

/**
 * By operation: paths that end in a text that is not empty. `a[]`: a list, and all of its items. `a?[]`: one that AWS leaves
 * out where it is empty.
 */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  "apigateway.CreateDeployment": ["id"],
  "apigateway.CreateResource": ["id"],
  "apigateway.CreateRestApi": ["id"],
  "apigateway.CreateAuthorizer": ["id"],
  "apigateway.CreateRequestValidator": ["id"],
  "apigateway.GenerateClientCertificate": ["clientCertificateId"],
  "apigateway.GetAuthorizers": ["items?[].id", "items?[].name"],
  "apigateway.GetClientCertificates": ["items?[].clientCertificateId"],
  "apigateway.GetDeployments": ["items[].id"],
  "apigateway.GetGatewayResponses": ["items?[].responseType"],
  "apigateway.GetModels": ["items?[].name"],
  "apigateway.GetRequestValidators": ["items?[].id", "items?[].name"],
  "apigateway.GetResources": ["items[].id", "items[].path"],
  "apigateway.GetRestApis": ["items[].id", "items[].name"],
  // The SDK calls this one list `item`, every other one `items`.
  "apigateway.GetStages": ["item[].stageName"],
  "iam.CreateRole": ["Role.Arn"],
  "iam.GetAccountAuthorizationDetails": [
    "RoleDetailList[].RoleName",
    "RoleDetailList[].Arn",
    "RoleDetailList[].AttachedManagedPolicies?[].PolicyArn",
    "RoleDetailList[].RolePolicyList?[].PolicyName",
    "RoleDetailList[].RolePolicyList?[].PolicyDocument",
  ],
  "iam.GetRole": ["Role.RoleName", "Role.Arn"],
  "iam.GetRolePolicy": ["PolicyDocument"],
  "iam.ListAttachedRolePolicies": ["AttachedPolicies[].PolicyArn"],
  "iam.ListRolePolicies": ["PolicyNames[]"],
  "iam.ListRoles": ["Roles[].RoleName"],
  "lambda.CreateAlias": ["AliasArn"],
  "lambda.CreateFunction": ["FunctionArn"],
  "lambda.GetAlias": ["Name", "FunctionVersion"],
  "lambda.GetFunction": ["Configuration.FunctionArn", "Configuration.CodeSha256"],
  "lambda.GetPolicy": ["Policy"],
  "lambda.ListAliases": ["Aliases[].Name", "Aliases[].FunctionVersion"],
  "lambda.ListFunctions": ["Functions[].FunctionName", "Functions[].Version"],
  "lambda.ListVersionsByFunction": ["Versions[].Version", "Versions[].CodeSha256"],
  "lambda.PublishVersion": ["Version"],
  "s3.GetBucketMetadataConfiguration": [
    "GetBucketMetadataConfigurationResult.MetadataConfigurationResult.JournalTableConfigurationResult.TableName",
  ],
  "s3.GetBucketTagging": ["TagSet[].Key"],
  "s3.ListBuckets": ["Buckets[].Name"],
};

/** Throws `unexpected` when an answer lacks what AWS always sends. `operation` is `service.Operation`. */
export function refuseUnbelievable(operation: string, answer: unknown): void {
  const paths = Object.hasOwn(EXPECTED, operation) ? EXPECTED[operation] : [];
  const missing = paths?.find((path) => !holds(answer, path.split(".")));
  if (missing === undefined) return;
  throw new StagekeeperError(
    "unexpected",
    `${operation} failed: the answer is not AWS's, for it lacks ${missing}; check the endpoint`,
  );
}

function holds(value: unknown, [segment, ...rest]: readonly string[]): boolean {
  if (segment === undefined) return typeof value === "string" && value !== "";
  if (typeof value !== "object" || value === null) return false;
  const [, name = "", optional, list] = /^(\w+)(\?)?(\[\])?$/.exec(segment) ?? [];
  // Any object can be read by string keys; the values are unknown.
  const member = Object.hasOwn(value, name) ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
  if (!list) return holds(member, rest);
  if (member === undefined || member === null) return optional !== undefined;
  return Array.isArray(member) && member.every((item) => holds(item, rest));
}
