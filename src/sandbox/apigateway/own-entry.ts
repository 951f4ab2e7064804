/** Maps keyed by what a request says: a method called `constructor` must not be found on an empty object. */
export function ownEntry<V>(map: Readonly<Record<string, V>> | undefined, key: string | undefined): V | undefined {
  return map !== undefined && key !== undefined && Object.hasOwn(map, key) ? map[key] : undefined;
}
