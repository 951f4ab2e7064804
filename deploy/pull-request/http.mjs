/** A forge's API: JSON over HTTP, tried again when the forge or the way to it fails for a moment. */

const TRIES = 4;
const TIMEOUT_MS = 30_000;
const LONGEST_WAIT_MS = 60_000;

/** `status` 0: no answer came. `denied`: what we are is not allowed to do this, or to know of it. */
export class ForgeError extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
    this.denied = status === 401 || status === 403 || status === 404;
    this.passing = status === 0 || status === 429 || status >= 500;
  }
}

/** What `send` gives, tried up to four times as long as its errors are `passing`. */
export async function withRetries(send, retryMs) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof ForgeError) || !error.passing || attempt === TRIES) throw error;
      const wait = Math.min(error.retryAfterMs ?? retryMs * 2 ** (attempt - 1), LONGEST_WAIT_MS);
      console.error(`${error.message}; trying again in ${wait / 1000} s`);
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

/** One call. Gives what its body says as JSON; throws a `ForgeError` for every answer but 2xx. */
export async function call(url, { method = "GET", headers, body }) {
  const what = `${method} ${new URL(url).pathname}`;
  let response;
  let text;
  try {
    response = await fetch(url, {
      method,
      headers: { "user-agent": "stagekeeper", ...headers, ...(body && { "content-type": "application/json" }) },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    text = await response.text();
  } catch (error) {
    throw new ForgeError(`${what} failed: ${error.cause?.code ?? error.name}`, 0);
  }
  if (response.ok) return JSON.parse(text);
  const error = new ForgeError(`${what} was answered ${response.status}: ${messageOf(text)}`, response.status);
  const seconds = Number(response.headers.get("retry-after"));
  if (seconds > 0) {
    error.retryAfterMs = seconds * 1000;
    // GitHub refuses too many calls with 403, and says when to come back.
    error.passing ||= response.status === 403;
  }
  throw error;
}

/** Every item of a list that is given out by pages. */
export async function allPages(page) {
  const items = [];
  for (let number = 1; ; number++) {
    const more = await page(number, PAGE_SIZE);
    items.push(...more);
    if (more.length < PAGE_SIZE) return items;
  }
}

const PAGE_SIZE = 100;

/** On one line, and short: it goes to a log. */
function messageOf(text) {
  let message = text;
  try {
    const parsed = JSON.parse(text);
    message = parsed.message ?? parsed.error ?? text;
  } catch {
    // No JSON: a proxy's page.
  }
  return String(typeof message === "string" ? message : JSON.stringify(message))
    .replaceAll(/[\p{Cc}\s]+/gu, " ")
    .slice(0, 200);
}
