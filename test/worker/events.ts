/** Events as EventBridge delivers them over CloudTrail ("AWS API Call via CloudTrail"). */

const SOURCES: Readonly<Record<string, RegExp>> = {
  lambda: /Function|Alias|Permission|Version$/,
  iam: /Role/,
  s3: /Bucket/,
};

export interface EventFacts {
  readonly id?: string;
  readonly arn?: string;
  readonly userAgent?: string;
  readonly account?: string;
  readonly region?: string;
  readonly errorCode?: string;
  readonly time?: number;
}

export function anEvent(eventName: string, requestParameters: object, facts: EventFacts = {}) {
  const service = Object.keys(SOURCES).find((name) => SOURCES[name]?.test(eventName)) ?? "apigateway";
  const { id = "event-1", account = "111111111111", region = "eu-west-1", time = 0 } = facts;
  const { arn = "arn:aws:sts::111111111111:assumed-role/Admin/alice", userAgent = "console.amazonaws.com", errorCode } = facts;
  return {
    version: "0",
    id: "00000000-0000-0000-0000-000000000000",
    "detail-type": "AWS API Call via CloudTrail",
    source: `aws.${service}`,
    account,
    time: new Date(time).toISOString(),
    region,
    resources: [],
    detail: {
      eventVersion: "1.09",
      userIdentity: { type: "AssumedRole", arn },
      eventTime: new Date(time).toISOString(),
      eventSource: `${service}.amazonaws.com`,
      eventName,
      awsRegion: region,
      sourceIPAddress: "203.0.113.7",
      userAgent,
      ...(errorCode !== undefined && { errorCode }),
      requestParameters,
      responseElements: null,
      eventID: id,
      readOnly: false,
      eventType: "AwsApiCall",
      managementEvent: true,
      recipientAccountId: account,
    },
  };
}
