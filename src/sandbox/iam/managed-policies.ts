/** AWS's own managed policies that functions and their tools attach. Others are unknown to the sandbox. */

/** Names after `arn:aws:iam::aws:policy/`. */
const KNOWN: ReadonlySet<string> = new Set([
  "service-role/AWSLambdaBasicExecutionRole",
  "service-role/AWSLambdaVPCAccessExecutionRole",
  "service-role/AWSLambdaDynamoDBExecutionRole",
  "service-role/AWSLambdaKinesisExecutionRole",
  "service-role/AWSLambdaSQSQueueExecutionRole",
  "service-role/AWSLambdaMSKExecutionRole",
  "service-role/AWSLambdaRole",
  "service-role/AWSLambdaENIManagementAccess",
  "service-role/AmazonAPIGatewayPushToCloudWatchLogs",
  "AWSLambdaExecute",
  "AWSLambdaInvocation-DynamoDB",
  "AWSLambda_FullAccess",
  "AWSLambda_ReadOnlyAccess",
  "AWSXRayDaemonWriteAccess",
  "AWSXrayWriteOnlyAccess",
  "CloudWatchLambdaInsightsExecutionRolePolicy",
  "CloudWatchLogsFullAccess",
  "CloudWatchFullAccess",
  "AdministratorAccess",
  "PowerUserAccess",
  "ReadOnlyAccess",
  "SecurityAudit",
  "AmazonS3FullAccess",
  "AmazonS3ReadOnlyAccess",
  "AmazonDynamoDBFullAccess",
  "AmazonDynamoDBReadOnlyAccess",
  "AmazonSQSFullAccess",
  "AmazonSNSFullAccess",
  "AmazonSSMReadOnlyAccess",
  "SecretsManagerReadWrite",
  "AmazonAPIGatewayInvokeFullAccess",
  "AmazonAPIGatewayAdministrator",
]);

/** Whether the ARN names one of them, in this partition. */
export function isKnownManagedPolicy(partition: string, arn: string): boolean {
  const prefix = `arn:${partition}:iam::aws:policy/`;
  return arn.startsWith(prefix) && KNOWN.has(arn.slice(prefix.length));
}

/** `AWSLambdaBasicExecutionRole` of `arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole`. */
export function policyName(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}
