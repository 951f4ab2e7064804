/** Drift that a policy says to leave, as people read it: what somebody changed, from what git says to what AWS has. */
import type { FieldChange, Plan, Tolerated } from "../../model/plan.ts";
import { printable } from "../../model/printable.ts";
import { changesText } from "./change-text.ts";
import type { Style } from "./style.ts";
import { indented, wrap } from "./wrap.ts";

interface Page {
  readonly width: number;
  readonly style: Style;
}

/** What is ignored is only counted, in the plan's sum. */
export function toleratedText({ tolerated }: Plan, page: Page): readonly string[] {
  const section = (title: string, policy: Tolerated["policy"]) => {
    const told = tolerated.filter((one) => one.policy === policy);
    return told.length === 0 ? [] : ["", page.style.title(title), ...told.flatMap((one) => entryText(one, page))];
  };
  return [...section("Rolled back, and held", "hold"), ...section("Drift, left as its policy says", "alert")];
}

/** `1 held after a rollback, 2 left as drift, 1 ignored`; empty when there is none. */
export function toleratedSum({ tolerated }: Plan): string {
  const count = (policy: Tolerated["policy"]) => tolerated.filter((one) => one.policy === policy).length;
  const [held, left, ignored] = [count("hold"), count("alert"), count("ignore")];
  return [held > 0 && `${held} held after a rollback`, left > 0 && `${left} left as drift`, ignored > 0 && `${ignored} ignored`]
    .filter(Boolean)
    .join(", ");
}

function entryText({ address, drift, changes, until, reason }: Tolerated, { width, style }: Page): readonly string[] {
  const why = [reason, until && `until ${until}`].filter(Boolean).join(", ");
  const gone = drift === "missing" ? style.drift("  deleted, not made again") : "";
  return [
    `  ${style.drift(`≈ ${printable(address)}`)}${gone}`,
    ...(why === "" ? [] : indented(wrap(printable(why), width - 6), "      ")),
    ...indented(changesText({ action: "update", changes: changes.map(asItHappened) }, width - 6, style), "      "),
  ];
}

/** A plan's change leads to what git says; this one led away from it. */
function asItHappened({ before, after, ...change }: FieldChange): FieldChange {
  return { ...change, ...(after === undefined ? {} : { before: after }), ...(before === undefined ? {} : { after: before }) };
}
