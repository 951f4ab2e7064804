/** Roles: CreateRole to DeleteRole, their trust, and the bulk read of them all. */
import type * as iam from "@aws-sdk/client-iam";
import { AwsError } from "../wire/aws-error.ts";
import type { Handlers } from "../wire/schema-server.ts";
import { UPPERCASE_BASE32, type World } from "../world.ts";
import { describeListedRole, describeRole, describeRoleDetail, describeWrittenRole } from "./describe-role.ts";
import { requireRole, validationError } from "./lookup.ts";
import { page } from "./paging.ts";
import { checkTrustPolicy, malformed } from "./policy-document.ts";
import type { RoleRecord } from "./state.ts";
import { checkRoleTags } from "./tags.ts";
import { trusts } from "./trust.ts";

type Operations = Pick<
  Handlers<typeof iam>,
  | "CreateRole"
  | "GetRole"
  | "UpdateRole"
  | "UpdateRoleDescription"
  | "UpdateAssumeRolePolicy"
  | "DeleteRole"
  | "ListRoles"
  | "GetAccountAuthorizationDetails"
  | "PutRolePermissionsBoundary"
  | "DeleteRolePermissionsBoundary"
  | "ListInstanceProfilesForRole"
>;

const ROLE_NAME = "[\\w+=,.@-]+";
const PATH = /^\/$|^\/[\x21-\x7e]+\/$/;
const TRUST_LIMIT = 2048;
const ROLE_QUOTA = 1000;

export function roleOperations(world: World): Operations {
  const { roles } = world.iam;
  return {
    CreateRole(input) {
      const name = checkedName(input.RoleName);
      const path = checkedPath(input.Path ?? "/");
      const trust = checkedTrust(input.AssumeRolePolicyDocument);
      const duration = checkedDuration(input.MaxSessionDuration ?? 3600);
      const tags = checkRoleTags(new Map(), input.Tags ?? []);
      if (roles.has(name.toLowerCase()))
        throw new AwsError("EntityAlreadyExistsException", `Role with name ${name} already exists.`, 409);
      if (roles.size >= ROLE_QUOTA)
        throw new AwsError("LimitExceededException", `Cannot exceed quota for RolesPerAccount: ${ROLE_QUOTA}`, 409);
      const role: RoleRecord = {
        name,
        id: `AROA${world.newId(UPPERCASE_BASE32, 17)}`,
        arn: `arn:${world.partition}:iam::${world.account}:role${path}${name}`,
        path,
        createdAt: world.clock.now(),
        trust,
        visibleFrom: propagated(world),
        description: input.Description,
        maxSessionDuration: duration,
        permissionsBoundary: input.PermissionsBoundary,
        inlinePolicies: new Map(),
        attachedPolicies: new Set(),
        tags,
      };
      roles.set(name.toLowerCase(), role);
      return { Role: describeWrittenRole(role) };
    },

    GetRole(input) {
      return { Role: describeRole(requireRole(world, input.RoleName)) };
    },

    UpdateRole(input) {
      const role = requireRole(world, input.RoleName);
      role.maxSessionDuration = checkedDuration(input.MaxSessionDuration ?? role.maxSessionDuration);
      role.description = input.Description ?? role.description;
      return {};
    },

    UpdateRoleDescription(input) {
      const role = requireRole(world, input.RoleName);
      role.description = input.Description;
      return { Role: describeWrittenRole(role) };
    },

    UpdateAssumeRolePolicy(input) {
      const role = requireRole(world, input.RoleName);
      const trust = checkedTrust(input.PolicyDocument);
      // A trust that Lambda did not have before spreads like a new role.
      if (!trusts(role.trust, LAMBDA) && trusts(trust, LAMBDA)) role.visibleFrom = propagated(world);
      role.trust = trust;
      return {};
    },

    DeleteRole(input) {
      const role = requireRole(world, input.RoleName);
      if (role.attachedPolicies.size > 0) throw deleteConflict("Cannot delete entity, must detach all policies first.");
      if (role.inlinePolicies.size > 0) throw deleteConflict("Cannot delete entity, must delete policies first.");
      roles.delete(role.name.toLowerCase());
      return {};
    },

    ListRoles(input) {
      const prefix = checkedPrefix(input.PathPrefix ?? "/");
      const below = sorted(world).filter((role) => role.path.startsWith(prefix));
      const { items, ...truncation } = page(below, input);
      return { Roles: items.map(describeListedRole), ...truncation };
    },

    /** The sandbox has roles only: other filters find nothing. */
    GetAccountAuthorizationDetails(input) {
      const wanted = !input.Filter?.length || input.Filter.includes("Role");
      const { items, ...truncation } = page(wanted ? sorted(world) : [], input);
      return {
        UserDetailList: [],
        GroupDetailList: [],
        RoleDetailList: items.map(describeRoleDetail),
        Policies: [],
        ...truncation,
      };
    },

    PutRolePermissionsBoundary(input) {
      requireRole(world, input.RoleName).permissionsBoundary = input.PermissionsBoundary;
      return {};
    },

    DeleteRolePermissionsBoundary(input) {
      requireRole(world, input.RoleName).permissionsBoundary = undefined;
      return {};
    },

    ListInstanceProfilesForRole(input) {
      requireRole(world, input.RoleName);
      return { InstanceProfiles: [], IsTruncated: false };
    },
  };
}

const LAMBDA = "lambda.amazonaws.com";

/** IAM takes some seconds until others see a change; the seed says how many this time (aws-facts 7: typically 2 to 20). */
function propagated(world: World): number {
  return world.clock.now() + 4000 + Math.floor(world.random() * 4000);
}

function sorted(world: World): readonly RoleRecord[] {
  return [...world.iam.roles.values()].toSorted((left, right) => (left.name < right.name ? -1 : 1));
}

function deleteConflict(message: string): AwsError {
  return new AwsError("DeleteConflictException", message, 409);
}

function checkedName(name = ""): string {
  if (name.length > 64) throw validationError(name, "roleName", "Member must have length less than or equal to 64");
  if (!new RegExp(`^(?:${ROLE_NAME})$`).test(name))
    throw new AwsError(
      "ValidationError",
      `The specified value for roleName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`,
      400,
    );
  return name;
}

function checkedPath(path: string): string {
  if (PATH.test(path) && path.length <= 512) return path;
  throw new AwsError(
    "ValidationError",
    "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.",
    400,
  );
}

function checkedPrefix(prefix: string): string {
  if (/^\/[!-\x7f]*$/.test(prefix)) return prefix;
  throw validationError(prefix, "pathPrefix", "Member must satisfy regular expression pattern: \\u002F[\\u0021-\\u007F]*");
}

function checkedTrust(document = ""): string {
  checkTrustPolicy(document);
  if (document.replace(/\s/g, "").length > TRUST_LIMIT)
    throw new AwsError("LimitExceededException", `Cannot exceed quota for ACLSizePerRole: ${TRUST_LIMIT}`, 409);
  if (!/^[\t\n\r\x20-\xff]*$/.test(document)) throw malformed("Syntax errors in policy.");
  return document;
}

function checkedDuration(seconds: number): number {
  if (seconds > 43_200)
    throw validationError(String(seconds), "maxSessionDuration", "Member must have value less than or equal to 43200");
  if (seconds < 3600)
    throw validationError(String(seconds), "maxSessionDuration", "Member must have value greater than or equal to 3600");
  return seconds;
}
