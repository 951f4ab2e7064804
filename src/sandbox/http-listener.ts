/**
 * The sandbox behind `node:http`, everything on one port. What a request is for:
 *
 *   /_aws/execute-api/API/STAGE/PATH          the data plane
 *   Host API.execute-api.localhost            the data plane, /STAGE/PATH
 *   Host DOMAIN.localhost                     the data plane by a custom domain name, /BASE-PATH/PATH
 *   signed for one of our services            its control plane (SigV4 credential scope, header or presigned query)
 *   anything else                             403, for AWS answers nobody who has not signed
 *
 * On the loopback address only local names and AWS's own are answered to: a page in a browser has neither.
 */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { isLoopback, isPublicName } from "../model/host-name.ts";
import { mappingFor } from "./apigateway/base-path-mappings.ts";
import type { ControlPlane } from "./control-plane.ts";
import { LostAnswer, TimedOut } from "./faults.ts";
import { toPathStyle } from "./s3-address.ts";
import { serviceOfScope } from "./service-name.ts";
import { credentialOf } from "./wire/credential.ts";
import type { WireRequest, WireResponse } from "./wire/message.ts";
import { parseQuery } from "./wire/query-string.ts";
import type { World } from "./world.ts";

export interface HttpListener {
  readonly url: string;
  close(): Promise<void>;
}

export interface ListenOptions {
  readonly port: number;
  readonly host: string;
  /** Bytes; a request with more is answered 413. */
  readonly bodyLimit?: number;
}

export interface Planes {
  /** Where an API, or a custom domain name, is or would be. */
  worldOf(name: string): World;
  readonly controlPlane: ControlPlane;
}

/** Bytes. A single PUT may be 5 GB on AWS; a sandbox keeps everything in memory. */
const BODY_LIMIT = 256 * 1024 * 1024;
const REQUEST_TIMEOUT_MS = 120_000;
const HEADERS_TIMEOUT_MS = 20_000;
const MAX_CONNECTIONS = 1_024;
/** What the aws command or a function of ours asks, its traffic led here. */
const AWS_NAME = /\.amazonaws\.com(\.cn)?(:\d+)?$/i;

/** Rejects when the port cannot be had. */
export async function startHttpListener(planes: Planes, at: ListenOptions): Promise<HttpListener> {
  const limits = { requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: HEADERS_TIMEOUT_MS, maxHeaderSize: 32 * 1024 };
  const onlyLocal = isLoopback(at.host);
  const server = createServer(limits, (incoming, outgoing) => {
    // `answer` reports its own failures; nothing is left to catch.
    if (onlyLocal && isRebound(incoming)) refuseName(outgoing);
    else void answer({ ...planes, bodyLimit: at.bodyLimit ?? BODY_LIMIT }, incoming, outgoing);
  });
  server.maxConnections = MAX_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(at.port, at.host, () => {
      server.off("error", reject);
      resolve();
    });
  });
  // A server that listens on TCP has an address with a port.
  const { port } = server.address() as AddressInfo;
  const host = at.host === "0.0.0.0" || at.host === "::" ? "127.0.0.1" : at.host;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function isRebound({ headers }: IncomingMessage): boolean {
  return isPublicName(headers.host) && !AWS_NAME.test(headers.host ?? "");
}

function refuseName(outgoing: ServerResponse): void {
  const reason =
    "sandbox: listens on the loopback address, and answers to no public name; ask it as localhost or listen elsewhere by --host\n";
  outgoing.writeHead(421, { "content-type": "text/plain", "x-content-type-options": "nosniff", connection: "close" }).end(reason);
}

async function answer(
  planes: Planes & { readonly bodyLimit: number },
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  try {
    const body = await readBody(incoming, planes.bodyLimit);
    if (!body) {
      outgoing.writeHead(413, { connection: "close" }).end();
      return;
    }
    const response = await serve(planes, toWireRequest(incoming, body), incoming);
    const cookies = response.setCookies ? { "set-cookie": [...response.setCookies] } : {};
    outgoing.writeHead(response.statusCode, { ...response.headers, ...cookies });
    if (response.cut) outgoing.write(response.body.subarray(0, response.body.length / 2), () => incoming.socket.destroy());
    else outgoing.end(incoming.method === "HEAD" ? undefined : response.body);
  } catch (error) {
    if (error instanceof LostAnswer || error instanceof TimedOut) incoming.socket.destroy();
    else if (!outgoing.headersSent) outgoing.writeHead(500, { "content-type": "text/plain" }).end(`sandbox: ${String(error)}\n`);
    else outgoing.destroy();
  }
}

/** Undefined: longer than the limit, and the rest is not read. */
async function readBody(incoming: IncomingMessage, limit: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Left alive when the loop is left, for the answer goes over the same socket; without an encoding it yields buffers.
  for await (const chunk of incoming.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function toWireRequest(incoming: IncomingMessage, body: Uint8Array): WireRequest {
  // Not through `URL`: it would fold `//` and `..`, which are legal in S3 keys.
  const [, path = "/", search = ""] = /^([^?]*)\??(.*)$/s.exec(incoming.url ?? "/") ?? [];
  const headers = Object.entries(incoming.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(",") : String(value),
  ]);
  return {
    method: incoming.method ?? "GET",
    path: path === "" ? "/" : path,
    query: parseQuery(search),
    headers: Object.fromEntries(headers),
    body,
  };
}

/** Node keeps names and values in one flat list, as they were sent. */
function headerPairs({ rawHeaders }: IncomingMessage): [string, string][] {
  return rawHeaders.flatMap((name, index): [string, string][] => (index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ""]] : []));
}

const INVOKE_PATH = /^\/_aws\/execute-api\/(?<apiId>[^/]+)(?<rest>\/.*)?$/s;
const INVOKE_HOST = /^(?<apiId>[a-z0-9]+)\.execute-api\.localhost(?::\d+)?$/;

const DOMAIN_HOST = /^(?<domain>.+)\.localhost(?::\d+)?$/;

/** Which API and stage a request to a custom domain name is for; undefined: it is for none. A name without a mapping leads nowhere. */
function domainRequest(
  worldOf: Planes["worldOf"],
  { path, headers }: WireRequest,
): { readonly world: World; readonly apiId: string; readonly path: string } | undefined {
  const domain = DOMAIN_HOST.exec(headers.host ?? "")?.groups?.domain ?? "";
  const world = worldOf(domain);
  if (!world.apigateway.domainNames.has(domain)) return undefined;
  const found = mappingFor(world, domain, path);
  if (found === undefined) return { world, apiId: "", path };
  const { mapping, rest } = found;
  return { world, apiId: mapping.restApiId, path: mapping.stage === undefined ? rest || "/" : `/${mapping.stage}${rest}` };
}

async function serve({ worldOf, controlPlane }: Planes, request: WireRequest, incoming: IncomingMessage): Promise<WireResponse> {
  const byPath = INVOKE_PATH.exec(request.path)?.groups;
  const byDomain = byPath ? undefined : domainRequest(worldOf, request);
  if (byDomain) {
    const { serveApi } = await import("./gateway/serve-api.ts");
    const sourceIp = incoming.socket.remoteAddress ?? "127.0.0.1";
    const { world, ...to } = byDomain;
    return serveApi(world, { ...request, ...to, byDomain: true, sourceIp, rawHeaders: headerPairs(incoming) });
  }
  const apiId = byPath?.apiId ?? INVOKE_HOST.exec(request.headers.host ?? "")?.groups?.apiId;
  if (apiId !== undefined) {
    const { serveApi } = await import("./gateway/serve-api.ts");
    const path = byPath ? (byPath.rest ?? "/") : request.path;
    const sourceIp = incoming.socket.remoteAddress ?? "127.0.0.1";
    return serveApi(worldOf(apiId), { ...request, path, apiId, sourceIp, rawHeaders: headerPairs(incoming) });
  }
  const scope = credentialOf(request)?.service ?? "";
  const service = serviceOfScope(scope);
  if (service === undefined) return unsigned(scope);
  const from = { ...request, sourceIp: incoming.socket.remoteAddress ?? "127.0.0.1" };
  return controlPlane(service, service === "s3" ? toPathStyle(from) : from);
}

function unsigned(service: string): WireResponse {
  const message = service === "" ? "Missing Authentication Token" : `The sandbox does not serve ${service}`;
  return {
    statusCode: 403,
    headers: { "content-type": "application/json", "x-amzn-errortype": "MissingAuthenticationTokenException" },
    body: Buffer.from(JSON.stringify({ message })),
  };
}
