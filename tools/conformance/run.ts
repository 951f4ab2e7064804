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
}

/** In the order of the cases, but those last that the target does not survive. */
export async function runAll(cases: readonly Case[], target: Target, options: RunOptions): Promise<readonly Judged[]> {
  const { first, last } = inOrder(cases, options.deviations);
  const judged = [...(await runSome(first, target, options)), ...(await runSome(last, target, { ...options, atOnce: 1 }))];
  await target.close();
  return judged;
}

async function runSome(cases: readonly Case[], target: Target, options: RunOptions): Promise<readonly Judged[]> {
  const judged: Judged[] = [];
  const waiting = [...cases.entries()];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, one] = next;
      const outcome = await runCase(one, target, options.limitMs);
      judged[index] = { one, outcome, objections: objections(one, outcome, options.deviations) };
    }
  };
  await Promise.all(Array.from({ length: options.atOnce }, work));
  return judged;
}
