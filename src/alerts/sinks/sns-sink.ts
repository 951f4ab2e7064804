/** Alerts to an SNS topic: the CloudEvent as the message, what to filter by as attributes. The SDK client is loaded with the first alert. */
import type { SNSClient } from "@aws-sdk/client-sns";
import type { AlertSink } from "../../model/alerts.ts";
import { cloudEvent, deliveryId, summaryOf } from "../cloud-event.ts";
import { type AwsSinkOptions, awsError, clientOptions } from "./aws-sink.ts";

export interface SnsOptions extends AwsSinkOptions {
  readonly name: string;
  readonly topicArn: string;
}

/** SNS Publish: fewer than 100 ASCII characters, no line breaks or controls. */
const MAX_SUBJECT = 99;

export function createSnsSink(options: SnsOptions): AlertSink {
  const { name, topicArn } = options;
  let client: Promise<SNSClient> | undefined;
  return {
    name,
    async send(alert, abortSignal) {
      const { PublishCommand } = await import("@aws-sdk/client-sns");
      client ??= openClient(options);
      const text = (value: string) => ({ DataType: "String", StringValue: value });
      const command = new PublishCommand({
        TopicArn: topicArn,
        Subject: subjectOf(`Stagekeeper: ${alert.state}: ${summaryOf(alert)}`),
        Message: JSON.stringify(cloudEvent(alert)),
        MessageAttributes: { type: text(alert.type), severity: text(alert.severity), state: text(alert.state) },
        ...(topicArn.endsWith(".fifo") && { MessageGroupId: "stagekeeper", MessageDeduplicationId: deliveryId(alert) }),
      });
      try {
        await (await client).send(command, { abortSignal });
      } catch (error) {
        throw awsError("sns.Publish", error);
      }
    },
  };
}

async function openClient(options: SnsOptions): Promise<SNSClient> {
  const { SNSClient } = await import("@aws-sdk/client-sns");
  // arn:aws:sns:REGION:ACCOUNT:NAME
  return new SNSClient(clientOptions(options, options.topicArn.split(":")[3]));
}

function subjectOf(text: string): string {
  const ascii = text.replaceAll(/[^\x20-\x7e]/g, "?");
  return ascii.length <= MAX_SUBJECT ? ascii : `${ascii.slice(0, MAX_SUBJECT - 3)}...`;
}
