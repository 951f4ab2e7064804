/** History as people read it: one block a pass or rollback, what it found and did below it, who made what below that. */
import type { Told, ToldDrift, ToldEntry, ToldPass } from "../../history/select.ts";
import type { AlertChange } from "../../model/alerts.ts";
import type { AlertEntry, QuietEntry, RollbackEntry, ShiftEntry, StepEntry } from "../../model/history.ts";
import { printable } from "../../model/printable.ts";
import { actorText, shortArn, when } from "./actor-text.ts";
import type { Page } from "./plan-text.ts";
import { shiftSum } from "./shift-text.ts";
import { ACTION_DONE, ACTION_SIGN, type Style } from "./style.ts";
import { counted, duration, indented, wrap } from "./wrap.ts";

/** Empty where there is nothing to tell. */
export function historyText({ entries, passes, omitted }: Told, page: Page): string {
  const more =
    omitted === 0
      ? []
      : [page.style.faint(`${counted(omitted, "earlier entry", "earlier entries")} not shown; --limit shows more`)];
  return [...more, ...blocksOf(entries).flatMap((block) => blockLines(block, passes, page))].join("\n");
}

/** Entries of one run; quiet passes are each a block of their own. */
interface Block {
  readonly runId: string;
  readonly entries: readonly ToldEntry[];
}

function blocksOf(entries: readonly ToldEntry[]): readonly Block[] {
  const blocks = new Map<string, { runId: string; entries: ToldEntry[] }>();
  for (const entry of entries) {
    const key = entry.kind === "quiet" ? `quiet ${entry.time}` : entry.runId;
    const block = blocks.get(key) ?? { runId: entry.runId, entries: [] };
    block.entries.push(entry);
    blocks.set(key, block);
  }
  return [...blocks.values()];
}

function blockLines({ runId, entries }: Block, passes: Told["passes"], page: Page): readonly string[] {
  const [first] = entries;
  if (first === undefined) return [];
  if (first.kind === "quiet") return [quietLine(first, page.style)];
  return [...headLines(passes.get(runId), first, page), ...entries.flatMap((entry) => entryLines(entry, page))];
}

function quietLine({ since, time, count }: QuietEntry, style: Style): string {
  const length = Date.parse(time) - Date.parse(since);
  return style.faint(
    `${when(time)}  ${counted(count, "quiet pass", "quiet passes")}${length === 0 ? "" : ` in ${duration(length)}`}`,
  );
}

/** A run that was killed before its end wrote down what it had done, and no pass. */
function headLines(pass: ToldPass | undefined, first: ToldEntry, { style, width }: Page): readonly string[] {
  if (first.kind === "rollback") return [rollbackHead(first, style)];
  if (pass === undefined)
    return [`${style.title(when(first.time))}  ${style.faint("of a pass that is not in the history any more")}`];
  const { outcome, trigger, commit, revision, actor, steps, durationMs, problems } = pass;
  const paint = outcome === "failed" || outcome === "invalid" || outcome === "refused" ? style.bad : style.good;
  const facts = [
    `by ${printable(trigger)}`,
    ...(commit === null ? [] : [`commit ${printable(commit.slice(0, 12))}`]),
    ...(commit === null && revision !== "" ? [`revision ${printable(revision.slice(0, 12))}`] : []),
    ...(actor === null ? [] : [`as ${shortArn(actor)}`]),
    ...(steps === 0 ? [] : [counted(steps, "step")]),
    duration(durationMs),
  ];
  return [
    `${style.title(when(pass.time))}  ${paint(outcome)} ${style.faint(facts.join(", "))}`,
    ...problems.flatMap((problem) => indented(wrap(printable(problem), width - 4), "    ", `  ${style.bad("✗")} `)),
  ];
}

function entryLines(entry: ToldEntry, page: Page): readonly string[] {
  switch (entry.kind) {
    case "pass":
    case "quiet":
      return [];
    case "step":
      return stepLines(entry, page);
    case "drift":
      return driftLines(entry, page);
    case "shift":
      return shiftLines(entry, page);
    case "rollback":
      return rollbackLines(entry, page);
    case "alert":
      return alertLines(entry, page);
  }
}

function driftLines({ summary, changes, actor }: ToldDrift, { style, width }: Page): readonly string[] {
  return [
    ...indented(wrap(printable(summary), width - 4), "    ", `  ${style.drift("!")} `),
    ...changes.flatMap(({ path, desired, live }) => changeLines(path, desired, live, width)),
    ...(actor === undefined
      ? []
      : indented(wrap(`by ${actorText({ ...actor, time: Date.parse(actor.time) })}`, width - 6), "      ").map(style.drift)),
  ];
}

function stepLines({ address, action, cause, result, changes, error }: StepEntry, { style, width }: Page): readonly string[] {
  const what = result === "done" ? ACTION_DONE[action] : `${action} ${result === "failed" ? "failed" : "not attempted"}`;
  const paint = result === "done" ? style[action] : style.bad;
  // What drift changed is told where the drift is.
  const shown = cause === "drift" ? [] : changes;
  return [
    `  ${paint(ACTION_SIGN[action])} ${printable(address)} ${style.faint(what)}`,
    ...shown.flatMap(({ path, desired, live }) => changeLines(path, live, desired, width)),
    ...(error === undefined ? [] : indented(wrap(printable(error.message), width - 6), "      ").map(style.bad)),
  ];
}

function changeLines(path: string, before: AlertChange["live"], after: AlertChange["live"], width: number): readonly string[] {
  const text = (value: string | undefined) => (value === undefined ? "not set" : printable(value));
  return indented(wrap(`${printable(path)}  ${text(before)} → ${text(after)}`, width - 6), "      ");
}

function shiftLines(entry: ShiftEntry, { style, width }: Page): readonly string[] {
  const { address, move, reason } = entry;
  const why = reason === undefined ? "" : `: ${printable(reason)}`;
  const sum = shiftSum({ ...entry, nextAt: null });
  return indented(wrap(`${printable(address)} ${MOVES[move]}: ${sum}${why}`, width - 4), "    ", `  ${style.update("▸")} `);
}

const MOVES: { readonly [M in ShiftEntry["move"]]: string } = {
  wait: "waits",
  start: "started",
  hold: "held",
  advance: "advanced",
  finish: "finished",
  abandon: "given up",
  "take-back": "taken back",
  refuse: "refused",
  stop: "stopped",
};

function rollbackHead({ time, actor }: RollbackEntry, style: Style): string {
  const by = actor === null ? "by hand" : `by hand, as ${shortArn(actor)}`;
  return `${style.title(when(time))}  ${style.good("rolled back")} ${style.faint(by)}`;
}

function rollbackLines({ address, from, to, hold }: RollbackEntry, { style, width }: Page): readonly string[] {
  const move = `${printable(address)}: ${printable(from)} → ${printable(to)}, ${holdText(hold, from)}`;
  return indented(wrap(move, width - 4), "    ", `  ${style.update("◂")} `);
}

/** Rolled back again, it is held off what was left first. */
function holdText(hold: RollbackEntry["hold"], from: string): string {
  if (hold === null) return "nothing is held any more";
  return hold === from ? "held there" : `held there, off ${printable(hold)}`;
}

function alertLines({ state, severity, summary }: AlertEntry, { style, width }: Page): readonly string[] {
  return indented(wrap(`alert ${state}, ${severity}: ${printable(summary)}`, width - 4), "    ", "  · ").map(style.faint);
}
