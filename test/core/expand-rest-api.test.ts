/** What an API comes to beside its routes: its members, whole, and where each part of a document stands. */
import { describe, expect, it } from "vitest";
import type { ApiEntry, AuthoredPath, RouteEntry } from "../../src/kinds/authoring.ts";
import { expandRestApi } from "../../src/kinds/rest-api/expand.ts";
import { expandMembers, identitySource } from "../../src/kinds/rest-api/expand-members.ts";
import { documentedKey } from "../../src/model/desired.ts";
import type {
  ApiMembers,
  AuthorizerSpec,
  GatewayResponseSpec,
  ModelSpec,
  ValidatorSpec,
} from "../../src/model/specs/api-members.ts";
import { anAuthoredState } from "./authored.ts";
import { stageVariable } from "./builders.ts";

type Own = ApiEntry["own"];
type Entry<M extends "authorizers" | "models" | "validators" | "gatewayResponses"> = NonNullable<
  NonNullable<Own[M]>[keyof NonNullable<Own[M]>]
>;

const POOLS = ["b", "a"].map((name) => `arn:aws:cognito-idp:us-east-1:111122223333:userpool/us-east-1_${name}`);
const HEADER = "method.request.header.";

describe("an authorizer", () => {
  it.each<[string, Entry<"authorizers">, AuthorizerSpec | null]>([
    [
      "by a function looks at the usual header, and is remembered for as long as AWS does",
      { lambda: "F" },
      { type: "TOKEN", function: "F", identitySource: `${HEADER}Authorization`, ttlSeconds: 300 },
    ],
    [
      "by an alias has what is said of it",
      {
        lambda: `F:${stageVariable("ALIAS")}`,
        type: "token",
        identitySource: `${HEADER}X-Token`,
        validation: "Bearer .+",
        credentials: "arn:aws:iam::111122223333:role/r",
        ttl: 0,
      },
      {
        type: "TOKEN",
        function: "F",
        qualifier: stageVariable("ALIAS"),
        identitySource: `${HEADER}X-Token`,
        validation: "Bearer .+",
        credentials: "arn:aws:iam::111122223333:role/r",
        ttlSeconds: 0,
      },
    ],
    [
      "by the whole request looks at no place of its own accord",
      { lambda: "F", type: "request" },
      { type: "REQUEST", function: "F", ttlSeconds: 300 },
    ],
    [
      "by the whole request may look at several places",
      { lambda: "F", type: "request", identitySource: [`${HEADER}A`, "context.identity.sourceIp"] },
      { type: "REQUEST", function: "F", identitySource: `${HEADER}A,context.identity.sourceIp`, ttlSeconds: 300 },
    ],
    [
      "by user pools has them sorted",
      { userPools: POOLS },
      {
        type: "COGNITO_USER_POOLS",
        userPools: POOLS.toReversed(),
        identitySource: `${HEADER}Authorization`,
        ttlSeconds: 300,
      },
    ],
    ["that is to be absent is nothing", "none", null],
  ])("%s", (_what, entry, spec) => {
    expect(expandMembers({ authorizers: { a: entry } })).toStrictEqual({ authorizers: { a: spec } });
  });

  it.each([
    ["a,b", "a,b"],
    [" a , b ", "a,b"],
    ["a,,b,", "a,b"],
    ["", undefined],
    [" , ", undefined],
    [undefined, undefined],
  ])("has the places %j as %j", (text, places) => {
    expect(identitySource(text)).toBe(places);
  });
});

describe("a model", () => {
  it.each<[string, Entry<"models">, ModelSpec | null]>([
    ["is of JSON", { schema: { type: "object" } }, { contentType: "application/json", schema: { type: "object" } }],
    [
      "has what is said of it",
      { schema: {}, contentType: "text/xml", description: "An order" },
      { contentType: "text/xml", description: "An order", schema: {} },
    ],
    ["has no description that is empty", { schema: {}, description: "" }, { contentType: "application/json", schema: {} }],
    ["that is to be absent is nothing", "none", null],
  ])("%s", (_what, entry, spec) => {
    expect(expandMembers({ models: { A: entry } })).toStrictEqual({ models: { A: spec } });
  });
});

describe("a validator", () => {
  it.each<[Entry<"validators">, ValidatorSpec | null]>([
    [{}, { body: false, parameters: false }],
    [{ body: true }, { body: true, parameters: false }],
    [{ parameters: true }, { body: false, parameters: true }],
    [
      { body: false, parameters: false },
      { body: false, parameters: false },
    ],
    ["none", null],
  ])("%j looks at %j", (entry, spec) => {
    expect(expandMembers({ validators: { v: entry } })).toStrictEqual({ validators: { v: spec } });
  });
});

describe("a gateway response", () => {
  const responseTemplates = { "application/json": '{"message":$context.error.messageString}' };

  it.each<[string, Own["gatewayResponses"], Readonly<Record<string, GatewayResponseSpec | null>>]>([
    [
      "has the status and the body that API Gateway would answer by itself",
      { UNAUTHORIZED: {}, THROTTLED: {} },
      { UNAUTHORIZED: { statusCode: "401", responseTemplates }, THROTTLED: { statusCode: "429", responseTemplates } },
    ],
    ["of a default has the status of what went wrong", { DEFAULT_4XX: {} }, { DEFAULT_4XX: { responseTemplates } }],
    [
      "has what is said of it",
      {
        UNAUTHORIZED: {
          statusCode: 403,
          responseParameters: { "gatewayresponse.header.X": "'x'" },
          responseTemplates: { "text/plain": "no" },
        },
      },
      {
        UNAUTHORIZED: {
          statusCode: "403",
          responseParameters: { "gatewayresponse.header.X": "'x'" },
          responseTemplates: { "text/plain": "no" },
        },
      },
    ],
    ["that is to be API Gateway's own is nothing", { UNAUTHORIZED: "none" }, { UNAUTHORIZED: null }],
  ])("%s", (_what, gatewayResponses, spec) => {
    expect(expandMembers({ gatewayResponses })).toStrictEqual({ gatewayResponses: spec });
  });
});

it("documentation is what its author wrote, and its versions say what they are for", () => {
  const own: Own = {
    documentation: { "MODEL Order": { description: "An order", info: [1] }, "MODEL Gone": "none" },
    documentationVersions: { "1": { description: "The first" }, "2": {}, "0": "none" },
  };

  expect(expandMembers(own)).toStrictEqual<ApiMembers>({
    documentation: { "MODEL Order": { description: "An order", info: [1] }, "MODEL Gone": null },
    documentationVersions: { "1": { description: "The first" }, "2": {}, "0": null },
  });
  expect(expandMembers({})).toStrictEqual({});
});

describe("an API", () => {
  /** Each path has a line of its own, of which it can be told. */
  const originOf = (path: AuthoredPath) => ({ file: path.join("/"), line: 1, column: 1 });
  const expand = (entry: Partial<ApiEntry>) =>
    expandRestApi("shop", { own: {}, external: false, stages: new Map(), ...entry }, { state: anAuthoredState(), originOf });

  it("says of each part of a document where it stands", () => {
    const own: Own = {
      openapi: "shop.yaml",
      authorizers: { gate: { userPools: POOLS } },
      models: { Order: { schema: {} } },
      validators: { all: {} },
      gatewayResponses: { UNAUTHORIZED: {} },
    };
    const routes = new Map<string, RouteEntry>([["GET /a", { mock: { status: 200 } }]]);

    expect(expand({ own, routes }).documented).toStrictEqual(
      Object.fromEntries(
        [
          ["routes", "GET /a"],
          ["authorizers", "gate"],
          ["models", "Order"],
          ["validators", "all"],
          ["gatewayResponses", "UNAUTHORIZED"],
        ].map(([member = "", part = ""]) => [documentedKey([member, part]), originOf(["apis", "shop", member, part])]),
      ),
    );
    expect(expand({ own: { openapi: "shop.yaml" } }).documented).toStrictEqual({});
    expect(expand({ own: { models: { Order: { schema: {} } } }, routes })).not.toHaveProperty("documented");
  });

  it("is put back or left as its rules say", () => {
    const { options } = expand({ own: { adopt: true, drift: [{ path: "routes", policy: "ignore" }] } });

    expect(options).toStrictEqual({
      adopt: true,
      protect: false,
      external: false,
      drift: [{ path: "routes", policy: "ignore" }],
    });
  });

  it("has each endpoint and media type once, in order, and neither compression nor a policy where it is to have none", () => {
    const own: Own = {
      endpoint: "PRIVATE",
      vpcEndpoints: ["vpce-b", "vpce-a", "vpce-b"],
      binaryMediaTypes: ["image/*", "application/pdf", "image/*"],
      minimumCompressionSize: "off",
      policy: "none",
    };

    expect(expand({ own }).spec).toStrictEqual({
      endpoint: "PRIVATE",
      vpcEndpoints: ["vpce-a", "vpce-b"],
      binaryMediaTypes: ["application/pdf", "image/*"],
      minimumCompressionSize: null,
      policy: null,
    });
    expect(expand({ own: { minimumCompressionSize: 0 } }).spec).toStrictEqual({ minimumCompressionSize: 0 });
    expect(expand({ own, external: true }).spec).toStrictEqual({});
  });
});
