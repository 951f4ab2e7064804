/** Kinds on ministack. */
import { ALL, endsAt, type KindDeviations, loses, refuses } from "./kind-deviation.ts";

const forgets = (what: string) => `takes what is said of ${what} for CreateBucket and ListObjects, and so forgets it`;
const NO_METADATA = refuses("the answer is not AWS's", forgets("the tables of S3 Metadata"));
const NO_SIGNING = loses('["codeSigning"]', "CreateFunction loses CodeSigningConfigArn");
const NO_DIGEST = refuses("lacks Configuration.CodeSha256", "shows no digest of a function of an image");
const MOCK_URI = "shows an empty uri of a mock integration, which has none";
const FILLED_IN = '["asyncInvocation.maxAgeSeconds"]';
const AGE = "shows an age of six hours where none was put";
const NO_CERTIFICATES = refuses("Unknown path: /clientcertificates", "knows no client certificates");
const TAGS_APART = endsAt(
  "finding it before putting it back",
  "found nothing",
  "TagResource writes tags that GetTags shows, and the resource itself does not",
);
const NO_UPDATE_OF_DOMAINS = endsAt(
  "changing it by hand",
  "Unknown API Gateway v1 path: /domainnames/",
  "knows no UpdateDomainName",
);
const NO_UPDATE_OF_PATHS = "knows no UpdateBasePathMapping";
/** It puts the text of a patch at the patch's path, whatever is there. */
const patchedAsText = (member: string, what: string) =>
  endsAt("looking again", member, `an update makes text of ${what}, which was no text before`);

export const MINISTACK_KINDS: KindDeviations = {
  bucket: {
    requestPayment: loses('["requestPayment"]', forgets("who pays for requests")),
    replication: loses('["replication.rules"]', "loses whether objects that were there before are replicated"),
    intelligentTiering: loses('["intelligentTiering.', forgets("intelligent tiering")),
    analytics: loses('["analytics.', forgets("analytics")),
    inventory: loses('["inventory.', forgets("inventories")),
    metrics: loses('["metrics.', forgets("metrics")),
    metadataTables: NO_METADATA,
    "metadataTables 2": NO_METADATA,
    abac: loses('["abac"]', forgets("whether tags count in access control")),
  },
  role: {
    permissionsBoundary: loses(
      '["permissionsBoundary"]',
      "GetAccountAuthorizationDetails shows no permissions boundary of a role",
    ),
  },
  function: {
    codeSigning: NO_SIGNING,
    "codeSigning 2": NO_SIGNING,
    runtimeUpdates: refuses("lambda.PutRuntimeManagementConfig refused", "knows no PutRuntimeManagementConfig"),
  },
  functionOfImage: { code: NO_DIGEST, imageConfig: NO_DIGEST, [ALL]: NO_DIGEST },
  alias: { asyncInvocation: loses(FILLED_IN, AGE), "asyncInvocation 2": endsAt("looking at the change", FILLED_IN, AGE) },
  restApi: {
    endpoint: endsAt("looking again", '["endpoint"]', "UpdateRestApi makes an object of the list of endpoint types"),
    vpcEndpoints: endsAt(
      "looking again",
      "toSorted is not a function",
      "UpdateRestApi takes all VPC endpoints away for one, and gives one back as text and not in a list",
    ),
    securityPolicy: loses('["securityPolicy"]', "loses securityPolicy"),
    endpointAccessMode: loses('["endpointAccessMode"]', "loses endpointAccessMode"),
    binaryMediaTypes: endsAt(
      "finding it before putting it back",
      "toSorted is not a function",
      "UpdateRestApi makes an object of the list of media types",
    ),
    minimumCompressionSize: patchedAsText('["minimumCompressionSize"]', "the size"),
    disableExecuteApiEndpoint: patchedAsText('["disableExecuteApiEndpoint"]', "the flag"),
    tags: TAGS_APART,
    authorizers: endsAt(
      "looking at the change",
      '["authorizers.people.ttlSeconds"]',
      "an update makes text of the time to live, which was a number before",
    ),
    documentationVersions: refuses("apigateway.CreateDocumentationVersion refused", "knows no versions of documentation"),
    "routes 2": loses('.integration.uri"', MOCK_URI),
    cors: loses('routes[\\"OPTIONS /orders\\"].integration.', MOCK_URI),
  },
  stage: {
    canary: loses('"canary.percent"', "CreateStage loses canarySettings"),
    webAcl: refuses("WAFNonexistentItemException", "makes web ACLs by ids of its own, so that none has the declared ARN"),
    tags: TAGS_APART,
  },
  clientCertificate: { description: NO_CERTIFICATES, tags: NO_CERTIFICATES, [ALL]: NO_CERTIFICATES },
  apiKey: { enabled: patchedAsText('["enabled"]', "the flag"), tags: TAGS_APART },
  usagePlan: {
    throttling: patchedAsText('"throttle.rateLimit"', "the limits"),
    "throttling 2": patchedAsText('"throttle.rateLimit"', "the limits"),
    quota: patchedAsText('["quota.limit"', "the numbers of a quota"),
    "quota 2": patchedAsText('["quota.limit"', "the numbers of a quota"),
    stages: endsAt(
      "looking again",
      "(plan.apiStages ?? []).map is not a function",
      "UpdateUsagePlan takes all stages away for one, and gives one back as an object of its path and not in a list",
    ),
    "stages 2": endsAt("finding it before putting it back", "found nothing", "UpdateUsagePlan takes no limits of routes away"),
    tags: TAGS_APART,
  },
  domainName: {
    certificate: NO_UPDATE_OF_DOMAINS,
    ownershipCertificate: NO_UPDATE_OF_DOMAINS,
    ipAddressType: NO_UPDATE_OF_DOMAINS,
    endpointAccessMode: NO_UPDATE_OF_DOMAINS,
    routingMode: NO_UPDATE_OF_DOMAINS,
    securityPolicy: NO_UPDATE_OF_DOMAINS,
    mutualTls: NO_UPDATE_OF_DOMAINS,
    paths: endsAt("changing it", "apigateway.UpdateBasePathMapping refused", NO_UPDATE_OF_PATHS),
    "paths 2": endsAt("changing it by hand", "Unknown API Gateway v1 path: /domainnames/", NO_UPDATE_OF_PATHS),
    tags: TAGS_APART,
  },
};
