/** Which answers `verify` takes, row by row. */
import { describe, expect, it } from "vitest";
import { judgeAnswer, judgeInvocation } from "../../src/kinds/alias/judge-verify.ts";
import type { Json } from "../../src/model/json.ts";
import type { HttpCheck } from "../../src/model/verify.ts";

const invoked = (expectation: Json | undefined, payload: string, functionError?: string) =>
  judgeInvocation({ payload: {}, ...(expectation !== undefined && { expect: expectation }) }, { functionError, payload });

describe("the answer of an invocation", () => {
  it.each<{
    readonly name: string;
    readonly expects?: Json;
    readonly answer: string;
    readonly error?: string;
    readonly says: string | null;
  }>([
    { name: "any, when nothing is expected", answer: "null", says: null },
    { name: "any text too, when nothing is expected", answer: "not json", says: null },
    { name: "more members than are expected", expects: { statusCode: 200 }, answer: '{"statusCode":200,"body":"x"}', says: null },
    {
      name: "another value",
      expects: { statusCode: 200 },
      answer: '{"statusCode":500}',
      says: "its answer.statusCode is 500, expected is 200",
    },
    {
      name: "a member that is missing",
      expects: { a: { b: 1 } },
      answer: '{"a":{}}',
      says: "its answer.a.b is not there, expected is 1",
    },
    {
      name: "a member named as one of every object",
      expects: { toString: 1 },
      answer: "{}",
      says: "its answer.toString is not there, expected is 1",
    },
    { name: "null where null is expected", expects: { a: null }, answer: '{"a":null}', says: null },
    {
      name: "nothing where null is expected",
      expects: { a: null },
      answer: "{}",
      says: "its answer.a is not there, expected is null",
    },
    {
      name: "JSON in a text, which a proxy's body is",
      expects: { body: { ok: true } },
      answer: '{"body":"{\\"ok\\":true,\\"n\\":1}"}',
      says: null,
    },
    {
      name: "other JSON in a text",
      expects: { body: { ok: true } },
      answer: '{"body":"{\\"ok\\":false}"}',
      says: "its answer.body.ok is false, expected is true",
    },
    {
      name: "a text that is none where an object is expected",
      expects: { body: { ok: true } },
      answer: '{"body":"oops"}',
      says: 'its answer.body is "oops", expected is {"ok":true}',
    },
    { name: "a text as it is", expects: { body: "1" }, answer: '{"body":"1"}', says: null },
    { name: "items in their order", expects: [1, { a: 1 }], answer: '[1,{"a":1,"b":2}]', says: null },
    { name: "a longer list", expects: [1], answer: "[1,2]", says: "its answer has 2 items, expected are 1" },
    { name: "an object for a list", expects: [], answer: "{}", says: "its answer is {}, expected is []" },
    { name: "another item", expects: [1, 2], answer: "[1,3]", says: "its answer[1] is 3, expected is 2" },
    { name: "no JSON", expects: 1, answer: "<html>", says: "it answered what is no JSON: <html>" },
    {
      name: "a failure, whatever is expected",
      answer: '{"errorType":"Error","errorMessage":"no table","trace":[]}',
      error: "Unhandled",
      says: "the function failed (Unhandled): no table",
    },
    { name: "a failure that says nothing", answer: "", error: "Unhandled", says: "the function failed (Unhandled): " },
  ])("is judged: $name", ({ expects, answer, error, says }) => {
    expect(invoked(expects, answer, error)).toBe(says);
  });

  it("is told in one short line", () => {
    const said = invoked({ a: 1 }, JSON.stringify({ a: "x\n".repeat(500) })) ?? "";
    expect(said.length).toBeLessThan(120);
    expect(said).not.toContain("\n");
  });
});

describe("the answer of an API", () => {
  const check: HttpCheck = { method: "GET", path: "/", status: 200 };
  it.each<{
    readonly name: string;
    readonly of?: Partial<HttpCheck>;
    readonly status?: number;
    readonly body?: string;
    readonly says: string | null;
  }>([
    { name: "the status alone", body: "anything", says: null },
    { name: "another status", status: 502, says: "status 502, expected is 200" },
    { name: "a status that is expected", of: { status: 403 }, status: 403, says: null },
    { name: "a body that holds the text", of: { contains: "ok" }, body: "all ok", says: null },
    { name: "a body without the text", of: { contains: "ok" }, body: "down", says: 'the body does not hold "ok": down' },
    { name: "a body that holds the JSON", of: { json: { ok: true } }, body: '{"ok":true,"more":1}', says: null },
    { name: "another JSON", of: { json: { ok: true } }, body: '{"ok":1}', says: "the body.ok is 1, expected is true" },
    { name: "no JSON", of: { json: {} }, body: "", says: "the body is no JSON: " },
  ])("is judged: $name", ({ of = {}, status = 200, body = "", says }) => {
    expect(judgeAnswer({ ...check, ...of }, { status, body })).toBe(says);
  });
});
