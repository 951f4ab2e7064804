/** Sending, receiving, hiding and deleting messages, as the API reference of SQS says. */
import { createHash } from "node:crypto";
import type {
  BatchResultErrorEntry,
  DeleteMessageBatchRequestEntry,
  ReceiveMessageCommandInput,
  SendMessageBatchRequestEntry,
} from "@aws-sdk/client-sqs";
import { UNIQUE_ID } from "../callers.ts";
import { AwsError } from "../wire/aws-error.ts";
import type { World } from "../world.ts";
import { inFlight, md5, type QueueState, receivable, redriveOf, type StoredMessage } from "./state.ts";

/** A deduplication id is remembered for five minutes, whether its message is still there or not. */
const DEDUPLICATION_MS = 300_000;
const MOST_IN_BATCH = 10;
const ENTRY_ID = /^[\w-]{1,80}$/;
/** SendMessage: 1 MiB. */
const MOST_BYTES = 1_048_576;
const LONGEST_WAIT_S = 20;

type Sent = Pick<SendMessageBatchRequestEntry, "MessageBody" | "MessageGroupId" | "MessageDeduplicationId" | "DelaySeconds">;

/** Of a batch to a FIFO queue none is taken when one cannot be (SendMessageBatch). */
export function checkBatch(queue: QueueState, entries: readonly Sent[] = []): void {
  if (!queue.fifo) return;
  for (const entry of entries) {
    if (!entry.MessageGroupId) throw invalid("The request must contain the parameter MessageGroupId.");
    deduplicationOf(queue, entry, entry.MessageBody ?? "");
  }
}

/** A message that repeats a deduplication id within five minutes is taken and not delivered again. */
export function send(world: World, queue: QueueState, input: Sent): StoredMessage {
  const body = input.MessageBody ?? "";
  if (body === "") throw missing("MessageBody");
  if (Buffer.byteLength(body) > MOST_BYTES) {
    throw invalid(`One or more parameters are invalid. Reason: Message must be shorter than ${MOST_BYTES} bytes.`);
  }
  const now = world.clock.now();
  const deduplicationId = queue.fifo ? deduplicationOf(queue, input, body) : undefined;
  const known = deduplicationId === undefined ? undefined : queue.taken.get(deduplicationId);
  if (known !== undefined && now - known.at < DEDUPLICATION_MS) return known.message;
  queue.sequence += 1;
  const message: StoredMessage = {
    id: world.newUuid(),
    body,
    group: input.MessageGroupId,
    deduplicationId,
    sequence: String(queue.sequence).padStart(20, "0"),
    sentAt: now,
    firstReceivedAt: undefined,
    receives: 0,
    handle: undefined,
    visibleAt: now + 1_000 * delayOf(queue, input),
    deadLetterOf: undefined,
  };
  queue.messages.push(message);
  if (deduplicationId !== undefined) queue.taken.set(deduplicationId, { at: now, message });
  wake(queue);
  return message;
}

function delayOf(queue: QueueState, { DelaySeconds }: Sent): number {
  if (DelaySeconds !== undefined && queue.fifo) {
    throw invalid(
      `Value ${DelaySeconds} for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.`,
    );
  }
  return DelaySeconds ?? Number(queue.attributes.get("DelaySeconds") ?? 0);
}

function deduplicationOf(queue: QueueState, { MessageGroupId, MessageDeduplicationId }: Sent, body: string): string {
  if (!MessageGroupId) throw missing("MessageGroupId");
  if (MessageDeduplicationId) return MessageDeduplicationId;
  if (queue.attributes.get("ContentBasedDeduplication") === "true") return createHash("sha256").update(body).digest("hex");
  throw invalid("The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly");
}

/** Waits, on the sandbox's clock, for as long as there is nothing. */
export async function receive(
  world: World,
  queue: QueueState,
  input: ReceiveMessageCommandInput,
): Promise<readonly StoredMessage[]> {
  const most = input.MaxNumberOfMessages ?? 1;
  if (most < 1 || most > MOST_IN_BATCH) {
    throw invalid(`Value ${most} for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.`);
  }
  const waitSeconds = input.WaitTimeSeconds ?? Number(queue.attributes.get("ReceiveMessageWaitTimeSeconds") ?? 0);
  if (waitSeconds < 0 || waitSeconds > LONGEST_WAIT_S) {
    throw invalid(`Value ${waitSeconds} for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.`);
  }
  const hiddenMs = 1_000 * (input.VisibilityTimeout ?? Number(queue.attributes.get("VisibilityTimeout") ?? 30));
  const until = world.clock.now() + 1_000 * waitSeconds;
  for (;;) {
    const taken = take(world, queue, { most, hiddenMs });
    if (taken.length > 0 || world.clock.now() >= until) return taken;
    await nextNews(world, queue, until);
  }
}

function take(
  world: World,
  queue: QueueState,
  { most, hiddenMs }: { readonly most: number; readonly hiddenMs: number },
): readonly StoredMessage[] {
  const now = world.clock.now();
  moveDead(world, queue, now);
  const taken = receivable(queue, now).slice(0, most);
  for (const message of taken) {
    message.receives += 1;
    message.firstReceivedAt ??= now;
    message.handle = world.newUuid();
    message.visibleAt = now + hiddenMs;
  }
  return taken;
}

/** A message that would be received more often than the redrive policy says goes to the dead-letter queue instead. */
function moveDead(world: World, queue: QueueState, now: number): void {
  const redrive = redriveOf(queue);
  const dead = redrive === null ? undefined : world.sqs.queues.get(redrive.to);
  if (redrive === null || dead === undefined) return;
  for (let gone = nextDead(queue, redrive.most, now); gone !== undefined; gone = nextDead(queue, redrive.most, now)) {
    const moved = gone;
    queue.messages = queue.messages.filter((message) => message !== moved);
    dead.messages.push({ ...moved, handle: undefined, visibleAt: now, deadLetterOf: arnOf(world, queue.name) });
    wake(dead);
  }
}

function nextDead(queue: QueueState, most: number, now: number): StoredMessage | undefined {
  return receivable(queue, now).find(({ receives }) => receives >= most);
}

/** A message that comes, one that becomes visible again, or the end of the wait. */
async function nextNews(world: World, queue: QueueState, until: number): Promise<void> {
  const now = world.clock.now();
  const due = queue.messages.map(({ visibleAt }) => visibleAt).filter((at) => at > now);
  const news = new AbortController();
  const come = () => news.abort();
  queue.waiting.add(come);
  await world.clock.sleep(Math.max(0, Math.min(until, ...due) - now), news.signal).catch(() => undefined);
  queue.waiting.delete(come);
}

function wake(queue: QueueState): void {
  for (const come of queue.waiting) come();
}

/** Gone is deleted. A FIFO queue refuses a handle whose time is over, for somebody else may have the message by now. */
export function remove(world: World, queue: QueueState, handle: string | undefined): void {
  const message = messageOf(queue, handle);
  if (message === undefined) return;
  if (queue.fifo && !inFlight(message, world.clock.now())) {
    throw invalid(`Value ${handle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`);
  }
  queue.messages = queue.messages.filter((other) => other !== message);
  wake(queue);
}

export function hide(
  world: World,
  queue: QueueState,
  { handle, seconds }: { handle: string | undefined; seconds: number },
): void {
  if (!(seconds >= 0 && seconds <= 43_200)) {
    throw invalid(`Value ${seconds} for parameter VisibilityTimeout is invalid. Reason: Must be between 0 and 43200.`);
  }
  const message = messageOf(queue, handle);
  const now = world.clock.now();
  if (message === undefined || !inFlight(message, now)) {
    throw new AwsError(
      "MessageNotInflight",
      `Value ${handle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
      400,
    );
  }
  message.visibleAt = now + 1_000 * seconds;
  wake(queue);
}

function messageOf(queue: QueueState, handle: string | undefined): StoredMessage | undefined {
  if (!handle) throw new AwsError("ReceiptHandleIsInvalid", "The input receipt handle is invalid.", 404);
  return queue.messages.find((message) => message.handle === handle);
}

/** Each entry by itself: what is wrong with one is said of it alone. */
export function inBatch<E extends Pick<DeleteMessageBatchRequestEntry, "Id">, R>(
  entries: readonly E[] | undefined,
  work: (entry: E) => R,
): { readonly Successful: R[]; readonly Failed: BatchResultErrorEntry[] } {
  if (entries === undefined || entries.length === 0) {
    throw new AwsError("EmptyBatchRequest", "There should be at least one entry in the request.", 400);
  }
  if (entries.length > MOST_IN_BATCH) {
    throw new AwsError(
      "TooManyEntriesInBatchRequest",
      `Maximum number of entries per request are 10. You have sent ${entries.length}.`,
      400,
    );
  }
  if (!entries.every(({ Id }) => ENTRY_ID.test(Id ?? ""))) {
    throw new AwsError(
      "InvalidBatchEntryId",
      "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
      400,
    );
  }
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length) {
    throw new AwsError("BatchEntryIdsNotDistinct", "Id must be unique.", 400);
  }
  const [Successful, Failed]: [R[], BatchResultErrorEntry[]] = [[], []];
  for (const entry of entries) {
    try {
      Successful.push(work(entry));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Failed.push({ Id: entry.Id, SenderFault: true, Code: error.code, Message: error.message });
    }
  }
  return { Successful, Failed };
}

export function described(message: StoredMessage, queue: QueueState) {
  const fifo = {
    MessageGroupId: message.group,
    MessageDeduplicationId: message.deduplicationId,
    SequenceNumber: message.sequence,
  };
  const attributes = {
    SenderId: UNIQUE_ID,
    SentTimestamp: String(message.sentAt),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    ApproximateReceiveCount: String(message.receives),
    ...(queue.fifo && fifo),
    ...(message.deadLetterOf !== undefined && { DeadLetterQueueSourceArn: message.deadLetterOf }),
  };
  return {
    MessageId: message.id,
    ReceiptHandle: message.handle,
    Body: message.body,
    MD5OfBody: md5(message.body),
    Attributes: Object.fromEntries(
      Object.entries(attributes).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
    ),
  };
}

export function arnOf(world: World, name: string): string {
  return `arn:${world.partition}:sqs:${world.region}:${world.account}:${name}`;
}

function missing(name: string): AwsError {
  return new AwsError("MissingParameter", `The request must contain the parameter ${name}.`, 400);
}

export function invalid(message: string): AwsError {
  return new AwsError("InvalidParameterValue", message, 400);
}
