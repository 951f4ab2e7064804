import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_NOTE, readShiftNote, writeShiftNote } from "../../src/kinds/alias/shift-note.ts";
import { markAliasDescription, readAliasDescription } from "../../src/kinds/mark.ts";

const times = { startedAt: Date.UTC(2026, 0, 1, 12), movedAt: Date.UTC(2026, 0, 1, 12, 5) };
const seconds = fc.integer({ min: 0, max: 4_102_444_800 }).map((second) => second * 1_000);
const version = fc.integer({ min: 1, max: 9_999_999_999 }).map(String);

describe("the note of a shift", () => {
  it("can be read in the console", () => {
    const note = writeShiftNote({ stand: { to: "8", percent: 10 }, times });

    expect(markAliasDescription("Production", "acme", note)).toBe(
      "Production [stagekeeper:acme shift:8@10 from:20260101T120000Z moved:20260101T120500Z]",
    );
  });

  it("is read as it was written, and leaves description and owner alone", () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 143 }),
        version,
        fc.integer({ min: 1, max: 100 }),
        seconds,
        seconds,
        (text, to, percent, startedAt, movedAt) => {
          const told = { stand: { to, percent }, times: { startedAt, movedAt } };
          const stored = markAliasDescription(text, "acme", writeShiftNote(told));
          const read = readAliasDescription(stored);

          expect(stored.length).toBeLessThanOrEqual(256);
          expect(read).toMatchObject({ description: text.trimStart(), owner: "acme" });
          expect(readShiftNote(read.note ?? "")).toEqual(told);
        },
      ),
    );
  });

  it("keeps what was tried, and of the reason as much as there is room for", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 143 }), fc.string({ maxLength: 400, unit: "binary" }), (text, reason) => {
        const note = writeShiftNote({ stand: { to: "8", percent: 0, tried: "1a2b3c4d", reason }, times });
        const stored = markAliasDescription(text, "a".repeat(32), note);
        const read = readAliasDescription(stored);

        expect(stored.length).toBeLessThanOrEqual(256);
        expect(read.owner).toBe("a".repeat(32));
        expect(readShiftNote(read.note ?? "")?.stand).toMatchObject({ to: "8", percent: 0, tried: "1a2b3c4d" });
      }),
    );
  });

  it("never takes more room than is kept for it", () => {
    fc.assert(
      fc.property(version, fc.integer({ min: 1, max: 100 }), seconds, (to, percent, at) => {
        const note = writeShiftNote({ stand: { to, percent }, times: { startedAt: at, movedAt: at } });
        expect(note.length + 1).toBeLessThanOrEqual(MAX_NOTE);
      }),
    );
  });

  it.each(["", "shift:", "shift:8", "shift:8@10", "shift:8@110 from:20260101T120000Z moved:20260101T120000Z", "hold:3"])(
    "is none where %j stands",
    (note) => {
      expect(readShiftNote(note)).toBeNull();
    },
  );

  it.each([
    ["error rate went up", "error rate went up"],
    ["", undefined],
    ["  alarm [a] is in\n\n ALARM\u2026 ", "alarm (a) is in  ALARM"],
  ])("of what was taken back, for %j, says %j", (reason, told) => {
    const note = writeShiftNote({ stand: { to: "8", percent: 0, tried: "1a2b3c4d", reason }, times });

    expect(note).toBe(`shift:8@0 back:20260101T120500Z tried:1a2b3c4d${told === undefined ? "" : ` ${told}`}`);
    expect(readShiftNote(note)).toEqual({
      stand: { to: "8", percent: 0, tried: "1a2b3c4d", ...(told !== undefined && { reason: told }) },
      times: { startedAt: times.movedAt, movedAt: times.movedAt },
    });
  });

  it("of what was taken back for no reason that is known says none", () => {
    expect(writeShiftNote({ stand: { to: "a1b2", percent: 0, tried: "0f" }, times })).toBe(
      "shift:a1b2@0 back:20260101T120500Z tried:0f",
    );
  });
});
