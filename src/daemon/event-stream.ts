/** Server-sent events over an open answer: what is told goes out at once, a comment keeps it alive, and a reader that does not read is let go. */
import type { ServerResponse } from "node:http";

/** Opens a stream: is given what sends a text, and gives what ends it. */
export interface EventStream {
  readonly listen: (send: (text: string) => void) => () => void;
}

export const EVENTS = "text/event-stream; charset=utf-8";

/** Proxies commonly close what has been silent for a minute. */
const COMMENT_EVERY_MS = 20_000;
/** Bytes that wait for a reader. Who comes back is told all anew, so nothing is lost with it. */
const MOST_WAITING = 256 * 1024;
/** Milliseconds until a browser comes back. */
const RETRY_MS = 2_000;

/** Resolves when the reader, or the server, has closed it. */
export function serveEvents(
  response: ServerResponse,
  stream: EventStream,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  response.writeHead(200, { ...headers, "content-type": EVENTS, "x-accel-buffering": "no" });
  const send = (text: string): void => {
    response.write(text);
    if (response.writableLength > MOST_WAITING) response.destroy();
  };
  send(`retry: ${RETRY_MS}\n\n`);
  const stop = stream.listen(send);
  const alive = setInterval(() => send(": alive\n\n"), COMMENT_EVERY_MS);
  alive.unref();
  return new Promise((resolve) => {
    response.once("close", () => {
      clearInterval(alive);
      stop();
      resolve();
    });
  });
}
