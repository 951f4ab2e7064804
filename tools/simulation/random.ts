/** Chance from a seed: the same seed gives the same draws on every machine. */

export interface Random {
  /** In [0, 1). */
  next(): number;
  /** A whole number in [0, below). */
  int(below: number): number;
  chance(share: number): boolean;
  /** Precondition: there is at least one. */
  pick<T>(items: readonly T[]): T;
  /** Each with this chance, in order. */
  some<T>(items: readonly T[], share: number): readonly T[];
}

/** mulberry32. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const int = (below: number): number => Math.floor(next() * below);
  return {
    next,
    int,
    chance: (share) => next() < share,
    pick<T>(items: readonly T[]): T {
      // The precondition says that there is one.
      return items[int(items.length)] as T;
    },
    some: (items, share) => items.filter(() => next() < share),
  };
}
