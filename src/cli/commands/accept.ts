/** `reconcile accept ADDRESS...`: drift into the desired state, as a patch. */
import { readFile, writeFile } from "node:fs/promises";
import { printable } from "../../model/printable.ts";
import { type Accepted, acceptDrift } from "../accept-drift.ts";
import { type AcceptWorld, composeAccept } from "../compose.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { errorReportOf } from "../failure.ts";
import { createLogger } from "../logger.ts";
import type { AcceptOptions } from "../options.ts";
import { unifiedDiff } from "../render/unified-diff.ts";
import { counted } from "../render/wrap.ts";
import { listenForSignals } from "../signals.ts";
import type { Terminal } from "../terminal.ts";

/** `world`: left out, what the options name. */
export async function runAccept(
  addresses: readonly string[],
  options: AcceptOptions,
  terminal: Terminal,
  world?: AcceptWorld,
): Promise<ExitCode> {
  const { err } = terminal;
  const odd = addresses.find((address) => !/[:*]/.test(address));
  if (odd !== undefined) {
    err.write(`error: "${printable(odd)}" is no address; one looks like stage:orders/prod. The desired state goes with --in\n`);
    return EXIT.failed;
  }
  const signals = listenForSignals(() => err.write("interrupted\n"));
  try {
    // What drifted is the result, so it is no warning here.
    const logger = createLogger(options.logLevel ?? "error", err, () => undefined);
    const opened = world ?? (await composeAccept(options, (message) => err.write(`warning: ${message}\n`)));
    try {
      const { concurrency } = options;
      const readText = (file: string) => readFile(file, "utf8");
      const job = { ...opened, addresses, concurrency, logger, readText, signal: signals.signal };
      return await deliver(await acceptDrift(job), options, terminal);
    } finally {
      opened.close();
    }
  } catch (error) {
    const signal = signals.received();
    if (signal !== null) return EXIT[signal];
    err.write(`error: ${printable(errorReportOf(error).message)}\n`);
    return EXIT.failed;
  } finally {
    signals.stop();
  }
}

async function deliver(
  { files, fields, refused }: Accepted,
  { dryRun }: AcceptOptions,
  { out, err }: Terminal,
): Promise<ExitCode> {
  for (const { name, before, after } of files) out.write(unifiedDiff(name, before, after));
  if (!dryRun) for (const { path, after } of files) await writeFile(path, after);
  for (const why of refused) err.write(`${err.style.bad("✗")} not accepted: ${printable(why)}\n`);
  if (fields.length > 0) {
    const done = dryRun ? "would be accepted; no file was changed" : `accepted into ${files.map(({ name }) => name).join(", ")}`;
    err.write(`${err.style.good("✓")} ${counted(fields.length, "field")} ${done}\n`);
  }
  if (fields.length + refused.length === 0) err.write("nothing has drifted there: it lives as it is declared\n");
  return refused.length > 0 ? EXIT.failed : EXIT.ok;
}
