/**
 * Message keys as numbers. A key number holds which name it has (`order`, `customer` …) and its ordinal; its text is
 * made only to be hashed or read, e.g. "order-17".
 */
import { murmur2OfText } from "./murmur2.ts";

/** Names that keys may have, in the order that key numbers hold them. Matches the service's setting `keyName`. */
export const KEY_NAMES = ["order", "customer", "device", "key"] as const;
const NAMES = KEY_NAMES.length;

const NAME_LENGTHS = KEY_NAMES.map((name) => name.length);

/** Key number of "name-ordinal"; key numbers are 32-bit, so an ordinal is 500 million at most. */
export function keyNumber(name: number, ordinal: number): number {
  return ordinal * NAMES + name;
}

/** The text whose bytes travel as the record's key, or null for none (a negative number). */
export function keyText(key: number): string | null {
  return key < 0 ? null : `${KEY_NAMES[key % NAMES]}-${Math.floor(key / NAMES)}`;
}

/** The ordinal in the key's text, which gives it its colour; -1 for no key. */
export function keyOrdinal(key: number): number {
  return key < 0 ? -1 : Math.floor(key / NAMES);
}

/** Length of the key's text in bytes (it is all ASCII), -1 for no key. */
export function keyLength(key: number): number {
  if (key < 0) return -1;
  let length = NAME_LENGTHS[key % NAMES]! + "-0".length;
  for (let power = 10; power * NAMES <= key; power *= 10) length++;
  return length;
}

const CACHED = 1 << 16;

/** murmur2 of keys; the frequent ones are hashed once. A memo, not state: it is the same in every run. */
export class KeyTable {
  readonly #hashes = new Int32Array(CACHED);
  readonly #isHashed = new Uint8Array(CACHED);

  /** murmur2 of the key's bytes. */
  hash(key: number): number {
    if (key >= CACHED) return murmur2OfText(keyText(key) ?? "");
    if (this.#isHashed[key] === 0) {
      this.#hashes[key] = murmur2OfText(keyText(key) ?? "");
      this.#isHashed[key] = 1;
    }
    return this.#hashes[key]!;
  }

  /** Bytes of the key. */
  length(key: number): number {
    return keyLength(key);
  }
}
