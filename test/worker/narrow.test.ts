import { describe, expect, it } from "vitest";
import type { Address } from "../../src/model/address.ts";
import { narrowTo } from "../../src/plan/narrow.ts";
import { aDesired } from "../core/builders.ts";

const RESOURCES = [
  aDesired("bucket", "images", { versioning: "enabled" }),
  aDesired("bucket", "logs", { versioning: "enabled" }),
  aDesired("role", "runner", {}),
  aDesired("function", "upload", { role: { $ref: "role:runner", output: "arn" } }),
  aDesired("alias", "upload/live", {}),
  aDesired("alias", "upload/next", {}),
  aDesired("function", "other", {}),
  aDesired("rest-api", "orders", { description: "asks upload:live" }),
  aDesired("stage", "orders/prod", {}),
  aDesired("stage", "orders/dev", {}),
  aDesired("rest-api", "lonely", {}),
];

function narrowed(touched: readonly string[], access = false): readonly Address[] {
  return narrowTo(RESOURCES, { concerns: (address) => touched.includes(address), access }).resources.map(
    ({ address }) => address,
  );
}

const FUNCTION = ["role:runner", "function:upload", "alias:upload/live", "alias:upload/next"];
const API = ["rest-api:orders", "stage:orders/dev", "stage:orders/prod"];

describe("a desired state, narrowed to what a write concerns", () => {
  it.each([
    { what: "a bucket alone", touched: ["bucket:images"], left: ["bucket:images"] },
    { what: "a role alone, not those who use it", touched: ["role:runner"], left: ["role:runner"] },
    {
      what: "an alias with its function, the function's other aliases and its role",
      touched: ["alias:upload/live"],
      left: FUNCTION,
    },
    { what: "a function with its aliases", touched: ["function:upload"], left: FUNCTION },
    {
      what: "a stage with its API, the other stages, and the functions that answer",
      touched: ["stage:orders/prod"],
      left: [...FUNCTION, ...API],
    },
    { what: "an API that names no function", touched: ["rest-api:lonely"], left: ["rest-api:lonely"] },
    { what: "nothing", touched: [], left: [] },
    { what: "two at once", touched: ["bucket:logs", "rest-api:lonely"], left: ["bucket:logs", "rest-api:lonely"] },
  ])("holds $what", ({ touched, left }) => {
    expect(narrowed(touched)).toEqual(left);
  });

  it("holds the APIs that name a function when it is about who may call it", () => {
    expect(narrowed(["function:upload"], true)).toEqual([...FUNCTION, ...API]);
    expect(narrowed(["function:other"], true)).toEqual(["function:other"]);
  });

  it("covers what follows from what it holds, and nothing else", () => {
    const { covers } = narrowTo(RESOURCES, { concerns: (address) => address === "alias:upload/live", access: false });

    expect(covers("version:upload/3" as Address)).toBe(true);
    expect(covers("deployment:orders/x" as Address)).toBe(false);
    expect(covers("bucket:images")).toBe(false);
  });
});
