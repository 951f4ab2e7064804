/** State is immutable and shared; what a handler answers is the caller's own. */
type Mutable<T> = T extends Date
  ? T
  : T extends readonly (infer Item)[]
    ? Mutable<Item>[]
    : T extends object
      ? { -readonly [Key in keyof T]: Mutable<T[Key]> }
      : T;

export function copyOf<T>(value: T): Mutable<T> {
  // A structured clone is a fresh, unfrozen value, so nothing of it is read-only.
  return structuredClone(value) as Mutable<T>;
}
