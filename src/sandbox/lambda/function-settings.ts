/** What is set of a function as a whole: code signing, recursive loops, updates of the runtime. Refusals as recorded. */
import type * as lambda from "@aws-sdk/client-lambda";
import type { AllowedPublishers } from "@aws-sdk/client-lambda";
import { AwsError } from "../wire/aws-error.ts";
import type { Handlers } from "../wire/schema-server.ts";
import type { World } from "../world.ts";
import { check, oneOf } from "./constraints.ts";
import { invalidParameter } from "./errors.ts";
import { functionArn, LATEST, parseFunctionName } from "./function-name.ts";
import { requireFunction, requireTarget } from "./lookup.ts";

type Operations = Pick<
  Handlers<typeof lambda>,
  | "CreateCodeSigningConfig"
  | "GetFunctionCodeSigningConfig"
  | "PutFunctionCodeSigningConfig"
  | "DeleteFunctionCodeSigningConfig"
  | "GetFunctionRecursionConfig"
  | "PutFunctionRecursionConfig"
  | "GetRuntimeManagementConfig"
  | "PutRuntimeManagementConfig"
>;

export function settingOperations(world: World): Operations {
  return {
    CreateCodeSigningConfig({ AllowedPublishers, CodeSigningPolicies, Description = "" }) {
      const id = `csc-${world.lambda.codeSigningConfigs.size.toString(16).padStart(17, "0")}`;
      const arn = `arn:${world.partition}:lambda:${world.region}:${world.account}:code-signing-config:${id}`;
      world.lambda.codeSigningConfigs.add(arn);
      return {
        CodeSigningConfig: {
          CodeSigningConfigId: id,
          CodeSigningConfigArn: arn,
          Description,
          // The model says that they are there.
          AllowedPublishers: AllowedPublishers as AllowedPublishers,
          CodeSigningPolicies: { UntrustedArtifactOnDeployment: "Warn", ...CodeSigningPolicies },
          LastModified: new Date(world.clock.now()).toISOString().replace("Z", "+0000"),
        },
      };
    },

    GetFunctionCodeSigningConfig(input) {
      const record = requireFunction(world, parseFunctionName(world, input.FunctionName).name);
      // One that has none answers nothing at all (recorded).
      if (record.codeSigningConfig === undefined) return { CodeSigningConfigArn: undefined, FunctionName: undefined };
      return { CodeSigningConfigArn: record.codeSigningConfig, FunctionName: record.name };
    },

    PutFunctionCodeSigningConfig(input) {
      const arn = requireCodeSigning(world, input.CodeSigningConfigArn);
      const record = requireFunction(world, parseFunctionName(world, input.FunctionName).name);
      record.codeSigningConfig = arn;
      return { CodeSigningConfigArn: arn, FunctionName: record.name };
    },

    DeleteFunctionCodeSigningConfig(input) {
      requireFunction(world, parseFunctionName(world, input.FunctionName).name).codeSigningConfig = undefined;
      return {};
    },

    GetFunctionRecursionConfig(input) {
      return { RecursiveLoop: requireFunction(world, parseFunctionName(world, input.FunctionName).name).recursiveLoop };
    },

    PutFunctionRecursionConfig(input) {
      check(oneOf("recursiveLoop", input.RecursiveLoop, ["Terminate", "Allow"]));
      const record = requireFunction(world, parseFunctionName(world, input.FunctionName).name);
      record.recursiveLoop = input.RecursiveLoop === "Allow" ? "Allow" : "Terminate";
      return { RecursiveLoop: record.recursiveLoop };
    },

    GetRuntimeManagementConfig(input) {
      const { record, qualifier } = requireTarget(world, parseFunctionName(world, input.FunctionName, input.Qualifier));
      return describeUpdates(world, record.name, record.runtimeUpdates.get(qualifier ?? LATEST) ?? { on: "Auto" });
    },

    PutRuntimeManagementConfig(input) {
      check(oneOf("updateRuntimeOn", input.UpdateRuntimeOn, ["Auto", "Manual", "FunctionUpdate"]));
      const { record, qualifier } = requireTarget(world, parseFunctionName(world, input.FunctionName, input.Qualifier));
      const { UpdateRuntimeOn: on = "Auto", RuntimeVersionArn: arn } = input;
      if ((on === "Manual") !== (arn !== undefined))
        throw invalidParameter("RuntimeVersionArn goes with UpdateRuntimeOn Manual, and with nothing else.");
      const updates = { on, ...(arn !== undefined && { arn }) };
      record.runtimeUpdates.set(qualifier ?? LATEST, updates);
      return describeUpdates(world, record.name, updates);
    },
  };
}

/** Throws where there is none of that ARN. */
export function requireCodeSigning(world: World, arn: string | undefined): string {
  if (arn !== undefined && world.lambda.codeSigningConfigs.has(arn)) return arn;
  const message = `The code signing configuration cannot be found. Check that the provided configuration is not deleted: ${arn}.`;
  throw new AwsError("CodeSigningConfigNotFoundException", message, 404, { Type: "User" });
}

function describeUpdates(
  world: World,
  name: string,
  { on, arn }: { readonly on: lambda.UpdateRuntimeOn; readonly arn?: string },
) {
  return {
    UpdateRuntimeOn: on,
    FunctionArn: functionArn(world, name),
    ...(arn !== undefined && { RuntimeVersionArn: arn }),
  };
}
