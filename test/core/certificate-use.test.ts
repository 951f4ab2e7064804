/** Pruning a client certificate: not while a stage shows it, and after that has left it. */
import { describe, expect, it } from "vitest";
import type { StageSpec } from "../../src/model/specs/stage.ts";
import { makePlan } from "../../src/plan/make-plan.ts";
import { aDesired, aLive, anyDesired, anyLive, OWNER, observed } from "./builders.ts";
import { createMemoryLedger } from "./run-pass.ts";

interface Case {
  /** Undefined: nobody declares it. */
  readonly stage?: StageSpec;
  readonly live?: StageSpec;
  readonly prunesStage?: true;
  readonly force?: true;
}

const OLD = aLive("client-certificate", "old", {}, { facts: { id: "old111" } });

function prune({ stage, live = {}, prunesStage, force }: Case) {
  const there = aLive("stage", "Shop/prod", live);
  const { steps, blocked } = makePlan({
    state: { revision: "r", owner: OWNER },
    derived: { resources: stage === undefined ? [] : anyDesired(aDesired("stage", "Shop/prod", stage)), blocked: [], notes: [] },
    observations: stage === undefined ? new Map() : observed(there),
    owned: [OLD, ...(prunesStage ? [there] : [])].map(anyLive),
    only: [],
    force: force ?? false,
    memory: createMemoryLedger(),
    now: 0,
  });
  return {
    steps: steps.map(({ action, address, needs }) => [`${action} ${address}`, ...needs].join(" after ")),
    blocked: blocked.map(({ address, reason, message }) => `${address} ${reason}: ${message}`),
  };
}

const SHOWS: StageSpec = { clientCertificate: "old111" };
const KEPT = {
  blocked: [
    "client-certificate:old in-use: not deleted, for stage Shop/prod still shows it; give the stage another clientCertificate or `off` first, or declare this one again",
  ],
};

describe("a client certificate that nobody desires any more", () => {
  it.each<readonly [string, Case, object]>([
    ["goes where no stage shows it", { stage: {}, live: {} }, { steps: ["delete client-certificate:old"], blocked: [] }],
    ["stays while a stage shows it that does not say which", { stage: {}, live: SHOWS }, { steps: [], ...KEPT }],
    ["stays while a stage is to show it by its id", { stage: SHOWS, live: SHOWS }, { steps: [], ...KEPT }],
    [
      "stays though something else of the stage changes",
      { stage: { description: "new" }, live: SHOWS },
      { steps: ["update stage:Shop/prod"], ...KEPT },
    ],
    [
      "goes after the stage was given another one",
      { stage: { clientCertificate: "new222" }, live: SHOWS },
      {
        steps: ["update stage:Shop/prod", "delete client-certificate:old after stage:Shop/prod"],
        blocked: [],
      },
    ],
    [
      "goes after the stage was given none",
      { stage: { clientCertificate: null }, live: SHOWS },
      {
        steps: ["update stage:Shop/prod", "delete client-certificate:old after stage:Shop/prod"],
        blocked: [],
      },
    ],
    [
      "goes after the stage itself",
      { live: SHOWS, prunesStage: true },
      { steps: ["delete stage:Shop/prod", "delete client-certificate:old after stage:Shop/prod"], blocked: [] },
    ],
    [
      "is asked of AWS when forced",
      { stage: {}, live: SHOWS, force: true },
      { steps: ["delete client-certificate:old"], blocked: [] },
    ],
  ])("%s", (_, given, result) => {
    expect(prune(given)).toEqual(result);
  });
});
