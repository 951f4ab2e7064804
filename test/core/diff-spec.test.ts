import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffSpec, fieldsOf } from "../../src/diff/diff-spec.ts";
import { renderPath } from "../../src/diff/field-path.ts";
import { rulesOf } from "../../src/kinds/all-rules.ts";
import type { FieldRule } from "../../src/kinds/kind-rules.ts";
import { isSecretName, isSecretValue } from "../../src/kinds/secrets.ts";
import { refTo } from "../../src/model/ref.ts";

const change = (path: string, before?: unknown, after?: unknown) => ({
  path,
  ...(before === undefined ? {} : { before }),
  ...(after === undefined ? {} : { after }),
});

interface Case {
  readonly name: string;
  readonly reason: string;
  readonly desired: object;
  readonly live: object;
  readonly rules?: readonly FieldRule[];
  readonly changes: readonly object[];
}

const WHOLE: readonly FieldRule[] = [{ path: ["variables"], compare: "whole" }];
const ROUTES = rulesOf("rest-api").fields;
const version = refTo("version:F/abc", "version");

const CASES: readonly Case[] = [
  { name: "left out", reason: "only what is declared is compared", desired: {}, live: { description: "x" }, changes: [] },
  { name: "undefined", reason: "as left out", desired: { description: undefined }, live: { description: "x" }, changes: [] },
  { name: "equal", reason: "nothing to do", desired: { timeout: 10 }, live: { timeout: 10 }, changes: [] },
  {
    name: "different",
    reason: "before and after",
    desired: { timeout: 10 },
    live: { timeout: 3 },
    changes: [change("timeout", 3, 10)],
  },
  { name: "not set yet", reason: "no before", desired: { timeout: 10 }, live: {}, changes: [change("timeout", undefined, 10)] },
  { name: "null, not set", reason: "null equals absent", desired: { cache: null }, live: {}, changes: [] },
  {
    name: "null, set",
    reason: "declared to be absent",
    desired: { cache: null },
    live: { cache: { size: "0.5" } },
    changes: [change("cache", { size: "0.5" })],
  },
  {
    name: "empty list, not set",
    reason: "AWS gives nothing back for an empty list",
    desired: { types: [] },
    live: {},
    changes: [],
  },
  {
    name: "empty list, set",
    reason: "all are to go",
    desired: { types: [] },
    live: { types: ["a"] },
    changes: [change("types", ["a"], [])],
  },
  {
    name: "list with more in AWS",
    reason: "lists are one value",
    desired: { types: ["a"] },
    live: { types: ["a", "b"] },
    changes: [change("types", ["a", "b"], ["a"])],
  },
  {
    name: "keys in another order",
    reason: "order of keys means nothing",
    desired: { rules: [{ a: 1, b: 2 }] },
    live: { rules: [{ b: 2, a: 1 }] },
    changes: [],
  },
  {
    name: "partial map",
    reason: "tags of others stay",
    desired: { tags: { team: "a" } },
    live: { tags: { team: "b", other: "c" } },
    changes: [change("tags.team", "b", "a")],
  },
  {
    name: "whole map with more in AWS",
    reason: "what is not declared goes",
    desired: { variables: { A: "1" } },
    live: { variables: { A: "1", B: "2" } },
    rules: WHOLE,
    changes: [change("variables.B", "2")],
  },
  {
    name: "empty whole map",
    reason: "everything goes",
    desired: { variables: {} },
    live: { variables: { B: "2" } },
    rules: WHOLE,
    changes: [change("variables.B", "2")],
  },
  {
    name: "whole map left out",
    reason: "left out is left alone",
    desired: {},
    live: { variables: { B: "2" } },
    rules: [],
    changes: [],
  },
  {
    name: "reference",
    reason: "known after apply",
    desired: { version },
    live: { version: "7" },
    changes: [change("version", "7", version)],
  },
  {
    name: "map where AWS has none",
    reason: "member by member",
    desired: { cache: { size: "0.5" } },
    live: { cache: null },
    changes: [change("cache.size", undefined, "0.5")],
  },
  {
    name: "a route in full",
    reason: "an integration's qualifier that only AWS has is a difference",
    desired: { routes: { "GET /": { integration: { type: "lambda", function: "F" } } } },
    live: { routes: { "GET /": { integration: { type: "lambda", function: "F", qualifier: "old" } } } },
    rules: ROUTES,
    changes: [change('routes["GET /"].integration.qualifier', "old")],
  },
  {
    name: "a route's defaults",
    reason: "AWS writes out authorization, key and timeout that were left out",
    desired: { routes: { "GET /": { integration: { type: "lambda", function: "F" } } } },
    live: {
      routes: {
        "GET /": {
          authorization: "NONE",
          apiKeyRequired: false,
          integration: { type: "lambda", function: "F", timeoutMs: 29_000 },
        },
      },
    },
    rules: ROUTES,
    changes: [],
  },
  {
    name: "back to a default",
    reason: "leaving authorization out asks for none",
    desired: { routes: { "GET /": {} } },
    live: { routes: { "GET /": { authorization: "AWS_IAM" } } },
    rules: ROUTES,
    changes: [change('routes["GET /"].authorization', "AWS_IAM", "NONE")],
  },
  {
    name: "another route",
    reason: "routes that only AWS has are unmanaged",
    desired: { routes: { "GET /": {} } },
    live: { routes: { "GET /": {}, "GET /old": { authorization: "NONE" } } },
    rules: ROUTES,
    changes: [],
  },
];

describe("diffSpec", () => {
  it.each(CASES)("$name: $reason", ({ desired, live, rules, changes }) => {
    const found = diffSpec({ desired, live, rules: rules ?? [], sensitive: [] });

    expect(found.map(({ path, before, after }) => change(path, before, after))).toEqual(changes);
  });

  const spec = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 6 });

  it("finds nothing between a spec and itself, whatever the rules", () => {
    fc.assert(
      fc.property(spec, fc.constantFrom([], WHOLE, ROUTES), (value, rules) => {
        expect(diffSpec({ desired: value, live: structuredClone(value), rules, sensitive: [] })).toEqual([]);
      }),
    );
  });

  it("says of every change that one of its sides is declared", () => {
    fc.assert(
      fc.property(spec, spec, (desired, live) => {
        const declared = new Set(fieldsOf(desired).map(({ keys }) => keys.join("\u0000")));
        for (const { keys } of diffSpec({ desired, live, rules: [], sensitive: [] }))
          expect(declared).toContain(keys.join("\u0000"));
      }),
    );
  });
});

describe("what is sensitive", () => {
  const sensitive = (desired: object, live: object, secret: readonly string[] = []) =>
    diffSpec({ desired, live, rules: rulesOf("stage").fields, sensitive: secret }).map((one) => one.sensitive);

  it.each([
    {
      name: "a secret name among the variables",
      reason: "variables may be secret",
      desired: { variables: { DB_PASSWORD: "x" } },
      expected: [true],
    },
    {
      name: "a plain name",
      reason: "LAMBDA_ALIAS is no secret",
      desired: { variables: { LAMBDA_ALIAS: "x" } },
      expected: [false],
    },
    {
      name: "a secret name elsewhere",
      reason: "tags are public",
      desired: { tags: { "secret-level": "low" } },
      expected: [false],
    },
    {
      name: "a key id anywhere",
      reason: "its form gives it away",
      desired: { description: "AKIAABCDEFGHIJKLMNOP" },
      expected: [true],
    },
  ])("$name: $reason", ({ desired, expected }) => {
    expect(sensitive(desired, {})).toEqual(expected);
  });

  it("is what the author says is, and everything below it", () => {
    expect(sensitive({ variables: { A: "1", B: "2" } }, {}, ["variables.A"])).toEqual([true, false]);
    expect(sensitive({ variables: { A: "1", B: "2" } }, {}, ["variables"])).toEqual([true, true]);
    expect(sensitive({ variables: { A: "1" } }, {}, ["var"])).toEqual([false]);
  });

  it.each([
    { name: "a name that sounds secret", variables: { DB_PASSWORD: "hunter2" }, secret: [], expected: true },
    { name: "the author's word for it", variables: { PLAIN: "hunter2" }, secret: ["canary.variables.PLAIN"], expected: true },
    {
      name: "the author's word for something else",
      variables: { PLAIN: "one" },
      secret: ["canary.variables.B"],
      expected: false,
    },
  ])("what goes as a whole takes its secrets along: $name", ({ variables, secret, expected }) => {
    expect(sensitive({ canary: null }, { canary: { percent: 10, variables } }, secret)).toEqual([expected]);
  });

  it("is a value that was secret before, though the new one is not", () => {
    expect(sensitive({ description: "plain" }, { description: "postgres://me:hunter2@db" })).toEqual([true]);
  });

  it.each([
    "password",
    "DB_PASSWD",
    "API_KEY",
    "apikey",
    "AUTH_TOKEN",
    "clientSecret",
    "PRIVATE_KEY",
    "credentials",
    "PWD",
    "DB_PWD",
    "passphrase",
  ])("knows the name %s", (name) => {
    expect(isSecretName(name)).toBe(true);
  });

  it.each(["BUCKET_NAME", "LAMBDA_ALIAS", "LOG_LEVEL", "KEYBOARD", "COMPASS"])("lets the name %s be", (name) => {
    expect(isSecretName(name)).toBe(false);
  });

  it.each([
    ["a PEM key", "-----BEGIN RSA PRIVATE KEY-----\nx"],
    ["a web token", "eyJhbGciOi.eyJzdWIi.sig"],
    ["a URL with a password", "https://user:pass@example.org/"],
    ["a GitHub token", `ghp_${"a".repeat(36)}`],
    ["a list that holds one", ["x", "ASIAABCDEFGHIJKLMNOP"]],
  ])("knows %s", (_, value) => {
    expect(isSecretValue(value)).toBe(true);
  });

  it.each([["https://example.org:8080/a@b"], [12], [null], [{ a: "plain" }]])("lets %j be", (value) => {
    expect(isSecretValue(value)).toBe(false);
  });
});

describe("paths", () => {
  it.each([
    [["variables", "LAMBDA_ALIAS"], "variables.LAMBDA_ALIAS"],
    [["routes", "PUT /upload", "apiKeyRequired"], 'routes["PUT /upload"].apiKeyRequired'],
    [["settings", "*", "rateLimit"], 'settings["*"].rateLimit'],
    [["inlinePolicies", "read-only"], "inlinePolicies.read-only"],
  ])("%j is %s", (keys, path) => {
    expect(renderPath(keys)).toBe(path);
  });

  it("are in the same grain for fields and for changes", () => {
    const spec = { variables: { A: "1" }, types: ["a"], cache: null, gone: undefined, version };

    expect(fieldsOf(spec).map(({ keys }) => renderPath(keys))).toEqual(["cache", "types", "variables.A", "version"]);
  });
});
