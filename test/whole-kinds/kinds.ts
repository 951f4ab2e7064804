/** Every kind that a table of fields describes. */
import { ALIAS_FIELDS, declareAlias } from "./alias-fields.ts";
import { API_FIELDS, declareApi } from "./api-fields.ts";
import { BUCKET_FIELDS, Bucket, declareBucket, toldFunction } from "./bucket-fields.ts";
import { CODE, declareFunction, declareImage, FUNCTION_FIELDS, FunctionName, IMAGE_FIELDS, standing } from "./function-fields.ts";
import { declareStage, letStagesLog, STAGE_FIELDS } from "./stage-fields.ts";
import type { WholeKind } from "./whole-kind.ts";

export const KINDS = {
  bucket: {
    name: "a bucket",
    address: `bucket:${Bucket}`,
    fields: BUCKET_FIELDS,
    before: toldFunction,
    declare: declareBucket,
  },
  function: {
    name: "a function",
    address: `function:${FunctionName}`,
    fields: FUNCTION_FIELDS,
    files: CODE,
    before: standing,
    declare: declareFunction,
  },
  functionOfImage: {
    name: "a function of an image",
    address: `function:${FunctionName}`,
    before: standing,
    fields: IMAGE_FIELDS,
    declare: declareImage,
  },
  alias: {
    name: "an alias",
    address: `alias:${FunctionName}/live`,
    fields: ALIAS_FIELDS,
    files: CODE,
    before: standing,
    declare: declareAlias,
  },
  restApi: {
    name: "a REST API",
    address: "rest-api:shop",
    fields: API_FIELDS,
    // A private API has no other endpoint, and what is answered beside every route is declared with them.
    together: ({ vpcEndpoints: _, ...others }) => others,
    declare: declareApi,
  },
  stage: {
    name: "a stage",
    address: "stage:shop/prod",
    fields: STAGE_FIELDS,
    before: letStagesLog,
    declare: declareStage,
  },
} satisfies Readonly<Record<string, WholeKind>>;
