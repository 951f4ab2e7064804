import { describe, expect, it } from "vitest";
import type { ApiEntry, RouteEntry } from "../../src/kinds/authoring.ts";
import { checkRestApi } from "../../src/kinds/rest-api/check.ts";
import { anAuthoredState } from "./authored.ts";

/** Codes and paths of what is wrong with an API, in the order of the report. */
function faults(own: object, routes: object = { "GET /": { mock: { status: 200 } } }): readonly string[] {
  // Cases say members as authors write them.
  const map = new Map(Object.entries(routes) as [string, RouteEntry][]);
  const entry: ApiEntry = { own, external: false, routes: map, stages: new Map() };
  const state = anAuthoredState({ apis: new Map([["shop", entry]]) });
  return [...checkRestApi("shop", entry, state)].map(({ code, path }) => `${code} ${path.slice(2).join("/")}`);
}

const POOL = "arn:aws:cognito-idp:us-east-1:111122223333:userpool/us-east-1_a";
const route = (members: object) => ({ "GET /": { mock: { status: 200 }, ...members } });
const full = (integration: object, more: object = {}) => ({ "GET /": { integration, ...more } });
const FOREIGN = "arn:aws:lambda:us-east-1:111122223333:function:f";
/** A schema of so many characters of JSON. */
const sized = (length: number) => ({ title: "x".repeat(length - '{"title":""}'.length) });
const SQS = "arn:aws:apigateway:us-east-1:sqs:path/111122223333/orders";

describe("authorizers, models and validators", () => {
  it.each([
    { reason: "decided by nobody", own: { authorizers: { a: {} } }, found: "missing-property authorizers/a" },
    {
      reason: "decided by two",
      own: { authorizers: { a: { lambda: FOREIGN, userPools: [POOL] } } },
      found: "missing-property authorizers/a",
    },
    {
      reason: "a pool that is none",
      own: { authorizers: { a: { userPools: ["pool"] } } },
      found: "illegal-arn authorizers/a/userPools/0",
    },
    {
      reason: "an identity that stands nowhere",
      own: { authorizers: { a: { userPools: [POOL], identitySource: "header.X" } } },
      found: "illegal-identity-source authorizers/a/identitySource",
    },
    {
      reason: "two places for a token",
      own: { authorizers: { a: { userPools: [POOL], identitySource: ["method.request.header.A", "method.request.header.B"] } } },
      found: "conflicting-properties authorizers/a/identitySource",
    },
    {
      reason: "answers remembered by nothing",
      own: { authorizers: { a: { lambda: FOREIGN, type: "request" } } },
      found: "missing-property authorizers/a",
    },
    {
      reason: "an expression for what is no token",
      own: { authorizers: { a: { userPools: [POOL], validation: "x" } } },
      found: "conflicting-properties authorizers/a/validation",
    },
    {
      reason: "eleven of them",
      own: { authorizers: Object.fromEntries(Array.from({ length: 11 }, (_, at) => [`a${at}`, { userPools: [POOL] }])) },
      found: "too-many-authorizers authorizers",
    },
    {
      reason: "ten of them, which is fine",
      own: { authorizers: Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`a${at}`, { userPools: [POOL] }])) },
      found: undefined,
    },
    {
      reason: "places of an identity in one text, of which one is none",
      own: { authorizers: { a: { lambda: FOREIGN, type: "request", identitySource: "method.request.header.A, header.B" } } },
      found: "illegal-identity-source authorizers/a/identitySource",
    },
    {
      reason: "several places for a whole request",
      own: {
        authorizers: {
          a: { lambda: FOREIGN, type: "request", identitySource: ["method.request.header.A, context.x", "stageVariables.y"] },
        },
      },
      found: undefined,
    },
    {
      reason: "answers that nobody remembers",
      own: { authorizers: { a: { lambda: FOREIGN, type: "request", ttl: 0 } } },
      found: undefined,
    },
    {
      reason: "answers remembered for a while",
      own: { authorizers: { a: { lambda: FOREIGN, type: "request", ttl: 60, identitySource: "method.request.header.A" } } },
      found: undefined,
    },
    { reason: "an expression for a token", own: { authorizers: { a: { lambda: FOREIGN, validation: "x" } } }, found: undefined },
    {
      reason: "an expression for a whole request",
      own: { authorizers: { a: { lambda: FOREIGN, type: "request", ttl: 0, validation: "x" } } },
      found: "conflicting-properties authorizers/a/validation",
    },
    {
      reason: "user pools, to which the whole request is nothing",
      own: { authorizers: { a: { userPools: [POOL], type: "request" } } },
      found: undefined,
    },
    { reason: "an authorizer that is to be absent", own: { authorizers: { a: "none" } }, found: undefined },
    { reason: "a model's name", own: { models: { "a-b": { schema: {} } } }, found: "illegal-name models/a-b" },
    { reason: "a schema that is no JSON", own: { models: { A: { schema: "{" } } }, found: "illegal-schema models/A/schema" },
    { reason: "a schema in JSON", own: { models: { A: { schema: '{"type":"object"}' } } }, found: undefined },
    {
      reason: "a model that refers to none",
      own: { models: { A: { schema: { $ref: "#/models/B" } } } },
      found: "unknown-model models/A/schema",
    },
    {
      reason: "a schema that is too large",
      own: { models: { A: { schema: { title: "x".repeat(500_000) } } } },
      found: "model-too-large models/A/schema",
    },
    { reason: "a schema of 400 KB", own: { models: { A: { schema: sized(400 * 1024) } } }, found: undefined },
    {
      reason: "a schema of a character more",
      own: { models: { A: { schema: sized(400 * 1024 + 1) } } },
      found: "model-too-large models/A/schema",
    },
    {
      reason: "models that refer to others, and to those of every API",
      own: {
        models: {
          Order: { schema: { properties: { item: { $ref: "#/models/Item" }, none: { $ref: "#/models/Empty" } } } },
          Item: { schema: { properties: { order: { $ref: "#/models/Order" }, error: { $ref: "#/models/Error" } } } },
        },
      },
      found: undefined,
    },
    { reason: "a model that is to be absent", own: { models: { A: "none" } }, found: undefined },
    { reason: "no endpoints", own: { vpcEndpoints: [] }, found: undefined },
    { reason: "endpoints of a private API", own: { vpcEndpoints: ["vpce-1"], endpoint: "PRIVATE" }, found: undefined },
    { reason: "endpoints of a public API", own: { vpcEndpoints: ["vpce-1"] }, found: "conflicting-properties vpcEndpoints" },
  ])("$reason", ({ own, found }) => {
    expect(faults(own)).toEqual(found === undefined ? [] : [found]);
  });
});

it("a schema that is too large is told with its size", () => {
  const entry: ApiEntry = { own: { models: { A: { schema: sized(409_601) } } }, external: false, stages: new Map() };

  expect([...checkRestApi("shop", entry, anAuthoredState())].map(({ message }) => message)).toEqual([
    "409601 characters: API Gateway takes 409600",
  ]);
});

describe("a route that names them", () => {
  it.each([
    {
      reason: "an authorizer that is not declared",
      own: {},
      members: { authorizer: "a" },
      found: ["undeclared-authorizer routes/GET //authorizer"],
    },
    {
      reason: "two authorizations",
      own: { authorizers: { a: { userPools: [POOL] } } },
      members: { authorizer: "a", authorization: "iam" },
      found: ["conflicting-properties routes/GET //authorization"],
    },
    {
      reason: "scopes without a token",
      own: {},
      members: { scopes: ["a"] },
      found: ["conflicting-properties routes/GET //scopes"],
    },
    {
      reason: "scopes without a token, but a function",
      own: { authorizers: { a: { lambda: FOREIGN } } },
      members: { authorizer: "a", scopes: ["a"] },
      found: ["conflicting-properties routes/GET //scopes"],
    },
    {
      reason: "scopes of a token",
      own: { authorizers: { a: { userPools: [POOL] } } },
      members: { authorizer: "a", scopes: ["a"] },
      found: [],
    },
    {
      reason: "a validator that is declared, and parameters that are some",
      own: { validators: { v: {} } },
      members: { validator: "v", parameters: { "querystring.page": true, "header.X-Id": false, "path.id": true } },
      found: [],
    },
    {
      reason: "a validator that is not declared",
      own: {},
      members: { validator: "v" },
      found: ["undeclared-validator routes/GET //validator"],
    },
    {
      reason: "a validator that is to be absent",
      own: { validators: { v: "none" } },
      members: { validator: "v" },
      found: ["undeclared-validator routes/GET //validator"],
    },
    {
      reason: "a parameter that is none",
      own: {},
      members: { parameters: { page: true } },
      found: ["illegal-parameter routes/GET //parameters/page"],
    },
    {
      reason: "a model that is not declared",
      own: {},
      members: { models: { "application/json": "A" } },
      found: ["undeclared-model routes/GET //models/application/json"],
    },
    { reason: "a model that every API has", own: {}, members: { models: { "application/json": "Empty" } }, found: [] },
  ])("$reason", ({ own, members, found }) => {
    expect(faults(own, route(members))).toEqual(found);
  });
});

describe("an integration in full", () => {
  it.each([
    { reason: "calls nothing", integration: { type: "AWS" }, found: ["missing-property routes/GET //integration"] },
    { reason: "has no address", integration: { type: "HTTP" }, found: ["missing-property routes/GET //integration"] },
    {
      reason: "calls a function by HTTP",
      integration: { type: "HTTP", lambda: FOREIGN },
      found: ["conflicting-properties routes/GET //integration/lambda"],
    },
    {
      reason: "is a mock of something",
      integration: { type: "MOCK", uri: "https://a" },
      found: ["conflicting-properties routes/GET //integration/uri"],
    },
    {
      reason: "calls what is no action",
      integration: { type: "AWS", uri: "https://a" },
      found: ["illegal-url routes/GET //integration/uri"],
    },
    {
      reason: "calls what is no address",
      integration: { type: "HTTP", uri: SQS },
      found: ["illegal-url routes/GET //integration/uri"],
    },
    {
      reason: "goes through a link to AWS",
      integration: { type: "AWS", uri: SQS, vpcLink: "a" },
      found: ["conflicting-properties routes/GET //integration/vpcLink"],
    },
    {
      reason: "has a target behind no link",
      integration: { type: "HTTP", uri: "https://a", integrationTarget: "arn:aws:elasticloadbalancing:a" },
      found: ["conflicting-properties routes/GET //integration/integrationTarget"],
    },
    {
      reason: "streams from a function that it names",
      integration: {
        type: "AWS_PROXY",
        lambda: FOREIGN,
        responseTransferMode: "STREAM",
      },
      found: ["conflicting-properties routes/GET //integration/responseTransferMode"],
    },
    {
      reason: "streams, and is no proxy",
      integration: { type: "HTTP", uri: "https://a", responseTransferMode: "STREAM" },
      found: ["conflicting-properties routes/GET //integration/responseTransferMode"],
    },
    {
      reason: "streams as a proxy",
      integration: { type: "HTTP_PROXY", uri: "https://a", responseTransferMode: "STREAM" },
      found: [],
    },
    {
      reason: "answers what is no status",
      integration: { type: "AWS", uri: SQS, responses: { ok: {} } },
      found: ["illegal-status routes/GET //integration/responses/ok"],
    },
    {
      reason: "has two answers for everything",
      integration: { type: "AWS", uri: SQS, responses: { "200": {}, "500": {} } },
      found: ["two-default-responses routes/GET //integration/responses/500"],
    },
    { reason: "is a mock", integration: { type: "MOCK" }, found: [] },
    {
      reason: "is a mock of what is no address and has places",
      integration: { type: "MOCK", uri: "a/{id}" },
      found: ["conflicting-properties routes/GET //integration/uri"],
    },
    {
      reason: "goes through a link as a proxy, to a target behind it",
      integration: { type: "HTTP_PROXY", uri: "https://a", vpcLink: "a", integrationTarget: "arn:aws:elasticloadbalancing:a" },
      found: [],
    },
    {
      reason: "streams as a proxy of an action",
      integration: { type: "AWS_PROXY", uri: SQS, responseTransferMode: "STREAM" },
      found: [],
    },
    {
      reason: "has one answer for everything that no pattern is for",
      integration: { type: "AWS", uri: SQS, responses: { "200": {}, "404": { selectionPattern: "4.." } } },
      found: [],
    },
    { reason: "is fine", integration: { type: "HTTP", uri: `https://\${stageVariables.A}/a`, vpcLink: "a" }, found: [] },
  ])("$reason", ({ integration, found }) => {
    expect(faults({}, full(integration))).toEqual(found);
  });

  it("has something to put in for each place of its URI", () => {
    const uri = `https://\${stageVariables.HOST}/{id}/{key}`;
    const requestParameters = { "integration.request.path.id": "method.request.path.id" };

    expect(faults({}, full({ type: "HTTP_PROXY", uri, requestParameters }))).toEqual([
      "unmapped-path routes/GET //integration/uri",
    ]);
    expect(faults({}, full({ type: "HTTP", uri }))).toHaveLength(2);
    expect(faults({}, { "GET /": { http: { url: "https://example.com/{id}" } } })).toEqual([
      "unmapped-path routes/GET //http/url",
    ]);
    expect(faults({}, { "GET /": { http: { url: `https://\${stageVariables.HOST}/all` } } })).toEqual([]);
  });

  it("has responses of its method by status, and none beside a proxy", () => {
    expect(faults({}, full({ type: "AWS", uri: SQS }, { responses: { ok: {} } }))).toEqual([
      "illegal-status routes/GET //responses/ok",
    ]);
    expect(faults({}, full({ type: "HTTP_PROXY", uri: "https://a" }, { responses: { "200": {} } }))).toEqual([
      "unused-responses routes/GET //responses",
    ]);
    expect(faults({}, route({ responses: { "200": {} } }))).toEqual(["unused-responses routes/GET //responses"]);
  });
});
