import { describe, expect, it } from "vitest";
import { loadValid } from "../desired/scratch.ts";
import { travel } from "../permissions/journey.ts";
import { misfit } from "../permissions/passes.ts";
import { CODE, FUNCTION_FIELDS, FunctionName, PLAIN, standing } from "./function-fields.ts";
import { KINDS } from "./kinds.ts";
import { describeWholeKind, EVERYTHING } from "./on-the-sandbox.ts";

describeWholeKind(KINDS.function);
describeWholeKind(KINDS.functionOfImage);

describe("what publishing freezes", () => {
  const declare = (properties: object) =>
    loadValid({
      "desired.yaml": JSON.stringify({
        owner: "acme",
        functions: { [FunctionName]: { ...PLAIN, ...properties, aliases: { live: { version: "auto" } } } },
      }),
      ...CODE,
    });
  const published = (first: object, later: object) =>
    travel([EVERYTHING], async ({ run, root }) => {
      await standing(root);
      expect(misfit("making it", await run(await declare(first)), "converged")).toBeNull();
      expect(misfit("changing it", await run(await declare(later)), "converged")).toBeNull();
      expect(misfit("looking again", await run(await declare(later)), "in-sync")).toBeNull();
      return (await root.lambda.getAlias({ FunctionName, Name: "live" })).FunctionVersion;
    });
  const frozen = ["vpc", "deadLetter", "kmsKey", "logging", "tracing", "ephemeralStorage"];

  it.each(FUNCTION_FIELDS.filter(({ name }) => frozen.includes(name)))(
    "with another $name the alias serves another version",
    async ({ name, first, later }) => {
      expect(await published({ [name]: first }, { [name]: later })).toBe("2");
    },
  );

  it("with another reserved concurrency the alias serves the same version", async () => {
    expect(await published({ reservedConcurrency: 7 }, { reservedConcurrency: 8 })).toBe("1");
  });

  it("an alias waits until its version has been optimised for starts from a snapshot", () =>
    travel([EVERYTHING], async ({ run, root }) => {
      await standing(root);
      const before = root.clock.now();

      expect(misfit("making it", await run(await declare({ snapStart: true })), "converged")).toBeNull();

      const { SnapStart, State } = await root.lambda.getFunctionConfiguration({ FunctionName, Qualifier: "live" });
      expect(SnapStart).toEqual({ ApplyOn: "PublishedVersions", OptimizationStatus: "On" });
      expect(State).toBe("Active");
      expect(root.clock.now() - before).toBeGreaterThan(150_000);
    }));
});
