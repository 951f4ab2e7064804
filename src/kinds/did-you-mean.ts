/** The known name that a mistyped one was most likely meant to be, or `undefined` when none is near. */
export function didYouMean(typed: string, known: Iterable<string>): string | undefined {
  const within = Math.max(1, Math.floor(typed.length / 3));
  const near = [...known]
    .map((name) => ({ name, edits: editDistance(typed.toLowerCase(), name.toLowerCase()) }))
    .filter(({ edits }) => edits <= within)
    .toSorted((left, right) => left.edits - right.edits || (left.name < right.name ? -1 : 1));
  return near[0]?.name;
}

/** Insertions, deletions and replacements that turn one text into the other (Levenshtein), one row at a time. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [index, char] of [...from].entries()) {
    const next = [index + 1];
    for (let column = 1; column < row.length; column++) {
      const replaced = (row[column - 1] ?? 0) + (char === to[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
