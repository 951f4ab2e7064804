/** The part of docs/fidelity.md that tells how far kinds can live on emulators, by the tables that the runs hold them to. */
import { ALL, type KindDeviations, namedFields } from "../../test/whole-kinds/deviations/kind-deviation.ts";
import type { KINDS } from "../../test/whole-kinds/kinds.ts";
import type { WholeKind } from "../../test/whole-kinds/whole-kind.ts";

type Kinds = Readonly<Record<keyof typeof KINDS, WholeKind>>;
type Tables = Readonly<Record<string, KindDeviations>>;

export function kindsSection(kinds: Kinds, tables: Tables, seenIn: Readonly<Record<string, string>>): readonly string[] {
  // The keys of a record of this type.
  const keys = Object.keys(kinds) as (keyof Kinds)[];
  const emulators = Object.keys(tables);
  const counts = keys.map((key) => {
    const names = [...namedFields(kinds[key]).keys()];
    const through = Object.values(tables).map((table) => names.filter((name) => table[key]?.[name] === undefined).length);
    return { name: kinds[key].name, numbers: [names.length, ...through] };
  });
  const sums = counts.reduce<readonly number[]>((sum, { numbers }) => numbers.map((number, at) => number + (sum[at] ?? 0)), []);
  return [
    "## Kinds, field by field",
    "",
    "Each field of each kind leads a life: it is made, and the next pass has nothing to do; somebody else changes it, which a pass",
    "finds, and nothing else, and puts back; git changes it, and a pass changes that alone; and each kind is made with every field",
    "at once, and destroyed. `test/whole-kinds` leads all of them on the sandbox, with the rights that are printed for them, and",
    "`test/emulators` leads the same ones elsewhere. How many go through, where all that the sandbox is asked do:",
    "",
    `| | fields | ${emulators.join(" | ")} |`,
    `|---|---|${emulators.map(() => "---|").join("")}`,
    ...[...counts, { name: "all kinds", numbers: sums }].map(({ name, numbers }) => `| ${[name, ...numbers].join(" | ")} |`),
    "",
    "The others end where the emulator does something else than AWS. Each is led as well, and has to end so.",
    "",
    ...Object.entries(tables).flatMap(([emulator, table]) => [
      `### Kinds on ${emulator} ${seenIn[emulator]}`,
      "",
      `| kind | field | ends | for ${emulator} |`,
      "|---|---|---|---|",
      ...keys.flatMap((key) => lines(kinds[key], table[key] ?? {})),
      "",
    ]),
  ];
}

function lines(kind: WholeKind, rows: NonNullable<KindDeviations[keyof Kinds]>): readonly string[] {
  return [ALL, ...namedFields(kind).keys()].flatMap((name) => {
    const row = rows[name];
    return row ? [`| ${[kind.name, name, row.at, row.instead].join(" | ")} |`] : [];
  });
}
