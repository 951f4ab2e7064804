/** Where exactly IAM's limits run: what is just within is taken, what is just past is not. */
import { describe, expect, it } from "vitest";
import type { RoleEntry } from "../../src/kinds/authoring.ts";
import { checkRole, checkRoleNames } from "../../src/kinds/role/check.ts";
import { told } from "./authored.ts";

function check(entry: RoleEntry, name = "r"): readonly string[] {
  return told(checkRole(name, entry));
}

describe("the name of a role", () => {
  it.each(["r", "a".repeat(64), "A1_+=,.@-"])("%s is taken", (name) => {
    expect(check({}, name)).toEqual([]);
  });

  it.each(["", "a".repeat(65), "a b", " a", "a/b", "a!"])("%j is not", (name) => {
    expect(check({}, name)).toEqual([`illegal-name at roles.${name}`]);
  });

  it("differs from others in more than capital letters, and the later of two is to blame", () => {
    expect(told(checkRoleNames(["reader", "other", "Reader"]))).toEqual(["duplicate-name at roles.reader"]);
  });
});

describe("the path of a role", () => {
  it.each(["/", "/a/", "/a/b-1/", `/${"a".repeat(510)}/`])("%s is taken", (path) => {
    expect(check({ path })).toEqual([]);
  });

  it.each(["a", "/a", "a/", "//a b/", `/${"a".repeat(511)}/`, "x/", "/x/y"])("%s is not", (path) => {
    expect(check({ path })).toEqual(["illegal-path at roles.r.path"]);
  });
});

describe("who may assume a role", () => {
  it.each(["lambda.amazonaws.com", "ec2.amazonaws.com.cn", "a-b.c1.amazonaws.com"])("%s is a service", (service) => {
    expect(check({ assumedBy: service })).toEqual([]);
    expect(check({ assumedBy: ["lambda.amazonaws.com", service] })).toEqual([]);
  });

  it.each([
    ["lambda", 'did you mean "lambda.amazonaws.com"?'],
    ["x lambda.amazonaws.com", "use `trust` for anything but services"],
    ["lambda.amazonaws.com.de", "use `trust` for anything but services"],
    ["lambda.amazonaws_com", "use `trust` for anything but services"],
    ["arn:aws:iam::123456789012:root", "use `trust` for anything but services"],
  ])("%s is none: %s", (service, remedy) => {
    const [problem] = checkRole("r", { assumedBy: ["lambda.amazonaws.com", service] });

    expect(problem).toMatchObject({ code: "illegal-service", suggestion: remedy, path: ["roles", "r", "assumedBy", "1"] });
    expect(check({ assumedBy: service })).toEqual(["illegal-service at roles.r.assumedBy"]);
  });

  it("is said in a policy of 2,048 characters; of 4,096 where that was raised, and never of more", () => {
    const trust = (length: number): RoleEntry => {
      // As AWS counts it: in canonical form, in which single values stand in lists.
      const empty =
        '{"Statement":[{"Action":["sts:AssumeRole"],"Effect":"Allow","Principal":{"AWS":["*"]},"Sid":""}],"Version":"2012-10-17"}';
      const Sid = "S".repeat(length - empty.length);
      return {
        trust: { Version: "2012-10-17", Statement: [{ Sid, Effect: "Allow", Principal: "*", Action: "sts:AssumeRole" }] },
      };
    };

    expect([2048, 2049, 4096, 4097].map((length) => check(trust(length)))).toEqual([
      [],
      ["policy-too-large at roles.r.trust?"],
      ["policy-too-large at roles.r.trust?"],
      ["policy-too-large at roles.r.trust"],
    ]);
  });
});

describe("the managed policies of a role", () => {
  const policies = (count: number) => Array.from({ length: count }, (_, index) => `team/P${index}`);

  it("are ten at most, twenty where that was raised, and never more", () => {
    expect([10, 11, 20, 21].map((count) => check({ managedPolicies: policies(count) }))).toEqual([
      [],
      ["too-many-policies at roles.r.managedPolicies?"],
      ["too-many-policies at roles.r.managedPolicies?"],
      ["too-many-policies at roles.r.managedPolicies"],
    ]);
  });

  it.each([
    "AWSLambdaBasicExecutionRole",
    "service-role/AWSLambdaBasicExecutionRol",
    "NothingLikeAnyOfThem",
    "arn:aws:iam::aws:policy/ReadOnlyAccess",
    "arn:aws-cn:iam::123456789012:policy/team/P",
  ])("may be %s", (policy) => {
    expect(check({ managedPolicies: [policy] })).toEqual([]);
  });

  it.each([
    "arn:aws:iam::12345678901:policy/P",
    "arn:aws:iam::aws:role/P",
    "arn:aws:iam::aws:policy/",
    "Read Only",
    " ReadOnlyAccess",
    "/ReadOnlyAccess",
    "team//P",
  ])("may not be %j", (policy) => {
    expect(check({ managedPolicies: ["ReadOnlyAccess", policy] })).toEqual(["illegal-policy-name at roles.r.managedPolicies.1"]);
  });

  it("that are nearly one of AWS's are asked about", () => {
    const [problem] = checkRole("r", { managedPolicies: ["ReadOnlyAcess"] });

    expect(problem).toMatchObject({
      severity: "warning",
      code: "unknown-managed-policy",
      suggestion: 'did you mean "ReadOnlyAccess"?',
      path: ["roles", "r", "managedPolicies", "0"],
    });
  });
});

describe("what a role may do", () => {
  const allow = (action: string, resource = "*"): RoleEntry => ({
    allow: [{ actions: ["s3:GetObject", action], resources: ["*", resource] }],
  });

  it.each(["*", "s3:*", "s3:Get*", "execute-api:Invoke", "s3:GetObjec?"])("%s is an action", (action) => {
    expect(check(allow(action))).toEqual([]);
  });

  it.each(["GetObject", "s3:", ":GetObject", "s3:Get Object", "**", "x s3:GetObject", "s3_x:Get"])("%s is none", (action) => {
    expect(check(allow(action))).toEqual(["illegal-action at roles.r.allow.0.actions.1"]);
  });

  it.each(["*", "arn:aws:s3:::acme/*"])("%s is a resource", (resource) => {
    expect(check(allow("*", resource))).toEqual([]);
  });

  it.each(["acme", "*acme", "x arn:aws:s3:::acme"])("%s is none", (resource) => {
    expect(check(allow("*", resource))).toEqual(["illegal-resource at roles.r.allow.0.resources.1"]);
  });

  it("stands in inline policies with names of their own", () => {
    const policy = { Statement: { Effect: "Allow", Action: "s3:GetObject", Resource: "*" } };
    const named = (name: string) => check({ inlinePolicies: { [name]: policy } });

    expect(["a", "a".repeat(128), "A1_+=,.@-", "stagekeeper-allow"].flatMap(named)).toEqual([]);
    expect([" a", "a b", "a!", "a".repeat(129)].map((name) => named(name).length)).toEqual([1, 1, 1, 1]);
    expect(check({ ...allow("*"), inlinePolicies: { "stagekeeper-allow": policy } })).toEqual([
      "conflicting-properties at roles.r.inlinePolicies.stagekeeper-allow",
    ]);
    expect(check({ ...allow("*"), inlinePolicies: { other: policy } })).toEqual([]);
  });

  it("has 10,240 characters in all, and is to blame where it was written", () => {
    const policy = (length: number) => {
      const empty =
        '{"Statement":[{"Action":["s3:GetObject"],"Effect":"Allow","Resource":["*"],"Sid":""}],"Version":"2012-10-17"}';
      const Sid = "S".repeat(length - empty.length);
      return { Version: "2012-10-17", Statement: [{ Sid, Effect: "Allow", Action: "s3:GetObject", Resource: "*" }] };
    };
    const many = Array.from({ length: 400 }, (_, index) => `arn:aws:s3:::bucket-number-${index}`);

    expect(check({ inlinePolicies: { a: policy(5000), b: policy(5240) } })).toEqual([]);
    expect(check({ inlinePolicies: { a: policy(5000), b: policy(5241) } })).toEqual([
      "policy-too-large at roles.r.inlinePolicies",
    ]);
    expect(check({ allow: [{ actions: ["s3:GetObject"], resources: many }] })).toEqual(["policy-too-large at roles.r.allow"]);
  });
});

it("`assumedBy` and `trust` are not said both", () => {
  const trust = { Statement: [{ Effect: "Allow", Principal: { AWS: "123456789012" }, Action: "sts:AssumeRole" }] };

  expect(check({ trust })).toEqual([]);
  expect(check({ trust, assumedBy: "lambda.amazonaws.com" })).toEqual(["conflicting-properties at roles.r.assumedBy"]);
});
