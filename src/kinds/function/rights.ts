import { nameAt } from "../../model/address.ts";
import type { FunctionIntent } from "../../model/specs/function.ts";
import { bucketArn, functionArn, marked } from "../arns.ts";
import { anywhere, type KindRights, nowhere, type Place, type RightsScope } from "../kind-rights.ts";
import { passedRole } from "../passed-role.ts";

type FunctionPlace =
  | "function"
  | "qualified"
  | "shipped"
  | "role"
  | "layers"
  | "object"
  | "objectVersion"
  | "account"
  | "doomed"
  | "kept"
  | "history"
  | "concurrency"
  | "signing"
  | "signer"
  | "recursion"
  | "updates"
  | "network";

const TITLE = "Functions";
/** Lambda looks at a network in the caller's name (Lambda developer guide, "Giving Lambda functions access to resources in a VPC"). */
const NETWORK = ["ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeVpcs"] as const;
const TO_LAMBDA = { service: "lambda.amazonaws.com", sid: "PassRolesToLambda" };

/** Of code in S3, Lambda reads it in the caller's name (CreateFunction, UpdateFunctionCode). */
export const functionRights: KindRights<"function", FunctionPlace> = {
  source: "function",
  rows: [
    // Without ListTags the answer leaves the tags out, and with them our mark.
    { for: "read", call: "lambda.GetFunction", needs: { function: ["lambda:GetFunction", "lambda:ListTags"] } },
    {
      for: "write",
      call: "lambda.CreateFunction",
      needs: {
        shipped: ["lambda:CreateFunction", "lambda:TagResource"],
        role: ["iam:PassRole"],
        layers: ["lambda:GetLayerVersion"],
        object: ["s3:GetObject"],
        objectVersion: ["s3:GetObjectVersion"],
        network: NETWORK,
        signer: ["lambda:GetCodeSigningConfig"],
      },
    },
    {
      for: "write",
      call: "lambda.UpdateFunctionConfiguration",
      needs: {
        function: ["lambda:UpdateFunctionConfiguration"],
        network: NETWORK,
        role: ["iam:PassRole"],
        layers: ["lambda:GetLayerVersion"],
      },
    },
    {
      for: "write",
      call: "lambda.UpdateFunctionCode",
      needs: { shipped: ["lambda:UpdateFunctionCode"], object: ["s3:GetObject"], objectVersion: ["s3:GetObjectVersion"] },
    },
    { for: "write", call: "lambda.PutFunctionConcurrency", needs: { concurrency: ["lambda:PutFunctionConcurrency"] } },
    { for: "write", call: "lambda.DeleteFunctionConcurrency", needs: { concurrency: ["lambda:DeleteFunctionConcurrency"] } },
    {
      for: "read",
      call: "lambda.GetFunctionCodeSigningConfig",
      needs: { signing: ["lambda:GetFunctionCodeSigningConfig"] },
    },
    {
      for: "write",
      call: "lambda.PutFunctionCodeSigningConfig",
      needs: { signing: ["lambda:PutFunctionCodeSigningConfig"] },
    },
    {
      for: "write",
      call: "lambda.DeleteFunctionCodeSigningConfig",
      needs: { signing: ["lambda:DeleteFunctionCodeSigningConfig"] },
    },
    { for: "read", call: "lambda.GetFunctionRecursionConfig", needs: { recursion: ["lambda:GetFunctionRecursionConfig"] } },
    { for: "write", call: "lambda.PutFunctionRecursionConfig", needs: { recursion: ["lambda:PutFunctionRecursionConfig"] } },
    { for: "read", call: "lambda.GetRuntimeManagementConfig", needs: { updates: ["lambda:GetRuntimeManagementConfig"] } },
    { for: "write", call: "lambda.PutRuntimeManagementConfig", needs: { updates: ["lambda:PutRuntimeManagementConfig"] } },
    { for: "write", call: "lambda.TagResource", needs: { function: ["lambda:TagResource"] } },
    { for: "write", call: "lambda.UntagResource", needs: { function: ["lambda:UntagResource"] } },
    // What `keep` leaves over, and who uses it.
    { for: "read", call: "lambda.ListAliases", needs: { kept: ["lambda:ListAliases"] } },
    { for: "read", call: "lambda.ListVersionsByFunction", needs: { kept: ["lambda:ListVersionsByFunction"] } },
    { for: "write", call: "lambda.DeleteFunction", needs: { history: ["lambda:DeleteFunction"] } },
    { for: "delete", call: "lambda.DeleteFunction", needs: { doomed: ["lambda:DeleteFunction"] } },
    // Whatever stands in it goes with a function, so it is looked at before.
    { for: "delete", call: "lambda.ListAliases", needs: { function: ["lambda:ListAliases"] } },
    { for: "delete", call: "lambda.ListVersionsByFunction", needs: { function: ["lambda:ListVersionsByFunction"] } },
    { for: "delete", call: "lambda.GetPolicy", needs: { function: ["lambda:GetPolicy"], qualified: ["lambda:GetPolicy"] } },
    { for: "prune", call: "lambda.ListFunctions", needs: { account: ["lambda:ListFunctions"] } },
  ],
  places({ address, spec, intent }, scope) {
    const name = nameAt(address, 0);
    const itself: Place = { title: TITLE, arns: [functionArn(scope, name)] };
    const where = (member: unknown, place: Place) => (member === undefined ? nowhere(TITLE) : place);
    return {
      function: itself,
      qualified: { title: "AliasesAndVersions", arns: [functionArn(scope, name, "*")] },
      shipped: intent.code === null ? nowhere(TITLE) : itself,
      role: passedRole(spec.role, TO_LAMBDA, scope),
      layers: { title: "Layers", sid: "ReadLayers", arns: spec.layers ?? [] },
      object: codeObject(intent, scope, false),
      objectVersion: codeObject(intent, scope, true),
      account: nowhere(TITLE),
      doomed: itself,
      concurrency: where(spec.reservedConcurrency, itself),
      signing: where(spec.codeSigning, itself),
      signer: { title: "CodeSigning", arns: spec.codeSigning ? [spec.codeSigning] : [] },
      recursion: where(spec.recursiveLoop, itself),
      updates: where(spec.runtimeUpdates, itself),
      network: spec.vpc ? anywhere("Networks") : nowhere("Networks"),
      kept: intent.keep === undefined ? nowhere(TITLE) : itself,
      history: {
        title: "History",
        sid: "RemoveOldVersions",
        arns: intent.keep === undefined ? [] : [functionArn(scope, name, "*")],
      },
    };
  },
  prunes(scope) {
    const none = nowhere(TITLE);
    const any: Place = { title: "AnyFunction", arns: [functionArn(scope, "*")] };
    return {
      function: any,
      qualified: any,
      shipped: none,
      role: none,
      layers: none,
      object: none,
      objectVersion: none,
      account: anywhere("Lists"),
      doomed: { ...any, title: "MarkedFunctions", condition: marked(scope) },
      concurrency: none,
      signing: none,
      signer: none,
      recursion: none,
      updates: none,
      network: none,
      kept: none,
      history: none,
    };
  },
};

function codeObject({ code }: FunctionIntent, scope: RightsScope, versioned: boolean): Place {
  if (code?.from !== "s3" || (code.objectVersion !== undefined) !== versioned) return nowhere("Code");
  return { title: "Code", sid: "ReadCodeInS3", arns: [`${bucketArn(scope, code.bucket)}/${code.key}`] };
}
