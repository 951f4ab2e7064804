import { describe, expect, it } from "vitest";
import { createStyle } from "../../src/cli/render/style.ts";
import type { Output } from "../../src/cli/terminal.ts";
import { type Look, watchStatus } from "../../src/cli/watch-status.ts";
import { type DaemonStatus, PassHistory, statusOf } from "../../src/daemon/status.ts";
import { createVirtualClock } from "../../src/sandbox/virtual-clock.ts";
import { aCondition } from "../alerts/builders.ts";
import { anEndedPass } from "../daemon/builders.ts";

function aStatus(changed: Partial<DaemonStatus> = {}): Look {
  const history = new PassHistory();
  history.ended(anEndedPass());
  const loop = { latch: "open", since: 0, dueAt: 1, dueFor: "interval", inARow: 0 } as const;
  const facts = { version: "1", pid: 7, startedAt: 0, now: 0, ending: false, stuck: null, loop, history, conditions: [] };
  return { status: { ...statusOf(facts), ...changed } };
}

const DOWN: Look = { problem: "connect ECONNREFUSED" };
const DRIFT = { conditions: [aCondition("a")] };

/** What is written while the daemon is seen like this, a second apart. */
async function watched(looks: readonly Look[], { isTerminal = false, format = "text" as "text" | "json", rows = 24 } = {}) {
  let text = "";
  const stop = new AbortController();
  const left = [...looks];
  const write = (part: string) => {
    text += part;
  };
  const out: Output = { write, isTerminal, width: 80, rows, style: createStyle(false) };
  const look = async (): Promise<Look> => {
    const next = left.shift();
    if (next === undefined) stop.abort();
    return next ?? DOWN;
  };
  await watchStatus({ look, format, out, clock: createVirtualClock(), signal: stop.signal });
  return text;
}

describe("reconcile status --watch", () => {
  it("adds a line for each news, and none for what is as before but for the time", async () => {
    const text = await watched([
      aStatus(),
      aStatus({ now: 1_000 }),
      aStatus({ now: 2_000, ...DRIFT }),
      DOWN,
      DOWN,
      aStatus({ now: 5_000 }),
    ]);

    expect(text).toBe(
      [
        "1970-01-01 00:00:00  ✓ all as declared; last pass in sync, by interval",
        "1970-01-01 00:00:02  1 condition open; last pass in sync, by interval; a drifted",
        "✗ no daemon answers: connect ECONNREFUSED",
        "1970-01-01 00:00:05  ✓ all as declared; last pass in sync, by interval",
        "",
      ].join("\n"),
    );
  });

  it("gives scripts an object a line", async () => {
    const lines = (await watched([aStatus(), aStatus(), DOWN], { format: "json" })).trimEnd().split("\n");

    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ ready: true }, { answers: false }]);
  });

  it("is redrawn in place on a terminal, within its height", async () => {
    const text = await watched([aStatus(), aStatus(DRIFT)], { isTerminal: true, rows: 5 });
    // Each drawing begins by clearing the one before.
    const drawn = text.split("\x1b[J");

    expect(drawn).toHaveLength(2);
    for (const page of drawn) expect(page.trimEnd().split("\n").length).toBeLessThanOrEqual(5);
    expect(drawn[1]).toContain("1 condition open");
    expect(drawn[1]).toMatch(/… \d+ more lines/);
  });
});
