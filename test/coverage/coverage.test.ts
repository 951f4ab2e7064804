import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { judge } from "../../tools/coverage/judge.ts";
import { coveragePage } from "../../tools/coverage/page.ts";
import type { Covered, Row } from "../../tools/coverage/row.ts";
import { SERVICES } from "../../tools/coverage/services.ts";
import { authoredPaths } from "./authored-paths.ts";
import { requestsOf } from "./requests.ts";
import { STORIES } from "./stories.ts";

const PAGE = path.resolve(import.meta.dirname, "../../docs/coverage.md");
const RESOURCES = SERVICES.flatMap((service) => service.resources.map((resource) => judge(service, resource)));

describe("docs/coverage.md", () => {
  it("is what the tables and the SDK's schemas say: write it anew with npm run coverage", async () => {
    expect(await readFile(PAGE, "utf8")).toBe(coveragePage(SERVICES));
  });

  it("has every property that the SDK knows, and none that it does not", () => {
    expect(RESOURCES.flatMap(({ problems }) => problems)).toEqual([]);
  });

  it("calls at least 95 % supported of what can be written of the kinds that the product is for", () => {
    const beyond = ["Documentation", "Bucket: metadata tables"];
    const rows = RESOURCES.filter(({ resource }) => !beyond.includes(resource.name)).flatMap(({ judged }) => judged);
    const count = (is: Row["is"]) => rows.filter(({ row }) => row.is === is).length;

    expect(count("supported") / (count("supported") + count("not yet"))).toBeGreaterThanOrEqual(0.95);
  });

  it("names properties of desired state that there are", async () => {
    const authored = await authoredPaths();
    const named = RESOURCES.flatMap(({ judged }) => judged.flatMap(({ row }) => (row.is === "supported" ? [row.by] : [])));
    expect([...new Set(named)].filter((one) => !authored.has(one))).toEqual([]);
  });
});

describe("what desired states write", () => {
  const requests = new Set<string>();

  it.each(STORIES)("of $name is recorded", async (story) => {
    for (const request of await requestsOf(story)) requests.add(request);
  });

  it("is all that is called supported, and nothing that is not yet", () => {
    const wrong = RESOURCES.flatMap(({ resource, judged }) =>
      judged.flatMap(({ property, row }) => {
        const claimed = row.is === "supported";
        if (row.is === "not applicable" || claimed === isWritten(requests, resource, property, row)) return [];
        return [`${resource.name}: ${property} is ${claimed ? "never written" : "written already"}`];
      }),
    );
    expect(wrong).toEqual([]);
  });
});

function isWritten(requests: ReadonlySet<string>, { operations, patched }: Covered, property: string, row: Row): boolean {
  if (operations.some((operation) => requests.has(`${operation} ${property}`))) return true;
  if (row.is !== "supported" || row.patch === undefined) return false;
  const pattern = new RegExp(`^${patched} PATCH ${row.patch.replaceAll("*", "[^/]+")}$`);
  return [...requests].some((request) => pattern.test(request));
}
