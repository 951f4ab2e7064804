/** Every kind, field by field, as far as emulators go: the lives that the sandbox is held to, and where an emulator lets none be led. */
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import type { RunningEmulator } from "../../tools/emulators/emulator.ts";
import { motoWithoutPolicies } from "../../tools/emulators/moto.ts";
import { ALL, type KindDeviation, keptFields, namedFields, objection } from "../whole-kinds/deviations/kind-deviation.ts";
import { KIND_DEVIATIONS } from "../whole-kinds/deviations/tables.ts";
import { KINDS } from "../whole-kinds/kinds.ts";
import { type Departure, leadLifeOf, leadWholeLife, type Travel, type WholeKind } from "../whole-kinds/whole-kind.ts";
import { furnished, travelOn } from "./travel-on.ts";

/** LocalEmu has no functions, and cannot be emptied. */
const EMULATORS = inject("emulators").filter(({ name }) => name in KIND_DEVIATIONS);

interface Life {
  readonly id: string;
  readonly kind: WholeKind;
  readonly needsPolicies: boolean;
  readonly name: string;
  readonly known: KindDeviation | undefined;
  lead(kind: WholeKind, travel: Travel): Promise<Departure | null>;
}

function livesOn(emulator: string): readonly Life[] {
  return (Object.keys(KINDS) as (keyof typeof KINDS)[]).flatMap((key) => {
    const rows = KIND_DEVIATIONS[emulator]?.[key] ?? {};
    const kind: WholeKind = KINDS[key];
    const ofName = (name: string) => ({
      id: `${emulator} ${key} ${name}`,
      kind,
      name,
      known: rows[name],
      // AWS's own are attached to roles alone here.
      needsPolicies: key === "role" && (name === ALL || name === "managedPolicies"),
    });
    const fields = [...namedFields(kind).keys()].map((name): Life => {
      const lead: Life["lead"] = (there, travel) => leadLifeOf(fieldOf(there, name), there, travel);
      return { ...ofName(name), lead };
    });
    const whole: Life = {
      ...ofName(ALL),
      lead: (there, travel) => leadWholeLife(there, keptFields(there, rows), travel),
    };
    return [whole, ...fields];
  });
}

function fieldOf(kind: WholeKind, name: string) {
  const field = namedFields(kind).get(name);
  if (field === undefined) throw new Error(`${kind.name} has no field ${name}`);
  return field;
}

/** How each life went. Both emulators are at it at the same time, each with one life after the other. */
const led = new Map<string, Promise<Departure | null>>();
let lean: RunningEmulator | undefined;

beforeAll(async () => {
  lean = await motoWithoutPolicies.start();
  for (const emulator of EMULATORS) {
    let before: Promise<unknown> = Promise.resolve();
    for (const { id, kind, needsPolicies, lead } of livesOn(emulator.name)) {
      const place = emulator.name === lean.endpoint.name && !needsPolicies ? lean.endpoint : emulator;
      const going = before.then(() => lead(furnished(kind, place), travelOn(place)));
      before = going.catch(() => {});
      led.set(id, going);
    }
  }
});

afterAll(() => lean?.stop());

describe.each(EMULATORS)("$name lets a kind live as AWS does, or as its table of deviations says", ({ name }) => {
  it.each(livesOn(name))("$kind.name: $name", async ({ id, known }) => {
    const departure = await led.get(id);

    // `undefined`: it was never led.
    expect(departure).not.toBeUndefined();
    expect(objection(departure ?? null, known), known?.instead).toBeNull();
  });
});

it("there is a table for emulators that run alone", () => {
  expect(EMULATORS.map((emulator) => emulator.name).toSorted()).toEqual(Object.keys(KIND_DEVIATIONS).toSorted());
});
