/** Which form an integration takes: the short one where it says all, and otherwise what is not AWS's default. */
import { describe, expect, it } from "vitest";
import { hasResponses, mockRequest, mockResponse, shortest } from "../../src/kinds/rest-api/integration-form.ts";
import type { FullIntegration, IntegrationResponseSpec, IntegrationSpec } from "../../src/model/specs/rest-api.ts";
import { stageVariable } from "./builders.ts";

const QUEUE = "arn:aws:apigateway:us-east-1:sqs:path/111122223333/orders";
const ADDRESS = "https://a.example/x";
const JSON_TYPE = "application/json";
/** What the console adds to a proxy, for which it means nothing. */
const IDLE: Partial<FullIntegration> = {
  requestTemplates: { [JSON_TYPE]: "{}" },
  responses: { "200": { statusCode: "200" } },
  passthroughBehavior: "NEVER",
};

describe("an integration has the short form", () => {
  it.each<[string, FullIntegration, IntegrationSpec]>([
    ["as a proxy of a function", { type: "AWS_PROXY", function: "F" }, { type: "lambda", function: "F" }],
    [
      "as a proxy of an alias, which is asked by POST whatever is said",
      { type: "AWS_PROXY", function: "F", qualifier: stageVariable("ALIAS"), method: "POST" },
      { type: "lambda", function: "F", qualifier: stageVariable("ALIAS") },
    ],
    [
      "as a proxy of a function, to which conversions mean nothing either",
      { type: "AWS_PROXY", function: "F", ...IDLE, contentHandling: "CONVERT_TO_TEXT" },
      { type: "lambda", function: "F" },
    ],
    [
      "with a timeout, though it be AWS's default",
      { type: "AWS_PROXY", function: "F", timeoutMs: 29_000 },
      { type: "lambda", function: "F", timeoutMs: 29_000 },
    ],
    [
      "as a proxy of an address",
      { type: "HTTP_PROXY", uri: ADDRESS, method: "GET" },
      { type: "http", url: ADDRESS, method: "GET" },
    ],
    [
      "as a proxy of an address, with what the console adds, and its timeout",
      { type: "HTTP_PROXY", uri: ADDRESS, method: "PUT", ...IDLE, timeoutMs: 5000 },
      { type: "http", url: ADDRESS, method: "PUT", timeoutMs: 5000 },
    ],
    [
      "as a proxy of an address that is asked by any method",
      { type: "HTTP_PROXY", uri: ADDRESS },
      { type: "http", url: ADDRESS, method: "ANY" },
    ],
    [
      "beside what is AWS's default and lists of nothing",
      {
        type: "HTTP_PROXY",
        uri: ADDRESS,
        method: "GET",
        responseTransferMode: "BUFFERED",
        insecureSkipVerification: false,
        requestParameters: {},
        cacheKeyParameters: [],
      },
      { type: "http", url: ADDRESS, method: "GET" },
    ],
  ])("%s", (_what, full, short) => {
    expect(shortest(full)).toStrictEqual(short);
  });
});

describe("an integration stays in full", () => {
  it.each<[string, FullIntegration]>([
    ["where it asks a function and is no proxy", { type: "AWS", function: "F" }],
    ["where a proxy asks an action of AWS", { type: "AWS_PROXY", uri: QUEUE, method: "POST" }],
    [
      "where it asks an action of AWS",
      { type: "AWS", uri: QUEUE, method: "POST", credentials: "arn:aws:iam::111122223333:role/r" },
    ],
    ["where it asks an address and is no proxy", { type: "HTTP", uri: ADDRESS, method: "GET" }],
    ["where a proxy has no address", { type: "HTTP_PROXY", method: "GET" }],
    ["where a proxy goes through a link", { type: "HTTP_PROXY", uri: ADDRESS, method: "GET", connectionId: "link" }],
    [
      "where a proxy of a function has more",
      { type: "AWS_PROXY", function: "F", credentials: "arn:aws:iam::111122223333:role/r" },
    ],
    [
      "where a proxy of an address converts",
      { type: "HTTP_PROXY", uri: ADDRESS, method: "GET", contentHandling: "CONVERT_TO_TEXT" },
    ],
    ["where a proxy streams", { type: "HTTP_PROXY", uri: ADDRESS, method: "GET", responseTransferMode: "STREAM" }],
    [
      "with all that is no default",
      {
        type: "HTTP",
        uri: ADDRESS,
        method: "GET",
        timeoutMs: 5000,
        passthroughBehavior: "NEVER",
        contentHandling: "CONVERT_TO_BINARY",
        requestTemplates: { [JSON_TYPE]: "{}" },
        requestParameters: { "integration.request.header.X": "'x'" },
        cacheKeyParameters: ["method.request.path.id"],
        insecureSkipVerification: true,
        responses: { "200": { statusCode: "200" } },
      },
    ],
  ])("%s", (_what, full) => {
    expect(shortest(full)).toStrictEqual(full);
  });

  it("without what AWS would have anyway", () => {
    const mere: FullIntegration = { type: "HTTP", uri: ADDRESS, method: "GET" };

    expect(
      shortest({
        ...mere,
        timeoutMs: 29_000,
        passthroughBehavior: "WHEN_NO_MATCH",
        responseTransferMode: "BUFFERED",
        insecureSkipVerification: false,
        requestTemplates: {},
        responses: {},
      }),
    ).toStrictEqual(mere);
    expect(shortest({ type: "AWS", function: "F", method: "POST", timeoutMs: 29_000 })).toStrictEqual({
      type: "AWS",
      function: "F",
    });
  });

  it("with the keys of its cache sorted", () => {
    const keyed = (...cacheKeyParameters: readonly string[]): FullIntegration => ({
      type: "HTTP",
      uri: ADDRESS,
      cacheKeyParameters,
    });

    expect(shortest(keyed("b", "a"))).toStrictEqual(keyed("a", "b"));
  });

  it("and of a proxy's what means nothing is left out there too", () => {
    const linked: FullIntegration = { type: "HTTP_PROXY", uri: ADDRESS, method: "GET", connectionId: "link" };
    const lent: FullIntegration = { type: "AWS_PROXY", function: "F", credentials: "arn:aws:iam::111122223333:role/r" };

    expect(shortest({ ...linked, ...IDLE })).toStrictEqual(linked);
    expect(shortest({ ...lent, ...IDLE, contentHandling: "CONVERT_TO_TEXT" })).toStrictEqual(lent);
  });
});

describe("a mock integration", () => {
  const REQUEST = { [JSON_TYPE]: '{"statusCode": 404}' };
  const answering = (response: Partial<IntegrationResponseSpec>, more: Partial<FullIntegration> = {}): FullIntegration => ({
    type: "MOCK",
    requestTemplates: REQUEST,
    responses: { "404": { statusCode: "404", ...response } },
    ...more,
  });
  const header = (name: string, value: string) => ({ responseParameters: { [`method.response.header.${name}`]: value } });

  it.each<[string, FullIntegration, IntegrationSpec]>([
    ["of a status", answering({}), { type: "mock", status: 404 }],
    ["of a status and no text", answering({ responseTemplates: { [JSON_TYPE]: "" } }), { type: "mock", status: 404 }],
    [
      "of a status and a body",
      answering({ responseTemplates: { [JSON_TYPE]: '{"a":1}' } }),
      { type: "mock", status: 404, body: '{"a":1}' },
    ],
    [
      "of a status and fixed headers",
      answering({
        responseParameters: { "method.response.header.X-A": "'a, b'", "method.response.header.X-B": "''" },
      }),
      { type: "mock", status: 404, headers: { "X-A": "a, b", "X-B": "" } },
    ],
    [
      "with what nobody waits for, nobody is asked by, and AWS would have anyway",
      answering({}, { timeoutMs: 5000, method: "GET", passthroughBehavior: "WHEN_NO_MATCH" }),
      { type: "mock", status: 404 },
    ],
  ])("%s is short", (_what, full, short) => {
    expect(shortest(full)).toStrictEqual(short);
  });

  it.each<[string, FullIntegration]>([
    ["without an answer", { type: "MOCK", requestTemplates: REQUEST }],
    ["with two answers", answering({}, { responses: { "404": { statusCode: "404" }, "500": { statusCode: "500" } } })],
    ["that takes no other media type", answering({}, { passthroughBehavior: "NEVER" })],
    ["that is asked for another status", answering({}, { requestTemplates: { [JSON_TYPE]: '{"statusCode": 200}' } })],
    ["that is asked for nothing", { type: "MOCK", responses: { "404": { statusCode: "404" } } }],
    ["whose answer has a pattern", answering({ selectionPattern: "4\\d\\d" })],
    ["whose answer is converted", answering({ contentHandling: "CONVERT_TO_BINARY" })],
    ["whose answer has a body of another media type", answering({ responseTemplates: { "text/plain": "no" } })],
    ["whose answer has bodies of two media types", answering({ responseTemplates: { [JSON_TYPE]: "{}", "text/plain": "no" } })],
    ["whose header is mapped from what comes", answering(header("X", "integration.response.header.X"))],
    ["whose header ends in quotes alone", answering(header("X", "stageVariables.x 'a'"))],
    ["whose header begins in quotes alone", answering(header("X", "'a' stageVariables.x"))],
    ["that sets what is no header", answering({ responseParameters: { "method.response.body": "'a'" } })],
    [
      "of whose headers one is mapped from what comes",
      answering({
        responseParameters: { "method.response.header.A": "'a'", "method.response.header.B": "integration.response.header.B" },
      }),
    ],
  ])("%s stays in full", (_what, full) => {
    expect(shortest(full)).toStrictEqual(full);
  });

  it("in its short form is asked for its status, and answers with its headers in quotes and its body as JSON", () => {
    expect(mockRequest(204)).toStrictEqual({ [JSON_TYPE]: '{"statusCode": 204}' });
    expect(mockResponse({ type: "mock", status: 204 })).toStrictEqual({
      responseParameters: {},
      declaredParameters: {},
      responseTemplates: undefined,
    });
    expect(mockResponse({ type: "mock", status: 200, headers: { "X-A": "a", "X-B": "b" }, body: "{}" })).toStrictEqual({
      responseParameters: { "method.response.header.X-A": "'a'", "method.response.header.X-B": "'b'" },
      declaredParameters: { "method.response.header.X-A": false, "method.response.header.X-B": false },
      responseTemplates: { [JSON_TYPE]: "{}" },
    });
  });
});

it.each<[string, boolean, IntegrationSpec | undefined]>([
  ["an action of AWS", true, { type: "AWS", uri: QUEUE }],
  ["an address", true, { type: "HTTP", uri: ADDRESS }],
  ["a mock in full", true, { type: "MOCK" }],
  ["a proxy of an action", false, { type: "AWS_PROXY", uri: QUEUE }],
  ["a proxy of an address in full", false, { type: "HTTP_PROXY", uri: ADDRESS }],
  ["a function", false, { type: "lambda", function: "F" }],
  ["a proxy of an address", false, { type: "http", url: ADDRESS, method: "GET" }],
  ["a fixed answer", false, { type: "mock", status: 200 }],
  ["nothing", false, undefined],
])("whether a route to %s has responses of its own: %s", (_what, expected, integration) => {
  expect(hasResponses(integration)).toBe(expected);
});
