interface Memory<K, V> {
  get(key: K): V | undefined;
  set(key: K, value: V): unknown;
}

/** What stands under a key; made and kept where nothing does yet. */
export function remembered<K, V>(memory: Memory<K, V>, key: K, make: () => V): V {
  const kept = memory.get(key);
  if (kept !== undefined) return kept;
  const made = make();
  memory.set(key, made);
  return made;
}
