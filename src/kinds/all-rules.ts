/** The rules of every kind. A new kind adds a row. */
import type { Kind } from "../model/kind.ts";
import { aliasRules } from "./alias/rules.ts";
import { apiKeyRules } from "./api-key/rules.ts";
import { bucketRules } from "./bucket/rules.ts";
import { clientCertificateRules } from "./client-certificate/rules.ts";
import { deploymentRules } from "./deployment/rules.ts";
import { domainNameRules } from "./domain-name/rules.ts";
import { functionRules } from "./function/rules.ts";
import type { KindRules } from "./kind-rules.ts";
import { permissionRules } from "./permission/rules.ts";
import { restApiRules } from "./rest-api/rules.ts";
import { roleRules } from "./role/rules.ts";
import { stageRules } from "./stage/rules.ts";
import { usagePlanRules } from "./usage-plan/rules.ts";
import { versionRules } from "./version/rules.ts";

export const ALL_RULES: { readonly [K in Kind]: KindRules<K> } = {
  bucket: bucketRules,
  role: roleRules,
  function: functionRules,
  version: versionRules,
  alias: aliasRules,
  "rest-api": restApiRules,
  permission: permissionRules,
  deployment: deploymentRules,
  "client-certificate": clientCertificateRules,
  stage: stageRules,
  "api-key": apiKeyRules,
  "usage-plan": usagePlanRules,
  "domain-name": domainNameRules,
};

export function rulesOf<K extends Kind>(kind: K): KindRules<K> {
  return ALL_RULES[kind];
}
