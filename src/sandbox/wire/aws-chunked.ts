/**
 * Undoes S3's `aws-chunked` transfer: `<hex size>[;chunk-signature=…]CRLF bytes CRLF … 0 CRLF trailers CRLF`.
 * SDKs wrap uploads in it so that a checksum can follow the bytes it sums.
 */
import { AwsError } from "./aws-error.ts";
import type { WireRequest } from "./message.ts";

export function isAwsChunked(request: WireRequest): boolean {
  const encoding = request.headers["content-encoding"] ?? "";
  return (
    encoding.split(",").some((part) => part.trim() === "aws-chunked") ||
    (request.headers["x-amz-content-sha256"] ?? "").startsWith("STREAMING-")
  );
}

/** The request as if it had been sent plain: trailers become headers, `aws-chunked` leaves the content encoding. */
export function unchunk(request: WireRequest): WireRequest {
  const source = Buffer.from(request.body.buffer, request.body.byteOffset, request.body.byteLength);
  const chunks: Uint8Array[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = source.indexOf("\r\n", at);
    const size = lineEnd < 0 ? Number.NaN : Number.parseInt(source.toString("latin1", at, lineEnd), 16);
    const start = lineEnd + 2;
    if (Number.isNaN(size) || start + size > source.length) throw incomplete();
    at = start;
    if (size === 0) break;
    chunks.push(source.subarray(start, start + size));
    at = start + size + 2;
  }
  const { "content-encoding": encoding = "", ...headers } = request.headers;
  const rest = encoding
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "" && part !== "aws-chunked");
  const kept: Record<string, string> = rest.length > 0 ? { "content-encoding": rest.join(",") } : {};
  return {
    ...request,
    headers: { ...headers, ...kept, ...trailers(source.toString("latin1", at)) },
    body: Buffer.concat(chunks),
  };
}

function trailers(text: string): Record<string, string> {
  const lines = text.split("\r\n").map((line) => /^([^:]+):(.*)$/.exec(line));
  return Object.fromEntries(lines.flatMap((match) => (match ? [[String(match[1]).toLowerCase(), String(match[2]).trim()]] : [])));
}

function incomplete(): AwsError {
  return new AwsError("IncompleteBody", "The request body terminated unexpectedly", 400);
}
