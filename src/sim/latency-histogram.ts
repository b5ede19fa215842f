/**
 * A log-linear histogram of durations: 32 steps to each power of two, so a percentile is at most 3 % off; counts are
 * whole numbers, so the same run gives the same figures everywhere.
 */
const SUB_BITS = 5;
const SUB = 1 << SUB_BITS;
/** Up to 2^41 µs, some 25 days. */
const OCTAVES = 37;
const SIZE = OCTAVES * SUB;

export class LatencyHistogram {
  #counts = new Uint32Array(SIZE + 2);

  /** Durations counted. */
  get total(): number {
    return this.#counts[SIZE]!;
  }

  /** The longest duration in µs (rounded down to 1 ms steps above an hour), 0 if there is none. */
  get maxUs(): number {
    return this.#counts[SIZE + 1]!;
  }

  add(us: number): void {
    this.addTo(bucketOf(us), us);
  }

  /** As `add`, where the bucket is known already. */
  addTo(bucket: number, us: number): void {
    const counts = this.#counts;
    counts[bucket]!++;
    counts[SIZE]!++;
    if (us > counts[SIZE + 1]!) counts[SIZE + 1] = Math.min(us, 4294967295);
  }

  /** The duration in µs that `percent` of a hundred do not exceed (upper edge of its step), -1 where nothing was counted. */
  percentileUs(percent: number): number {
    const total = this.total;
    if (total === 0) return -1;
    let left = Math.max(1, Math.ceil((total * percent) / 100));
    for (let bucket = 0; bucket < SIZE; bucket++) {
      left -= this.#counts[bucket]!;
      if (left <= 0) return Math.min(upperEdge(bucket), this.maxUs);
    }
    return this.maxUs;
  }

  clear(): void {
    if (this.total > 0) this.#counts.fill(0);
  }

  save(): Uint32Array {
    return this.#counts.slice();
  }

  restore(saved: Uint32Array): void {
    this.#counts.set(saved);
  }
}

/** The step that a duration in whole µs falls into. */
export function bucketOf(us: number): number {
  if (us < SUB) return us;
  if (us < 2147483648) {
    const octave = 32 - SUB_BITS - Math.clz32(us);
    return octave * SUB + (us >>> (octave - 1)) - SUB;
  }
  const high = us >= 4294967296 ? 32 + 31 - Math.clz32(us / 4294967296) : 31 - Math.clz32(us);
  const octave = Math.min(high - SUB_BITS + 1, OCTAVES - 1);
  let step = us;
  for (let i = 1; i < octave; i++) step /= 2;
  return octave * SUB + Math.min(SUB - 1, Math.floor(step) - SUB);
}

function upperEdge(bucket: number): number {
  const octave = bucket >> SUB_BITS;
  const step = bucket & (SUB - 1);
  if (octave === 0) return bucket;
  let edge = SUB + step + 1;
  for (let i = 1; i < octave; i++) edge *= 2;
  return edge - 1;
}
