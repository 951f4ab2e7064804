import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { createDesiredSource } from "../../src/desired/load.ts";
import type { Address } from "../../src/model/address.ts";
import type { AnyDesired, DesiredState } from "../../src/model/desired.ts";
import { loadValid } from "./scratch.ts";

const EMPTY_SHA = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
const HERE = fileURLToPath(new URL(".", import.meta.url));
const ROOT = fileURLToPath(new URL("../..", import.meta.url));

function resource(state: DesiredState, address: Address): AnyDesired {
  const found = state.resources.find((each) => each.address === address);
  if (found === undefined) throw new Error(`${address} is not there: ${state.resources.map((each) => each.address).join(" ")}`);
  return found;
}

describe("a desired state with everything in it", () => {
  let state: DesiredState;
  beforeAll(async () => {
    const result = await createDesiredSource({ path: "rich.yaml", cwd: HERE }).load(new AbortController().signal);
    if (!result.valid) throw new Error(result.issues.map((issue) => `${issue.line}: ${issue.message}`).join("\n"));
    state = result.state;
  });
  const at = (address: Address): AnyDesired => resource(state, address);

  it("warns of nothing", () => expect(state.warnings).toEqual([]));

  it("has its settings, a percentage as a share", () => {
    expect(state).toMatchObject({
      owner: "team-images",
      ownerDeclared: true,
      target: { account: "123456789012", region: "eu-central-1" },
    });
    expect(state.guards).toEqual({ maxUpdates: 0.5, maxDeletes: 0, minExisting: 4 });
  });

  it("lists resources parents first, then by name", () => {
    expect(state.resources.map((each) => each.address)).toEqual([
      "bucket:acme-bare",
      "bucket:acme-full",
      "bucket:acme-plain",
      "role:trusted",
      "role:worker",
      "function:Foreign",
      "function:Resize",
      "function:Roleful",
      "alias:Foreign/live",
      "alias:Resize/dev",
      "alias:Resize/fixed",
      "alias:Resize/live",
      "alias:Resize/newest",
      "alias:Resize/pinned",
      "alias:Resize/text",
      "rest-api:Elsewhere",
      "rest-api:Images",
      "stage:Elsewhere/live",
      "stage:Elsewhere/newest",
      "stage:Images/dev",
      "stage:Images/free",
      "stage:Images/held",
      "stage:Images/prod",
    ]);
  });

  it("blocks public access of a bucket unless it says otherwise", () => {
    expect(at("bucket:acme-plain").spec).toEqual({
      encryption: { algorithm: "AES256" },
      publicAccessBlock: { blockPublicAcls: true, ignorePublicAcls: true, blockPublicPolicy: true, restrictPublicBuckets: true },
      tags: { team: "images", cost: "none" },
    });
  });

  it("has every aspect of a bucket in its canonical form, tags merged with the default ones", () => {
    expect(at("bucket:acme-full").spec).toEqual({
      region: "eu-central-1",
      versioning: "suspended",
      encryption: { algorithm: "aws:kms", kmsKey: "alias/images", bucketKey: true },
      publicAccessBlock: {
        blockPublicAcls: true,
        ignorePublicAcls: false,
        blockPublicPolicy: false,
        restrictPublicBuckets: false,
      },
      tags: { team: "images", cost: "high" },
      lifecycle: [
        {
          id: "old",
          enabled: true,
          prefix: "",
          expireAfterDays: 90,
          transitions: [{ afterDays: 30, storageClass: "STANDARD_IA" }],
        },
        { id: "uploads", enabled: false, prefix: "tmp/", abortIncompleteUploadsAfterDays: 1, expireNoncurrentAfterDays: 3 },
      ],
      cors: [{ origins: ["*"], methods: ["GET"], headers: ["x-a"], exposeHeaders: ["etag"], maxAgeSeconds: 60 }],
      policy: {
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Principal: { AWS: ["*"] }, Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::acme-full/*"] },
        ],
      },
    });
  });

  it("tells what is declared to be absent from what is not declared", () => {
    expect(at("bucket:acme-bare").spec).toEqual({
      encryption: { algorithm: "AES256" },
      tags: { team: "images", cost: "none" },
      lifecycle: null,
      cors: null,
      policy: null,
    });
  });

  it("takes over what a file with adopt declares, unless a resource says no", () => {
    expect(at("bucket:acme-plain").options).toEqual({ adopt: true, protect: false, external: false });
    expect(at("bucket:acme-full").options).toEqual({ adopt: false, protect: true, external: false });
    expect(at("alias:Resize/live").options).toEqual({ adopt: true, protect: true, external: false });
  });

  it("finds AWS's managed policies under the paths they live at, sorted, each once", () => {
    expect(at("role:worker").spec).toMatchObject({
      path: "/team/",
      description: "Works",
      maxSessionSeconds: 7200,
      tags: { team: "images" },
      managedPolicies: [
        "arn:aws:iam::123456789012:policy/own",
        "arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess",
        "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
        "arn:aws:iam::aws:policy/service-role/AWSLambdaRole",
      ],
    });
  });

  it("writes the trust of services, and `allow` as an inline policy of its own", () => {
    expect(at("role:worker").spec).toMatchObject({
      trust: {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: ["edgelambda.amazonaws.com", "lambda.amazonaws.com"] },
            Action: ["sts:AssumeRole"],
          },
        ],
      },
      inlinePolicies: {
        read: { Version: "2008-10-17", Statement: [{ Effect: "Allow", Action: ["s3:GetObject"], Resource: ["*"] }] },
        "stagekeeper-allow": {
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Action: ["s3:PutObject"],
              Resource: ["arn:aws:s3:::acme-full/*"],
              Condition: { Bool: { "aws:SecureTransport": ["true"] } },
            },
          ],
        },
      },
    });
  });

  it("keeps a trust policy that is written out, and no inline policies that are not", () => {
    expect(at("role:trusted").spec).toEqual({
      path: "/team/",
      trust: {
        Version: "2008-10-17",
        Statement: [{ Effect: "Allow", Principal: { AWS: ["123456789012"] }, Action: ["sts:AssumeRole"] }],
      },
    });
  });

  it("gives a function the environment that its alias on $LATEST asks for", () => {
    const desired = at("function:Resize");
    expect(desired.spec).toEqual({
      codeSha256: EMPTY_SHA,
      runtime: "nodejs22.x",
      handler: "index.handler",
      architecture: "arm64",
      role: { $ref: "role:worker", output: "arn" },
      timeoutSeconds: 7,
      memoryMb: 512,
      environment: { LEVEL: "info", BUCKET: "acme-plain", KEY: "k" },
      layers: ["arn:aws:lambda:eu-central-1:123456789012:layer:sharp:3"],
      description: "Resizes",
      tags: { team: "images" },
    });
    expect(desired.intent).toEqual({
      code: { from: "s3", bucket: "acme-code", key: "resize.zip", objectVersion: "v3", sha256: EMPTY_SHA },
    });
    expect(desired).toMatchObject({ after: ["bucket:acme-plain"], sensitive: ["environment.KEY"] });
  });

  it("declares nothing of a function of which only aliases are declared, defaults or not", () => {
    expect(at("function:Foreign")).toMatchObject({ spec: {}, intent: { code: null }, options: { external: true } });
    expect(at("function:Roleful")).toMatchObject({
      spec: { role: "arn:aws:iam::123456789012:role/elsewhere", runtime: "nodejs22.x", environment: { LEVEL: "info" } },
      options: { external: false },
    });
  });

  it("overlays the function's environment by the alias's, for the version that is wanted", () => {
    expect(at("alias:Resize/live")).toMatchObject({
      spec: { weights: null, description: "kept by the team" },
      intent: { select: "auto", environment: { LEVEL: "info", BUCKET: "acme-bare" } },
      after: ["bucket:acme-bare"],
      sensitive: ["environment.BUCKET"],
    });
    expect(at("alias:Resize/pinned").intent).toEqual({
      select: "auto",
      codeSha256: EMPTY_SHA,
      environment: { LEVEL: "info", BUCKET: "acme-full" },
    });
    expect(at("alias:Resize/dev")).toMatchObject({ spec: { version: "$LATEST" }, intent: { select: "$LATEST" } });
    expect(at("alias:Foreign/live").intent).toEqual({ select: "newest" });
  });

  it("writes weights as Lambda has them: the share of the other version", () => {
    expect(at("alias:Resize/fixed")).toMatchObject({
      spec: { version: "7", weights: { 8: 0.1 } },
      intent: { select: "number", version: "7" },
    });
    expect(at("alias:Resize/text").spec).toMatchObject({ version: "9", weights: null });
    expect(at("alias:Resize/newest").spec).toEqual({ description: "the newest" });
  });

  it("has an API with its routes whole, and preflight routes where CORS is asked for", () => {
    const { spec } = at("rest-api:Images");
    const preflight = (methods: string, headers: string, more: object): object => ({
      authorization: "NONE",
      apiKeyRequired: false,
      integration: {
        type: "mock",
        status: 204,
        headers: { "Access-Control-Allow-Methods": methods, "Access-Control-Allow-Headers": headers, ...more },
      },
    });
    const usual = "Content-Type,X-Amz-Date,Authorization,X-Api-Key,X-Amz-Security-Token";
    const api = {
      "Access-Control-Allow-Origin": "https://example.com",
      "Access-Control-Expose-Headers": "etag",
      "Access-Control-Allow-Credentials": "true",
      "Access-Control-Max-Age": "60",
    };
    expect(spec).toMatchObject({ endpoint: "REGIONAL", description: "Images", binaryMediaTypes: ["*/*", "image/png"] });
    expect("routes" in spec ? spec.routes : {}).toEqual({
      "GET /": {
        authorization: "NONE",
        apiKeyRequired: false,
        integration: { type: "mock", status: 200, headers: { "x-a": "b" }, body: "hello" },
      },
      "PUT /images/{id}": {
        authorization: "AWS_IAM",
        apiKeyRequired: true,
        integration: { type: "lambda", function: "Resize", qualifier: `\${stageVariables.ALIAS}`, timeoutMs: 5000 },
      },
      "GET /images/{id}": {
        authorization: "NONE",
        apiKeyRequired: false,
        integration: { type: "lambda", function: "Resize", qualifier: "live" },
      },
      "OPTIONS /images/{id}": preflight("GET,OPTIONS,PUT", usual, api),
      "ANY /pass/{proxy+}": {
        authorization: "NONE",
        apiKeyRequired: false,
        integration: { type: "http", url: `https://\${stageVariables.HOST}/pass`, method: "ANY" },
      },
      "OPTIONS /pass/{proxy+}": preflight("DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT", usual, api),
      "POST /pass": {
        authorization: "NONE",
        apiKeyRequired: false,
        integration: { type: "http", url: "https://example.com", method: "PUT" },
      },
      "OPTIONS /pass": preflight("POST", "x-b", { "Access-Control-Allow-Origin": "*" }),
      "OPTIONS /own": { authorization: "NONE", apiKeyRequired: false, integration: { type: "mock", status: 204 } },
      "GET /own": {
        authorization: "NONE",
        apiKeyRequired: false,
        integration: { type: "lambda", function: "arn:aws:lambda:eu-west-1:999999999999:function:Theirs", qualifier: "live" },
      },
      "GET /arn": {
        authorization: "NONE",
        apiKeyRequired: false,
        integration: { type: "lambda", function: "arn:aws:lambda:eu-west-1:999999999999:function:Theirs" },
      },
      "OPTIONS /arn": preflight("GET,OPTIONS", usual, { "Access-Control-Allow-Origin": "*" }),
    });
  });

  it("has the settings of a stage by route", () => {
    expect(at("stage:Images/dev")).toMatchObject({
      spec: {
        description: "Development",
        variables: { REGION: "eu", ALIAS: "dev", HOST: "example.com" },
        settings: {
          "*": {
            rateLimit: 10,
            burstLimit: 20,
            logging: "ERROR",
            dataTrace: false,
            metrics: true,
            caching: true,
            cacheTtlSeconds: 60,
            cacheEncrypted: true,
          },
          "GET /own": { rateLimit: 1, logging: "INFO", caching: false, cacheTtlSeconds: 0, cacheEncrypted: false },
        },
        cache: { size: "0.5" },
        accessLogs: { destination: "arn:aws:logs:eu-central-1:123456789012:log-group:images", format: "$context.requestId" },
        tracing: true,
        tags: { team: "images" },
      },
      intent: { deployment: "latest" },
      sensitive: ["variables.HOST", "canary.variables.HOST"],
    });
    expect(at("stage:Images/prod")).toMatchObject({
      spec: {
        variables: { REGION: "us", ALIAS: "live", HOST: "acme-full" },
        cache: { size: "1.6" },
        accessLogs: null,
        tracing: false,
      },
      after: ["bucket:acme-full"],
    });
    expect("settings" in at("stage:Images/prod").spec).toBe(false);
    expect(at("stage:Images/held").spec).toMatchObject({ cache: null });
  });

  it("leaves the deployment alone where someone else defines the API, unless asked", () => {
    expect(at("rest-api:Elsewhere")).toMatchObject({ spec: {}, options: { external: true } });
    expect(at("stage:Elsewhere/live").intent).toEqual({ deployment: "leave" });
    expect(at("stage:Elsewhere/newest").intent).toEqual({ deployment: "latest" });
    expect(at("stage:Images/prod").intent).toEqual({ deployment: "follow", stage: "dev" });
    expect(at("stage:Images/held").intent).toEqual({ deployment: "pinned", id: "abc123" });
    expect(at("stage:Images/free").intent).toEqual({ deployment: "leave" });
  });

  it("knows where each resource was written", () => {
    const lines = readFileSync(`${HERE}rich.yaml`, "utf8").split("\n");
    const { origin } = at("alias:Resize/live");
    expect(origin).toMatchObject({ file: "rich.yaml", column: 7 });
    expect(lines[origin.line - 1]).toContain("live: { version: auto");
  });
});

it.each([
  ["cn-north-1", "arn:aws-cn:iam::aws:policy/ReadOnlyAccess"],
  ["us-gov-west-1", "arn:aws-us-gov:iam::aws:policy/ReadOnlyAccess"],
  ["eu-west-1", "arn:aws:iam::aws:policy/ReadOnlyAccess"],
])("managed policies live in the partition of the region: %s", async (region, arn) => {
  const state = await loadValid({
    "a.yaml": `target: { region: ${region} }\nroles: { reader: { managedPolicies: [ReadOnlyAccess] } }`,
  });

  expect(resource(state, "role:reader").spec).toEqual({ managedPolicies: [arn] });
});

it("an empty list of permissions is a role without any", async () => {
  const state = await loadValid({ "a.yaml": "roles: { reader: { allow: [], assumedBy: lambda.amazonaws.com } }" });

  expect(resource(state, "role:reader").spec).toMatchObject({ inlinePolicies: {} });
});

it("the example is valid as it is, and warns of nothing", async () => {
  const result = await createDesiredSource({ path: "desired-state", cwd: ROOT }).load(new AbortController().signal);

  expect(result).toMatchObject({ valid: true, state: { target: {}, warnings: [] } });
  if (!result.valid) return;
  expect(resource(result.state, "alias:ImageUploaderLambda/prod").intent).toEqual({
    select: "auto",
    environment: { BUCKET_NAME: "stagekeeper-example-images-prod" },
  });
  expect(resource(result.state, "function:ImageUploaderLambda").spec).toMatchObject({
    environment: { BUCKET_NAME: "stagekeeper-example-images-dev" },
    timeoutSeconds: 10,
    architecture: "x86_64",
  });
});

describe("a drift policy", () => {
  it("of one word is for all of the resource, and defaults give it to every resource of a kind", async () => {
    const state = await loadValid({
      "a.yaml": `
defaults: { bucket: { drift: alert } }
buckets: { acme-a: {}, acme-b: { drift: enforce } }
roles: { r: {} }
`,
    });

    expect(resource(state, "bucket:acme-a").options.drift).toEqual([{ policy: "alert" }]);
    expect(resource(state, "bucket:acme-b").options.drift).toEqual([{ policy: "enforce" }]);
    expect(resource(state, "role:r").options).not.toHaveProperty("drift");
  });

  it("of rules names properties as plans show them, also where authors write them otherwise", async () => {
    const state = await loadValid({
      "a.yaml": `
buckets:
  acme-a:
    drift:
      - { policy: alert }
      - { path: publicAccess.blockPublicAcls, policy: ignore, until: 2026-12-01, reason: INC-123 }
      - { path: tags.team, policy: ignore }
`,
    });

    expect(resource(state, "bucket:acme-a").options.drift).toEqual([
      { policy: "alert" },
      { path: "publicAccessBlock.blockPublicAcls", policy: "ignore", until: "2026-12-01", reason: "INC-123" },
      { path: "tags.team", policy: "ignore" },
    ]);
  });
});
