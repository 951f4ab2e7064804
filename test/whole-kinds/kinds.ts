/** Every kind that a table of fields describes. */
import { ALIAS_FIELDS, declareAlias } from "./alias-fields.ts";
import { API_FIELDS, declareApi } from "./api-fields.ts";
import {
  API_KEY_FIELDS,
  CLIENT_CERTIFICATE_FIELDS,
  DOMAIN_NAME_FIELDS,
  declareApiKey,
  declareClientCertificate,
  declareDomainName,
  declareUsagePlan,
  USAGE_PLAN_FIELDS,
} from "./around-stage-fields.ts";
import { BUCKET_FIELDS, Bucket, declareBucket, toldFunction } from "./bucket-fields.ts";
import { CODE, declareFunction, declareImage, FUNCTION_FIELDS, FunctionName, IMAGE_FIELDS, standing } from "./function-fields.ts";
import { declareRole, ROLE_FIELDS } from "./role-fields.ts";
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
  role: {
    name: "a role",
    address: "role:clerk",
    fields: ROLE_FIELDS,
    // Who may assume it is said in one of two ways.
    together: ({ trust: _, ...others }) => others,
    declare: declareRole,
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
  clientCertificate: {
    name: "a client certificate",
    address: "client-certificate:backend",
    fields: CLIENT_CERTIFICATE_FIELDS,
    declare: declareClientCertificate,
  },
  apiKey: {
    name: "an API key",
    address: "api-key:partner",
    fields: API_KEY_FIELDS,
    declare: declareApiKey,
  },
  usagePlan: {
    name: "a usage plan",
    address: "usage-plan:basic",
    fields: USAGE_PLAN_FIELDS,
    declare: declareUsagePlan,
  },
  domainName: {
    name: "a custom domain name",
    address: "domain-name:api.acme.com",
    fields: DOMAIN_NAME_FIELDS,
    declare: declareDomainName,
  },
} satisfies Readonly<Record<string, WholeKind>>;
