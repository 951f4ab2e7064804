/**
 * What was worked out of some objects, for the next load to take instead of working it out again. A daemon loads whenever a file
 * changes, and nearly all that it comes to is as it was. Nothing that is kept is ever changed.
 */
interface Known<T> {
  readonly parts: readonly unknown[];
  readonly result: T;
}

/** By a name, as long as its parts are the same objects. */
export class Recall<T> {
  #before: ReadonlyMap<string, Known<T>> = new Map();
  #now = new Map<string, Known<T>>();

  of(key: string, parts: readonly unknown[], work: () => T): T {
    const before = this.#before.get(key);
    const known = before !== undefined && areSame(before.parts, parts) ? before : { parts, result: work() };
    this.#now.set(key, known);
    return known.result;
  }

  /** Once everything was asked for: what was not is forgotten. */
  close(): void {
    this.#before = this.#now;
    this.#now = new Map();
  }
}

function areSame(before: readonly unknown[], now: readonly unknown[]): boolean {
  return before.length === now.length && before.every((part, index) => part === now[index]);
}
