/** The known name that a mistyped one was most likely meant to be, or `undefined` when none is near. */
export function didYouMean(typed: string, known: Iterable<string>): string | undefined {
  const within = Math.max(1, Math.floor(typed.length / 3));
  const near = [...known]
    .map((name) => ({ name, edits: editDistance(typed.toLowerCase(), name.toLowerCase()) }))
    .filter(({ edits }) => edits <= within)
    .toSorted((left, right) => left.edits - right.edits || (left.name < right.name ? -1 : 1));
  return near[0]?.name;
}

/** Insertions, deletions, replacements and swaps of neighbours that turn one text into the other, one row at a time. */
function editDistance(from: string, to: string): number {
  let above: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let index = 1; index <= from.length; index++) {
    const next = [index];
    for (let column = 1; column <= to.length; column++) {
      const replaced = at(row, column - 1) + (from[index - 1] === to[column - 1] ? 0 : 1);
      const swaps = from[index - 1] === to[column - 2] && from[index - 2] === to[column - 1];
      const swapped = swaps ? at(above, column - 2) + 1 : replaced;
      next.push(Math.min(replaced, swapped, at(row, column) + 1, at(next, column - 1) + 1));
    }
    [above, row] = [row, next];
  }
  return at(row, to.length);
}

/** Outside of the table nothing can be reached. */
function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
