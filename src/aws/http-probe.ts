/** Asks an API over HTTP as its customers do, unsigned. An answer of any status is an answer; anything else rejects. */
import { withEitherSignal } from "../model/either-signal.ts";
import { messageOf, StagekeeperError } from "../model/errors.ts";
import type { HttpAnswer, HttpProbe } from "../model/verify.ts";

/** API Gateway gives an integration 29 s by default, and answers 504 then: longer than that it is the network. */
const TIMEOUT_MS = 35_000;
/** Of the body; what is expected of it has to stand in this. */
const MOST_BYTES = 1_048_576;

export function createHttpProbe(timeoutMs = TIMEOUT_MS): HttpProbe {
  return { ask: (request, signal) => ask(request, timeoutMs, signal) };
}

async function ask(
  { method, url }: Parameters<HttpProbe["ask"]>[0],
  timeoutMs: number,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    return await withEitherSignal([signal, timeout], async (either) => {
      // A redirection is the API's answer, and not ours to follow.
      const response = await fetch(url, { method, redirect: "manual", signal: either });
      return { status: response.status, body: await readBody(response) };
    });
  } catch (cause) {
    signal.throwIfAborted();
    const why = timeout.aborted ? `no answer within ${timeoutMs / 1_000} s` : reasonOf(cause);
    throw new StagekeeperError(timeout.aborted ? "timed-out" : "unavailable", `${method} ${url}: ${why}`, { cause });
  }
}

async function readBody({ body }: Response): Promise<HttpAnswer["body"]> {
  if (body === null) return "";
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size >= MOST_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, MOST_BYTES).toString("utf8");
}

/** `fetch` says "fetch failed", and why in its cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return messageOf(cause);
}
