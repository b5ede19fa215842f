/** Checksums of what is kept: CRC-32 tells a damaged record, the chain tells a line that follows another history. */

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? (value >>> 1) ^ 0xed_b8_83_20 : value >>> 1;
  return value;
});

/** CRC-32 (IEEE 802.3) of a text's UTF-16 units, low byte first: no encoder, since the tail is written while the page goes. */
export function crc32(text: string): number {
  let crc = 0xff_ff_ff_ff;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    crc = (crc >>> 8) ^ (TABLE[(crc ^ unit) & 0xff] ?? 0);
    crc = (crc >>> 8) ^ (TABLE[(crc ^ (unit >>> 8)) & 0xff] ?? 0);
  }
  return (crc ^ 0xff_ff_ff_ff) >>> 0;
}

/**
 * The hash of a document's history after one more line, as 16 hexadecimal digits: of the hash before (`""` at the
 * start), the line's number and its text. Two lanes of multiply and shift: it tells histories apart, it keeps no secret.
 */
export function chainHash(before: string, rev: number, text: string): string {
  let [high, low] = [0x9e_37_79_b9, 0x85_eb_ca_6b];
  for (const part of [before, `:${rev}:`, text]) {
    for (let at = 0; at < part.length; at++) {
      const unit = part.charCodeAt(at);
      high = Math.imul(high ^ unit, 0x9e_37_79_b1);
      low = Math.imul(low ^ unit, 0x5f_35_64_95);
    }
  }
  high = Math.imul(high ^ (high >>> 16), 0x85_eb_ca_6b) ^ Math.imul(low ^ (low >>> 13), 0xc2_b2_ae_35);
  low = Math.imul(low ^ (low >>> 16), 0x85_eb_ca_6b) ^ Math.imul(high ^ (high >>> 13), 0xc2_b2_ae_35);
  return [high, low].map((lane) => (lane >>> 0).toString(16).padStart(8, "0")).join("");
}
