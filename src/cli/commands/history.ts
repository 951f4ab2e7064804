/** `reconcile history`: what was done and found, as the state remembers it. Asks no daemon, and AWS only for state that is kept there. */
import { systemClock } from "../../engine/system-clock.ts";
import { readHistory } from "../../history/kept-history.ts";
import { type HistoryQuery, selectHistory, type Told } from "../../history/select.ts";
import { matcherOf } from "../../model/pattern.ts";
import { printable } from "../../model/printable.ts";
import { openState } from "../compose-state.ts";
import { historyOf } from "../connect-target.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { errorReportOf } from "../failure.ts";
import type { HistoryOptions } from "../options.ts";
import { historyText } from "../render/history-text.ts";
import { fenced } from "../render/markdown.ts";
import { printableJsonLine } from "../render/printable.ts";
import { counted } from "../render/wrap.ts";
import type { Output, Terminal } from "../terminal.ts";

/** 0 also when there is nothing to tell. */
export async function runHistory(options: HistoryOptions, { out, err }: Terminal): Promise<ExitCode> {
  const state = openState(options);
  const [target] = options.target ?? [];
  try {
    const { entries, skipped } = await readHistory(target === undefined ? state.store : state.store.below(historyOf(target)));
    for (const { file, lines } of skipped) {
      err.write(`warning: ${file}: ${counted(lines, "line")} left out: torn by a crash, or of another version\n`);
    }
    const told = selectHistory(entries, queryOf(options, systemClock.now()));
    if (options.format !== "json" && told.entries.length === 0) err.write(`${nothing(options, entries.length)}\n`);
    else tell(told, options, out);
    return EXIT.ok;
  } catch (error) {
    err.write(`error: the history in ${options.state} cannot be read: ${printable(errorReportOf(error).message)}\n`);
    return EXIT.failed;
  } finally {
    state.close();
  }
}

function queryOf({ since, until, address, kind, limit }: HistoryOptions, now: number): HistoryQuery {
  return {
    ...(since !== undefined && { since: since.ago === undefined ? since.at : now - since.ago }),
    ...(until !== undefined && { until: until.ago === undefined ? until.at : now - until.ago }),
    about: address.length === 0 ? null : matcherOf(address),
    kinds: kind,
    limit,
  };
}

function nothing({ state }: HistoryOptions, kept: number): string {
  return kept === 0
    ? `no history in ${printable(state)} yet; --state names another place`
    : `nothing in the history is as asked for; it has ${counted(kept, "line")}`;
}

function tell(told: Told, { format }: HistoryOptions, out: Output): void {
  if (format === "json") {
    for (const entry of told.entries) out.write(`${printableJsonLine(entry)}\n`);
    return;
  }
  const text = historyText(told, { width: out.width, style: out.style });
  out.write(`${format === "markdown" ? fenced(text) : text}\n`);
}
