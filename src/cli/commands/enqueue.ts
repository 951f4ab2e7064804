/** `reconcile enqueue`: asks the workers for a pass of every target, or of those that are named: from a hook of git, or by hand. */
import { passMessage } from "../../daemon/orders.ts";
import type { TargetLoad } from "../../model/fleet.ts";
import { matcherOf } from "../../model/pattern.ts";
import { printable } from "../../model/printable.ts";
import { composeEnqueue } from "../compose-worker.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { errorReportOf } from "../failure.ts";
import { misspelledCommand } from "../misspelled-command.ts";
import type { EnqueueOptions } from "../options.ts";
import { issuesText } from "../render/issues-text.ts";
import { counted } from "../render/wrap.ts";
import type { Terminal } from "../terminal.ts";

/**
 * 0 when the queue has them all. A target whose desired state is not valid is asked for as well: its pass says what is wrong.
 * The queue takes a revision of a target once within five minutes, so a hook may run twice.
 */
export async function runEnqueue(path: string, options: EnqueueOptions, { out, err }: Terminal): Promise<ExitCode> {
  const refusal = misspelledCommand(path);
  if (refusal !== null) return failed(refusal, err);
  const { source, queue } = composeEnqueue(path, options);
  try {
    const fleet = await source.load(new AbortController().signal);
    if (!fleet.valid) {
      err.write(`${issuesText(fleet.issues, err)}\n`);
      return EXIT.failed;
    }
    const asked = matcherOf(options.target);
    const targets = fleet.targets.filter(({ target: { name } }) => (name === null ? options.target.length === 0 : asked(name)));
    if (targets.length === 0) return failed(`--target ${options.target.join(", ")} names no target of ${path}`, err);
    await queue.send(targets.map(messageFor));
    out.write(`asked for ${counted(targets.length, "pass", "passes")}\n`);
    return EXIT.ok;
  } catch (error) {
    return failed(errorReportOf(error).message, err);
  } finally {
    queue.close();
  }
}

function messageFor({ target, loaded }: TargetLoad) {
  const revision = loaded.valid ? loaded.state.revision : "invalid";
  return passMessage({ target: target.name, trigger: "change", once: `change-${revision}-${target.name ?? ""}` });
}

function failed(message: string, err: Terminal["err"]): ExitCode {
  err.write(`error: ${printable(message)}\n`);
  return EXIT.failed;
}
