import { describe, expect, it } from "vitest";
import { type Use, usesOfTheWorld } from "./source-scan.ts";
import { type Source, sourcesBelow } from "./sources.ts";

const sources = sourcesBelow("src");
const PURE = /^src\/(model|kinds|diff|plan)\//;
const MAX_LINES = 300;
/** Said in the first lines of a file that a program writes. */
const GENERATED = /^\/\*\*[^/]*Generated from/;
const CATCH_ALL = /(^|[/-])(index|utils?|helpers?|common|misc)(\.ts$|\/)/;

const findings = new Map(sources.map(({ path, text }) => [path, usesOfTheWorld(text)]));

/** Where the given uses occur, as `path:line: use`. */
function placesOf(uses: readonly Use[], among: readonly Source[]): readonly string[] {
  return among.flatMap(({ path }) =>
    (findings.get(path) ?? []).filter(({ use }) => uses.includes(use)).map(({ use, line }) => `${path}:${line}: ${use}`),
  );
}

/** A file whose every statement only passes on what others export. */
function isBarrel(text: string): boolean {
  const statements = text
    .replaceAll(/\/\*[\s\S]*?\*\//g, "")
    .replaceAll(/^\s*\/\/.*$/gm, "")
    .split(";")
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "");
  return statements.length > 0 && statements.every((statement) => /^export\s[\s\S]*\sfrom\s/.test(statement));
}

describe("the sources keep the house's rules", () => {
  it("there are sources to look at", () => {
    expect(sources.length).toBeGreaterThan(30);
  });

  it("the pure core takes values: no waiting, clock, chance, timers, process or printing", () => {
    const pure = sources.filter((source) => PURE.test(source.path));

    expect(placesOf(["await", "clock", "randomness", "process", "process.exit", "timer", "console"], pure)).toEqual([]);
  });

  it("only the command line prints and ends the process", () => {
    const others = sources.filter((source) => !source.path.startsWith("src/cli/"));

    expect(placesOf(["console", "process.exit"], others)).toEqual([]);
  });

  it("no signal is made of others by AbortSignal.any, for on Node 20 those that live on remember each", () => {
    expect(placesOf(["AbortSignal.any"], sources)).toEqual([]);
  });

  it(`no file has more than ${MAX_LINES} lines`, () => {
    const long = sources
      .filter(({ text }) => !GENERATED.test(text))
      .map(({ path, text }) => ({ path, lines: text.trimEnd().split("\n").length }))
      .filter(({ lines }) => lines > MAX_LINES);

    expect(long).toEqual([]);
  });

  it("no file is named for nothing in particular, and none only passes on others' exports", () => {
    const unnamed = sources.filter(({ path, text }) => CATCH_ALL.test(path) || isBarrel(text)).map(({ path }) => path);

    expect(unnamed).toEqual([]);
  });

  it("nothing is left for later", () => {
    const later = sources.filter(({ text }) => /\b(TODO|FIXME|XXX|HACK)\b/.test(text)).map(({ path }) => path);

    expect(later).toEqual([]);
  });
});
