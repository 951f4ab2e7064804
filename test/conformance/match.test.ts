import { describe, expect, it } from "vitest";
import { ABSENT, aDate, anything, aText, differences, oneOf, open, the } from "./match.ts";

const kinds = (actual: unknown, expected: unknown) =>
  differences(actual, expected).map(({ kind, path }) => `${kind} ${path}`.trim());

describe("an answer", () => {
  const told: readonly {
    readonly name: string;
    readonly actual: unknown;
    readonly expected: unknown;
    readonly found: string[];
  }[] = [
    { name: "that is the same has no difference", actual: { a: 1, b: ["x"] }, expected: { a: 1, b: ["x"] }, found: [] },
    { name: "with another value differs there", actual: { a: { b: 1 } }, expected: { a: { b: 2 } }, found: ["value a.b"] },
    { name: "without a member misses it", actual: {}, expected: { a: 1 }, found: ["missing a"] },
    { name: "with a member more has it extra", actual: { a: 1, b: 2 }, expected: { a: 1 }, found: ["extra b"] },
    { name: "whose member is undefined does not have it", actual: { a: 1, b: undefined }, expected: { a: 1 }, found: [] },
    { name: "that is open may have more", actual: { a: 1, b: 2 }, expected: open({ a: 1 }), found: [] },
    { name: "that is open must not have what is absent", actual: { b: 2 }, expected: open({ b: ABSENT }), found: ["extra b"] },
    { name: "with a list of another length differs", actual: { a: [1, 2] }, expected: { a: [1] }, found: ["value a"] },
    { name: "with a list differs at its place", actual: [1, 2], expected: [1, 3], found: ["value [1]"] },
    { name: "of another kind differs", actual: "x", expected: {}, found: ["value"] },
  ];

  it.each(told)("$name", ({ actual, expected, found }) => {
    expect(kinds(actual, expected)).toEqual(found);
  });
});

describe("a matcher", () => {
  it("tells a text of another form from another value", () => {
    expect(kinds("abc", aText(/^\d+$/))).toEqual(["form"]);
    expect(kinds(12, aText(/^\d+$/))).toEqual(["value"]);
  });

  it("takes any value, but not none", () => {
    expect(kinds({ a: null }, { a: anything() })).toEqual([]);
    expect(kinds({}, { a: anything() })).toEqual(["missing a"]);
  });

  it("takes dates and one of several", () => {
    expect(kinds(new Date(0), aDate())).toEqual([]);
    expect(kinds(new Date(Number.NaN), aDate())).toEqual(["value"]);
    expect(kinds("b", oneOf("a", "b"))).toEqual([]);
    expect(kinds("c", oneOf("a", "b"))).toEqual(["value"]);
  });

  it("holds a label to the value that it stood for first", () => {
    expect(kinds({ a: "x", b: "x" }, { a: the("id"), b: the("id") })).toEqual([]);
    expect(kinds({ a: "x", b: "y" }, { a: the("id"), b: the("id") })).toEqual(["value b"]);
  });
});
