import { describe, expect, it } from "vitest";
import { type Use, usesOfTheWorld } from "./source-scan.ts";

const cases: readonly { readonly reason: string; readonly text: string; readonly uses: readonly Use[] }[] = [
  { reason: "awaiting is waiting for the world", text: "async function f() { await g(); }", uses: ["await"] },
  { reason: "so is awaiting each of many", text: "async function f() { for await (const x of y) use(x); }", uses: ["await"] },
  { reason: "the clock by its function", text: "const at = Date.now();", uses: ["clock"] },
  { reason: "the clock by construction", text: "const at = new Date();", uses: ["clock"] },
  { reason: "a given moment is a value", text: "const at = new Date(1980, 5, 1);", uses: [] },
  { reason: "chance", text: "const pick = Math.random();", uses: ["randomness"] },
  { reason: "arithmetic is not chance", text: "const top = Math.max(1, 2);", uses: [] },
  { reason: "the environment", text: "const home = process.env.HOME;", uses: ["process"] },
  { reason: "ending the process is said of its own", text: "process.exit(1);", uses: ["process.exit", "process"] },
  { reason: "printing", text: 'console.log("x");', uses: ["console"] },
  { reason: "signals made of signals", text: "AbortSignal.any([one, two]);", uses: ["AbortSignal.any"] },
  { reason: "timers", text: "setTimeout(f, 1);", uses: ["timer"] },
  { reason: "words in comments and texts are words", text: '// await Date.now()\nconst s = "process.exit";', uses: [] },
  { reason: "a member of that name is another's", text: "const s = { process: 1 }; s.process; logger.console;", uses: [] },
];

describe("the scan for uses of the world", () => {
  it.each(cases)("sees them where they are, and only there: $reason", ({ text, uses }) => {
    const found = usesOfTheWorld(text);

    expect(found.map(({ use }) => use)).toEqual(uses);
  });

  it("says the line", () => {
    const found = usesOfTheWorld("const a = 1;\n\nconst b = Math.random();\n");

    expect(found).toEqual([{ use: "randomness", line: 3 }]);
  });
});
