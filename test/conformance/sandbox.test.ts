import { describe, expect, it } from "vitest";
import { CASES } from "./cases.ts";
import { objections } from "./deviations/deviation.ts";
import { SANDBOX_DEVIATIONS } from "./deviations/sandbox.ts";
import { runCase } from "./run-case.ts";
import { sandboxTarget } from "./targets/sandbox.ts";

const AREAS = [...new Set(CASES.map(({ area }) => area))];

describe.each(AREAS)("the sandbox is as AWS: %s", (area) => {
  it.each(CASES.filter((one) => one.area === area))("$id $name", async (one) => {
    const outcome = await runCase(one, sandboxTarget);

    expect(objections(one, outcome, SANDBOX_DEVIATIONS)).toEqual([]);
  });
});

describe("the cases", () => {
  it("have ids of their own", () => {
    expect(CASES.map(({ id }) => id).toSorted()).toEqual([...new Set(CASES.map(({ id }) => id))].toSorted());
  });
});
