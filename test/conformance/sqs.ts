/** SQS: FIFO queues as workers lean on them, for who has a target is what SQS says. */
import { aFifo, bodiesOf } from "./builders/queue.ts";
import { type Case, casesOf, documented, model, recorded } from "./case.ts";
import { aText, open, the } from "./match.ts";

/** `message-body-1`. */
const MD5 = "19c9e282d65f9733bc6b35d50062c7ee";
const DELIVERY = documented("SQS Developer Guide, FIFO queue delivery logic");
const VISIBILITY = documented("SQS Developer Guide, Amazon SQS visibility timeout");
const NO_GROUP = "The request must contain the parameter MessageGroupId.";
const NO_DEDUPLICATION =
  "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly";
const BAD_BATCH_ID =
  "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.";
const TWENTY = Array.from({ length: 20 }, (_, at) => String(at));

export const SQS_CASES: readonly Case[] = casesOf("SQS", [
  {
    id: "Q-send",
    name: "SendMessage to a FIFO queue answers the MD5 of the body and a sequence number",
    source: recorded("TestSqsProvider::test_fifo_message_attributes"),
    async run(scene) {
      const { send } = await aFifo(scene);
      const answer = { MD5OfMessageBody: MD5, MessageId: aText(/^[0-9a-f-]{36}$/), SequenceNumber: aText(/^\d{20}$/) };
      await scene.answers(send("group-1", "message-body-1"), 200, answer);
    },
  },
  {
    id: "Q-receive",
    name: "ReceiveMessage tells group, deduplication id, sequence number, sender, times and how often it was received",
    source: recorded("TestSqsProvider::test_fifo_message_attributes"),
    async run(scene) {
      const { send, receive } = await aFifo(scene);
      const { MessageId } = await send("group-1", "message-body-1", "dedup-1");
      const told = {
        ApproximateFirstReceiveTimestamp: aText(/^\d{13}$/),
        MessageDeduplicationId: "dedup-1",
        MessageGroupId: "group-1",
        SenderId: the("sender"),
        SentTimestamp: aText(/^\d{13}$/),
        SequenceNumber: the("number"),
      };
      for (const count of ["1", "2"]) {
        const Attributes = { ...told, ApproximateReceiveCount: count };
        const message = { Attributes, Body: "message-body-1", MD5OfBody: MD5, MessageId, ReceiptHandle: aText() };
        scene.same(`receive ${count}`, await receive({ hold: 0 }), [message]);
      }
    },
  },
  {
    id: "Q-receive-none",
    name: "ReceiveMessage of an empty queue answers 200 without Messages",
    source: recorded("TestSqsProvider::test_fifo_deduplication_arrives_once_after_delete"),
    async run(scene) {
      const { QueueUrl } = await aFifo(scene);
      await scene.answers(scene.sqs.receiveMessage({ QueueUrl }), 200, {});
    },
  },
  {
    id: "Q-receive-most",
    name: "ReceiveMessage takes at most 10 messages: 400 InvalidParameterValue",
    source: recorded("TestSqsProvider::test_send_receive_max_number_of_messages"),
    async run(scene) {
      const { QueueUrl } = await aFifo(scene);
      const text = "Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.";
      const call = scene.sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 11 });
      await scene.refuses(call, 400, "InvalidParameterValue", text);
    },
  },
  {
    id: "Q-order",
    name: "messages of a group come in the order in which they were sent",
    source: DELIVERY,
    async run(scene) {
      const { send, receive } = await aFifo(scene);
      for (const body of ["a1", "a2", "a3"]) await send("a", body);
      scene.same("the bodies", bodiesOf(await receive()), ["a1", "a2", "a3"]);
    },
  },
  {
    id: "Q-group-held",
    name: "while somebody has a message of a group nobody gets another one of it, and other groups go on",
    source: DELIVERY,
    async run(scene) {
      const { send, receive } = await aFifo(scene);
      for (const [group, body] of [["a", "a1"] as const, ["a", "a2"] as const, ["b", "b1"] as const]) await send(group, body);
      scene.same("the first", bodiesOf(await receive({ most: 1 })), ["a1"]);
      scene.same("the others", bodiesOf(await receive()), ["b1"]);
      scene.same("the rest", bodiesOf(await receive()), []);
    },
  },
  {
    id: "Q-group-held-poll",
    name: "nor does a long poll that began before somebody got it",
    source: DELIVERY,
    async run(scene) {
      const { receive, QueueUrl } = await aFifo(scene);
      const polls = [receive({ most: 1, waitSeconds: 4 }), receive({ most: 1, waitSeconds: 4 })];
      await scene.pause(500);
      const Entries = ["a1", "a2"].map((body) => ({
        Id: body,
        MessageBody: body,
        MessageGroupId: "a",
        MessageDeduplicationId: body,
      }));
      await scene.sqs.sendMessageBatch({ QueueUrl, Entries });
      await scene.pause(4_000);
      scene.same("what both got", (await Promise.all(polls)).flatMap(bodiesOf), ["a1"]);
    },
  },
  {
    id: "Q-deleted",
    name: "the next message of a group comes once the one before it is deleted",
    source: DELIVERY,
    async run(scene) {
      const { send, receive, QueueUrl } = await aFifo(scene);
      for (const body of ["a1", "a2"]) await send("a", body);
      const [first] = await receive({ most: 1 });
      await scene.answers(scene.sqs.deleteMessage({ QueueUrl, ReceiptHandle: first?.ReceiptHandle }), 200, {});
      scene.same("the next", bodiesOf(await receive()), ["a2"]);
    },
  },
  {
    id: "Q-late",
    name: "a message that is not deleted in time comes again, before those behind it",
    source: VISIBILITY,
    async run(scene) {
      const { send, receive } = await aFifo(scene);
      for (const body of ["a1", "a2"]) await send("a", body);
      await receive({ most: 1, hold: 1 });
      scene.same("meanwhile", bodiesOf(await receive()), []);
      await scene.pause(1_500);
      // LocalEmu looks for what has become visible now and then.
      scene.same("then", bodiesOf(await receive({ most: 1, waitSeconds: 5 })), ["a1"]);
    },
  },
  {
    id: "Q-hold",
    name: "ChangeMessageVisibility holds a message for longer, from then on",
    source: VISIBILITY,
    async run(scene) {
      const { send, receive, QueueUrl } = await aFifo(scene);
      await send("a", "a1");
      const [first] = await receive({ hold: 1 });
      const longer = { QueueUrl, ReceiptHandle: first?.ReceiptHandle, VisibilityTimeout: 60 };
      await scene.answers(scene.sqs.changeMessageVisibility(longer), 200, {});
      await scene.pause(1_500);
      scene.same("then", bodiesOf(await receive()), []);
    },
  },
  {
    id: "Q-let-go",
    name: "ChangeMessageVisibility with 0 lets a message go at once",
    source: VISIBILITY,
    async run(scene) {
      const { send, receive, QueueUrl } = await aFifo(scene);
      await send("a", "a1");
      const [first] = await receive();
      await scene.sqs.changeMessageVisibility({ QueueUrl, ReceiptHandle: first?.ReceiptHandle, VisibilityTimeout: 0 });
      scene.same("then", bodiesOf(await receive()), ["a1"]);
    },
  },
  {
    id: "Q-delete-expired",
    name: "DeleteMessage of a FIFO queue refuses a handle whose time is over: 400 InvalidParameterValue",
    source: recorded("TestSqsProvider::test_fifo_delete_message_with_expired_receipt_handle"),
    async run(scene) {
      const { send, receive, QueueUrl } = await aFifo(scene);
      await send("a", "a1");
      const [{ ReceiptHandle } = {}] = await receive({ hold: 1 });
      await scene.pause(1_500);
      const text = `Value ${ReceiptHandle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`;
      await scene.refuses(scene.sqs.deleteMessage({ QueueUrl, ReceiptHandle }), 400, "InvalidParameterValue", text);
    },
  },
  {
    id: "Q-once",
    name: "a deduplication id is delivered once, also when its message was deleted meanwhile",
    source: recorded("TestSqsProvider::test_fifo_deduplication_arrives_once_after_delete"),
    async run(scene) {
      const { send, receive, QueueUrl } = await aFifo(scene);
      await send("a", "a1", "same");
      const [first] = await receive();
      await scene.sqs.deleteMessage({ QueueUrl, ReceiptHandle: first?.ReceiptHandle });
      await send("a", "a2", "same");
      scene.same("then", bodiesOf(await receive()), []);
    },
  },
  {
    id: "Q-once-groups",
    name: "a deduplication id is the queue's, whichever group it comes with",
    source: recorded("TestSqsProvider::test_fifo_deduplication_not_on_message_group_id"),
    async run(scene) {
      const { send, receive } = await aFifo(scene);
      await send("a", "a1", "same");
      await send("b", "b1", "same");
      scene.same("what came", bodiesOf(await receive()), ["a1"]);
    },
  },
  {
    id: "Q-delay",
    name: "SendMessage to a FIFO queue takes no delay: 400 InvalidParameterValue",
    source: recorded("TestSqsProvider::test_fifo_queue_send_message_with_delay_seconds_fails"),
    async run(scene) {
      const { QueueUrl } = await aFifo(scene);
      const sent = { QueueUrl, MessageBody: "x", MessageGroupId: "a", MessageDeduplicationId: "x", DelaySeconds: 2 };
      const text =
        "Value 2 for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.";
      await scene.refuses(scene.sqs.sendMessage(sent), 400, "InvalidParameterValue", text);
    },
  },
  {
    id: "Q-batch-group",
    name: "SendMessageBatch to a FIFO queue is refused as a whole when a message has no group: 400 InvalidParameterValue",
    source: recorded("TestSqsProvider::test_send_batch_missing_message_group_id_for_fifo_queue"),
    async run(scene) {
      const { QueueUrl } = await aFifo(scene);
      const Entries = [{ Id: "1", MessageBody: "x", MessageDeduplicationId: "x" }];
      await scene.refuses(scene.sqs.sendMessageBatch({ QueueUrl, Entries }), 400, "InvalidParameterValue", NO_GROUP);
    },
  },
  {
    id: "Q-batch-once",
    name: "and when one has no deduplication id, where contents are none",
    source: recorded("TestSqsProvider::test_send_batch_missing_deduplication_id_for_fifo_queue"),
    async run(scene) {
      const { QueueUrl } = await aFifo(scene);
      const Entries = [{ Id: "1", MessageBody: "x", MessageGroupId: "a" }];
      await scene.refuses(scene.sqs.sendMessageBatch({ QueueUrl, Entries }), 400, "InvalidParameterValue", NO_DEDUPLICATION);
    },
  },
  {
    id: "Q-batch-many",
    name: "DeleteMessageBatch takes at most 10 entries: 400 TooManyEntriesInBatchRequest",
    source: recorded("TestSqsProvider::test_delete_message_batch_with_too_large_batch"),
    async run(scene) {
      const { QueueUrl } = await aFifo(scene);
      const Entries = TWENTY.map((Id) => ({ Id, ReceiptHandle: "x" }));
      const text = "Maximum number of entries per request are 10. You have sent 20.";
      await scene.refuses(scene.sqs.deleteMessageBatch({ QueueUrl, Entries }), 400, "TooManyEntriesInBatchRequest", text);
    },
  },
  {
    id: "Q-batch-hold-many",
    name: "and so does ChangeMessageVisibilityBatch",
    source: recorded("TestSqsProvider::test_change_message_visibility_batch_with_too_large_batch"),
    async run(scene) {
      const { QueueUrl } = await aFifo(scene);
      const Entries = TWENTY.map((Id) => ({ Id, ReceiptHandle: "x", VisibilityTimeout: 1 }));
      const text = "Maximum number of entries per request are 10. You have sent 20.";
      const call = scene.sqs.changeMessageVisibilityBatch({ QueueUrl, Entries });
      await scene.refuses(call, 400, "TooManyEntriesInBatchRequest", text);
    },
  },
  {
    id: "Q-batch-id",
    name: "entries of a batch have ids of letters, digits, hyphens and underscores: 400 InvalidBatchEntryId",
    source: recorded("TestSqsProvider::test_delete_message_batch_invalid_msg_id"),
    async run(scene) {
      const { QueueUrl } = await aFifo(scene);
      const Entries = [{ Id: "invalid:id", ReceiptHandle: "x" }];
      await scene.refuses(scene.sqs.deleteMessageBatch({ QueueUrl, Entries }), 400, "InvalidBatchEntryId", BAD_BATCH_ID);
    },
  },
  {
    id: "Q-dead",
    name: "a message that was received as often as the redrive policy says goes to the dead-letter queue, and its group goes on",
    source: documented("SQS Developer Guide, Using dead-letter queues in Amazon SQS"),
    async run(scene) {
      const dead = await aFifo(scene);
      const asked = { QueueUrl: dead.QueueUrl, AttributeNames: ["QueueArn" as const] };
      const { Attributes = {} } = await scene.sqs.getQueueAttributes(asked);
      const redrive = { deadLetterTargetArn: Attributes.QueueArn, maxReceiveCount: 2 };
      const { send, receive } = await aFifo(scene, { RedrivePolicy: JSON.stringify(redrive) });
      for (const body of ["a1", "a2"]) await send("a", body);
      for (let round = 0; round < 2; round += 1) await receive({ most: 1, hold: 0 });
      scene.same("what comes then", bodiesOf(await receive({ most: 1 })), ["a2"]);
      scene.same("the dead", bodiesOf(await dead.receive()), ["a1"]);
    },
  },
  {
    id: "Q-dead-arn",
    name: "a redrive policy names a queue by its ARN: 400 InvalidParameterValue",
    source: recorded("TestSqsProvider::test_invalid_dead_letter_arn_rejected_before_lookup"),
    async run(scene) {
      const RedrivePolicy = '{"deadLetterTargetArn": "dummy", "maxReceiveCount": 42}';
      const call = scene.sqs.createQueue({ QueueName: scene.newName("queue"), Attributes: { RedrivePolicy } });
      const text = `Value ${RedrivePolicy} for parameter RedrivePolicy is invalid. Reason: Invalid value for deadLetterTargetArn.`;
      await scene.refuses(call, 400, "InvalidParameterValue", text);
    },
  },
  {
    id: "Q-create-again",
    name: "CreateQueue of a name that is taken with another attribute: 400 QueueNameExists, and it says which",
    source: recorded("TestSqsProvider::test_create_queue_with_different_attributes_raises_exception"),
    async run(scene) {
      const QueueName = scene.newName("queue");
      await scene.sqs.createQueue({ QueueName, Attributes: { DelaySeconds: "1" } });
      const call = scene.sqs.createQueue({ QueueName, Attributes: { DelaySeconds: "2" } });
      const text = "A queue already exists with the same name and a different value for attribute DelaySeconds";
      await scene.refuses(call, 400, "QueueNameExists", text);
    },
  },
  {
    id: "Q-attributes",
    name: "GetQueueAttributes tells all that a FIFO queue has when all is asked for",
    source: recorded("TestSqsProvider::test_fifo_set_content_based_deduplication_strategy"),
    async run(scene) {
      const { QueueUrl } = await aFifo(scene, { ContentBasedDeduplication: "true" });
      const { Attributes } = await scene.sqs.getQueueAttributes({ QueueUrl, AttributeNames: ["All"] });
      const seconds = aText(/^\d{10}$/);
      scene.same(
        "the attributes",
        Attributes,
        // How large a message may be AWS has changed since it was recorded.
        open({
          ApproximateNumberOfMessages: "0",
          ApproximateNumberOfMessagesDelayed: "0",
          ApproximateNumberOfMessagesNotVisible: "0",
          ContentBasedDeduplication: "true",
          CreatedTimestamp: seconds,
          DeduplicationScope: "queue",
          DelaySeconds: "0",
          FifoQueue: "true",
          FifoThroughputLimit: "perQueue",
          LastModifiedTimestamp: seconds,
          MessageRetentionPeriod: "345600",
          QueueArn: `arn:aws:sqs:${scene.region}:${scene.accountId}:${QueueUrl.split("/").at(-1)}`,
          ReceiveMessageWaitTimeSeconds: "0",
          SqsManagedSseEnabled: "true",
          VisibilityTimeout: "30",
        }),
      );
    },
  },
  {
    id: "Q-attributes-asked",
    name: "and those alone that are asked for",
    source: recorded("TestSqsProvider::test_sse_queue_attributes"),
    async run(scene) {
      const { QueueUrl } = await aFifo(scene);
      const call = scene.sqs.getQueueAttributes({ QueueUrl, AttributeNames: ["VisibilityTimeout"] });
      await scene.answers(call, 200, { Attributes: { VisibilityTimeout: "30" } });
    },
  },
  {
    id: "Q-missing",
    name: "GetQueueUrl of a queue that there is not: 400 QueueDoesNotExist",
    source: model("GetQueueUrl"),
    async run(scene) {
      await scene.refuses(scene.sqs.getQueueUrl({ QueueName: scene.newName("none") }), 400, "QueueDoesNotExist");
    },
  },
]);
