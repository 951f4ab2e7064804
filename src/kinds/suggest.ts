/** Remedies for names that are not known, as one sentence for an issue. */
import { didYouMean } from "./did-you-mean.ts";

/** Longer ones are not compared: nobody means a name by them, and the cost grows with the length. */
const MAX_LENGTH = 64;
const MAX_LISTED = 12;

/** The known name that was most likely meant. */
export function nearest(typed: string, known: Iterable<string>): string | undefined {
  return typed.length > MAX_LENGTH ? undefined : didYouMean(typed, known);
}

/** `did you mean "X"?`; or the known names when none is near and they are few; undefined: nothing to say. */
export function suggestName(typed: string, known: Iterable<string>): string | undefined {
  const names = [...known];
  const meant = nearest(typed, names);
  if (meant !== undefined) return `did you mean "${meant}"?`;
  return names.length > 0 && names.length <= MAX_LISTED ? `known: ${names.join(", ")}` : undefined;
}
