/** Every property of a function: how it is declared, changed by itself, and what somebody may do to it by hand. */
import { zip } from "../../src/desired/package-code.ts";
import type { RootClients } from "../permissions/root-clients.ts";
import type { Field } from "./whole-kind.ts";

export const FunctionName = "worker";
const ROLE = "arn:aws:iam::000000000000:role/standing";
export const CODE = { "fn/index.mjs": "export const handler = async () => ({ statusCode: 200 });" };
const KEY = "arn:aws:kms:us-east-1:000000000000:key/1234";
const SIGNING = "arn:aws:lambda:us-east-1:000000000000:code-signing-config:csc-00000000000000000";
const ZIP = zip([{ name: "index.mjs", bytes: Buffer.from(CODE["fn/index.mjs"]) }]);
const VPC = { subnets: ["subnet-b", "subnet-a"], securityGroups: ["sg-1"] };
const ACCESS_POINT = "arn:aws:elasticfilesystem:us-east-1:000000000000:access-point/fsap-0123456789abcdef0";

type Change = Omit<Parameters<RootClients["lambda"]["updateFunctionConfiguration"]>[0], "FunctionName">;
const byHand = (change: Change) => async (root: RootClients) => {
  await root.lambda.updateFunctionConfiguration({ FunctionName, ...change });
  await root.clock.sleep(10_000);
};

/** Two code signing configurations. */
export async function signing({ lambda }: RootClients): Promise<void> {
  const AllowedPublishers = { SigningProfileVersionArns: ["arn:aws:signer:us-east-1:000000000000:/signing-profiles/acme"] };
  for (let made = 0; made < 2; made += 1) await lambda.createCodeSigningConfig({ AllowedPublishers });
}

/** Roles that Lambda may assume. */
export async function standing({ iam }: RootClients): Promise<void> {
  const Statement = [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }];
  const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
  for (const RoleName of ["standing", "other"]) await iam.createRole({ RoleName, AssumeRolePolicyDocument });
}

const OTHER_ROLE = ROLE.replace("standing", "other");

export const FUNCTION_FIELDS: readonly Field[] = [
  { name: "runtime", first: "python3.12", later: "python3.13", drift: byHand({ Runtime: "python3.13" }) },
  { name: "handler", first: "index.handler", later: "index.other", drift: byHand({ Handler: "index.theirs" }) },
  { name: "role", first: ROLE, later: OTHER_ROLE, drift: byHand({ Role: OTHER_ROLE }) },
  { name: "timeout", shown: "timeoutSeconds", first: 9, later: 10, drift: byHand({ Timeout: 77 }) },
  { name: "memory", shown: "memoryMb", first: 256, later: 512, drift: byHand({ MemorySize: 777 }) },
  {
    name: "environment",
    first: { AA: "1" },
    later: { AA: "2" },
    drift: byHand({ Environment: { Variables: { AA: "1", BB: "2" } } }),
  },
  { name: "description", first: "Works", later: "Works on", drift: byHand({ Description: "Theirs" }) },
  {
    name: "layers",
    first: ["arn:aws:lambda:us-east-1:000000000000:layer:a:1"],
    later: [],
    drift: byHand({ Layers: ["arn:aws:lambda:us-east-1:000000000000:layer:a:2"] }),
  },
  {
    name: "tags",
    first: { team: "images" },
    later: { team: "pictures" },
    drift: ({ lambda }) =>
      lambda.untagResource({ Resource: `arn:aws:lambda:us-east-1:000000000000:function:${FunctionName}`, TagKeys: ["team"] }),
  },
  {
    name: "ephemeralStorage",
    shown: "ephemeralStorageMb",
    first: 512,
    later: 1024,
    drift: byHand({ EphemeralStorage: { Size: 2048 } }),
  },
  { name: "tracing", first: true, later: false, drift: byHand({ TracingConfig: { Mode: "PassThrough" } }) },
  {
    name: "vpc",
    first: VPC,
    later: "none",
    drift: byHand({ VpcConfig: { SubnetIds: ["subnet-c"], SecurityGroupIds: ["sg-1"] } }),
  },
  {
    name: "deadLetter",
    first: "arn:aws:sqs:us-east-1:000000000000:dead",
    later: "none",
    drift: byHand({ DeadLetterConfig: { TargetArn: "arn:aws:sns:us-east-1:000000000000:theirs" } }),
  },
  { name: "kmsKey", first: KEY, later: "none", drift: byHand({ KMSKeyArn: `${KEY}5` }) },
  {
    name: "fileSystems",
    needs: { vpc: VPC },
    first: [{ accessPoint: ACCESS_POINT, path: "/mnt/files", directS3Read: "enabled" }],
    later: [],
    drift: byHand({ FileSystemConfigs: [] }),
  },
  {
    name: "logging",
    first: { format: "JSON", applicationLevel: "WARN", systemLevel: "DEBUG", group: "/acme/worker" },
    later: { format: "Text" },
    drift: byHand({ LoggingConfig: { LogFormat: "JSON", ApplicationLogLevel: "TRACE" } }),
  },
  {
    name: "reservedConcurrency",
    first: 7,
    later: "none",
    drift: ({ lambda }) => lambda.putFunctionConcurrency({ FunctionName, ReservedConcurrentExecutions: 0 }),
  },
  {
    name: "codeKmsKey",
    first: KEY,
    later: "none",
    drift: async ({ lambda, clock }) => {
      await lambda.updateFunctionCode({ FunctionName, ZipFile: ZIP, SourceKMSKeyArn: `${KEY}5` });
      await clock.sleep(10_000);
    },
  },
  {
    name: "codeSigning",
    before: signing,
    first: SIGNING,
    later: "none",
    drift: ({ lambda }) => lambda.deleteFunctionCodeSigningConfig({ FunctionName }),
  },
  {
    name: "codeSigning",
    before: signing,
    first: SIGNING,
    later: SIGNING.replace(/0$/, "1"),
    drift: ({ lambda }) => lambda.deleteFunctionCodeSigningConfig({ FunctionName }),
  },
  {
    name: "recursiveLoop",
    first: "allow",
    later: "terminate",
    drift: ({ lambda }) => lambda.putFunctionRecursionConfig({ FunctionName, RecursiveLoop: "Terminate" }),
  },
  {
    name: "runtimeUpdates",
    first: "arn:aws:lambda:us-east-1::runtime:0123",
    later: "onFunctionUpdate",
    drift: ({ lambda }) => lambda.putRuntimeManagementConfig({ FunctionName, UpdateRuntimeOn: "Auto" }),
  },
  {
    name: "durable",
    first: { timeout: 3600, retentionDays: 7, kmsKey: KEY },
    later: { timeout: 3600, retentionDays: 8, kmsKey: KEY },
    drift: byHand({ DurableConfig: { ExecutionTimeout: 60 } }),
  },
  { name: "tenantIsolation", first: true },
];

export const PLAIN = { code: "fn", runtime: "python3.12", handler: "index.handler", role: ROLE };

export function declareFunction(properties: Readonly<Record<string, unknown>>) {
  return { owner: "acme", functions: { [FunctionName]: { ...PLAIN, ...properties } } };
}

const IMAGE = "000000000000.dkr.ecr.us-east-1.amazonaws.com/worker@sha256:";

export const IMAGE_FIELDS: readonly Field[] = [
  {
    name: "code",
    shown: "codeSha256",
    first: { image: `${IMAGE}${"a".repeat(64)}` },
    later: { image: `${IMAGE}${"b".repeat(64)}` },
    drift: async ({ lambda, clock }) => {
      await lambda.updateFunctionCode({ FunctionName, ImageUri: `${IMAGE}${"c".repeat(64)}` });
      await clock.sleep(10_000);
    },
  },
  {
    name: "imageConfig",
    first: { entryPoint: ["/bin/sh"], command: ["-c", "work"], workingDirectory: "/work" },
    later: "none",
    drift: byHand({ ImageConfig: { Command: ["theirs"] } }),
  },
];

export function declareImage(properties: Readonly<Record<string, unknown>>) {
  return {
    owner: "acme",
    functions: { [FunctionName]: { code: { image: `${IMAGE}${"a".repeat(64)}` }, role: ROLE, ...properties } },
  };
}
