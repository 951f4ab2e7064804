/**
 * One POST of JSON. Errors name the host and never the URL, for the URLs of webhooks are secrets in themselves. What will
 * not be taken however often it is sent is `invalid`; everything else is worth another attempt.
 */
import { withEitherSignal } from "../../model/either-signal.ts";
import { type ErrorCode, StagekeeperError } from "../../model/errors.ts";

const TIMEOUT_MS = 10_000;

export interface PostRequest {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Resolves on a 2xx answer. */
export async function postJson({ url, body, headers }: PostRequest, signal: AbortSignal): Promise<void> {
  const host = hostOf(url);
  const response = await attempt({ url, body, headers }, host, signal);
  // Unread, it would hold the connection.
  await response.body?.cancel();
  if (response.ok) return;
  throw new StagekeeperError(codeOf(response.status), `${host} answered ${response.status}`);
}

async function attempt({ url, body, headers }: PostRequest, host: string, signal: AbortSignal): Promise<Response> {
  try {
    return await withEitherSignal([signal, AbortSignal.timeout(TIMEOUT_MS)], (either) =>
      fetch(url, {
        method: "POST",
        body,
        headers: { "user-agent": "stagekeeper", ...headers },
        // Another place was not asked to be told, and a signature is for this one.
        redirect: "manual",
        signal: either,
      }),
    );
  } catch (error) {
    throw new StagekeeperError("unavailable", `${host} could not be reached: ${reasonOf(error)}`, { cause: error });
  }
}

/** The request itself is at fault: the same one would be refused again. */
const HOPELESS: readonly number[] = [400, 413, 415, 422];

function codeOf(status: number): ErrorCode {
  if (HOPELESS.includes(status)) return "invalid";
  if (status === 401 || status === 403) return "denied";
  return status === 429 ? "throttled" : "unavailable";
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : "the address";
}

/** What `fetch` says is in its cause: `ECONNREFUSED`, `ENOTFOUND`; its own message is always the same. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  const { cause } = error;
  if (cause instanceof Error && "code" in cause && typeof cause.code === "string") return cause.code;
  return error.name === "TimeoutError" ? `no answer within ${TIMEOUT_MS / 1000} s` : error.name;
}
