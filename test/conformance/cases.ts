/** Every case, by area. */
import type { Case } from "./case.ts";
import { IAM_CASES } from "./iam.ts";
import { IAM_ROLE_CASES } from "./iam-roles.ts";
import { S3_CASES } from "./s3.ts";
import { S3_CONFIGURATION_CASES } from "./s3-configuration.ts";
import { S3_OBJECT_CASES } from "./s3-objects.ts";

export const CASES: readonly Case[] = [
  ...IAM_CASES,
  ...IAM_ROLE_CASES,
  ...S3_CASES,
  ...S3_CONFIGURATION_CASES,
  ...S3_OBJECT_CASES,
];
