/** Base64 with the URL-safe alphabet and no padding (RFC 4648, 5): what an address bears and no chat tool breaks. */

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/** The value of each character code; 255 for those that are none of ours. */
const VALUES = new Uint8Array(128).fill(255);
for (let value = 0; value < 64; value++) VALUES[ALPHABET.charCodeAt(value)] = value;

/** Characters that so many bytes take. */
export function charactersOf(bytes: number): number {
  return Math.ceil((bytes * 4) / 3);
}

/** Whether a character may stand in such a text. */
export function isOfAlphabet(code: number): boolean {
  return code < 128 && VALUES[code] !== 255;
}

/** Bytes as text. */
export function toBase64Url(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const left = bytes.length - at;
    const three = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    text += ALPHABET.charAt(three >> 18) + ALPHABET.charAt((three >> 12) & 63);
    if (left > 1) text += ALPHABET.charAt((three >> 6) & 63);
    if (left > 2) text += ALPHABET.charAt(three & 63);
  }
  return text;
}

/** Text as bytes. Characters of no meaning count as zeros, so ask `isOfAlphabet` first; bits that fill no byte are left out. */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let bits = 0;
  let count = 0;
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    const value = VALUES[text.charCodeAt(i)] ?? 255;
    bits = ((bits << 6) | (value === 255 ? 0 : value)) & 0xffff;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes[at++] = (bits >> count) & 0xff;
  }
  return bytes;
}
