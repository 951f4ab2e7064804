import { describe, expect, it } from "vitest";
import { preview } from "../../src/engine/reconcile.ts";
import type { Live } from "../../src/model/observation.ts";
import type { RouteSpec } from "../../src/model/specs/rest-api.ts";
import { makePlan } from "../../src/plan/make-plan.ts";
import { withServedRoutes } from "../../src/plan/stale-snapshots.ts";
import { aDesired, aLive, anyDesired, imageUpload, OWNER, observed, stageVariable } from "./builders.ts";
import { createMemoryAws } from "./memory-aws.ts";
import { openRecordingLogger } from "./recording-logger.ts";
import { converge, createMemoryLedger } from "./run-pass.ts";

const mock = (status: number): RouteSpec => ({ integration: { type: "mock", status } });
const UPLOAD: RouteSpec = { integration: { type: "lambda", function: "Uploader", qualifier: stageVariable("LAMBDA_ALIAS") } };
const STAGE = "stage:Api/prod";

describe("the routes of a stale snapshot", () => {
  const plan = makePlan({
    state: { revision: "r", owner: OWNER },
    derived: { resources: [], blocked: [], notes: [{ address: STAGE, code: "stale-snapshot", message: "is stale" }] },
    observations: new Map(),
    owned: [],
    only: [],
    force: false,
    memory: createMemoryLedger(),
    now: 0,
  });
  const notesWith = (
    served: Readonly<Record<string, RouteSpec>> | null,
    api: { readonly declared?: Readonly<Record<string, RouteSpec>>; readonly live?: Readonly<Record<string, RouteSpec>> },
  ) => {
    const resources = anyDesired(aDesired("rest-api", "Api", api.declared === undefined ? {} : { routes: api.declared }));
    const live = aLive("rest-api", "Api", {}, { facts: { id: "a1", ...(api.live && { liveRoutes: api.live }) } });
    const known = { derived: { resources, blocked: [], notes: [] }, observations: observed(live) };
    return withServedRoutes(plan, new Map([[STAGE, served]]), known).notes;
  };

  it("are told as missing, stale or gone", () => {
    const declared = { "GET /same": mock(200), "GET /new": mock(200), "GET /other": mock(201) };
    const served = { "GET /same": mock(200), "GET /other": mock(200), "GET /old": mock(200), "GET /by-hand": mock(200) };

    expect(notesWith(served, { declared, live: { ...declared, "GET /by-hand": mock(200) } })).toEqual([
      {
        address: STAGE,
        code: "stale-snapshot",
        message: "is stale",
        details: ["missing: GET /new", "stale: GET /other", "gone: GET /old"],
      },
    ]);
  });

  it("are told against what lives where nobody declares the API", () => {
    expect(notesWith({}, { live: { "GET /new": mock(200) } })[0]?.details).toEqual(["missing: GET /new"]);
  });

  it.each([
    { name: "they could not be read", served: null, api: { declared: { "GET /": mock(200) } } },
    { name: "the API is not known either", served: { "GET /": mock(200) }, api: {} },
    { name: "none differs", served: { "GET /": mock(200) }, api: { declared: { "GET /": mock(200) } } },
  ])("are left out when $name", ({ served, api }) => {
    expect(notesWith(served, api)).toEqual([{ address: STAGE, code: "stale-snapshot", message: "is stale" }]);
  });

  it("are left out when the API is not there at all", () => {
    const { notes } = withServedRoutes(plan, new Map([[STAGE, {}]]), {
      derived: { resources: [], blocked: [], notes: [] },
      observations: new Map(),
    });

    expect(notes[0]).not.toHaveProperty("details");
  });
});

describe("a pass", () => {
  async function look(aws: ReturnType<typeof createMemoryAws>, ledger: ReturnType<typeof createMemoryLedger>, more: object = {}) {
    const asked: string[] = [];
    const { identity, observers, calls } = aws.openSession();
    const state = imageUpload();
    const resources = state.resources.map((one) =>
      one.address === "stage:ImageUpload/dev" ? { ...one, options: { ...one.options, ...more } } : one,
    );
    const report = await preview(
      { mode: "apply", only: [], prune: false, force: false, concurrency: 2 },
      {
        source: { load: async () => ({ valid: true, state: { ...state, resources: resources as typeof state.resources } }) },
        session: {
          identity,
          observers,
          calls,
          servedRoutes: async (stage: Live<"stage">) => {
            asked.push(stage.address);
            return { "PUT /upload": UPLOAD, "GET /old": mock(200) };
          },
        },
        ledger,
        clock: { now: () => 0, sleep: async () => {} },
        progress() {},
        logger: openRecordingLogger().logger,
        signal: new AbortController().signal,
      },
    );
    return { asked, report };
  }

  async function converged() {
    const [aws, ledger] = [createMemoryAws(), createMemoryLedger()];
    await converge(aws, imageUpload(), { ledger });
    return { aws, ledger };
  }

  it("asks for what a stage serves when somebody moved the stage, and says in which routes it is stale", async () => {
    const { aws, ledger } = await converged();
    aws.change("stage:ImageUpload/dev", { deploymentId: "foreign" });
    const live = aws.store.get("stage:ImageUpload/dev");
    if (live) aws.put({ ...live, outputs: { ...live.outputs, deploymentId: "foreign" } });

    const { asked, report } = await look(aws, ledger);

    expect(asked).toEqual(["stage:ImageUpload/dev"]);
    expect(report.plan?.steps.map(({ address, cause }) => [address, cause])).toEqual([["stage:ImageUpload/dev", "drift"]]);
    expect(report.plan?.notes).toEqual([
      {
        address: "stage:ImageUpload/dev",
        code: "stale-snapshot",
        message: "serves another snapshot than it should",
        details: ["gone: GET /old"],
      },
    ]);
  });

  it("asks also when a policy leaves the stage where it was moved", async () => {
    const { aws, ledger } = await converged();
    aws.change("stage:ImageUpload/dev", { deploymentId: "foreign" });

    const { asked, report } = await look(aws, ledger, { drift: [{ path: "deploymentId", policy: "alert" }] });

    expect(asked).toEqual(["stage:ImageUpload/dev"]);
    expect(report.plan?.steps).toEqual([]);
  });

  it("asks nothing when every stage serves what it should", async () => {
    const { aws, ledger } = await converged();

    expect((await look(aws, ledger)).asked).toEqual([]);
  });

  it("asks nothing of a rollout, for that every stage is behind it goes without saying", async () => {
    const { aws } = await converged();
    aws.change("stage:ImageUpload/dev", { deploymentId: "foreign" });

    expect((await look(aws, createMemoryLedger())).asked).toEqual([]);
  });

  it("asks nothing of a note about a stage that is not there", async () => {
    const { aws, ledger } = await converged();
    aws.remove("stage:ImageUpload/dev");

    expect((await look(aws, ledger)).asked).toEqual([]);
  });

  it("needs no such reader", async () => {
    const { aws, ledger } = await converged();
    aws.change("stage:ImageUpload/dev", { deploymentId: "foreign" });

    const report = await converge(aws, imageUpload(), { ledger });

    expect(report.outcome).toBe("converged");
  });
});
