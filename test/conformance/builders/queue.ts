/** Queues that cases start from, and what is sent to them. */
import type { Message, SendMessageCommandOutput } from "@aws-sdk/client-sqs";
import type { Scene } from "../scene.ts";

export interface Fifo {
  readonly QueueUrl: string;
  /** `body` is its deduplication id, too, unless another one is given. */
  send(group: string, body: string, id?: string): Promise<SendMessageCommandOutput>;
  /** At once unless told otherwise. */
  receive(options?: ReceiveOptions): Promise<readonly Message[]>;
}

interface ReceiveOptions {
  readonly most?: number;
  readonly waitSeconds?: number;
  /** Seconds for which what is received is nobody else's; left out: the queue's 30. */
  readonly hold?: number;
}

/** A FIFO queue of the case's own, with these attributes besides. */
export async function aFifo({ sqs, newName }: Scene, attributes: Readonly<Record<string, string>> = {}): Promise<Fifo> {
  const QueueName = `${newName("queue")}.fifo`;
  const { QueueUrl = "" } = await sqs.createQueue({ QueueName, Attributes: { FifoQueue: "true", ...attributes } });
  return {
    QueueUrl,
    send: (MessageGroupId, MessageBody, MessageDeduplicationId = MessageBody) =>
      sqs.sendMessage({ QueueUrl, MessageBody, MessageGroupId, MessageDeduplicationId }),
    async receive({ most = 10, waitSeconds = 0, hold } = {}) {
      const { Messages = [] } = await sqs.receiveMessage({
        QueueUrl,
        MaxNumberOfMessages: most,
        WaitTimeSeconds: waitSeconds,
        MessageSystemAttributeNames: ["All"],
        ...(hold !== undefined && { VisibilityTimeout: hold }),
      });
      return Messages;
    },
  };
}

export function bodiesOf(messages: readonly Message[]): readonly (string | undefined)[] {
  return messages.map(({ Body }) => Body);
}
