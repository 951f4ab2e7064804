/** Dependency order: everything after what it needs; where that leaves a choice, by address, so that plans are stable. */
import { type Address, compareAddresses } from "../model/address.ts";
import { StagekeeperError } from "../model/errors.ts";
import { MinHeap } from "./min-heap.ts";

export interface Ordered {
  readonly address: Address;
  readonly needs: readonly Address[];
}

/** Needs that are not among the items are taken as met. Throws `invalid` for a cycle, naming its path. */
export function inOrder<T extends Ordered>(items: readonly T[]): readonly T[] {
  const byAddress = new Map(items.map((item) => [item.address, item]));
  const waitingFor = new Map(items.map((item) => [item.address, new Set(item.needs.filter((need) => byAddress.has(need)))]));
  const neededBy = new Map<Address, Address[]>(items.map((item) => [item.address, []]));
  for (const [address, needs] of waitingFor) for (const need of needs) neededBy.get(need)?.push(address);

  const ranks = new Map([...byAddress.keys()].toSorted(compareAddresses).map((address, rank) => [address, rank]));
  const addresses = [...ranks.keys()];
  const ready = new MinHeap();
  for (const [address, needs] of waitingFor) if (needs.size === 0) ready.push(ranks.get(address) ?? 0);
  const ordered: T[] = [];
  for (let rank = ready.pop(); rank !== undefined; rank = ready.pop()) {
    const item = itemAt(addresses[rank], byAddress);
    if (item === undefined) continue;
    ordered.push(item);
    for (const dependent of neededBy.get(item.address) ?? []) {
      const waiting = waitingFor.get(dependent);
      waiting?.delete(item.address);
      if (waiting?.size === 0) ready.push(ranks.get(dependent) ?? 0);
    }
  }
  if (ordered.length < items.length) throw cycleError(waitingFor);
  return ordered;
}

function itemAt<T>(address: Address | undefined, items: ReadonlyMap<Address, T>): T | undefined {
  return address === undefined ? undefined : items.get(address);
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
