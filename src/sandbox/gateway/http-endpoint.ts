/** What answers at the addresses of HTTP integrations: the network, unless a sandbox is given something in its place. */

export interface EndpointRequest {
  readonly method: string;
  readonly url: string;
  /** In order; a name may be there several times. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
}

export interface EndpointResponse {
  readonly statusCode: number;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Rejects where nobody can be reached. `signal` aborts when the gateway waits no longer. */
export type HttpEndpoint = (request: EndpointRequest, signal: AbortSignal) => Promise<EndpointResponse>;

/** Headers between two hops, and the encoding, which `fetch` has undone. */
const DROPPED = new Set(["content-encoding", "transfer-encoding", "keep-alive"]);

/** Says the host and the length itself. */
export async function overNetwork(
  { method, url, headers, body }: EndpointRequest,
  signal: AbortSignal,
): Promise<EndpointResponse> {
  const sent = new Headers();
  for (const [name, value] of headers) if (!/^(host|content-length)$/i.test(name)) sent.append(name, value);
  const content = body.length === 0 || method === "GET" || method === "HEAD" ? null : Buffer.from(body);
  const response = await fetch(url, { method, headers: sent, body: content, redirect: "manual", signal });
  return {
    statusCode: response.status,
    headers: Object.fromEntries([...response.headers].filter(([name]) => !DROPPED.has(name))),
    body: new Uint8Array(await response.arrayBuffer()),
  };
}
