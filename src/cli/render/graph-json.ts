import type { Graph } from "../../plan/graph.ts";
import { printableJson } from "./printable.ts";

/** One object and a line end: every resource by address, with all that it needs. */
export function graphJson({ nodes }: Graph): string {
  const resources = nodes.map(({ address, kind, external, derived, needs }) => ({ address, kind, external, derived, needs }));
  return `${printableJson({ resources })}\n`;
}
