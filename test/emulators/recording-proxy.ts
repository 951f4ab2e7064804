/** Stands between the command and an emulator and writes down what was asked: a count that the product has no part in. */
import { createServer, type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

export interface RecordedCall {
  readonly method: string;
  /** Path, and for the query protocol (IAM, STS) its action: `POST / GetRole`. */
  readonly target: string;
  readonly write: boolean;
}

export interface RecordingProxy {
  readonly url: string;
  /** What was asked since the last time it was taken. */
  take(): readonly RecordedCall[];
  close(): Promise<void>;
}

/** Actions of the query protocol that only read; everything there is a POST. */
const READ_ACTION = /^(Get|List|Head|Describe|Simulate)/;

export async function recordingProxy(target: string): Promise<RecordingProxy> {
  const calls: RecordedCall[] = [];
  const server = createServer(async (incoming, answer) => {
    const body = await buffer(incoming);
    calls.push(callOf(incoming, body));
    const onward = request(
      new URL(incoming.url ?? "/", target),
      { method: incoming.method, headers: incoming.headers },
      (response) => {
        answer.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(answer);
      },
    );
    onward.on("error", () => answer.destroy());
    onward.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server that listens on TCP has an address with a port.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    take: () => calls.splice(0),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function callOf(incoming: IncomingMessage, body: Buffer): RecordedCall {
  const method = incoming.method ?? "";
  const path = incoming.url ?? "";
  const form = incoming.headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true;
  const action = form ? new URLSearchParams(body.toString("utf8")).get("Action") : null;
  if (action !== null) return { method, target: `${path} ${action}`, write: !READ_ACTION.test(action) };
  return { method, target: path, write: method !== "GET" && method !== "HEAD" };
}
