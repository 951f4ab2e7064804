import { describe, expect, it } from "vitest";
import { allowsInvoke } from "../../src/sandbox/lambda/evaluate-policy.ts";
import type { PolicyStatement } from "../../src/sandbox/lambda/state.ts";

const STAGE = "arn:aws:execute-api:us-east-1:111111111111:api123/prod/PUT/upload/deep";
const CALLER = { service: "apigateway.amazonaws.com", sourceArn: STAGE };

function aStatement(overrides: Partial<PolicyStatement> = {}): PolicyStatement {
  return {
    Sid: "stage",
    Effect: "Allow",
    Principal: { Service: "apigateway.amazonaws.com" },
    Action: "lambda:InvokeFunction",
    Resource: "arn:aws:lambda:us-east-1:111111111111:function:fn:prod",
    ...overrides,
  };
}

const like = (arn: string) => ({ Condition: { ArnLike: { "AWS:SourceArn": arn } } });

const cases: readonly { readonly name: string; readonly statement: Partial<PolicyStatement>; readonly allowed: boolean }[] = [
  { name: "a service without conditions", statement: {}, allowed: true },
  { name: "everybody", statement: { Principal: "*" }, allowed: true },
  { name: "another service", statement: { Principal: { Service: "s3.amazonaws.com" } }, allowed: false },
  {
    name: "an account, which is not a service",
    statement: { Principal: { AWS: "arn:aws:iam::111111111111:root" } },
    allowed: false,
  },
  { name: "any Lambda action", statement: { Action: "lambda:*" }, allowed: true },
  { name: "another Lambda action", statement: { Action: "lambda:InvokeFunctionUrl" }, allowed: false },
  { name: "the source itself", statement: like(STAGE), allowed: true },
  {
    name: "any route of the stage",
    statement: like("arn:aws:execute-api:us-east-1:111111111111:api123/prod/*/*"),
    allowed: true,
  },
  {
    name: "any route of another stage",
    statement: like("arn:aws:execute-api:us-east-1:111111111111:api123/dev/*/*"),
    allowed: false,
  },
  {
    name: "a stage whose name begins alike",
    statement: like("arn:aws:execute-api:us-east-1:111111111111:api123/pro/*"),
    allowed: false,
  },
  {
    name: "one character by a question mark",
    statement: like("arn:aws:execute-api:us-east-1:111111111111:api12?/*"),
    allowed: true,
  },
  { name: "any region and account", statement: like("arn:aws:execute-api:*:*:api123/*"), allowed: true },
  { name: "a wildcard that would reach over colons", statement: like("arn:aws:*api123/*"), allowed: false },
  { name: "a dot that is no wildcard", statement: like("arn:aws:execute-api:us-east-1:111111111111:api.23/*"), allowed: false },
  {
    name: "the source's account",
    statement: { Condition: { StringEquals: { "AWS:SourceAccount": "111111111111" } } },
    allowed: true,
  },
  {
    name: "another account, though the source matches",
    statement: { Condition: { StringEquals: { "AWS:SourceAccount": "222222222222" }, ArnLike: { "AWS:SourceArn": STAGE } } },
    allowed: false,
  },
  {
    name: "a key that services do not send",
    statement: { Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1234567890" } } },
    allowed: false,
  },
  { name: "a string with wildcards", statement: { Condition: { StringLike: { "aws:SourceArn": "*:api123/*" } } }, allowed: true },
  {
    name: "ArnEquals, which is ArnLike",
    statement: { Condition: { ArnEquals: { "AWS:SourceArn": "arn:aws:*:*:*:*" } } },
    allowed: true,
  },
  { name: "an operator nobody knows", statement: { Condition: { Sometimes: { "AWS:SourceArn": STAGE } } }, allowed: false },
];

describe("a resource policy", () => {
  it.each(cases)("$name: $allowed", ({ statement, allowed }) => {
    expect(allowsInvoke({ statements: [aStatement(statement)], revisionId: "r" }, CALLER)).toBe(allowed);
  });

  it("that is not there allows nobody", () => {
    expect(allowsInvoke(undefined, CALLER)).toBe(false);
  });

  it("allows as soon as one of its statements does", () => {
    const statements = [aStatement({ Principal: { Service: "s3.amazonaws.com" } }), aStatement()];

    expect(allowsInvoke({ statements, revisionId: "r" }, CALLER)).toBe(true);
  });
});
