import { describe, expect, it } from "vitest";
import { ALL_RULES, rulesOf } from "../../src/kinds/all-rules.ts";
import { fingerprintOf } from "../../src/kinds/deployment/fingerprint.ts";
import { didYouMean } from "../../src/kinds/did-you-mean.ts";
import { resolveTarget } from "../../src/kinds/permission/lambda-target.ts";
import type { Address } from "../../src/model/address.ts";
import { KINDS, type Kind } from "../../src/model/kind.ts";
import { refTo } from "../../src/model/ref.ts";
import type { LambdaIntegration } from "../../src/model/specs/rest-api.ts";
import { aDesired } from "./builders.ts";

const SHAPES: readonly {
  readonly address: Address;
  readonly parents: readonly string[];
  readonly lane: string;
  readonly takesAlong: readonly Kind[];
}[] = [
  { address: "bucket:b", parents: [], lane: "bucket:b", takesAlong: [] },
  { address: "role:r", parents: [], lane: "role:r", takesAlong: [] },
  { address: "function:F", parents: [], lane: "function:F", takesAlong: ["version", "alias", "permission"] },
  { address: "version:F/abc", parents: ["function:F"], lane: "function:F", takesAlong: [] },
  { address: "alias:F/live", parents: ["function:F"], lane: "function:F", takesAlong: [] },
  { address: "permission:F/live/Api/prod", parents: ["function:F", "rest-api:Api"], lane: "function:F", takesAlong: [] },
  { address: "rest-api:Api", parents: [], lane: "rest-api:Api", takesAlong: ["stage", "deployment"] },
  { address: "deployment:Api/abc", parents: ["rest-api:Api"], lane: "rest-api:Api", takesAlong: [] },
  { address: "stage:Api/prod", parents: ["rest-api:Api"], lane: "rest-api:Api", takesAlong: [] },
];

describe("the rules of every kind", () => {
  it.each(SHAPES)("$address: parents, lane, and what AWS deletes with it", ({ address, parents, lane, takesAlong }) => {
    const rules = rulesOf(address.slice(0, address.indexOf(":")) as Kind); // an address begins with its kind

    expect(rules.parents(address)).toEqual(parents);
    expect(rules.lane(address)).toBe(lane);
    expect(rules.takesAlong).toEqual(takesAlong);
  });

  it("are listed under their own kind, and know their parents before themselves", () => {
    for (const kind of KINDS) expect(ALL_RULES[kind].kind).toBe(kind);
  });
});

describe("what cannot be created", () => {
  const config = { runtime: "nodejs22.x", handler: "index.handler", role: refTo("role:r", "arn") };
  const version = (publishable: boolean, codeSha256?: string) =>
    aDesired("version", "F/pin-1", codeSha256 === undefined ? {} : { codeSha256 }, {
      intent: { select: "pin", publishable, latestAliases: [] },
    });

  it.each([
    { name: "a bucket always can", reason: () => rulesOf("bucket").uncreatable(aDesired("bucket", "b")), text: null },
    {
      name: "a role with trust can",
      reason: () => rulesOf("role").uncreatable(aDesired("role", "r", { trust: {} })),
      text: null,
    },
    {
      name: "a role that nobody may assume",
      reason: () => rulesOf("role").uncreatable(aDesired("role", "r")),
      text: /assumedBy/,
    },
    {
      name: "a whole function can",
      reason: () => rulesOf("function").uncreatable(aDesired("function", "F", config)),
      text: null,
    },
    {
      name: "a function whose code someone else ships",
      reason: () => rulesOf("function").uncreatable(aDesired("function", "F", config, { intent: { code: null } })),
      text: /declare code/,
    },
    {
      name: "a function without a handler",
      reason: () => rulesOf("function").uncreatable(aDesired("function", "F", { ...config, handler: undefined })),
      text: /^handler not/,
    },
    { name: "a version that can be published can", reason: () => rulesOf("version").uncreatable(version(true)), text: null },
    {
      name: "a pin to code that is nowhere",
      reason: () => rulesOf("version").uncreatable(version(false, "c0de")),
      text: /holds c0de.*move the pin/,
    },
    {
      name: "a version of no code in particular",
      reason: () => rulesOf("version").uncreatable(version(false)),
      text: /holds its code/,
    },
    {
      name: "an alias with a version can",
      reason: () => rulesOf("alias").uncreatable(aDesired("alias", "F/a", { version: "1" })),
      text: null,
    },
    { name: "an alias without a version", reason: () => rulesOf("alias").uncreatable(aDesired("alias", "F/a")), text: /version/ },
    {
      name: "a permission always can",
      reason: () => rulesOf("permission").uncreatable(aDesired("permission", "F/a/A/s")),
      text: null,
    },
    {
      name: "an API with routes can",
      reason: () => rulesOf("rest-api").uncreatable(aDesired("rest-api", "A", { routes: { "GET /": {} } })),
      text: null,
    },
    {
      name: "an API without routes",
      reason: () => rulesOf("rest-api").uncreatable(aDesired("rest-api", "A")),
      text: /declare routes/,
    },
    {
      name: "a deployment always can",
      reason: () => rulesOf("deployment").uncreatable(aDesired("deployment", "A/1")),
      text: null,
    },
    {
      name: "a stage with a deployment can",
      reason: () => rulesOf("stage").uncreatable(aDesired("stage", "A/s", { deploymentId: "d" })),
      text: null,
    },
    {
      name: "a stage whose deployment is left alone",
      reason: () => rulesOf("stage").uncreatable(aDesired("stage", "A/s")),
      text: /deployment: latest/,
    },
  ])("$name", ({ reason, text }) => {
    if (text === null) expect(reason()).toBeNull();
    else expect(reason()).toMatch(text);
  });
});

describe("a fingerprint", () => {
  const api = { routes: { "GET /": { authorization: "NONE" } }, binaryMediaTypes: ["image/png"] };

  it("is of what needs a new deployment: routes, policy, binary media types (aws-facts 2.2)", () => {
    expect(fingerprintOf(api)).toMatch(/^[0-9a-f]{32}$/);
    expect(fingerprintOf({ ...api, binaryMediaTypes: [] })).not.toBe(fingerprintOf(api));
    expect(fingerprintOf({ ...api, policy: { Version: "2012-10-17" } })).not.toBe(fingerprintOf(api));
    expect(fingerprintOf({ ...api, routes: {} })).not.toBe(fingerprintOf(api));
  });

  it("is not of description, tags or endpoint", () => {
    const described = { ...api, description: "new words", tags: { a: "b" }, endpoint: "EDGE" as const };

    expect(fingerprintOf(described)).toBe(fingerprintOf(api));
  });
});

describe("a Lambda target", () => {
  const variables = {
    ALIAS: "prod",
    FN: "Orders",
    BOTH: "Orders:prod",
    LATEST: "$LATEST",
    EMPTY: "",
    ARN: "arn:aws:lambda:eu-west-1:1:function:F",
  };
  const lambda = (name: string, qualifier?: string): LambdaIntegration => ({
    type: "lambda",
    function: name,
    ...(qualifier === undefined ? {} : { qualifier }),
  });
  const v = (name: string) => `\${stageVariables.${name}}`;

  it.each([
    { name: "plain", integration: lambda("Orders", "prod"), expected: { kind: "lambda", function: "Orders", qualifier: "prod" } },
    { name: "unqualified", integration: lambda("Orders"), expected: { kind: "lambda", function: "Orders" } },
    {
      name: "variable alias",
      integration: lambda("Orders", v("ALIAS")),
      expected: { kind: "lambda", function: "Orders", qualifier: "prod" },
    },
    {
      name: "variable function",
      integration: lambda(v("FN"), v("ALIAS")),
      expected: { kind: "lambda", function: "Orders", qualifier: "prod" },
    },
    {
      name: "both in one variable",
      integration: lambda(v("BOTH")),
      expected: { kind: "lambda", function: "Orders", qualifier: "prod" },
    },
    {
      name: "part of a name",
      integration: lambda(`Orders-${v("ALIAS")}`),
      expected: { kind: "lambda", function: "Orders-prod" },
    },
    {
      name: "$LATEST, which a statement cannot name",
      integration: lambda("Orders", v("LATEST")),
      expected: { kind: "lambda", function: "Orders" },
    },
    { name: "whole ARN", integration: lambda(v("ARN")), expected: { kind: "foreign", arn: variables.ARN } },
    {
      name: "missing variable",
      integration: lambda("Orders", v("ALAIS")),
      expected: { kind: "unresolved", variable: "ALAIS", known: Object.keys(variables).toSorted() },
    },
    {
      name: "empty variable",
      integration: lambda("Orders", v("EMPTY")),
      expected: { kind: "unresolved", variable: "EMPTY", known: Object.keys(variables).toSorted() },
    },
  ])("$name", ({ integration, expected }) => {
    expect(resolveTarget(integration, variables)).toStrictEqual(expected);
  });
});

describe("did you mean", () => {
  it.each([
    ["prdo", ["dev", "prod"], "prod"],
    ["PROD", ["dev", "prod"], "prod"],
    ["live", ["dev", "prod"], undefined],
    ["ab", ["ac", "aa"], "aa"],
    ["bucekt", ["bucket"], "bucket"],
    ["x", [], undefined],
  ])("%s among %j: %s", (typed, known, meant) => {
    expect(didYouMean(typed, known)).toBe(meant);
  });
});

describe("a snapshot of whatever the working copy is", () => {
  const change = (...keys: readonly string[]) => ({ path: keys.join("."), keys, sensitive: false });
  const outdatedBy = (spec: object, ...keys: readonly string[]) =>
    rulesOf("deployment").outdatedBy?.(aDesired("deployment", "A/latest", spec), change(...keys));

  it.each(["routes", "binaryMediaTypes", "policy"])(
    "is outdated by a change of %s, as it was looked for without it",
    (member) => {
      expect(outdatedBy({}, member, "x")).toBe(true);
    },
  );

  it.each(["description", "tags", "endpoint"])("is not outdated by a change of %s, which no snapshot holds", (member) => {
    expect(outdatedBy({}, member)).toBe(false);
  });

  it("that is named by a fingerprint is never outdated: it was looked for as the plan will leave the API", () => {
    expect(outdatedBy({ fingerprint: "f" }, "routes", "GET /")).toBe(false);
  });
});
