/** SQS of the sandbox: standard and FIFO queues, visibility, deduplication and dead letters. */
import * as sqs from "@aws-sdk/client-sqs";
import { AwsError } from "../wire/aws-error.ts";
import { SchemaServer } from "../wire/schema-server.ts";
import type { World } from "../world.ts";
import { askedAttributes, checkRedrive, otherAttribute } from "./attributes.ts";
import { checkBatch, described, hide, inBatch, invalid, receive, remove, send } from "./messages.ts";
import { md5, type QueueState } from "./state.ts";

const NAME = /^[A-Za-z0-9_-]{1,80}$/;

export function createSqsService(world: World): SchemaServer<typeof sqs> {
  const client = new sqs.SQSClient({
    region: world.region,
    credentials: { accessKeyId: "sandbox", secretAccessKey: "sandbox" },
  });
  const queueAt = (url: string | undefined) => queueNamed(world, url?.split("/").at(-1));
  return new SchemaServer(sqs, client).on({
    /** Made already with the same attributes counts as made. */
    CreateQueue({ QueueName: name = "", Attributes: attributes = {} }) {
      const fifo = name.endsWith(".fifo");
      if (!NAME.test(fifo ? name.slice(0, -".fifo".length) : name)) {
        throw invalid("Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length");
      }
      if (fifo !== (attributes.FifoQueue === "true")) {
        throw invalid(
          fifo
            ? "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length"
            : "Unknown Attribute FifoQueue.",
        );
      }
      checkRedrive(attributes.RedrivePolicy);
      const known = world.sqs.queues.get(name);
      const other = known && otherAttribute(known, attributes);
      if (other !== undefined) {
        const text = `A queue already exists with the same name and a different value for attribute ${other}`;
        throw new AwsError("QueueNameExists", text, 400);
      }
      if (known === undefined) world.sqs.queues.set(name, newQueue(name, attributes, world.clock.now()));
      return { QueueUrl: urlOf(world, name) };
    },
    GetQueueUrl({ QueueName: name }) {
      return { QueueUrl: urlOf(world, queueNamed(world, name).name) };
    },
    DeleteQueue({ QueueUrl }) {
      world.sqs.queues.delete(queueAt(QueueUrl).name);
      return {};
    },
    GetQueueAttributes({ QueueUrl, AttributeNames }) {
      return { Attributes: askedAttributes(world, queueAt(QueueUrl), AttributeNames) };
    },
    SendMessage(input) {
      const queue = queueAt(input.QueueUrl);
      const { id, sequence } = send(world, queue, input);
      return { MessageId: id, MD5OfMessageBody: md5(input.MessageBody ?? ""), ...(queue.fifo && { SequenceNumber: sequence }) };
    },
    SendMessageBatch({ QueueUrl, Entries }) {
      const queue = queueAt(QueueUrl);
      checkBatch(queue, Entries);
      return inBatch(Entries, (entry) => {
        const { id, sequence } = send(world, queue, entry);
        return {
          Id: entry.Id,
          MessageId: id,
          MD5OfMessageBody: md5(entry.MessageBody ?? ""),
          ...(queue.fifo && { SequenceNumber: sequence }),
        };
      });
    },
    async ReceiveMessage(input) {
      const queue = queueAt(input.QueueUrl);
      const messages = await receive(world, queue, input);
      return { Messages: messages.length === 0 ? undefined : messages.map((message) => described(message, queue)) };
    },
    DeleteMessage({ QueueUrl, ReceiptHandle }) {
      remove(world, queueAt(QueueUrl), ReceiptHandle);
      return {};
    },
    DeleteMessageBatch({ QueueUrl, Entries }) {
      const queue = queueAt(QueueUrl);
      return inBatch(Entries, ({ Id, ReceiptHandle }) => {
        remove(world, queue, ReceiptHandle);
        return { Id };
      });
    },
    ChangeMessageVisibility({ QueueUrl, ReceiptHandle, VisibilityTimeout = -1 }) {
      hide(world, queueAt(QueueUrl), { handle: ReceiptHandle, seconds: VisibilityTimeout });
      return {};
    },
    ChangeMessageVisibilityBatch({ QueueUrl, Entries }) {
      const queue = queueAt(QueueUrl);
      return inBatch(Entries, ({ Id, ReceiptHandle, VisibilityTimeout = -1 }) => {
        hide(world, queue, { handle: ReceiptHandle, seconds: VisibilityTimeout });
        return { Id };
      });
    },
  });
}

function newQueue(name: string, attributes: Readonly<Record<string, string>>, createdAt: number): QueueState {
  return {
    name,
    fifo: name.endsWith(".fifo"),
    createdAt,
    attributes: new Map(Object.entries(attributes)),
    messages: [],
    taken: new Map(),
    sequence: 0,
    waiting: new Set(),
  };
}

function queueNamed(world: World, name = ""): QueueState {
  const queue = world.sqs.queues.get(name);
  if (queue === undefined) throw new AwsError("QueueDoesNotExist", "The specified queue does not exist.", 400);
  return queue;
}

function urlOf({ region, account }: World, name: string): string {
  return `https://sqs.${region}.amazonaws.com/${account}/${name}`;
}
