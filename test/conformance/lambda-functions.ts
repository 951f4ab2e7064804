/** Lambda functions once they are there: states, updates and the conflicts they cause, revisions, tags, deletion. */
import { aFunction, ECHO, functionArn, functionInput, handlerOf, revisionOf, sha256Of, upload } from "./builders/function.ts";
import { A_REVISION, ACTIVE, listedFunction, shownFunction, UPDATING } from "./builders/shown-function.ts";
import { type Case, casesOf, documented, recorded } from "./case.ts";
import { badParameter, functionNotFound, NO_REVISION, STALE_FUNCTION, stale, updateInProgress } from "./lambda-refusals.ts";
import { aText, open } from "./match.ts";

const LIFECYCLE = recorded("TestLambdaFunction::test_function_lifecycle");
const REVISIONS = recorded("TestLambdaRevisions::test_function_revisions_basic");

export const LAMBDA_FUNCTION_CASES: readonly Case[] = casesOf("Lambda functions", [
  {
    id: "C13",
    name: "a created function becomes Active and Successful, and its RevisionId changes with that",
    source: LIFECYCLE,
    async run(scene) {
      const created = await scene.lambda.createFunction(await functionInput(scene));
      const FunctionName = created.FunctionName ?? "";
      await scene.settle(FunctionName);
      const { RevisionId } = await scene.answers(
        scene.lambda.getFunctionConfiguration({ FunctionName }),
        200,
        shownFunction(scene, FunctionName, ACTIVE),
      );
      scene.same("the revision is another", RevisionId !== created.RevisionId, true);
    },
  },
  {
    id: "L-get-function",
    name: "GetFunction adds where the code is; Tags and Concurrency only when there are any",
    source: LIFECYCLE,
    async run(scene) {
      const FunctionName = await aFunction(scene);
      await scene.answers(scene.lambda.getFunction({ FunctionName }), 200, {
        Configuration: shownFunction(scene, FunctionName, ACTIVE),
        Code: { RepositoryType: "S3", Location: aText(/^https?:\/\//) },
      });
    },
  },
  {
    id: "C15",
    name: "UpdateFunctionConfiguration leaves State Active and answers LastUpdateStatus InProgress",
    source: LIFECYCLE,
    async run(scene) {
      const FunctionName = await aFunction(scene);
      const changed = { Description: "Changed-Description", Timeout: 10, MemorySize: 512 };
      const Environment = { Variables: { ENV_A: "a" } };
      const call = scene.lambda.updateFunctionConfiguration({ FunctionName, ...changed, Environment });
      await scene.answers(call, 200, shownFunction(scene, FunctionName, { ...changed, Environment, ...UPDATING }));
      await scene.settle(FunctionName);
      const shown = shownFunction(scene, FunctionName, { ...changed, Environment, ...ACTIVE });
      await scene.answers(scene.lambda.getFunctionConfiguration({ FunctionName }), 200, shown);
    },
  },
  {
    id: "L-update-code",
    name: "UpdateFunctionCode answers the new CodeSha256 with LastUpdateStatus InProgress",
    source: LIFECYCLE,
    async run(scene) {
      const FunctionName = await aFunction(scene);
      const ZipFile = handlerOf("return 'Prod Version';");
      const changed = { CodeSha256: sha256Of(ZipFile), CodeSize: ZipFile.length };
      const call = scene.lambda.updateFunctionCode({ FunctionName, ZipFile });
      await scene.answers(call, 200, shownFunction(scene, FunctionName, { ...changed, ...UPDATING }));
    },
  },
  {
    id: "C16",
    name: "UpdateFunctionCode while an update is in progress: 409 ResourceConflictException",
    source: recorded("TestLambdaFunction::test_lambda_concurrent_code_updates"),
    async run(scene) {
      const FunctionName = await aFunction(scene);
      await scene.lambda.updateFunctionConfiguration({ FunctionName, Timeout: 10 });
      await updateInProgress(scene, scene.lambda.updateFunctionCode({ FunctionName, ZipFile: ECHO }), FunctionName);
    },
  },
  {
    id: "L-update-configuration-busy",
    name: "UpdateFunctionConfiguration while an update is in progress: 409 ResourceConflictException",
    source: recorded("TestLambdaFunction::test_lambda_concurrent_config_updates"),
    async run(scene) {
      const FunctionName = await aFunction(scene);
      await scene.lambda.updateFunctionConfiguration({ FunctionName, Timeout: 10 });
      const again = scene.lambda.updateFunctionConfiguration({ FunctionName, Timeout: 11 });
      await updateInProgress(scene, again, FunctionName);
    },
  },
  {
    id: "L-publish-busy",
    name: "PublishVersion while an update is in progress: 409 ResourceConflictException",
    source: documented("Lambda Developer Guide, function states (aws-facts 5.3)"),
    async run(scene) {
      const FunctionName = await aFunction(scene);
      await scene.lambda.updateFunctionConfiguration({ FunctionName, Timeout: 10 });
      await updateInProgress(scene, scene.lambda.publishVersion({ FunctionName }), FunctionName);
    },
  },
  {
    id: "C17",
    name: "UpdateFunctionConfiguration with a stale RevisionId: 412 PreconditionFailedException",
    source: REVISIONS,
    async run(scene) {
      const FunctionName = await aFunction(scene);
      const call = scene.lambda.updateFunctionConfiguration({ FunctionName, Timeout: 10, RevisionId: NO_REVISION });
      await stale(scene, call, STALE_FUNCTION);
    },
  },
  {
    id: "L-revision-code",
    name: "UpdateFunctionCode with a stale RevisionId: 412, with the newest: 200",
    source: REVISIONS,
    async run(scene) {
      const FunctionName = await aFunction(scene);
      const update = (RevisionId: string | undefined) =>
        scene.lambda.updateFunctionCode({ FunctionName, ZipFile: ECHO, RevisionId });
      await stale(scene, update(NO_REVISION), STALE_FUNCTION);
      await scene.answers(update(await revisionOf(scene, FunctionName)), 200, open({}));
    },
  },
  {
    id: "L-revision-moves",
    name: "an update of the same bytes changes the RevisionId twice: when it is asked for and when it is done",
    source: recorded("TestLambdaFunction::test_redundant_updates, TestLambdaRevisions::test_function_revisions_basic"),
    async run(scene) {
      const FunctionName = await aFunction(scene);
      const before = await revisionOf(scene, FunctionName);
      const asked = await scene.lambda.updateFunctionCode({ FunctionName, ZipFile: ECHO });
      const done = await scene.settle(FunctionName);
      const revisions = new Set([before, asked.RevisionId, done.RevisionId]);
      scene.same("different revisions", revisions.size, 3);
      scene.same("the code", done.CodeSha256, sha256Of(ECHO));
    },
  },
  {
    id: "C19",
    name: "GetFunction by the qualifier $LATEST shows an ARN that ends in it",
    source: recorded("TestLambdaVersions::test_publish_version_on_create"),
    async run(scene) {
      const FunctionName = await aFunction(scene);
      const { Configuration } = await scene.lambda.getFunction({ FunctionName, Qualifier: "$LATEST" });
      const FunctionArn = functionArn(scene, FunctionName, "$LATEST");
      scene.same("Configuration", Configuration, shownFunction(scene, FunctionName, { FunctionArn, ...ACTIVE }));
    },
  },
  {
    id: "C20",
    name: "GetFunction of a missing version: 404, with the version in the ARN",
    source: recorded("TestLambdaFunction::test_ops_on_nonexisting_version"),
    async run(scene) {
      const FunctionName = await aFunction(scene);
      await functionNotFound(scene, scene.lambda.getFunction({ FunctionName, Qualifier: "1221" }), FunctionName, "1221");
    },
  },
  {
    id: "L-missing",
    name: "reading, updating, publishing and deleting a missing function: 404 ResourceNotFoundException",
    source: recorded("TestLambdaFunction::test_ops_on_nonexisting_fn"),
    async run(scene) {
      const FunctionName = scene.newName("none");
      const calls = [
        () => scene.lambda.getFunction({ FunctionName }),
        () => scene.lambda.getFunctionConfiguration({ FunctionName }),
        () => scene.lambda.updateFunctionConfiguration({ FunctionName, Timeout: 9 }),
        () => scene.lambda.updateFunctionCode({ FunctionName, ZipFile: ECHO }),
        () => scene.lambda.publishVersion({ FunctionName }),
        () => scene.lambda.deleteFunction({ FunctionName }),
      ];
      for (const call of calls) await functionNotFound(scene, call(), FunctionName);
    },
  },
  {
    id: "L-qualifier-mismatch",
    name: "a qualifier in the ARN and another beside it: 400 InvalidParameterValueException",
    source: recorded("TestLambdaFunction::test_ops_with_arn_qualifier_mismatch"),
    async run(scene) {
      const FunctionName = functionArn(scene, await aFunction(scene), "$LATEST");
      const call = scene.lambda.getFunction({ FunctionName, Qualifier: "1" });
      const text = "The derived qualifier from the function name does not match the specified qualifier.";
      await badParameter(scene, call, text);
    },
  },
  {
    id: "L-update-violates",
    name: "UpdateFunctionConfiguration refuses what CreateFunction would: an unknown runtime",
    source: recorded("TestLambdaFunction::test_update_lambda_exceptions"),
    async run(scene) {
      const FunctionName = await aFunction(scene);
      // The client's enum does not list it, which is the point.
      const Runtime = "PYTHON3.9" as "python3.9";
      const call = scene.lambda.updateFunctionConfiguration({ FunctionName, Runtime });
      await badParameter(scene, call, aText(/^Value PYTHON3\.9 at 'runtime' failed to satisfy constraint: /));
    },
  },
  {
    id: "L-list",
    name: "ListFunctions leaves out states, runtime version, tags and policy",
    source: recorded("TestLambdaFunction::test_list_functions"),
    async run(scene) {
      const FunctionName = await aFunction(scene, { Tags: { A: "a" } });
      const found = [];
      for (let Marker: string | undefined; ; ) {
        const { Functions = [], NextMarker } = await scene.lambda.listFunctions({ Marker });
        found.push(...Functions.filter((one) => one.FunctionName === FunctionName));
        if (NextMarker === undefined) break;
        Marker = NextMarker;
      }
      scene.same("listed", found, [listedFunction(scene, FunctionName)]);
    },
  },
  {
    id: "L-dry-run",
    name: "UpdateFunctionCode as a dry run answers what it would be and changes nothing",
    source: documented("Lambda API Reference, UpdateFunctionCode: DryRun (aws-facts 5.7)"),
    async run(scene) {
      const FunctionName = await aFunction(scene);
      const ZipFile = handlerOf("return 'other';");
      const call = scene.lambda.updateFunctionCode({ FunctionName, ZipFile, DryRun: true });
      await scene.answers(call, 200, open({ CodeSha256: sha256Of(ZipFile) }));
      const { CodeSha256 } = await scene.settle(FunctionName);
      scene.same("CodeSha256 afterwards", CodeSha256, sha256Of(ECHO));
    },
  },
  {
    id: "L-revision-shape",
    name: "a RevisionId is a UUID, and stays the same while nothing is written",
    source: REVISIONS,
    async run(scene) {
      const FunctionName = await aFunction(scene);
      await upload(scene, FunctionName, handlerOf("return 1;"));
      const revision = await revisionOf(scene, FunctionName);
      scene.same("RevisionId", revision, aText(A_REVISION));
      scene.same("read again", await revisionOf(scene, FunctionName), revision);
    },
  },
]);
