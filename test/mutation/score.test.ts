import { expect, it } from "vitest";
import { scoreLine, scoreOf } from "../../tools/mutation/score.ts";

function report(...statuses: readonly string[]) {
  return { files: { "a.ts": { mutants: statuses.map((status) => ({ status })) } } };
}

it.each([
  [
    "what is killed or times out is noticed",
    ["Killed", "Killed", "Timeout", "Survived"],
    "75.0 % noticed (2 killed, 1 timed out, 1 survived, 0 not covered)",
  ],
  [
    "what no test runs through is not",
    ["Killed", "NoCoverage"],
    "50.0 % noticed (1 killed, 0 timed out, 0 survived, 1 not covered)",
  ],
  [
    "what was left out or does not compile does not count",
    ["Killed", "Ignored", "CompileError"],
    "100.0 % noticed (1 killed, 0 timed out, 0 survived, 0 not covered)",
  ],
  ["a folder of types alone has nothing to notice", [], "100.0 % noticed (0 killed, 0 timed out, 0 survived, 0 not covered)"],
])("%s", (_, statuses, line) => {
  expect(scoreLine("src/x", scoreOf(report(...statuses)))).toBe(`src/x: ${line}`);
});
