import { describe, expect, it } from "vitest";
import { covers, readSourceArn, stageSourceArn } from "../../src/aws/statement.ts";
import type { Desired } from "../../src/model/desired.ts";
import { AUTHORIZERS } from "../../src/model/specs/permission.ts";
import type { RestApiSpec } from "../../src/model/specs/rest-api.ts";
import { deriveAll } from "../../src/plan/derive.ts";
import { aDesired, aState, IDENTITY, stageVariable } from "./builders.ts";

const AUTHORIZER = { type: "TOKEN", function: "Gate", qualifier: stageVariable("ALIAS") } as const;
const ROUTES = { "GET /": { integration: { type: "mock", status: 200 } } } as const;

/** Addresses of the permissions of an API with two stages. */
function permissions(authorizers: RestApiSpec["authorizers"]): readonly string[] {
  const stage = (name: string, ALIAS: string) =>
    aDesired("stage", `Shop/${name}`, { variables: { ALIAS } }, { intent: { deployment: "leave" } });
  const resources = [
    aDesired("function", "Gate"),
    aDesired("alias", "Gate/live", {}, { intent: { select: "$LATEST" } }),
    aDesired("rest-api", "Shop", { routes: ROUTES, ...(authorizers && { authorizers }) }),
    stage("dev", "live"),
    stage("prod", "live"),
  ];
  const { resources: all } = deriveAll(aState(resources), IDENTITY, new Map());
  return all.filter((one): one is Desired<"permission"> & typeof one => one.kind === "permission").map(({ address }) => address);
}

describe("the permission of an authorizer", () => {
  it("is of the API and not of a stage: one for all stages that lead to the same alias", () => {
    expect(permissions({ gate: AUTHORIZER })).toEqual(["permission:Gate/live/Shop/(authorizers)"]);
  });

  it("is none where the function is invoked as a role, where there is none, and where the authorizer is to be absent", () => {
    const pools = { type: "COGNITO_USER_POOLS", userPools: ["arn"] } as const;

    expect(permissions({ gate: { ...AUTHORIZER, credentials: "arn:aws:iam::1:role/r" } })).toEqual([]);
    expect(permissions({ people: pools, gone: null })).toEqual([]);
  });

  it("names the function by its ARN as well as by its name", () => {
    const arn = `arn:aws:lambda:${IDENTITY.region}:${IDENTITY.account}:function:Gate`;

    expect(permissions({ gate: { ...AUTHORIZER, function: arn } })).toEqual(["permission:Gate/live/Shop/(authorizers)"]);
  });

  it("is written for every authorizer of the API, and read back as that", () => {
    const arn = stageSourceArn(IDENTITY, "abc123", AUTHORIZERS);

    expect(arn).toMatch(/:abc123\/authorizers\/\*$/);
    expect(readSourceArn(arn)).toEqual({ apiId: "abc123", stage: AUTHORIZERS });
    expect(readSourceArn(stageSourceArn(IDENTITY, "abc123", "authorizers"))).toEqual({ apiId: "abc123", stage: "authorizers" });
    const statement = {
      Effect: "Allow",
      Principal: { Service: "apigateway.amazonaws.com" },
      Action: "lambda:InvokeFunction",
      Condition: { ArnLike: { "AWS:SourceArn": stageSourceArn(IDENTITY, "abc123", "prod") } },
    };
    expect(covers(statement, arn)).toBe(false);
  });
});
