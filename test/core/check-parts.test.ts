/** What kinds have in common: policies, environments, tags, drift policies, what is called secret, and what to suggest. */
import { describe, expect, it } from "vitest";
import { checkDrift } from "../../src/kinds/authored-drift.ts";
import { checkEnvironment } from "../../src/kinds/authored-environment.ts";
import { type AuthoredPolicy, checkPolicy, type PolicyUse, policyOf, policySize } from "../../src/kinds/authored-policy.ts";
import { checkSensitive } from "../../src/kinds/authored-sensitive.ts";
import { checkTags } from "../../src/kinds/authored-tags.ts";
import type { BucketEntry } from "../../src/kinds/authoring.ts";
import { mentionedBuckets } from "../../src/kinds/bucket-mentions.ts";
import { type AuthoredDrift, driftRulesOf } from "../../src/kinds/drift-rules.ts";
import { nearest, suggestName } from "../../src/kinds/suggest.ts";
import { anAuthoredState, told } from "./authored.ts";

describe("a policy", () => {
  const check = (policy: AuthoredPolicy, use: PolicyUse = "identity") => told(checkPolicy(policy, ["p"], use));
  const may = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };
  const who = { Effect: "Deny", NotPrincipal: { AWS: "1" }, NotAction: "s3:GetObject" };

  it.each<[string, AuthoredPolicy, PolicyUse, readonly string[]]>([
    ["of one statement", { Statement: may }, "identity", []],
    ["of several", { Version: "2008-10-17", Id: "i", Statement: [may, { ...may, Sid: "s", Condition: {} }] }, "identity", []],
    ["in JSON text", JSON.stringify({ Version: "2012-10-17", Statement: [may] }), "identity", []],
    ["of who may assume a role", { Statement: who }, "trust", []],
    ["of who may use a bucket", { Statement: { ...who, NotResource: "*" } }, "resource", []],
    ["without a statement", {}, "identity", ["illegal-policy at p"]],
    ["with an empty list of them", { Statement: [] }, "identity", ["illegal-policy at p"]],
    ["with a list in place of one", { Statement: [[may]] }, "identity", ["illegal-policy at p.Statement.0"]],
    ["with a word in place of one", { Statement: "may" }, "identity", ["illegal-policy at p.Statement"]],
    ["with nothing in place of one", { Statement: [null] }, "identity", ["illegal-policy at p.Statement.0"]],
    ["that is a list", "[]", "identity", ["illegal-policy at p"]],
    ["that is nothing", "null", "identity", ["illegal-policy at p"]],
    ["that is no JSON", "{", "identity", ["illegal-policy at p"]],
    ["of another version", { Version: "2012-10-18", Statement: may }, "identity", ["illegal-policy at p.Version"]],
    ["with a key of its own", { Statement: may, Versoin: "x" }, "identity", ["unknown-policy-key at p.Versoin?"]],
    [
      "with a key of its own in a statement",
      { Statement: [{ ...may, X: 1 }] },
      "identity",
      ["unknown-policy-key at p.Statement.0.X?"],
    ],
    [
      "without a word on effect",
      { Statement: { ...may, Effect: undefined } },
      "identity",
      ["illegal-policy at p.Statement.Effect"],
    ],
    [
      "with an effect of its own",
      { Statement: { ...may, Effect: "Permit" } },
      "identity",
      ["illegal-policy at p.Statement.Effect"],
    ],
    ["without an action", { Statement: [may, { ...may, Action: undefined }] }, "identity", ["illegal-policy at p.Statement.1"]],
    [
      "of a role that says whose it is",
      { Statement: { ...may, Principal: "*" } },
      "identity",
      ["illegal-policy at p.Statement.Principal"],
    ],
    [
      "of a role that says whose it is not",
      { Statement: { ...may, NotPrincipal: "*" } },
      "identity",
      ["illegal-policy at p.Statement.Principal"],
    ],
    [
      "of a role without a resource",
      { Statement: { ...may, Resource: undefined } },
      "identity",
      ["illegal-policy at p.Statement"],
    ],
    ["of trust without anybody", { Statement: { ...may, Resource: undefined } }, "trust", ["illegal-policy at p.Statement"]],
    ["of trust with a resource", { Statement: { ...who, Resource: "*" } }, "trust", ["illegal-policy at p.Statement.Resource"]],
    [
      "of trust with what is no resource",
      { Statement: { ...who, NotResource: "*" } },
      "trust",
      ["illegal-policy at p.Statement.Resource"],
    ],
    ["of a bucket without anybody", { Statement: may }, "resource", ["illegal-policy at p.Statement"]],
    ["of a bucket without a resource", { Statement: who }, "resource", ["illegal-policy at p.Statement"]],
    [
      "in JSON text, which has no places of its own",
      '{"Statement":[{}],"X":1}',
      "trust",
      ["unknown-policy-key at p?", "illegal-policy at p", "illegal-policy at p", "illegal-policy at p"],
    ],
  ])("%s", (_what, policy, use, expected) => {
    expect(check(policy, use)).toEqual(expected);
  });

  it("that is broken is an empty one, so that all else can be looked at", () => {
    expect(policyOf("{").Statement).toEqual([]);
  });

  it("is as long as its JSON without white space", () => {
    expect(policySize({ Version: "2012-10-17", Statement: [] })).toBe('{"Version":"2012-10-17","Statement":[]}'.length);
  });
});

describe("an environment", () => {
  it.each(["AB", "a1", "A_", "AWS_LAMBDA_EXEC_WRAPPER"])("may have %s", (name) => {
    expect(told(checkEnvironment({ [name]: "x" }, ["e"]))).toEqual([]);
  });

  it.each(["A", "1A", "_A", "A-B", "A B", "AB ", ""])("may not have %j", (name) => {
    expect(told(checkEnvironment({ [name]: "x" }, ["e"]))).toEqual([`illegal-environment at e.${name}`]);
  });

  it.each(["_HANDLER", "AWS_REGION", "LAMBDA_TASK_ROOT"])("leaves %s to Lambda", (name) => {
    expect(told(checkEnvironment({ [name]: "x" }, ["e"]))).toEqual([`reserved-environment at e.${name}`]);
  });

  it("has 4,096 bytes of UTF-8 at most, names and values, with what it is laid over", () => {
    const large = ["environment-too-large at e"];

    expect(told(checkEnvironment({ AB: "x".repeat(4094) }, ["e"]))).toEqual([]);
    expect(told(checkEnvironment({ AB: "x".repeat(4095) }, ["e"]))).toEqual(large);
    expect(told(checkEnvironment({ AB: "é".repeat(2048) }, ["e"]))).toEqual(large);
    expect(told(checkEnvironment({ AB: "x" }, ["e"], { AB: "x", CD: "x".repeat(4092) }))).toEqual(large);
    expect(told(checkEnvironment({ AB: "x" }, ["e"], { AB: "x", CD: "x".repeat(4091) }))).toEqual([]);
    // Said once, where the function declares it.
    expect(told(checkEnvironment(undefined, ["e"], { AB: "x".repeat(4095) }))).toEqual([]);
    expect(told(checkEnvironment(undefined, ["e"]))).toEqual([]);
  });
});

describe("tags", () => {
  const check = (tags?: Readonly<Record<string, string>>) => told(checkTags(tags, ["t"]));

  it.each([
    ["a", ""],
    ["a".repeat(128), "v".repeat(256)],
    ["team: a/b+c=d@e_f.g-h", "größe 1"],
    ["x-aws:a", "x"],
  ])("may be %s: %s", (key, value) => {
    expect(check({ [key]: value })).toEqual([]);
  });

  it.each([
    ["", "x", "illegal-tag at t."],
    ["a".repeat(129), "x", `illegal-tag at t.${"a".repeat(129)}`],
    ["a!", "x", "illegal-tag at t.a!"],
    ["a", "v".repeat(257), "illegal-tag at t.a"],
    ["a", "x|y", "illegal-tag at t.a"],
    ["AWS:a", "x", "reserved-tag at t.AWS:a"],
    ["Stagekeeper:owner", "x", "reserved-tag at t.Stagekeeper:owner"],
  ])("may not be %s: %s", (key, value, expected) => {
    expect(check({ [key]: value })).toEqual([expected]);
  });

  it("are 49 at most, for one of 50 carries our mark", () => {
    const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, "v"]));

    expect(check(many(49))).toEqual([]);
    expect(check(many(50))).toEqual(["too-many-tags at t"]);
    expect(check()).toEqual([]);
  });
});

describe("a drift policy", () => {
  const check = (drift: AuthoredDrift) => told(checkDrift(drift, "role", ["roles", "r"]));
  const rule = (path?: string, until?: string) => [{ policy: "ignore" as const, ...(path && { path }), ...(until && { until }) }];

  it.each<[string, AuthoredDrift]>([
    ["of one word", "alert"],
    ["of nothing", undefined],
    ["for all of a resource", rule()],
    ["for a property as plans show it", rule("maxSessionSeconds")],
    ["for a property as authors write it", rule("maxSessionDuration")],
    ["for a part of a property", rule('tags["a.b"]')],
    ["until a day", rule("tags", "2028-02-29")],
    ["until a moment", rule("tags", "2026-12-31T10:00:00Z")],
  ])("%s is one", (_what, drift) => {
    expect(check(drift)).toEqual([]);
  });

  it.each<[string, AuthoredDrift, string, string | undefined]>([
    ["until a day of no calendar", rule("tags", "2026-02-30"), "illegal-date at roles.r.drift.0.until", undefined],
    ["for a property that is misspelled", rule("tagz"), "unknown-drift-path at roles.r.drift.0.path", 'did you mean "tags"?'],
    [
      "for what plans show elsewhere",
      rule("allow"),
      "unknown-drift-path at roles.r.drift.0.path",
      'plans show it as inlinePolicies["stagekeeper-allow"]',
    ],
    [
      "for a property of every object",
      rule("constructor"),
      "unknown-drift-path at roles.r.drift.0.path",
      "known: path, description, trust, managedPolicies, inlinePolicies, maxSessionSeconds, tags",
    ],
  ])("%s is none", (_what, drift, expected, remedy) => {
    expect(check(drift)).toEqual([expected]);
    expect([...checkDrift(drift, "role", ["roles", "r"])][0]?.suggestion).toBe(remedy);
  });

  it("is read with properties called as plans show them", () => {
    expect(driftRulesOf(undefined, "role")).toBeUndefined();
    expect(driftRulesOf("alert", "role")).toEqual([{ policy: "alert" }]);
    expect(driftRulesOf(rule(), "role")).toEqual([{ policy: "ignore" }]);
    expect(driftRulesOf(rule("assumedBy.Statement"), "role")).toEqual([{ policy: "ignore", path: "trust.Statement" }]);
    expect(driftRulesOf(rule('tags["a"]'), "role")).toEqual([{ policy: "ignore", path: 'tags["a"]' }]);
    expect(driftRulesOf(rule("constructor.name"), "role")).toEqual([{ policy: "ignore", path: "constructor.name" }]);
  });
});

it("what is called secret is a property that can be masked", () => {
  const check = (...names: readonly string[]) => told(checkSensitive(names, ["environment", "description"], ["f"]));

  expect(check("environment", "environment.DB_URL", "description")).toEqual([]);
  expect(check("environment.A", "enviroment.B")).toEqual(["unknown-sensitive at f.sensitive.1?"]);
  expect([...checkSensitive(["enviroment.B"], ["environment"], [])][0]?.suggestion).toBe('did you mean "environment"?');
  expect(told(checkSensitive(undefined, [], []))).toEqual([]);
});

it("a name that is not known is answered by the nearest, by all there are when they are few, or by nothing", () => {
  const many = Array.from({ length: 13 }, (_, index) => `name-${index}-of-many`);

  expect(suggestName("prdo", ["dev", "prod"])).toBe('did you mean "prod"?');
  expect(suggestName("x", ["dev", "prod"])).toBe("known: dev, prod");
  expect(suggestName("x", many.slice(1))).toBe(`known: ${many.slice(1).join(", ")}`);
  expect(suggestName("x", many)).toBeUndefined();
  expect(suggestName("x", [])).toBeUndefined();
  expect(nearest("a".repeat(64), ["a".repeat(63)])).toBe("a".repeat(63));
  expect(nearest("a".repeat(65), ["a".repeat(64)])).toBeUndefined();
});

it("a bucket is mentioned by its name alone, or in an ARN within any text, however deep", () => {
  const state = anAuthoredState({ buckets: new Map<string, BucketEntry>(["acme", "images", "logs"].map((name) => [name, {}])) });
  const mentioned = (value: unknown) => mentionedBuckets(value, state);

  expect(mentioned({ b: ["logs", { c: "arn:aws:s3:::images/*" }], a: "acme" })).toEqual([
    "bucket:acme",
    "bucket:images",
    "bucket:logs",
  ]);
  expect(mentioned("arn:aws-cn:s3:::acme arn:aws:s3:::logs*")).toEqual(["bucket:acme", "bucket:logs"]);
  expect(mentioned(["acme", "acme"])).toEqual(["bucket:acme"]);
  expect(mentioned(["acme-2", "s3://acme", "arn:aws:s3:::foreign", 7, null, undefined])).toEqual([]);
});
