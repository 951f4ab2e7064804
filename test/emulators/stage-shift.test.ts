/**
 * A stage's shift and a canary that stays, through the command, on the emulator that keeps canaries as AWS does: moto moves
 * the stage itself, and ministack ignores promotion (docs/fidelity.md, F20 and F24).
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { reconcile, resultOf } from "../../tools/command/run-reconcile.ts";
import { accountOf } from "./account.ts";

const API = "StageShift";
const STAGE = `stage:${API}/prod`;

describe.each(inject("emulators").filter(({ name }) => name === "LocalEmu"))("a stage's shift on $name", (emulator) => {
  const { apigateway } = accountOf(emulator);
  let folder: string;

  const run = (...args: readonly string[]) =>
    reconcile(inject("command"), [...args, "--endpoint-url", emulator.url, "--format", "json"], { cwd: folder });
  const commit = (colour: string, stage: string, status = 200) =>
    writeFile(path.join(folder, "desired.yaml"), desired(colour, stage, status));
  const stage = async () => {
    const { items = [] } = await apigateway.getRestApis({});
    const restApiId = items.find(({ name }) => name === API)?.id ?? "";
    return apigateway.getStage({ restApiId, stageName: "prod" });
  };

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "stagekeeper-stage-shift-"));
    await commit("blue", "shift: { canary: { percent: 10, bake: 1h } }");
    const ended = await run("desired.yaml");
    expect(resultOf(ended).outcome, ended.stderr).toBe("converged");
  });

  afterAll(async () => {
    await run("destroy", "desired.yaml", "--yes");
    await rm(folder, { recursive: true });
  });

  it("starts with its first step, and holds there in a process that knows nothing of it", async () => {
    const before = await stage();
    await commit("green", "shift: { canary: { percent: 10, bake: 1h } }", 201);

    const started = await run("desired.yaml", "--no-wait", "--state", "first");
    const held = await run("desired.yaml", "--no-wait", "--state", "second");

    expect(resultOf(started), started.stderr).toMatchObject({ outcome: "shifting", shifts: [{ move: "start", percent: 10 }] });
    expect(resultOf(held), held.stderr).toMatchObject({
      outcome: "shifting",
      steps: [],
      shifts: [{ move: "hold", percent: 10 }],
    });
    const { deploymentId, variables, canarySettings, description } = await stage();
    expect([deploymentId, variables]).toEqual([before.deploymentId, { COLOUR: "blue" }]);
    expect(canarySettings).toMatchObject({ percentTraffic: 10, stageVariableOverrides: { COLOUR: "green" } });
    expect(description).toContain(`shift:${canarySettings?.deploymentId}@10 from:`);
  });

  it("arrives in the steps of another commit, in one run, and leaves everything in sync", async () => {
    await commit("red", "shift: { linear: { percent: 40, every: 1s } }", 202);

    const ended = await run("desired.yaml");
    const again = await run("desired.yaml");

    expect(resultOf(ended).outcome, ended.stderr).toBe("converged");
    expect(resultOf(ended).steps.filter(({ address }) => address === STAGE)).toHaveLength(3);
    const { variables, canarySettings, description } = await stage();
    expect([variables, canarySettings, description ?? ""]).toEqual([{ COLOUR: "red" }, undefined, ""]);
    expect(resultOf(again), again.stderr).toMatchObject({ outcome: "in-sync", shifts: [] });
  });

  it("gives way to a canary that stays, and that goes along with the stage", async () => {
    await commit("red", "canary: { percent: 25, variables: { COLOUR: pink } }", 202);
    const begun = await run("desired.yaml");
    await commit("red", "canary: { percent: 25, variables: { COLOUR: pink } }", 203);

    const moved = await run("desired.yaml");
    const again = await run("desired.yaml");

    expect([begun, moved, again].map((ended) => resultOf(ended).outcome)).toEqual(["converged", "converged", "in-sync"]);
    const { deploymentId, canarySettings } = await stage();
    expect(canarySettings).toMatchObject({ deploymentId, percentTraffic: 25, stageVariableOverrides: { COLOUR: "pink" } });
  });
});

function desired(colour: string, stage: string, status: number): string {
  return `owner: stage-shift
apis:
  ${API}:
    routes: { GET /: { mock: { status: ${status} } } }
    stages: { prod: { variables: { COLOUR: ${colour} }, ${stage} } }
`;
}
