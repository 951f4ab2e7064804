/** Queues of the sandbox on virtual time, as each worker opens them: killing a worker is that none of its calls arrives any more. */
import { SQS } from "@aws-sdk/client-sqs";
import { openSqsQueue } from "../../src/aws/sqs-queue.ts";
import type { WorkQueue } from "../../src/model/work-queue.ts";
import { createSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import { createVirtualClock, type VirtualClock } from "../../src/sandbox/virtual-clock.ts";

export interface Queues {
  readonly sandbox: Sandbox;
  readonly clock: VirtualClock;
  readonly url: string;
  readonly deadUrl: string;
  readonly sqs: SQS;
  /** As the worker of that name has it. */
  open(worker: string): WorkQueue;
  kill(worker: string): void;
  dead(): Promise<readonly (string | undefined)[]>;
}

export async function theQueues(): Promise<Queues> {
  const clock = createVirtualClock();
  const sandbox = createSandbox({ clock, quotas: "off" });
  const of = (accessKeyId: string) => ({ credentials: { accessKeyId, secretAccessKey: "s" }, region: "us-east-1" });
  const requestHandler = sandbox.requestHandler("sqs");
  const sqs = new SQS({ ...of("hand"), requestHandler });
  const fifo = { FifoQueue: "true" };
  const { QueueUrl: deadUrl = "" } = await sqs.createQueue({ QueueName: "dead.fifo", Attributes: fifo });
  const redrive = { deadLetterTargetArn: "arn:aws:sqs:us-east-1:000000000000:dead.fifo", maxReceiveCount: 3 };
  const Attributes = { ...fifo, RedrivePolicy: JSON.stringify(redrive) };
  const { QueueUrl: url = "" } = await sqs.createQueue({ QueueName: "work.fifo", Attributes });
  const killed = new Set<string>();
  sandbox.faults.script(({ accessKeyId = "" }) => (killed.has(accessKeyId) ? { type: "vanish", when: "before" } : undefined));
  return {
    sandbox,
    clock,
    url,
    deadUrl,
    sqs,
    open: (worker) => openSqsQueue({ url, ...of(worker), requestHandler, clock }),
    kill: (worker) => void killed.add(worker),
    async dead() {
      const { Messages = [] } = await sqs.receiveMessage({ QueueUrl: deadUrl, MaxNumberOfMessages: 10 });
      return Messages.map(({ Body }) => Body);
    },
  };
}

export function messageTo(group: string, once: string) {
  return { group, body: JSON.stringify({ stagekeeper: 1, target: group }), once };
}
