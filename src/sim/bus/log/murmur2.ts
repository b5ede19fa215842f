/**
 * The hash by which Kafka's producer chooses the partition of a record with a key (Utils.murmur2 and
 * BuiltInPartitioner.partitionForKey): 32-bit MurmurHash2 with a fixed seed over the bytes of the serialized key.
 */

const SEED = 0x9747b28c;
const MULTIPLIER = 0x5bd1e995;
const REPLACEMENT_CHARACTER = 0xfffd;

/** Mixes one block of four bytes (little-endian) into the hash. */
function mix(hash: number, block: number): number {
  let k = Math.imul(block, MULTIPLIER);
  k ^= k >>> 24;
  return Math.imul(hash, MULTIPLIER) ^ Math.imul(k, MULTIPLIER);
}

/** Mixes the last one to three bytes, if there are any, and spreads the result. */
function finish(hash: number, tail: number, tailBytes: number): number {
  let h = tailBytes > 0 ? Math.imul(hash ^ tail, MULTIPLIER) : hash;
  h = Math.imul(h ^ (h >>> 13), MULTIPLIER);
  return h ^ (h >>> 15);
}

/** The murmur2 hash of a key's bytes as a signed 32-bit number. An empty key is a key. */
export function murmur2(bytes: Uint8Array): number {
  let hash = SEED ^ bytes.length;
  let block = 0;
  for (let at = 0; at < bytes.length; at++) {
    block |= (bytes[at] ?? 0) << ((at & 3) * 8);
    if ((at & 3) === 3) {
      hash = mix(hash, block);
      block = 0;
    }
  }
  return finish(hash, block, bytes.length & 3);
}

/** The code point that starts at `at`; a lone surrogate becomes U+FFFD as in TextEncoder. */
function codePointAt(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  if (unit < 0xd800 || unit > 0xdfff) return unit;
  if (unit > 0xdbff || at + 1 >= text.length) return REPLACEMENT_CHARACTER;
  const low = text.charCodeAt(at + 1);
  if (low < 0xdc00 || low > 0xdfff) return REPLACEMENT_CHARACTER;
  return 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
}

/** Bytes of a code point in UTF-8. */
function utf8Length(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}

/** The UTF-8 bytes of a code point, the first in the lowest eight bits. */
function utf8Bytes(codePoint: number): number {
  const last = 0x80 | (codePoint & 0x3f);
  if (codePoint < 0x80) return codePoint;
  if (codePoint < 0x800) return 0xc0 | (codePoint >> 6) | (last << 8);
  const middle = 0x80 | ((codePoint >> 6) & 0x3f);
  if (codePoint < 0x10000) return 0xe0 | (codePoint >> 12) | (middle << 8) | (last << 16);
  return (
    0xf0 | (codePoint >> 18) | ((0x80 | ((codePoint >> 12) & 0x3f)) << 8) | (middle << 16) | (last << 24)
  );
}

/** The length of a text in UTF-8 bytes, without encoding it. */
export function utf8LengthOfText(text: string): number {
  let length = text.length;
  for (let at = 0; at < text.length; at++) {
    const codePoint = codePointAt(text, at);
    if (codePoint < 0x80) continue;
    length += utf8Length(codePoint) - 1;
    if (codePoint > 0xffff) {
      length--;
      at++;
    }
  }
  return length;
}

/** murmur2 of the UTF-8 bytes of a text (what Kafka's StringSerializer sends), without allocating: it runs once for every record with a key. */
export function murmur2OfText(text: string): number {
  const byteLength = utf8LengthOfText(text);
  let hash = SEED ^ byteLength;
  let block = 0;
  let filled = 0;
  for (let at = 0; at < text.length; at++) {
    const codePoint = codePointAt(text, at);
    let bytes = codePoint;
    let length = 1;
    if (codePoint >= 0x80) {
      bytes = utf8Bytes(codePoint);
      length = utf8Length(codePoint);
      if (codePoint > 0xffff) at++;
    }
    block |= bytes << (filled * 8);
    filled += length;
    if (filled >= 4) {
      hash = mix(hash, block);
      filled -= 4;
      block = filled === 0 ? 0 : bytes >>> ((length - filled) * 8);
    }
  }
  return finish(hash, block, byteLength & 3);
}

/** The partition of a key's hash: the sign bit is cleared (Utils.toPositive, not the absolute value), then the remainder by ALL partitions of the topic. */
export function partitionForKey(hash: number, partitions: number): number {
  return (hash & 0x7fffffff) % partitions;
}
