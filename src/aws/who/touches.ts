/**
 * Whether an event of AWS made a drift: the operation says which fields it can change, its parameters say of what. Pure.
 *
 *   the event                                     can have made
 *   is of another resource                        nothing here
 *   deletes the resource                          that it is missing
 *   changes fields, and names which               a difference in one of those
 *   changes fields, and does not say which        a difference in any that the operation can change
 *
 * Lambda's names end in the version of an API: names are compared up to that (aws-facts 8.1). How UpdateStage lists its
 * patches is not documented, so they are looked for anywhere in the parameters.
 */
import { type Address, kindOf, namesOf } from "../../model/address.ts";
import type { Kind } from "../../model/kind.ts";
import type { DriftQuestion } from "../../model/who.ts";
import { type AuditEvent, record, text } from "./audit-event.ts";
import { RULES, type Rule } from "./touch-rules.ts";

type Parameters = AuditEvent["parameters"];

const SUFFIX = /\d{8}(v\d+)?$/;

export function touches({ source, actor, parameters }: AuditEvent, question: DriftQuestion): boolean {
  const operation = actor.event.replace(SUFFIX, "");
  const [service] = source.split(".");
  return RULES.some(
    (one) =>
      one.service === service &&
      one.kind === kindOf(question.address) &&
      one.operations.split(" ").includes(operation) &&
      isAbout(question, parameters) &&
      canHaveMade(one, question, parameters),
  );
}

/** Whether it can have changed a declared resource, or what follows from it. */
export function concerns(event: AuditEvent, address: Address, id: string | undefined): boolean {
  const kinds = FOLLOWERS[kindOf(address)] ?? [kindOf(address)];
  return kindsOf(event).some((kind) => kinds.includes(kind)) && isAbout({ address, apiId: id, ownId: id }, event.parameters);
}

export function concernsAccess(event: AuditEvent): boolean {
  return kindsOf(event).includes("permission");
}

/** What nobody declares is looked at where what it is of is declared. */
const FOLLOWERS: { readonly [K in Kind]?: readonly Kind[] } = {
  function: ["function", "version", "permission"],
  "rest-api": ["rest-api", "deployment"],
};

function kindsOf({ source, actor }: AuditEvent): readonly Kind[] {
  const operation = actor.event.replace(SUFFIX, "");
  const [service] = source.split(".");
  return RULES.filter((one) => one.service === service && one.operations.split(" ").includes(operation)).map(({ kind }) => kind);
}

/** Operations, by service, that can have made a drift, sorted: what a rule of EventBridge has to let through. */
export function toldOperations(): Readonly<Record<string, readonly string[]>> {
  const services = [...new Set(RULES.map(({ service }) => service))];
  const of = (service: string) => RULES.flatMap((one) => (one.service === service ? one.operations.split(" ") : []));
  return Object.fromEntries(services.map((service) => [service, [...new Set(of(service))].toSorted()]));
}

type About = Pick<DriftQuestion, "address"> & { readonly [K in "apiId" | "ownId"]?: string | undefined };

function isAbout({ address, apiId, ownId }: About, parameters: Parameters): boolean {
  const [first = "", second] = namesOf(address);
  switch (kindOf(address)) {
    case "function":
    case "version":
      return functionIn(parameters) === first;
    case "alias": {
      // Deleting the function, which names no alias, deletes them all.
      const name = text(parameters.name);
      return functionIn(parameters) === first && (name === undefined || name === second);
    }
    case "permission":
      return functionIn(parameters) === first;
    case "rest-api":
    case "deployment":
      return apiId !== undefined && apiIn(parameters) === apiId;
    case "stage":
      return apiId !== undefined && apiIn(parameters) === apiId && (stageIn(parameters) ?? second) === second;
    case "bucket":
      return parameters.bucketName === first;
    case "role":
      return parameters.roleName === first;
    case "domain-name":
      return parameters.domainName === first || endsWith(parameters.resourceArn, `/domainnames/${first}`);
    // Events name them by ids alone; names are not in them.
    case "client-certificate":
      return (
        ownId !== undefined &&
        (parameters.clientCertificateId === ownId || endsWith(parameters.resourceArn, `/clientcertificates/${ownId}`))
      );
    case "api-key":
      return ownId !== undefined && (parameters.apiKey === ownId || endsWith(parameters.resourceArn, `/apikeys/${ownId}`));
    case "usage-plan":
      return (
        ownId !== undefined && (parameters.usagePlanId === ownId || endsWith(parameters.resourceArn, `/usageplans/${ownId}`))
      );
  }
}

function endsWith(value: unknown, ending: string): boolean {
  return text(value)?.endsWith(ending) ?? false;
}

function canHaveMade({ fields }: Rule, { drift, path }: DriftQuestion, parameters: Parameters): boolean {
  if (drift === "missing") return fields === "gone";
  if (fields === "gone") return false;
  const field = drift === "snapshot" ? "deploymentId" : (path ?? "");
  const members = fields === "any" ? [] : fields[firstOf(field)];
  if (members === undefined) return false;
  const patched = patchesIn(parameters);
  const isTold = fields === "any" || Object.hasOwn(PATCHES, firstOf(field));
  // Patches of what an API has beside its routes are of one of those, and of no field of the API.
  if (patched.length > 0 && isTold) return patched.some((patch) => patches(patch, field));
  return members.length === 0 || members.some((member) => parameters[member] !== undefined && parameters[member] !== null);
}

/** `variables` of `variables.LEVEL`, `settings` of `settings["*"].rateLimit`. */
function firstOf(path: string): string {
  return path.split(/[.[]/, 1)[0] ?? "";
}

/** Patches of a stage and of an API (UpdateStage, UpdateRestApi) by our first member; what is none of these is a method setting. */
const PATCHES: Readonly<Record<string, RegExp>> = {
  variables: /^\/variables\//,
  description: /^\/description$/,
  deploymentId: /^\/deploymentId$/,
  cache: /^\/cacheCluster/,
  accessLogs: /^\/accessLogSettings/,
  tracing: /^\/tracingEnabled$/,
  clientCertificate: /^\/clientCertificateId$/,
  documentationVersion: /^\/documentationVersion$/,
  // WAF alone sets it.
  webAcl: /^$/,
  canary: /^\/canarySettings/,
  shift: /^\/canarySettings/,
  endpoint: /^\/endpointConfiguration\/types/,
  vpcEndpoints: /^\/endpointConfiguration\/vpcEndpointIds/,
  ipAddressType: /^\/endpointConfiguration\/ipAddressType$/,
  securityPolicy: /^\/securityPolicy$/,
  endpointAccessMode: /^\/endpointAccessMode$/,
  version: /^\/version$/,
  minimumCompressionSize: /^\/minimumCompressionSize$/,
  apiKeySource: /^\/apiKeySource$/,
  disableExecuteApiEndpoint: /^\/disableExecuteApiEndpoint$/,
  binaryMediaTypes: /^\/binaryMediaTypes/,
  policy: /^\/policy$/,
};

function patches(patch: string, field: string): boolean {
  const first = firstOf(field);
  if (first === "variables" && field.startsWith("variables.")) return patch === `/variables/${field.slice("variables.".length)}`;
  const own = PATCHES[first];
  return own === undefined ? !Object.values(PATCHES).some((other) => other.test(patch)) : own.test(patch);
}

/** The paths of the patch operations, wherever they stand. */
function patchesIn(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(patchesIn);
  const { op, path } = record(value);
  if (typeof op === "string" && typeof path === "string") return [path];
  return Object.values(value).flatMap(patchesIn);
}

/** Lambda takes a name, an ARN or a part of one, with or without a qualifier. */
function functionIn(parameters: Parameters): string | undefined {
  const given = text(parameters.functionName) ?? text(parameters.resource);
  return given === undefined ? undefined : (/(?:^|:)function:([^:]+)/.exec(given)?.[1] ?? given.split(":", 1)[0]);
}

const API_ARN = /\/restapis\/([^/]+)(?:\/stages\/([^/]+))?$/;

function apiIn(parameters: Parameters): string | undefined {
  return text(parameters.restApiId) ?? API_ARN.exec(text(parameters.resourceArn) ?? "")?.[1];
}

/** CreateDeployment names it in the body. */
function stageIn(parameters: Parameters): string | undefined {
  const bodies = Object.values(parameters).map((value) => text(record(value).stageName));
  return (
    text(parameters.stageName) ??
    bodies.find((name) => name !== undefined) ??
    API_ARN.exec(text(parameters.resourceArn) ?? "")?.[2]
  );
}
