/**
 * The fewest calls that can look at everything a desired state declares, by the formulas of docs/aws-facts.md section 10.1,
 * from the services that the product has clients for, in a process that remembers nothing of earlier passes:
 *
 *   who we are            1 GetCallerIdentity
 *   APIs                  ⌈A/500⌉ GetRestApis
 *   stages                A GetStages
 *   working copies        Σ⌈R/500⌉ GetResources with methods embedded, where routes are declared
 *   deployed snapshots    Σ⌈D/500⌉ GetDeployments; a process that knew them already would need none
 *   functions, versions   ⌈ΣV/50⌉ ListFunctions of all versions
 *   tags of functions     F ListTags, for no listing has them and they hold our mark
 *   aliases               F ListAliases
 *   policies              one GetPolicy an alias that an API may invoke
 *   buckets               one call a declared aspect and one for tags, which also say whether the bucket is there:
 *                         the ListBuckets of the formula tells nothing more of a bucket whose name is known
 *   roles                 ⌈R/1000⌉ GetAccountAuthorizationDetails, and GetRole where it does not tell enough
 */
import type { BucketAspect, Declared } from "./declared.ts";

const ASPECT_READS = {
  versioning: "GetBucketVersioning",
  encryption: "GetBucketEncryption",
  publicAccessBlock: "GetPublicAccessBlock",
  lifecycle: "GetBucketLifecycleConfiguration",
  lifecycleMinimumSize: "GetBucketLifecycleConfiguration",
  cors: "GetBucketCors",
  policy: "GetBucketPolicy",
  ownership: "GetBucketOwnershipControls",
  acl: "GetBucketAcl",
  objectLock: "GetObjectLockConfiguration",
  website: "GetBucketWebsite",
  acceleration: "GetBucketAccelerateConfiguration",
  requestPayment: "GetBucketRequestPayment",
  accessLogging: "GetBucketLogging",
  replication: "GetBucketReplication",
  intelligentTiering: "ListBucketIntelligentTieringConfigurations",
  analytics: "ListBucketAnalyticsConfigurations",
  inventory: "ListBucketInventoryConfigurations",
  metrics: "ListBucketMetricsConfigurations",
  notifications: "GetBucketNotificationConfiguration",
  metadataTables: "GetBucketMetadataConfiguration",
  abac: "GetBucketAbac",
} as const satisfies Readonly<Record<BucketAspect, string>>;

export type Calls = Readonly<Record<string, number>>;

export function fewestCalls({ apis, functions, buckets, roles }: Declared): Calls {
  const withRoutes = apis.filter((api) => api.routesDeclared);
  const versions = sum(functions.map((fn) => fn.versions));
  return {
    "sts.GetCallerIdentity": 1,
    "apigateway.GetRestApis": pages(apis.length, 500),
    "apigateway.GetStages": apis.length,
    // The root is a resource too.
    "apigateway.GetResources": sum(withRoutes.map((api) => pages(api.resources + 1, 500))),
    "apigateway.GetDeployments": sum(apis.map((api) => pages(api.deployments, 500))),
    "lambda.ListFunctions": pages(versions, 50),
    "lambda.ListTags": functions.length,
    "lambda.ListAliases": functions.length,
    "lambda.GetPolicy": sum(functions.map((fn) => fn.aliasesWithPolicy)),
    "s3.GetBucketTagging": buckets.length,
    // One call may tell of several aspects.
    ...Object.fromEntries(
      Object.values(ASPECT_READS).map((operation) => [
        `s3.${operation}`,
        buckets.filter(({ aspects }) => aspects.some((aspect) => ASPECT_READS[aspect] === operation)).length,
      ]),
    ),
    "iam.GetAccountAuthorizationDetails": pages(roles.length, 1000),
    "iam.GetRole": roles.filter((role) => role.needsOwnRead).length,
  };
}

/**
 * The shallow count of aws-facts 10.1: what has to be asked in every pass of a process that remembers the rest, for it moves
 * traffic.
 *
 *   C_apigw(shallow)   ⌈A/500⌉ GetRestApis + A GetStages
 *   C_lambda(rest)     ⌈ΣV/50⌉ ListFunctions of all versions + F ListAliases
 */
export function shallowCalls({ apis, functions }: Declared): Calls {
  return {
    "apigateway.GetRestApis": pages(apis.length, 500),
    "apigateway.GetStages": apis.length,
    "lambda.ListFunctions": pages(sum(functions.map((fn) => fn.versions)), 50),
    "lambda.ListAliases": functions.length,
  };
}

/**
 * What a tool needs that reads each resource by itself: the calls of each Read in terraform-provider-aws, counted from its
 * source. Roles were not counted and are left out, in that tool's favour.
 *
 *   rest-api     1 GetRestApi + ⌈R/25⌉ GetResources, only to find the root
 *   resource     1 each, method 1, integration 1; where it is no proxy, method response and integration response 1 each
 *   stage        1 GetStage, and 1 more for each of its method settings
 *   deployment   1
 *   function     2 + ⌈V/50⌉: GetFunction, every page of versions, the code signing configuration
 *   alias        1, permission 1: the whole policy for each statement
 *   bucket       15, and 1 for each aspect kept as a resource of its own
 */
export function oneCallPerResource({ apis, functions, buckets }: Declared): Calls {
  return {
    "rest-api": sum(apis.map((api) => 1 + pages(api.resources + 1, 25))),
    routes: sum(apis.map((api) => api.resources + sum(api.methods.map(({ proxy }) => (proxy ? 2 : 4))))),
    stage: sum(apis.map((api) => sum(api.stages.map(({ settings }) => 1 + settings)))),
    deployment: sum(apis.map((api) => api.deployments)),
    function: sum(functions.map((fn) => 2 + pages(fn.versions, 50))),
    alias: sum(functions.map((fn) => fn.aliases)),
    permission: sum(functions.map((fn) => fn.permissions)),
    bucket: sum(buckets.map((bucket) => 15 + bucket.aspects.length)),
  };
}

export function totalOf(calls: Calls): number {
  return sum(Object.values(calls));
}

function pages(count: number, size: number): number {
  return Math.ceil(count / size);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
