/** A life that failed, for a person: what happened, what was wrong, and how to see it again. */
import { stringify } from "yaml";
import type { Event, Pass } from "./history.ts";
import type { Life } from "./simulate.ts";

const MOST_VIOLATIONS = 5;
const AS_EVER = { mode: "apply", expect: "anything" } as const;

export function tell({ history, violations, endings }: Life, replay: string): string {
  return [
    `✗ ${history.name}`,
    ...history.events.flatMap((event, index) =>
      tellEvent(event).map((line, nth) => (nth === 0 ? `  ${index + 1}. ${line}` : `     ${line}`)),
    ),
    `  passes ended: ${endings.join(", ")}`,
    ...violations.slice(0, MOST_VIOLATIONS).map(({ invariant, detail }) => `  ! ${invariant}: ${detail}`),
    ...(violations.length > MOST_VIOLATIONS ? [`  and ${violations.length - MOST_VIOLATIONS} more`] : []),
    `  history: ${JSON.stringify(history)}`,
    `  replay: ${replay}`,
    "",
  ].join("\n");
}

function tellEvent(event: Event): readonly string[] {
  switch (event.type) {
    case "commit":
      return [
        "commit",
        ...stringify(event.state)
          .trimEnd()
          .split("\n")
          .map((line) => `  ${line}`),
      ];
    case "edit":
      return [`by hand: ${event.edit.what} (${event.edit.choice})`];
    case "ledger":
      return [`the ledger is ${event.becomes}`];
    case "later":
      return [`${Math.round(event.ms / 1000)} s later`];
    case "watch":
      return [
        `watched for ${Math.round(event.ms / 1000)} s`,
        ...event.daemons.map(
          (daemon, nth) => `daemon ${nth + 1}, every ${daemon.intervalMs / 1000} s:${tellPass({ ...AS_EVER, ...daemon })}`,
        ),
        ...event.meanwhile.flatMap(({ at, what }) =>
          tellEvent(what).map((line, nth) => (nth === 0 ? `after ${Math.round(at / 1000)} s: ${line}` : line)),
        ),
      ];
    case "passes":
      return event.passes.map((pass, index) => `${index > 0 ? "at once: " : ""}${tellPass(pass)}`);
  }
}

function tellPass({ mode, prune, expect, faults, slow, interruptAt, behind, clockJump, diskFull }: Pass): string {
  return [
    `reconcile${mode === "destroy" ? " destroy" : ""}${prune ? " --prune" : ""}`,
    expect === "anything"
      ? ""
      : expect === "reviewed"
        ? " --expect the plan"
        : ` --expect the plan before "${expect.after.what}"`,
    slow ? " slowly" : "",
    behind === undefined ? "" : `, ${behind} commit behind`,
    interruptAt === undefined ? "" : `, SIGTERM at call ${interruptAt}`,
    clockJump === undefined ? "" : `, clock set by ${Math.round(clockJump.ms / 1000)} s at call ${clockJump.at}`,
    diskFull ? ", disk full" : "",
    ...faults.map(
      ({ fault, at, times, edit }) =>
        `, ${fault}${edit ? ` "${edit.what}" (${edit.choice})` : ""} at call ${at}${times > 1 ? ` ×${times}` : ""}`,
    ),
  ].join("");
}
