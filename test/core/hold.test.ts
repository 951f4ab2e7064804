import fc from "fast-check";
import { expect, it } from "vitest";
import { readHold, readHoldNote, writeHold, writeHoldNote } from "../../src/kinds/hold.ts";
import { markAliasDescription, readAliasDescription } from "../../src/kinds/mark.ts";

const holds = fc.record({
  from: fc.oneof(fc.constant("$LATEST"), fc.stringMatching(/^[a-z0-9]{1,12}$/)),
  since: fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => seconds * 1000),
});

it("a hold is read from a tag as it was written, in an alphabet that tags take", () => {
  fc.assert(
    fc.property(holds, (hold) => {
      expect(readHold(writeHold(hold))).toEqual(hold);
      expect(writeHold({ ...hold, from: "a1" })).toMatch(/^[\w@]+$/);
    }),
  );
});

it("a hold is read from the mark of an alias as it was written, behind any description", () => {
  fc.assert(
    fc.property(holds, fc.string({ maxLength: 100 }), (hold, description) => {
      const { note = "" } = readAliasDescription(markAliasDescription(description, "acme", writeHoldNote(hold)));
      expect(readHoldNote(note)).toEqual(hold);
    }),
  );
});

it.each([undefined, "", "held", "abc", "abc@yesterday", "@20260101T120000Z", "a b@20260101T120000Z"])(
  "what is not in our words (%s) holds nothing",
  (text) => {
    expect(readHold(text)).toBeNull();
  },
);

it("a hold is written to the second, in UTC, and a note that is none of ours holds nothing", () => {
  const hold = { from: "a1b2c3", since: Date.UTC(2026, 11, 31, 23, 5, 9) };

  expect(writeHold({ ...hold, since: hold.since + 999 })).toBe("a1b2c3@20261231T230509Z");
  expect(writeHoldNote(hold)).toBe("held:a1b2c3@20261231T230509Z");
  expect(readHoldNote("shift:a1b2c3@20261231T230509Z")).toBeNull();
  expect(readHoldNote("a1b2c3@20261231T230509Z")).toBeNull();
});
