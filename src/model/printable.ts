/**
 * Names and values come from files and from AWS, so they may hold terminal escape codes. Nothing that moves the cursor,
 * changes colours or reorders text ever reaches a terminal, a log or a message as it is: it is shown as its escape.
 */

/**
 * C0 and C1 controls, DEL, line and paragraph separators, the soft hyphen, invisible and bidirectional formatting
 * characters, the byte order mark, tags, and lone surrogates.
 */
export const UNPRINTABLE =
  /[\p{Cc}\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;

const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** The text on one line, with whatever is not plainly visible written as an escape. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => SHORT[character] ?? escapeCharacter(character));
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : escapeUnits(character);
}

/** `\uXXXX` for each UTF-16 unit: an escape in JSON too. */
export function escapeUnits(character: string): string {
  return [...Array(character.length).keys()]
    .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`)
    .join("");
}
