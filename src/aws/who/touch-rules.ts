/** Which operations of AWS change which fields of what, as a table. */
import type { Kind } from "../../model/kind.ts";

export interface Rule {
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

/** Of the tables of S3 Metadata about a bucket. */
const METADATA_TABLES =
  "CreateBucketMetadataConfiguration DeleteBucketMetadataConfiguration UpdateBucketMetadataJournalTableConfiguration " +
  "UpdateBucketMetadataInventoryTableConfiguration UpdateBucketMetadataAnnotationTableConfiguration";

/** What an API has beside its routes: the operations that change one, and our member. */
const MEMBERS = [
  ["CreateAuthorizer UpdateAuthorizer DeleteAuthorizer", "authorizers"],
  ["CreateModel UpdateModel DeleteModel", "models"],
  ["CreateRequestValidator UpdateRequestValidator DeleteRequestValidator", "validators"],
  ["PutGatewayResponse UpdateGatewayResponse DeleteGatewayResponse", "gatewayResponses"],
  ["CreateDocumentationPart UpdateDocumentationPart DeleteDocumentationPart", "documentation"],
  ["CreateDocumentationVersion UpdateDocumentationVersion DeleteDocumentationVersion", "documentationVersions"],
] as const;

export const RULES: readonly Rule[] = [
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
  rule("apigateway", "UpdateRestApi", "rest-api", {
    endpoint: [],
    vpcEndpoints: [],
    ipAddressType: [],
    securityPolicy: [],
    endpointAccessMode: [],
    description: [],
    version: [],
    binaryMediaTypes: [],
    minimumCompressionSize: [],
    apiKeySource: [],
    disableExecuteApiEndpoint: [],
    policy: [],
  }),
  ...MEMBERS.map(([operations, member]) => rule("apigateway", operations, "rest-api", { [member]: [] })),
  rule("apigateway", "TagResource UntagResource", "rest-api", { tags: [], owner: [] }),
  rule("apigateway", ROUTES, "rest-api", { routes: [] }),
  rule("apigateway", "DeleteDeployment", "deployment", "gone"),
  rule("apigateway", "UpdateClientCertificate", "client-certificate", { description: [] }),
  rule("apigateway", "TagResource UntagResource", "client-certificate", { tags: [], owner: [] }),
  rule("apigateway", "DeleteClientCertificate", "client-certificate", "gone"),
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
  rule("s3", "PutBucketLifecycle DeleteBucketLifecycle", "bucket", { lifecycle: [], lifecycleMinimumSize: [] }),
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
  rule("s3", METADATA_TABLES, "bucket", { metadataTables: [] }),
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
