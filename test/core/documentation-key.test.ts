import { describe, expect, it } from "vitest";
import type { ApiEntry } from "../../src/kinds/authoring.ts";
import { checkMembers } from "../../src/kinds/rest-api/check-members.ts";
import { documentationKey, documentedPart } from "../../src/kinds/rest-api/documentation-key.ts";
import { anAuthoredState, told } from "./authored.ts";

describe("the key of a piece of documentation", () => {
  it.each([
    ["API", { type: "API" }],
    ["MODEL Order", { type: "MODEL", name: "Order" }],
    ["AUTHORIZER gate", { type: "AUTHORIZER", name: "gate" }],
    ["RESOURCE /orders/{id}", { type: "RESOURCE", path: "/orders/{id}" }],
    ["METHOD GET /orders", { type: "METHOD", method: "GET", path: "/orders" }],
    ["REQUEST_BODY * /", { type: "REQUEST_BODY", method: "*", path: "/" }],
    ["QUERY_PARAMETER GET /orders page", { type: "QUERY_PARAMETER", method: "GET", path: "/orders", name: "page" }],
    ["RESPONSE GET /orders 200", { type: "RESPONSE", method: "GET", path: "/orders", statusCode: "200" }],
    [
      "RESPONSE_HEADER GET /orders * X-Id",
      { type: "RESPONSE_HEADER", method: "GET", path: "/orders", statusCode: "*", name: "X-Id" },
    ],
  ])("%s says which part is meant, and is what that part is called", (key, part) => {
    expect(documentedPart(key)).toEqual(part);
    expect(documentationKey(part)).toBe(key);
  });

  it("has what API Gateway means where a location leaves it out", () => {
    expect(documentationKey({ type: "METHOD" })).toBe("METHOD * /");
    expect(documentationKey({ type: "RESPONSE", path: "/orders" })).toBe("RESPONSE * /orders *");
    expect(documentationKey({ type: "NEWER", path: "/orders" })).toBe("NEWER");
  });

  it.each([
    "",
    "ROUTE /",
    "API /",
    "MODEL",
    "METHOD /orders",
    "METHOD get /orders",
    "RESPONSE GET /orders ok",
    "METHOD GET orders",
  ])("is not %j", (key) => {
    const entry: ApiEntry = { own: { documentation: { [key]: { description: "x" } } }, external: false, stages: new Map() };

    expect(documentedPart(key)).toBeUndefined();
    expect(told(checkMembers("shop", entry, anAuthoredState({})))).toEqual([
      `illegal-documentation at apis.shop.documentation.${key}`,
    ]);
  });
});
