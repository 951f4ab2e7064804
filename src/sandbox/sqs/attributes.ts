/** Attributes of a queue: what it was made with, what SQS gives it besides, and how many messages it has. */
import type { QueueAttributeName } from "@aws-sdk/client-sqs";
import type { World } from "../world.ts";
import { arnOf, invalid } from "./messages.ts";
import { inFlight, type QueueState } from "./state.ts";

/** CreateQueue. */
const USUAL = {
  VisibilityTimeout: "30",
  MaximumMessageSize: "1048576",
  MessageRetentionPeriod: "345600",
  DelaySeconds: "0",
  ReceiveMessageWaitTimeSeconds: "0",
  SqsManagedSseEnabled: "true",
};
const USUAL_OF_FIFO = { ContentBasedDeduplication: "false", DeduplicationScope: "queue", FifoThroughputLimit: "perQueue" };
const QUEUE_ARN = /^arn:[\w-]+:sqs:[\w-]+:\d{12}:[\w.-]+$/;

/** None unless they are asked for. */
export function askedAttributes(
  world: World,
  queue: QueueState,
  names: readonly QueueAttributeName[] = [],
): Record<string, string> | undefined {
  const all = attributesOf(world, queue);
  const asked = Object.entries(all).filter(([name]) => names.some((wanted) => wanted === "All" || wanted === name));
  return asked.length === 0 ? undefined : Object.fromEntries(asked);
}

/** The first that a queue has another value of. */
export function otherAttribute(queue: QueueState, attributes: Readonly<Record<string, string>>): string | undefined {
  const settings = settingsOf(queue);
  return Object.keys(attributes).find((name) => settings[name] !== attributes[name]);
}

export function checkRedrive(policy: string | undefined): void {
  if (policy === undefined) return;
  const target = /"deadLetterTargetArn"\s*:\s*"([^"]*)"/.exec(policy)?.[1] ?? "";
  if (QUEUE_ARN.test(target)) return;
  throw invalid(`Value ${policy} for parameter RedrivePolicy is invalid. Reason: Invalid value for deadLetterTargetArn.`);
}

function settingsOf({ attributes, fifo }: QueueState): Readonly<Record<string, string>> {
  return { ...USUAL, ...(fifo && USUAL_OF_FIFO), ...Object.fromEntries(attributes) };
}

function attributesOf(world: World, queue: QueueState): Readonly<Record<string, string>> {
  const now = world.clock.now();
  const hidden = queue.messages.filter((message) => inFlight(message, now)).length;
  const delayed = queue.messages.filter((message) => message.handle === undefined && message.visibleAt > now).length;
  const createdAt = String(Math.floor(queue.createdAt / 1_000));
  return {
    ...settingsOf(queue),
    QueueArn: arnOf(world, queue.name),
    CreatedTimestamp: createdAt,
    LastModifiedTimestamp: createdAt,
    ApproximateNumberOfMessages: String(queue.messages.length - hidden - delayed),
    ApproximateNumberOfMessagesNotVisible: String(hidden),
    ApproximateNumberOfMessagesDelayed: String(delayed),
  };
}
