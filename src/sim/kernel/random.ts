/**
 * Random streams: one for each (seed, stable id, purpose), so that adding, moving or renaming a thing changes nobody
 * else's luck. sfc32, 128 bits of state a stream, all in one array that a checkpoint copies.
 */
import { exp, log, negativeLogOfUniform } from "./math.ts";

/** Index of a stream, from `RandomStreams.open`. */
export type StreamId = number;

export class RandomStreams {
  readonly #seed: string;
  #state = new Int32Array(4 * 64);
  #count = 0;
  readonly #streams = new Map<string, StreamId>();

  constructor(seed: string) {
    this.#seed = seed;
  }

  /**
   * Opens the stream of a thing's purpose, e.g. ("payments#2", "service time"), at its beginning. The order of opening does
   * not matter; opening one again starts it anew.
   */
  open(id: string, purpose: string): StreamId {
    const name = `${id}\u0000${purpose}`;
    const stream = this.#streams.get(name) ?? this.#count++;
    this.#streams.set(name, stream);
    if (this.#count * 4 > this.#state.length) {
      const larger = new Int32Array(this.#state.length * 2);
      larger.set(this.#state);
      this.#state = larger;
    }
    const text = `${this.#seed}\u0000${name}`;
    for (let word = 0; word < 4; word++)
      this.#state[stream * 4 + word] = hashText(text, 0x9e3779b9 + word * 0x85ebca6b);
    for (let i = 0; i < 12; i++) this.next(stream);
    return stream;
  }

  /** Gives the streams the places that they have in `other`, so that a state saved there can be restored here. */
  adopt(other: RandomStreams): void {
    for (const [name, stream] of other.#streams) this.#streams.set(name, stream);
    this.#count = other.#count;
    this.#state = other.#state.slice();
  }

  /** The next 32 bits, as a signed number. */
  next(stream: StreamId): number {
    const state = this.#state;
    const at = stream * 4;
    const a = state[at]!;
    const b = state[at + 1]!;
    const c = state[at + 2]!;
    const d = state[at + 3]!;
    const result = (((a + b) | 0) + d) | 0;
    state[at] = b ^ (b >>> 9);
    state[at + 1] = (c + (c << 3)) | 0;
    state[at + 2] = (((c << 21) | (c >>> 11)) + result) | 0;
    state[at + 3] = (d + 1) | 0;
    return result;
  }

  /** Uniform in (0, 1), never 0 or 1: (k + ½) / 2^32. */
  uniform(stream: StreamId): number {
    return ((this.next(stream) >>> 0) + 0.5) / 4294967296;
  }

  /** A whole number from 0 to n − 1. */
  below(stream: StreamId, n: number): number {
    return Math.floor(((this.next(stream) >>> 0) / 4294967296) * n);
  }

  /** True in `percent` of a hundred cases; 0 and 100 draw nothing, so a fault with p = 0 leaves the stream alone. */
  chance(stream: StreamId, percent: number): boolean {
    if (percent <= 0) return false;
    if (percent >= 100) return true;
    return this.uniform(stream) * 100 < percent;
  }

  /** Exponential with this mean, in whole µs; one draw. */
  exponential(stream: StreamId, meanUs: number): number {
    if (meanUs <= 0) return 0;
    return Math.floor(negativeLogOfUniform(this.next(stream)) * meanUs + 0.5);
  }

  /** Lognormal with this mean and this sigma of the logarithm, in whole µs; the normal variate by the polar method. */
  lognormal(stream: StreamId, meanUs: number, sigma: number): number {
    if (meanUs <= 0) return 0;
    for (;;) {
      const x = 2 * this.uniform(stream) - 1;
      const y = 2 * this.uniform(stream) - 1;
      const radius = x * x + y * y;
      if (radius >= 1 || radius === 0) continue;
      const normal = x * Math.sqrt((-2 * log(radius)) / radius);
      return Math.floor(meanUs * exp(sigma * normal - (sigma * sigma) / 2) + 0.5);
    }
  }

  /** A copy of every stream's state. */
  save(): Int32Array {
    return this.#state.slice(0, this.#count * 4);
  }

  /** Takes back a state that `save` gave; streams opened since then stay as they are. */
  restore(saved: Int32Array): void {
    this.#state.set(saved);
  }
}

/** A 32-bit hash of a text's UTF-16 units. */
function hashText(text: string, seed: number): number {
  let hash = seed | 0;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x5bd1e995);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
