import { describe, expect, it } from "vitest";
import { loadValid } from "../desired/scratch.ts";
import { travel } from "../permissions/journey.ts";
import { misfit } from "../permissions/passes.ts";
import { declareApi } from "./api-fields.ts";
import { KINDS } from "./kinds.ts";
import { describeWholeKind, EVERYTHING } from "./on-the-sandbox.ts";

describeWholeKind(KINDS.restApi);

describe("an authorizer that somebody made without a time to live", () => {
  it("has the one that API Gateway takes then", () =>
    travel([EVERYTHING], async ({ run, root: { apigateway } }) => {
      const userPool = "arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_a";
      const state = (api: Readonly<Record<string, unknown>>) => loadValid({ "desired.yaml": JSON.stringify(declareApi(api)) });
      const first = await run(await state({}));
      expect(misfit("making it", first, "converged")).toBeNull();
      const restApiId = (await apigateway.getRestApis({})).items?.[0]?.id;
      const theirs = { name: "people", identitySource: "method.request.header.Authorization", providerARNs: [userPool] };
      const made = await apigateway.createAuthorizer({ restApiId, type: "COGNITO_USER_POOLS", ...theirs });
      expect(made.authorizerResultTtlInSeconds).toBeUndefined();

      const report = await run(await state({ authorizers: { people: { userPools: [userPool] } } }));

      expect(misfit("declared as it is", report, "in-sync")).toBeNull();
    }));
});
