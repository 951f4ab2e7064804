import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { type Measured, readRecords } from "../../tools/scale/measured.ts";
import { leastOf, memoryGbOf, project } from "../../tools/scale/projection.ts";
import { scalePage } from "../../tools/scale/scale-page.ts";

const MEASURED: Measured = {
  node: "v20",
  latencyMs: 100,
  atOnce: 4,
  declared: 1,
  alone: 1,
  one: 4,
  two: 8,
  cpuMs: 50,
  waitMs: 950,
  calls: { target: 10, sts: 1, "s3 writes and lists": 1, "s3 reads": 1, sqs: 2 },
  logBytes: 100,
  stateBytes: 100,
  memory: [
    { targets: 500, mb: 200, seconds: 1 },
    { targets: 1_500, mb: 300, seconds: 2 },
  ],
};
const FLEET = { targets: 100, editsPerMinute: 1, intervalMs: 3_600_000 };

describe("the projection of a fleet", () => {
  it.each([
    { name: "a pass takes a second and four go at once: 4 a second, so 14,400 an hour", passes: 14_400, is: 1 },
    { name: "one more takes a second worker", passes: 14_401, is: 2 },
    { name: "none takes one, which listens", passes: 0, is: 1 },
  ])("begins with the workers without which work would grow for ever: $name", ({ passes, is }) => {
    expect(leastOf(passes, MEASURED)).toBe(is);
  });

  it("is bound by the processor where that is busy before all places are taken: 20 passes a second of 50 ms", () => {
    expect(leastOf(72_001, { ...MEASURED, atOnce: 32 })).toBe(2);
  });

  it("takes memory along the line through two fleets: 200 MB and a tenth of one for each target beyond 500", () => {
    expect(memoryGbOf(20_500, MEASURED)).toBeCloseTo((200 + 2_000) / 1_024);
  });

  it("sees edits after half of the interval by polling alone, and by events as soon as AWS tells of them", () => {
    const polling = project({ ...FLEET, events: null }, MEASURED);
    const told = project({ ...FLEET, events: { medianMs: 20_000, p99Ms: 60_000, lost: 0 } }, MEASURED);

    expect(polling.medianMs / 1_800_000).toBeGreaterThan(0.75);
    expect(polling.medianMs / 1_800_000).toBeLessThan(1.25);
    expect(told.medianMs).toBeGreaterThan(15_000);
    expect(told.medianMs).toBeLessThan(30_000);
    expect(told.p99Ms).toBeLessThan(120_000);
  });
});

describe("docs/scale.md", () => {
  it("is what the program writes of what was measured", () => {
    const page = readFileSync(path.resolve(import.meta.dirname, "../../docs/scale.md"), "utf8");

    expect(scalePage(readRecords())).toBe(page);
  });
});
