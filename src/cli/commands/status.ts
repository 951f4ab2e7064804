/** `reconcile status`: asks the daemon that runs how it is. */
import type { DaemonStatus } from "../../daemon/status.ts";
import { printable } from "../../model/printable.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import type { ListenAddress, StatusOptions } from "../options.ts";
import { printableJson } from "../render/printable.ts";
import { fenced } from "../render/result-markdown.ts";
import { statusText } from "../render/status-text.ts";
import type { Terminal } from "../terminal.ts";

const TIMEOUT_MS = 5_000;

/** 0 when the daemon is ready and its loop turns, else 1. */
export async function runStatus(options: StatusOptions, { out, err }: Terminal): Promise<ExitCode> {
  const { listen, format } = options;
  if (listen === "off") {
    err.write("error: --listen off: that daemon answers nobody\n");
    return EXIT.failed;
  }
  const answer = await ask(listen);
  if ("problem" in answer) {
    err.write(`error: no daemon answers at ${addressOf(listen)}: ${printable(answer.problem)}; --listen says where it does\n`);
    return EXIT.failed;
  }
  const { status } = answer;
  const text = format === "json" ? printableJson(status) : statusText(status, { width: out.width, style: out.style });
  out.write(`${format === "markdown" ? fenced(text) : text}\n`);
  return status.ready && status.stuck === null ? EXIT.ok : EXIT.failed;
}

async function ask(at: ListenAddress): Promise<{ readonly status: DaemonStatus } | { readonly problem: string }> {
  try {
    const answer = await fetch(`http://${addressOf(at)}/api/status`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const status: unknown = await answer.json();
    if (answer.ok && isStatus(status)) return { status };
    return { problem: `what answers there (${answer.status}) is another program` };
  } catch (error) {
    return { problem: causeOf(error) };
  }
}

/** Another version's answer has these too: they are what is never taken away. */
function isStatus(value: unknown): value is DaemonStatus {
  return typeof value === "object" && value !== null && "ready" in value && "desired" in value && "conditions" in value;
}

/** fetch says "fetch failed", and why in its cause. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

function addressOf({ host, port }: ListenAddress): string {
  const reachable = host === "0.0.0.0" ? "127.0.0.1" : host;
  return `${reachable.includes(":") ? `[${reachable}]` : reachable}:${port}`;
}
