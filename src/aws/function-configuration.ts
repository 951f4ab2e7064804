/**
 * A function's configuration between Lambda's form and ours: what publishing freezes into a version besides the code. Lambda
 * always tells most of it; what it leaves out while it is not set is told by the value that means so.
 */
import type {
  FileSystemConfig as AwsFileSystem,
  CreateFunctionCommandInput,
  FunctionConfiguration,
} from "@aws-sdk/client-lambda";
import type { Architecture, FunctionConfigurationSpec, FunctionFileSystem, FunctionSpec } from "../model/specs/function.ts";
import { resolved } from "./observing.ts";

/** In canonical form. */
export function configurationSpec(configuration: FunctionConfiguration): FunctionConfigurationSpec {
  const { VpcConfig: vpc, LoggingConfig: logging, ImageConfigResponse: image } = configuration;
  return {
    runtime: configuration.Runtime,
    handler: configuration.Handler,
    // Lambda's architectures are these two; older functions have no entry and are x86_64.
    architecture: (configuration.Architectures?.[0] ?? "x86_64") as Architecture,
    role: configuration.Role,
    timeoutSeconds: configuration.Timeout,
    memoryMb: configuration.MemorySize,
    environment: { ...configuration.Environment?.Variables },
    layers: (configuration.Layers ?? []).map(({ Arn }) => Arn ?? ""),
    ephemeralStorageMb: configuration.EphemeralStorage?.Size ?? 512,
    tracing: configuration.TracingConfig?.Mode === "Active",
    // One that was taken out is told with empty lists.
    vpc: vpc?.SubnetIds?.length
      ? {
          subnets: vpc.SubnetIds.toSorted(),
          securityGroups: (vpc.SecurityGroupIds ?? []).toSorted(),
          ipv6: vpc.Ipv6AllowedForDualStack ?? false,
        }
      : null,
    deadLetter: configuration.DeadLetterConfig?.TargetArn || null,
    kmsKey: configuration.KMSKeyArn || null,
    fileSystems: (configuration.FileSystemConfigs ?? []).map(fileSystemOf),
    logging: {
      ...(logging?.LogFormat && { format: logging.LogFormat }),
      ...(logging?.ApplicationLogLevel && { applicationLevel: logging.ApplicationLogLevel }),
      ...(logging?.SystemLogLevel && { systemLevel: logging.SystemLogLevel }),
      ...(logging?.LogGroup && { group: logging.LogGroup }),
    },
    snapStart: configuration.SnapStart?.ApplyOn === "PublishedVersions",
    imageConfig: imageOf(image?.ImageConfig),
    durable: durableOf(configuration.DurableConfig),
    tenantIsolation: configuration.TenancyConfig?.TenantIsolationMode === "PER_TENANT",
  };
}

const DIRECT_READS = { auto: "AUTO", enabled: "ENABLED", disabled: "DISABLED" } as const;

/** `auto` is what it does when nothing is said (Lambda S3FilesConfig). */
function fileSystemOf({ Arn, LocalMountPath, S3FilesConfig }: AwsFileSystem): FunctionFileSystem {
  const place = { accessPoint: Arn ?? "", path: LocalMountPath ?? "" };
  switch (S3FilesConfig?.DirectS3Read) {
    case "ENABLED":
      return { ...place, directS3Read: "enabled" };
    case "DISABLED":
      return { ...place, directS3Read: "disabled" };
    default:
      return place;
  }
}

function durableOf(durable: FunctionConfiguration["DurableConfig"]): FunctionConfigurationSpec["durable"] {
  if (durable === undefined) return null;
  const { ExecutionTimeout: timeout, RetentionPeriodInDays: retentionDays, KMSKeyArn: kmsKey } = durable;
  return { ...(timeout && { timeout }), ...(retentionDays && { retentionDays }), ...(kmsKey && { kmsKey }) };
}

function imageOf(
  image: NonNullable<FunctionConfiguration["ImageConfigResponse"]>["ImageConfig"],
): FunctionConfigurationSpec["imageConfig"] {
  const { EntryPoint: entryPoint = [], Command: command = [], WorkingDirectory: workingDirectory } = image ?? {};
  const members = {
    ...(entryPoint.length > 0 && { entryPoint }),
    ...(command.length > 0 && { command }),
    ...(workingDirectory && { workingDirectory }),
  };
  return Object.keys(members).length === 0 ? null : members;
}

type ConfigurationInput = Pick<
  CreateFunctionCommandInput,
  | "Runtime"
  | "Handler"
  | "Role"
  | "Timeout"
  | "MemorySize"
  | "Layers"
  | "Description"
  | "EphemeralStorage"
  | "TracingConfig"
  | "VpcConfig"
  | "DeadLetterConfig"
  | "KMSKeyArn"
  | "FileSystemConfigs"
  | "LoggingConfig"
  | "SnapStart"
  | "ImageConfig"
  | "DurableConfig"
>;

/** What is not of the environment, which is merged with what others put there. */
const MEMBERS = {
  // The schema holds runtimes to Lambda's form; Lambda itself refuses one that it does not know.
  runtime: ({ runtime }) => ({ Runtime: runtime as CreateFunctionCommandInput["Runtime"] }),
  handler: ({ handler }) => ({ Handler: handler }),
  role: ({ role }) => ({ Role: resolved(role, "the role") }),
  timeoutSeconds: ({ timeoutSeconds }) => ({ Timeout: timeoutSeconds }),
  memoryMb: ({ memoryMb }) => ({ MemorySize: memoryMb }),
  layers: ({ layers = [] }) => ({ Layers: [...layers] }),
  description: ({ description = "" }) => ({ Description: description }),
  ephemeralStorageMb: ({ ephemeralStorageMb }) => ({ EphemeralStorage: { Size: ephemeralStorageMb } }),
  tracing: ({ tracing }) => ({ TracingConfig: { Mode: tracing ? "Active" : "PassThrough" } }),
  // Taken away by what is empty, each in its own way (Lambda UpdateFunctionConfiguration).
  vpc: ({ vpc }) => ({
    VpcConfig: {
      SubnetIds: [...(vpc?.subnets ?? [])],
      SecurityGroupIds: [...(vpc?.securityGroups ?? [])],
      Ipv6AllowedForDualStack: vpc?.ipv6 ?? false,
    },
  }),
  deadLetter: ({ deadLetter }) => ({ DeadLetterConfig: { TargetArn: deadLetter ?? "" } }),
  kmsKey: ({ kmsKey }) => ({ KMSKeyArn: kmsKey ?? "" }),
  fileSystems: ({ fileSystems = [] }) => ({
    FileSystemConfigs: fileSystems.map(({ accessPoint, path, directS3Read }) => ({
      Arn: accessPoint,
      LocalMountPath: path,
      ...(directS3Read && { S3FilesConfig: { DirectS3Read: DIRECT_READS[directS3Read] } }),
    })),
  }),
  logging: ({ logging }) => ({
    // The schema has Lambda's words.
    LoggingConfig: {
      LogFormat: logging?.format,
      ApplicationLogLevel: logging?.applicationLevel,
      SystemLogLevel: logging?.systemLevel,
      LogGroup: logging?.group,
    } as CreateFunctionCommandInput["LoggingConfig"],
  }),
  snapStart: ({ snapStart }) => ({ SnapStart: { ApplyOn: snapStart ? "PublishedVersions" : "None" } }),
  imageConfig: ({ imageConfig }) => ({
    ImageConfig: {
      EntryPoint: [...(imageConfig?.entryPoint ?? [])],
      Command: [...(imageConfig?.command ?? [])],
      WorkingDirectory: imageConfig?.workingDirectory ?? "",
    },
  }),
  durable: ({ durable }) => ({
    DurableConfig: {
      ExecutionTimeout: durable?.timeout,
      RetentionPeriodInDays: durable?.retentionDays,
      KMSKeyArn: durable?.kmsKey,
    },
  }),
} as const satisfies { readonly [M in keyof FunctionSpec]?: (spec: FunctionSpec) => Partial<ConfigurationInput> };

// The table has exactly these keys by its type.
const NAMES = Object.keys(MEMBERS) as readonly (keyof typeof MEMBERS)[];

/** Members that UpdateFunctionConfiguration carries. */
export const CONFIGURATION_MEMBERS: readonly (keyof FunctionSpec)[] = [...NAMES, "environment"];

/** The members that `chosen` names, as CreateFunction and UpdateFunctionConfiguration name them; all but the environment. */
export function configurationInput(spec: FunctionSpec, chosen: (member: keyof FunctionSpec) => boolean): ConfigurationInput {
  return Object.assign({}, ...NAMES.filter(chosen).map((name) => MEMBERS[name](spec)));
}
