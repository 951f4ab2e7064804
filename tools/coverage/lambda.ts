/** What is written of functions, their versions and aliases. */
import * as client from "@aws-sdk/client-lambda";
import { by, GUARD, never, type Rows, type ServiceCoverage, WHICH } from "./row.ts";

const PUBLISHED_APART = never("versions are published by their own step");
const MANAGED_INSTANCES = never(
  "functions on instances of EC2 serve no API without a capacity provider, which is another service",
);

const CODE: Rows = {
  ZipFile: by("functions.*.code"),
  S3Bucket: by("functions.*.code.s3.bucket"),
  S3Key: by("functions.*.code.s3.key"),
  S3ObjectVersion: by("functions.*.code.s3.version"),
  S3ObjectStorageMode: by("functions.*.code.s3.storage"),
  ImageUri: by("functions.*.code.image"),
  SourceKMSKeyArn: by("functions.*.codeKmsKey"),
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
        "FileSystemConfigs[].S3FilesConfig.DirectS3Read": by("functions.*.fileSystems[].directS3Read"),
        CodeSigningConfigArn: by("functions.*.codeSigning"),
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
        "TenancyConfig.TenantIsolationMode": by("functions.*.tenantIsolation"),
        "CapacityProviderConfig.**": MANAGED_INSTANCES,
        "DurableConfig.KMSKeyArn": by("functions.*.durable.kmsKey"),
        "DurableConfig.RetentionPeriodInDays": by("functions.*.durable.retentionDays"),
        "DurableConfig.ExecutionTimeout": by("functions.*.durable.timeout"),
        ReservedConcurrentExecutions: by("functions.*.reservedConcurrency"),
        RecursiveLoop: by("functions.*.recursiveLoop"),
        UpdateRuntimeOn: by("functions.*.runtimeUpdates"),
        RuntimeVersionArn: by("functions.*.runtimeUpdates"),
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
      rows: { ProvisionedConcurrentExecutions: by("functions.*.aliases.*.provisionedConcurrency") },
    },
    {
      name: "Alias: function URL",
      operations: ["CreateFunctionUrlConfig", "UpdateFunctionUrlConfig"],
      rows: {
        AuthType: by("functions.*.aliases.*.url.auth"),
        InvokeMode: by("functions.*.aliases.*.url.streaming"),
        "Cors.AllowCredentials": by("functions.*.aliases.*.url.cors.credentials"),
        "Cors.AllowHeaders[]": by("functions.*.aliases.*.url.cors.headers[]"),
        "Cors.AllowMethods[]": by("functions.*.aliases.*.url.cors.methods[]"),
        "Cors.AllowOrigins[]": by("functions.*.aliases.*.url.cors.origins[]"),
        "Cors.ExposeHeaders[]": by("functions.*.aliases.*.url.cors.exposeHeaders[]"),
        "Cors.MaxAge": by("functions.*.aliases.*.url.cors.maxAgeSeconds"),
      },
    },
    {
      name: "Alias: asynchronous invocation",
      operations: ["PutFunctionEventInvokeConfig"],
      rows: {
        MaximumRetryAttempts: by("functions.*.aliases.*.asyncInvocation.retries"),
        MaximumEventAgeInSeconds: by("functions.*.aliases.*.asyncInvocation.maxAgeSeconds"),
        "DestinationConfig.OnSuccess.Destination": by("functions.*.aliases.*.asyncInvocation.onSuccess"),
        "DestinationConfig.OnFailure.Destination": by("functions.*.aliases.*.asyncInvocation.onFailure"),
      },
    },
    {
      name: "Permission",
      operations: ["AddPermission"],
      rows: {
        StatementId: never("holds our mark"),
        Action: by("apis.*.routes.*.lambda"),
        Principal: by("apis.*.routes.*.lambda"),
        SourceArn: by("apis.*.routes.*.lambda"),
        SourceAccount: by("buckets.*.notifications.rules.*.lambda"),
        FunctionUrlAuthType: by("functions.*.aliases.*.url.auth"),
        InvokedViaFunctionUrl: by("functions.*.aliases.*.url.auth"),
        EventSourceToken: never("Alexa's"),
        PrincipalOrgID: never("for callers of an organization: who is let in here is API Gateway, S3, or by a URL anybody"),
      },
    },
  ],
};
