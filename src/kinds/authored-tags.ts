/** What may be in the tags that authors write, whatever the kind: the strictest of what the services take. */
import type { AuthoredPath, Problem } from "./authoring.ts";
import { errorAt, errorAtName } from "./authoring.ts";

const MAX_TAGS = 50;
const MAX_KEY = 128;
const MAX_VALUE = 256;
/** Letters, spaces, digits and `_ . : / = + - @` (tagging rules of S3, IAM, Lambda and API Gateway). */
const LEGAL = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** `marks`: tags of our own that come beside them. */
export function* checkTags(
  tags: Readonly<Record<string, string>> | undefined,
  path: AuthoredPath,
  marks: 1 | 2 = 1,
): Iterable<Problem> {
  const entries = Object.entries(tags ?? {});
  if (entries.length > MAX_TAGS - marks) {
    const ours = marks === 1 ? "one carries our mark" : "two carry our mark and its name";
    yield errorAt(path, "too-many-tags", `${entries.length} tags: AWS takes ${MAX_TAGS}, and ${ours}`);
  }
  for (const [key, value] of entries) {
    const at = [...path, key];
    if (/^aws:/i.test(key)) yield errorAtName(at, "reserved-tag", `tag "${key}": the prefix "aws:" is AWS's own`);
    else if (/^stagekeeper:/i.test(key)) {
      yield errorAtName(at, "reserved-tag", `tag "${key}": the prefix "stagekeeper:" carries our mark`, "set `owner` instead");
    } else if (key === "" || key.length > MAX_KEY || !LEGAL.test(key)) {
      yield errorAtName(at, "illegal-tag", `tag "${key}": a key is 1 to 128 letters, digits, spaces or _.:/=+-@`);
    }
    if (value.length > MAX_VALUE || !LEGAL.test(value)) {
      yield errorAt(at, "illegal-tag", `tag "${key}": a value is at most 256 letters, digits, spaces or _.:/=+-@`);
    }
  }
}
