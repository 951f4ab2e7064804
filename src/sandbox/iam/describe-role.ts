/** A role as GetRole, ListRoles and GetAccountAuthorizationDetails show it. */
import type { Role, RoleDetail, Tag } from "@aws-sdk/client-iam";
import { encodeDocument } from "./lookup.ts";
import { policyName } from "./managed-policies.ts";
import type { RoleRecord } from "./state.ts";

/** All of it: GetRole. */
export function describeRole(role: RoleRecord): Role {
  return { ...describeWrittenRole(role), MaxSessionDuration: role.maxSessionDuration, RoleLastUsed: {} };
}

/** CreateRole and UpdateRoleDescription leave out the session's duration and the last use (recorded). */
export function describeWrittenRole(role: RoleRecord): Role {
  const tags = describeTags(role);
  const { MaxSessionDuration: _, ...listed } = describeListedRole(role);
  return {
    ...listed,
    ...(role.permissionsBoundary !== undefined && { PermissionsBoundary: boundaryOf(role.permissionsBoundary) }),
    ...(tags.length > 0 && { Tags: tags }),
  };
}

/** ListRoles leaves out the boundary, the last use and the tags (IAM ListRoles). */
export function describeListedRole(role: RoleRecord): Role {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: new Date(role.createdAt),
    AssumeRolePolicyDocument: encodeDocument(role.trust),
    MaxSessionDuration: role.maxSessionDuration,
    ...(role.description !== undefined && { Description: role.description }),
  };
}

/** Everything that hangs on the role, in one answer (IAM GetAccountAuthorizationDetails). */
export function describeRoleDetail(role: RoleRecord): RoleDetail {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: new Date(role.createdAt),
    AssumeRolePolicyDocument: encodeDocument(role.trust),
    InstanceProfileList: [],
    RolePolicyList: [...role.inlinePolicies].map(([PolicyName, document]) => ({
      PolicyName,
      PolicyDocument: encodeDocument(document),
    })),
    AttachedManagedPolicies: describeAttached(role),
    Tags: describeTags(role),
    RoleLastUsed: {},
    ...(role.permissionsBoundary !== undefined && { PermissionsBoundary: boundaryOf(role.permissionsBoundary) }),
  };
}

export function describeAttached(role: RoleRecord): { PolicyName: string; PolicyArn: string }[] {
  return [...role.attachedPolicies].map((PolicyArn) => ({ PolicyName: policyName(PolicyArn), PolicyArn }));
}

export function describeTags(role: RoleRecord): Tag[] {
  return [...role.tags].map(([Key, Value]) => ({ Key, Value }));
}

function boundaryOf(PermissionsBoundaryArn: string) {
  return { PermissionsBoundaryType: "PermissionsBoundaryPolicy" as const, PermissionsBoundaryArn };
}
