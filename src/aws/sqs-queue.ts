/**
 * Amazon SQS as a queue of work. The client is loaded only here, and beside the scheduler of
 * calls: what it asks of is no target, so no quota of one is used. A FIFO queue keeps a group in one process's hands; a standard queue (events) has no groups.
 */
import type { SQS } from "@aws-sdk/client-sqs";
import { StagekeeperError } from "../model/errors.ts";
import type { Clock } from "../model/ports.ts";
import type { Delivery, OutgoingMessage, QueueFacts, WorkQueue } from "../model/work-queue.ts";
import { sendWithRetry } from "./retry.ts";
import { USER_AGENT } from "./who/audit-event.ts";

export interface SqsQueueConfig {
  /** As SQS names it: `https://sqs.REGION.amazonaws.com/ACCOUNT/NAME`. */
  readonly url: string;
  /** Of a queue whose URL does not say it. */
  readonly region?: string;
  readonly profile?: string;
  readonly endpointUrl?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** An SDK request handler instead of the network. */
  readonly requestHandler?: unknown;
  readonly clock: Clock;
}

/** The most that ReceiveMessage, and the batches, take. */
const MOST = 10;
/** ReceiveMessage waits for at most 20 s. */
const WAIT_SECONDS = 20;

type Entry = { readonly Id: string; readonly ReceiptHandle: string };

export function openSqsQueue(config: SqsQueueConfig): WorkQueue {
  let made: Promise<SQS> | undefined;
  const call = async <T>(operation: string, work: (sqs: SQS) => Promise<T>): Promise<T> => {
    made ??= clientOf(config);
    const sqs = await made;
    const pace = { clock: config.clock, random: Math.random };
    return sendWithRetry(`sqs.${operation}`, () => work(sqs), pace);
  };
  const QueueUrl = config.url;
  return {
    async receive(most, holdMs, signal) {
      const request = {
        QueueUrl,
        MaxNumberOfMessages: Math.min(most, MOST),
        WaitTimeSeconds: WAIT_SECONDS,
        VisibilityTimeout: Math.ceil(holdMs / 1_000),
        MessageSystemAttributeNames: ["ApproximateReceiveCount" as const, "MessageGroupId" as const],
      };
      const { Messages = [] } = await call("ReceiveMessage", (sqs) => sqs.receiveMessage(request, { abortSignal: signal }));
      return Messages.map(
        ({ MessageId = "", Body = "", ReceiptHandle = "", Attributes = {} }): Delivery => ({
          id: MessageId,
          body: Body,
          handle: ReceiptHandle,
          group: Attributes.MessageGroupId ?? null,
          receives: Number(Attributes.ApproximateReceiveCount ?? 1),
        }),
      );
    },
    async hold(deliveries, ms) {
      const VisibilityTimeout = Math.ceil(ms / 1_000);
      return inBatches(deliveries, async (entries) => {
        const batch = entries.map((entry) => ({ ...entry, VisibilityTimeout }));
        return call("ChangeMessageVisibilityBatch", (sqs) => sqs.changeMessageVisibilityBatch({ QueueUrl, Entries: batch }));
      });
    },
    async done(deliveries) {
      // What could not be deleted is delivered again, which is harmless.
      await inBatches(deliveries, (entries) =>
        call("DeleteMessageBatch", (sqs) => sqs.deleteMessageBatch({ QueueUrl, Entries: entries })),
      );
    },
    async send(messages) {
      for (const batch of batchesOf(messages)) await call("SendMessageBatch", (sqs) => sendBatch(sqs, QueueUrl, batch));
    },
    facts: () => call("GetQueueAttributes", (sqs) => factsOf(sqs, QueueUrl)),
    close: () => void made?.then((sqs) => sqs.destroy()),
  };
}

/** Undefined: its URL does not say. */
export function regionOfQueue(url: string): string | undefined {
  return /^https:\/\/sqs\.([a-z0-9-]+)\.amazonaws\./.exec(url)?.[1];
}

async function clientOf({ url, region, profile, endpointUrl, credentials, requestHandler }: SqsQueueConfig): Promise<SQS> {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  const { SQS } = await import("@aws-sdk/client-sqs");
  const of = regionOfQueue(url) ?? region;
  return new SQS({
    ...(of !== undefined && { region: of }),
    ...(profile !== undefined && { profile }),
    ...(endpointUrl !== undefined && { endpoint: endpointUrl }),
    ...(credentials !== undefined && { credentials }),
    ...(requestHandler !== undefined && { requestHandler: requestHandler as never }), // Whatever the SDK takes for one.
    // An emulator's URLs may name a host that only it knows; its own endpoint is where we ask.
    useQueueUrlAsEndpoint: endpointUrl === undefined && process.env.AWS_ENDPOINT_URL === undefined,
    customUserAgent: USER_AGENT,
    // Retried on our clock, as all calls are.
    maxAttempts: 1,
  });
}

/** Those that failed. */
async function inBatches(
  deliveries: readonly Delivery[],
  work: (entries: Entry[]) => Promise<{ readonly Failed?: readonly { readonly Id: string | undefined }[] | undefined }>,
): Promise<readonly Delivery[]> {
  const failed: Delivery[] = [];
  for (const batch of batchesOf(deliveries)) {
    const { Failed = [] } = await work(batch.map(({ handle }, at) => ({ Id: String(at), ReceiptHandle: handle })));
    failed.push(...batch.filter((_, at) => Failed.some(({ Id }) => Id === String(at))));
  }
  return failed;
}

function batchesOf<T>(all: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / MOST) }, (_, at) => all.slice(at * MOST, (at + 1) * MOST));
}

async function sendBatch(sqs: SQS, QueueUrl: string, batch: readonly OutgoingMessage[]): Promise<void> {
  const Entries = batch.map(({ group, body, once }, at) => ({
    Id: String(at),
    MessageBody: body,
    MessageGroupId: group,
    MessageDeduplicationId: once,
  }));
  const { Failed: [first] = [] } = await sqs.sendMessageBatch({ QueueUrl, Entries });
  if (first !== undefined) {
    throw new StagekeeperError(
      "unavailable",
      `sqs.SendMessageBatch failed: ${first.Code}: ${first.Message ?? "no reason given"}`,
    );
  }
}

async function factsOf(sqs: SQS, QueueUrl: string): Promise<QueueFacts> {
  const { Attributes = {} } = await sqs.getQueueAttributes({
    QueueUrl,
    AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "RedrivePolicy"],
  });
  const redrive = redriveIn(Attributes.RedrivePolicy);
  return {
    waiting: Number(Attributes.ApproximateNumberOfMessages ?? 0),
    inHands: Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
    mostReceives: redrive?.most ?? null,
    dead: redrive === null ? null : await deadLetters(sqs, redrive.arn).catch(() => null),
  };
}

async function deadLetters(sqs: SQS, arn: string): Promise<QueueFacts["dead"]> {
  const [account = "", name = ""] = arn.split(":").slice(-2);
  const { QueueUrl } = await sqs.getQueueUrl({ QueueName: name, QueueOwnerAWSAccountId: account });
  const { Attributes = {} } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ["ApproximateNumberOfMessages"] });
  return { queue: name, messages: Number(Attributes.ApproximateNumberOfMessages ?? 0) };
}

function redriveIn(policy: string | undefined): { readonly arn: string; readonly most: number } | null {
  try {
    const { deadLetterTargetArn, maxReceiveCount }: Readonly<Record<string, unknown>> = JSON.parse(policy ?? "{}");
    return typeof deadLetterTargetArn === "string" ? { arn: deadLetterTargetArn, most: Number(maxReceiveCount) } : null;
  } catch {
    return null;
  }
}
