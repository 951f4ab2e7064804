import { describe, expect, it } from "vitest";
import { loadValid } from "../desired/scratch.ts";
import { travel } from "../permissions/journey.ts";
import { misfit } from "../permissions/passes.ts";
import { declareAlias } from "./alias-fields.ts";
import { CODE, FunctionName, standing } from "./function-fields.ts";
import { KINDS } from "./kinds.ts";
import { describeWholeKind, EVERYTHING } from "./on-the-sandbox.ts";

describeWholeKind(KINDS.alias);

describe("an alias with provisioned concurrency", () => {
  const load = (environment: object) =>
    loadValid({
      "desired.yaml": JSON.stringify(declareAlias({ provisionedConcurrency: 5, environment })),
      ...CODE,
    });
  const at = { FunctionName, Qualifier: "live" };

  it("is made when all of it is ready, and is left alone while AWS moves it to another version", () =>
    travel([EVERYTHING], async ({ run, look, root: { lambda, clock, ...root } }) => {
      await standing({ lambda, clock, ...root });
      expect(misfit("making it", await run(await load({ AA: "1" })), "converged")).toBeNull();
      expect(await lambda.getProvisionedConcurrencyConfig(at)).toMatchObject({ Status: "READY" });

      const moved = await load({ AA: "2" });
      expect(misfit("moving it", await run(moved), "converged")).toBeNull();

      // All of the traffic is still the old version's, by a weight that AWS itself wrote.
      const during = await lambda.getAlias({ FunctionName, Name: "live" });
      expect(during.RoutingConfig).toEqual({ AdditionalVersionWeights: { "1": 1 } });
      expect((await look(moved)).plan?.steps).toEqual([]);
      await clock.sleep(120_000);
      expect((await lambda.getAlias({ FunctionName, Name: "live" })).RoutingConfig).toBeUndefined();
      expect(misfit("looking again", await run(moved), "in-sync")).toBeNull();
    }));

  it.each([
    ["shares its traffic by weights", { version: 1, weights: { "1": 0.5, "2": 0.5 } }],
    ["shifts in parts", { shift: "LambdaCanary10Percent5Minutes" }],
    ["serves what is not published", { version: "$LATEST" }],
  ])("is refused when it %s", async (_, members) => {
    const text = JSON.stringify(declareAlias({ provisionedConcurrency: 5, ...members }));
    await expect(loadValid({ "desired.yaml": text, ...CODE })).rejects.toThrow(/provision/);
  });
});
