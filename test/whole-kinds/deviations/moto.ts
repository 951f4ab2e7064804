/** Kinds on moto. */
import { ALL, endsAt, type KindDeviations, loses, refuses } from "./kind-deviation.ts";

/** What it answers to operations that it does not know, and when it breaks. */
const PAGE = "Unexpected token '<'";
const forgets = (what: string) => `takes what is said of ${what} for CreateBucket and ListObjects, and so forgets it`;
const NO_TAGS = endsAt("changing it by hand", PAGE, "knows TagResource of stages only: a page of HTML");
const NO_UPDATE_OF_DOMAINS = endsAt("changing it by hand", PAGE, "knows no UpdateDomainName: a page of HTML");
const NO_CERTIFICATES = refuses(
  `apigateway.GetClientCertificates failed: the answer is not AWS's (SyntaxError: ${PAGE}`,
  "knows no client certificates: a page of HTML",
);
const NO_PROVISIONED = refuses(
  `lambda.PutProvisionedConcurrencyConfig failed: the answer is not AWS's (SyntaxError: ${PAGE}`,
  "knows no provisioned concurrency: a page of HTML",
);
const NO_URL_YET = refuses(
  `lambda.UpdateFunctionUrlConfig failed: the answer is not AWS's (SyntaxError: ${PAGE}`,
  "UpdateFunctionUrlConfig of a function that has no URL breaks, with a page of HTML; AWS says that there is none",
);
const OWN_DIGEST = loses('["codeSha256"]', "shows a digest of its own making of an image, not the image's");
const NO_METADATA = refuses("the answer is not AWS's", forgets("the tables of S3 Metadata"));
const NO_SIGNING = endsAt("making what it needs", PAGE, "knows no code signing: a page of HTML");
const TEXT_QUOTA = endsAt(
  "looking again",
  '["quota.limit","quota.offset"]',
  "UpdateUsagePlan keeps the numbers of a quota as text",
);

export const MOTO_KINDS: KindDeviations = {
  bucket: {
    lifecycle: loses('["lifecycle"]', "loses the sizes of a filter, and how many noncurrent versions to keep"),
    requestPayment: loses('["requestPayment"]', forgets("who pays for requests")),
    accessLogging: loses('["accessLogging.keyFormat"]', "loses the format of the keys of logs"),
    replication: loses('["replication.rules"]', "loses filters, what is encrypted, existing objects and changes of replicas"),
    intelligentTiering: loses('["intelligentTiering.', forgets("intelligent tiering")),
    analytics: loses('["analytics.', forgets("analytics")),
    inventory: loses(
      '"inventory.daily.fields"',
      "shows other fields and versions of an inventory than were put, and no encryption",
    ),
    metrics: loses('["metrics.', forgets("metrics")),
    notifications: loses('["notifications.eventBridge"]', "loses that EventBridge is told"),
    "notifications 2": loses('["notifications.eventBridge"]', "loses that EventBridge is told"),
    metadataTables: NO_METADATA,
    "metadataTables 2": NO_METADATA,
    abac: loses('["abac"]', forgets("whether tags count in access control")),
  },
  function: {
    layers: refuses("One or more LayerVersion does not exist", "without Docker looks for layers where none is published"),
    ephemeralStorage: endsAt(
      "finding it before putting it back",
      "found nothing",
      "UpdateFunctionConfiguration changes no EphemeralStorage",
    ),
    tracing: endsAt("finding it before putting it back", "found nothing", "UpdateFunctionConfiguration changes no TracingConfig"),
    deadLetter: loses('["deadLetter"]', "CreateFunction loses DeadLetterConfig"),
    kmsKey: loses('["kmsKey"]', "CreateFunction loses KMSKeyArn"),
    fileSystems: loses('["fileSystems"]', "loses FileSystemConfigs"),
    logging: loses('"logging.format"', "loses LoggingConfig"),
    codeKmsKey: loses('["codeKmsKey"]', "loses SourceKMSKeyArn"),
    codeSigning: NO_SIGNING,
    "codeSigning 2": NO_SIGNING,
    recursiveLoop: refuses(
      `lambda.PutFunctionRecursionConfig failed: the answer is not AWS's (SyntaxError: ${PAGE}`,
      "knows no PutFunctionRecursionConfig: a page of HTML",
    ),
    runtimeUpdates: refuses(
      `lambda.PutRuntimeManagementConfig failed: the answer is not AWS's (SyntaxError: ${PAGE}`,
      "knows no PutRuntimeManagementConfig: a page of HTML",
    ),
    durable: loses('"durable.timeout"', "loses DurableConfig"),
    tenantIsolation: loses("tenantIsolation is false, declared true", "loses TenancyConfig"),
  },
  functionOfImage: { code: OWN_DIGEST, imageConfig: OWN_DIGEST, [ALL]: OWN_DIGEST },
  alias: {
    provisionedConcurrency: NO_PROVISIONED,
    "provisionedConcurrency 2": NO_PROVISIONED,
    url: NO_URL_YET,
    "url 2": NO_URL_YET,
    "url 3": NO_URL_YET,
    "asyncInvocation 2": endsAt(
      "finding it before putting it back",
      "found nothing",
      "goes on showing the first of two configurations that PutFunctionEventInvokeConfig was given",
    ),
  },
  restApi: {
    vpcEndpoints: endsAt("finding it before putting it back", "found nothing", "UpdateRestApi takes no VPC endpoint away"),
    version: loses('["version"]', "has V1 for the version of every API that is made"),
    ipAddressType: endsAt(
      "finding it before putting it back",
      "found nothing",
      "UpdateRestApi writes a new ipAddressType to the types of the endpoint",
    ),
    securityPolicy: loses('["securityPolicy"]', "loses securityPolicy"),
    endpointAccessMode: loses('["endpointAccessMode"]', "loses endpointAccessMode"),
    binaryMediaTypes: loses('["binaryMediaTypes"]', "CreateRestApi loses binaryMediaTypes"),
    minimumCompressionSize: endsAt(
      "finding it before putting it back",
      "found nothing",
      "UpdateRestApi changes no minimumCompressionSize",
    ),
    disableExecuteApiEndpoint: endsAt(
      "finding it before putting it back",
      "found nothing",
      "UpdateRestApi takes the word false for true",
    ),
    tags: NO_TAGS,
    models: endsAt("changing it by hand", PAGE, "knows no UpdateModel: a page of HTML"),
    documentation: refuses("apigateway.CreateDocumentationPart failed", "knows no documentation: a page of HTML"),
    documentationVersions: refuses("apigateway.CreateDocumentationVersion failed", "knows no documentation: a page of HTML"),
    routes: endsAt("changing it", "apigateway.UpdateIntegration failed", "breaks in UpdateIntegration, with a page of HTML"),
    "routes 2": endsAt("changing it by hand", PAGE, "knows no UpdateMethod: a page of HTML"),
  },
  stage: {
    canary: loses('"canary.percent"', "CreateStage loses canarySettings"),
    clientCertificate: loses('["clientCertificate"]', "CreateStage loses clientCertificateId"),
    documentationVersion: loses('["documentationVersion"]', "CreateStage loses documentationVersion"),
    webAcl: refuses("WAFNonexistentItemException", "makes web ACLs by ids of its own, so that none has the declared ARN"),
  },
  clientCertificate: { description: NO_CERTIFICATES, tags: NO_CERTIFICATES, [ALL]: NO_CERTIFICATES },
  apiKey: { tags: NO_TAGS },
  usagePlan: {
    quota: TEXT_QUOTA,
    "quota 2": TEXT_QUOTA,
    stages: endsAt("looking at the change", "burstLimit", "UpdateUsagePlan leaves the limits of a route as they were"),
    "stages 2": endsAt("finding it before putting it back", "found nothing", "UpdateUsagePlan takes no limits of routes away"),
    tags: NO_TAGS,
    [ALL]: endsAt(
      "destroying it",
      "apigateway.UpdateUsagePlan failed",
      "UpdateUsagePlan breaks when it is to take a stage away that has limits of routes, with a page of HTML",
    ),
  },
  domainName: {
    certificate: NO_UPDATE_OF_DOMAINS,
    ownershipCertificate: loses('["ownershipCertificate"]', "CreateDomainName loses the ownership certificate"),
    ipAddressType: NO_UPDATE_OF_DOMAINS,
    endpointAccessMode: NO_UPDATE_OF_DOMAINS,
    routingMode: NO_UPDATE_OF_DOMAINS,
    securityPolicy: NO_UPDATE_OF_DOMAINS,
    mutualTls: loses('"mutualTls.truststore"', "CreateDomainName loses mutualTlsAuthentication"),
    tags: NO_TAGS,
  },
};
