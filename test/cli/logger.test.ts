import { describe, expect, it } from "vitest";
import { createLogger } from "../../src/cli/logger.ts";
import type { LogLevel } from "../../src/cli/options.ts";
import { watch } from "./person.ts";

function logged(live: boolean, level?: LogLevel): string {
  const { terminal, err } = watch({ live });
  const logger = createLogger(level, terminal.err, terminal.err.write);
  logger.warn({ address: "stage:a/b", detail: "two\nlines\u001b[2J" }, "blocked");
  logger.info({}, "run finished");
  return err();
}

describe("logs", () => {
  it("are one JSON object a line, warnings and above, where no person reads along", () => {
    const lines = logged(false).trimEnd().split("\n");

    expect(lines.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ level: 40, msg: "blocked", address: "stage:a/b", detail: "two\nlines\u001b[2J" }),
    ]);
  });

  it("are left out on a terminal, for the result says it all", () => {
    expect(logged(true)).toBe("");
  });

  it("asked for on a terminal are short lines in which nothing moves the cursor", () => {
    const [first, second] = logged(true, "info").split("\n");

    expect(first).toMatch(/^\d\d:\d\d:\d\d warn {2}blocked address=stage:a\/b detail="two\\nlines\\u001b\[2J"$/);
    expect(second).toMatch(/^\d\d:\d\d:\d\d info {2}run finished$/);
  });
});
