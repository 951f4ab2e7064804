/** Stretches of a text. */
import type { Range } from "yaml";

/** Characters of a text, the second one exclusive. */
export type Span = readonly [start: number, end: number];

/** The span of a node's value; the start of the file where a node has none. */
export function spanOf(range: Range | null | undefined): Span {
  return range ? [range[0], range[1]] : [0, 1];
}
