/** Patterns of IAM: of ARNs, and of actions. */

/**
 * IAM's wildcards: `*` any text, `?` any one character. A wildcard in the text is text to be covered. Not by a regular
 * expression: patterns come from policies that others write, and one with many stars would be tried for hours.
 */
export function likeMatches(pattern: string, text: string): boolean {
  let [at, read] = [0, 0];
  // Where the last star stood, and how much of the text it has taken so far: only that one is ever given more.
  let [star, taken] = [-1, 0];
  while (read < text.length) {
    const wanted = pattern[at];
    if (wanted === "*") {
      [star, taken] = [at, read];
      at += 1;
    } else if (wanted === "?" || wanted === text[read]) {
      at += 1;
      read += 1;
    } else if (star >= 0) {
      taken += 1;
      [at, read] = [star + 1, taken];
    } else {
      return false;
    }
  }
  return pattern.slice(at).replaceAll("*", "") === "";
}
