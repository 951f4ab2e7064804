import { beforeAll, describe, expect, inject, it } from "vitest";
import { CASE_LIMIT_MS, CASES_AT_ONCE, type Judged, runAll } from "../../tools/conformance/run.ts";
import { CASES } from "../conformance/cases.ts";
import { deviationsOf } from "../conformance/deviations/tables.ts";
import { endpointTarget } from "../conformance/targets/endpoint.ts";

const RUN_LIMIT_MS = 600_000;

/** By emulator, then by case. All emulators are asked at the same time, before anything is judged. */
const judged = new Map<string, ReadonlyMap<string, Judged>>();

beforeAll(async () => {
  const runs = inject("emulators").map(async (emulator) => {
    const options = { deviations: deviationsOf(emulator.name), atOnce: CASES_AT_ONCE, limitMs: CASE_LIMIT_MS };
    const outcomes = await runAll(CASES, endpointTarget(emulator), options);
    judged.set(emulator.name, new Map(outcomes.map((outcome) => [outcome.one.id, outcome])));
  });
  await Promise.all(runs);
}, RUN_LIMIT_MS);

describe.each(inject("emulators"))("$name is as AWS, or as its table of deviations says", ({ name }) => {
  it.each(CASES)("$id $name", ({ id }) => {
    const outcome = judged.get(name)?.get(id);

    expect(outcome?.objections, outcome?.outcome.findings.join("\n")).toEqual([]);
  });
});
