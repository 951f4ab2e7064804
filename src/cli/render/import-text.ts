/** What an import did, in a few lines for the person who asked for it. */
import type { Found } from "../../import/found.ts";
import { kindOf } from "../../model/address.ts";
import { onlyAdopts } from "../../model/plan.ts";
import { printable } from "../../model/printable.ts";
import type { Imported } from "../import-live.ts";
import type { ImportOptions } from "../options.ts";
import type { Style } from "./style.ts";
import { counted } from "./wrap.ts";

const WORDS = [
  ["rest-api", "API"],
  ["stage", "stage"],
  ["function", "function"],
  ["alias", "alias"],
  ["role", "role"],
  ["bucket", "bucket"],
] as const;

export function importText(
  { plan, kept, secrets, leftOut }: Imported,
  { lives, remarks, identity }: Found,
  { options, style }: { readonly options: ImportOptions; readonly style: Style },
): string {
  const counts = WORDS.map(([kind, word]) => [lives.filter(({ address }) => kindOf(address) === kind).length, word] as const);
  const what = counts.filter(([count]) => count > 0).map(([count, word]) => countedOf(count, word));
  const file = options.output ?? options.merge;
  const adopted = plan.steps.filter(onlyAdopts).length;
  const values = secrets.length > 0 ? ` --values ${options.secrets}` : "";
  const check = file === undefined ? "" : `; see for yourself: reconcile ${file} --dry-run${values}`;
  return [
    style.good(
      `✓ ${what.join(", ")}${file === undefined ? "" : ` ${options.merge === undefined ? "into" : "added to"} ${file}`}`,
    ),
    `  asks for nothing in account ${identity.account}, ${identity.region}${check}`,
    ...(adopted === 0
      ? []
      : [`  ${countedOf(adopted, "resource")} without a mark: the next pass puts ours on, and changes nothing else`]),
    ...(kept.length === 0
      ? []
      : [`  ${counted(kept.length, "declaration")} there already, and left as ${kept.length === 1 ? "it is" : "they are"}`]),
    ...(secrets.length === 0
      ? []
      : [`  ${countedOf(secrets.length, "secret")} by name, with the values in ${options.secrets}: keep that out of git`]),
    ...(leftOut === 0 ? [] : [`  ${countedOf(leftOut, "thing")} could not be declared: comments in the file say why`]),
    ...remarks.map((remark) => style.warning(`  ${printable(remark)}`)),
    "",
  ].join("\n");
}

function countedOf(count: number, word: string): string {
  return word === "alias" && count !== 1 ? `${count} aliases` : counted(count, word);
}
