/** Texts of several lines, and JSON, fit for a terminal or a log. */
import { escapeUnits, printable, UNPRINTABLE } from "../../model/printable.ts";

/** Line ends stay, tabs become two spaces. */
export function printableLines(text: string): readonly string[] {
  return text.split(/\r?\n/).map((line) => printable(line.replaceAll("\t", "  ")));
}

/** JSON on a terminal: what `JSON.stringify` leaves as it is can only stand inside strings, where `\u` escapes mean the same. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(UNPRINTABLE, (character) =>
    character === "\n" ? character : escapeUnits(character),
  );
}

/** As `printableJson`, on one line: one of a stream of objects. */
export function printableJsonLine(value: unknown): string {
  return JSON.stringify(value).replace(UNPRINTABLE, escapeUnits);
}
