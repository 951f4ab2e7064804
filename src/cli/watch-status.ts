/**
 * `reconcile status --watch`: the daemon's status as it is now, until interrupted. On a terminal it is redrawn in place;
 * elsewhere a line is added whenever something is otherwise than before, or with `--format json` an object.
 */
import type { DaemonStatus } from "../daemon/status.ts";
import type { Clock } from "../model/ports.ts";
import { printable } from "../model/printable.ts";
import { openLiveRegion } from "./live-region.ts";
import type { Format } from "./options.ts";
import { printableJsonLine } from "./render/printable.ts";
import { statusLine, statusText } from "./render/status-text.ts";
import type { Output } from "./terminal.ts";

export type Look = { readonly status: DaemonStatus } | { readonly problem: string };

export interface StatusWatch {
  look(): Promise<Look>;
  readonly format: Format;
  readonly out: Output;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

const PAUSE_MS = 1_000;

/** Resolves when the signal is aborted. A daemon that does not answer is waited for. */
export async function watchStatus({ look, format, out, clock, signal }: StatusWatch): Promise<void> {
  const region = openLiveRegion(out);
  let last = "";
  while (!signal.aborted) {
    const seen = await look();
    if (signal.aborted) break;
    if (out.isTerminal && format !== "json") region.draw(pageOf(seen, out));
    const key = keyOf(seen);
    if (!(out.isTerminal && format !== "json") && key !== last) out.write(`${lineOf(seen, { format, out })}\n`);
    last = key;
    await clock.sleep(PAUSE_MS, signal).catch(() => {});
  }
}

/** No more lines than the terminal has, for what has left it at the top cannot be redrawn. */
function pageOf(seen: Look, { width, rows, style }: Output): readonly string[] {
  if ("problem" in seen) return [style.bad(`✗ no daemon answers: ${printable(seen.problem)}`)];
  const lines = statusText(seen.status, { width: width - 1, style }).split("\n");
  return lines.length < rows ? lines : [...lines.slice(0, rows - 2), style.faint(`… ${lines.length - rows + 2} more lines`)];
}

function lineOf(seen: Look, { format, out }: Pick<StatusWatch, "format" | "out">): string {
  if (format === "json") return printableJsonLine("problem" in seen ? { answers: false, problem: seen.problem } : seen.status);
  if ("problem" in seen) return out.style.bad(`✗ no daemon answers: ${printable(seen.problem)}`);
  return statusLine(seen.status, out.style);
}

/** What makes it news; not how long ago things were. */
function keyOf(seen: Look): string {
  if ("problem" in seen) return seen.problem;
  const { stuck, ready, state, desired, conditions, targets = [seen.status] } = seen.status;
  const open = conditions.map(({ id, actor }) => [id, actor?.eventId]);
  const passes = targets.map(({ lastPass }) => {
    return lastPass === null ? null : [lastPass.outcome, lastPass.error?.code, lastPass.steps.length > 0 && lastPass.runId];
  });
  return JSON.stringify([stuck, ready, state === "ending", desired.revision, desired.valid, passes, open]);
}
