import { describe, expect, it } from "vitest";
import { assumed, type Case, documented } from "../case.ts";
import { differs, inOrder, near, objections, strayRows } from "./deviation.ts";

const aCase = (id: string, source = documented("somewhere")): Case => ({
  id,
  area: "area",
  name: "name",
  source,
  run: () => Promise.resolve(),
});
const AS_AWS = { result: "as-aws", findings: [] } as const;
const NEAR = { result: "near", findings: ["status is 200"] } as const;

describe("an outcome", () => {
  it("as AWS is fine without a row, and takes its row away", () => {
    expect(objections(aCase("X01"), AS_AWS, {})).toEqual([]);
    expect(objections(aCase("X01"), AS_AWS, { X01: near("why") })).toEqual([
      "X01 is as AWS now: take its row out of the table of deviations",
    ]);
  });

  it("that is off needs a row that says so, and how far off", () => {
    expect(objections(aCase("X01"), NEAR, { X01: near("why") })).toEqual([]);
    expect(objections(aCase("X01"), NEAR, {})).toEqual(["X01 is near", "status is 200"]);
    expect(objections(aCase("X01"), NEAR, { X01: differs("why") })).toEqual([
      "X01 is near, its row says differs",
      "status is 200",
    ]);
  });

  it("of a case that is not judged is never objected to", () => {
    expect(objections(aCase("X01", assumed("nobody looked")), NEAR, {})).toEqual([]);
  });
});

it("a case that has the account to itself comes after all others, and then those that the target does not survive", () => {
  const cases = [...["X01", "X02"].map((id) => aCase(id)), { ...aCase("X03"), last: true as const }, aCase("X04")];

  const { first, last } = inOrder(cases, { X01: differs("hangs", { last: true }) });

  expect([first, last].map((some) => some.map(({ id }) => id))).toEqual([
    ["X02", "X04"],
    ["X03", "X01"],
  ]);
});

it("a row of no case, or of one that is not judged, is astray", () => {
  const rows = { X01: near("why"), X02: near("why"), X03: near("why") };

  expect(strayRows(rows, [aCase("X01"), aCase("X02", assumed("nobody looked"))])).toEqual(["X02", "X03"]);
});
