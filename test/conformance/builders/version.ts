/** Versions of functions: made, and looked at. */
import type {
  GetFunctionConfigurationCommandOutput,
  PublishVersionCommandInput,
  PublishVersionCommandOutput,
} from "@aws-sdk/client-lambda";
import type { Scene } from "../scene.ts";
import { handlerOf } from "./function.ts";

/** Code that differs from what functions begin with, so that there is something to publish. */
export const PROD = handlerOf("return 'Prod Version';");

export const publish = (
  { lambda }: Scene,
  FunctionName: string,
  input: Partial<PublishVersionCommandInput> = {},
): Promise<PublishVersionCommandOutput> => lambda.publishVersion({ FunctionName, ...input });

/** Of $LATEST, or of what the qualifier names. */
export const configurationOf = (
  { lambda }: Scene,
  FunctionName: string,
  Qualifier?: string,
): Promise<GetFunctionConfigurationCommandOutput> => lambda.getFunctionConfiguration({ FunctionName, Qualifier });
