import { describe, expect, it } from "vitest";
import { canonicalPolicy, parsePolicy } from "../../src/kinds/policy-document.ts";
import type { JsonObject } from "../../src/model/json.ts";

const allow = (more: JsonObject): JsonObject => ({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...more }] });

describe("policy documents that AWS treats alike are equal", () => {
  it.each([
    { name: "one action alone or in a list", one: allow({ Action: "s3:GetObject" }), other: allow({ Action: ["s3:GetObject"] }) },
    {
      name: "actions in another order, or twice",
      one: allow({ Action: ["a:B", "a:C"] }),
      other: allow({ Action: ["a:C", "a:B", "a:C"] }),
    },
    {
      name: "resources in another order",
      one: allow({ Resource: ["x", "y"], NotAction: "a:B" }),
      other: allow({ Resource: ["y", "x"], NotAction: ["a:B"] }),
    },
    {
      name: "one statement alone or in a list",
      one: { Version: "2012-10-17", Statement: { Effect: "Deny" } },
      other: { Version: "2012-10-17", Statement: [{ Effect: "Deny" }] },
    },
    {
      name: "statements in another order",
      one: { Version: "2012-10-17", Statement: [{ Sid: "a" }, { Sid: "b" }] },
      other: { Version: "2012-10-17", Statement: [{ Sid: "b" }, { Sid: "a" }] },
    },
    { name: "everybody, in both spellings", one: allow({ Principal: "*" }), other: allow({ Principal: { AWS: "*" } }) },
    {
      name: "principals in another order",
      one: allow({ Principal: { AWS: ["1", "2"] } }),
      other: allow({ Principal: { AWS: ["2", "1"] } }),
    },
    { name: "not-principals", one: allow({ NotPrincipal: { AWS: "1" } }), other: allow({ NotPrincipal: { AWS: ["1"] } }) },
    {
      name: "condition values as text or as what they mean",
      one: allow({ Condition: { Bool: { "aws:SecureTransport": true } } }),
      other: allow({ Condition: { Bool: { "aws:SecureTransport": ["true"] } } }),
    },
    {
      name: "the version that AWS takes when none is given",
      one: { Statement: [] },
      other: { Version: "2008-10-17", Statement: [] },
    },
    { name: "no statements at all", one: {}, other: { Statement: [] } },
  ])("$name", ({ one, other }) => {
    expect(canonicalPolicy(one)).toEqual(canonicalPolicy(other));
  });

  it.each([
    {
      name: "another effect",
      one: allow({ Action: "a:B" }),
      other: { Version: "2012-10-17", Statement: [{ Effect: "Deny", Action: "a:B" }] },
    },
    { name: "another action", one: allow({ Action: "a:B" }), other: allow({ Action: "a:C" }) },
    {
      name: "another condition",
      one: allow({ Condition: { Bool: { a: true } } }),
      other: allow({ Condition: { Bool: { a: false } } }),
    },
  ])("and those that it does not are not: $name", ({ one, other }) => {
    expect(canonicalPolicy(one)).not.toEqual(canonicalPolicy(other));
  });

  it("keep what is not known, even where it is not well formed", () => {
    const odd: JsonObject = {
      Version: "2012-10-17",
      Id: "mine",
      Statement: ["text", { Condition: "odd", Principal: 7, Action: [{ a: 1 }] }, { Condition: { Bool: "odd" } }],
    };

    expect(canonicalPolicy(odd)).toMatchObject({ Id: "mine" });
    expect(canonicalPolicy(canonicalPolicy(odd))).toEqual(canonicalPolicy(odd));
  });

  it("are parsed as IAM gives them, URL-encoded (aws-facts 7), and as plain JSON", () => {
    const text = JSON.stringify(allow({ Action: "a:B" }));

    expect(parsePolicy(encodeURIComponent(text))).toEqual(parsePolicy(` ${text}`));
  });
});
