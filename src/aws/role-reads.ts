/** Reading IAM roles: all at once, or one by name. */
import type { IAM, Role, Tag } from "@aws-sdk/client-iam";
import { parsePolicy } from "../kinds/policy-document.ts";
import type { PolicyDocument } from "../model/json.ts";
import { isNotFound } from "./classify-error.ts";
import { allPages } from "./observing.ts";

/** The most that IAM lists in one call. */
export const PAGE = 1_000;

/** A role as both ways of reading report it. */
export interface RoleDetails {
  readonly name: string;
  readonly arn: string;
  readonly path: string | undefined;
  readonly trust: PolicyDocument | undefined;
  readonly managed: readonly string[];
  readonly inline: Readonly<Record<string, PolicyDocument>>;
  readonly tags: readonly Tag[];
  readonly boundary: string | undefined;
  readonly description?: string;
  readonly maxSessionSeconds?: number;
}

/** One page of all roles of the account, with their policies and tags. */
export async function rolePage(
  iam: IAM,
  Marker: string | undefined,
  abortSignal: AbortSignal,
): Promise<{ readonly items: readonly RoleDetails[]; readonly token: string | undefined }> {
  const page = await iam.getAccountAuthorizationDetails({ Filter: ["Role"], MaxItems: PAGE, Marker }, { abortSignal });
  const items = (page.RoleDetailList ?? []).map((role) => ({
    ...common(role),
    managed: (role.AttachedManagedPolicies ?? []).map(({ PolicyArn }) => PolicyArn ?? ""),
    inline: Object.fromEntries(
      (role.RolePolicyList ?? []).map(({ PolicyName, PolicyDocument }) => [
        PolicyName ?? "",
        parsePolicy(PolicyDocument ?? "{}"),
      ]),
    ),
  }));
  return { items, token: page.IsTruncated ? page.Marker : undefined };
}

/** One role, or `undefined` on IAM's typed not-found. */
export async function readRoleByName(iam: IAM, RoleName: string, abortSignal: AbortSignal): Promise<RoleDetails | undefined> {
  const options = { abortSignal };
  const role = await iam.getRole({ RoleName }, options).catch((error: unknown) => {
    if (isNotFound(error)) return undefined;
    throw error;
  });
  if (!role?.Role) return undefined;
  const managed = await allPages(async (Marker) => {
    const page = await iam.listAttachedRolePolicies({ RoleName, Marker }, options);
    return { items: page.AttachedPolicies ?? [], token: page.IsTruncated ? page.Marker : undefined };
  });
  const names = await allPages(async (Marker) => {
    const page = await iam.listRolePolicies({ RoleName, Marker }, options);
    return { items: page.PolicyNames ?? [], token: page.IsTruncated ? page.Marker : undefined };
  });
  const inline = await Promise.all(
    names.map(async (PolicyName) => {
      const { PolicyDocument } = await iam.getRolePolicy({ RoleName, PolicyName }, options);
      return [PolicyName, parsePolicy(PolicyDocument ?? "{}")] as const;
    }),
  );
  return {
    ...common(role.Role),
    managed: managed.map(({ PolicyArn }) => PolicyArn ?? ""),
    inline: Object.fromEntries(inline),
    description: role.Role.Description,
    maxSessionSeconds: role.Role.MaxSessionDuration,
  };
}

function common(
  role: Partial<Pick<Role, "RoleName" | "Arn" | "Tags" | "Path" | "AssumeRolePolicyDocument" | "PermissionsBoundary">>,
) {
  return {
    name: role.RoleName ?? "",
    arn: role.Arn ?? "",
    path: role.Path,
    boundary: role.PermissionsBoundary?.PermissionsBoundaryArn,
    trust: role.AssumeRolePolicyDocument ? parsePolicy(role.AssumeRolePolicyDocument) : undefined,
    tags: role.Tags ?? [],
  };
}
