/** Lambda's resource policies: one for the function, one for each version and each alias. */

import { aFunction, aFunctionWithVersions, functionArn } from "./builders/function.ts";
import { type Asked, allow, hasNoPolicy, policyOf, SOURCE } from "./builders/permission.ts";
import { A_REVISION } from "./builders/shown-function.ts";
import { type Case, casesOf, documented, recorded } from "./case.ts";
import { aText } from "./match.ts";
import type { Scene } from "./scene.ts";

const VERSIONING = recorded("TestLambdaPermissions::test_lambda_permission_fn_versioning");
const REMOVAL = recorded("TestLambdaPermissions::test_remove_multi_permissions");

/** The statement that `allow` makes. */
const statement = (scene: Scene, name: string, { Qualifier, StatementId = "gateway" }: Asked = {}) => ({
  Sid: StatementId,
  Effect: "Allow",
  Principal: { Service: "apigateway.amazonaws.com" },
  Action: "lambda:InvokeFunction",
  Resource: functionArn(scene, name, Qualifier),
  Condition: { ArnLike: { "AWS:SourceArn": SOURCE(scene) } },
});

async function showsPolicy(scene: Scene, name: string, Qualifier: string | undefined, ...statements: readonly object[]) {
  const { document, RevisionId } = await policyOf(scene, name, Qualifier);
  scene.same("the policy", document, { Version: "2012-10-17", Id: "default", Statement: statements });
  scene.same("its revision", RevisionId, aText(A_REVISION));
}

/** A function with versions 1 and 2, alias `dev` at $LATEST and `prod` at 2. */
async function withAliases(scene: Scene): Promise<string> {
  const FunctionName = await aFunctionWithVersions(scene, 2);
  await scene.lambda.createAlias({ FunctionName, Name: "dev", FunctionVersion: "$LATEST" });
  await scene.lambda.createAlias({ FunctionName, Name: "prod", FunctionVersion: "2" });
  return FunctionName;
}

export const LAMBDA_PERMISSION_CASES: readonly Case[] = casesOf("Lambda permissions", [
  {
    id: "H01",
    name: "AddPermission for an alias answers 201 with the statement, whose resource is the alias",
    source: VERSIONING,
    async run(scene) {
      const name = await withAliases(scene);
      const { Statement = "{}" } = await scene.answers(allow(scene, name, { Qualifier: "dev" }), 201, { Statement: aText() });
      scene.same("the statement", JSON.parse(Statement), statement(scene, name, { Qualifier: "dev" }));
    },
  },
  {
    id: "H02",
    name: "the same statement id on another qualifier is fine",
    source: VERSIONING,
    async run(scene) {
      const name = await withAliases(scene);
      await allow(scene, name, { Qualifier: "dev" });
      await scene.answers(allow(scene, name, { Qualifier: "prod" }), 201, { Statement: aText() });
    },
  },
  {
    id: "H06",
    name: "GetPolicy of an alias shows its own statements only",
    source: VERSIONING,
    async run(scene) {
      const name = await withAliases(scene);
      await allow(scene, name, { Qualifier: "dev", StatementId: "of-dev" });
      await allow(scene, name, { Qualifier: "prod", StatementId: "of-prod" });
      await showsPolicy(scene, name, "dev", statement(scene, name, { Qualifier: "dev", StatementId: "of-dev" }));
    },
  },
  {
    id: "H07",
    name: "GetPolicy of the function does not show its aliases' statements: 404",
    source: VERSIONING,
    async run(scene) {
      const name = await withAliases(scene);
      await allow(scene, name, { Qualifier: "dev" });
      await hasNoPolicy(scene, name);
    },
  },
  {
    id: "H08",
    name: "GetPolicy of an alias without statements: 404",
    source: VERSIONING,
    async run(scene) {
      const name = await withAliases(scene);
      await allow(scene, name, { Qualifier: "dev" });
      await hasNoPolicy(scene, name, "prod");
    },
  },
  {
    id: "H11",
    name: "an alias keeps its policy when it moves to another version",
    source: documented("Lambda Developer Guide, resource-based policies of aliases (aws-facts 5.5)"),
    async run(scene) {
      const name = await withAliases(scene);
      await allow(scene, name, { Qualifier: "prod" });
      await scene.lambda.updateAlias({ FunctionName: name, Name: "prod", FunctionVersion: "1" });
      await showsPolicy(scene, name, "prod", statement(scene, name, { Qualifier: "prod" }));
    },
  },
  {
    id: "H12",
    name: "RemovePermission of an alias answers 204; the last statement takes the policy along",
    source: REMOVAL,
    async run(scene) {
      const name = await withAliases(scene);
      await allow(scene, name, { Qualifier: "dev" });
      const call = scene.lambda.removePermission({ FunctionName: name, Qualifier: "dev", StatementId: "gateway" });
      await scene.answers(call, 204, {});
      await hasNoPolicy(scene, name, "dev");
    },
  },
  {
    id: "H13",
    name: "RemovePermission of one alias leaves the policy of another alone",
    source: VERSIONING,
    async run(scene) {
      const name = await withAliases(scene);
      await allow(scene, name, { Qualifier: "dev" });
      await allow(scene, name, { Qualifier: "prod" });
      await scene.lambda.removePermission({ FunctionName: name, Qualifier: "prod", StatementId: "gateway" });
      await showsPolicy(scene, name, "dev", statement(scene, name, { Qualifier: "dev" }));
    },
  },
  {
    id: "H14",
    name: "a deleted alias takes its policy along: the alias made anew has none",
    source: documented("Lambda Developer Guide, resource-based policies of aliases"),
    async run(scene) {
      const name = await withAliases(scene);
      await allow(scene, name, { Qualifier: "prod" });
      await scene.lambda.deleteAlias({ FunctionName: name, Name: "prod" });
      await hasNoPolicy(scene, name, "prod");
      await scene.lambda.createAlias({ FunctionName: name, Name: "prod", FunctionVersion: "2" });
      await hasNoPolicy(scene, name, "prod");
    },
  },
  {
    id: "L-policy-not-inherited",
    name: "a new version has no policy, and the function's keeps its revision",
    source: VERSIONING,
    async run(scene) {
      const name = await aFunction(scene);
      await allow(scene, name);
      const before = await policyOf(scene, name);
      await scene.lambda.publishVersion({ FunctionName: name });
      await hasNoPolicy(scene, name, "1");
      scene.same("the revision", (await policyOf(scene, name)).RevisionId, before.RevisionId);
    },
  },
  {
    id: "L-policy-version",
    name: "a version has a policy of its own, whose statements name the version",
    source: VERSIONING,
    async run(scene) {
      const name = await aFunctionWithVersions(scene, 1);
      await allow(scene, name);
      await allow(scene, name, { Qualifier: "1" });
      await showsPolicy(scene, name, "1", statement(scene, name, { Qualifier: "1" }));
    },
  },
  {
    id: "L-policy-order",
    name: "statements are shown in the order they came, and each gives the policy a new revision",
    source: VERSIONING,
    async run(scene) {
      const name = await aFunction(scene);
      await allow(scene, name, { StatementId: "s3" });
      const first = await policyOf(scene, name);
      await allow(scene, name, { StatementId: "s3_2" });
      const both = ["s3", "s3_2"].map((StatementId) => statement(scene, name, { StatementId }));
      await showsPolicy(scene, name, undefined, ...both);
      scene.same("the revision is another", (await policyOf(scene, name)).RevisionId !== first.RevisionId, true);
    },
  },
  {
    id: "L-permission-account",
    name: "an account as principal is shown as its root, a source account under StringEquals",
    source: recorded("TestLambdaPermissions::test_add_lambda_permission_fields"),
    async run(scene) {
      const FunctionName = await aFunction(scene);
      const add = async (StatementId: string, more: { Principal: string; SourceAccount?: string }) => {
        const input = { FunctionName, StatementId, Action: "lambda:InvokeFunction", ...more };
        return JSON.parse((await scene.lambda.addPermission(input)).Statement ?? "{}");
      };
      const common = { Effect: "Allow", Action: "lambda:InvokeFunction", Resource: functionArn(scene, FunctionName) };
      const root = { AWS: `arn:aws:iam::${scene.accountId}:root` };
      const ofAccount = await add("account-id", { Principal: scene.accountId });
      scene.same("the account's", ofAccount, { Sid: "account-id", Principal: root, ...common });
      const Condition = { StringEquals: { "AWS:SourceAccount": scene.accountId } };
      const ofAll = await add("wildcard", { Principal: "*", SourceAccount: scene.accountId });
      scene.same("everybody's", ofAll, { Sid: "wildcard", Principal: "*", ...common, Condition });
    },
  },
]);
