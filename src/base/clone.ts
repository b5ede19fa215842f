declare function structuredClone<T>(value: T): T;

/** A deep copy of plain data. Throws on functions, so live objects cannot slip into a checkpoint. */
export function clone<T>(value: T): T {
  return structuredClone(value);
}
