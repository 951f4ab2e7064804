/**
 * What an OpenAPI document comes to before it is checked: of two that say everything oddly, whole, so that no part of it changes
 * unseen. Written anew by `npx vitest run test/core/read-document.test.ts -u`.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { functionIn } from "../../src/kinds/openapi/lambda-uri.ts";
import { readDocument } from "../../src/kinds/openapi/read-document.ts";
import { Tree, valueAt } from "../../src/kinds/openapi/tree.ts";

const HERE = { account: "111111111111", region: "eu-west-1" };

describe("a document", () => {
  it.each(["odd-openapi", "odd-swagger"])("%s comes to this", async (name) => {
    const document = parse(readFileSync(path.join(import.meta.dirname, `read-documents/${name}.yaml`), "utf8"));
    const { own, routes, places, problems } = readDocument(document, HERE);

    const lines = [
      ...Object.entries(own).map(([member, value]) => `${member}: ${JSON.stringify(value, null, 1)}`),
      ...[...routes].map(([key, route]) => `${key}: ${JSON.stringify(route, null, 1)}`),
      ...[...places].map(([authored, place]) => `${authored} at ${place.join(" > ")}`),
      ...problems.map((problem) => JSON.stringify(problem)),
    ];
    await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot(`read-documents/${name}.txt`);
  });

  it.each([
    [{ openapi: "3.1.0" }, "no-routes"],
    [{ swagger: "2.0" }, "no-routes"],
    [{ swagger: 2 }, "no-routes"],
    [{ openapi: 3 }, "illegal-openapi"],
    [{ openapi: "2.0" }, "illegal-openapi"],
    [{ swagger: "1.2" }, "illegal-openapi"],
    [{ swagger: "12.0" }, "illegal-openapi"],
    [{}, "illegal-openapi"],
  ])("%j without anything is refused for %s", (document, code) => {
    const { own, routes, places, problems } = readDocument(document, {});

    expect(problems.map((problem) => problem.code)).toEqual([code]);
    expect([own, routes.size, places.size]).toEqual([{}, 0, 0]);
  });

  it("has no members where it has them empty, or as something else", () => {
    const empty = { "x-amazon-apigateway-request-validators": {}, "x-amazon-apigateway-gateway-responses": null };

    expect(readDocument({ openapi: "3.0.1", info: 7, servers: {}, paths: [], components: null, ...empty }, {}).own).toEqual({});
  });
});

describe("the URI of a function", () => {
  const uri = (arn: string) => `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${arn}/invocations`;
  const arn = "arn:aws:lambda:eu-west-1:111111111111:function:f:live";

  it.each<[string, object, string | undefined]>([
    [uri(arn), HERE, "f:live"],
    [uri(arn), { ...HERE, account: "222222222222" }, arn],
    [uri(arn), { ...HERE, region: "us-east-1" }, arn],
    [uri(arn), {}, arn],
    [uri("${stageVariables.FN}"), HERE, "${stageVariables.FN}"],
    ["https://example.org", HERE, undefined],
    [`x${uri(arn)}`, HERE, undefined],
    [`${uri(arn)}/more`, HERE, undefined],
  ])("%s, for %j, names %s", (text, target, named) => {
    expect(functionIn(text, target)).toBe(named);
  });
});

describe("references in a document", () => {
  const tree = new Tree({
    a: { $ref: "#/b" },
    b: { $ref: "#/c" },
    c: { "x/y~z": [1, { here: true }] },
    circle: { $ref: "#/circle" },
    away: { $ref: "#/nowhere" },
    text: { $ref: "#/c/x~1y~0z/0" },
  });

  it("are followed to their end, and to nothing where there is none", () => {
    expect(tree.mapAt(["a"])).toEqual({ "x/y~z": [1, { here: true }] });
    expect(tree.mapAt(["a", "toString"])).toEqual({});
    expect([tree.mapAt(["away"]), tree.mapAt(["text"]), tree.mapOf(7), tree.mapOf(undefined)]).toEqual([{}, {}, {}, {}]);
    expect(tree.mapAt(["circle"])).toEqual({ $ref: "#/circle" });
    expect(tree.lookUp("#/c/x~1y~0z/1/here")).toBe(true);
    expect(tree.listOf([1, { a: 1 }, null, [2]])).toEqual([{ a: 1 }]);
  });

  it("lead to what a document holds of its own, and not to what every object has", () => {
    expect(valueAt({ a: 1 }, ["constructor"])).toBeUndefined();
    expect(valueAt([{ b: 2 }], ["0", "b"])).toBe(2);
    expect(valueAt("text", ["length"])).toBeUndefined();
  });
});
