/** Keeps a comment within what forges take: whole sections go, the least worth first, and it is said which. */

export interface Section {
  /** What is missing when it is left out, in our own words and code spans. */
  readonly name: string;
  readonly text: string;
  /** 0: stays whatever happens. The higher, the sooner it goes. */
  readonly rank: number;
}

const NAMED = 8;
const SEPARATOR = "\n\n";

/** The sections that fit into `limit` UTF-16 units, apart by empty lines, in their order. */
export function fitSections(sections: readonly Section[], limit: number): string {
  const kept = new Set(sections);
  // Of one rank the last goes first, for what others stand on comes first.
  const candidates = sections
    .filter(({ rank }) => rank > 0)
    .toReversed()
    .toSorted((left, right) => right.rank - left.rank);
  let length = sections.reduce((sum, { text }) => sum + text.length + SEPARATOR.length, 0);
  for (const section of candidates) {
    if (length + leftOut(sections, kept).length <= limit) break;
    kept.delete(section);
    length -= section.text.length + SEPARATOR.length;
  }
  const texts = sections.filter((section) => kept.has(section)).map(({ text }) => text);
  const note = leftOut(sections, kept);
  return `${[...texts, ...(note === "" ? [] : [note])].join(SEPARATOR)}\n`;
}

function leftOut(sections: readonly Section[], kept: ReadonlySet<Section>): string {
  const left = sections.filter((section) => !kept.has(section)).toSorted((one, other) => one.rank - other.rank);
  if (left.length === 0) return "";
  const names = left.slice(0, NAMED).map(({ name }) => name);
  const more = left.length - names.length;
  const what = [...names, ...(more > 0 ? [`${more} more`] : [])].join("; ");
  return `> [!NOTE]\n> Too long for one comment, so this is left out: ${what}. The log has the whole plan.`;
}
