import { describe, expect, it } from "vitest";
import { covers, parseStatements, readSourceArn, stageSourceArn } from "../../src/aws/statement.ts";
import { likeMatches } from "../../src/kinds/iam-wildcard.ts";

const identity = { account: "111122223333", region: "us-east-1", partition: "aws" };
const source = stageSourceArn(identity, "abc", "prod");
const arn = (rest: string) => `arn:aws:execute-api:us-east-1:111122223333:${rest}`;

function statement(condition: object | undefined, more: object = {}) {
  return {
    Sid: "s",
    Effect: "Allow",
    Principal: { Service: "apigateway.amazonaws.com" },
    Action: "lambda:InvokeFunction",
    ...(condition ? { Condition: condition } : {}),
    ...more,
  } as Parameters<typeof covers>[0];
}

const exact = { ArnLike: { "AWS:SourceArn": arn("abc/prod/*/*") } };

describe("a statement that lets a stage invoke", () => {
  it.each([
    { reason: "exactly ours, as AWS stores it", statement: statement(exact), expected: true },
    {
      reason: "the StringLike that some docs print",
      statement: statement({ StringLike: { "aws:SourceArn": arn("abc/prod/*/*") } }),
      expected: true,
    },
    {
      reason: "every stage of the API",
      statement: statement({ ArnLike: { "AWS:SourceArn": arn("abc/*/*/*") } }),
      expected: true,
    },
    { reason: "the whole API", statement: statement({ ArnLike: { "AWS:SourceArn": arn("abc/*") } }), expected: true },
    { reason: "no condition at all", statement: statement(undefined), expected: true },
    {
      reason: "this account only",
      statement: statement({ StringEquals: { "AWS:SourceAccount": "111122223333" } }),
      expected: true,
    },
    { reason: "all Lambda actions", statement: statement(exact, { Action: "lambda:*" }), expected: true },
    { reason: "anybody", statement: statement(exact, { Principal: "*" }), expected: true },
    {
      reason: "one method and path",
      statement: statement({ ArnLike: { "AWS:SourceArn": arn("abc/prod/PUT/upload") } }),
      expected: false,
    },
    { reason: "another stage", statement: statement({ ArnLike: { "AWS:SourceArn": arn("abc/dev/*/*") } }), expected: false },
    { reason: "another API", statement: statement({ ArnLike: { "AWS:SourceArn": arn("xyz/prod/*/*") } }), expected: false },
    {
      reason: "another account",
      statement: statement({ StringEquals: { "AWS:SourceAccount": "999988887777" } }),
      expected: false,
    },
    {
      reason: "a wildcard under an exact operator",
      statement: statement({ ArnEquals: { "AWS:SourceArn": arn("abc/*") } }),
      expected: false,
    },
    {
      reason: "a condition we cannot judge",
      statement: statement({ ...exact, Bool: { "aws:SecureTransport": "true" } }),
      expected: false,
    },
    { reason: "another service", statement: statement(exact, { Principal: { Service: "s3.amazonaws.com" } }), expected: false },
    { reason: "another action", statement: statement(exact, { Action: "lambda:GetFunction" }), expected: false },
    { reason: "a denial", statement: statement(exact, { Effect: "Deny" }), expected: false },
  ])("for $reason: $expected", ({ statement: given, expected }) => {
    expect(covers(given, source)).toBe(expected);
  });

  it("names every method and path of one stage", () => {
    expect(source).toBe("arn:aws:execute-api:us-east-1:111122223333:abc/prod/*/*");
  });
});

describe("reading a resource policy", () => {
  it("takes one statement and a list of them", () => {
    expect(parseStatements('{"Statement":{"Sid":"a"}}')).toEqual([{ Sid: "a" }]);
    expect(parseStatements('{"Statement":[{"Sid":"a"},{"Sid":"b"}]}')).toHaveLength(2);
    expect(parseStatements(undefined)).toEqual([]);
  });

  it("finds API and stage in a source ARN of API Gateway only", () => {
    expect(readSourceArn(source)).toEqual({ apiId: "abc", stage: "prod" });
    expect(readSourceArn("arn:aws:s3:::bucket/key")).toBeUndefined();
    expect(readSourceArn(undefined)).toBeUndefined();
  });

  it.each([
    ["abc/*", "abc/prod/*/*", true],
    ["a?c", "abc", true],
    ["a.c", "abc", false],
    ["abc/prod", "abc/prod/x", false],
  ])("matches %s with %s as IAM does: %s", (pattern, text, expected) => {
    expect(likeMatches(pattern, text)).toBe(expected);
  });
});
