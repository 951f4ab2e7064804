/** What a declared route comes to: whole, with what AWS would have where nothing is said. */
import { describe, expect, it } from "vitest";
import type { ApiEntry, CorsEntry, RouteEntry } from "../../src/kinds/authoring.ts";
import { routesOf } from "../../src/kinds/rest-api/expand-route.ts";
import type { IntegrationSpec, RouteSpec } from "../../src/model/specs/rest-api.ts";
import { stageVariable } from "./builders.ts";

const POOL = "arn:aws:cognito-idp:us-east-1:111122223333:userpool/us-east-1_a";
const QUEUE = "arn:aws:apigateway:us-east-1:sqs:path/111122223333/orders";
const ADDRESS = "https://a.example/x";
const MOCK: RouteEntry = { mock: { status: 200 } };

function expanded(routes: Readonly<Record<string, RouteEntry>>, own: ApiEntry["own"] = {}) {
  return routesOf({ own, external: false, routes: new Map(Object.entries(routes)), stages: new Map() });
}

function one(route: RouteEntry, own: ApiEntry["own"] = {}, key = "GET /a"): RouteSpec | undefined {
  return expanded({ [key]: route }, own)?.[key];
}

it("an API that someone else defines has no routes of ours, and one without any has none", () => {
  expect(routesOf({ own: { cors: true }, external: false, stages: new Map() })).toBeUndefined();
  expect(expanded({}, { cors: true })).toEqual({});
});

describe("a route", () => {
  it("has AWS's defaults where nothing is said", () => {
    expect(one(MOCK)).toStrictEqual({
      authorization: "NONE",
      apiKeyRequired: false,
      integration: { type: "mock", status: 200 },
    });
  });

  it("has what is said of it", () => {
    const said = {
      apiKeyRequired: true,
      operationName: "getA",
      validator: "all",
      parameters: { "querystring.page": true },
      models: { "application/json": "A" },
    };

    expect(one({ ...MOCK, ...said, scopes: ["b", "a"] })).toStrictEqual({
      authorization: "NONE",
      ...said,
      scopes: ["a", "b"],
      integration: { type: "mock", status: 200 },
    });
    expect(one({ ...MOCK, scopes: [] })).not.toHaveProperty("scopes");
  });

  it.each<[string, RouteEntry, ApiEntry["own"], RouteSpec["authorization"]]>([
    ["nobody", {}, {}, "NONE"],
    ["nobody, in words", { authorization: "none" }, {}, "NONE"],
    ["IAM", { authorization: "iam" }, {}, "AWS_IAM"],
    ["user pools", { authorizer: "a" }, { authorizers: { a: { userPools: [POOL] } } }, "COGNITO_USER_POOLS"],
    ["a function", { authorizer: "a" }, { authorizers: { a: { lambda: "F" }, b: { userPools: [POOL] } } }, "CUSTOM"],
    // Neither is let through, and what checks find next has to be told nevertheless.
    ["an authorizer that is to be absent", { authorizer: "a" }, { authorizers: { a: "none" } }, "CUSTOM"],
    ["an authorizer beside others", { authorizer: "a" }, { authorizers: {} }, "CUSTOM"],
    ["an authorizer without any", { authorizer: "a" }, {}, "CUSTOM"],
  ])("is let in by %s", (_who, route, own, authorization) => {
    expect(one({ ...MOCK, ...route }, own)?.authorization).toBe(authorization);
  });
});

describe("the integration of a route", () => {
  it.each<[string, RouteEntry, IntegrationSpec]>([
    ["is a function", { lambda: "F" }, { type: "lambda", function: "F" }],
    [
      "is an alias, with its timeout",
      { lambda: `F:${stageVariable("ALIAS")}`, timeout: 5000 },
      { type: "lambda", function: "F", qualifier: stageVariable("ALIAS"), timeoutMs: 5000 },
    ],
    ["is an address by the method of the route", { http: { url: ADDRESS } }, { type: "http", url: ADDRESS, method: "GET" }],
    [
      "is an address by a method of its own, with its timeout",
      { http: { url: ADDRESS, method: "POST" }, timeout: 5000 },
      { type: "http", url: ADDRESS, method: "POST", timeoutMs: 5000 },
    ],
    ["is a fixed answer", { mock: { status: 404, body: "{}" } }, { type: "mock", status: 404, body: "{}" }],
    [
      "is an action of AWS, asked by POST",
      { integration: { type: "AWS", uri: QUEUE } },
      { type: "AWS", uri: QUEUE, method: "POST" },
    ],
    [
      "is a proxy of an action, asked by POST",
      { integration: { type: "AWS_PROXY", uri: QUEUE } },
      { type: "AWS_PROXY", uri: QUEUE, method: "POST" },
    ],
    [
      "is an action of AWS by a method of its own, with its timeout",
      { integration: { type: "AWS", uri: QUEUE, method: "GET" }, timeout: 5000 },
      { type: "AWS", uri: QUEUE, method: "GET", timeoutMs: 5000 },
    ],
    [
      "is an address in full, by the method of the route",
      { integration: { type: "HTTP", uri: ADDRESS } },
      { type: "HTTP", uri: ADDRESS, method: "GET" },
    ],
    [
      "is a proxy behind a link, by the method of the route",
      { integration: { type: "HTTP_PROXY", uri: ADDRESS, vpcLink: "link" } },
      { type: "HTTP_PROXY", uri: ADDRESS, method: "GET", connectionId: "link" },
    ],
    [
      "is a function in full",
      { integration: { type: "AWS", lambda: "F:live" } },
      { type: "AWS", function: "F", qualifier: "live" },
    ],
    [
      "is short where it is written in full and says no more",
      { integration: { type: "AWS_PROXY", lambda: "F:live" } },
      { type: "lambda", function: "F", qualifier: "live" },
    ],
    [
      "answers by patterns, of which an empty one is none",
      {
        integration: {
          type: "HTTP",
          uri: ADDRESS,
          responses: {
            "200": { selectionPattern: "" },
            "404": { selectionPattern: "4\\d\\d", responseTemplates: { "application/json": "{}" } },
          },
        },
      },
      {
        type: "HTTP",
        uri: ADDRESS,
        method: "GET",
        responses: {
          "200": { statusCode: "200" },
          "404": { statusCode: "404", selectionPattern: "4\\d\\d", responseTemplates: { "application/json": "{}" } },
        },
      },
    ],
  ])("%s", (_what, route, integration) => {
    expect(one(route)?.integration).toStrictEqual(integration);
  });

  it("is asked by any method where the key of the route says none, which its check has told", () => {
    const asked = (route: RouteEntry) => one(route, {}, "upload")?.integration;

    expect(asked({ http: { url: ADDRESS } })).toStrictEqual({ type: "http", url: ADDRESS, method: "ANY" });
    expect(asked({ integration: { type: "HTTP", uri: ADDRESS } })).toStrictEqual({ type: "HTTP", uri: ADDRESS, method: "ANY" });
  });

  it("is none where there is none, or none can be read, which its check has told", () => {
    expect(one({})).not.toHaveProperty("integration");
    expect(one({ lambda: "F:" })).not.toHaveProperty("integration");
  });
});

describe("the responses of a route", () => {
  const HEADER = "method.response.header.";
  const answers = { "200": { responseParameters: { [`${HEADER}X-A`]: "'a'", [`${HEADER}X-B`]: "'b'" } }, "404": {} };
  const responses = { "200": { headers: { "X-B": true, "X-C": false }, models: { "application/json": "A" } }, "500": {} };

  it.each<[string, RouteEntry, RouteSpec["responses"]]>([
    ["are none where none are said", { integration: { type: "HTTP", uri: ADDRESS } }, {}],
    [
      "are those that are said",
      { integration: { type: "HTTP", uri: ADDRESS }, responses },
      {
        "200": { statusCode: "200", headers: { "X-B": true, "X-C": false }, models: { "application/json": "A" } },
        "500": { statusCode: "500" },
      },
    ],
    [
      "have the headers that the integration sets",
      { integration: { type: "AWS", uri: QUEUE, responses: answers } },
      { "200": { statusCode: "200", headers: { "X-A": false, "X-B": false } }, "404": { statusCode: "404" } },
    ],
    [
      "are of both, and what is said of them goes before",
      { integration: { type: "AWS", uri: QUEUE, responses: answers }, responses },
      {
        "200": {
          statusCode: "200",
          headers: { "X-A": false, "X-B": true, "X-C": false },
          models: { "application/json": "A" },
        },
        "404": { statusCode: "404" },
        "500": { statusCode: "500" },
      },
    ],
  ])("%s", (_what, route, expected) => {
    expect(one(route)?.responses).toStrictEqual(expected);
  });

  it("mean nothing beside a proxy or a fixed answer", () => {
    expect(one({ integration: { type: "HTTP_PROXY", uri: ADDRESS }, responses })).not.toHaveProperty("responses");
    expect(one({ ...MOCK, responses })).not.toHaveProperty("responses");
  });
});

describe("the routes that answer browsers which ask across origins", () => {
  const OTHER: CorsEntry = { origin: "https://b.example" };
  /** Whom the preflight answer of each path lets ask, by key. */
  const asked = (routes: Readonly<Record<string, RouteEntry>>, cors?: CorsEntry) =>
    Object.fromEntries(
      Object.entries(expanded(routes, cors === undefined ? {} : { cors }) ?? {}).flatMap(([key, { integration }]) =>
        key.startsWith("OPTIONS") && integration?.type === "mock"
          ? [[key, integration.headers?.["Access-Control-Allow-Origin"]]]
          : [],
      ),
    );

  it.each<[string, Readonly<Record<string, RouteEntry>>, CorsEntry | undefined, Readonly<Record<string, string | undefined>>]>([
    ["are none where nobody wishes them", { "GET /a": MOCK }, undefined, {}],
    ["are none where the API forbids them", { "GET /a": MOCK }, false, {}],
    ["are one for each path", { "GET /a": MOCK, "PUT /a": MOCK, "GET /b": MOCK }, true, { "OPTIONS /a": "*", "OPTIONS /b": "*" }],
    [
      "are of the one path that wishes it",
      { "GET /a": { ...MOCK, cors: true }, "GET /b": MOCK },
      undefined,
      { "OPTIONS /a": "*" },
    ],
    ["are as the API says", { "GET /a": MOCK }, OTHER, { "OPTIONS /a": "https://b.example" }],
    ["are as a route says before the API", { "GET /a": { ...MOCK, cors: OTHER } }, true, { "OPTIONS /a": "https://b.example" }],
    ["are not where a route forbids it", { "GET /a": { ...MOCK, cors: false }, "GET /b": MOCK }, true, { "OPTIONS /b": "*" }],
    [
      "are as the first route of a path says that says anything",
      { "GET /a": MOCK, "PUT /a": { ...MOCK, cors: OTHER }, "POST /a": { ...MOCK, cors: true } },
      undefined,
      { "OPTIONS /a": "https://b.example" },
    ],
    ["stop at nothing that is no key, which its check has told", { upload: MOCK, "GET /a": MOCK }, undefined, {}],
  ])("%s", (_what, routes, cors, expected) => {
    expect(asked(routes, cors)).toEqual(expected);
  });

  it("leave a path its own answer, and name the methods that it has", () => {
    expect(expanded({ "PUT /a": MOCK, "GET /a": MOCK, "OPTIONS /a": MOCK }, { cors: true })).toMatchObject({
      "OPTIONS /a": { integration: { type: "mock", status: 200 } },
    });
    expect(expanded({ "PUT /a": MOCK, "GET /a": MOCK }, { cors: true })).toMatchObject({
      "OPTIONS /a": { integration: { status: 204, headers: { "Access-Control-Allow-Methods": "GET,OPTIONS,PUT" } } },
    });
  });
});
