/** The rights of every kind. A new kind adds a row. */
import type { Kind } from "../model/kind.ts";
import { aliasRights } from "./alias/rights.ts";
import { apiKeyRights } from "./api-key/rights.ts";
import { bucketRights } from "./bucket/rights.ts";
import { clientCertificateRights } from "./client-certificate/rights.ts";
import { deploymentRights } from "./deployment/rights.ts";
import { domainNameRights } from "./domain-name/rights.ts";
import { functionRights } from "./function/rights.ts";
import type { KindRights } from "./kind-rights.ts";
import { permissionRights } from "./permission/rights.ts";
import { restApiRights } from "./rest-api/rights.ts";
import { roleRights } from "./role/rights.ts";
import { stageRights } from "./stage/rights.ts";
import { usagePlanRights } from "./usage-plan/rights.ts";
import { versionRights } from "./version/rights.ts";

/** A kind's table without the types of its own places and source. */
export type AnyKindRights = KindRights<Kind, string>;

export const ALL_RIGHTS: { readonly [K in Kind]: AnyKindRights } = {
  bucket: bucketRights,
  role: roleRights,
  function: functionRights,
  version: versionRights,
  alias: aliasRights,
  "rest-api": restApiRights,
  permission: permissionRights,
  deployment: deploymentRights,
  "client-certificate": clientCertificateRights,
  stage: stageRights,
  "api-key": apiKeyRights,
  "usage-plan": usagePlanRights,
  "domain-name": domainNameRights,
};
