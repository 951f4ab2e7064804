import { describe, expect, it } from "vitest";
import { leastTime, type Work } from "../../tools/bench/least-time.ts";

const nothing: Work = {
  regionalApis: 0,
  edgeApis: 0,
  imports: 0,
  deployments: 0,
  stages: 0,
  stagesWithSettings: 0,
  functions: 0,
  versions: 0,
  aliases: 0,
  permissions: 0,
};

describe("the least time from nothing", () => {
  it.each([
    { what: "nothing", work: {}, seconds: 0, limitedBy: "nothing" },
    {
      what: "ten APIs of five stages that share a snapshot (aws-facts 10.2: 45 s)",
      work: { regionalApis: 10, imports: 10, deployments: 10, stages: 50 },
      seconds: 45,
      limitedBy: "apigateway.CreateDeployment",
    },
    {
      what: "the same with a snapshot for each stage (aws-facts 10.2: 245 s)",
      work: { regionalApis: 10, imports: 10, deployments: 50, stages: 50 },
      seconds: 245,
      limitedBy: "apigateway.CreateDeployment",
    },
    {
      what: "edge-optimised APIs, one in 30 s",
      work: { edgeApis: 3, deployments: 3 },
      seconds: 60,
      limitedBy: "apigateway.CreateRestApi (edge)",
    },
    {
      what: "a hundred functions of three aliases with a permission each: 700 calls, 15 of them at once (aws-facts 10.3)",
      work: { functions: 100, aliases: 300, permissions: 300 },
      seconds: 685 / 15,
      limitedBy: "lambda",
    },
    {
      what: "the same with an environment for each alias: 1,300 calls (aws-facts 10.3)",
      work: { functions: 100, aliases: 300, permissions: 300, versions: 300 },
      seconds: 1_285 / 15,
      limitedBy: "lambda",
    },
    {
      what: "a thousand stages with settings of one API: 2,000 calls, 40 of them at once",
      work: { stages: 1_000, stagesWithSettings: 1_000 },
      seconds: 196,
      limitedBy: "apigateway",
    },
  ])("of $what", ({ work, seconds, limitedBy }) => {
    const least = leastTime({ ...nothing, ...work }, 1);

    expect(least).toEqual({ seconds: expect.closeTo(seconds), limitedBy });
  });

  it("is twice as long with half of the quotas", () => {
    expect(leastTime({ ...nothing, deployments: 7 }, 0.5).seconds).toBe(60);
  });
});
