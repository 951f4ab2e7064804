/** A behaviour of AWS as a case: written once, run against anything that claims to be AWS. */
import type { Scene } from "./scene.ts";

export interface Case {
  /** `A01` to `Z17`: a step of the emulator study; otherwise a letter, a dash and a word or number. Unique. */
  readonly id: string;
  readonly area: string;
  /** A sentence that says what AWS does. */
  readonly name: string;
  readonly source: Source;
  /** Run after all others, by itself: it looks at what is of the whole account, or leaves that otherwise on some target. */
  readonly last?: true;
  /** Fails by way of the scene, or by what it throws. */
  run(scene: Scene): Promise<void>;
}

/**
 * How the behaviour is known, best first. `recorded`: from AWS itself, by the named test of LocalStack's validated suite.
 * `model`: the SDK's service model. `documented`: the named page. `assumed`: nobody has looked; the case is run, its outcome
 * is no judgement.
 */
export interface Source {
  readonly basis: "recorded" | "model" | "documented" | "assumed";
  readonly at: string;
}

export const recorded = (test: string): Source => ({ basis: "recorded", at: test });
export const model = (operation: string): Source => ({ basis: "model", at: operation });
export const documented = (page: string): Source => ({ basis: "documented", at: page });
export const assumed = (why: string): Source => ({ basis: "assumed", at: why });

export function isJudged({ source }: Case): boolean {
  return source.basis !== "assumed";
}

export function casesOf(area: string, cases: readonly Omit<Case, "area">[]): readonly Case[] {
  return cases.map((one) => ({ ...one, area }));
}
