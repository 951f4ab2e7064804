import { describe, expect, it } from "vitest";
import { AwsError } from "../../src/sandbox/wire/aws-error.ts";
import { loadValid } from "../desired/scratch.ts";
import { travel } from "../permissions/journey.ts";
import { misfit } from "../permissions/passes.ts";
import { apiOf, ROUTES, replace } from "./api-fields.ts";
import { KINDS } from "./kinds.ts";
import { describeWholeKind, EVERYTHING } from "./on-the-sandbox.ts";
import { WEB_ACL } from "./stage-fields.ts";

describeWholeKind(KINDS.stage);

describe("a stage whose web ACL", () => {
  const state = () =>
    loadValid({
      "desired.yaml": JSON.stringify({
        owner: "acme",
        apis: { shop: { routes: ROUTES, stages: { prod: { webAcl: WEB_ACL } } } },
      }),
    });
  const refusing = (name: string, untilMs: number) =>
    travel([EVERYTHING], async ({ run, sandbox, root }) => {
      const start = root.clock.now();
      sandbox.faults.script(({ operation }) =>
        operation === "AssociateWebACL" && root.clock.now() - start < untilMs
          ? { type: "fail", when: "before", error: new AwsError(name, "Retry your request.", 400) }
          : undefined,
      );
      const report = await run(await state());
      return { outcome: report.outcome, seconds: (root.clock.now() - start) / 1_000 };
    });

  it("is not known to WAF yet is made, and the step waits for it", async () => {
    expect(await refusing("WAFUnavailableEntityException", 120_000)).toMatchObject({ outcome: "converged" });
  });

  it("never comes to be known fails after five minutes, and one that is not there at once", async () => {
    const unknown = await refusing("WAFUnavailableEntityException", Number.POSITIVE_INFINITY);
    expect(unknown).toMatchObject({ outcome: "failed" });
    expect(unknown.seconds).toBeGreaterThanOrEqual(300);

    const missing = await refusing("WAFNonexistentItemException", Number.POSITIVE_INFINITY);
    expect(missing).toMatchObject({ outcome: "failed" });
    expect(missing.seconds).toBeLessThan(60);
  });
});

describe("a stage with a cache", () => {
  const state = (flush: string, more: object) => {
    const prod = { cache: { size: 0.5, flush }, ...more };
    const { routes = ROUTES, ...stage } = prod as { readonly routes?: object };
    return loadValid({ "desired.yaml": JSON.stringify({ owner: "acme", apis: { shop: { routes, stages: { prod: stage } } } }) });
  };
  const flushes = (flush: string, more: object) =>
    travel([EVERYTHING], async ({ run, sandbox, root }) => {
      await run(await state(flush, { variables: { A: "1" } }));
      await root.clock.sleep(300_000);
      const report = await run(await state(flush, { variables: { A: "1" }, ...more }));
      expect(misfit("changing it", report, "converged")).toBeNull();
      return sandbox.journal.entries().filter(({ operation }) => operation === "FlushStageCache").length;
    });

  it.each([
    ["serves another snapshot", "onChange", { routes: { ...ROUTES, "GET /more": { mock: { status: 200 } } } }, 1],
    ["has other variables", "onChange", { variables: { A: "2" } }, 1],
    ["is described otherwise", "onChange", { description: "Other" }, 0],
    [
      "serves another snapshot, and was not asked to",
      "never",
      { routes: { ...ROUTES, "GET /more": { mock: { status: 200 } } } },
      0,
    ],
  ])("throws away what it keeps when it %s (%s)", async (_, flush, more, times) => {
    expect(await flushes(flush, more)).toBe(times);
  });
});

describe("a stage that is to write execution logs", () => {
  const state = (more: object) =>
    loadValid({ "desired.yaml": JSON.stringify({ owner: "acme", apis: { shop: { routes: ROUTES, stages: { prod: more } } } }) });
  const LOGGING = { logging: { level: "error" } };
  const GRANTED = { patchOperations: [replace("/cloudwatchRoleArn", "arn:aws:iam::000000000000:role/logs")] };

  it("is told of in the plan, and not made by half, while the account has no role for them", () =>
    travel([EVERYTHING], async ({ run, look, root }) => {
      const first = await run(await state(LOGGING));
      expect(first.outcome).toBe("failed");
      expect((await root.apigateway.getStages(await apiOf(root))).item).toEqual([]);

      const { plan } = await look(await state(LOGGING));
      expect(plan?.blocked).toMatchObject([
        { address: "stage:shop/prod", reason: "unknown-missing", message: expect.stringContaining("UpdateAccount") },
      ]);

      await root.apigateway.updateAccount(GRANTED);
      expect(misfit("with the role", await run(await state(LOGGING)), "converged")).toBeNull();
    }));

  it("is told of where it is there already, and can be destroyed all the same", () =>
    travel([EVERYTHING], async ({ run, look }) => {
      expect(misfit("making it", await run(await state({})), "converged")).toBeNull();

      expect((await look(await state(LOGGING))).plan?.blocked).toMatchObject([{ reason: "unknown-missing" }]);
      expect(misfit("destroying it", await run(await state(LOGGING), { mode: "destroy" }), "converged")).toBeNull();
    }));
});
