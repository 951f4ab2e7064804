/** The queues of a fleet, and the event bus that fills one of them, at an emulator. */
import { EventBridge } from "@aws-sdk/client-eventbridge";
import { SQS } from "@aws-sdk/client-sqs";
import { CREDENTIALS, REGION } from "../command/run-reconcile.ts";

export interface Queues {
  readonly work: string;
  readonly events: string;
  send(group: string, body: string, once: string): Promise<void>;
  tell(event: object): Promise<void>;
  dead(): Promise<readonly string[]>;
  /** Messages that wait, or that somebody holds. */
  left(): Promise<number>;
}

export async function makeQueues(endpoint: string): Promise<Queues> {
  const options = { endpoint, region: REGION, credentials: CREDENTIALS };
  const [sqs, bus] = [new SQS({ ...options, useQueueUrlAsEndpoint: false }), new EventBridge(options)];
  const unique = Date.now().toString(36);
  const make = async (name: string, attributes: Record<string, string>) => {
    const { QueueUrl = "" } = await sqs.createQueue({ QueueName: name, Attributes: attributes });
    const { Attributes = {} } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ["QueueArn"] });
    return { url: QueueUrl, arn: Attributes.QueueArn ?? "" };
  };
  const dead = await make(`dead-${unique}.fifo`, { FifoQueue: "true" });
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 3 });
  const work = await make(`work-${unique}.fifo`, { FifoQueue: "true", RedrivePolicy });
  const events = await make(`events-${unique}`, {});
  const pattern = { "detail-type": ["AWS API Call via CloudTrail"], detail: { readOnly: [false] } };
  await bus.putRule({ Name: `writes-${unique}`, EventPattern: JSON.stringify(pattern) });
  await bus.putTargets({ Rule: `writes-${unique}`, Targets: [{ Id: "queue", Arn: events.arn }] });
  const kept: string[] = [];
  return {
    work: work.url,
    events: events.url,
    async send(group, MessageBody, once) {
      await sqs.sendMessage({ QueueUrl: work.url, MessageBody, MessageGroupId: group, MessageDeduplicationId: once });
    },
    async tell(detail) {
      const entry = { Source: "stagekeeper.test", DetailType: "AWS API Call via CloudTrail", Detail: JSON.stringify(detail) };
      const { FailedEntryCount = 0 } = await bus.putEvents({ Entries: [entry] });
      if (FailedEntryCount > 0) throw new Error("the event bus took no event");
    },
    async dead() {
      const { Messages = [] } = await sqs.receiveMessage({ QueueUrl: dead.url, MaxNumberOfMessages: 10 });
      for (const { Body = "", ReceiptHandle } of Messages) {
        kept.push(Body);
        await sqs.deleteMessage({ QueueUrl: dead.url, ReceiptHandle });
      }
      return kept;
    },
    async left() {
      const AttributeNames = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"] as const;
      const { Attributes = {} } = await sqs.getQueueAttributes({ QueueUrl: work.url, AttributeNames: [...AttributeNames] });
      return AttributeNames.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
    },
  };
}
