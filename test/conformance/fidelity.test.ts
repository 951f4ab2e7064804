import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { agreements } from "../../tools/conformance/agreements.ts";
import { fidelityPage } from "../../tools/conformance/fidelity-page.ts";
import { kindsSection } from "../../tools/conformance/kinds-section.ts";
import { KIND_DEVIATIONS, SEEN_IN } from "../whole-kinds/deviations/tables.ts";
import { KINDS } from "../whole-kinds/kinds.ts";
import { CASES } from "./cases.ts";
import { strayRows } from "./deviations/deviation.ts";
import { SECOND_LOOKS } from "./deviations/second-looks.ts";
import { TABLES } from "./deviations/tables.ts";

const PAGE = path.resolve(import.meta.dirname, "../../docs/fidelity.md");

describe("docs/fidelity.md", () => {
  it("is what the cases and the tables of deviations say: write it anew with npm run conformance", async () => {
    expect(await readFile(PAGE, "utf8")).toBe(fidelityPage(CASES, TABLES, kindsSection(KINDS, KIND_DEVIATIONS, SEEN_IN)));
  });
});

describe.each(Object.entries(TABLES))("the table of deviations of %s", (_target, table) => {
  it("names only cases that there are and that are judged", () => {
    expect(strayRows(table, CASES)).toEqual([]);
  });
});

describe("a second look", () => {
  it("is kept only where at least two emulators agree against the sandbox and AWS was not recorded", () => {
    const asked = agreements(CASES, TABLES).filter(({ one }) => one.source.basis !== "recorded");

    expect(asked.map(({ one }) => one.id)).toEqual(expect.arrayContaining(Object.keys(SECOND_LOOKS)));
  });
});
