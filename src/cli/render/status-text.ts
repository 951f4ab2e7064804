/** What a daemon says of itself, as people read it: one line that says how it is, then the facts, then what is open. */
import type { DaemonStatus } from "../../daemon/status.ts";
import type { Condition } from "../../model/alerts.ts";
import { printable } from "../../model/printable.ts";
import { actorText } from "./actor-text.ts";
import { readyText, targetLines } from "./fleet-status-text.ts";
import { OUTCOMES } from "./outcome-text.ts";
import type { Page } from "./plan-text.ts";
import { shiftLines } from "./shift-text.ts";
import type { Style } from "./style.ts";
import { counted, duration, indented, wrap } from "./wrap.ts";

export function statusText(status: DaemonStatus, { style, width }: Page): string {
  return [
    headline(status, style),
    ...facts(status, style).map(([name, fact]) => `  ${style.faint(name.padEnd(10))} ${fact}`),
    ...targetLines(status.targets ?? [], status.now, { style, width }),
    ...leftAlone(status, { style, width }),
    ...shifts(status, { style, width }),
    ...issues(status, { style, width }),
    ...conditions(status, { style, width }),
  ].join("\n");
}

/** The same on one line: when, how it is, how the last pass ended, what is open. */
export function statusLine(status: DaemonStatus, style: Style): string {
  const { now, lastPass, conditions: open } = status;
  const time = style.faint(new Date(now).toISOString().slice(0, 19).replace("T", " "));
  const pass = lastPass === null ? "no pass yet" : `last pass ${OUTCOMES[lastPass.outcome]}, by ${lastPass.trigger}`;
  return [`${time}  ${headline(status, style)}`, pass, ...open.map(saidOf)].join("; ");
}

/** What is known of a daemon that does not answer. */
export interface KeptStatus {
  readonly directory: string;
  /** Who holds the state directory; `null`: nobody; undefined: nobody can, for it is in S3. */
  readonly holder: { readonly pid: number; readonly host: string } | null | undefined;
  /** As the last pass left it; `null`: no pass has ended yet. */
  readonly status: DaemonStatus | null;
  readonly now: number;
}

/** Said of the past throughout: nobody knows how it is now. */
export function keptStatusText({ directory, holder, status, now }: KeptStatus, { style, width }: Page): string {
  const rows: readonly (readonly [string, string])[] = [
    ...(holder === undefined ? [] : [["process", whoHolds(holder)] as const]),
    ...(status === null ? [] : lastFacts({ ...status, now }, style)),
  ];
  return [
    style.warning(`${holder === undefined ? "" : "no daemon answers; "}what ${printable(directory)} remembers`),
    ...rows.map(([name, fact]) => `  ${style.faint(name.padEnd(10))} ${fact}`),
    ...targetLines(status?.targets ?? [], now, { style, width }),
    ...(status === null ? [] : issues(status, { style, width })),
    ...(status === null ? [] : conditions({ ...status, now }, { style, width })),
  ].join("\n");
}

function whoHolds(holder: { readonly pid: number; readonly host: string } | null): string {
  return holder === null ? "none works there" : `${holder.pid} on ${printable(holder.host)} works there, and did not answer`;
}

/**
 *   the loop does not turn                   stuck
 *   the files are not valid                  an earlier state is enforced, or none
 *   no pass has succeeded yet                not ready
 *   something is open                        as many conditions
 *   none of these                            all as declared
 */
function headline({ stuck, desired, ready, conditions: open, targets }: DaemonStatus, style: Style): string {
  if (stuck !== null) return style.bad(`✗ stuck: ${printable(stuck)}`);
  if (desired.valid === false) {
    const enforced = desired.revision === "" ? "nothing is enforced" : "the last good one is enforced";
    return style.bad(`✗ the desired state is invalid: ${enforced}`);
  }
  if (!ready) return style.warning(targets === undefined ? "no pass has succeeded yet" : readyText(targets));
  return open.length === 0 ? style.good("✓ all as declared") : style.warning(`${counted(open.length, "condition")} open`);
}

function facts(status: DaemonStatus, style: Style): readonly (readonly [string, string])[] {
  const { pid, version, state, startedAt, now } = status;
  return [
    ["process", `${pid}, version ${printable(version)}, ${state} since ${duration(now - startedAt)}`],
    ...lastFacts(status, style),
    ["next pass", nextPass(status)],
  ];
}

/** What the last pass came to; of several targets, each of which has its own line, the success that is oldest. */
function lastFacts(status: DaemonStatus, style: Style): readonly (readonly [string, string])[] {
  const { desired, lastPass, now, targets } = status;
  const ago = (time: number) => `${duration(now - time)} ago`;
  const commit = desired.commit === null ? "" : style.faint(` commit ${printable(desired.commit)}`);
  return [
    ["desired", desired.revision === "" ? "none yet" : `${printable(desired.revision.slice(0, 12))}${commit}`],
    ...(lastPass === null || targets !== undefined ? [] : passFacts(lastPass, ago)),
    ["success", status.lastSuccessAt === null ? "not yet" : ago(status.lastSuccessAt)],
  ];
}

function passFacts(
  pass: NonNullable<DaemonStatus["lastPass"]>,
  ago: (time: number) => string,
): readonly (readonly [string, string])[] {
  const { outcome, trigger, startedAt, durationMs, calls, error, account, region, invokeUrls } = pass;
  const why = error === null ? "" : `: ${printable(error.message)}`;
  const cost = `${counted(calls.total, "AWS call")}, ${duration(durationMs)}`;
  return [
    ...(account === null ? [] : [["account", `${printable(account)}, ${printable(region ?? "")}`] as const]),
    ["last pass", `${OUTCOMES[outcome]}, by ${trigger}, ${ago(startedAt)}, ${cost}${why}`],
    ...Object.entries(invokeUrls).map(([stage, url]) => ["stage", `${printable(stage)} ${printable(url)}`] as const),
  ];
}

function nextPass({ nextPassAt, now, failuresInARow }: DaemonStatus): string {
  const when = nextPassAt === null ? "under way" : `in ${duration(Math.max(0, nextPassAt - now))}`;
  return failuresInARow === 0 ? when : `${when}, after ${counted(failuresInARow, "failure")} in a row`;
}

/** What nobody is alerted of: drift that a policy ignores, and what the last pass noted. */
function leftAlone({ lastPass, targets }: DaemonStatus, { style, width }: Page): readonly string[] {
  const { tolerated = [], notes = [] } = (targets === undefined ? lastPass : null) ?? {};
  const ignored = tolerated.filter(({ policy }) => policy === "ignore");
  const left = ignored.map(({ address, drift, paths, until, reason }) => {
    const what = drift === "missing" ? "was deleted" : `${paths.join(", ")} differs`;
    const why = [...(until === undefined ? [] : [`until ${until}`]), ...(reason === undefined ? [] : [reason])];
    return `${address}: ${what}; ignored${why.length === 0 ? "" : ` (${why.join(", ")})`}`;
  });
  return [...left, ...notes.map(({ address, message }) => `${address}: ${message}`)].flatMap((line) =>
    indented(wrap(printable(line), width - 4), "    ", `  ${style.faint("·")} `),
  );
}

/** As they stood after the last pass. */
function shifts({ lastPass, targets }: DaemonStatus, page: Page): readonly string[] {
  return (targets ?? [{ lastPass }]).flatMap((loop) => (loop.lastPass?.shifts ?? []).flatMap((shift) => shiftLines(shift, page)));
}

function issues({ desired }: DaemonStatus, { style, width }: Page): readonly string[] {
  if (desired.valid !== false) return [];
  return desired.issues
    .filter(({ severity }) => severity === "error")
    .flatMap(({ file, line, column, message }) => [
      `  ${style.bad(`${printable(file)}:${line}:${column}`)}`,
      ...indented(wrap(printable(message), width - 4), "    "),
    ]);
}

function conditions({ conditions: open, now }: DaemonStatus, { style, width }: Page): readonly string[] {
  return open.flatMap(({ severity, since, actor, ...condition }) => [
    ...indented(wrap(saidOf(condition), width - 4), "    ", `  ${severity === "info" ? style.faint("·") : style.warning("!")} `),
    ...(actor === undefined ? [] : indented(wrap(`by ${actorText(actor)}`, width - 4), "    ").map(style.drift)),
    `    ${style.faint(`${severity}, for ${duration(now - since)}`)}`,
  ]);
}

/** With its target, where there are some. */
function saidOf({ target, summary }: Pick<Condition, "target" | "summary">): string {
  return printable(target === undefined ? summary : `${target}: ${summary}`);
}
