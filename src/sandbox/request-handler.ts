/** The sandbox as an SDK client's `requestHandler`: the same wire messages, no socket. */
import { HttpResponse } from "@smithy/core/protocols";
import type { ControlPlane } from "./control-plane.ts";
import { toPathStyle } from "./s3-address.ts";
import type { ServiceName } from "./service-name.ts";
import { brokenStreamOf, collectBody, streamOf, type WireQuery, type WireRequest } from "./wire/message.ts";

/** What the SDK hands to a request handler; a structural part of its HttpRequest. */
interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly hostname: string;
  readonly query?: WireQuery;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface SandboxRequestHandler {
  readonly metadata: { readonly handlerProtocol: string };
  handle(request: SdkRequest, options?: { readonly abortSignal?: unknown }): Promise<{ response: HttpResponse }>;
  httpHandlerConfigs(): Record<string, never>;
  updateHttpClientConfig(): void;
  destroy(): void;
}

export function createRequestHandler(service: ServiceName, controlPlane: ControlPlane): SandboxRequestHandler {
  return {
    metadata: { handlerProtocol: "http/1.1" },
    async handle(request, options) {
      const signal = options?.abortSignal instanceof AbortSignal ? options.abortSignal : undefined;
      signal?.throwIfAborted();
      const message = await toWireRequest(request);
      const response = await controlPlane(service, service === "s3" ? toPathStyle(message) : message, signal);
      const { statusCode, headers } = response;
      const body = response.cut ? brokenStreamOf(response.body) : streamOf(response.body);
      return { response: new HttpResponse({ statusCode, headers: { ...headers }, body }) };
    },
    httpHandlerConfigs: () => ({}),
    updateHttpClientConfig: () => undefined,
    destroy: () => undefined,
  };
}

async function toWireRequest({ method, path, hostname, query, headers, body }: SdkRequest): Promise<WireRequest> {
  const lowerCase = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return { method, path, hostname, query: query ?? {}, headers: Object.fromEntries(lowerCase), body: await collectBody(body) };
}
