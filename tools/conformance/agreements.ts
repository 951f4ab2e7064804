/** Where emulators agree against the sandbox: the same answer of at least two, which is not that of the sandbox. */
import { type Case, isJudged } from "../../test/conformance/case.ts";
import type { Deviations } from "../../test/conformance/deviations/deviation.ts";

export interface Agreement {
  readonly one: Case;
  /** At least two. */
  readonly witnesses: readonly string[];
  /** What they do, in the words that their tables share. */
  readonly instead: string;
}

/** What says nothing of the behaviour: the emulator cannot do the case at all. */
const NO_WITNESS = /^(has no data plane|cannot get that far|functions fail to come to life)/;

/** In the order of the cases. */
export function agreements(cases: readonly Case[], tables: Readonly<Record<string, Deviations>>): readonly Agreement[] {
  return cases.filter(isJudged).flatMap((one) => {
    const byAnswer = new Map<string, string[]>();
    for (const [target, table] of Object.entries(tables)) {
      const reason = table[one.id]?.reason;
      if (reason === undefined || NO_WITNESS.test(reason)) continue;
      byAnswer.set(reason, [...(byAnswer.get(reason) ?? []), target]);
    }
    return [...byAnswer].filter(([, names]) => names.length > 1).map(([instead, witnesses]) => ({ one, witnesses, instead }));
  });
}
