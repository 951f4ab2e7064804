/**
 * Markdown that shows the same on every forge whatever names and values hold. One rule keeps it so: what is not our own
 * words stands in a code span or a fence, where neither Markdown nor HTML nor a mention of a person means anything.
 */
import { printable } from "../../model/printable.ts";

/** A code span: its fence is longer than any run of backticks inside. Empty texts show as `""`, for a span holds something. */
export function code(text: string): string {
  const shown = printable(text) || '""';
  const fence = fenceFor(shown, 1);
  // CommonMark takes one space off each end where both have one, and does not know where a fence ends beside a backtick.
  const pad = /^`|`$|^ .* $/.test(shown) ? " " : "";
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** Blocks of code that no line inside can end. The text is printable already. */
export function fenced(text: string, language = "text"): string {
  const fence = fenceFor(text, 3);
  return `${fence}${language}\n${text}\n${fence}`;
}

/** Rows of cells. A bar inside one is escaped, also in a code span (GFM 4.10); backslashes before it are shown twice. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;
  return [line(head), `|${head.map(() => "---|").join("")}`, ...rows.map(line)].join("\n");
}

function cell(text: string): string {
  return text.replaceAll(/(\\*)\|/g, "$1$1\\|");
}

/** Folded away. `summary` is our own words. */
export function folded(summary: string, block: string): string {
  return `<details><summary>${summary}</summary>\n\n${block}\n\n</details>`;
}

/** A list of which at most `most` are told, and then how many more there are. */
export function list(items: readonly string[], most = 20): readonly string[] {
  const more = items.length - most;
  return [...items.slice(0, most).map((item) => `- ${item}`), ...(more > 0 ? [`- and ${more} more`] : [])];
}

/** Cuts what is too long for its place, between characters. */
export function shortened(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join("")}…`;
}

function fenceFor(text: string, least: number): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  return "`".repeat(Math.max(least, longest + 1));
}
