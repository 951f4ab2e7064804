import { nameAt } from "../../model/address.ts";
import { marked, roleArn } from "../arns.ts";
import { anywhere, type KindRights, nowhere, type Place } from "../kind-rights.ts";

type RolePlace = "role" | "sought" | "inline" | "details" | "bounded" | "managed" | "grants" | "account" | "doomed";

const TITLE = "Roles";

/**
 * Roles are read one by one: GetAccountAuthorizationDetails would do it in one call, and show every policy of the account.
 * Only pruning cannot do without.
 */
export const roleRights: KindRights<"role", RolePlace> = {
  source: "role",
  rows: [
    { for: "read", call: "iam.GetRole", needs: { role: ["iam:GetRole"], sought: ["iam:GetRole"] } },
    { for: "read", call: "iam.ListAttachedRolePolicies", needs: { role: ["iam:ListAttachedRolePolicies"] } },
    { for: "read", call: "iam.ListRolePolicies", needs: { role: ["iam:ListRolePolicies"] } },
    { for: "read", call: "iam.GetRolePolicy", needs: { role: ["iam:GetRolePolicy"] } },
    { for: "write", call: "iam.CreateRole", needs: { role: ["iam:CreateRole", "iam:TagRole"] } },
    { for: "write", call: "iam.TagRole", needs: { role: ["iam:TagRole"] } },
    { for: "write", call: "iam.UntagRole", needs: { role: ["iam:UntagRole"] } },
    { for: "write", call: "iam.UpdateAssumeRolePolicy", needs: { role: ["iam:UpdateAssumeRolePolicy"] } },
    { for: "write", call: "iam.UpdateRole", needs: { details: ["iam:UpdateRole"] } },
    {
      for: "write",
      call: "iam.PutRolePermissionsBoundary",
      needs: { bounded: ["iam:PutRolePermissionsBoundary"] },
    },
    {
      for: "write",
      call: "iam.DeleteRolePermissionsBoundary",
      needs: { bounded: ["iam:DeleteRolePermissionsBoundary"] },
    },
    { for: "write", call: "iam.PutRolePolicy", needs: { inline: ["iam:PutRolePolicy"] } },
    { for: "write", call: "iam.DeleteRolePolicy", needs: { inline: ["iam:DeleteRolePolicy"] } },
    { for: "write", call: "iam.AttachRolePolicy", needs: { grants: ["iam:AttachRolePolicy"] } },
    { for: "write", call: "iam.DetachRolePolicy", needs: { managed: ["iam:DetachRolePolicy"] } },
    { for: "delete", call: "iam.DeleteRole", needs: { doomed: ["iam:DeleteRole"] } },
    { for: "delete", call: "iam.DetachRolePolicy", needs: { doomed: ["iam:DetachRolePolicy"] } },
    { for: "delete", call: "iam.DeleteRolePolicy", needs: { doomed: ["iam:DeleteRolePolicy"] } },
    { for: "prune", call: "iam.GetAccountAuthorizationDetails", needs: { account: ["iam:GetAccountAuthorizationDetails"] } },
    // Saves reading roles one by one for what the account's details leave out; never needed.
    { for: "prune", call: "iam.ListRoles", needs: {} },
  ],
  places({ address, spec }, scope) {
    const role: Place = { title: TITLE, arns: [roleArn(scope, nameAt(address, 0), spec.path)] };
    const when = (declared: boolean) => (declared ? role : nowhere(TITLE));
    const { managedPolicies = [] } = spec;
    return {
      role,
      // Nobody knows the path of a role that is not there.
      sought: { title: TITLE, arns: [roleArn(scope, nameAt(address, 0))] },
      inline: when(spec.inlinePolicies !== undefined),
      details: when(spec.description !== undefined || spec.maxSessionSeconds !== undefined),
      bounded: when(spec.permissionsBoundary !== undefined),
      managed: when(spec.managedPolicies !== undefined),
      // What is not declared can be taken away, never given.
      grants:
        managedPolicies.length === 0
          ? nowhere(TITLE)
          : { ...role, condition: { ArnEquals: { "iam:PolicyARN": managedPolicies } }, sid: "AttachDeclaredPolicies" },
      account: nowhere(TITLE),
      doomed: role,
    };
  },
  prunes(scope) {
    const role: Place = { title: "AnyRole", arns: [roleArn(scope, "*")] };
    const none = nowhere(TITLE);
    return {
      role,
      sought: none,
      inline: none,
      details: none,
      bounded: none,
      managed: none,
      grants: none,
      account: anywhere("Lists"),
      doomed: { ...role, title: "MarkedRoles", condition: marked(scope) },
    };
  },
};
