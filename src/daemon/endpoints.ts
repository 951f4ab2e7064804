/**
 * What the daemon answers over HTTP. Nothing here changes anything: GET and HEAD are all there is, and requests have no
 * body. Bound to the loopback address unless told otherwise, for it has no sign-in; there it answers to local names only.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { isLoopback, isPublicName } from "../model/host-name.ts";
import { EVENTS, type EventStream, serveEvents } from "./event-stream.ts";

export interface ListenAddress {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
}

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  /** In place of those that every answer has, or beside them. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Who asks, as far as a connection tells. */
export interface Asker {
  /** From the same machine, as a person's browser, a forwarded port, or a proxy that has asked who it is. */
  readonly near: boolean;
}

/** By path. A route that throws answers 500 without a reason: the reason is in the logs. */
export type Routes = Readonly<Record<string, (asker: Asker) => Answer | EventStream | Promise<Answer>>>;

export interface Endpoints {
  readonly url: string;
  close(): Promise<void>;
}

/** Milliseconds, and bytes of a request's head. */
export interface EndpointLimits {
  readonly maxHeaderSize: number;
  readonly headersTimeout: number;
  readonly requestTimeout: number;
  readonly keepAliveTimeout: number;
  readonly connectionsCheckingInterval: number;
}

const LIMITS: EndpointLimits = {
  maxHeaderSize: 8 * 1024,
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 5_000,
};
const MAX_CONNECTIONS = 128;
/** Open event streams: what is left is for probes. */
const MAX_STREAMS = 64;
/** Bytes from which on an answer is compressed, for those who can read it. */
const WORTH_COMPRESSING = 1024;

const compress = promisify(gzip);

/** Nothing of an answer is to be kept, framed, run or sniffed. */
const HEADERS = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/** Rejects with what the system says when the address cannot be had. */
export async function startEndpoints(
  at: ListenAddress,
  routes: Routes,
  onError: (error: unknown) => void,
  limits: EndpointLimits = LIMITS,
): Promise<Endpoints> {
  const serving = { routes, onError, onlyLocal: isLoopback(at.host), streams: new Set<ServerResponse>() };
  const server = createServer({ ...limits }, (request, response) => {
    void answer(request, response, serving);
  });
  server.maxConnections = MAX_CONNECTIONS;
  await listen(server, at);
  server.on("error", onError);
  // A server that listens on TCP has an address with a port.
  const { port } = server.address() as AddressInfo;
  const host = at.host.includes(":") ? `[${at.host}]` : at.host;
  return {
    url: `http://${host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export function json(status: number, value: unknown): Answer {
  return { status, contentType: "application/json; charset=utf-8", body: `${JSON.stringify(value)}\n` };
}

function listen(server: Server, { host, port }: ListenAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

interface Serving {
  readonly routes: Routes;
  readonly onError: (error: unknown) => void;
  readonly onlyLocal: boolean;
  /** Event streams that are open. */
  readonly streams: Set<ServerResponse>;
}

async function answer(request: IncomingMessage, response: ServerResponse, to: Serving): Promise<void> {
  // What a request brings along is not read, so nothing more can come over the same connection.
  if (hasBody(request)) response.setHeader("connection", "close");
  try {
    const answered = await answerOf(request, to);
    if (!("listen" in answered)) return await send(request, response, answered);
    to.streams.add(response);
    await serveEvents(response, answered, HEADERS).finally(() => to.streams.delete(response));
  } catch (error) {
    to.onError(error);
    if (!response.headersSent) response.writeHead(500, { ...HEADERS, "content-length": 0 });
    response.end();
  }
}

async function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, contentType, body, headers }: Answer,
): Promise<void> {
  const plain = Buffer.from(body);
  const smaller = plain.length >= WORTH_COMPRESSING && /\bgzip\b/.test(String(request.headers["accept-encoding"] ?? ""));
  const bytes = smaller ? await compress(plain) : plain;
  response.writeHead(status, {
    ...HEADERS,
    ...headers,
    ...(smaller && { "content-encoding": "gzip" }),
    vary: "accept-encoding",
    "content-type": contentType,
    "content-length": bytes.length,
  });
  response.end(request.method === "HEAD" ? undefined : bytes);
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

/** Under a name of its own a page of somebody's, in a browser on this machine, is not near either. */
function isNear(address = "", host: string | undefined): boolean {
  // As IPv4 is told where a server listens on IPv6 too.
  return isLoopback(address.replace(/^::ffff:/, "")) && !isPublicName(host);
}

async function answerOf(
  { method, url = "/", headers, socket }: IncomingMessage,
  { routes, onlyLocal, streams }: Serving,
): Promise<Answer | EventStream> {
  if (onlyLocal && isPublicName(headers.host)) {
    return json(421, { error: "this listens on the loopback address, and answers to no public name; ask it as localhost" });
  }
  if (method !== "GET" && method !== "HEAD") {
    return { ...json(405, { error: "only GET and HEAD" }), headers: { allow: "GET, HEAD", connection: "close" } };
  }
  const path = url.split("?", 1)[0] ?? "/";
  const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
  const answered = await (route?.({ near: isNear(socket.remoteAddress, headers.host) }) ??
    json(404, { error: "not found", paths: Object.keys(routes) }));
  if (!("listen" in answered)) return answered;
  if (method === "HEAD") return { status: 200, contentType: EVENTS, body: "" };
  if (streams.size < MAX_STREAMS) return answered;
  return { ...json(503, { error: "too many listen already; close a page" }), headers: { "retry-after": "30" } };
}
