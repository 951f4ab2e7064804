/** Account settings: the role that execution logging needs before any stage can ask for it (aws-facts 3.3). */
import type { World } from "../world.ts";
import type { ApiGatewayHandlers } from "./handlers.ts";
import { applyPatches, type PatchRule, readPatches } from "./patch-operations.ts";
import { badRequest } from "./refusals.ts";

/** Developer guide, quotas: 10,000 requests a second and a burst of 5,000 in the account's Region. */
const THROTTLE = { rateLimit: 10_000, burstLimit: 5_000 };

interface AccountSettings {
  readonly cloudwatchRoleArn: string | undefined;
}

const ACCOUNT_PATHS: readonly PatchRule<AccountSettings>[] = [
  { path: "/cloudwatchRoleArn", ops: ["replace"], apply: (_, { value }) => ({ cloudwatchRoleArn: roleArn(value) }) },
];

export function accountHandlers(world: World): ApiGatewayHandlers {
  const view = () => ({
    cloudwatchRoleArn: world.apigateway.cloudwatchRoleArn,
    throttleSettings: { ...THROTTLE },
    features: ["UsagePlans"],
    apiKeyVersion: "4",
  });
  return {
    GetAccount: view,
    UpdateAccount(input) {
      const patches = readPatches("updateAccount", input.patchOperations);
      const before = { cloudwatchRoleArn: world.apigateway.cloudwatchRoleArn };
      world.apigateway.cloudwatchRoleArn = applyPatches(before, patches, ACCOUNT_PATHS).cloudwatchRoleArn;
      return view();
    },
  };
}

function roleArn(value: string | undefined): string | undefined {
  if (!value) return undefined;
  if (!/^arn:[^:]+:iam::\d{12}:role\/.+/.test(value)) throw badRequest("The role ARN is not well formed");
  return value;
}
