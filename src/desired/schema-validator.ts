/**
 * The JSON Schemas of authored YAML, compiled. Alone in its module so that a build can put compiled validators in its
 * place: only `validateAuthored` and `validateConfig` are used of it.
 */
import { Ajv2020, type ErrorObject } from "ajv/dist/2020.js";
import alias from "../../schemas/alias.schema.json" with { type: "json" };
import apiKey from "../../schemas/api-key.schema.json" with { type: "json" };
import apiParts from "../../schemas/api-parts.schema.json" with { type: "json" };
import bucket from "../../schemas/bucket.schema.json" with { type: "json" };
import clientCertificate from "../../schemas/client-certificate.schema.json" with { type: "json" };
import common from "../../schemas/common.schema.json" with { type: "json" };
import desiredState from "../../schemas/desired-state.schema.json" with { type: "json" };
import domainName from "../../schemas/domain-name.schema.json" with { type: "json" };
import functionSchema from "../../schemas/function.schema.json" with { type: "json" };
import restApi from "../../schemas/rest-api.schema.json" with { type: "json" };
import role from "../../schemas/role.schema.json" with { type: "json" };
import stage from "../../schemas/stage.schema.json" with { type: "json" };
import stagekeeper from "../../schemas/stagekeeper.schema.json" with { type: "json" };
import usagePlan from "../../schemas/usage-plan.schema.json" with { type: "json" };

/** By the names under which they refer to each other. */
export const SCHEMAS = {
  "alias.schema.json": alias,
  "api-key.schema.json": apiKey,
  "client-certificate.schema.json": clientCertificate,
  "api-parts.schema.json": apiParts,
  "bucket.schema.json": bucket,
  "domain-name.schema.json": domainName,
  "usage-plan.schema.json": usagePlan,
  "common.schema.json": common,
  "function.schema.json": functionSchema,
  "rest-api.schema.json": restApi,
  "role.schema.json": role,
  "stage.schema.json": stage,
  "desired-state.schema.json": desiredState,
  "stagekeeper.schema.json": stagekeeper,
};

/** `verbose`: the errors carry the value and the schema they are about, from which messages are made. */
export const AJV_OPTIONS = { allErrors: true, verbose: true, strict: true, allowUnionTypes: true, ownProperties: true } as const;

const ajv = new Ajv2020(AJV_OPTIONS);
for (const [name, schema] of Object.entries(SCHEMAS)) ajv.addSchema(schema, name);

/** Every fault of a file of desired state, none when it is valid. */
export async function validateAuthored(value: unknown): Promise<readonly ErrorObject[]> {
  return faultsIn(value, "desired-state.schema.json");
}

/** Every fault of a file of settings. */
export async function validateConfig(value: unknown): Promise<readonly ErrorObject[]> {
  return faultsIn(value, "stagekeeper.schema.json");
}

function faultsIn(value: unknown, schema: keyof typeof SCHEMAS): readonly ErrorObject[] {
  const validate = ajv.getSchema(schema);
  if (validate === undefined) throw new Error(`${schema} is missing`);
  validate(value);
  return validate.errors ?? [];
}
