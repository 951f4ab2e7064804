/** IAM roles beyond the emulator study's steps. */

import { functionInput } from "./builders/function.ts";
import { aRole, LAMBDA_BASIC, LAMBDA_TRUST, policyOf } from "./builders/role.ts";
import { type Case, casesOf, documented, recorded } from "./case.ts";
import { aDate, aText, open } from "./match.ts";
import type { Scene } from "./scene.ts";

const noRole = (name: string): string => `The role with name ${name} cannot be found.`;

/** What GetRole shows of a role that was created without options. */
const shownRole = (scene: Scene, RoleName: string, more: object = {}) => ({
  Path: "/",
  RoleName,
  RoleId: aText(/^AROA/),
  Arn: `arn:aws:iam::${scene.accountId}:role/${RoleName}`,
  CreateDate: aDate(),
  AssumeRolePolicyDocument: encodeURIComponent(LAMBDA_TRUST),
  MaxSessionDuration: 3600,
  RoleLastUsed: {},
  ...more,
});

const TOO_MANY_TAGS =
  "1 validation error detected: Value at 'tags' failed to satisfy constraint: Member must have length less than or equal to 50";
const SAME_TAGS = "Duplicate tag keys found. Please note that Tag keys are case insensitive.";

export const IAM_ROLE_CASES: readonly Case[] = casesOf("IAM roles", [
  {
    id: "I-get-role",
    name: "GetRole adds MaxSessionDuration and an empty RoleLastUsed to what CreateRole answered",
    source: recorded("TestRoleLifecycle::test_create_role_defaults"),
    async run(scene) {
      const RoleName = await aRole(scene);
      await scene.answers(scene.iam.getRole({ RoleName }), 200, { Role: shownRole(scene, RoleName) });
    },
  },
  {
    id: "I-update-role",
    name: "UpdateRole changes description and duration; what is not given stays as it is",
    source: recorded("TestRoleLifecycle::test_update_role"),
    async run(scene) {
      const RoleName = await aRole(scene, { Description: "initial description" });
      const Description = "updated description";
      await scene.answers(scene.iam.updateRole({ RoleName, Description, MaxSessionDuration: 7200 }), 200, {});
      const changed = shownRole(scene, RoleName, { Description, MaxSessionDuration: 7200 });
      await scene.answers(scene.iam.getRole({ RoleName }), 200, { Role: changed });
      await scene.answers(scene.iam.updateRole({ RoleName }), 200, {});
      await scene.answers(scene.iam.getRole({ RoleName }), 200, { Role: changed });
    },
  },
  {
    id: "I-update-role-description",
    name: "UpdateRoleDescription answers the role without MaxSessionDuration and RoleLastUsed",
    source: recorded("TestRoleLifecycle::test_update_role"),
    async run(scene) {
      const RoleName = await aRole(scene);
      const { MaxSessionDuration: _, RoleLastUsed: __, ...bare } = shownRole(scene, RoleName, { Description: "new" });
      await scene.answers(scene.iam.updateRoleDescription({ RoleName, Description: "new" }), 200, { Role: bare });
    },
  },
  {
    id: "I-missing-role",
    name: "UpdateRole, DeleteRole, TagRole, UntagRole and ListRoleTags of a missing role: 404 NoSuchEntity",
    source: recorded("TestRoleLifecycle::test_role_errors, TestRoleTags::test_role_tag_errors"),
    async run(scene) {
      const RoleName = scene.newName("none");
      const calls = [
        () => scene.iam.updateRole({ RoleName }),
        () => scene.iam.deleteRole({ RoleName }),
        () => scene.iam.tagRole({ RoleName, Tags: [{ Key: "a", Value: "b" }] }),
        () => scene.iam.untagRole({ RoleName, TagKeys: ["a"] }),
        () => scene.iam.listRoleTags({ RoleName }),
      ];
      for (const call of calls) await scene.refuses(call(), 404, "NoSuchEntityException", noRole(RoleName));
    },
  },
  {
    id: "I-delete-attached",
    name: "DeleteRole refuses while a managed policy is attached: 409 DeleteConflict",
    source: recorded("TestRoleLifecycle::test_delete_role_with_attached_policy"),
    async run(scene) {
      const RoleName = await aRole(scene);
      await scene.iam.attachRolePolicy({ RoleName, PolicyArn: LAMBDA_BASIC });
      const text = "Cannot delete entity, must detach all policies first.";
      await scene.refuses(scene.iam.deleteRole({ RoleName }), 409, "DeleteConflictException", text);
    },
  },
  {
    id: "I-trust-action",
    name: "a trust policy may only have STS's AssumeRole actions: 400 MalformedPolicyDocument",
    source: recorded("TestRoleLifecycle::test_update_assume_role_policy_errors"),
    async run(scene) {
      const RoleName = await aRole(scene);
      const Principal = { Service: "lambda.amazonaws.com" };
      const PolicyDocument = policyOf({ Effect: "Allow", Principal, Action: "s3:GetObject" });
      const call = scene.iam.updateAssumeRolePolicy({ RoleName, PolicyDocument });
      const text = "AssumeRole policy may only specify STS AssumeRole actions.";
      await scene.refuses(call, 400, "MalformedPolicyDocumentException", text);
    },
  },
  {
    id: "I-trust-resource",
    name: "a trust policy has no Resource: 400 MalformedPolicyDocument",
    source: recorded("TestRoleLifecycle::test_update_assume_role_policy_errors"),
    async run(scene) {
      const RoleName = await aRole(scene);
      const Principal = { Service: "lambda.amazonaws.com" };
      const PolicyDocument = policyOf({ Effect: "Allow", Principal, Action: "sts:AssumeRole", Resource: "*" });
      const call = scene.iam.updateAssumeRolePolicy({ RoleName, PolicyDocument });
      await scene.refuses(call, 400, "MalformedPolicyDocumentException", "Has prohibited field Resource");
    },
  },
  {
    id: "I-attach-twice",
    name: "AttachRolePolicy is the same done twice as done once",
    source: documented("IAM API Reference, AttachRolePolicy (aws-facts 7)"),
    async run(scene) {
      const RoleName = await aRole(scene);
      await scene.iam.attachRolePolicy({ RoleName, PolicyArn: LAMBDA_BASIC });
      await scene.answers(scene.iam.attachRolePolicy({ RoleName, PolicyArn: LAMBDA_BASIC }), 200, {});
      const { AttachedPolicies } = await scene.iam.listAttachedRolePolicies({ RoleName });
      scene.same("attached", AttachedPolicies?.length, 1);
    },
  },
  {
    id: "I-attach-no-arn",
    name: "AttachRolePolicy refuses what is no ARN: 400 ValidationError",
    source: recorded("TestRoleManagedPolicies::test_role_managed_policy_errors"),
    async run(scene) {
      const RoleName = await aRole(scene);
      const call = scene.iam.attachRolePolicy({ RoleName, PolicyArn: "longpolicynamebutnoarn" });
      await scene.refuses(call, 400, "ValidationError", "ARN longpolicynamebutnoarn is not valid.");
    },
  },
  {
    id: "I-detach-missing",
    name: "DetachRolePolicy of a policy that is not attached: 404 NoSuchEntity",
    source: recorded("TestRoleManagedPolicies::test_role_managed_policy_errors"),
    async run(scene) {
      const RoleName = await aRole(scene);
      const call = scene.iam.detachRolePolicy({ RoleName, PolicyArn: LAMBDA_BASIC });
      await scene.refuses(call, 404, "NoSuchEntityException", `Policy ${LAMBDA_BASIC} was not found.`);
    },
  },
  {
    id: "I-tags-at-creation",
    name: "tags given to CreateRole are in its answer and in GetRole, not in ListRoles",
    source: recorded("TestRoleTags::test_role_with_tags"),
    async run(scene) {
      const RoleName = scene.newName("role");
      const Tags = [{ Key: "test", Value: "value" }];
      const PathPrefix = `/${RoleName}/`;
      const created = scene.iam.createRole({ RoleName, Path: PathPrefix, AssumeRolePolicyDocument: LAMBDA_TRUST, Tags });
      await scene.answers(created, 200, { Role: open({ Path: PathPrefix, Tags }) });
      await scene.answers(scene.iam.getRole({ RoleName }), 200, { Role: open({ Tags, MaxSessionDuration: 3600 }) });
      const Arn = `arn:aws:iam::${scene.accountId}:role${PathPrefix}${RoleName}`;
      const { RoleLastUsed: _, ...listed } = shownRole(scene, RoleName, { Path: PathPrefix, Arn });
      await scene.answers(scene.iam.listRoles({ PathPrefix }), 200, { Roles: [listed], IsTruncated: false });
    },
  },
  {
    id: "I-tags-update",
    name: "TagRole overwrites a value in its place, UntagRole removes, an empty value is a value",
    source: recorded("TestRoleTags::test_role_tag_operations"),
    async run(scene) {
      const RoleName = await aRole(scene);
      const other = { Key: "someotherkey", Value: "someothervalue" };
      await scene.iam.tagRole({ RoleName, Tags: [{ Key: "somekey", Value: "somevalue" }, other] });
      await scene.iam.tagRole({ RoleName, Tags: [{ Key: "somekey", Value: "" }] });
      const Tags = [{ Key: "somekey", Value: "" }, other];
      await scene.answers(scene.iam.listRoleTags({ RoleName }), 200, { Tags, IsTruncated: false });
      await scene.answers(scene.iam.untagRole({ RoleName, TagKeys: ["somekey"] }), 200, {});
      await scene.answers(scene.iam.listRoleTags({ RoleName }), 200, { Tags: [other], IsTruncated: false });
    },
  },
  {
    id: "I-tags-many",
    name: "a role has at most 50 tags: 400 ValidationError",
    source: recorded("TestRoleTags::test_role_tag_errors"),
    async run(scene) {
      const RoleName = await aRole(scene);
      const Tags = Array.from({ length: 51 }, (_, index) => ({ Key: `key${index}`, Value: "x" }));
      await scene.refuses(scene.iam.tagRole({ RoleName, Tags }), 400, "ValidationError", TOO_MANY_TAGS);
    },
  },
  {
    id: "I-tags-same",
    name: "tag keys that differ in case only are refused as duplicates: 400 InvalidInput",
    source: recorded("TestRoleTags::test_role_tag_errors"),
    async run(scene) {
      const RoleName = await aRole(scene);
      const Tags = ["key", "KEY"].map((Key) => ({ Key, Value: "x" }));
      await scene.refuses(scene.iam.tagRole({ RoleName, Tags }), 400, "InvalidInputException", SAME_TAGS);
    },
  },
  {
    id: "I-name-case",
    name: "role names are unique whatever their case: 409 EntityAlreadyExists",
    source: documented("IAM API Reference, CreateRole: RoleName (aws-facts 7)"),
    async run(scene) {
      const RoleName = await aRole(scene);
      const call = scene.iam.createRole({ RoleName: RoleName.toUpperCase(), AssumeRolePolicyDocument: LAMBDA_TRUST });
      await scene.refuses(call, 409, "EntityAlreadyExistsException");
    },
  },
  {
    id: "I-not-assumable-yet",
    name: "Lambda refuses a role that IAM has only just made, and takes it some seconds later",
    source: documented("IAM User Guide, changes are not always visible at once (aws-facts 7)"),
    async run(scene) {
      const RoleName = scene.newName("role");
      const { Role } = await scene.iam.createRole({ RoleName, AssumeRolePolicyDocument: LAMBDA_TRUST });
      const input = await functionInput(scene, { Role: Role?.Arn ?? "" });
      const text = "The role defined for the function cannot be assumed by Lambda.";
      await scene.refuses(scene.lambda.createFunction(input), 400, "InvalidParameterValueException", text);
      await scene.pause(15_000);
      await scene.answers(scene.lambda.createFunction(input), 201, open({ State: "Pending" }));
    },
  },
]);
