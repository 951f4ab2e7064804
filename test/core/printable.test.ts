import { describe, expect, it } from "vitest";
import { printable } from "../../src/model/printable.ts";

describe("what is not plainly visible", () => {
  it.each([
    ["a line break, as people write it", "a\nb\r\tc", "a\\nb\\r\\tc"],
    ["an escape code of a terminal", "\u001b[31mred", "\\u001b[31mred"],
    ["a mark that turns text round", "abc\u202ecba", "abc\\u202ecba"],
    ["a byte order mark", "\ufeffa", "\\ufeffa"],
    ["the half of a character", "a\ud83d", "a\\ud83d"],
    ["an invisible tag, by its number and not by its halves", "a\u{e0041}b", "a\\u{e0041}b"],
  ])("is shown as its escape: %s", (_what, text, shown) => {
    expect(printable(text)).toBe(shown);
  });
});
