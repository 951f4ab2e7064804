import { existsSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT, sourcesBelow } from "../architecture/sources.ts";
import { CASES } from "./cases.ts";
import { FACTS, FACTS_WITHOUT_CASE } from "./facts.ts";

const LISTED = [...FACTS, ...FACTS_WITHOUT_CASE];

/** Sections that a comment of the product names: what its author relied on. The sandbox is what is held to them. */
const CITED = sourcesBelow("src")
  .filter(({ path: file }) => !file.startsWith("src/sandbox/"))
  .flatMap(({ text }) => [...text.matchAll(/aws-facts\s+(?:\*\s+)?(\d+(?:\.\d+)?)/g)].map(([, section = ""]) => section));

describe("the facts of AWS that the product relies on", () => {
  it("are each listed, with what holds every target to them", () => {
    const covers = (section: string) => LISTED.some((fact) => fact.section === section || fact.section.startsWith(`${section}.`));

    expect(CITED.length).toBeGreaterThan(50);
    expect([...new Set(CITED)].filter((section) => !covers(section))).toEqual([]);
  });

  it.each(FACTS)("$section: $fact", ({ cases }) => {
    const known = new Set(CASES.map(({ id }) => id));

    expect(cases).not.toEqual([]);
    expect(cases.filter((id) => !known.has(id))).toEqual([]);
  });

  it.each(FACTS_WITHOUT_CASE)("$section, tested on the sandbox alone: $fact", ({ tests }) => {
    expect(existsSync(path.join(ROOT, tests))).toBe(true);
  });
});
