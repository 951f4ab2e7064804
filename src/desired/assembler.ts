/**
 * From entries brought together to resources: completed, checked, expanded. One stands for a target from load to load, and
 * works out again only what depends on something that is others than it was.
 */
import type { AuthoredPath, AuthoredState, Code, ExpandContext, Problem } from "../kinds/authoring.ts";
import { type Address, sortedByAddress } from "../model/address.ts";
import type { AnyDesired } from "../model/desired.ts";
import type { FleetTarget } from "../model/fleet.ts";
import type { Origin } from "../model/issue.ts";
import { type CompletedState, Completion } from "./defaults.ts";
import { Entries } from "./entries.ts";
import { DefinitionMemory } from "./kept-definitions.ts";
import type { Merged } from "./merge.ts";
import { StateRecall } from "./state-recall.ts";

export interface Assembled {
  readonly state: CompletedState;
  /** What is wrong with single entries. */
  check(): readonly Problem[];
  /** The resources, sorted by address. An entry of the same reading of a file stands where it stood. */
  expand(originOf: (path: AuthoredPath) => Origin): readonly AnyDesired[];
}

export class Assembler {
  /** What was made of the documents that its APIs name. */
  readonly definitions = new DefinitionMemory();
  readonly #completion = new Completion();
  readonly #entries = new Entries();
  readonly #problems = new StateRecall<readonly Problem[]>();
  readonly #resources = new StateRecall<AnyDesired>();
  readonly #order = new AddressOrder();

  /** `code`: by function, of those that ship theirs. */
  assemble(merged: Merged, code: ReadonlyMap<string, Code>): Assembled {
    const state = this.#completion.of(merged, code);
    const entries = this.#entries.of(state);
    return {
      state,
      check: () => this.#problems.ofAll(state, entries, (entry, asked) => [...entry.check(asked)]).flat(),
      expand: (originOf) => {
        const context = (asked: AuthoredState): ExpandContext => ({ state: asked, originOf });
        return this.#order.sorted(this.#resources.ofAll(state, entries, (entry, asked) => entry.expand(context(asked))));
      },
    };
  }
}

/** Sorts by address. What comes at the same places as before is put into the same order. */
class AddressOrder {
  #addresses: readonly Address[] = [];
  /** By place in the order, the place at which it came. */
  #order: readonly number[] = [];

  sorted(resources: readonly AnyDesired[]): readonly AnyDesired[] {
    const isSame =
      resources.length === this.#addresses.length && resources.every(({ address }, at) => address === this.#addresses[at]);
    if (!isSame) {
      this.#addresses = resources.map(({ address }) => address);
      this.#order = sortedByAddress(this.#addresses.map((address, at) => ({ address, at }))).map(({ at }) => at);
    }
    // Each place is one of the resources'.
    return this.#order.map((at) => resources[at] as AnyDesired);
  }
}

/** By target. */
export class Assemblers {
  readonly #known = new Map<string | null, Assembler>();

  /** Of other targets nothing is kept any more. */
  keep(targets: readonly FleetTarget[]): void {
    const names = new Set(targets.map(({ name }) => name));
    for (const name of this.#known.keys()) if (!names.has(name)) this.#known.delete(name);
  }

  /** At the end of a load. */
  close(): void {
    for (const { definitions } of this.#known.values()) definitions.close();
  }

  of({ name }: FleetTarget): Assembler {
    const assembler = this.#known.get(name) ?? new Assembler();
    this.#known.set(name, assembler);
    return assembler;
  }
}
