import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createAlertmanagerSink } from "../../src/alerts/sinks/alertmanager-sink.ts";
import { createEventBridgeSink } from "../../src/alerts/sinks/event-bridge-sink.ts";
import { createLogSink } from "../../src/alerts/sinks/log-sink.ts";
import { createSlackSink, slackText } from "../../src/alerts/sinks/slack-sink.ts";
import { createSnsSink } from "../../src/alerts/sinks/sns-sink.ts";
import { createWebhookSink } from "../../src/alerts/sinks/webhook-sink.ts";
import type { Alert, AlertSink } from "../../src/model/alerts.ts";
import { openRecordingLogger } from "../core/recording-logger.ts";
import { aCondition, anAlert } from "./builders.ts";

interface Taken {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
  vi.unstubAllEnvs();
});

/** A server that answers everything with one answer, and keeps what it was sent. */
async function listen(status = 200, answer = "{}", headers: Readonly<Record<string, string>> = {}) {
  const taken: Taken[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      taken.push({ url: request.url ?? "", headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(status, headers).end(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  // A server that listens on a port has such an address.
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, taken };
}

const CLOCK = { now: () => Date.UTC(2026, 0, 1, 12) };
const send = (sink: AlertSink, alert: Alert = anAlert()) => sink.send(alert, new AbortController().signal);
const digest = (count: number) => {
  const [first, ...others] = Array.from({ length: count }, (_, index) => aCondition(`c${index}`));
  if (first === undefined) throw new Error("none");
  return anAlert({ id: "drift/digest/x", conditions: [first, ...others] });
};

describe("the webhook", () => {
  it("is sent a CloudEvent in structured mode", async () => {
    const { url, taken } = await listen(204, "");

    await send(createWebhookSink({ name: "w", url: `${url}/hook?key=1`, headers: { authorization: "Bearer x" } }, CLOCK));

    expect(taken[0]?.url).toBe("/hook?key=1");
    expect(taken[0]?.headers).toMatchObject({
      "content-type": "application/cloudevents+json; charset=utf-8",
      authorization: "Bearer x",
      "user-agent": "stagekeeper",
    });
    expect(JSON.parse(taken[0]?.body ?? "")).toEqual({
      specversion: "1.0",
      id: "drift/changed/stage:orders/prod/variables.LOG_LEVEL",
      source: "/stagekeeper/000000000000/us-east-1/runs/run-1",
      type: "stagekeeper.drift.firing",
      subject: "stage:orders/prod",
      time: "2026-01-01T00:00:00.000Z",
      datacontenttype: "application/json",
      data: {
        state: "firing",
        severity: "warning",
        summary: "stage:orders/prod: variables.LOG_LEVEL was changed; put back",
        runId: "run-1",
        revision: "rev",
        account: "000000000000",
        region: "us-east-1",
        flapping: false,
        conditions: [
          {
            id: "drift/changed/stage:orders/prod/variables.LOG_LEVEL",
            type: "drift",
            severity: "warning",
            address: "stage:orders/prod",
            drift: "changed",
            handling: "corrected",
            changes: [{ path: "variables.LOG_LEVEL", desired: "info", live: "debug" }],
            summary: "stage:orders/prod: variables.LOG_LEVEL was changed; put back",
            details: [],
            since: "1970-01-01T00:00:00.000Z",
          },
        ],
        omitted: 0,
      },
    });
  });

  it.each([
    { name: "a secret as text", secret: "topsecret", key: Buffer.from("topsecret") },
    {
      name: "a secret of Standard Webhooks",
      secret: "whsec_AAECAwQFBgcICQoLDA0ODw==",
      key: Buffer.from("AAECAwQFBgcICQoLDA0ODw==", "base64"),
    },
  ])("is signed with $name, so that whoever has it can tell where it came from", async ({ secret, key }) => {
    const { url, taken } = await listen();

    await send(createWebhookSink({ name: "w", url, secret }, CLOCK));

    const { headers = {}, body } = taken[0] ?? {};
    const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
    expect(headers["webhook-timestamp"]).toBe("1767268800");
    expect(headers["webhook-signature"]).toBe(`v1,${createHmac("sha256", key).update(signed).digest("base64")}`);
  });

  it("has no signature without a secret", async () => {
    const { url, taken } = await listen();

    await send(createWebhookSink({ name: "w", url }, CLOCK));

    expect(taken[0]?.headers).not.toHaveProperty("webhook-signature");
  });

  it("is told by the same id that it is the same message again, and by another that it is not", async () => {
    const { url, taken } = await listen();
    const sink = createWebhookSink({ name: "w", url }, CLOCK);

    for (const alert of [anAlert(), anAlert(), anAlert({ state: "resolved" }), anAlert({ runId: "run-2" })])
      await send(sink, alert);

    const ids = taken.map(({ headers }) => headers["webhook-id"]);
    expect(ids[1]).toBe(ids[0]);
    expect(new Set(ids).size).toBe(3);
  });

  it("gets no more than it can take of a digest, and how much was left out", async () => {
    const { url, taken } = await listen();

    await send(createWebhookSink({ name: "w", url }, CLOCK), digest(3000));

    const { subject, data } = JSON.parse(taken[0]?.body ?? "");
    expect(subject).toBeUndefined();
    expect(taken[0]?.body.length).toBeLessThan(150_000);
    expect(data.conditions.length + data.omitted).toBe(3000);
    expect(data.omitted).toBeGreaterThan(0);
    expect(data.summary).toBe("3000 conditions, the first: c0 drifted");
  });

  it("names no account before one is known", async () => {
    const { url, taken } = await listen();

    await send(createWebhookSink({ name: "w", url }, CLOCK), anAlert({ account: null, region: null }));

    expect(JSON.parse(taken[0]?.body ?? "").source).toBe("/stagekeeper/-/-/runs/run-1");
  });

  it.each([
    { status: 400, code: "invalid" },
    { status: 413, code: "invalid" },
    { status: 401, code: "denied" },
    { status: 404, code: "unavailable" },
    { status: 429, code: "throttled" },
    { status: 503, code: "unavailable" },
    { status: 302, code: "unavailable" },
  ])("that answers $status fails the attempt as $code, without telling its URL", async ({ status, code }) => {
    const { url } = await listen(status, "", { location: "http://127.0.0.1:1/elsewhere" });
    const sink = createWebhookSink({ name: "w", url: `${url}/secret-path` }, CLOCK);

    await expect(send(sink)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(new RegExp(`^127.0.0.1:\\d+ answered ${status}$`)),
    });
  });

  it.each([
    {
      name: "the port is one that nobody may be sent to",
      url: "http://127.0.0.1:1/x",
      message: /^127\.0\.0\.1:1 could not be reached: /,
    },
    { name: "the URL is none", url: "not a url", message: /^the address could not be reached: / },
  ])("fails the attempt when $name", async ({ url, message }) => {
    await expect(send(createWebhookSink({ name: "w", url }, CLOCK))).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringMatching(message),
    });
  });

  it("fails the attempt when nobody listens, and says why", async () => {
    const { url } = await listen();
    for (const close of closers.splice(0)) close();

    await expect(send(createWebhookSink({ name: "w", url }, CLOCK))).rejects.toMatchObject({
      message: expect.stringMatching(/could not be reached: ECONNREFUSED$/),
    });
  });

  it("is let go of when the process ends", async () => {
    const { url } = await listen();

    const sent = createWebhookSink({ name: "w", url }, CLOCK).send(anAlert(), AbortSignal.abort());

    await expect(sent).rejects.toMatchObject({ code: "unavailable", message: expect.stringContaining("AbortError") });
  });
});

describe("Slack", () => {
  it("is sent one text, with what git says and what AWS had", async () => {
    const { url, taken } = await listen(200, "ok");

    await send(createSlackSink({ name: "s", url }));

    expect(JSON.parse(taken[0]?.body ?? "").text.split("\n")).toEqual([
      ":warning: *Firing*",
      "stage:orders/prod: variables.LOG\u2060_\u2060LEVEL was changed; put back",
      "`variables.LOG_LEVEL`: git says `info`, AWS had `debug`",
      "_run run-1, 000000000000 us-east-1_",
    ]);
  });

  it("is told of an end, of coming and going, and in a list of what is many", () => {
    const [resolved] = slackText(anAlert({ state: "resolved", flapping: true, account: null })).split("\n");
    const many = slackText({ ...digest(25), severity: "critical", state: "reminded" }).split("\n");

    expect(resolved).toBe(":white_check_mark: *Resolved*, it comes and goes");
    expect(many[0]).toBe(":rotating_light: *Still firing* (25)");
    expect(many).toHaveLength(23);
    expect(many[1]).toBe("• c0 drifted");
    expect(many[21]).toBe("and 5 more");
  });

  it("never takes a name or a value for markup, a link or a call to everyone", () => {
    const evil = "<!channel> <http://evil|click> *bold* @here `x` &lt;";
    const text = slackText(
      anAlert({
        conditions: [
          aCondition("c", {
            summary: evil,
            details: [evil],
            changes: [{ path: "a`b", desired: "`</code> @channel", live: evil }],
          }),
        ],
      }),
    );

    expect(text).not.toMatch(/<[!h]/);
    expect(text).not.toMatch(/@(here|channel)/);
    expect(text.split("\n")[1]).not.toContain("*bold*");
    expect(text).toContain("&lt;!channel&gt;");
    expect(text).toContain("&amp;lt;");
    expect(text.split("\n")[2]).toMatch(/^`a'b`: git says `'&lt;\/code&gt; @\u2060channel`, AWS had `[^`]*`$/);
  });

  it("says what is not set", () => {
    expect(slackText(anAlert({ conditions: [aCondition("c", { changes: [{ path: "a" }] })] }))).toContain(
      "`a`: git says `not set`, AWS had `not set`",
    );
  });
});

describe("Alertmanager", () => {
  const of = ({ taken }: Awaited<ReturnType<typeof listen>>) => taken.map(({ body }) => JSON.parse(body));

  it("is sent an alert for each condition, which stands until it is resolved", async () => {
    const server = await listen();
    const sink = createAlertmanagerSink({ name: "a", url: `${server.url}/alerts/`, headers: { "x-scope-orgid": "t" } });
    const condition = aCondition("c", {
      details: ["missing: GET /new"],
      changes: [
        { path: "a", live: "1" },
        { path: "b", desired: "2" },
      ],
    });

    await send(sink, anAlert({ conditions: [condition, aCondition("d", { type: "run-failed" })], account: null, region: null }));

    expect(server.taken[0]).toMatchObject({ url: "/alerts/api/v2/alerts", headers: { "x-scope-orgid": "t" } });
    expect(of(server)[0]).toEqual([
      {
        labels: { alertname: "StagekeeperDrift", severity: "warning", condition: "c" },
        annotations: {
          summary: "c drifted",
          description: "a: git says not set, AWS had 1\nb: git says 2, AWS had not set\nmissing: GET /new",
          runId: "run-1",
        },
        startsAt: "1970-01-01T00:00:00.000Z",
        endsAt: "2026-01-31T00:00:00.000Z",
      },
      expect.objectContaining({ labels: { alertname: "StagekeeperRunFailed", severity: "warning", condition: "d" } }),
    ]);
  });

  it("is told the end under the same labels", async () => {
    const server = await listen();
    const sink = createAlertmanagerSink({ name: "a", url: server.url });

    await send(sink);
    await send(sink, anAlert({ state: "resolved", type: "stagekeeper.drift.resolved", time: Date.UTC(2026, 0, 2) }));

    const [[firing], [resolved]] = of(server);
    expect(firing.labels).toMatchObject({
      address: "stage:orders/prod",
      drift: "changed",
      account: "000000000000",
      region: "us-east-1",
    });
    expect(resolved.labels).toEqual(firing.labels);
    expect(resolved.startsAt).toBe(firing.startsAt);
    expect(resolved.endsAt).toBe("2026-01-02T00:00:00.000Z");
  });
});

describe("the services of AWS", () => {
  const withCredentials = () => {
    vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIASANDBOX000000000");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "sandbox");
  };
  const published =
    '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>';

  it("SNS is sent the CloudEvent, and what to filter by", async () => {
    withCredentials();
    const { url, taken } = await listen(200, published, { "content-type": "text/xml" });
    const sink = createSnsSink({ name: "sns", topicArn: "arn:aws:sns:eu-west-1:000000000000:alerts", endpointUrl: url });

    await send(sink, anAlert({ conditions: [aCondition("c", { summary: `ü\u2060${"x".repeat(200)}` })] }));
    await send(sink);

    const form = new URLSearchParams(taken[0]?.body);
    expect(taken[0]?.headers.authorization).toContain("/eu-west-1/sns/");
    expect(form.get("TopicArn")).toBe("arn:aws:sns:eu-west-1:000000000000:alerts");
    expect(form.get("Subject")).toMatch(/^[\x20-\x7e]{1,99}$/);
    expect(JSON.parse(form.get("Message") ?? "")).toMatchObject({ specversion: "1.0", type: "stagekeeper.drift.firing" });
    expect([...form.values()]).toContain("stagekeeper.drift.firing");
    expect(form.has("MessageGroupId")).toBe(false);
    expect(new URLSearchParams(taken[1]?.body).get("Subject")).toBe(
      "Stagekeeper: firing: stage:orders/prod: variables.LOG_LEVEL was changed; put back",
    );
  });

  it("SNS keeps the order and takes nothing twice where the topic is FIFO", async () => {
    withCredentials();
    const { url, taken } = await listen(200, published, { "content-type": "text/xml" });

    await send(
      createSnsSink({
        name: "sns",
        topicArn: "arn:aws:sns:eu-west-1:000000000000:alerts.fifo",
        endpointUrl: url,
        region: "eu-west-1",
      }),
    );

    const form = new URLSearchParams(taken[0]?.body);
    expect(form.get("MessageGroupId")).toBe("stagekeeper");
    expect(form.get("MessageDeduplicationId")).toMatch(/^[0-9a-f]{32}$/);
  });

  it.each([
    { name: "InvalidParameter", status: 400, code: "invalid" },
    { name: "AuthorizationError", status: 403, code: "unavailable" },
  ])("SNS's $name fails the attempt as $code", async ({ name, status, code }) => {
    withCredentials();
    const error = `<ErrorResponse><Error><Type>Sender</Type><Code>${name}</Code><Message>no</Message></Error></ErrorResponse>`;
    const { url } = await listen(status, error, { "content-type": "text/xml" });
    const sink = createSnsSink({ name: "sns", topicArn: "arn:aws:sns:eu-west-1:000000000000:alerts", endpointUrl: url });

    await expect(send(sink)).rejects.toMatchObject({ code, message: expect.stringContaining("sns.Publish") });
  });

  it("EventBridge is sent an event of ours", async () => {
    withCredentials();
    const { url, taken } = await listen(200, '{"FailedEntryCount":0,"Entries":[{"EventId":"1"}]}');
    const sink = createEventBridgeSink({ name: "eb", bus: "ops", region: "eu-west-1", endpointUrl: url });

    await send(sink);
    await send(sink);

    const {
      Entries: [entry],
    } = JSON.parse(taken[0]?.body ?? "");
    expect(taken).toHaveLength(2);
    expect(taken[0]?.headers["x-amz-target"]).toBe("AWSEvents.PutEvents");
    expect(entry).toMatchObject({
      EventBusName: "ops",
      Source: "stagekeeper",
      DetailType: "stagekeeper.drift.firing",
      Time: 1767225600,
    });
    expect(JSON.parse(entry.Detail)).toMatchObject({ id: anAlert().id, state: "firing" });
  });

  it("EventBridge answers 200 also for what it did not take", async () => {
    withCredentials();
    const { url } = await listen(
      200,
      '{"FailedEntryCount":1,"Entries":[{"ErrorCode":"ThrottlingException","ErrorMessage":"slow"}]}',
    );
    const sink = createEventBridgeSink({
      name: "eb",
      bus: "arn:aws:events:eu-west-1:000000000000:event-bus/ops",
      endpointUrl: url,
    });

    await expect(send(sink)).rejects.toMatchObject({ message: "eventbridge.PutEvents: ThrottlingException: slow" });
  });

  it("EventBridge that cannot be reached fails the attempt", async () => {
    withCredentials();
    const sink = createEventBridgeSink({
      name: "eb",
      bus: "ops",
      region: "eu-west-1",
      profile: "default",
      endpointUrl: "http://127.0.0.1:1",
    });

    await expect(send(sink)).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("eventbridge.PutEvents"),
    });
  });
});

describe("the log", () => {
  it("has a line for each condition, with constant messages and facts as fields", async () => {
    const { logger, lines } = openRecordingLogger();
    const sink = createLogSink(logger);

    await send(sink, anAlert({ flapping: true, conditions: [aCondition("c", { address: "bucket:b", details: ["more"] })] }));
    await send(sink, anAlert({ state: "reminded", conditions: [aCondition("c", { severity: "info" })] }));
    await send(sink, anAlert({ state: "resolved" }));

    expect(lines.map(({ level, message }) => [level, message])).toEqual([
      ["warn", "alert firing"],
      ["info", "alert still firing"],
      ["info", "alert resolved"],
    ]);
    expect(lines[0]?.fields).toEqual({
      alert: "c",
      type: "stagekeeper.drift.firing",
      severity: "warning",
      runId: "run-1",
      revision: "rev",
      address: "bucket:b",
      summary: "c drifted",
      details: ["more"],
      flapping: true,
    });
  });
});
