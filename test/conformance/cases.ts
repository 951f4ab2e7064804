/** Every case, by area. */
import type { Case } from "./case.ts";
import { GATEWAY_CASES } from "./gateway-cases.ts";
import { IAM_CASES } from "./iam.ts";
import { IAM_ROLE_CASES } from "./iam-roles.ts";
import { LAMBDA_ALIAS_REFUSALS } from "./lambda-alias-refusals.ts";
import { LAMBDA_ALIAS_CASES } from "./lambda-aliases.ts";
import { LAMBDA_CREATE_CASES } from "./lambda-create.ts";
import { LAMBDA_FUNCTION_CASES } from "./lambda-functions.ts";
import { LAMBDA_INVOCATION_CASES } from "./lambda-invocation.ts";
import { LAMBDA_PERMISSION_REFUSALS } from "./lambda-permission-refusals.ts";
import { LAMBDA_PERMISSION_CASES } from "./lambda-permissions.ts";
import { LAMBDA_PUBLISHING_CASES } from "./lambda-publishing.ts";
import { LAMBDA_RACE_CASES } from "./lambda-races.ts";
import { LAMBDA_TAG_CASES } from "./lambda-tags.ts";
import { LAMBDA_VERSION_CASES } from "./lambda-versions.ts";
import { LIMIT_CASES } from "./limits.ts";
import { S3_CASES } from "./s3.ts";
import { S3_CONFIGURATION_CASES } from "./s3-configuration.ts";
import { S3_NOTIFICATION_CASES } from "./s3-notifications.ts";
import { S3_OBJECT_CASES } from "./s3-objects.ts";
import { SQS_CASES } from "./sqs.ts";
import { STS_CASES } from "./sts.ts";
import { UNFORESEEN_CASES } from "./unforeseen.ts";
import { UNFORESEEN_AGAIN_CASES } from "./unforeseen-again.ts";

export const CASES: readonly Case[] = [
  ...IAM_CASES,
  ...IAM_ROLE_CASES,
  ...S3_CASES,
  ...S3_CONFIGURATION_CASES,
  ...S3_NOTIFICATION_CASES,
  ...S3_OBJECT_CASES,
  ...SQS_CASES,
  ...STS_CASES,
  ...LAMBDA_CREATE_CASES,
  ...LAMBDA_FUNCTION_CASES,
  ...LAMBDA_TAG_CASES,
  ...LAMBDA_VERSION_CASES,
  ...LAMBDA_PUBLISHING_CASES,
  ...LAMBDA_ALIAS_REFUSALS,
  ...LAMBDA_ALIAS_CASES,
  ...LAMBDA_INVOCATION_CASES,
  ...LAMBDA_PERMISSION_CASES,
  ...LAMBDA_PERMISSION_REFUSALS,
  ...LAMBDA_RACE_CASES,
  ...LIMIT_CASES,
  ...GATEWAY_CASES,
  ...UNFORESEEN_CASES,
  ...UNFORESEEN_AGAIN_CASES,
];
