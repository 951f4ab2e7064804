/** What AddPermission, GetPolicy and RemovePermission refuse. */
import { aFunction, aFunctionWithVersions, functionArn } from "./builders/function.ts";
import { allow, hasNoPolicy, policyOf } from "./builders/permission.ts";
import { type Case, casesOf, documented, recorded } from "./case.ts";
import {
  badParameter,
  conflicts,
  functionNotFound,
  NO_REVISION,
  notFound,
  STALE_POLICY,
  stale,
  violates,
} from "./lambda-refusals.ts";
import { aText } from "./match.ts";

const EXCEPTIONS = recorded("TestLambdaPermissions::test_permission_exceptions");
const REVISIONS = recorded("TestLambdaRevisions::test_function_revisions_permissions");
const REMOVAL = recorded("TestLambdaPermissions::test_remove_multi_permissions");

export const LAMBDA_PERMISSION_REFUSALS: readonly Case[] = casesOf("Lambda permissions", [
  {
    id: "H03",
    name: "the same statement id on the same qualifier: 409 ResourceConflictException",
    source: EXCEPTIONS,
    async run(scene) {
      const name = await aFunctionWithVersions(scene, 1);
      await allow(scene, name, { Qualifier: "1" });
      const text =
        "The statement id (gateway) provided already exists. Please provide a new statement id, or remove the existing statement.";
      await conflicts(scene, allow(scene, name, { Qualifier: "1" }), text);
    },
  },
  {
    id: "H04",
    name: "AddPermission for a missing alias: 404, Cannot find alias arn",
    source: EXCEPTIONS,
    async run(scene) {
      const name = await aFunction(scene);
      const text = `Cannot find alias arn: ${functionArn(scene, name, "alias-doesnotexist")}`;
      await notFound(scene, allow(scene, name, { Qualifier: "alias-doesnotexist" }), text);
    },
  },
  {
    id: "H05",
    name: "AddPermission for $LATEST: 400, not supported",
    source: EXCEPTIONS,
    async run(scene) {
      const name = await aFunction(scene);
      const text = "We currently do not support adding policies for $LATEST.";
      await badParameter(scene, allow(scene, name, { Qualifier: "$LATEST" }), text);
    },
  },
  {
    id: "H09",
    name: "RemovePermission of an unknown statement: 404, naming it",
    source: REMOVAL,
    async run(scene) {
      const name = await aFunction(scene);
      await allow(scene, name);
      const call = scene.lambda.removePermission({ FunctionName: name, StatementId: "non-existent" });
      await notFound(scene, call, "Statement non-existent is not found in resource policy.");
    },
  },
  {
    id: "H10",
    name: "AddPermission with a stale RevisionId: 412, call GetPolicy; with the policy's own: 201",
    source: REVISIONS,
    async run(scene) {
      const name = await aFunction(scene);
      await allow(scene, name);
      await stale(scene, allow(scene, name, { StatementId: "other", RevisionId: NO_REVISION }), STALE_POLICY);
      const { RevisionId } = await policyOf(scene, name);
      await scene.answers(allow(scene, name, { StatementId: "other", RevisionId }), 201, { Statement: aText() });
    },
  },
  {
    id: "L-policy-missing",
    name: "GetPolicy tells a missing function and a missing version just as it tells a missing policy: 404",
    source: EXCEPTIONS,
    async run(scene) {
      await hasNoPolicy(scene, scene.newName("none"));
      const name = await aFunction(scene);
      await hasNoPolicy(scene, name);
      await hasNoPolicy(scene, name, "42");
    },
  },
  {
    id: "L-permission-version-missing",
    name: "AddPermission for a missing version: 404, Function not found with the version",
    source: EXCEPTIONS,
    async run(scene) {
      const name = await aFunction(scene);
      await functionNotFound(scene, allow(scene, name, { Qualifier: "42" }), name, "42");
    },
  },
  {
    id: "L-permission-function-missing",
    name: "AddPermission for a missing function: 404 Function not found",
    source: EXCEPTIONS,
    async run(scene) {
      const name = scene.newName("none");
      await functionNotFound(scene, allow(scene, name), name);
    },
  },
  {
    id: "L-permission-sid",
    name: "AddPermission refuses a statement id with a dot: 400 ValidationException",
    source: EXCEPTIONS,
    async run(scene) {
      const name = await aFunction(scene);
      await violates(
        scene,
        allow(scene, name, { StatementId: "example.com" }),
        "Value 'example.com' at 'statementId' failed to satisfy constraint: Member must satisfy regular expression pattern: ([a-zA-Z0-9-_]+)",
      );
    },
  },
  {
    id: "L-permission-principal",
    name: "AddPermission refuses a principal that there cannot be: 400",
    source: EXCEPTIONS,
    async run(scene) {
      const FunctionName = await aFunction(scene);
      const input = { FunctionName, StatementId: "s", Action: "lambda:InvokeFunction", Principal: "invalid.nonaws.com" };
      const text = "The provided principal was invalid. Please check the principal and try again.";
      await badParameter(scene, scene.lambda.addPermission(input), text);
    },
  },
  {
    id: "L-permission-remove-none",
    name: "RemovePermission tells a missing policy and a missing function apart: 404",
    source: EXCEPTIONS,
    async run(scene) {
      const name = await aFunction(scene);
      const remove = (FunctionName: string) => scene.lambda.removePermission({ FunctionName, StatementId: "s3" });
      await notFound(scene, remove(name), "No policy is associated with the given resource.");
      const none = scene.newName("none");
      await notFound(scene, remove(none), `No policy found for: ${functionArn(scene, none)}`);
    },
  },
  {
    id: "L-permission-remove-stale",
    name: "RemovePermission with a stale RevisionId: 412, call GetPolicy",
    source: documented("Lambda API Reference, RemovePermission: RevisionId (aws-facts 5.5)"),
    async run(scene) {
      const FunctionName = await aFunction(scene);
      await allow(scene, FunctionName);
      const call = scene.lambda.removePermission({ FunctionName, StatementId: "gateway", RevisionId: NO_REVISION });
      await stale(scene, call, STALE_POLICY);
    },
  },
]);
