/** AWS's own managed policies by name. Most sit at the root of their namespace; these do not, and no rule tells which. */

const PATHS: Readonly<Record<string, readonly string[]>> = {
  "service-role": [
    "AWSLambdaBasicExecutionRole",
    "AWSLambdaBasicDurableExecutionRolePolicy",
    "AWSLambdaDynamoDBExecutionRole",
    "AWSLambdaENIManagementAccess",
    "AWSLambdaKinesisExecutionRole",
    "AWSLambdaMSKExecutionRole",
    "AWSLambdaRole",
    "AWSLambdaSQSQueueExecutionRole",
    "AWSLambdaVPCAccessExecutionRole",
    "AmazonAPIGatewayPushToCloudWatchLogs",
    "AmazonECSTaskExecutionRolePolicy",
    "AmazonRDSEnhancedMonitoringRole",
    "AmazonS3ObjectLambdaExecutionRolePolicy",
    "AWSAppSyncPushToCloudWatchLogs",
    "AWSCodeDeployRoleForLambda",
    "AWSCodeDeployRoleForLambdaLimited",
    "AWSConfigRulesExecutionRole",
    "AWSConfigRole",
    "AmazonSNSRole",
  ],
  "job-function": ["ViewOnlyAccess", "SystemAdministrator", "DatabaseAdministrator", "NetworkAdministrator", "Billing"],
};

/** Names at the root that roles of functions often have; only to suggest the right spelling. */
const AT_ROOT = [
  "AWSXRayDaemonWriteAccess",
  "AWSXrayWriteOnlyAccess",
  "AWSLambda_FullAccess",
  "AWSLambda_ReadOnlyAccess",
  "AWSLambdaExecute",
  "AWSLambdaInvocation-DynamoDB",
  "AmazonS3FullAccess",
  "AmazonS3ReadOnlyAccess",
  "AmazonDynamoDBFullAccess",
  "AmazonDynamoDBReadOnlyAccess",
  "AmazonSQSFullAccess",
  "AmazonSSMReadOnlyAccess",
  "CloudWatchLogsFullAccess",
  "CloudWatchLambdaInsightsExecutionRolePolicy",
  "CloudWatchLambdaApplicationSignalsExecutionRolePolicy",
  "ReadOnlyAccess",
  "SecurityAudit",
  "SecretsManagerReadWrite",
];

export const KNOWN_MANAGED_POLICIES: readonly string[] = [...Object.values(PATHS).flat(), ...AT_ROOT];

/** The ARN of a managed policy written as an ARN, as a name of AWS's, or as such a name with its path. */
export function managedPolicyArn(written: string, partition: string): string {
  if (written.startsWith("arn:")) return written;
  const path = Object.keys(PATHS).find((candidate) => PATHS[candidate]?.includes(written));
  return `arn:${partition}:iam::aws:policy/${path === undefined ? written : `${path}/${written}`}`;
}
