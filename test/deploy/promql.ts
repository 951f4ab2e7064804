/** Which metrics and labels a PromQL expression reads, by Prometheus' own grammar. */
import { parser } from "@prometheus-io/lezer-promql";

export interface Selected {
  readonly metric: string;
  readonly labels: readonly string[];
}

export interface Expression {
  readonly selected: readonly Selected[];
  /** Names after `by` and `without`. */
  readonly grouped: readonly string[];
}

/** Throws with the place of what the grammar does not know. */
export function readPromql(text: string): Expression {
  const selected: { readonly metric: string; readonly labels: string[] }[] = [];
  const grouped: string[] = [];
  const cursor = parser.parse(text).cursor();
  do {
    const { name, from, to } = cursor;
    const read = text.slice(from, to);
    if (cursor.type.isError) throw new Error(`"${text}" is no PromQL: see "${text.slice(from)}"`);
    if (name === "VectorSelector") selected.push({ metric: /^[\w:]*/.exec(read)?.[0] ?? "", labels: [] });
    if (name === "LabelName" && cursor.matchContext(["LabelMatchers", "UnquotedLabelMatcher"]))
      selected.at(-1)?.labels.push(read);
    if (name === "LabelName" && cursor.matchContext(["GroupingLabels"])) grouped.push(read);
  } while (cursor.next());
  return { selected, grouped };
}
