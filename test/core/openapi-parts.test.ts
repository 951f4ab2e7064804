/** What a document or a model may hold that is no good, and that must stop nobody: it is told elsewhere. */
import { describe, expect, it } from "vitest";
import { pointerOf } from "../../src/kinds/openapi/tree.ts";
import { expandMembers } from "../../src/kinds/rest-api/expand-members.ts";

describe("a reference in a document", () => {
  it.each([
    ["#/components/schemas/Pet", ["components", "schemas", "Pet"]],
    ["#/paths/~1pets~1%7Bid%7D/get", ["paths", "/pets/{id}", "get"]],
    ["#/a/100%", ["a", "100%"]],
    ["other.yaml", []],
  ])("%s leads along %j", (reference, keys) => {
    expect(pointerOf(reference)).toEqual(keys);
  });
});

describe("a model", () => {
  it("has the schema that its text says, and none where the text is no JSON, which its check has told", () => {
    const { models } = expandMembers({ models: { good: { schema: '{"type":"object"}' }, bad: { schema: "{" } } });

    expect(models).toMatchObject({ good: { schema: { type: "object" } }, bad: { schema: {} } });
  });
});
