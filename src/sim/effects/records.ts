/**
 * All that databases hold, as maps from numbers to numbers, with a journal of their changes: a checkpoint is the journal's
 * length, and going to it undoes or does again what lies between.
 */

/** Numbers per change: map, key, value before, value after. */
const STRIDE = 4;

export class Records {
  readonly #maps = new Map<number, Map<number, number>>();
  #journal = new Float64Array(1024 * STRIDE);
  /** Changes made so far. */
  length = 0;

  /** 0 where there is none. */
  get(map: number, key: number): number {
    return this.#maps.get(map)?.get(key) ?? 0;
  }

  /** Sets a value; 0 takes it away. */
  set(map: number, key: number, value: number): void {
    const before = this.get(map, key);
    if (before === value) return;
    const at = this.length++ * STRIDE;
    if (at === this.#journal.length) {
      const larger = new Float64Array(Math.ceil((this.#journal.length * 1.75) / STRIDE) * STRIDE);
      larger.set(this.#journal);
      this.#journal = larger;
    }
    this.#journal[at] = map;
    this.#journal[at + 1] = key;
    this.#journal[at + 2] = before;
    this.#journal[at + 3] = value;
    this.#put(map, key, value);
  }

  /** Adds to a value; the new one. */
  add(map: number, key: number, by: number): number {
    const value = this.get(map, key) + by;
    this.set(map, key, value);
    return value;
  }

  /** The keys of a map that have a value, in order. */
  keys(map: number): number[] {
    return [...(this.#maps.get(map)?.keys() ?? [])].sort((a, b) => a - b);
  }

  /** How many keys of a map have a value. */
  size(map: number): number {
    return this.#maps.get(map)?.size ?? 0;
  }

  /** Goes to where the journal had this length, back or (to where it has been) forward. */
  restore(length: number): void {
    const journal = this.#journal;
    while (this.length > length) {
      const at = --this.length * STRIDE;
      this.#put(journal[at]!, journal[at + 1]!, journal[at + 2]!);
    }
    while (this.length < length) {
      const at = this.length++ * STRIDE;
      this.#put(journal[at]!, journal[at + 1]!, journal[at + 3]!);
    }
  }

  /** Takes what another one had when its journal had this length. Both may be changed afterwards. */
  copyFrom(other: Records, length: number): void {
    this.#maps.clear();
    this.#journal = other.#journal.slice(0, Math.max(1024, length + 256) * STRIDE);
    this.length = 0;
    if (this.#journal.length < length * STRIDE) throw new RangeError("the journal is shorter");
    this.restore(length);
  }

  /** Bytes held: the journal, and about forty a value. */
  get bytesHeld(): number {
    let values = 0;
    for (const map of this.#maps.values()) values += map.size;
    return this.#journal.byteLength + values * 40;
  }

  #put(map: number, key: number, value: number): void {
    let values = this.#maps.get(map);
    if (values === undefined) this.#maps.set(map, (values = new Map()));
    if (value === 0) values.delete(key);
    else values.set(key, value);
  }
}
