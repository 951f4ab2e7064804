import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Book, decide, type Entry, openIn } from "../../src/alerts/decide.ts";
import type { Findings } from "../../src/alerts/findings.ts";
import { aCondition, aSettings, HOUR, MINUTE } from "./builders.ts";

const SETTINGS = aSettings({ reminderMs: 24 * HOUR, flapping: { times: 3, windowMs: HOUR, quietMs: 15 * MINUTE } });
const NOW = 100 * HOUR;
const ID = "drift/x";

const entry = (more: Partial<Entry> = {}): Entry => ({
  condition: aCondition(ID, { since: NOW - MINUTE }),
  state: "firing",
  toldAt: NOW - MINUTE,
  beganAt: [NOW - MINUTE],
  flapping: false,
  clearSince: null,
  ...more,
});
const bookOf = (one?: Entry): Book => new Map(one === undefined ? [] : [[ID, one]]);
const says = {
  present: { present: [aCondition(ID, { since: NOW })], isGone: () => false },
  gone: { present: [], isGone: () => true },
  nothing: { present: [], isGone: () => false },
} satisfies Record<string, Findings>;

describe("the state of a condition", () => {
  it.each([
    { name: "it begins", from: undefined, says: "present", state: "firing", told: "firing" },
    {
      name: "it begins again, long after",
      from: entry({ state: "quiet", beganAt: [NOW - 2 * HOUR, NOW - HOUR] }),
      says: "present",
      state: "firing",
      told: "firing",
    },
    {
      name: "it begins for the third time within the window: it flaps",
      from: entry({ state: "quiet", beganAt: [NOW - 30 * MINUTE, NOW - MINUTE] }),
      says: "present",
      state: "firing",
      told: "firing",
      flapping: true,
    },
    { name: "it stands", from: entry(), says: "present", state: "firing", told: null },
    {
      name: "it stands, and the last message is a day old",
      from: entry({ toldAt: NOW - 24 * HOUR }),
      says: "present",
      state: "firing",
      told: "reminded",
    },
    {
      name: "it stands for long, and is for information only",
      from: entry({ toldAt: NOW - 240 * HOUR, condition: aCondition(ID, { severity: "info" }) }),
      says: "present",
      state: "firing",
      told: null,
    },
    { name: "it cannot be seen", from: entry({ toldAt: NOW - 48 * HOUR }), says: "nothing", state: "firing", told: null },
    { name: "it ends", from: entry(), says: "gone", state: "quiet", told: "resolved" },
    {
      name: "it ends long after it began",
      from: entry({ beganAt: [NOW - HOUR] }),
      says: "gone",
      state: undefined,
      told: "resolved",
      reason: "nothing of it counts for flapping any more",
    },
    { name: "it flaps and goes", from: entry({ flapping: true }), says: "gone", state: "clearing", told: null },
    {
      name: "it flaps and comes back",
      from: entry({ flapping: true, state: "clearing", clearSince: NOW - MINUTE }),
      says: "present",
      state: "firing",
      told: null,
    },
    {
      name: "it has been gone for a while",
      from: entry({ flapping: true, state: "clearing", clearSince: NOW - MINUTE }),
      says: "gone",
      state: "clearing",
      told: null,
    },
    {
      name: "it has been gone for long enough",
      from: entry({ flapping: true, state: "clearing", clearSince: NOW - 15 * MINUTE }),
      says: "gone",
      state: "quiet",
      told: "resolved",
    },
    {
      name: "it was gone and cannot be seen",
      from: entry({ flapping: true, state: "clearing", clearSince: NOW - 15 * MINUTE }),
      says: "nothing",
      state: "clearing",
      told: null,
    },
    { name: "it is quiet and stays away", from: entry({ state: "quiet" }), says: "gone", state: "quiet", told: null },
    {
      name: "it has been quiet for long",
      from: entry({ state: "quiet", beganAt: [NOW - HOUR] }),
      says: "nothing",
      state: undefined,
      told: null,
    },
  ] as const)("$name: $told", ({ from, says: what, state, told, ...more }) => {
    const { book, messages } = decide(bookOf(from), says[what], NOW, SETTINGS);

    expect(book.get(ID)?.state).toBe(state);
    expect(messages.map((message) => message.state)).toEqual(told === null ? [] : [told]);
    expect(book.get(ID)?.flapping ?? false).toBe("flapping" in more || (from?.flapping ?? false));
  });

  it("keeps since when, and how severe it was when it was told, and takes the rest as last seen", () => {
    const seen = aCondition(ID, { since: NOW, severity: "critical", summary: "another value now" });

    const { book } = decide(bookOf(entry()), { present: [seen], isGone: () => false }, NOW, SETTINGS);

    expect(book.get(ID)?.condition).toEqual({ ...seen, since: NOW - MINUTE, severity: "warning" });
  });

  it("never reminds where reminders are off", () => {
    const { messages } = decide(bookOf(entry({ toldAt: 0 })), says.present, NOW, { ...SETTINGS, reminderMs: null });

    expect(messages).toEqual([]);
  });

  it("is open until it is resolved", () => {
    const states = [entry(), entry({ state: "clearing" }), entry({ state: "quiet" })].map(
      (one, index) => [`${index}`, one] as const,
    );

    expect(openIn(new Map(states))).toHaveLength(2);
  });
});

describe("for any history of passes", () => {
  const IDS = ["a", "b"];
  const step = fc.record({
    minutes: fc.integer({ min: 0, max: 40 }),
    says: fc.tuple(...IDS.map(() => fc.constantFrom("present", "gone", "nothing"))),
  });

  it("messages about one condition take turns: firing, perhaps reminders, resolved; and each end is told once", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (history) => {
        let book: Book = new Map();
        let now = NOW;
        const told = new Map<string, string[]>(IDS.map((id) => [id, []]));
        const settings = { ...SETTINGS, reminderMs: HOUR };
        for (const { minutes, says: spoken } of history) {
          now += minutes * MINUTE;
          const seen = new Map(IDS.map((id, index) => [id, spoken[index]]));
          const findings: Findings = {
            present: IDS.filter((id) => seen.get(id) === "present").map((id) => aCondition(id, { since: now })),
            isGone: ({ id }) => seen.get(id) === "gone",
          };
          const decision = decide(book, findings, now, settings);
          book = decision.book;
          for (const { state, condition } of decision.messages) told.get(condition.id)?.push(state);
        }
        for (const [id, messages] of told) {
          expect(messages.join(" ")).toMatch(/^(firing( reminded)* resolved ?)*(firing( reminded)*)?$/);
          const open = openIn(book).some((condition) => condition.id === id);
          expect(open).toBe(messages.at(-1) === "firing" || messages.at(-1) === "reminded");
        }
      }),
      { numRuns: 300 },
    );
  });

  it("no more than the flap setting allows begin within a window", () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 120 }), (history) => {
        let book: Book = new Map();
        const begun: number[] = [];
        for (const [index, there] of history.entries()) {
          const now = NOW + index * MINUTE;
          const decision = decide(book, there ? says.present : says.gone, now, SETTINGS);
          book = decision.book;
          if (decision.messages.some(({ state }) => state === "firing")) begun.push(now);
        }
        const { times, windowMs, quietMs } = SETTINGS.flapping;
        const allowed = times + Math.ceil(windowMs / quietMs);
        for (const at of begun)
          expect(begun.filter((other) => other >= at && other < at + windowMs).length).toBeLessThanOrEqual(allowed);
      }),
    );
  });
});
