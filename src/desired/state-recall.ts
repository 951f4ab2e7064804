/**
 * What was worked out of the entries of the authored state, for the next load to take instead of working it out again.
 *
 *   the entry     what it asked the state for   comes to
 *   a new one     any                           what is worked out now
 *   the same      is answered otherwise now     what is worked out now
 *   the same      is answered as before         what it came to
 */
import type { AuthoredState } from "../kinds/authoring.ts";
import { settingsOf } from "../model/desired.ts";
import type { CompletedState } from "./defaults.ts";
import type { Entry } from "./entries.ts";
import { answersOtherwise, type Differences, differencesBetween, type Heard, Overheard } from "./overheard.ts";

interface Known<T> {
  readonly result: T;
  readonly heard: Heard;
}

export class StateRecall<T> {
  readonly #known = new WeakMap<Entry, Known<T>>();
  /** In which all that is known holds. */
  #state: CompletedState | null = null;

  /** One of each entry of a state. `work` is given the state to ask, and asks no other. */
  ofAll(state: CompletedState, entries: readonly Entry[], work: (entry: Entry, state: AuthoredState) => T): readonly T[] {
    const differences = this.#differencesTo(state);
    const overheard = new Overheard(state);
    const results = entries.map((entry) => {
      const before = differences === null ? undefined : this.#known.get(entry);
      if (before !== undefined && differences !== null && !answersOtherwise(before.heard, differences)) return before.result;
      const now = overheard.during(() => work(entry, overheard.state));
      this.#known.set(entry, now);
      return now.result;
    });
    this.#state = state;
    return results;
  }

  /** `null`: nothing that is known holds. */
  #differencesTo(state: CompletedState): Differences | null {
    const before = this.#state;
    return before === null || settingsOf(before) !== settingsOf(state) ? null : differencesBetween(before, state);
  }
}
