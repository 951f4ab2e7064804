/**
 * Tells what is asked of the authored state while something is worked out of it, and whether another state would have answered
 * otherwise. Kinds look entries up and know nothing of this.
 *
 *   was asked for        concerned by
 *   an entry             an entry of that name that is new, gone, or another one
 *   whether it is there  one that is new or gone
 *   all names            any that is new or gone
 */
import { type AuthoredState, SECTIONS, type Section, type SectionEntries, type SectionName } from "../kinds/authoring.ts";
import type { CompletedState } from "./defaults.ts";

/** What was asked of one section. */
interface Questions {
  readonly entries: string[];
  readonly presences: string[];
  names: boolean;
}

export type Heard = { [S in SectionName]?: Questions };

export class Overheard {
  /** The same state, whose sections tell. */
  readonly state: AuthoredState;
  #heard: Heard = {};

  constructor(state: AuthoredState) {
    const listening = <S extends SectionName>(name: S): Section<SectionEntries[S]> =>
      // The section of that name has entries of that name.
      new OverheardSection(state[name] as Section<SectionEntries[S]>, () => this.#questionsOf(name));
    const { owner, ownerDeclared, target, guards } = state;
    // Not a copy of the whole: a section that were forgotten here would be asked unheard.
    this.state = {
      owner,
      ownerDeclared,
      target,
      guards,
      buckets: listening("buckets"),
      roles: listening("roles"),
      functions: listening("functions"),
      apis: listening("apis"),
      clientCertificates: listening("clientCertificates"),
      apiKeys: listening("apiKeys"),
      usagePlans: listening("usagePlans"),
      domains: listening("domains"),
    };
  }

  /** One at a time. */
  during<T>(work: () => T): { readonly result: T; readonly heard: Heard } {
    this.#heard = {};
    const result = work();
    return { result, heard: this.#heard };
  }

  #questionsOf(section: SectionName): Questions {
    const questions = this.#heard[section] ?? { entries: [], presences: [], names: false };
    this.#heard[section] = questions;
    return questions;
  }
}

class OverheardSection<E> implements Section<E> {
  readonly #section: Section<E>;
  readonly #questions: () => Questions;

  constructor(section: Section<E>, questions: () => Questions) {
    this.#section = section;
    this.#questions = questions;
  }

  get(name: string): E | undefined {
    this.#questions().entries.push(name);
    return this.#section.get(name);
  }

  has(name: string): boolean {
    this.#questions().presences.push(name);
    return this.#section.has(name);
  }

  keys(): Iterable<string> {
    this.#questions().names = true;
    return this.#section.keys();
  }
}

interface Difference {
  /** Names that are new or gone. */
  readonly presences: ReadonlySet<string>;
  /** Those, and names of what is another one now. */
  readonly entries: ReadonlySet<string>;
}

/** Of sections in which anything differs. */
export type Differences = ReadonlyMap<SectionName, Difference>;

export function differencesBetween(before: CompletedState, after: CompletedState): Differences {
  const all = SECTIONS.map((section) => [section, differenceOf(before[section], after[section])] as const);
  return new Map(all.filter(([, { entries }]) => entries.size > 0));
}

function differenceOf(before: ReadonlyMap<string, unknown>, after: ReadonlyMap<string, unknown>): Difference {
  const presences = new Set<string>();
  const entries = new Set<string>();
  for (const name of before.keys()) if (!after.has(name)) presences.add(name);
  for (const [name, entry] of after) {
    const old = before.get(name);
    if (old === undefined) presences.add(name);
    else if (old !== entry) entries.add(name);
  }
  for (const name of presences) entries.add(name);
  return { presences, entries };
}

/** Whether anything that was asked for is answered otherwise now. */
export function answersOtherwise(heard: Heard, differences: Differences): boolean {
  for (const [section, { presences, entries }] of differences) {
    const asked = heard[section];
    if (asked === undefined) continue;
    if (asked.entries.some((name) => entries.has(name))) return true;
    // Mostly none is new or gone, and texts that may be names are asked for by the thousand.
    if (presences.size > 0 && (asked.names || asked.presences.some((name) => presences.has(name)))) return true;
  }
  return false;
}
