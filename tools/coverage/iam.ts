/** What is written of roles. */
import * as client from "@aws-sdk/client-iam";
import { by, type ServiceCoverage, WHICH } from "./row.ts";

export const IAM: ServiceCoverage = {
  title: "IAM",
  client,
  common: { RoleName: WHICH },
  resources: [
    {
      name: "Role",
      operations: [
        "CreateRole",
        "UpdateRole",
        "UpdateAssumeRolePolicy",
        "PutRolePolicy",
        "AttachRolePolicy",
        "PutRolePermissionsBoundary",
        "TagRole",
      ],
      rows: {
        AssumeRolePolicyDocument: by("roles.*.trust"),
        Path: by("roles.*.path"),
        Description: by("roles.*.description"),
        MaxSessionDuration: by("roles.*.maxSessionDuration"),
        PermissionsBoundary: by("roles.*.permissionsBoundary"),
        "Tags[].Key": by("roles.*.tags.*"),
        "Tags[].Value": by("roles.*.tags.*"),
        PolicyDocument: by("roles.*.inlinePolicies.*"),
        PolicyName: by("roles.*.inlinePolicies.*"),
        PolicyArn: by("roles.*.managedPolicies[]"),
      },
    },
  ],
};
