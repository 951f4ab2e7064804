import { describe, expect, it } from "vitest";
import { openLiveRegion } from "../../src/cli/live-region.ts";
import { createStyle } from "../../src/cli/render/style.ts";
import type { Output } from "../../src/cli/terminal.ts";

/** A terminal that understands line ends, cursor up and clear to end: all that the region uses. */
function screen(isTerminal = true) {
  const lines: string[] = [""];
  const output: Output = {
    isTerminal,
    width: 40,
    rows: 10,
    style: createStyle(false),
    write(text) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: escape codes are what is split off here
      for (const part of text.split(/(\x1b\[\d+A|\x1b\[J|\n)/)) {
        const up = /(\d+)A$/.exec(part);
        if (up?.[1] !== undefined && part.startsWith("\x1b")) lines.splice(lines.length - 1 - Number(up[1]));
        else if (part === "\n") lines.push("");
        else if (part === "\x1b[J") lines.push("");
        else lines[lines.length - 1] += part;
      }
    },
  };
  return { output, shown: () => lines.join("\n") };
}

describe("the live region", () => {
  it("shows the last lines drawn, and only those", () => {
    const { output, shown } = screen();
    const region = openLiveRegion(output);

    region.draw(["one", "two", "three"]);
    region.draw(["four"]);

    expect(shown()).toBe("four\n");
  });

  it("lets other lines go above it", () => {
    const { output, shown } = screen();
    const region = openLiveRegion(output);

    region.draw(["running"]);
    region.above(() => output.write("done\n"));

    expect(shown()).toBe("done\nrunning\n");
  });

  it("leaves nothing behind", () => {
    const { output, shown } = screen();
    const region = openLiveRegion(output);

    region.draw(["running", "still"]);
    region.clear();

    expect(shown()).toBe("");
  });

  it("is never shown where there is no terminal", () => {
    const { output, shown } = screen(false);
    const region = openLiveRegion(output);

    region.draw(["running"]);
    region.above(() => output.write("done\n"));

    expect(shown()).toBe("done\n");
  });
});
