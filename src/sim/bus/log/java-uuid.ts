/**
 * Kafka's Uuid, by which it names topics (and clients of the consumer protocol name themselves): 128 bits, written as
 * 22 characters of base64url. Its hash code and its order are observable: they decide ties of the server-side assignors.
 */

/** The four 32-bit words of a Uuid, signed, most significant first. Plain data. */
export type UuidWords = readonly [number, number, number, number];

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const TEXT_LENGTH = 22;
const BITS_PER_DIGIT = 6;

/** The words of a Uuid in Kafka's text form; null for text that is none. */
export function parseUuid(text: string): UuidWords | null {
  if (text.length !== TEXT_LENGTH) return null;
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const digit of text) {
    const value = DIGITS.indexOf(digit);
    if (value < 0) return null;
    held = (held << BITS_PER_DIGIT) | value;
    bits += BITS_PER_DIGIT;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >>> bits) & 0xff);
    held &= (1 << bits) - 1;
  }
  return [wordAt(bytes, 0), wordAt(bytes, 4), wordAt(bytes, 8), wordAt(bytes, 12)];
}

function wordAt(bytes: readonly number[], at: number): number {
  let word = 0;
  for (let i = at; i < at + 4; i++) word = (word << 8) | (bytes[i] ?? 0);
  return word | 0;
}

/** Kafka's text form of a Uuid, 22 characters. */
export function formatUuid(words: UuidWords): string {
  let text = "";
  let bits = 0;
  let held = 0;
  for (const word of words) {
    for (let shift = 24; shift >= 0; shift -= 8) {
      held = (held << 8) | ((word >>> shift) & 0xff);
      bits += 8;
      while (bits >= BITS_PER_DIGIT) {
        bits -= BITS_PER_DIGIT;
        text += DIGITS[(held >>> bits) & 0x3f];
        held &= (1 << bits) - 1;
      }
    }
  }
  return text + DIGITS[(held << (BITS_PER_DIGIT - bits)) & 0x3f];
}

/** A random Uuid (version 4) from a stream of 32-bit numbers. Kafka draws again when the text would begin with a dash. */
export function randomUuid(nextWord: () => number): string {
  for (;;) {
    const words: UuidWords = [
      nextWord() | 0,
      (nextWord() & 0xffff0fff) | 0x4000,
      (nextWord() & 0x3fffffff) | 0x80000000,
      nextWord() | 0,
    ];
    const text = formatUuid(words);
    if (!text.startsWith("-")) return text;
  }
}

/** Uuid.hashCode, signed 32 bits: both halves xor-ed, then the halves of that. */
export function uuidHash(words: UuidWords): number {
  return words[0] ^ words[1] ^ words[2] ^ words[3];
}

/** Uuid.compareTo: the two 64-bit halves as signed numbers. */
export function compareUuids(a: UuidWords, b: UuidWords): number {
  return a[0] - b[0] || (a[1] >>> 0) - (b[1] >>> 0) || a[2] - b[2] || (a[3] >>> 0) - (b[3] >>> 0);
}
