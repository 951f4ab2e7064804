/** Desired resources with defaults, so that a test says only what it is about; and the whole example. */

import { createHash } from "node:crypto";
import { zipSync } from "fflate";
import { canonicalPolicy } from "../../src/kinds/policy-document.ts";
import { addressOf } from "../../src/model/address.ts";
import type { AnyDesired, Desired } from "../../src/model/desired.ts";
import type { Intents, Kind, Specs } from "../../src/model/kind.ts";
import { refTo } from "../../src/model/ref.ts";

function desired<K extends Kind>(kind: K, names: readonly string[], spec: Specs[K], intent: Intents[K]): Desired<K> {
  return {
    kind,
    address: addressOf(kind, ...names),
    spec,
    intent,
    options: { adopt: false, protect: false, external: false },
    origin: { file: "test.yaml", line: 1, column: 1 },
    after: [],
    sensitive: [],
  };
}

/** A handler's zip, always the same bytes. */
export function zipOf(handler = "exports.handler = async () => ({ statusCode: 200 });"): Uint8Array {
  return zipSync({ "index.js": [new TextEncoder().encode(handler), { mtime: "2020-01-01" }] });
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("base64");
}

const trust = canonicalPolicy({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

export const BASIC_EXECUTION = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";

export const aBucket = (name: string, spec: Specs["bucket"] = {}) => desired("bucket", [name], spec, {});

export const aRole = (spec: Specs["role"] = {}, name = "uploader") =>
  desired("role", [name], { trust, managedPolicies: [BASIC_EXECUTION], inlinePolicies: {}, ...spec }, {});

export const aFunction = (spec: Specs["function"] = {}, code: Uint8Array = zipOf()) =>
  desired(
    "function",
    ["Uploader"],
    {
      runtime: "nodejs22.x",
      handler: "index.handler",
      architecture: "x86_64",
      timeoutSeconds: 10,
      role: refTo(addressOf("role", "uploader"), "arn"),
      codeSha256: sha256Of(code),
      ...spec,
    },
    { code: { from: "zip", path: "/code.zip", sha256: sha256Of(code) } },
  );

export const aVersion = (spec: Specs["version"], intent: Partial<Intents["version"]> = {}) =>
  desired("version", ["Uploader", "prod"], spec, { select: "content", publishable: true, latestAliases: [], ...intent });

export const anAlias = (name: string, spec: Specs["alias"]) => desired("alias", ["Uploader", name], spec, { select: "$LATEST" });

export const uploadRoute = {
  authorization: "NONE",
  apiKeyRequired: false,
  integration: { type: "lambda", function: "Uploader", qualifier: `\${stageVariables.LAMBDA_ALIAS}` },
} as const;

export const anApi = (spec: Specs["rest-api"] = {}, name = "Images") =>
  desired("rest-api", [name], { endpoint: "EDGE", routes: { "PUT /upload": uploadRoute }, ...spec }, {});

export const aPermission = (alias: string, stage: string, api = "Images") =>
  desired(
    "permission",
    ["Uploader", alias, api, stage],
    { function: "Uploader", qualifier: alias, apiId: refTo(addressOf("rest-api", api), "id"), stage },
    {},
  );

export const aDeployment = (fingerprint = "0123456789abcdef0123456789abcdef", api = "Images") =>
  desired(
    "deployment",
    [api, fingerprint.slice(0, 12)],
    { apiId: refTo(addressOf("rest-api", api), "id"), fingerprint },
    { revision: "0123456789abcdef" },
  );

export const aStage = (name: string, spec: Specs["stage"] = {}, api = "Images") =>
  desired(
    "stage",
    [api, name],
    { deploymentId: refTo(aDeployment(undefined, api).address, "id"), variables: { LAMBDA_ALIAS: name }, ...spec },
    { deployment: "latest" },
  );

/** Two buckets, a role, a function with two aliases of different environments, an API with two stages. */
export function anExample(binaryMediaTypes: readonly string[] | undefined = ["image/jpeg"]): readonly AnyDesired[] {
  const base = { BUCKET_NAME: "acme-images-dev" };
  const version = aVersion(
    { environment: { BUCKET_NAME: "acme-images-prod" } },
    { baseEnvironment: base, latestAliases: [addressOf("alias", "Uploader", "dev")] },
  );
  return [
    aBucket("acme-images-dev", { versioning: "enabled" }),
    aBucket("acme-images-prod", { versioning: "enabled" }),
    aRole(),
    aFunction({ environment: base }),
    version,
    anAlias("dev", { version: "$LATEST" }),
    anAlias("prod", { version: refTo(version.address, "version") }),
    anApi(binaryMediaTypes ? { binaryMediaTypes } : {}),
    aPermission("dev", "dev"),
    aPermission("prod", "prod"),
    aDeployment(),
    aStage("dev", { description: "Development" }),
    aStage("prod", { description: "Production", settings: { "*": { rateLimit: 100, burstLimit: 200 } } }),
  ];
}
