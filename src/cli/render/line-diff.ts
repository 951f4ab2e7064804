/** A small diff of two texts by lines, for policies, descriptions and other long values. */

export interface DiffLine {
  readonly sign: "+" | "-" | " " | "…";
  readonly text: string;
}

/** Unchanged lines kept around a change. */
const CONTEXT = 2;

/** Beyond this many comparisons the longest common subsequence is not worth its time: everything is shown as replaced. */
const MAX_CELLS = 1_000_000;

/** Lines removed and added, with a little of what stays around them; `…` stands for what was left out. */
export function diffLines(before: readonly string[], after: readonly string[]): readonly DiffLine[] {
  return elide(compare(before, after));
}

function compare(before: readonly string[], after: readonly string[]): readonly DiffLine[] {
  const removed = before.map((text): DiffLine => ({ sign: "-", text }));
  const added = after.map((text): DiffLine => ({ sign: "+", text }));
  if (before.length * after.length > MAX_CELLS) return [...removed, ...added];

  const common = commonLengths(before, after);
  const lines: DiffLine[] = [];
  let left = 0;
  let right = 0;
  while (left < before.length || right < after.length) {
    const from = removed[left];
    const to = added[right];
    if (from && to && from.text === to.text) {
      lines.push({ sign: " ", text: from.text });
      left++;
      right++;
    } else if (from && (!to || lengthAt(common, left + 1, right) >= lengthAt(common, left, right + 1))) {
      lines.push(from);
      left++;
    } else if (to) {
      lines.push(to);
      right++;
    }
  }
  return lines;
}

/** `[i][j]`: length of the longest common subsequence of `before` from i and `after` from j. */
function commonLengths(before: readonly string[], after: readonly string[]): readonly Uint32Array[] {
  const table = Array.from({ length: before.length + 1 }, () => new Uint32Array(after.length + 1));
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      const row = table[i];
      if (!row) continue;
      row[j] =
        before[i] === after[j]
          ? lengthAt(table, i + 1, j + 1) + 1
          : Math.max(lengthAt(table, i + 1, j), lengthAt(table, i, j + 1));
    }
  }
  return table;
}

function lengthAt(table: readonly Uint32Array[], i: number, j: number): number {
  return table[i]?.[j] ?? 0;
}

/** Runs of unchanged lines far from any change become one `…`; a run of one line is as short as that. */
function elide(lines: readonly DiffLine[]): readonly DiffLine[] {
  const near = lines.map((_, index) =>
    lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some((line) => line.sign !== " "),
  );
  return lines.flatMap((line, index): readonly DiffLine[] => {
    const alone = (near[index - 1] ?? true) && (near[index + 1] ?? true);
    if (near[index] || alone) return [line];
    return (near[index - 1] ?? true) ? [{ sign: "…", text: "" }] : [];
  });
}
