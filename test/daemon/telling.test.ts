import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { S3 } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { aCheckout, anAws, buildCommand, type Daemon, REGION, startDaemon } from "./daemon-process.ts";

let built: Awaited<ReturnType<typeof buildCommand>>;

beforeAll(async () => {
  built = await buildCommand();
}, 60_000);

afterAll(() => built.remove());

const STATE = "desired-state/buckets.yaml";
const BUCKET = "acme-telling-one";
const ALERT = `drift/changed/bucket:${BUCKET}/versioning`;
const DESIRED = `owner: daemon-test\nbuckets:\n  ${BUCKET}: { versioning: enabled }\n`;

interface Event {
  readonly id: string;
  readonly type: string;
  readonly delivery: string;
}

/** A receiver of webhooks that is down until it is told to be up: what it refuses it does not keep. */
async function aReceiver() {
  const taken: Event[] = [];
  let refused = 0;
  let up = false;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      if (!up) {
        refused += 1;
        response.writeHead(503).end();
        return;
      }
      const { id, type } = JSON.parse(Buffer.concat(chunks).toString());
      taken.push({ id, type, delivery: String(request.headers["webhook-id"]) });
      response.writeHead(204).end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    // A server that listens on a port has such an address.
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/alerts`,
    taken: (): readonly Event[] => [...taken],
    refused: () => refused,
    comesUp() {
      up = true;
    },
  };
}

async function aDaemonThatTells(receiver: { readonly url: string }) {
  const { url } = await anAws();
  const { home, commit } = aCheckout();
  commit({ [STATE]: DESIRED, "stagekeeper.yaml": `alerts: { sinks: [{ webhook: { url: "${receiver.url}" } }] }\n` });
  const start = () => startDaemon(built.command, { home, url, args: ["--interval", "1s"] });
  const daemon = start();
  await daemon.finished("in-sync");
  return { daemon, start, url };
}

/** Somebody at the console; resolves once that is put back, and the passes went on since. */
async function driftAndHeal(daemon: Daemon, url: string): Promise<void> {
  const credentials = { accessKeyId: "console", secretAccessKey: "console" };
  const console = new S3({ endpoint: url, region: REGION, credentials, forcePathStyle: true });
  await console.putBucketVersioning({ Bucket: BUCKET, VersioningConfiguration: { Status: "Suspended" } });
  const resolved = await daemon.line(({ msg, alert }) => msg === "alert resolved" && alert === ALERT);
  await daemon.finished("in-sync", daemon.lines.indexOf(resolved));
}

const PAIR = ["stagekeeper.drift.firing", "stagekeeper.drift.resolved"];

describe("a webhook's receiver that is down", () => {
  it("is told when it is up again, in order and once, and no pass waits for it", async () => {
    const receiver = await aReceiver();
    const { daemon, url } = await aDaemonThatTells(receiver);

    await driftAndHeal(daemon, url);
    await daemon.line(({ msg }) => msg === "alert not sent");
    receiver.comesUp();
    await expect.poll(() => receiver.taken().length, { timeout: 20_000 }).toBe(2);
    await daemon.finished("in-sync", daemon.lines.length);

    expect(receiver.refused()).toBeGreaterThan(0);
    expect(receiver.taken().map(({ type }) => type)).toEqual(PAIR);
    expect(new Set(receiver.taken().map(({ id }) => id))).toEqual(new Set([ALERT]));
    expect(new Set(receiver.taken().map(({ delivery }) => delivery)).size).toBe(2);
  });

  it.each(["SIGTERM", "SIGKILL"] as const)("is told once too when the daemon ended by %s meanwhile", async (signal) => {
    const receiver = await aReceiver();
    const { daemon, start, url } = await aDaemonThatTells(receiver);
    await driftAndHeal(daemon, url);
    await daemon.line(({ msg }) => msg === "alert not sent");
    daemon.child.kill(signal);
    // What is killed cannot say how it ended.
    await daemon.ended();
    const refused = receiver.refused();

    receiver.comesUp();
    const next = start();
    await next.line(({ msg, type }) => msg === "alert sent" && type === "stagekeeper.drift.resolved");
    await next.finished("in-sync", next.lines.length);

    expect(refused).toBeGreaterThan(0);
    expect(receiver.taken().map(({ type }) => type)).toEqual(PAIR);
    expect(next.lines.filter(({ msg }) => msg === "alert firing")).toEqual([]);
  });
});
