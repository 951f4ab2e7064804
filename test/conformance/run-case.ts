/** One case on one target, to its outcome: never an exception, so that a run can tell of all of them. */
import type { Case } from "./case.ts";
import { CaseEnded, describeError, type Finding, type Grade, stage } from "./scene.ts";
import type { Account, Target } from "./target.ts";

export interface Outcome {
  /** `as-aws`: in full. */
  readonly result: "as-aws" | Grade;
  readonly findings: readonly string[];
}

/** Milliseconds of real time that a case may take unless told otherwise. */
const CASE_LIMIT_MS = 60_000;

export async function runCase(one: Case, target: Target, limitMs: number = CASE_LIMIT_MS): Promise<Outcome> {
  const account = await target.openAccount();
  try {
    return outcomeOf(await findingsOf(one, account, limitMs));
  } finally {
    await account.close();
  }
}

async function findingsOf(one: Case, account: Account, limitMs: number): Promise<readonly Finding[]> {
  const { scene, findings } = stage(one.id, account);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not done within ${limitMs / 1000} s`)), limitMs);
  });
  try {
    await Promise.race([one.run(scene), late]);
    return findings;
  } catch (error) {
    if (error instanceof CaseEnded) return findings;
    return [...findings, { grade: "differs", text: `a step on the way failed: ${describeError(error)}` }];
  } finally {
    clearTimeout(timer);
  }
}

function outcomeOf(findings: readonly Finding[]): Outcome {
  const texts = findings.map(({ text }) => text);
  if (findings.length === 0) return { result: "as-aws", findings: texts };
  return { result: findings.some(({ grade }) => grade === "differs") ? "differs" : "near", findings: texts };
}
