/**
 * Stands before moto's SQS and asks it by short polls, one call at a time. moto 5.2.1 looks which groups somebody has when a
 * long poll begins, and not again before it gives a message of one: whoever polls meanwhile is given the next message of a
 * group that another was just given one of (`receive_message` of moto/sqs/models.py; case Q-group-held-poll of docs/fidelity.md). SQS
 * never does, and what is to be seen here is what workers make of SQS.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";

export interface ShortPolls {
  readonly url: string;
  close(): Promise<void>;
}

const RECEIVE = "AmazonSQS.ReceiveMessage";
const PAUSE_MS = 100;

export async function shortPolls(emulatorUrl: string): Promise<ShortPolls> {
  const inTurn = new Turns();
  const server = createServer(async (incoming, answer) => {
    try {
      const call = { incoming, body: await buffer(incoming), emulatorUrl };
      await pass(
        await (incoming.headers["x-amz-target"] === RECEIVE ? received(call, answer, inTurn) : inTurn.take(() => ask(call))),
        answer,
      );
    } catch {
      // As a connection that broke: whoever asks tries again.
      answer.destroy();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server that listens on TCP has an address with a port.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Call {
  readonly incoming: IncomingMessage;
  readonly body: Buffer;
  readonly emulatorUrl: string;
}

/** Until there is a message or the wait is over. Nothing is taken for somebody who has gone. */
async function received(call: Call, answer: ServerResponse, inTurn: Turns): Promise<Response> {
  // The SDK's own body of that operation.
  const { WaitTimeSeconds = 0, ...input } = JSON.parse(call.body.toString("utf8")) as { readonly WaitTimeSeconds?: number };
  const body = Buffer.from(JSON.stringify({ ...input, WaitTimeSeconds: 0 }));
  const until = Date.now() + 1_000 * WaitTimeSeconds;
  for (;;) {
    const response = await inTurn.take(() => {
      if (answer.destroyed) throw new Error("nobody waits for it any more");
      return ask({ ...call, body });
    });
    const text = await response.clone().text();
    if (!response.ok || text.includes('"Messages"') || Date.now() >= until) return response;
    await sleep(PAUSE_MS);
  }
}

async function ask({ incoming, body, emulatorUrl }: Call): Promise<Response> {
  const { "content-length": _, host: _host, connection: _connection, ...headers } = incoming.headers;
  const told = new Headers();
  for (const [name, value] of Object.entries(headers)) if (typeof value === "string") told.set(name, value);
  const response = await fetch(new URL(incoming.url ?? "/", emulatorUrl), {
    method: "POST",
    headers: told,
    body: new Uint8Array(body),
  });
  // Whole, before the next one's turn comes.
  return new Response(await response.arrayBuffer(), response);
}

async function pass(response: Response, answer: ServerResponse): Promise<void> {
  const bytes = Buffer.from(await response.arrayBuffer());
  const type = response.headers.get("content-type") ?? "application/x-amz-json-1.0";
  answer.writeHead(response.status, { "content-type": type, "content-length": bytes.length });
  answer.end(bytes);
}

class Turns {
  #last: Promise<unknown> = Promise.resolve();

  take<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work);
    this.#last = mine.catch(() => {});
    return mine;
  }
}
