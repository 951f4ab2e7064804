/** Dependency order: everything after what it needs; where that leaves a choice, by address, so that plans are stable. */
import { type Address, compareAddresses, sortedByAddress } from "../model/address.ts";
import { StagekeeperError } from "../model/errors.ts";
import { MinHeap } from "./min-heap.ts";

export interface Ordered {
  readonly address: Address;
  readonly needs: readonly Address[];
}

/** Needs that are not among the items are taken as met. Throws `invalid` for a cycle, naming its path. */
export function inOrder<T extends Ordered>(items: readonly T[]): readonly T[] {
  const sorted = sortedByAddress([...new Map(items.map((item) => [item.address, item])).values()]);
  const rankOf = new Map(sorted.map(({ address }, rank) => [address, rank]));
  const neededBy: number[][] = sorted.map(() => []);
  const open = sorted.map(({ needs }, rank) => {
    // A need that is there twice is met twice.
    const among = needs.flatMap((need) => rankOf.get(need) ?? []);
    for (const need of among) neededBy[need]?.push(rank);
    return among.length;
  });
  const ready = new MinHeap();
  for (const [rank, count] of open.entries()) if (count === 0) ready.push(rank);
  const ordered: T[] = [];
  for (let rank = ready.pop(); rank !== undefined; rank = ready.pop()) {
    ordered.push(...sorted.slice(rank, rank + 1));
    for (const dependent of neededBy[rank] ?? []) {
      const left = (open[dependent] ?? 0) - 1;
      open[dependent] = left;
      if (left === 0) ready.push(dependent);
    }
  }
  if (ordered.length < items.length) throw cycleError(waiting(sorted, new Set(ordered)));
  return ordered;
}

/** What could not be put in order, each with what it still waits for. */
function waiting(items: readonly Ordered[], ordered: ReadonlySet<Ordered>): ReadonlyMap<Address, ReadonlySet<Address>> {
  const left = items.filter((item) => !ordered.has(item));
  const addresses = new Set(left.map(({ address }) => address));
  return new Map(left.map(({ address, needs }) => [address, new Set(needs.filter((need) => addresses.has(need)))]));
}

/** What still waits when nothing is ready holds a cycle, or waits for one: following needs must come round. */
function cycleError(waitingFor: ReadonlyMap<Address, ReadonlySet<Address>>): StagekeeperError {
  const stuck = [...waitingFor].filter(([, needs]) => needs.size > 0).map(([address]) => address);
  const path: Address[] = [];
  let next = stuck.toSorted(compareAddresses)[0];
  while (next !== undefined && !path.includes(next)) {
    path.push(next);
    next = [...(waitingFor.get(next) ?? [])].toSorted(compareAddresses)[0];
  }
  const circle = next === undefined ? path : [...path.slice(path.indexOf(next)), next];
  return new StagekeeperError("invalid", `resources need each other in a circle: ${circle.join(" -> ")}`);
}
