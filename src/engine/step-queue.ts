/** Steps that may start, the most urgent first: whose needs are done. One that failed is never done, nor what needs it. */
import type { Address } from "../model/address.ts";
import type { Step } from "../model/plan.ts";
import { urgencyOf } from "../plan/urgency.ts";

interface Ready {
  readonly step: Step;
  readonly urgency: number;
  /** Place in the plan, which is by address where urgency leaves a choice. */
  readonly place: number;
}

export class StepQueue {
  readonly #ready: Ready[] = [];
  readonly #open: Map<Address, number>;
  readonly #neededBy = new Map<Address, Step[]>();
  readonly #urgency: ReadonlyMap<Address, number>;
  readonly #places: ReadonlyMap<Address, number>;

  /** `steps` in an order that respects their needs. */
  constructor(steps: readonly Step[]) {
    this.#urgency = urgencyOf(steps);
    this.#places = new Map(steps.map(({ address }, place) => [address, place]));
    this.#open = new Map(steps.map(({ address, needs }) => [address, needs.length]));
    for (const step of steps) {
      for (const need of step.needs) {
        const others = this.#neededBy.get(need) ?? [];
        others.push(step);
        this.#neededBy.set(need, others);
      }
      if (step.needs.length === 0) this.#insert(step);
    }
  }

  /** Takes out and gives to `start` every step that is ready and may start, asked anew for each. In a lane none overtakes. */
  take(mayStart: (step: Step) => boolean, start: (step: Step) => void): void {
    const held = new Set<string>();
    const staying = this.#ready.filter(({ step }) => {
      if (held.has(step.lane) || !mayStart(step)) {
        held.add(step.lane);
        return true;
      }
      start(step);
      return false;
    });
    this.#ready.splice(0, this.#ready.length, ...staying);
  }

  done(step: Step): void {
    for (const dependent of this.neededBy(step)) {
      const open = (this.#open.get(dependent.address) ?? 0) - 1;
      this.#open.set(dependent.address, open);
      if (open === 0) this.#insert(dependent);
    }
  }

  /** Steps that wait for this one, in the plan's order. */
  neededBy({ address }: Step): readonly Step[] {
    return this.#neededBy.get(address) ?? [];
  }

  #insert(step: Step): void {
    const added = { step, urgency: this.#urgency.get(step.address) ?? 0, place: this.#places.get(step.address) ?? 0 };
    let [low, high] = [0, this.#ready.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#ready[middle];
      if (other !== undefined && isBefore(other, added)) low = middle + 1;
      else high = middle;
    }
    this.#ready.splice(low, 0, added);
  }
}

function isBefore(left: Ready, right: Ready): boolean {
  if (left.urgency !== right.urgency) return left.urgency > right.urgency;
  return left.place < right.place;
}
