/** What stands at a function or an alias beside it: provisioned concurrency, URLs, asynchronous invocation, code signing, loops. */
import { createAlias, weights } from "./builders/alias.ts";
import { aFunction, aFunctionWithVersions, functionArn } from "./builders/function.ts";
import { type Case, casesOf, documented, recorded } from "./case.ts";
import { badParameter, conflicts, notFound, violates } from "./lambda-refusals.ts";
import { aDate, aText, open } from "./match.ts";
import type { Scene } from "./scene.ts";

const PROVISIONED = recorded("TestLambdaProvisionedConcurrency::test_lambda_provisioned_lifecycle");
const PROVISIONED_REFUSALS = recorded("TestLambdaProvisionedConcurrency::test_provisioned_concurrency_exceptions");
const URL_LIFE = recorded("TestLambdaUrl::test_url_config_lifecycle, TestLambdaUrl::test_url_config_deletion_without_qualifier");
const URL_REFUSALS = recorded("TestLambdaUrl::test_url_config_exceptions");
const EVENTS = recorded("TestLambdaEventInvokeConfig::test_lambda_eventinvokeconfig_lifecycle");
const EVENT_REFUSALS = recorded("TestLambdaEventInvokeConfig::test_lambda_eventinvokeconfig_exceptions");
const NO_URL = "The resource you requested does not exist.";

async function anAlias(scene: Scene): Promise<{ readonly FunctionName: string; readonly Qualifier: string }> {
  const FunctionName = await aFunction(scene);
  await scene.lambda.publishVersion({ FunctionName });
  await scene.settle(FunctionName, "1");
  await createAlias(scene, FunctionName, "live");
  return { FunctionName, Qualifier: "live" };
}

const allotting = (RequestedProvisionedConcurrentExecutions: number) => ({
  RequestedProvisionedConcurrentExecutions,
  AllocatedProvisionedConcurrentExecutions: 0,
  AvailableProvisionedConcurrentExecutions: 0,
  LastModified: aText(),
  Status: "IN_PROGRESS",
});

export const LAMBDA_INVOCATION_CASES: readonly Case[] = casesOf("Lambda invocation settings", [
  {
    id: "L-provisioned",
    name: "PutProvisionedConcurrencyConfig on an alias answers 202 IN_PROGRESS; deleted, GetProvisionedConcurrencyConfig answers 404",
    source: PROVISIONED,
    async run(scene) {
      const at = await anAlias(scene);
      const put = scene.lambda.putProvisionedConcurrencyConfig({ ...at, ProvisionedConcurrentExecutions: 1 });
      await scene.answers(put, 202, allotting(1));
      await scene.answers(scene.lambda.deleteProvisionedConcurrencyConfig(at), 204, {});
      await scene.refuses(
        scene.lambda.getProvisionedConcurrencyConfig(at),
        404,
        "ProvisionedConcurrencyConfigNotFoundException",
        "No Provisioned Concurrency Config found for this function",
        { Type: "User" },
      );
    },
  },
  {
    id: "L-provisioned-unpublished",
    name: "PutProvisionedConcurrencyConfig on $LATEST: 400 InvalidParameterValueException",
    source: PROVISIONED_REFUSALS,
    async run(scene) {
      const FunctionName = await aFunction(scene);
      const call = scene.lambda.putProvisionedConcurrencyConfig({
        FunctionName,
        Qualifier: "$LATEST",
        ProvisionedConcurrentExecutions: 1,
      });
      await badParameter(scene, call, "Provisioned Concurrency Configs cannot be applied to unpublished function versions.");
    },
  },
  {
    id: "L-provisioned-version",
    name: "an alias cannot be provisioned while the version that it serves is: 409 ResourceConflictException",
    source: PROVISIONED,
    async run(scene) {
      const at = await anAlias(scene);
      const put = (Qualifier: string) =>
        scene.lambda.putProvisionedConcurrencyConfig({ ...at, Qualifier, ProvisionedConcurrentExecutions: 1 });
      await put("1");
      await conflicts(
        scene,
        put("live"),
        "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version",
      );
    },
  },
  {
    id: "L-provisioned-weights",
    name: "an alias that shares its traffic between versions cannot be provisioned",
    source: documented("hashicorp/terraform-provider-aws#48116: Alias with weights can not be used with Provisioned Concurrency"),
    async run(scene) {
      const FunctionName = await aFunctionWithVersions(scene, 2);
      await createAlias(scene, FunctionName, "live", weights({ "2": 0.5 }));
      const at = { FunctionName, Qualifier: "live" };
      const put = scene.lambda.putProvisionedConcurrencyConfig({ ...at, ProvisionedConcurrentExecutions: 1 });
      await scene.refuses(put, 409, "ResourceConflictException");
    },
  },
  {
    id: "L-url",
    name: "CreateFunctionUrlConfig answers without a mode and GetFunctionUrlConfig with it; deleted, it is not found",
    source: URL_LIFE,
    async run(scene) {
      const at = await anAlias(scene);
      const made = {
        AuthType: "NONE",
        CreationTime: aText(),
        FunctionArn: functionArn(scene, at.FunctionName, "live"),
        FunctionUrl: aText(/^https?:\/\//),
      };
      await scene.answers(scene.lambda.createFunctionUrlConfig({ ...at, AuthType: "NONE" }), 201, made);
      const shown = { ...made, InvokeMode: "BUFFERED", LastModifiedTime: aText() };
      await scene.answers(scene.lambda.getFunctionUrlConfig(at), 200, shown);
      await scene.answers(scene.lambda.deleteFunctionUrlConfig(at), 204, {});
      await notFound(scene, scene.lambda.getFunctionUrlConfig(at), NO_URL);
    },
  },
  {
    id: "L-url-twice",
    name: "CreateFunctionUrlConfig where there is one: 409 ResourceConflictException",
    source: URL_LIFE,
    async run(scene) {
      const at = await anAlias(scene);
      await scene.lambda.createFunctionUrlConfig({ ...at, AuthType: "AWS_IAM" });
      const arn = functionArn(scene, at.FunctionName, "live");
      const text = `Failed to create function url config for [functionArn = ${arn}]. Error message:  FunctionUrlConfig exists for this Lambda function`;
      await conflicts(scene, scene.lambda.createFunctionUrlConfig({ ...at, AuthType: "NONE" }), text);
    },
  },
  {
    id: "L-url-missing",
    name: "UpdateFunctionUrlConfig where there is none, and of a function that is not there: 404 with two texts",
    source: URL_REFUSALS,
    async run(scene) {
      const at = await anAlias(scene);
      await notFound(scene, scene.lambda.updateFunctionUrlConfig({ ...at, AuthType: "NONE" }), NO_URL);
      const call = scene.lambda.updateFunctionUrlConfig({ FunctionName: scene.newName("none"), AuthType: "NONE" });
      await notFound(scene, call, "Function does not exist");
    },
  },
  {
    id: "L-url-version",
    name: "a version has no URL: 400 ValidationException",
    source: URL_REFUSALS,
    async run(scene) {
      const { FunctionName } = await anAlias(scene);
      await violates(
        scene,
        scene.lambda.getFunctionUrlConfig({ FunctionName, Qualifier: "1" }),
        "Value '1' at 'qualifier' failed to satisfy constraint: Member must satisfy regular expression pattern: ((?!^\\d+$)^[0-9a-zA-Z-_]+$)",
      );
    },
  },
  {
    id: "L-events",
    name: "PutFunctionEventInvokeConfig replaces all of it, UpdateFunctionEventInvokeConfig only what is given",
    source: EVENTS,
    async run(scene) {
      const { FunctionName } = await anAlias(scene);
      const at = { FunctionName, Qualifier: "live" };
      const shown = (members: object) => ({
        FunctionArn: functionArn(scene, FunctionName, "live"),
        LastModified: aDate(),
        DestinationConfig: { OnSuccess: {}, OnFailure: {} },
        ...members,
      });
      const both = { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 60 };
      await scene.answers(scene.lambda.putFunctionEventInvokeConfig({ ...at, ...both }), 200, shown(both));
      const update = scene.lambda.updateFunctionEventInvokeConfig({ ...at, MaximumRetryAttempts: 0 });
      await scene.answers(update, 200, shown({ ...both, MaximumRetryAttempts: 0 }));
      const put = scene.lambda.putFunctionEventInvokeConfig({ ...at, MaximumRetryAttempts: 1 });
      await scene.answers(put, 200, shown({ MaximumRetryAttempts: 1 }));
    },
  },
  {
    id: "L-events-none",
    name: "GetFunctionEventInvokeConfig and DeleteFunctionEventInvokeConfig where there is none: 404 with the ARN",
    source: EVENT_REFUSALS,
    async run(scene) {
      const at = await anAlias(scene);
      const text = `The function ${functionArn(scene, at.FunctionName, "live")} doesn't have an EventInvokeConfig`;
      await notFound(scene, scene.lambda.getFunctionEventInvokeConfig(at), text);
      await notFound(scene, scene.lambda.deleteFunctionEventInvokeConfig(at), text);
    },
  },
  {
    id: "L-events-nothing",
    name: "PutFunctionEventInvokeConfig that says nothing, or leads to itself: 400 InvalidParameterValueException",
    source: EVENT_REFUSALS,
    async run(scene) {
      const FunctionName = await aFunction(scene);
      const put = (more: object) => scene.lambda.putFunctionEventInvokeConfig({ FunctionName, ...more });
      await badParameter(scene, put({}), "You must specify at least one of error handling or destination setting.");
      const itself = { DestinationConfig: { OnSuccess: { Destination: functionArn(scene, FunctionName) } } };
      await badParameter(scene, put(itself), "You can't specify the function as a destination for itself.");
    },
  },
  {
    id: "L-signing-none",
    name: "GetFunctionCodeSigningConfig of a function without one answers nothing, and deleting it is no error",
    source: recorded("TestCodeSigningConfig::test_code_signing_not_found_excs"),
    async run(scene) {
      const FunctionName = await aFunction(scene);
      await scene.answers(scene.lambda.getFunctionCodeSigningConfig({ FunctionName }), 200, {});
      await scene.answers(scene.lambda.deleteFunctionCodeSigningConfig({ FunctionName }), 204, {});
    },
  },
  {
    id: "L-signing",
    name: "PutFunctionCodeSigningConfig answers both names; one that is not there is refused",
    source: recorded("TestCodeSigningConfig::test_function_code_signing_config, test_code_signing_not_found_excs"),
    async run(scene) {
      const FunctionName = await aFunction(scene);
      const profile = `arn:aws:signer:${scene.region}:${scene.accountId}:/signing-profiles/test`;
      const AllowedPublishers = { SigningProfileVersionArns: [profile] };
      const { CodeSigningConfig } = await scene.lambda.createCodeSigningConfig({ AllowedPublishers });
      const CodeSigningConfigArn = CodeSigningConfig?.CodeSigningConfigArn ?? "";
      const both = { CodeSigningConfigArn, FunctionName };
      await scene.answers(scene.lambda.putFunctionCodeSigningConfig(both), 200, both);
      await scene.answers(scene.lambda.getFunctionCodeSigningConfig({ FunctionName }), 200, both);
      const missing = `${CodeSigningConfigArn.slice(0, -17)}${"f".repeat(17)}`;
      await scene.refuses(
        scene.lambda.putFunctionCodeSigningConfig({ FunctionName, CodeSigningConfigArn: missing }),
        404,
        "CodeSigningConfigNotFoundException",
        `The code signing configuration cannot be found. Check that the provided configuration is not deleted: ${missing}.`,
        { Type: "User" },
      );
    },
  },
  {
    id: "L-recursion",
    name: "a recursive loop is terminated unless PutFunctionRecursionConfig allows it",
    source: recorded("TestLambdaRecursion::test_put_function_recursion_config_allow, …_default_terminate"),
    async run(scene) {
      const FunctionName = await aFunction(scene);
      await scene.answers(scene.lambda.getFunctionRecursionConfig({ FunctionName }), 200, { RecursiveLoop: "Terminate" });
      const allow = scene.lambda.putFunctionRecursionConfig({ FunctionName, RecursiveLoop: "Allow" });
      await scene.answers(allow, 200, { RecursiveLoop: "Allow" });
      await scene.answers(scene.lambda.getFunctionRecursionConfig({ FunctionName }), 200, { RecursiveLoop: "Allow" });
    },
  },
  {
    id: "L-runtime-updates",
    name: "a runtime is updated by Auto unless PutRuntimeManagementConfig says otherwise",
    source: documented("Lambda API reference, PutRuntimeManagementConfig"),
    async run(scene) {
      const FunctionName = await aFunction(scene);
      await scene.answers(scene.lambda.getRuntimeManagementConfig({ FunctionName }), 200, open({ UpdateRuntimeOn: "Auto" }));
      const put = scene.lambda.putRuntimeManagementConfig({ FunctionName, UpdateRuntimeOn: "FunctionUpdate" });
      await scene.answers(put, 200, open({ UpdateRuntimeOn: "FunctionUpdate" }));
    },
  },
]);
