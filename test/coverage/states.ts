/** What no table of fields has: desired states as authors write them, each brought about after the one before. */

const CERTIFICATE = "arn:aws:acm:us-east-1:000000000000:certificate";

export const STAGES = [
  `owner: shop
apis:
  shop:
    endpoint: REGIONAL
    description: The shop
    version: "1.0"
    ipAddressType: dualstack
    securityPolicy: SecurityPolicy_TLS13_1_3_2025_09
    endpointAccessMode: STRICT
    binaryMediaTypes: [image/png]
    policy: { Version: "2012-10-17", Statement: [{ Effect: Allow, Principal: "*", Action: "execute-api:Invoke", Resource: "*" }] }
    tags: { team: shop }
    authorizers: { gate: { lambda: "arn:aws:lambda:us-east-1:999988887777:function:gate", type: request, identitySource: [method.request.header.A] } }
    models: { Plain: { schema: { type: object }, contentType: text/plain } }
    documentation: { RESPONSE_HEADER GET /orders 200 X-Id: { description: Which one } }
    documentationVersions: { "1": { description: The first } }
    routes:
      GET /orders: { mock: { status: 200 }, apiKeyRequired: true }
      GET /mine: { mock: { status: 200 }, authorization: iam }
      POST /: { http: { url: "https://example.org", method: PUT } }
    stages:
      dev:
        description: Development
        variables: { A: "1" }
        canary: { percent: 10, variables: { A: "2" }, stageCache: true }
        throttling: { rateLimit: 5, burstLimit: 10 }
        logging: { level: info, dataTrace: true, metrics: true }
        routes: { GET /orders: { caching: { enabled: true } } }
        cache: { size: "0.5", ttl: 60, encrypted: true, invalidation: refuse, everyRoute: true }
        accessLogs: { destination: "arn:aws:logs:us-east-1:000000000000:log-group:shop", format: "$context.requestId" }
        tracing: true
        clientCertificate: abc123
        documentationVersion: "1"
        tags: { team: shop }
`,
  `owner: shop
apis:
  shop:
    authorizers: { pass: { lambda: "arn:aws:lambda:us-east-1:999988887777:function:gate", identitySource: method.request.header.A, credentials: "arn:aws:iam::000000000000:role/runner" } }
    routes:
      GET /stream: { integration: { type: HTTP_PROXY, method: GET, uri: "https://example.org", vpcLink: abc123, integrationTarget: "arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer/app/a/1", responseTransferMode: STREAM } }
      GET /more:
        integration: { type: HTTP, uri: "https://example.org", responses: { "200": { contentHandling: CONVERT_TO_TEXT } } }
        responses: { "200": {} }
    stages: { dev: { canary: { percent: 20, variables: { A: "2" } } } }
`,
];

export const AROUND_STAGES = [
  `owner: shop
apis:
  shop:
    routes: { GET /orders: { mock: { status: 200 }, apiKeyRequired: true } }
    stages: { prod: { clientCertificate: backend } }
clientCertificates: { backend: { description: Shown to the shop, tags: { team: shop } } }
apiKeys:
  partner: { description: A partner, enabled: true, customerId: c1, value: ${"s3cr3t-".repeat(4)}, tags: { team: shop } }
usagePlans:
  basic:
    description: Basic
    productCode: abc123
    throttling: { rateLimit: 10, burstLimit: 20 }
    quota: { limit: 1000, period: week, offset: 1 }
    stages: { shop/prod: { routes: { GET /orders: { rateLimit: 1, burstLimit: 2 } } } }
    keys: [partner]
    tags: { team: shop }
domains:
  api.acme.com:
    endpoint: REGIONAL
    certificate: ${CERTIFICATE}/one
    ownershipCertificate: ${CERTIFICATE}/one
    securityPolicy: TLS_1_2
    ipAddressType: dualstack
    endpointAccessMode: BASIC
    routingMode: BASE_PATH_MAPPING_ONLY
    mutualTls: { truststore: s3://acme-trust/a.pem, version: v1 }
    paths: { "/": shop/prod }
    tags: { team: shop }
  edge.acme.com: { endpoint: EDGE, certificate: ${CERTIFICATE}/two }
`,
];

/** `sha256`: of the zip `built.zip` in the bucket `acme-builds`. */
export function roles(sha256: string): readonly [string, string] {
  const first = `owner: shop
roles:
  runner:
    assumedBy: lambda.amazonaws.com
    path: /shop/
    description: Runs it
    maxSessionDuration: 7200
    permissionsBoundary: PowerUserAccess
    managedPolicies: [AWSLambdaBasicExecutionRole]
    inlinePolicies: { more: { Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "s3:GetObject", Resource: "*" }] } }
    tags: { team: shop }
functions:
  shop:
    code: fn
    runtime: nodejs22.x
    handler: index.handler
    role: runner
    architecture: arm64
    aliases: { live: { version: auto, description: serves, environment: { AA: "1" } } }
  built:
    code: { s3: { bucket: acme-builds, key: built.zip, version: "null", storage: reference, sha256: ${sha256} } }
    runtime: nodejs22.x
    handler: index.handler
    role: runner
    architecture: x86_64
apis:
  shop:
    routes: { GET /: { lambda: "shop:live" } }
    stages: { dev: {} }
`;
  return [first, first.replace("built.zip", "again.zip").replace("x86_64", "arm64")];
}

const ALIAS =
  'functions: { shop: { code: fn, runtime: python3.13, handler: index.handler, role: "arn:aws:iam::000000000000:role/standing"';
export const FUNCTIONS = [
  `{ owner: shop, ${ALIAS}, aliases: { live: { version: auto, environment: { AA: "1" } } } } } }`,
  `{ owner: shop, ${ALIAS}, aliases: { live: { version: auto, environment: { AA: "2" } } } } } }`,
  `{ owner: shop, ${ALIAS}, snapStart: true, architecture: arm64, aliases: { live: { version: 2, weights: { "1": 0.25, "2": 0.75 } } } } } }`,
];

export const BUCKETS = [
  `owner: acme
buckets:
  acme-more:
    region: eu-central-1
    versioning: enabled
    objectLock: { eventHold: { days: 3 } }
    ownership: ObjectWriter
    acl: [{ grantee: ${"a".repeat(64)}, permission: READ }]
    publicAccess: unmanaged
    analytics: { tagged: { tags: { a: "1" } } }
    intelligentTiering: { tagged: { tags: { a: "1" }, deepArchiveAfterDays: 200 } }
    lifecycle: [{ id: small, smallerThanBytes: 100, expireAfterDays: 9 }]
    lifecycleMinimumSize: byStorageClass
    metadataTables: { journalDays: 30, inventory: true, annotations: { role: "arn:aws:iam::000000000000:role/reader" } }
    accessLogging: { bucket: acme-logs, grants: [{ grantee: ${"b".repeat(64)}, permission: READ }] }
    metrics:
      prefixed: { prefix: a/ }
      tagged: { tags: { a: "1" } }
      both: { prefix: a/, accessPoint: "arn:aws:s3:us-east-1:000000000000:accesspoint/x" }
    replication: { role: "arn:aws:iam::000000000000:role/copier", rules: [{ id: tagged, tags: { a: "1" }, destination: acme-logs }] }
  acme-logs: { region: eu-central-1, versioning: enabled }
`,
  `owner: acme
buckets:
  acme-more: { region: eu-central-1, publicAccess: unmanaged, tags: { team: more } }
  acme-000000000000-us-east-1-an: { namespace: account-regional }
`,
];
