import { describe, expect, it } from "vitest";
import { keptStatusText, statusText } from "../../src/cli/render/status-text.ts";
import { type DaemonStatus, PassHistory, statusOf } from "../../src/daemon/status.ts";
import { aCondition } from "../alerts/builders.ts";
import { anEndedPass } from "../daemon/builders.ts";
import { aChange, aPlan, aReport, PLAIN } from "./builders.ts";

const MINUTE = 60_000;
const STAGE = "stage:orders/prod";

function aStatus(...[plan, changed = {}]: [plan?: Parameters<typeof aPlan>[0], changed?: Partial<DaemonStatus>]): DaemonStatus {
  const history = new PassHistory();
  history.ended(anEndedPass({ startedAt: MINUTE, report: aReport({ plan: aPlan(plan), revision: "5f3c9a0b77d1ee" }) }));
  const status = statusOf({
    version: "1.2.3",
    pid: 7,
    startedAt: 0,
    now: 2 * MINUTE,
    ending: false,
    stuck: null,
    loop: { latch: "open", since: MINUTE, dueAt: 6 * MINUTE, dueFor: "interval", inARow: 0 },
    history,
    conditions: [],
  });
  return { ...status, ...changed };
}

const linesOf = (text: string): readonly string[] => text.split("\n");

describe("what a person reads of the daemon", () => {
  it("names every shift, with its step, when it goes on, and what its gates say", () => {
    const shift = {
      address: "alias:Checkout/prod",
      move: "hold",
      from: "7",
      to: "8",
      percent: 10,
      step: 1,
      steps: 2,
      nextAt: Date.UTC(2026, 0, 1, 12, 5),
      gates: { at: 0, alarms: { checkout: "OK" }, newer: { requests: 40, errors: 1 }, older: { requests: 360, errors: 2 } },
    } as const;

    const lines = linesOf(statusText(aStatus({ shifts: [shift] }), PLAIN));

    expect(lines.slice(-4)).toEqual([
      "  ▸ alias:Checkout/prod  version 7 → 8: 10 % of the traffic, step 1 of 2, looked at again at 12:05:00 UTC",
      "      alarm checkout: OK",
      "      newer version: 40 requests, 1 failed (2.5 %)",
      "      older version: 360 requests, 2 failed (0.6 %)",
    ]);
  });

  it("names drift that is ignored, for nobody is alerted of it, and what the pass noted", () => {
    const left = { address: STAGE, policy: "ignore", drift: "changed", changes: [aChange("tracing", { before: true })] } as const;
    const gone = {
      address: "bucket:b",
      policy: "ignore",
      drift: "missing",
      changes: [],
      until: "2030-06-30",
      reason: "INC-7",
    } as const;
    const told = { address: "bucket:c", policy: "alert", drift: "missing", changes: [] } as const;
    const note = { address: STAGE, code: "exception-expired", message: "drift: alert ended" } as const;

    const lines = linesOf(statusText(aStatus({ tolerated: [left, gone, told], notes: [note] }), PLAIN));

    expect(lines.slice(-3)).toEqual([
      "  · stage:orders/prod: tracing differs; ignored",
      "  · bucket:b: was deleted; ignored (until 2030-06-30, INC-7)",
      "  · stage:orders/prod: drift: alert ended",
    ]);
  });
});

describe("what a person reads of a daemon that does not answer", () => {
  it("is how its last pass ended, how long ago by now, and which conditions were open", () => {
    const status = aStatus({}, { conditions: [aCondition("c", { since: MINUTE })] });
    const kept = { directory: "/state", holder: null, status, now: 62 * MINUTE };

    expect(linesOf(keptStatusText(kept, PLAIN))).toEqual([
      "no daemon answers; what /state remembers",
      "  process    none works there",
      "  desired    5f3c9a0b77d1",
      "  account    000000000000, us-east-1",
      expect.stringMatching(/^ {2}last pass {2}in sync, by interval, 61 min ago, 0 AWS calls, /),
      "  success    61 min ago",
      "  ! c drifted",
      "    warning, for 61 min",
    ]);
  });

  it("is whose the directory is, where no pass has ended yet, with nothing that a terminal could obey", () => {
    const holder = { pid: 71, host: "a\u001b[31m" };

    expect(linesOf(keptStatusText({ directory: "/state", holder, status: null, now: 0 }, PLAIN))).toEqual([
      "no daemon answers; what /state remembers",
      "  process    71 on a\\u001b[31m works there, and did not answer",
    ]);
  });
});
