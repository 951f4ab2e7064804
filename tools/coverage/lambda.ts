/** What is written of functions, their versions and aliases. */
import * as client from "@aws-sdk/client-lambda";
import { by, GUARD, NOT_YET, never, type Rows, type ServiceCoverage, WHICH } from "./row.ts";

const PUBLISHED_APART = never("versions are published by their own step");
const MANAGED_INSTANCES = never(
  "functions on instances of EC2 serve no API without a capacity provider, which is another service",
);

const CODE: Rows = {
  ZipFile: by("functions.*.code"),
  S3Bucket: by("functions.*.code.s3.bucket"),
  S3Key: by("functions.*.code.s3.key"),
  S3ObjectVersion: by("functions.*.code.s3.version"),
  S3ObjectStorageMode: NOT_YET,
  ImageUri: by("functions.*.code.image"),
  SourceKMSKeyArn: NOT_YET,
};

/** CreateFunction nests the code, UpdateFunctionCode does not. */
const NESTED_CODE = Object.fromEntries(Object.entries(CODE).map(([name, row]) => [`Code.${name}`, row]));

export const LAMBDA: ServiceCoverage = {
  title: "Lambda",
  client,
  common: { FunctionName: WHICH, Qualifier: WHICH, RevisionId: GUARD },
  resources: [
    {
      name: "Function",
      operations: [
        "CreateFunction",
        "UpdateFunctionConfiguration",
        "UpdateFunctionCode",
        "PutFunctionConcurrency",
        "TagResource",
        "PutFunctionCodeSigningConfig",
        "PutFunctionRecursionConfig",
        "PutRuntimeManagementConfig",
      ],
      rows: {
        ...CODE,
        ...NESTED_CODE,
        Role: by("functions.*.role"),
        Runtime: by("functions.*.runtime"),
        Handler: by("functions.*.handler"),
        Description: by("functions.*.description"),
        Timeout: by("functions.*.timeout"),
        MemorySize: by("functions.*.memory"),
        Publish: PUBLISHED_APART,
        PublishTo: PUBLISHED_APART,
        DryRun: GUARD,
        "VpcConfig.SubnetIds[]": by("functions.*.vpc.subnets[]"),
        "VpcConfig.SecurityGroupIds[]": by("functions.*.vpc.securityGroups[]"),
        "VpcConfig.Ipv6AllowedForDualStack": by("functions.*.vpc.ipv6"),
        PackageType: by("functions.*.code.image"),
        "DeadLetterConfig.TargetArn": by("functions.*.deadLetter"),
        "Environment.Variables.*": by("functions.*.environment.*"),
        KMSKeyArn: by("functions.*.kmsKey"),
        "TracingConfig.Mode": by("functions.*.tracing"),
        "Tags.*": by("functions.*.tags.*"),
        Resource: WHICH,
        "Layers[]": by("functions.*.layers[]"),
        "FileSystemConfigs[].Arn": by("functions.*.fileSystems[].accessPoint"),
        "FileSystemConfigs[].LocalMountPath": by("functions.*.fileSystems[].path"),
        "FileSystemConfigs[].S3FilesConfig.DirectS3Read": NOT_YET,
        CodeSigningConfigArn: NOT_YET,
        "ImageConfig.EntryPoint[]": by("functions.*.imageConfig.entryPoint[]"),
        "ImageConfig.Command[]": by("functions.*.imageConfig.command[]"),
        "ImageConfig.WorkingDirectory": by("functions.*.imageConfig.workingDirectory"),
        "Architectures[]": by("functions.*.architecture"),
        "EphemeralStorage.Size": by("functions.*.ephemeralStorage"),
        "SnapStart.ApplyOn": by("functions.*.snapStart"),
        "LoggingConfig.LogFormat": by("functions.*.logging.format"),
        "LoggingConfig.ApplicationLogLevel": by("functions.*.logging.applicationLevel"),
        "LoggingConfig.SystemLogLevel": by("functions.*.logging.systemLevel"),
        "LoggingConfig.LogGroup": by("functions.*.logging.group"),
        "TenancyConfig.TenantIsolationMode": NOT_YET,
        "CapacityProviderConfig.**": MANAGED_INSTANCES,
        "DurableConfig.KMSKeyArn": NOT_YET,
        "DurableConfig.RetentionPeriodInDays": NOT_YET,
        "DurableConfig.ExecutionTimeout": NOT_YET,
        ReservedConcurrentExecutions: by("functions.*.reservedConcurrency"),
        RecursiveLoop: NOT_YET,
        UpdateRuntimeOn: NOT_YET,
        RuntimeVersionArn: NOT_YET,
      },
    },
    {
      name: "Version",
      operations: ["PublishVersion"],
      rows: {
        CodeSha256: by("functions.*.aliases.*.codeSha256"),
        Description: never("holds our mark and the revision"),
        PublishTo: MANAGED_INSTANCES,
      },
    },
    {
      name: "Alias",
      operations: ["CreateAlias", "UpdateAlias"],
      rows: {
        Name: by("functions.*.aliases.*"),
        FunctionVersion: by("functions.*.aliases.*.version"),
        Description: by("functions.*.aliases.*.description"),
        "RoutingConfig.AdditionalVersionWeights.*": by("functions.*.aliases.*.weights.*"),
      },
    },
    {
      name: "Alias: provisioned concurrency",
      operations: ["PutProvisionedConcurrencyConfig"],
      rows: { ProvisionedConcurrentExecutions: NOT_YET },
    },
    {
      name: "Alias: function URL",
      operations: ["CreateFunctionUrlConfig", "UpdateFunctionUrlConfig"],
      rows: { AuthType: NOT_YET, InvokeMode: NOT_YET, "Cors.**": NOT_YET },
    },
    {
      name: "Alias: asynchronous invocation",
      operations: ["PutFunctionEventInvokeConfig"],
      rows: { MaximumRetryAttempts: NOT_YET, MaximumEventAgeInSeconds: NOT_YET, "DestinationConfig.**": NOT_YET },
    },
    {
      name: "Permission",
      operations: ["AddPermission"],
      rows: {
        StatementId: never("holds our mark"),
        Action: by("apis.*.routes.*.lambda"),
        Principal: by("apis.*.routes.*.lambda"),
        SourceArn: by("apis.*.routes.*.lambda"),
        SourceAccount: NOT_YET,
        FunctionUrlAuthType: NOT_YET,
        InvokedViaFunctionUrl: NOT_YET,
        EventSourceToken: never("Alexa's"),
        PrincipalOrgID: NOT_YET,
      },
    },
  ],
};
