/** Roles that cases start from. */
import type { IAM } from "@aws-sdk/client-iam";
import type { Scene } from "../scene.ts";

export const LAMBDA_BASIC = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";

/** A policy document of these statements. */
export function policyOf(...Statement: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement });
}

/** A trust policy for a service's principal. */
export function trustOf(service: string): string {
  return policyOf({ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" });
}

export const LAMBDA_TRUST = trustOf("lambda.amazonaws.com");

/** Gives the role's ARN once Lambda may assume it, which `spread` waits for. */
export async function createLambdaRole(iam: IAM, RoleName: string, spread: () => Promise<void>): Promise<string> {
  const { Role } = await iam.createRole({ RoleName, AssumeRolePolicyDocument: LAMBDA_TRUST });
  const allowed = policyOf({ Effect: "Allow", Action: ["s3:PutObject", "logs:*"], Resource: "*" });
  await iam.putRolePolicy({ RoleName, PolicyName: "write", PolicyDocument: allowed });
  await spread();
  return Role?.Arn ?? "";
}

/** A role of the case's own; gives its name. */
export async function aRole({ iam, newName }: Scene, input: { readonly Description?: string } = {}): Promise<string> {
  const RoleName = newName("role");
  await iam.createRole({ RoleName, AssumeRolePolicyDocument: LAMBDA_TRUST, ...input });
  return RoleName;
}
