import { describe, expect, it } from "vitest";
import { loadValid } from "../desired/scratch.ts";
import { misfit, type RootClients, travel } from "../permissions/journey.ts";
import { describeWholeKind, EVERYTHING, type Field } from "./whole-kind.ts";

const FunctionName = "worker";
const ROLE = "arn:aws:iam::000000000000:role/standing";
const CODE = { "fn/index.mjs": "export const handler = async () => ({ statusCode: 200 });" };
const KEY = "arn:aws:kms:us-east-1:000000000000:key/1234";
const VPC = { subnets: ["subnet-b", "subnet-a"], securityGroups: ["sg-1"] };
const ACCESS_POINT = "arn:aws:elasticfilesystem:us-east-1:000000000000:access-point/fsap-0123456789abcdef0";

type Change = Omit<Parameters<RootClients["lambda"]["updateFunctionConfiguration"]>[0], "FunctionName">;
const byHand = (change: Change) => async (root: RootClients) => {
  await root.lambda.updateFunctionConfiguration({ FunctionName, ...change });
  await root.clock.sleep(10_000);
};

async function standingRoles({ iam }: RootClients): Promise<void> {
  const Statement = [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }];
  const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
  for (const RoleName of ["standing", "other"]) await iam.createRole({ RoleName, AssumeRolePolicyDocument });
}

const OTHER_ROLE = ROLE.replace("standing", "other");

const FIELDS: readonly Field[] = [
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
    first: [{ accessPoint: ACCESS_POINT, path: "/mnt/files" }],
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
];

const PLAIN = { code: "fn", runtime: "python3.12", handler: "index.handler", role: ROLE };

describeWholeKind("a function", {
  address: `function:${FunctionName}`,
  fields: FIELDS,
  files: CODE,
  before: standingRoles,
  declare: (properties) => ({ owner: "acme", functions: { [FunctionName]: { ...PLAIN, ...properties } } }),
});

const IMAGE = "000000000000.dkr.ecr.us-east-1.amazonaws.com/worker@sha256:";

describeWholeKind("a function of an image", {
  address: `function:${FunctionName}`,
  before: standingRoles,
  fields: [
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
  ],
  declare: (properties) => ({
    owner: "acme",
    functions: { [FunctionName]: { code: { image: `${IMAGE}${"a".repeat(64)}` }, role: ROLE, ...properties } },
  }),
});

describe("what publishing freezes", () => {
  const declare = (properties: object) =>
    loadValid({
      "desired.yaml": JSON.stringify({
        owner: "acme",
        functions: { [FunctionName]: { ...PLAIN, ...properties, aliases: { live: { version: "auto" } } } },
      }),
      ...CODE,
    });
  const published = (first: object, later: object) =>
    travel([EVERYTHING], async ({ run, root }) => {
      await standingRoles(root);
      expect(misfit("making it", await run(await declare(first)), "converged")).toBeNull();
      expect(misfit("changing it", await run(await declare(later)), "converged")).toBeNull();
      expect(misfit("looking again", await run(await declare(later)), "in-sync")).toBeNull();
      return (await root.lambda.getAlias({ FunctionName, Name: "live" })).FunctionVersion;
    });
  const frozen = ["vpc", "deadLetter", "kmsKey", "logging", "tracing", "ephemeralStorage"];

  it.each(FIELDS.filter(({ name }) => frozen.includes(name)))(
    "with another $name the alias serves another version",
    async ({ name, first, later }) => {
      expect(await published({ [name]: first }, { [name]: later })).toBe("2");
    },
  );

  it("with another reserved concurrency the alias serves the same version", async () => {
    expect(await published({ reservedConcurrency: 7 }, { reservedConcurrency: 8 })).toBe("1");
  });

  it("an alias waits until its version has been optimised for starts from a snapshot", () =>
    travel([EVERYTHING], async ({ run, root }) => {
      await standingRoles(root);
      const before = root.clock.now();

      expect(misfit("making it", await run(await declare({ snapStart: true })), "converged")).toBeNull();

      const { SnapStart, State } = await root.lambda.getFunctionConfiguration({ FunctionName, Qualifier: "live" });
      expect(SnapStart).toEqual({ ApplyOn: "PublishedVersions", OptimizationStatus: "On" });
      expect(State).toBe("Active");
      expect(root.clock.now() - before).toBeGreaterThan(150_000);
    }));
});
