/** A function's configuration: what a request may ask for, and what it comes to with defaults or over an earlier one. */
import type {
  CreateFunctionCommandInput,
  LoggingConfig,
  PackageType,
  Runtime,
  UpdateFunctionConfigurationCommandInput,
  VpcConfig,
  VpcConfigResponse,
} from "@aws-sdk/client-lambda";
import { isAssumable } from "../iam/assume-role.ts";
import type { World } from "../world.ts";
import { type Checked, check, length, oneOf, pattern, range } from "./constraints.ts";
import { invalidParameter } from "./errors.ts";
import type { Configuration } from "./state.ts";

/** What CreateFunction and UpdateFunctionConfiguration have in common. */
type ConfigurationInput = Pick<
  Partial<CreateFunctionCommandInput> & UpdateFunctionConfigurationCommandInput,
  | "Role"
  | "Handler"
  | "Runtime"
  | "Description"
  | "Timeout"
  | "MemorySize"
  | "Environment"
  | "Layers"
  | "EphemeralStorage"
  | "TracingConfig"
  | "VpcConfig"
  | "KMSKeyArn"
  | "DeadLetterConfig"
  | "FileSystemConfigs"
  | "LoggingConfig"
  | "SnapStart"
  | "ImageConfig"
  | "DurableConfig"
>;

const ROLE = "arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+";
const ENVIRONMENT_KEY = "[a-zA-Z]([a-zA-Z0-9_])+";
const ENVIRONMENT_LIMIT = 4096;

/** As recorded in January 2026, in the order in which AWS lists them. */
const RUNTIMES: readonly string[] = [
  ...["nodejs20.x", "python3.14", "provided.al2023", "python3.12", "python3.13", "nodejs24.x", "nodejs22.x", "java25"],
  ...["python3.10", "python3.11", "java21", "ruby3.3", "ruby3.4", "ruby3.2", "python3.8", "python3.9", "java17"],
  ...["nodejs16.x", "dotnet10", "dotnet8", "java11", "dotnet6", "nodejs18.x", "provided.al2", "java8.al2"],
];

/** Known names that can no longer be chosen. */
const RETIRED_RUNTIMES: readonly string[] = [
  ...["nodejs", "nodejs4.3", "nodejs4.3-edge", "nodejs6.10", "nodejs8.10", "nodejs10.x", "nodejs12.x", "nodejs14.x"],
  ...["python2.7", "python3.6", "python3.7", "java8", "go1.x", "provided", "ruby2.5", "ruby2.7"],
  ...["dotnetcore1.0", "dotnetcore2.0", "dotnetcore2.1", "dotnetcore3.1"],
];

/** Set by Lambda for every function; a function may not set them (Lambda Developer Guide, environment variables). */
const RESERVED_KEYS: ReadonlySet<string> = new Set([
  ...["_HANDLER", "_X_AMZN_TRACE_ID", "AWS_DEFAULT_REGION", "AWS_REGION", "AWS_EXECUTION_ENV", "AWS_LAMBDA_FUNCTION_NAME"],
  ...["AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_VERSION", "AWS_LAMBDA_INITIALIZATION_TYPE"],
  ...["AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME", "AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID"],
  ...["AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_LAMBDA_RUNTIME_API", "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR"],
]);

/** A new function's configuration. `runtime` and `handler` are mandatory for a zip, and an image takes neither. */
export function newConfiguration(
  world: World,
  input: ConfigurationInput & { readonly PackageType?: PackageType },
): Configuration {
  const { Runtime: runtime, Handler: handler = "", Role: role } = input;
  checkConfiguration(world, input);
  const isImage = input.PackageType === "Image";
  if (isImage && (runtime !== undefined || handler !== ""))
    throw invalidParameter("Please don't provide Handler or Runtime or Layer when the intended function PackageType is Image.");
  if (!isImage && input.ImageConfig !== undefined)
    throw invalidParameter("Please don't provide ImageConfig when the intended function PackageType is Zip.");
  if (role === undefined || (!isImage && (runtime === undefined || handler === "")))
    throw invalidParameter("Runtime and Handler are mandatory parameters for functions created with deployment packages.");
  return withDefined(
    {
      description: "",
      role,
      handler,
      runtime,
      timeout: 3,
      memorySize: 128,
      architecture: "x86_64",
      environment: undefined,
      layers: [],
      ephemeralStorage: 512,
      tracingMode: "PassThrough",
      vpc: undefined,
      kmsKeyArn: undefined,
      deadLetterTarget: undefined,
      fileSystems: [],
      logging: { LogFormat: "Text" },
      snapStart: "None",
      image: undefined,
      durable: undefined,
      tenantIsolation: undefined,
    },
    input,
  );
}

/** `before` with what the request names put in its place; environment and layers are replaced whole. */
export function changedConfiguration(world: World, before: Configuration, input: ConfigurationInput): Configuration {
  checkConfiguration(world, input);
  // Durable is what a function is made, or never (Lambda UpdateFunctionConfiguration).
  if (input.DurableConfig !== undefined && before.durable === undefined)
    throw invalidParameter("You cannot enable durable execution on an existing function.");
  return withDefined(before, input);
}

/** Exactly one architecture, spelled as AWS does. */
export function checkArchitectures(architectures: readonly string[] | undefined): void {
  if (architectures === undefined) return;
  const shown = `[${architectures.join(", ")}]`;
  const failed = (constraint: string) => `Value '${shown}' at 'architectures' failed to satisfy constraint: ${constraint}`;
  if (architectures.length < 1) check(failed("Member must have length greater than or equal to 1"));
  if (architectures.length > 1) check(failed("Member must have length less than or equal to 1"));
  if (architectures.every((architecture) => architecture === "x86_64" || architecture === "arm64")) return;
  check(failed("Member must satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64], Member must not be null]"));
}

/** The model's constraints first, together; then what Lambda looks at itself, one by one. */
function checkConfiguration(world: World, input: ConfigurationInput): void {
  check(
    pattern("role", input.Role, ROLE),
    length("handler", input.Handler, { max: 128 }),
    pattern("handler", input.Handler, "[^\\s]+"),
    length("description", input.Description, { max: 256 }),
    range("timeout", input.Timeout, 1, 900),
    range("memorySize", input.MemorySize, 128, 10_240),
    range("ephemeralStorage.size", input.EphemeralStorage?.Size, 512, 10_240),
    oneOf("tracingConfig.mode", input.TracingConfig?.Mode, ["Active", "PassThrough"]),
    environmentKeys(input.Environment?.Variables),
  );
  checkRuntime(input.Runtime);
  checkEnvironment(input.Environment?.Variables ?? {});
  checkLogging(input.LoggingConfig);
  if (input.SnapStart?.ApplyOn === "PublishedVersions" && input.Runtime && !SNAPS.test(input.Runtime))
    throw invalidParameter(`${input.Runtime} is not supported for SnapStart enabled functions.`);
  if ((input.Layers?.length ?? 0) > 5) throw invalidParameter("Cannot reference more than 5 layers.");
  if (input.Role !== undefined && !isAssumable(world, input.Role, "lambda.amazonaws.com"))
    throw invalidParameter("The role defined for the function cannot be assumed by Lambda.");
}

function environmentKeys(variables: Readonly<Record<string, string>> | undefined): Checked {
  const matches = Object.keys(variables ?? {}).every((key) => new RegExp(`^(?:${ENVIRONMENT_KEY})$`).test(key));
  if (matches) return undefined;
  const constraint = `Map keys must satisfy constraint: [Member must satisfy regular expression pattern: ${ENVIRONMENT_KEY}]`;
  return `Value at 'environment.variables' failed to satisfy constraint: ${constraint}`;
}

function checkRuntime(runtime: Runtime | undefined): void {
  if (runtime === undefined || RUNTIMES.includes(runtime)) return;
  if (RETIRED_RUNTIMES.includes(runtime))
    throw invalidParameter(
      `The runtime parameter of ${runtime} is no longer supported for creating or updating AWS Lambda functions. We recommend you use a supported runtime while creating or updating functions.`,
    );
  throw invalidParameter(
    `Value ${runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [${RUNTIMES.join(", ")}] or be a valid ARN`,
  );
}

function checkEnvironment(variables: Readonly<Record<string, string>>): void {
  const refused = "Lambda was unable to configure your environment variables because the environment variables you have provided";
  const reserved = Object.keys(variables).filter((key) => RESERVED_KEYS.has(key));
  if (reserved.length > 0)
    throw invalidParameter(
      `${refused} contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(", ")}`,
    );
  const measured = JSON.stringify(variables);
  if (Buffer.byteLength(measured) > ENVIRONMENT_LIMIT)
    throw invalidParameter(`${refused} exceeded the 4KB limit. String measured: ${measured}`);
}

function withDefined(before: Configuration, input: ConfigurationInput): Configuration {
  const configuration = merged(before, input);
  if (configuration.fileSystems.length > 0 && !configuration.vpc?.SubnetIds?.length)
    throw invalidParameter("EFS can only be attached to functions that are configured with a VPC.");
  return configuration;
}

function merged(before: Configuration, input: ConfigurationInput): Configuration {
  return {
    ...before,
    description: input.Description ?? before.description,
    role: input.Role ?? before.role,
    handler: input.Handler ?? before.handler,
    runtime: input.Runtime ?? before.runtime,
    timeout: input.Timeout ?? before.timeout,
    memorySize: input.MemorySize ?? before.memorySize,
    environment: input.Environment ? { ...input.Environment.Variables } : before.environment,
    layers: input.Layers?.map((Arn) => ({ Arn, CodeSize: 0 })) ?? before.layers,
    ephemeralStorage: input.EphemeralStorage?.Size ?? before.ephemeralStorage,
    tracingMode: input.TracingConfig?.Mode ?? before.tracingMode,
    vpc: input.VpcConfig ? vpcOf(input.VpcConfig) : before.vpc,
    kmsKeyArn: (input.KMSKeyArn ?? before.kmsKeyArn) || undefined,
    deadLetterTarget: (input.DeadLetterConfig?.TargetArn ?? before.deadLetterTarget) || undefined,
    fileSystems: input.FileSystemConfigs ?? before.fileSystems,
    logging: loggingOf(before.logging, input.LoggingConfig),
    snapStart: input.SnapStart?.ApplyOn ?? before.snapStart,
    image: input.ImageConfig ?? before.image,
    durable: input.DurableConfig
      ? { RetentionPeriodInDays: 14, ...before.durable, ...given(input.DurableConfig) }
      : before.durable,
  };
}

/** Members left out keep what they had. */
function given<T extends object>(members: T): Partial<T> {
  // Entries without a value have just been left out.
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Partial<T>;
}

const SNAPS = /^(java(11|17|21|25)|python3\.(12|13|14)|dotnet(8|10))$/;

/** A network is left by naming none, and then told with empty lists. */
function vpcOf({
  SubnetIds = [],
  SecurityGroupIds = [],
  Ipv6AllowedForDualStack = false,
}: VpcConfig): VpcConfig & VpcConfigResponse {
  return { VpcId: SubnetIds.length > 0 ? "vpc-0a1b2c3d" : "", SubnetIds, SecurityGroupIds, Ipv6AllowedForDualStack };
}

/** Levels are of JSON only, where they are INFO unless set (Lambda LoggingConfig). */
function loggingOf(before: LoggingConfig, wanted: LoggingConfig | undefined): LoggingConfig {
  if (wanted === undefined) return before;
  const LogFormat = wanted.LogFormat ?? before.LogFormat;
  const group = wanted.LogGroup ?? before.LogGroup;
  const named = group === undefined ? {} : { LogGroup: group };
  if (LogFormat !== "JSON") return { LogFormat, ...named };
  return {
    LogFormat,
    ApplicationLogLevel: wanted.ApplicationLogLevel ?? before.ApplicationLogLevel ?? "INFO",
    SystemLogLevel: wanted.SystemLogLevel ?? before.SystemLogLevel ?? "INFO",
    ...named,
  };
}

function checkLogging(logging: LoggingConfig | undefined): void {
  if (logging === undefined || logging.LogFormat === "JSON" || logging.LogFormat === undefined) return;
  if (logging.ApplicationLogLevel === undefined && logging.SystemLogLevel === undefined) return;
  throw invalidParameter("To use ApplicationLogLevel and SystemLogLevel, you must set LogFormat to JSON.");
}
