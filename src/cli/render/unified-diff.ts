/** A change of a file as a patch that `git apply` and `patch -p1` take. */
import { createTwoFilesPatch } from "diff";

export function unifiedDiff(name: string, before: string, after: string): string {
  const patch = createTwoFilesPatch(`a/${name}`, `b/${name}`, before, after, undefined, undefined, { context: 3 });
  // A line of signs above the names, and tabs after them, are the library's own.
  return patch.replace(/^=+\n/, "").replace(/^(--- .*|\+\+\+ .*)\t$/gm, "$1");
}
