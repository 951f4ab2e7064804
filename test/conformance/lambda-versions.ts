/** Lambda versions: when one is made, what it freezes, and that its number is never given again. */
import {
  aFunction,
  aFunctionWithVersions,
  configure,
  ECHO,
  functionArn,
  functionInput,
  sha256Of,
  upload,
} from "./builders/function.ts";
import { ACTIVE, listedFunction, PENDING, shownFunction } from "./builders/shown-function.ts";
import { configurationOf, PROD, publish } from "./builders/version.ts";
import { type Case, casesOf, documented, recorded } from "./case.ts";
import { badParameter, conflicts, functionNotFound, NO_REVISION, STALE_FUNCTION, stale } from "./lambda-refusals.ts";
import { open } from "./match.ts";
import type { Scene } from "./scene.ts";

const LIFECYCLE = recorded("TestLambdaVersions::test_version_lifecycle");
const ON_CREATE = recorded("TestLambdaVersions::test_publish_version_on_create");

/** What every answer but lists shows of a version. */
const shownVersion = (scene: Scene, name: string, Version: string, more: object = {}) =>
  shownFunction(scene, name, { Version, FunctionArn: functionArn(scene, name, Version), ...ACTIVE, ...more });

export const LAMBDA_VERSION_CASES: readonly Case[] = casesOf("Lambda versions", [
  {
    id: "G01",
    name: "PublishVersion answers 201 with version 1 under its own ARN, Active at once",
    source: LIFECYCLE,
    async run(scene) {
      const name = await aFunction(scene);
      await scene.answers(publish(scene, name), 201, shownVersion(scene, name, "1"));
    },
  },
  {
    id: "G02",
    name: "PublishVersion with nothing changed answers the same version with the same RevisionId",
    source: LIFECYCLE,
    async run(scene) {
      const name = await aFunction(scene);
      const first = await publish(scene, name);
      await scene.answers(publish(scene, name), 201, shownVersion(scene, name, "1", { RevisionId: first.RevisionId }));
    },
  },
  {
    id: "G02b",
    name: "PublishVersion with nothing changed makes no second version",
    source: LIFECYCLE,
    async run(scene) {
      const name = await aFunction(scene);
      await publish(scene, name);
      const again = await publish(scene, name);
      scene.same("Version", again.Version, "1");
      const { Versions } = await scene.lambda.listVersionsByFunction({ FunctionName: name });
      scene.same(
        "listed",
        Versions?.map(({ Version }) => Version),
        ["$LATEST", "1"],
      );
    },
  },
  {
    id: "G03",
    name: "PublishVersion with a stale RevisionId: 412 PreconditionFailedException",
    source: recorded("TestLambdaVersions::test_publish_with_wrong_revisionid"),
    async run(scene) {
      const name = await aFunction(scene);
      await stale(scene, publish(scene, name, { RevisionId: NO_REVISION }), STALE_FUNCTION);
      const { RevisionId } = await configurationOf(scene, name);
      await scene.answers(publish(scene, name, { RevisionId }), 201, open({ Version: "1" }));
    },
  },
  {
    id: "G04",
    name: "PublishVersion with another CodeSha256 than that of $LATEST: 400, naming both",
    source: recorded("TestLambdaVersions::test_publish_with_wrong_sha256"),
    async run(scene) {
      const name = await aFunction(scene);
      const text = `CodeSHA256 (somenonexistentsha256) is different from current CodeSHA256 in $LATEST (${sha256Of(ECHO)}). Please try again with the CodeSHA256 in $LATEST.`;
      await badParameter(scene, publish(scene, name, { CodeSha256: "somenonexistentsha256" }), text);
      await scene.answers(publish(scene, name, { CodeSha256: sha256Of(ECHO) }), 201, open({ Version: "1" }));
    },
  },
  {
    id: "G05",
    name: "UpdateFunctionCode changes $LATEST to the new zip",
    source: recorded("TestLambdaFunction::test_function_lifecycle"),
    async run(scene) {
      const name = await aFunction(scene);
      await publish(scene, name);
      const { CodeSha256, Version } = await upload(scene, name, PROD);
      scene.same("$LATEST", { CodeSha256, Version }, { CodeSha256: sha256Of(PROD), Version: "$LATEST" });
    },
  },
  {
    id: "G06",
    name: "PublishVersion after a change of the code makes version 2",
    source: LIFECYCLE,
    async run(scene) {
      const name = await aFunction(scene);
      await publish(scene, name);
      await upload(scene, name, PROD);
      const changed = { CodeSha256: sha256Of(PROD), CodeSize: PROD.length };
      await scene.answers(publish(scene, name), 201, shownVersion(scene, name, "2", changed));
    },
  },
  {
    id: "G07",
    name: "a version keeps its code and environment whatever becomes of $LATEST",
    source: recorded("TestLambdaAlias::test_alias_lifecycle"),
    async run(scene) {
      const Environment = { Variables: { BUCKET_NAME: "dev" } };
      const name = await aFunction(scene, { Environment });
      await publish(scene, name);
      await configure(scene, name, { Environment: { Variables: { BUCKET_NAME: "prod" } } });
      await upload(scene, name, PROD);
      await scene.answers(configurationOf(scene, name, "1"), 200, shownVersion(scene, name, "1", { Environment }));
    },
  },
  {
    id: "G08",
    name: "ListVersionsByFunction shows $LATEST first, under its qualified ARN, then the versions, without states",
    source: LIFECYCLE,
    async run(scene) {
      const name = await aFunction(scene);
      await publish(scene, name);
      const listed = (Version: string) =>
        listedFunction(scene, name, { Version, FunctionArn: functionArn(scene, name, Version) });
      const call = scene.lambda.listVersionsByFunction({ FunctionName: name });
      await scene.answers(call, 200, { Versions: [listed("$LATEST"), listed("1")] });
    },
  },
  {
    id: "G09",
    name: "the same zip uploaded again, then PublishVersion: still the same version",
    source: documented("Lambda API Reference, PublishVersion (aws-facts 5.1)"),
    async run(scene) {
      const name = await aFunction(scene);
      await publish(scene, name);
      await upload(scene, name, ECHO);
      await scene.answers(publish(scene, name), 201, open({ Version: "1" }));
    },
  },
  {
    id: "G31",
    name: "DeleteFunction of a version that an alias uses: 409, naming the alias",
    source: documented("AWS's error as quoted in public issues (aws-facts 5.4)"),
    async run(scene) {
      const name = await aFunctionWithVersions(scene, 1);
      await scene.lambda.createAlias({ FunctionName: name, Name: "live", FunctionVersion: "1" });
      const text = "Unable to delete version because the following aliases reference it: [live]";
      await conflicts(scene, scene.lambda.deleteFunction({ FunctionName: name, Qualifier: "1" }), text);
    },
  },
  {
    id: "G34",
    name: "a version number is not given again after its version was deleted",
    source: documented("Lambda Developer Guide, versions: version numbers are never reused (aws-facts 5.1)"),
    async run(scene) {
      const name = await aFunctionWithVersions(scene, 2);
      await scene.lambda.deleteFunction({ FunctionName: name, Qualifier: "2" });
      await configure(scene, name, { Timeout: 9 });
      await scene.answers(publish(scene, name), 201, open({ Version: "3" }));
    },
  },
  {
    id: "G35",
    name: "CreateFunction with Publish answers version 1, Pending, under the function's own ARN",
    source: ON_CREATE,
    async run(scene) {
      const input = await functionInput(scene, { Publish: true });
      const shown = shownFunction(scene, input.FunctionName ?? "", { Version: "1", ...PENDING });
      await scene.answers(scene.lambda.createFunction(input), 201, shown);
    },
  },
  {
    id: "G36",
    name: "after CreateFunction with Publish the function itself is still $LATEST, and 1 is a version of its own",
    source: ON_CREATE,
    async run(scene) {
      const name = await aFunction(scene, { Publish: true });
      await scene.settle(name, "1");
      await scene.answers(configurationOf(scene, name), 200, shownFunction(scene, name, ACTIVE));
      await scene.answers(configurationOf(scene, name, "1"), 200, shownVersion(scene, name, "1"));
    },
  },
  {
    id: "L-version-delete",
    name: "DeleteFunction of a version takes that version only, 204; deleted once more it is 204 again",
    source: recorded("TestLambdaVersions::test_version_lifecycle, TestLambdaFunction::test_delete_on_nonexisting_version"),
    async run(scene) {
      const name = await aFunctionWithVersions(scene, 2);
      const remove = () => scene.lambda.deleteFunction({ FunctionName: name, Qualifier: "1" });
      await scene.answers(remove(), 204, { StatusCode: 204 });
      const { Versions } = await scene.lambda.listVersionsByFunction({ FunctionName: name });
      scene.same(
        "listed",
        Versions?.map(({ Version }) => Version),
        ["$LATEST", "2"],
      );
      await scene.answers(remove(), 204, { StatusCode: 204 });
    },
  },
  {
    id: "L-version-delete-missing",
    name: "DeleteFunction of a version of a missing function: 404, without the version",
    source: recorded("TestLambdaFunction::test_delete_on_nonexisting_version"),
    async run(scene) {
      const name = scene.newName("none");
      await functionNotFound(scene, scene.lambda.deleteFunction({ FunctionName: name, Qualifier: "1" }), name);
    },
  },
  {
    id: "L-latest-delete",
    name: "$LATEST cannot be deleted without the function: 400",
    source: recorded("TestLambdaFunction::test_ops_with_arn_qualifier_mismatch"),
    async run(scene) {
      const name = await aFunction(scene);
      const call = scene.lambda.deleteFunction({ FunctionName: name, Qualifier: "$LATEST" });
      await badParameter(scene, call, "$LATEST version cannot be deleted without deleting the function.");
    },
  },
]);
