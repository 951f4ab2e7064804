/** All cases on one target, and how each came out against what is known. */
import type { Case } from "../../test/conformance/case.ts";
import { type Deviations, inOrder, objections } from "../../test/conformance/deviations/deviation.ts";
import { type Outcome, runCase } from "../../test/conformance/run-case.ts";
import type { Target } from "../../test/conformance/target.ts";

/** What an emulator takes well at the same time, on two cores with the other emulators beside it. */
export const CASES_AT_ONCE = 4;

/** Milliseconds that a case may take on an emulator. */
export const CASE_LIMIT_MS = 60_000;

export interface Judged {
  readonly one: Case;
  readonly outcome: Outcome;
  /** What is not as the table of deviations has it. */
  readonly objections: readonly string[];
}

export interface RunOptions {
  readonly deviations: Deviations;
  /** How many cases at the same time. */
  readonly atOnce: number;
  /** Milliseconds that one case may take. */
  readonly limitMs?: number;
  /** Told of each case as it is done. */
  done?(judged: Judged): void;
}

/** In the order in which they were run. */
export async function runAll(cases: readonly Case[], target: Target, options: RunOptions): Promise<readonly Judged[]> {
  const judged: Judged[] = [];
  const waiting = [...inOrder(cases, options.deviations).entries()];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, one] = next;
      const outcome = await runCase(one, target, options.limitMs);
      const done = { one, outcome, objections: objections(one, outcome, options.deviations) };
      judged[index] = done;
      options.done?.(done);
    }
  };
  await Promise.all(Array.from({ length: options.atOnce }, work));
  await target.close();
  return judged;
}
