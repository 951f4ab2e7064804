/** Dependency order: everything after what it needs; where that leaves a choice, by address, so that plans are stable. */
import { type Address, compareAddresses } from "../model/address.ts";
import { StagekeeperError } from "../model/errors.ts";

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

  const ready = items.map((item) => item.address).filter((address) => waitingFor.get(address)?.size === 0);
  ready.sort(compareAddresses);
  const ordered: T[] = [];
  for (let address = ready.shift(); address !== undefined; address = ready.shift()) {
    ordered.push(...[byAddress.get(address)].filter((item) => item !== undefined));
    for (const dependent of neededBy.get(address) ?? []) {
      const waiting = waitingFor.get(dependent);
      waiting?.delete(address);
      if (waiting?.size === 0) insertSorted(ready, dependent);
    }
  }
  if (ordered.length < items.length) throw cycleError(waitingFor);
  return ordered;
}

function insertSorted(sorted: Address[], address: Address): void {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = sorted[middle];
    if (other !== undefined && compareAddresses(other, address) < 0) low = middle + 1;
    else high = middle;
  }
  sorted.splice(low, 0, address);
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
