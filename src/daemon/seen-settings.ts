/** Variables of stages and functions, fit to be shown: what may be secret is masked as in plans. */
import { isSecretName, isSecretValue } from "../kinds/secrets.ts";
import type { Environment } from "../model/json.ts";
import { printable } from "../model/printable.ts";
import type { Setting } from "../page/overview.ts";
import { maskValue } from "../plan/mask.ts";

/** Characters of a value; AWS takes 512 in a stage variable, and 4 KB in an environment. */
const MOST_SHOWN = 200;

export interface Masking {
  /** Of the process, so that equal secrets look equal and none can be looked up. */
  readonly salt: string;
  /** The member of the spec that they are: `variables`, `environment`. */
  readonly member: "variables" | "environment";
  /** Paths of the spec that the author calls secret. */
  readonly sensitive: readonly string[];
}

/** By name. */
export function settingsOf(values: Environment, masking: Masking): readonly Setting[] {
  return Object.entries(values)
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => {
      const sensitive = isSensitive(name, value, masking);
      return { name: printable(name), value: sensitive ? String(maskValue(value, masking.salt)) : shortened(value), sensitive };
    });
}

/** As plans have it (`src/diff/diff-spec.ts`): by the author's word, by its name, or by its form. */
function isSensitive(name: string, value: string, { member, sensitive }: Masking): boolean {
  return sensitive.includes(member) || sensitive.includes(`${member}.${name}`) || isSecretName(name) || isSecretValue(value);
}

function shortened(value: string): string {
  // By code points, so that no character is cut in half.
  const characters = [...printable(value)];
  return characters.length <= MOST_SHOWN ? characters.join("") : `${characters.slice(0, MOST_SHOWN - 1).join("")}…`;
}
