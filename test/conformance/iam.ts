/** IAM roles, their trust and their policies. */
import { aRole, LAMBDA_TRUST, policyOf } from "./builders/role.ts";
import { type Case, casesOf, documented, model } from "./case.ts";
import { aDate, aText } from "./match.ts";

const GUIDE = "IAM User Guide";
const NOT_JSON = "not json";


export const IAM_CASES: readonly Case[] = casesOf("IAM roles", [
  {
    id: "A01",
    name: "CreateRole answers 200 with the role, its trust policy URL-encoded",
    source: model("IAM CreateRole"),
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
    source: model("IAM CreateRole: EntityAlreadyExistsException"),
    async run(scene) {
      const RoleName = await aRole(scene);
      const again = scene.iam.createRole({ RoleName, AssumeRolePolicyDocument: LAMBDA_TRUST });
      await scene.refuses(again, 409, "EntityAlreadyExistsException", `Role with name ${RoleName} already exists.`);
    },
  },
  {
    id: "A03",
    name: "CreateRole refuses a trust policy that is not JSON: 400 MalformedPolicyDocument",
    source: model("IAM CreateRole: MalformedPolicyDocumentException"),
    async run(scene) {
      const call = scene.iam.createRole({ RoleName: scene.newName(), AssumeRolePolicyDocument: NOT_JSON });
      await scene.refuses(call, 400, "MalformedPolicyDocumentException", "This policy contains invalid Json");
    },
  },
  {
    id: "A04",
    name: "CreateRole refuses a trust policy that names no principal: 400 MalformedPolicyDocument",
    source: documented(`${GUIDE}, policy elements: Principal`),
    async run(scene) {
      const AssumeRolePolicyDocument = policyOf({ Effect: "Allow", Action: "sts:AssumeRole" });
      const call = scene.iam.createRole({ RoleName: scene.newName(), AssumeRolePolicyDocument });
      await scene.refuses(call, 400, "MalformedPolicyDocumentException");
    },
  },
]);
