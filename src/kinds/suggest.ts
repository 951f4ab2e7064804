/** Did-you-mean: the known name nearest to an unknown one, or none when nothing is near. */

/** Names longer than this are not compared: the cost grows with the square of the length. */
const MAX_LENGTH = 64;

/** The nearest of `known` within a third of the word's length (at least one edit), ignoring case. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  if (word.length > MAX_LENGTH) return undefined;
  const limit = Math.max(1, Math.floor(word.length / 3));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const name of known) {
    if (Math.abs(name.length - word.length) > limit) continue;
    const distance = editDistance(word.toLowerCase(), name.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [name, distance];
  }
  return best;
}

/** `did you mean "X"?`, or `known: A, B, C` when nothing is near and the list is short, or undefined. */
export function didYouMean(word: string, known: Iterable<string>): string | undefined {
  const names = [...known];
  const best = nearest(word, names);
  if (best !== undefined) return `did you mean "${best}"?`;
  return names.length > 0 && names.length <= 12 ? `known: ${names.join(", ")}` : undefined;
}

/** Edits between two words: insert, delete, replace, and swap of neighbours (optimal string alignment). */
function editDistance(left: string, right: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row++) {
    const current: number[] = [row];
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1];
      const swapped = row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      current.push(
        Math.min(
          at(last, column) + 1,
          at(current, column - 1) + 1,
          at(last, column - 1) + (same ? 0 : 1),
          swapped ? at(beforeLast, column - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    [beforeLast, last] = [last, current];
  }
  return at(last, right.length);
}

function at(row: readonly number[], column: number): number {
  // Every row is filled up to the column asked for.
  return row[column] as number;
}
