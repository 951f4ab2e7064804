/** Desired states that need, between them, every call that the product makes. `later` is what they become. */
import { readFileSync } from "node:fs";
import type { Address } from "../../src/model/address.ts";
import { BEHIND_WAF, MEMBERS, STAGELESS } from "./member-story.ts";
import type { RootClients } from "./root-clients.ts";

export interface Story {
  readonly name: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly first: string;
  /** As `first`, with other contents. */
  readonly later?: string;
  /** As `first`, with fewer things in it. */
  readonly fewer?: string;
  /** What stands there before. */
  readonly before?: (root: RootClients) => Promise<unknown>;
  /** What somebody else does to it. */
  readonly drift?: (root: RootClients) => Promise<unknown>;
  /** What a person rolls back once it has become `later`, and forward again. */
  readonly rollsBack?: readonly Address[];
  /** After so many minutes there is history that goes. */
  readonly keepsFor?: number;
  /** Statements that this life alone does not need. */
  readonly spares?: readonly string[];
}

const ROLE = "arn:aws:iam::000000000000:role/standing";
const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});
const HANDLER = { "fn/index.mjs": "export const handler = async () => ({ statusCode: 200 });" };

async function standingRole({ iam }: RootClients): Promise<void> {
  await iam.createRole({ RoleName: "standing", AssumeRolePolicyDocument: TRUST });
}

async function apiId({ apigateway }: RootClients): Promise<string> {
  return (await apigateway.getRestApis({})).items?.[0]?.id ?? "";
}

const EXAMPLE: Story = {
  name: "the example",
  files: { "functions/image-uploader/index.mjs": readFileSync("functions/image-uploader/index.mjs", "utf8") },
  first: readFileSync("desired-state/image-upload.yaml", "utf8").replace("code: ../", "code: "),
  async drift({ lambda, s3 }) {
    const Bucket = "stagekeeper-example-images-prod";
    await s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: "Suspended" } });
    await lambda.updateAlias({ FunctionName: "ImageUploaderLambda", Name: "dev", FunctionVersion: "1" });
  },
};

const BUCKETS: Story = {
  name: "buckets with every aspect",
  first: `owner: acme
buckets:
  acme-full:
    versioning: enabled
    encryption: AES256
    tags: { team: images, cost: high }
    lifecycle: [{ id: old, expireAfterDays: 90 }]
    lifecycleMinimumSize: byStorageClass
    metadataTables: { journalDays: 30, annotations: { role: "arn:aws:iam::000000000000:role/reader" } }
    cors: [{ origins: ["*"], methods: [GET] }]
    policy: { Version: 2012-10-17, Statement: { Effect: Deny, Principal: "*", Action: s3:GetObject, Resource: "arn:aws:s3:::acme-full/*" } }
  acme-plain: {}
`,
  later: `owner: acme
buckets:
  acme-full:
    versioning: suspended
    encryption: AES256
    tags: { team: images }
    lifecycle: []
    metadataTables: { inventory: true, annotations: { role: "arn:aws:iam::000000000000:role/reader" } }
    cors: []
    policy: none
  acme-plain: {}
`,
  fewer: "owner: acme\nbuckets:\n  acme-full: {}\n",
  async drift({ s3 }) {
    await s3.putBucketVersioning({ Bucket: "acme-full", VersioningConfiguration: { Status: "Suspended" } });
    await s3.deletePublicAccessBlock({ Bucket: "acme-full" });
    await s3.deleteBucketCors({ Bucket: "acme-full" });
    await s3.deleteBucketLifecycle({ Bucket: "acme-full" });
    await s3.deleteBucketPolicy({ Bucket: "acme-full" });
    await s3.deleteBucketMetadataConfiguration({ Bucket: "acme-full" });
    const rule = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" as const } };
    await s3.putBucketEncryption({ Bucket: "acme-full", ServerSideEncryptionConfiguration: { Rules: [rule] } });
  },
};

const ROLES: Story = {
  name: "roles, and functions that run as them",
  files: HANDLER,
  first: `owner: acme
roles:
  worker:
    path: /team/
    description: Works
    assumedBy: lambda.amazonaws.com
    managedPolicies: [AWSLambdaBasicExecutionRole]
    allow: [{ actions: [s3:GetObject], resources: ["*"] }]
    tags: { team: images }
functions:
  fn:
    code: fn
    runtime: nodejs22.x
    handler: index.handler
    role: worker
    tags: { team: images }
    aliases: { live: { version: $LATEST } }
`,
  later: `owner: acme
roles:
  worker:
    path: /team/
    description: Works on
    assumedBy: [lambda.amazonaws.com, edgelambda.amazonaws.com]
    managedPolicies: [AWSLambdaBasicExecutionRole]
    allow: [{ actions: [s3:GetObject, s3:PutObject], resources: ["*"] }]
    tags: {}
functions:
  fn:
    code: fn
    runtime: nodejs22.x
    handler: index.handler
    role: worker
    timeout: 9
    tags: {}
    aliases: { live: { version: $LATEST, description: Live } }
`,
  fewer: "owner: acme\nroles:\n  worker: { path: /team/, assumedBy: lambda.amazonaws.com }\n",
  async drift({ iam, lambda }) {
    const RoleName = "worker";
    await iam.detachRolePolicy({ RoleName, PolicyArn: "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole" });
    await iam.attachRolePolicy({ RoleName, PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" });
    await iam.putRolePolicy({
      RoleName,
      PolicyName: "more",
      PolicyDocument: TRUST.replace(/"Principal":\{[^}]*\},/, '"Resource":"*",'),
    });
    await iam.untagRole({ RoleName, TagKeys: ["team"] });
    await lambda.updateFunctionConfiguration({ FunctionName: "fn", Timeout: 77 });
    await lambda.untagResource({ Resource: "arn:aws:lambda:us-east-1:000000000000:function:fn", TagKeys: ["team"] });
  },
};

const CODE: Story = {
  name: "code in S3, and versions of two functions",
  before: async (root) => {
    await standingRole(root);
    await root.s3.createBucket({ Bucket: "acme-code" });
    for (const Key of ["one.zip", "two.zip"]) await root.s3.putObject({ Bucket: "acme-code", Key, Body: emptyZip() });
  },
  first: `owner: acme
functions:
  one:
    code: { s3: { bucket: acme-code, key: one.zip, sha256: 8739c76e681f900923b900c9df0ef75cf421d39cabb54650c4b9ad19b6a76d85 } }
    runtime: nodejs22.x
    handler: index.handler
    role: ${ROLE}
    aliases: { live: { version: auto } }
  two:
    code: { s3: { bucket: acme-code, key: two.zip, sha256: 8739c76e681f900923b900c9df0ef75cf421d39cabb54650c4b9ad19b6a76d85 } }
    runtime: nodejs22.x
    handler: index.handler
    role: ${ROLE}
    aliases: { live: { version: auto } }
`,
};

const ROUTES: Story = {
  name: "an API with many routes",
  first: `owner: acme
apis:
  wide:
    description: Wide
    policy: { Version: 2012-10-17, Statement: { Effect: Allow, Principal: "*", Action: "execute-api:Invoke", Resource: "execute-api:/*" } }
    tags: { team: images }
    routes:
      GET /a: { mock: { status: 204 } }
      GET /b: { mock: { status: 204 } }
      GET /c: { mock: { status: 204 } }
      GET /d: { mock: { status: 204 } }
      GET /e: { http: { url: https://example.com } }
    stages:
      prod: { description: Production, variables: { A: b }, tags: { team: images }, throttling: { rateLimit: 9 } }
`,
  later: `owner: acme
apis:
  wide:
    description: Wider
    policy: none
    tags: {}
    routes:
      GET /a: { mock: { status: 200 } }
      GET /b: { mock: { status: 204 } }
      GET /c: { mock: { status: 204 } }
      GET /d: { mock: { status: 204 } }
      GET /e: { http: { url: https://example.org }, apiKeyRequired: true }
      POST /f: { mock: { status: 204 } }
    stages:
      prod: { description: Production, variables: { A: c }, tags: {}, throttling: { rateLimit: 9 } }
`,
  fewer: "owner: acme\napis:\n  wide: { routes: { GET /a: { mock: { status: 204 } } } }\n",
  async drift(root) {
    const restApiId = await apiId(root);
    const { apigateway } = root;
    await apigateway.updateRestApi({ restApiId, patchOperations: [{ op: "replace", path: "/description", value: "theirs" }] });
    await apigateway.updateStage({
      restApiId,
      stageName: "prod",
      patchOperations: [{ op: "replace", path: "/variables/A", value: "x" }],
    });
    const { items = [] } = await apigateway.getResources({ restApiId });
    const resourceId = items.find(({ path }) => path === "/a")?.id ?? "";
    await apigateway.deleteMethod({ restApiId, resourceId, httpMethod: "GET" });
    const resourceArn = `arn:aws:apigateway:us-east-1::/restapis/${restApiId}`;
    await apigateway.untagResource({ resourceArn, tagKeys: ["team"] });
  },
};

const SHIFT: Story = {
  name: "traffic that shifts under alarms, and is verified",
  files: HANDLER,
  async before(root) {
    await standingRole(root);
    const metric = { Namespace: "AWS/Lambda", MetricName: "Errors", Statistic: "Sum" as const, Period: 60, EvaluationPeriods: 1 };
    const over = { Threshold: 1, ComparisonOperator: "GreaterThanThreshold" as const };
    await root.cloudwatch.putMetricAlarm({ AlarmName: "late", ...metric, ...over });
  },
  first: shifting("one"),
  later: shifting("two"),
};

const HISTORY: Story = {
  name: "a stage that shifts, what is rolled back, and history that goes",
  files: HANDLER,
  before: standingRole,
  first: releasing(3, ["GET /order"]),
  later: releasing(4, ["GET /order", "GET /more"]),
  rollsBack: ["stage:orders/prod", "alias:fn/live"],
  keepsFor: 10,
  // Where `keep` looks at stages anyway, this one holds GetExport alone; what that tells is left out where it may not be asked.
  spares: ["ReadStages"],
};

function releasing(timeout: number, routes: readonly string[]): string {
  return `owner: acme
functions:
  fn:
    code: fn
    runtime: nodejs22.x
    handler: index.handler
    role: ${ROLE}
    timeout: ${timeout}
    keep: { versions: 1, grace: 10m }
    aliases: { live: { version: auto } }
apis:
  orders:
    keep: { deployments: 1, grace: 10m }
    routes: { ${routes.map((route) => `"${route}": { lambda: "fn:live" }`).join(", ")} }
    stages: { prod: { shift: { canary: { percent: 10, bake: 1m } } } }
`;
}

function shifting(description: string): string {
  return `owner: acme
functions:
  fn:
    code: fn
    runtime: nodejs22.x
    handler: index.handler
    role: ${ROLE}
    environment: { SAYS: ${description} }
    aliases:
      live: { version: auto, shift: LambdaCanary10Percent5Minutes, alarms: [late], gates: { errorRate: { maxIncrease: 0.1 }, minimumRequests: 1, onInsufficientData: pass }, verify: { before: { payload: {} } } }
apis:
  orders:
    routes: { GET /order: { lambda: "fn:live" } }
    stages: { prod: {} }
`;
}

const STANDING: Story = {
  name: "a stage of an API that others define",
  files: HANDLER,
  async before(root) {
    await standingRole(root);
    const { id: restApiId = "" } = await root.apigateway.createRestApi({ name: "theirs" });
    const { items = [] } = await root.apigateway.getResources({ restApiId });
    const at = { restApiId, resourceId: items[0]?.id ?? "", httpMethod: "GET" };
    await root.apigateway.putMethod({ ...at, authorizationType: "NONE" });
    const FunctionName = "theirs";
    await root.clock.sleep(60_000);
    await root.lambda.createFunction({
      FunctionName,
      Role: ROLE,
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Code: { ZipFile: emptyZip() },
    });
    const uri = `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:${FunctionName}/invocations`;
    await root.apigateway.putIntegration({ ...at, type: "AWS_PROXY", integrationHttpMethod: "POST", uri });
  },
  first: "owner: acme\napis:\n  theirs: { stages: { ours: { deployment: latest, variables: { A: b } } } }\n",
  later: "owner: acme\napis:\n  theirs: { stages: { ours: { deployment: latest, variables: { A: c } } } }\n",
};

/** The end of a zip that holds nothing: what every empty archive is. */
function emptyZip(): Uint8Array {
  return Buffer.from(`504b0506${"00".repeat(18)}`, "hex");
}

const AROUND = (plan: string, more: string) => `owner: acme
apis:
  Shop:
    routes: { GET /orders: { mock: { status: 200 }, apiKeyRequired: true } }
    stages: { prod: { clientCertificate: backend } }
clientCertificates:
  backend: { ${plan}, tags: { team: shop } }
apiKeys:
  partner: { ${plan}, tags: { team: shop } }
usagePlans:
  basic: { ${plan}, stages: { Shop/prod: {} }, keys: [partner], tags: { team: shop } }
domains:
  api.acme.com:
    certificate: arn:aws:acm:us-east-1:000000000000:certificate/${more}
    paths: { /: Shop/prod }
`;

const AROUND_STAGES: Story = {
  name: "certificates, keys, plans and a domain name",
  first: AROUND("description: one", "one"),
  later: AROUND("description: two", "two").replaceAll(", tags: { team: shop }", ", tags: {}"),
  fewer: AROUND("description: one", "one")
    .slice(0, AROUND("", "").indexOf("clientCertificates:"))
    .replace("clientCertificate: backend", 'clientCertificate: "off"'),
  async drift(root) {
    const { apigateway } = root;
    await apigateway.updateBasePathMapping({
      domainName: "api.acme.com",
      basePath: "(none)",
      patchOperations: [{ op: "replace", path: "/stage", value: "" }],
    });
    const key = (await apigateway.getApiKeys({})).items?.[0]?.id ?? "";
    const usagePlanId = (await apigateway.getUsagePlans({})).items?.[0]?.id ?? "";
    await apigateway.deleteUsagePlanKey({ usagePlanId, keyId: key });
    await apigateway.untagResource({ resourceArn: `arn:aws:apigateway:us-east-1::/apikeys/${key}`, tagKeys: ["team"] });
  },
};

/**
 * Statements that no life here needs. Two passes at once may make the same deployment, and one of them takes its own away; and an
 * alias that somebody weighs is asked for its provisioned concurrency, which the embedded AWS has none of.
 */
export const SPARE_STATEMENTS: readonly string[] = ["DeleteDeployments", "ReadAliasesAndVersions"];

export const STORIES: readonly Story[] = [
  EXAMPLE,
  BUCKETS,
  ROLES,
  CODE,
  ROUTES,
  MEMBERS,
  STAGELESS,
  BEHIND_WAF,
  SHIFT,
  HISTORY,
  STANDING,
  AROUND_STAGES,
];
