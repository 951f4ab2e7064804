/** `reconcile sandbox`: the embedded AWS over HTTP, until somebody stops it. */

import { printable } from "../../model/printable.ts";
import { composeSandbox } from "../compose.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { errorReportOf } from "../failure.ts";
import type { SandboxOptions } from "../options.ts";
import { printableJson } from "../render/printable.ts";
import { listenForSignals } from "../signals.ts";
import type { Output, Terminal } from "../terminal.ts";

export async function runSandbox(options: SandboxOptions, { out, err }: Terminal): Promise<ExitCode> {
  const sandbox = await composeSandbox(options);
  const { region } = sandbox.world;
  const signals = listenForSignals(() => undefined);
  try {
    const { url } = await sandbox.listen(options.port, options.host);
    out.write(options.format === "json" ? `${printableJson({ url, region })}\n` : welcome(url, region, out));
    await ended(signals.signal);
    return EXIT.ok;
  } catch (error) {
    const { code, message } = errorReportOf(error);
    const remedy = code === "EADDRINUSE" ? "; --port 0 takes a free one" : "";
    err.write(`error: cannot listen on ${options.host}:${options.port}: ${printable(message)}${remedy}\n`);
    return EXIT.failed;
  } finally {
    await sandbox.close();
    signals.stop();
  }
}

function welcome(url: string, region: string, { style }: Output): string {
  return `${[
    `${style.good("✓")} an AWS of your own at ${style.link(url)}, gone when this ends (ctrl-C)`,
    "",
    style.faint("  # in another shell"),
    `  export AWS_ENDPOINT_URL=${url} AWS_REGION=${region}`,
    "  export AWS_ACCESS_KEY_ID=sandbox AWS_SECRET_ACCESS_KEY=sandbox",
    "  reconcile",
    "  aws apigateway get-rest-apis",
  ].join("\n")}\n`;
}

function ended(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
