/** A request and a response as both transports see them: bodies whole, header names in lower case, the path still encoded. */
import { Readable } from "node:stream";

export type WireQuery = Readonly<Record<string, string | readonly string[] | null | undefined>>;

export interface WireRequest {
  readonly method: string;
  /** Percent-encoded, without the query. */
  readonly path: string;
  readonly query: WireQuery;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly hostname?: string;
  readonly sourceIp?: string;
}

export interface WireResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  /** All values of `set-cookie`, the one header that cannot be joined with commas; its last is among the headers. */
  readonly setCookies?: readonly string[];
  readonly body: Uint8Array;
  /** The connection is to break in the middle of the body. */
  readonly cut?: true;
}

/** The last value of a query parameter, as services read one that was repeated; undefined when it is not there. */
export function queryValue(query: WireQuery, name: string): string | undefined {
  const value = query[name];
  return value == null || typeof value === "string" ? (value ?? undefined) : value.at(-1);
}

/** The bytes of anything the SDK's serializers hand out as a body: text, bytes, a stream, or nothing. */
export async function collectBody(body: unknown): Promise<Uint8Array> {
  if (body == null) return new Uint8Array();
  if (typeof body === "string") return Buffer.from(body);
  // The JSON codec answers in a subclass that decodes itself on use; a view of its memory is plain bytes.
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (!(Symbol.asyncIterator in Object(body))) return Buffer.from(String(body));
  const chunks: Uint8Array[] = [];
  // What has an async iterator is a stream of the SDK's or of Node's: chunks of bytes or text.
  for await (const chunk of body as AsyncIterable<Uint8Array | string>) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** Half of the body, and then the error of a connection that the other side reset. */
export function brokenStreamOf(body: Uint8Array): Readable {
  return Readable.from(halfThenReset(body));
}

async function* halfThenReset(body: Uint8Array): AsyncGenerator<Uint8Array> {
  yield body.subarray(0, Math.floor(body.length / 2));
  throw Object.assign(new Error("aborted"), { code: "ECONNRESET" });
}

export function streamOf(body: Uint8Array): Readable {
  return Readable.from(body.length > 0 ? [body] : []);
}
