/** What a role may do: inline policies and attached managed ones. */
import type * as iam from "@aws-sdk/client-iam";
import { AwsError } from "../wire/aws-error.ts";
import type { Handlers } from "../wire/schema-server.ts";
import type { World } from "../world.ts";
import { describeAttached } from "./describe-role.ts";
import { encodeDocument, noSuchEntity, requireRole, validationError } from "./lookup.ts";
import { isKnownManagedPolicy, policyName } from "./managed-policies.ts";
import { page } from "./paging.ts";
import { checkIdentityPolicy } from "./policy-document.ts";
import type { RoleRecord } from "./state.ts";

type Operations = Pick<
  Handlers<typeof iam>,
  | "PutRolePolicy"
  | "GetRolePolicy"
  | "DeleteRolePolicy"
  | "ListRolePolicies"
  | "AttachRolePolicy"
  | "DetachRolePolicy"
  | "ListAttachedRolePolicies"
  | "GetPolicy"
>;

const INLINE_LIMIT = 10_240;
const ATTACHED_LIMIT = 10;

export function rolePolicyOperations(world: World): Operations {
  return {
    PutRolePolicy(input) {
      const role = requireRole(world, input.RoleName);
      const name = checkedName(input.PolicyName);
      const document = input.PolicyDocument ?? "";
      checkIdentityPolicy(document);
      requireFits(role, name, document);
      role.inlinePolicies.set(name, document);
      return {};
    },

    GetRolePolicy(input) {
      const role = requireRole(world, input.RoleName);
      const document = requireInline(role, input.PolicyName);
      return { RoleName: role.name, PolicyName: input.PolicyName, PolicyDocument: encodeDocument(document) };
    },

    DeleteRolePolicy(input) {
      const role = requireRole(world, input.RoleName);
      requireInline(role, input.PolicyName);
      role.inlinePolicies.delete(input.PolicyName ?? "");
      return {};
    },

    ListRolePolicies(input) {
      const { items, ...truncation } = page([...requireRole(world, input.RoleName).inlinePolicies.keys()], input);
      return { PolicyNames: items, ...truncation };
    },

    /** Attaching twice is attaching once. */
    AttachRolePolicy(input) {
      const role = requireRole(world, input.RoleName);
      const arn = input.PolicyArn ?? "";
      if (!arn.startsWith("arn:")) throw new AwsError("ValidationError", `ARN ${arn} is not valid.`, 400);
      if (!isKnownManagedPolicy(world.partition, arn)) throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`);
      if (!role.attachedPolicies.has(arn) && role.attachedPolicies.size >= ATTACHED_LIMIT)
        throw new AwsError("LimitExceededException", `Cannot exceed quota for PoliciesPerRole: ${ATTACHED_LIMIT}`, 409);
      role.attachedPolicies.add(arn);
      return {};
    },

    DetachRolePolicy(input) {
      const role = requireRole(world, input.RoleName);
      if (!role.attachedPolicies.delete(input.PolicyArn ?? "")) throw noSuchEntity(`Policy ${input.PolicyArn} was not found.`);
      return {};
    },

    ListAttachedRolePolicies(input) {
      const { items, ...truncation } = page(describeAttached(requireRole(world, input.RoleName)), input);
      return { AttachedPolicies: items, ...truncation };
    },

    /** Only AWS's own are known; their documents are not. */
    GetPolicy(input) {
      const arn = input.PolicyArn ?? "";
      if (!isKnownManagedPolicy(world.partition, arn)) throw noSuchEntity(`Policy ${arn} was not found.`);
      const attached = [...world.iam.roles.values()].filter((role) => role.attachedPolicies.has(arn)).length;
      return { Policy: { PolicyName: policyName(arn), Arn: arn, IsAttachable: true, AttachmentCount: attached } };
    },
  };
}

function requireInline(role: RoleRecord, name = ""): string {
  const document = role.inlinePolicies.get(name);
  if (document === undefined) throw noSuchEntity(`The role policy with name ${name} cannot be found.`);
  return document;
}

function checkedName(name = ""): string {
  if (name.length > 128) throw validationError(name, "policyName", "Member must have length less than or equal to 128");
  if (/^[\w+=,.@-]+$/.test(name)) return name;
  throw new AwsError(
    "ValidationError",
    "The specified value for policyName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-",
    400,
  );
}

/** All inline policies of a role together, whitespace not counted (aws-facts 7). */
function requireFits(role: RoleRecord, name: string, document: string): void {
  const documents = [...new Map(role.inlinePolicies).set(name, document).values()];
  const size = documents.reduce((total, text) => total + text.replace(/\s/g, "").length, 0);
  if (size <= INLINE_LIMIT) return;
  throw new AwsError(
    "LimitExceededException",
    `Maximum policy size of ${INLINE_LIMIT} bytes exceeded for role ${role.name}`,
    409,
  );
}
