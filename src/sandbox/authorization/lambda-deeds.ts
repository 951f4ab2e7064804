/** What calls of Lambda do (Service Authorization Reference, AWS Lambda; Lambda Developer Guide, "Fine-tuning the Resources and Conditions"). */
import { functionArn } from "../lambda/function-name.ts";
import type { Call } from "../wire/schema-server.ts";
import type { World } from "../world.ts";
import type { Deed } from "./evaluate.ts";

/** IAM takes the function for the resource of what is done to its aliases and versions, but here (Lambda, since January 2022). */
const QUALIFIED = new Set([
  "GetFunction",
  "GetFunctionConfiguration",
  "DeleteFunction",
  "GetPolicy",
  "AddPermission",
  "RemovePermission",
  "Invoke",
  "GetProvisionedConcurrencyConfig",
  "PutProvisionedConcurrencyConfig",
  "DeleteProvisionedConcurrencyConfig",
]);
const OF_THE_ACCOUNT = new Set(["ListFunctions", "GetAccountSettings", "ListLayers"]);
const SHIPPING = new Set(["CreateFunction", "UpdateFunctionCode"]);

type Input = Readonly<Record<string, unknown>>;

export function lambdaDeeds(world: World, { operation, input }: Call): readonly Deed[] {
  const action = `lambda:${operation === "Invoke" ? "InvokeFunction" : operation}`;
  if (OF_THE_ACCOUNT.has(operation)) return [{ action, resource: "*" }];
  const resource = resourceOf(world, operation, input);
  const context = tagContext(world, resource);
  const itself: Deed = { action, resource, context };
  const passes = operation === "CreateFunction" || operation === "UpdateFunctionConfiguration";
  return [
    itself,
    ...(operation === "CreateFunction" && hasMembers(input.Tags) ? [{ action: "lambda:TagResource", resource }] : []),
    ...(typeof input.CodeSigningConfigArn === "string" && operation === "CreateFunction"
      ? [{ action: "lambda:GetCodeSigningConfig", resource: input.CodeSigningConfigArn }]
      : []),
    ...(passes ? [...passedRole(input), ...usedLayers(input), ...lookedAtNetwork(input)] : []),
    ...(SHIPPING.has(operation) ? codeInS3(world, operation, input) : []),
  ];
}

/** What GetFunction leaves out of its answer instead of refusing it. */
export function listTagsDeed(world: World, functionName: string): Deed {
  return { action: "lambda:ListTags", resource: functionArn(world, functionName) };
}

function resourceOf(world: World, operation: string, input: Input): string {
  if (typeof input.Resource === "string") return input.Resource;
  const name = String(input.FunctionName);
  const [plain = "", ownQualifier] = name.startsWith("arn:") ? name.split(":").slice(6) : name.split(":");
  const qualifier = QUALIFIED.has(operation) ? (ownQualifier ?? input.Qualifier) : undefined;
  return functionArn(world, plain, typeof qualifier === "string" ? qualifier : undefined);
}

function tagContext(world: World, arn: string): Readonly<Record<string, string>> {
  const tags = world.lambda.functions.get(arn.split(":")[6] ?? "")?.tags ?? {};
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:resourcetag/${key.toLowerCase()}`, value]));
}

function passedRole({ Role: role }: Input): readonly Deed[] {
  if (typeof role !== "string") return [];
  return [{ action: "iam:PassRole", resource: role, context: { "iam:passedtoservice": "lambda.amazonaws.com" } }];
}

function usedLayers({ Layers: layers }: Input): readonly Deed[] {
  if (!Array.isArray(layers)) return [];
  return layers.map((layer) => ({ action: "lambda:GetLayerVersion", resource: String(layer) }));
}

/** Lambda looks at a network in the caller's name. */
function lookedAtNetwork({ VpcConfig: vpc }: Input): readonly Deed[] {
  if (typeof vpc !== "object" || vpc === null || !("SubnetIds" in vpc)) return [];
  if (!Array.isArray(vpc.SubnetIds) || vpc.SubnetIds.length === 0) return [];
  return ["SecurityGroups", "Subnets", "Vpcs"].map((what) => ({ action: `ec2:Describe${what}`, resource: "*" }));
}

/** Lambda reads it in the caller's name. CreateFunction has the members one level down. */
function codeInS3({ partition }: World, operation: string, input: Input): readonly Deed[] {
  // The model of CreateFunction says that Code is a structure.
  const code = operation === "CreateFunction" ? ((input.Code ?? {}) as Input) : input;
  if (typeof code.S3Bucket !== "string") return [];
  const action = code.S3ObjectVersion === undefined ? "s3:GetObject" : "s3:GetObjectVersion";
  return [{ action, resource: `arn:${partition}:s3:::${code.S3Bucket}/${String(code.S3Key)}` }];
}

function hasMembers(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}
