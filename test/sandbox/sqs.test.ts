import { SQS } from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import { createVirtualClock } from "../../src/sandbox/virtual-clock.ts";

/** Amazon SQS Developer Guide: "FIFO queue delivery logic", "Exactly-once processing", "Visibility timeout", "Dead-letter queues". */

async function queues(attributes: Readonly<Record<string, string>> = {}) {
  const clock = createVirtualClock();
  const sandbox = createSandbox({ clock });
  const credentials = { accessKeyId: "A", secretAccessKey: "s" };
  const sqs = new SQS({ region: "us-east-1", credentials, maxAttempts: 1, requestHandler: sandbox.requestHandler("sqs") });
  const { QueueUrl: deadUrl } = await sqs.createQueue({ QueueName: "dead.fifo", Attributes: { FifoQueue: "true" } });
  const redrive = JSON.stringify({ deadLetterTargetArn: "arn:aws:sqs:us-east-1:000000000000:dead.fifo", maxReceiveCount: 2 });
  const Attributes = { FifoQueue: "true", VisibilityTimeout: "30", RedrivePolicy: redrive, ...attributes };
  const { QueueUrl } = await sqs.createQueue({ QueueName: "work.fifo", Attributes });
  const send = (group: string, body: string, id = body) =>
    sqs.sendMessage({ QueueUrl, MessageBody: body, MessageGroupId: group, MessageDeduplicationId: id });
  const receive = async (more: object = {}, url = QueueUrl) => {
    const { Messages = [] } = await sqs.receiveMessage({
      QueueUrl: url,
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ["All"],
      ...more,
    });
    return Messages;
  };
  const bodies = async (more: object = {}) => (await receive(more)).map(({ Body }) => Body);
  return { clock, sqs, QueueUrl, deadUrl, send, receive, bodies };
}

describe("SQS FIFO", () => {
  it("gives the messages of a group in order, and none of it while one is in somebody's hands", async () => {
    const { send, receive, bodies, sqs, QueueUrl } = await queues();
    await send("a", "a1");
    await send("b", "b1");
    await send("a", "a2");

    const first = await receive({ MaxNumberOfMessages: 1 });
    const others = await bodies();
    await sqs.deleteMessage({ QueueUrl, ReceiptHandle: first[0]?.ReceiptHandle });

    expect([first[0]?.Body, others, await bodies()]).toEqual(["a1", ["b1"], ["a2"]]);
  });

  it("gives a message again, first of its group, when it was not deleted in time", async () => {
    const { send, bodies, clock } = await queues();
    await send("a", "a1");
    await send("a", "a2");
    const first = await bodies({ MaxNumberOfMessages: 1 });
    await clock.advance(29_000);
    const early = await bodies();
    await clock.advance(1_000);

    expect([first, early, await bodies()]).toEqual([["a1"], [], ["a1", "a2"]]);
  });

  it("keeps a message hidden for as long as that is asked for anew, and no longer", async () => {
    const { send, receive, bodies, sqs, QueueUrl, clock } = await queues();
    await send("a", "a1");
    const [message] = await receive();
    await clock.advance(20_000);
    await sqs.changeMessageVisibility({ QueueUrl, ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout: 30 });
    await clock.advance(29_000);
    const hidden = await bodies();
    await clock.advance(1_000);

    const late = sqs.changeMessageVisibility({ QueueUrl, ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout: 30 });
    await expect(late).rejects.toMatchObject({ name: "MessageNotInflight" });
    const gone = sqs.deleteMessage({ QueueUrl, ReceiptHandle: message?.ReceiptHandle });
    await expect(gone).rejects.toMatchObject({ message: expect.stringContaining("The receipt handle has expired") });
    expect([hidden, await bodies()]).toEqual([[], ["a1"]]);
  });

  it("takes a message twice within five minutes and gives it once", async () => {
    const { send, receive, sqs, QueueUrl, clock } = await queues();
    await send("a", "one", "same");
    const [message] = await receive();
    await sqs.deleteMessage({ QueueUrl, ReceiptHandle: message?.ReceiptHandle });
    await send("a", "two", "same");
    const within = await receive();
    await clock.advance(300_000);
    await send("a", "three", "same");

    expect([within.length, (await receive()).map(({ Body }) => Body)]).toEqual([0, ["three"]]);
  });

  it("moves to the dead letters what was received as often as the redrive policy says", async () => {
    const { send, bodies, receive, deadUrl, clock } = await queues();
    await send("a", "poison");
    await send("a", "good");
    for (let times = 0; times < 2; times += 1) {
      expect(await bodies({ MaxNumberOfMessages: 1 })).toEqual(["poison"]);
      await clock.advance(30_000);
    }

    expect(await bodies()).toEqual(["good"]);
    const [dead] = await receive({}, deadUrl);
    expect(dead).toMatchObject({ Body: "poison", Attributes: { ApproximateReceiveCount: "3", MessageGroupId: "a" } });
  });

  it("waits for a message as long as it is asked to", async () => {
    const { send, bodies, clock } = await queues();
    const start = clock.now();
    const waiting = bodies({ WaitTimeSeconds: 20 });
    await clock.sleep(5_000);
    await send("a", "late");

    expect([await waiting, clock.now() - start]).toEqual([["late"], 5_000]);
    expect([await bodies({ WaitTimeSeconds: 3 }), clock.now() - start]).toEqual([[], 8_000]);
  });

  it("refuses what AWS refuses", async () => {
    const { sqs, QueueUrl } = await queues();
    const send = (more: object) => sqs.sendMessage({ QueueUrl, MessageBody: "x", ...more });

    await expect(send({})).rejects.toMatchObject({ message: "The request must contain the parameter MessageGroupId." });
    await expect(send({ MessageGroupId: "a" })).rejects.toMatchObject({
      message: expect.stringContaining("ContentBasedDeduplication"),
    });
    const none = sqs.receiveMessage({ QueueUrl: `${QueueUrl}x` });
    await expect(none).rejects.toMatchObject({ name: "QueueDoesNotExist" });
    const tooMany = sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 11 });
    await expect(tooMany).rejects.toMatchObject({ message: expect.stringContaining("Must be between 1 and 10") });
  });

  it("takes the content for the id where the queue says so, and answers a batch entry by entry", async () => {
    const { sqs, bodies, QueueUrl } = await queues({ ContentBasedDeduplication: "true" });
    const entry = (Id: string, MessageBody: string, more: object = {}) => ({ Id, MessageBody, MessageGroupId: "a", ...more });

    const { Successful, Failed } = await sqs.sendMessageBatch({
      QueueUrl,
      Entries: [entry("1", "x"), entry("2", "x"), entry("3", "y", { DelaySeconds: 1 })],
    });

    expect([Successful?.map(({ Id }) => Id), Failed?.map(({ Id, Code }) => [Id, Code])]).toEqual([
      ["1", "2"],
      [["3", "InvalidParameterValue"]],
    ]);
    expect(await bodies()).toEqual(["x"]);
    const { Attributes } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ["All"] });
    expect(Attributes).toMatchObject({ ApproximateNumberOfMessages: "0", ApproximateNumberOfMessagesNotVisible: "1" });
  });
});
