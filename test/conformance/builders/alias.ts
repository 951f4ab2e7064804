/** Aliases that cases start from. */
import type { CreateAliasCommandInput, CreateAliasCommandOutput } from "@aws-sdk/client-lambda";
import type { Scene } from "../scene.ts";

/** The routing of an alias: the additional version and its share. */
export const weights = (AdditionalVersionWeights: Record<string, number>) => ({ RoutingConfig: { AdditionalVersionWeights } });

/** To version 1 unless said otherwise. */
export function createAlias(
  { lambda }: Scene,
  FunctionName: string,
  Name: string,
  more: Partial<CreateAliasCommandInput> = {},
): Promise<CreateAliasCommandOutput> {
  return lambda.createAlias({ FunctionName, Name, FunctionVersion: "1", ...more });
}
