/** A function that works something out once of each object, for as long as that lives. Of what is never changed. */
export function onceOfEach<K extends object, V extends {}>(work: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, V>();
  return (key) => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const value = work(key);
    known.set(key, value);
    return value;
  };
}
