/** Where exactly API Gateway's limits run, and which routes would answer 500. */
import { describe, expect, it } from "vitest";
import type { ApiEntry, FunctionEntry, RouteEntry, StageEntry } from "../../src/kinds/authoring.ts";
import { checkRestApi } from "../../src/kinds/rest-api/check.ts";
import { preflightRoute } from "../../src/kinds/rest-api/cors.ts";
import { partsOf, resourcesOf, routeKeyFault } from "../../src/kinds/rest-api/route-key.ts";
import { anAuthoredState, told } from "./authored.ts";
import { stageVariable } from "./builders.ts";

const MOCK: RouteEntry = { mock: { status: 200 } };

function anApi(
  own: ApiEntry["own"],
  routes?: Readonly<Record<string, RouteEntry>>,
  stages: Readonly<Record<string, StageEntry>> = {},
) {
  const entry: ApiEntry = {
    own,
    external: false,
    stages: new Map(Object.entries(stages)),
    ...(routes && { routes: new Map(Object.entries(routes)) }),
  };
  return entry;
}

function aFunction(aliases: readonly string[], mentionsBase64 = false): FunctionEntry {
  return {
    own: {},
    external: false,
    aliases: new Map(aliases.map((name) => [name, { version: "$LATEST" }] as const)),
    code: { source: { from: "directory", path: "/f", sha256: "c" }, reading: { files: [], mentionsBase64 } },
  };
}

const CANARY = { canary: { percent: 10, bake: "5m" } };
const STATE = anAuthoredState({
  functions: new Map([
    ["F", aFunction(["live"])],
    ["Bytes", aFunction([], true)],
    ["Image", { ...aFunction([]), code: { source: { from: "image", uri: "i", sha256: "c" } } }],
    ["Foreign", { ...aFunction([]), code: null }],
    [
      "Shifting",
      {
        ...aFunction(["plain"]),
        aliases: new Map([
          ["live", { shift: CANARY }],
          ["plain", {}],
        ]),
      },
    ],
  ]),
});
const problemsOf = (entry: ApiEntry, name = "A") => [...checkRestApi(name, entry, STATE)];
const check = (entry: ApiEntry, name = "A") => told(problemsOf(entry, name));

describe("an API", () => {
  it.each(["a", " a", "a".repeat(255)])("may be called %j", (name) => {
    expect(check(anApi({}), name)).toEqual([]);
  });

  it.each(["", "  ", "a".repeat(256)])("may not be called %j", (name) => {
    expect(check(anApi({}), name)).toEqual([`illegal-name at apis.${name}`]);
  });

  it("has ten stages unless that was raised", () => {
    const stages = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`s${index}`, {}]));

    expect(check(anApi({}, undefined, stages(10)))).toEqual([]);
    expect(check(anApi({}, undefined, stages(11)))).toEqual(["too-many-stages at apis.A.stages?"]);
  });

  it.each(["image/jpeg", "image/*", "*/*", "application/vnd.api+json"])("may hand on %s as bytes", (type) => {
    expect(check(anApi({ binaryMediaTypes: [type] }))).toEqual([]);
  });

  it.each(["jpeg", "image/", "/jpeg", "*/jpeg", "image/jp eg", "x */*", "image/jpeg; q=1"])("may not hand on %s", (type) => {
    expect(check(anApi({ binaryMediaTypes: ["*/*", type] }))).toEqual(["illegal-media-type at apis.A.binaryMediaTypes.1"]);
  });

  it("has a policy of 8,192 characters unless that was raised", () => {
    const empty =
      '{"Statement":[{"Action":["execute-api:Invoke"],"Effect":"Allow","Principal":{"AWS":["*"]},"Resource":["*"],"Sid":""}],"Version":"2012-10-17"}';
    const sized = (length: number) => {
      const Sid = "S".repeat(length - empty.length);
      const statement = { Sid, Effect: "Allow", Principal: "*", Action: "execute-api:Invoke", Resource: "*" };
      return check(anApi({ policy: { Version: "2012-10-17", Statement: [statement] } }));
    };

    expect(sized(8192)).toEqual([]);
    expect(sized(8193)).toEqual(["policy-too-large at apis.A.policy?"]);
    expect(check(anApi({ policy: "none" }))).toEqual([]);
    expect(check(anApi({ policy: "{" }))).toEqual(["illegal-policy at apis.A.policy"]);
  });

  it("says in its policy who is meant", () => {
    const statement = { Effect: "Allow", Action: "execute-api:Invoke", Resource: "*" };

    expect(check(anApi({ policy: { Statement: [statement] } }))).toEqual(["illegal-policy at apis.A.policy.Statement.0"]);
  });

  it("is told by which number it passes a limit", () => {
    const sid = "S".repeat(8192);
    const statement = { Sid: sid, Effect: "Allow", Principal: "*", Action: "execute-api:Invoke", Resource: "*" };
    const routes = Array.from({ length: 300 }, (_, index) => [`GET /${index}`, MOCK] as const);
    const said = (entry: ApiEntry) => problemsOf(entry).map(({ message }) => message);

    expect(said(anApi({ policy: { Version: "2012-10-17", Statement: [statement] } }))).toEqual([
      "policy has 8333 characters: API Gateway takes 8192 unless raised",
    ]);
    expect(said(anApi({}, Object.fromEntries(routes)))).toEqual([
      "301 resources: an API has 300 unless the quota L-01C8A9E0 is raised",
    ]);
  });

  it.each<[string, NonNullable<ApiEntry["own"]["cors"]>, readonly string[]]>([
    ["for everyone", true, []],
    ["for nobody", false, []],
    ["for one origin with credentials", { origin: "https://a.example:8443", credentials: true }, []],
    ["for one origin without a secret", { origin: "http://localhost:3000", credentials: true }, []],
    ["for everyone in words", { origin: "*" }, []],
    ["for everyone without credentials", { credentials: false }, []],
    ["for everyone with credentials", { credentials: true }, ["credentials"]],
    ["for everyone in words with credentials", { origin: "*", credentials: true }, ["credentials"]],
    ["for an address", { origin: "https://a.example/" }, ["origin"]],
    ["for two origins", { origin: "https://a.example,https://b.example" }, ["origin"]],
    ["for a name", { origin: "a.example" }, ["origin"]],
    ["for a word before an origin", { origin: "x https://a.example" }, ["origin"]],
  ])("may be asked across origins %s: %s, %j", (_what, cors, at) => {
    expect(check(anApi({ cors }))).toEqual(at.map((member) => `illegal-cors at apis.A.cors.${member}`));
  });
});

describe("a route", () => {
  const at = "apis.A.routes.GET /a";
  const one = (route: RouteEntry, own: ApiEntry["own"] = {}) => check(anApi(own, { "GET /a": route }));

  it("is needed where routes are declared", () => {
    expect(check(anApi({}, {}))).toEqual(["no-routes at apis.A.routes"]);
  });

  it.each<[string, RouteEntry, readonly string[]]>([
    ["has one integration", MOCK, []],
    ["has no other beside it", { ...MOCK, lambda: "F" }, [`conflicting-properties at ${at}.mock`]],
    ["has not none", {}, [`missing-integration at ${at}`]],
    ["may ask an address", { http: { url: "https://a.example/x" } }, []],
    ["may ask an address without a secret", { http: { url: "http://a.example" } }, []],
    ["may ask what a variable says", { http: { url: `${stageVariable("URL")}/x` } }, []],
    ["asks no name", { http: { url: "a.example" } }, [`illegal-url at ${at}.http.url`]],
    ["asks no address with a space", { http: { url: "https://a.example/a b" } }, [`illegal-url at ${at}.http.url`]],
    ["asks no address after a word", { http: { url: "x https://a.example" } }, [`illegal-url at ${at}.http.url`]],
    ["asks nothing after a word either", { http: { url: `x ${stageVariable("URL")}` } }, [`illegal-url at ${at}.http.url`]],
    ["with a fixed answer has no timeout", { ...MOCK, timeout: 50 }, [`conflicting-properties at ${at}.timeout`]],
  ])("%s", (_what, route, expected) => {
    expect(one(route)).toEqual(expected);
  });

  it("waits 29 seconds, and longer only where the quota can be raised", () => {
    const waiting = (timeout: number): RouteEntry => ({ lambda: "F", timeout });

    expect(one(waiting(29_000))).toEqual([]);
    expect(one(waiting(29_001))).toEqual([`timeout-too-long at ${at}.timeout`]);
    expect(one(waiting(29_001), { endpoint: "EDGE" })).toEqual([`timeout-too-long at ${at}.timeout`]);
    expect(one(waiting(29_001), { endpoint: "REGIONAL" })).toEqual([`timeout-too-long at ${at}.timeout?`]);
    expect(one(waiting(29_001), { endpoint: "PRIVATE" })).toEqual([`timeout-too-long at ${at}.timeout?`]);
  });

  it("has the same variable at one place as all others", () => {
    const routes = (...keys: readonly string[]) => check(anApi({}, Object.fromEntries(keys.map((key) => [key, MOCK]))));

    expect(routes("GET /a/{id}", "PUT /a/{id}", "GET /b/{name}", "GET /a/{id}/{part}", "GET /a/plain")).toEqual([]);
    expect(routes("GET /a/{id}", "PUT /a/{name}", "GET /a/{other}")).toEqual([
      "conflicting-variables at apis.A.routes.PUT /a/{name}",
      "conflicting-variables at apis.A.routes.GET /a/{other}",
    ]);
    expect(routes("GET /{id}", "GET /{name}")).toEqual(["conflicting-variables at apis.A.routes.GET /{name}"]);
    expect(routes("GET /a/b/{id}", "GET /ab/{name}")).toEqual([]);
    // What is no key stands nowhere.
    expect(routes("GET /{id}", "GET /{name}/")).toEqual(["illegal-route at apis.A.routes.GET /{name}/"]);
  });

  it("is one of 300 resources, each part of a path counted once, and the root with them", () => {
    const routes = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`GET /p/${index}`, MOCK]).concat([["PUT /p/0", MOCK]]));

    expect(check(anApi({}, routes(298)))).toEqual([]);
    expect(check(anApi({}, routes(299)))).toEqual(["too-many-resources at apis.A.routes?"]);
  });

  it.each<[string, ApiEntry["own"], readonly string[]]>([
    ["PUT /a", {}, ["missing-binary-media-types at apis.A.routes.PUT /a?"]],
    ["POST /a", {}, ["missing-binary-media-types at apis.A.routes.POST /a?"]],
    ["PATCH /a", {}, ["missing-binary-media-types at apis.A.routes.PATCH /a?"]],
    ["ANY /a", {}, ["missing-binary-media-types at apis.A.routes.ANY /a?"]],
    ["GET /a", {}, []],
    ["PUT /a", { binaryMediaTypes: [] }, []],
  ])("%s to code that expects bytes, of an API with %j: %j", (key, own, expected) => {
    expect(check(anApi(own, { "PUT /other": { lambda: "F" }, [key]: { lambda: "Bytes:7" } }))).toEqual(expected);
  });

  it("to code that expects bytes is said to give it none, once", () => {
    const routes = { "PUT /a": { lambda: "Bytes" }, "PUT /b": { lambda: "Bytes" } };

    expect(problemsOf(anApi({}, routes))).toEqual([
      {
        severity: "warning",
        code: "missing-binary-media-types",
        path: ["apis", "A", "routes", "PUT /a"],
        message: `"Bytes" looks at isBase64Encoded, but API "A" declares no \`binaryMediaTypes\`: binary bodies would arrive broken`,
        suggestion: 'add binaryMediaTypes: ["image/*", "application/octet-stream"]',
      },
    ]);
  });

  it.each(["Image", "Foreign", "arn:aws:lambda:us-east-1:123456789012:function:X"])(
    "to %s, whose code nobody reads, is fine",
    (lambda) => {
      expect(check(anApi({}, { "PUT /a": { lambda } }))).toEqual([]);
    },
  );

  it("to nothing is told for that alone", () => {
    expect(check(anApi({}, { "PUT /a": {}, upload: MOCK }))).toEqual([
      "missing-integration at apis.A.routes.PUT /a",
      "illegal-route at apis.A.routes.upload",
    ]);
  });
});

describe("what a route calls", () => {
  const calls = (lambda: string, stages: Readonly<Record<string, StageEntry>> = {}) =>
    problemsOf(anApi({}, { "GET /a": { lambda } }, stages)).map(
      ({ code, path, suggestion }) => `${code} at ${path.slice(2).join(".")}${suggestion === undefined ? "" : `: ${suggestion}`}`,
    );
  const route = "routes.GET /a.lambda";

  it.each(["F", "F:live", "F:7", "arn:aws:lambda:us-east-1:123456789012:function:X:y"])("may be %s", (lambda) => {
    expect(calls(lambda)).toEqual([]);
  });

  it.each([
    ["F:", `illegal-lambda at ${route}: write FUNCTION, FUNCTION:ALIAS or an ARN`],
    ["F:$LATEST", `latest-not-grantable at ${route}: write "F", which is the same, or an alias`],
    ["F:lives", `unknown-alias at ${route}: did you mean "live"?`],
    ["F:a b", `illegal-lambda at ${route}`],
    ["a b", `illegal-lambda at ${route}`],
    ["Byte", `unknown-function at ${route}: did you mean "Bytes"?`],
  ])("may not be %s: %s", (lambda, expected) => {
    expect(calls(lambda)).toEqual([expected]);
  });

  it("is looked at stage by stage, where variables name it", () => {
    const named = `F:${stageVariable("ALIAS")}`;

    expect(calls(named, { dev: { variables: { ALIAS: "live" } }, prod: {} })).toEqual([]);
    expect(calls(named, { dev: { variables: { ALIAS: "lives" } } })).toEqual([
      'unknown-alias at stages.dev.variables.ALIAS: did you mean "live"?',
    ]);
    expect(calls(named, { dev: { variables: { ALAIS: "live" } } })).toEqual([
      `undefined-stage-variable at ${route}: did you mean "ALAIS"?`,
    ]);
    expect(calls(named, { dev: { variables: {} }, prod: { variables: {} } })).toEqual([
      `undefined-stage-variable at ${route}: add ALIAS to the variables of dev, prod`,
    ]);
    expect(calls(`F:${stageVariable("A-B")}`)).toEqual([`illegal-stage-variable at ${route}`]);
  });

  it("is looked at with the variables of a canary, too, which go before the stage's", () => {
    const named = `${stageVariable("NAME")}:${stageVariable("ALIAS")}`;
    const dev = (canary: StageEntry["canary"]) => ({ dev: { variables: { NAME: "F", ALIAS: "live" }, canary } });

    expect(calls(named, dev({ percent: 10, variables: { ALIAS: "live" } }))).toEqual([]);
    expect(calls(named, dev({ percent: 10, variables: { OTHER: "x" } }))).toEqual([]);
    expect(calls(named, dev("off"))).toEqual([]);
    expect(problemsOf(anApi({}, { "GET /a": { lambda: named } }, dev({ percent: 10, variables: { ALIAS: "lives" } })))).toEqual([
      {
        severity: "warning",
        code: "unknown-alias",
        path: ["apis", "A", "stages", "dev", "canary", "variables", "ALIAS"],
        message: '"F" declares no alias "lives" (GET /a); AWS may have it',
        suggestion: 'did you mean "live"?',
      },
    ]);
  });

  it("shifts in one place at a time", () => {
    const shifts = { dev: { shift: CANARY } };

    expect(calls("Shifting:live", shifts)).toEqual([
      "two-shifts at stages.dev.shift: take `shift` out of the stage, or out of the alias",
    ]);
    expect(calls("Shifting:live", { dev: { shift: "allAtOnce" } })).toEqual([]);
    expect(calls("Shifting:plain", shifts)).toEqual([]);
    expect(calls("Shifting", shifts)).toEqual([]);
    // What AWS alone knows shifts by nothing of ours.
    expect(calls("Shifting:late", shifts)).toEqual([`unknown-alias at ${route}: known: live, plain`]);
    expect(calls("Theirs:live", shifts)).toEqual([`unknown-function at ${route}: known: F, Bytes, Image, Foreign, Shifting`]);
  });

  it.each(["1a", "a1"])("may be version 12, and alias %s is one, that is not declared", (alias) => {
    expect(calls("F:12")).toEqual([]);
    expect(calls(`F:${alias}`)).toEqual([`unknown-alias at ${route}: known: live`]);
  });

  it.each<[string, ApiEntry["own"], RouteEntry, string]>([
    [
      "a function in full",
      {},
      { integration: { type: "AWS", lambda: "F:lives" } },
      "unknown-alias at routes.GET /a.integration.lambda",
    ],
    [
      "an address in full",
      {},
      { integration: { type: "HTTP", uri: `https://${stageVariable("HOST")}` } },
      "undefined-stage-variable at routes.GET /a.integration.uri",
    ],
    ["an authorizer", { authorizers: { gate: { lambda: "F:lives" } } }, MOCK, "unknown-alias at authorizers.gate.lambda"],
    [
      "an authorizer by a variable",
      { authorizers: { gate: { lambda: `F:${stageVariable("ALIAS")}` } } },
      MOCK,
      "unknown-alias at stages.dev.variables.ALIAS",
    ],
  ])("is looked at in %s", (_what, own, route, expected) => {
    const found = problemsOf(anApi(own, { "GET /a": route }, { dev: { variables: { ALIAS: "lives" } } }));

    expect(found.map(({ code, path }) => `${code} at ${path.slice(2).join(".")}`)).toEqual([expected]);
  });

  it("is told of an authorizer by its name", () => {
    const said = (lambda: string) =>
      problemsOf(anApi({ authorizers: { gate: { lambda } } }, undefined, { dev: { variables: { ALIAS: "lives" } } })).map(
        ({ message }) => message,
      );

    expect(said(`F:${stageVariable("ALIAS")}`)).toEqual(['"F" declares no alias "lives" (authorizer gate); AWS may have it']);
    expect(said(`F:${stageVariable("OTHER")}`)).toEqual([`${stageVariable("OTHER")} is not defined in stage dev of A`]);
  });

  it("says of which stages it speaks", () => {
    const messages = problemsOf(
      anApi(
        {},
        { "GET /a": { lambda: `F:${stageVariable("X")}` } },
        { dev: { variables: {} }, prod: { variables: {} }, it: { variables: { X: "live" } } },
      ),
    ).map(({ message }) => message);

    expect(messages).toEqual([`${stageVariable("X")} is not defined in stages dev, prod of A`]);
  });
});

describe("the key of a route", () => {
  it.each(["GET /", "ANY /a/b", "PUT /{id}", "GET /a.b_c:d-e/{x+}", "DELETE /a/{id}/b", "GET /a:b", "GET /:a-b"])(
    "%s is one",
    (key) => {
      expect(routeKeyFault(key)).toBeUndefined();
    },
  );

  it.each([
    ["GET", "is not a method and a path", 'write it like "PUT /upload"'],
    ["/a get", "is not a method and a path", 'write it like "GET /a"'],
    ["/ab  get", "is not a method and a path", 'write it like "GET /ab"'],
    ["a/b get", "is not a method and a path", 'write it like "PUT /upload"'],
    ["/a get b", "is not a method and a path", 'write it like "PUT /upload"'],
    ["x GET /a", "is not a method and a path", 'write it like "PUT /upload"'],
    ["GET /a\n/b", "is not a method and a path", 'write it like "PUT /upload"'],
    ["get /a", "has an unknown method", 'did you mean "GET /a"?'],
    ["FETCH /a", "has an unknown method", "known: GET, PUT, POST, DELETE, PATCH, HEAD, OPTIONS, ANY"],
    ["GET  /a", "has more than one space between its parts", 'write "GET /a"'],
    [" GET /a", "has more than one space between its parts", 'write "GET /a"'],
    ["GET /a/", "ends with a slash", 'write "/a"'],
    ["GET /a//", "ends with a slash", 'write "/a"'],
    ["GET //", "ends with a slash", 'write "/"'],
    ["GET /a//b", "has two slashes next to each other", undefined],
    ["GET /{x+}/a", 'has "{x+}" before its end: it takes the whole rest of the path', undefined],
    ["GET /x{a+}/b", 'has "x{a+}": a part is letters, digits or ._:-, or a variable like {id} or {proxy+}', undefined],
    ["GET /{a+}x/b", 'has "{a+}x": a part is letters, digits or ._:-, or a variable like {id} or {proxy+}', undefined],
    ["GET /:id", 'has ":id", which is no path variable here', 'write "{id}"'],
    ["GET /a b", 'has "a b": a part is letters, digits or ._:-, or a variable like {id} or {proxy+}', undefined],
    ["GET /{a", 'has "{a": a part is letters, digits or ._:-, or a variable like {id} or {proxy+}', undefined],
  ])("%s is none: it %s", (key, fault, remedy) => {
    expect(routeKeyFault(key)).toEqual(remedy === undefined ? { fault } : { fault, remedy });
  });

  it("has parts, and stands on a resource for each", () => {
    expect(["/", "/a", "/a/{x}", "/a/", "/a//b"].map(partsOf)).toEqual([[], ["a"], ["a", "{x}"], ["a"], ["a", "", "b"]]);
    expect(resourcesOf("/a/b")).toEqual(["/a", "/a/b"]);
    expect(resourcesOf("/")).toEqual([]);
  });
});

it("a preflight answer says what is asked for, and otherwise what the path has", () => {
  const headers = (cors: Parameters<typeof preflightRoute>[0], ...declared: readonly string[]) => {
    const { integration } = preflightRoute(cors, declared);
    return integration?.type === "mock" ? integration.headers : undefined;
  };

  expect(headers({}, "PUT", "GET")).toEqual({
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET,OPTIONS,PUT",
    "Access-Control-Allow-Headers": "Content-Type,X-Amz-Date,Authorization,X-Api-Key,X-Amz-Security-Token",
  });
  expect(headers({}, "ANY")).toMatchObject({ "Access-Control-Allow-Methods": "DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT" });
  expect(
    headers({
      origin: "https://a.example",
      methods: ["PUT"],
      headers: ["X-A", "X-B"],
      exposeHeaders: ["X-C", "X-D"],
      credentials: true,
      maxAgeSeconds: 0,
    }),
  ).toEqual({
    "Access-Control-Allow-Origin": "https://a.example",
    "Access-Control-Allow-Methods": "PUT",
    "Access-Control-Allow-Headers": "X-A,X-B",
    "Access-Control-Expose-Headers": "X-C,X-D",
    "Access-Control-Allow-Credentials": "true",
    "Access-Control-Max-Age": "0",
  });
  expect(headers({ credentials: false })).not.toHaveProperty("Access-Control-Allow-Credentials");
});
