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

type Parameters = AuditEvent["parameters"];

interface Rule {
  readonly service: string;
  readonly operations: string;
  readonly kind: Kind;
  /** By the first member of a path: names of parameters, one of which is there when the field is changed; none: nobody can tell. */
  readonly fields: Readonly<Record<string, readonly string[]>> | "any" | "gone";
}

const rule = (service: string, operations: string, kind: Kind, fields: Rule["fields"]): Rule => {
  return { service, operations, kind, fields };
};

const ROUTES =
  "PutRestApi CreateResource UpdateResource DeleteResource PutMethod UpdateMethod DeleteMethod PutIntegration UpdateIntegration " +
  "DeleteIntegration PutIntegrationResponse UpdateIntegrationResponse DeleteIntegrationResponse PutMethodResponse " +
  "UpdateMethodResponse DeleteMethodResponse";

const RULES: readonly Rule[] = [
  rule("lambda", "UpdateFunctionCode", "function", {
    codeSha256: [],
    architecture: ["architectures"],
    codeKmsKey: ["sourceKMSKeyArn"],
  }),
  rule("lambda", "UpdateFunctionConfiguration", "function", {
    description: ["description"],
    runtime: ["runtime"],
    handler: ["handler"],
    role: ["role"],
    timeoutSeconds: ["timeout"],
    memoryMb: ["memorySize"],
    layers: ["layers"],
    ephemeralStorageMb: ["ephemeralStorage"],
    tracing: ["tracingConfig"],
    vpc: ["vpcConfig"],
    deadLetter: ["deadLetterConfig"],
    kmsKey: ["kMSKeyArn", "kmsKeyArn"],
    fileSystems: ["fileSystemConfigs"],
    logging: ["loggingConfig"],
    snapStart: ["snapStart"],
    imageConfig: ["imageConfig"],
    durable: ["durableConfig"],
    environment: [],
  }),
  rule("lambda", "PutFunctionConcurrency DeleteFunctionConcurrency", "function", { reservedConcurrency: [] }),
  rule("lambda", "PutFunctionCodeSigningConfig DeleteFunctionCodeSigningConfig", "function", { codeSigning: [] }),
  rule("lambda", "PutFunctionRecursionConfig", "function", { recursiveLoop: [] }),
  rule("lambda", "PutRuntimeManagementConfig", "function", { runtimeUpdates: [] }),
  rule("lambda", "TagResource UntagResource", "function", { tags: [], owner: [] }),
  rule("lambda", "DeleteFunction", "function", "gone"),
  rule("lambda", "CreateAlias UpdateAlias", "alias", {
    version: ["functionVersion"],
    description: ["description"],
    weights: ["routingConfig"],
    shift: [],
    owner: ["description"],
  }),
  rule("lambda", "PutProvisionedConcurrencyConfig DeleteProvisionedConcurrencyConfig", "alias", { provisionedConcurrency: [] }),
  rule("lambda", "CreateFunctionUrlConfig UpdateFunctionUrlConfig DeleteFunctionUrlConfig RemovePermission", "alias", {
    url: [],
  }),
  rule("lambda", "PutFunctionEventInvokeConfig UpdateFunctionEventInvokeConfig DeleteFunctionEventInvokeConfig", "alias", {
    asyncInvocation: [],
  }),
  rule("lambda", "DeleteAlias DeleteFunction", "alias", "gone"),
  rule("lambda", "AddPermission", "permission", "any"),
  rule("lambda", "RemovePermission DeleteAlias DeleteFunction", "permission", "gone"),
  rule("apigateway", "UpdateStage CreateStage", "stage", "any"),
  rule("apigateway", "CreateDeployment", "stage", { deploymentId: [] }),
  rule("apigateway", "TagResource UntagResource", "stage", { tags: [], owner: [] }),
  rule("wafv2", "AssociateWebACL DisassociateWebACL", "stage", { webAcl: [] }),
  rule("apigateway", "DeleteStage DeleteRestApi", "stage", "gone"),
  rule("apigateway", "UpdateRestApi", "rest-api", { endpoint: [], description: [], binaryMediaTypes: [], policy: [] }),
  rule("apigateway", "TagResource UntagResource", "rest-api", { tags: [], owner: [] }),
  rule("apigateway", ROUTES, "rest-api", { routes: [] }),
  rule("apigateway", "DeleteDeployment", "deployment", "gone"),
  rule("apigateway", "UpdateApiKey", "api-key", "any"),
  rule("apigateway", "TagResource UntagResource", "api-key", { tags: [], owner: [] }),
  rule("apigateway", "DeleteApiKey", "api-key", "gone"),
  rule("apigateway", "UpdateUsagePlan", "usage-plan", "any"),
  rule("apigateway", "CreateUsagePlanKey DeleteUsagePlanKey DeleteApiKey", "usage-plan", { keys: [] }),
  rule("apigateway", "TagResource UntagResource", "usage-plan", { tags: [], owner: [] }),
  rule("apigateway", "DeleteUsagePlan", "usage-plan", "gone"),
  rule("apigateway", "UpdateDomainName", "domain-name", "any"),
  rule("apigateway", "CreateBasePathMapping UpdateBasePathMapping DeleteBasePathMapping", "domain-name", { paths: [] }),
  rule("apigateway", "TagResource UntagResource", "domain-name", { tags: [], owner: [] }),
  rule("apigateway", "DeleteDomainName", "domain-name", "gone"),
  rule("s3", "PutBucketVersioning", "bucket", { versioning: [] }),
  rule("s3", "PutBucketEncryption DeleteBucketEncryption", "bucket", { encryption: [] }),
  rule("s3", "PutBucketPublicAccessBlock DeleteBucketPublicAccessBlock", "bucket", { publicAccessBlock: [] }),
  rule("s3", "PutBucketTagging DeleteBucketTagging", "bucket", { tags: [], owner: [] }),
  rule("s3", "PutBucketLifecycle DeleteBucketLifecycle", "bucket", { lifecycle: [] }),
  rule("s3", "PutBucketCors DeleteBucketCors", "bucket", { cors: [] }),
  rule("s3", "PutBucketPolicy DeleteBucketPolicy", "bucket", { policy: [] }),
  ...[
    ["OwnershipControls", "ownership"],
    ["Acl", "acl"],
    ["ObjectLockConfiguration", "objectLock"],
    ["Website", "website"],
    ["AccelerateConfiguration", "acceleration"],
    ["RequestPayment", "requestPayment"],
    ["Logging", "accessLogging"],
    ["Replication", "replication"],
    ["IntelligentTieringConfiguration", "intelligentTiering"],
    ["AnalyticsConfiguration", "analytics"],
    ["InventoryConfiguration", "inventory"],
    ["MetricsConfiguration", "metrics"],
  ].map(([name, member = ""]) => rule("s3", `PutBucket${name} DeleteBucket${name}`, "bucket", { [member]: [] })),
  rule("s3", "PutBucketNotification", "bucket", { notifications: [] }),
  rule("s3", "PutBucketAbac", "bucket", { abac: [] }),
  rule("lambda", "RemovePermission", "bucket", { notifications: [] }),
  rule("s3", "DeleteBucket", "bucket", "gone"),
  rule("iam", "UpdateAssumeRolePolicy", "role", { trust: [] }),
  rule("iam", "UpdateRole UpdateRoleDescription", "role", {
    description: ["description"],
    maxSessionSeconds: ["maxSessionDuration"],
  }),
  rule("iam", "PutRolePermissionsBoundary DeleteRolePermissionsBoundary", "role", { permissionsBoundary: [] }),
  rule("iam", "PutRolePolicy DeleteRolePolicy", "role", { inlinePolicies: [] }),
  rule("iam", "AttachRolePolicy DetachRolePolicy", "role", { managedPolicies: [] }),
  rule("iam", "TagRole UntagRole", "role", { tags: [], owner: [] }),
  rule("iam", "DeleteRole", "role", "gone"),
];

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
  const patched = patchesIn(parameters);
  if (patched.length > 0) return patched.some((patch) => patches(patch, field));
  const members = fields === "any" ? [] : fields[firstOf(field)];
  if (members === undefined) return false;
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
  endpoint: /^\/endpointConfiguration/,
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
