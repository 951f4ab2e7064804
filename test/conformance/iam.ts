/** IAM roles, their trust and their policies: what the product's passes lean on. More of roles in iam-roles.ts. */
import { aRole, LAMBDA_BASIC, LAMBDA_TRUST, policyOf, trustOf } from "./builders/role.ts";
import { type Case, casesOf, documented, model, recorded } from "./case.ts";
import { aDate, aText } from "./match.ts";

const PUT_OBJECTS = policyOf({ Effect: "Allow", Action: "s3:PutObject", Resource: "arn:aws:s3:::pictures/*" });
const NOT_JSON = "not json";
const MISSING_POLICY = "arn:aws:iam::aws:policy/service-role/NoSuchPolicyAnywhere";

const noRole = (name: string): string => `The role with name ${name} cannot be found.`;
const noInlinePolicy = (name: string): string => `The role policy with name ${name} cannot be found.`;

export const IAM_CASES: readonly Case[] = casesOf("IAM roles", [
  {
    id: "A01",
    name: "CreateRole answers 200 with the role, its trust policy URL-encoded, without MaxSessionDuration and RoleLastUsed",
    source: recorded("TestRoleLifecycle::test_create_role_defaults"),
    async run(scene) {
      const RoleName = scene.newName("role");
      await scene.answers(scene.iam.createRole({ RoleName, AssumeRolePolicyDocument: LAMBDA_TRUST }), 200, {
        Role: {
          Path: "/",
          RoleName,
          RoleId: aText(/^AROA[A-Z2-7]{17}$/),
          Arn: `arn:aws:iam::${scene.accountId}:role/${RoleName}`,
          CreateDate: aDate(),
          AssumeRolePolicyDocument: encodeURIComponent(LAMBDA_TRUST),
        },
      });
    },
  },
  {
    id: "A02",
    name: "CreateRole refuses a name that is taken: 409 EntityAlreadyExists",
    source: recorded("TestRoleLifecycle::test_role_errors"),
    async run(scene) {
      const RoleName = await aRole(scene);
      const again = scene.iam.createRole({ RoleName, AssumeRolePolicyDocument: LAMBDA_TRUST });
      await scene.refuses(again, 409, "EntityAlreadyExistsException", `Role with name ${RoleName} already exists.`);
    },
  },
  {
    id: "A03",
    name: "CreateRole refuses a trust policy that is not JSON: 400 MalformedPolicyDocument",
    source: recorded("TestIAMExtensions::test_create_role_with_malformed_assume_role_policy_document"),
    async run(scene) {
      const call = scene.iam.createRole({ RoleName: scene.newName(), AssumeRolePolicyDocument: NOT_JSON });
      await scene.refuses(call, 400, "MalformedPolicyDocumentException", "This policy contains invalid Json");
    },
  },
  {
    id: "A04",
    name: "CreateRole refuses a trust policy that names no principal: 400 MalformedPolicyDocument",
    source: documented("IAM User Guide, policy elements: Principal"),
    async run(scene) {
      const AssumeRolePolicyDocument = policyOf({ Effect: "Allow", Action: "sts:AssumeRole" });
      const call = scene.iam.createRole({ RoleName: scene.newName(), AssumeRolePolicyDocument });
      await scene.refuses(call, 400, "MalformedPolicyDocumentException");
    },
  },
  {
    id: "A05",
    name: "PutRolePolicy answers 200 and nothing else",
    source: model("IAM PutRolePolicy"),
    async run(scene) {
      const RoleName = await aRole(scene);
      const call = scene.iam.putRolePolicy({ RoleName, PolicyName: "write", PolicyDocument: PUT_OBJECTS });
      await scene.answers(call, 200, {});
    },
  },
  {
    id: "A06",
    name: "GetRolePolicy gives the document back, URL-encoded",
    source: recorded("TestRoleInlinePolicies::test_role_inline_policy_lifecycle"),
    async run(scene) {
      const RoleName = await aRole(scene);
      await scene.iam.putRolePolicy({ RoleName, PolicyName: "write", PolicyDocument: PUT_OBJECTS });
      await scene.answers(scene.iam.getRolePolicy({ RoleName, PolicyName: "write" }), 200, {
        RoleName,
        PolicyName: "write",
        PolicyDocument: encodeURIComponent(PUT_OBJECTS).replace("*", "%2A"),
      });
    },
  },
  {
    id: "A07",
    name: "PutRolePolicy refuses what is not JSON: 400 MalformedPolicyDocument",
    source: model("IAM PutRolePolicy: MalformedPolicyDocumentException"),
    async run(scene) {
      const RoleName = await aRole(scene);
      const call = scene.iam.putRolePolicy({ RoleName, PolicyName: "write", PolicyDocument: NOT_JSON });
      await scene.refuses(call, 400, "MalformedPolicyDocumentException");
    },
  },
  {
    id: "A08",
    name: "AttachRolePolicy attaches AWS's own AWSLambdaBasicExecutionRole",
    source: documented("Lambda Developer Guide, execution role: AWS managed policies"),
    async run(scene) {
      const RoleName = await aRole(scene);
      await scene.answers(scene.iam.attachRolePolicy({ RoleName, PolicyArn: LAMBDA_BASIC }), 200, {});
      await scene.answers(scene.iam.listAttachedRolePolicies({ RoleName }), 200, {
        AttachedPolicies: [{ PolicyName: "AWSLambdaBasicExecutionRole", PolicyArn: LAMBDA_BASIC }],
        IsTruncated: false,
      });
    },
  },
  {
    id: "A09",
    name: "AttachRolePolicy refuses a managed policy that does not exist: 404 NoSuchEntity",
    source: recorded("TestRoleManagedPolicies::test_role_managed_policy_errors"),
    async run(scene) {
      const RoleName = await aRole(scene);
      const call = scene.iam.attachRolePolicy({ RoleName, PolicyArn: MISSING_POLICY });
      const text = `Policy ${MISSING_POLICY} does not exist or is not attachable.`;
      await scene.refuses(call, 404, "NoSuchEntityException", text);
    },
  },
  {
    id: "A10",
    name: "GetRole of a missing role: 404 NoSuchEntity",
    source: recorded("TestRoleLifecycle::test_role_errors"),
    async run(scene) {
      const RoleName = scene.newName("none");
      await scene.refuses(scene.iam.getRole({ RoleName }), 404, "NoSuchEntityException", noRole(RoleName));
    },
  },
  {
    id: "A11",
    name: "DeleteRole refuses while an inline policy is there: 409 DeleteConflict",
    source: recorded("TestRoleLifecycle::test_delete_role_with_inline_policy"),
    async run(scene) {
      const RoleName = await aRole(scene);
      await scene.iam.putRolePolicy({ RoleName, PolicyName: "write", PolicyDocument: PUT_OBJECTS });
      const text = "Cannot delete entity, must delete policies first.";
      await scene.refuses(scene.iam.deleteRole({ RoleName }), 409, "DeleteConflictException", text);
    },
  },
  {
    id: "A12",
    name: "TagRole adds tags, ListRoleTags shows them in the order of their keys' coming",
    source: recorded("TestRoleTags::test_role_tag_operations"),
    async run(scene) {
      const RoleName = await aRole(scene);
      const Tags = [
        { Key: "somekey", Value: "somevalue" },
        { Key: "someotherkey", Value: "someothervalue" },
      ];
      await scene.answers(scene.iam.tagRole({ RoleName, Tags }), 200, {});
      await scene.answers(scene.iam.listRoleTags({ RoleName }), 200, { Tags, IsTruncated: false });
    },
  },
  {
    id: "A13",
    name: "UpdateAssumeRolePolicy replaces the trust policy",
    source: recorded("TestIAMIntegrations::test_update_assume_role_policy"),
    async run(scene) {
      const RoleName = await aRole(scene);
      const PolicyDocument = trustOf("apigateway.amazonaws.com");
      await scene.answers(scene.iam.updateAssumeRolePolicy({ RoleName, PolicyDocument }), 200, {});
      const { Role } = await scene.iam.getRole({ RoleName });
      scene.same("the trust", Role?.AssumeRolePolicyDocument, encodeURIComponent(PolicyDocument));
    },
  },
  {
    id: "A14",
    name: "ListRolePolicies lists the inline policies by name",
    source: recorded("TestRoleInlinePolicies::test_role_inline_policy_lifecycle"),
    async run(scene) {
      const RoleName = await aRole(scene);
      await scene.iam.putRolePolicy({ RoleName, PolicyName: "first", PolicyDocument: PUT_OBJECTS });
      await scene.iam.putRolePolicy({ RoleName, PolicyName: "second", PolicyDocument: PUT_OBJECTS });
      await scene.answers(scene.iam.listRolePolicies({ RoleName }), 200, {
        PolicyNames: ["first", "second"],
        IsTruncated: false,
      });
    },
  },
  {
    id: "A15",
    name: "DeleteRolePolicy of a missing policy: 404 NoSuchEntity",
    source: recorded("TestRoleInlinePolicies::test_role_inline_policy_lifecycle"),
    async run(scene) {
      const RoleName = await aRole(scene);
      const call = scene.iam.deleteRolePolicy({ RoleName, PolicyName: "none" });
      await scene.refuses(call, 404, "NoSuchEntityException", noInlinePolicy("none"));
    },
  },
]);
