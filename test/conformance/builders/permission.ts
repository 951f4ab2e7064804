/** Resource policies that cases start from. */
import type { AddPermissionCommandOutput } from "@aws-sdk/client-lambda";
import { notFound } from "../lambda-refusals.ts";
import type { Scene } from "../scene.ts";

const NO_POLICY = "The resource you requested does not exist.";

/** The calls that API Gateway makes for one API. */
export const SOURCE = (scene: Scene) => `arn:aws:execute-api:${scene.region}:${scene.accountId}:a1b2c3d4e5/*/*/*`;

export interface Asked {
  readonly Qualifier?: string;
  readonly StatementId?: string;
  readonly RevisionId?: string | undefined;
}

/** Lets API Gateway call the function, or what the qualifier names. */
export function allow(scene: Scene, FunctionName: string, asked: Asked = {}): Promise<AddPermissionCommandOutput> {
  return scene.lambda.addPermission({
    FunctionName,
    StatementId: "gateway",
    Action: "lambda:InvokeFunction",
    Principal: "apigateway.amazonaws.com",
    SourceArn: SOURCE(scene),
    ...asked,
  });
}

/** The policy of what the qualifier names, as a document, and its revision. */
export async function policyOf(scene: Scene, FunctionName: string, Qualifier?: string) {
  const { Policy = "{}", RevisionId } = await scene.lambda.getPolicy({ FunctionName, Qualifier });
  return { document: JSON.parse(Policy), RevisionId };
}

export const hasNoPolicy = (scene: Scene, FunctionName: string, Qualifier?: string) =>
  notFound(scene, scene.lambda.getPolicy({ FunctionName, Qualifier }), NO_POLICY);
