/**
 * Unpacks a WOFF 1.0 font (https://www.w3.org/TR/WOFF/) into the plain font (TrueType or OpenType) within: the picture
 * renderer reads no WOFF, and no package of our fonts has the plain files.
 */
import { inflateSync } from "node:zlib";

const SIGNATURE = 0x774f_4646;
const HEADER_BYTES = 44;
const ENTRY_BYTES = 20;
/** No font of ours comes near it; a broken file must not ask for gigabytes. */
const FONT_BYTES_MAX = 16_000_000;

interface Table {
  readonly tag: number;
  readonly checksum: number;
  readonly data: Uint8Array;
}

/** The plain font. Throws a RangeError that says what is wrong with the file. */
export function unpackWoff(woff: Uint8Array): Uint8Array {
  const view = new DataView(woff.buffer, woff.byteOffset, woff.byteLength);
  if (woff.byteLength < HEADER_BYTES || view.getUint32(0) !== SIGNATURE)
    throw new RangeError("not a WOFF 1.0 font");
  const flavour = view.getUint32(4);
  const count = view.getUint16(12);
  if (HEADER_BYTES + count * ENTRY_BYTES > woff.byteLength)
    throw new RangeError("the font's directory is cut off");
  const tables = Array.from({ length: count }, (_, i) => tableAt(view, woff, HEADER_BYTES + i * ENTRY_BYTES));
  return plainFont(flavour, tables);
}

function tableAt(view: DataView, woff: Uint8Array, entry: number): Table {
  const offset = view.getUint32(entry + 4);
  const packedBytes = view.getUint32(entry + 8);
  const bytes = view.getUint32(entry + 12);
  if (offset + packedBytes > woff.byteLength) throw new RangeError("a table of the font is cut off");
  if (packedBytes > bytes || bytes > FONT_BYTES_MAX)
    throw new RangeError("a table of the font has an impossible size");
  const packed = woff.subarray(offset, offset + packedBytes);
  // A table that deflating would not make smaller is stored as it is.
  const data = packedBytes === bytes ? packed : inflateSync(packed, { maxOutputLength: bytes });
  if (data.byteLength !== bytes) throw new RangeError("a table of the font is shorter than it says");
  return { tag: view.getUint32(entry), checksum: view.getUint32(entry + 16), data };
}

/** The tables behind a directory, each on a multiple of four. */
function plainFont(flavour: number, tables: readonly Table[]): Uint8Array {
  const directoryBytes = 12 + tables.length * 16;
  const size = tables.reduce((sum, { data }) => sum + padded(data.byteLength), directoryBytes);
  if (size > FONT_BYTES_MAX) throw new RangeError("the font is too large");
  const font = new Uint8Array(size);
  const view = new DataView(font.buffer);
  // What a binary search over the directory starts with: the largest power of two within the count.
  let [power, steps] = [1, 0];
  while (power * 2 <= tables.length) [power, steps] = [power * 2, steps + 1];
  view.setUint32(0, flavour);
  view.setUint16(4, tables.length);
  view.setUint16(6, power * 16);
  view.setUint16(8, steps);
  view.setUint16(10, (tables.length - power) * 16);
  let at = directoryBytes;
  tables.forEach(({ tag, checksum, data }, i) => {
    const entry = 12 + i * 16;
    view.setUint32(entry, tag);
    view.setUint32(entry + 4, checksum);
    view.setUint32(entry + 8, at);
    view.setUint32(entry + 12, data.byteLength);
    font.set(data, at);
    at += padded(data.byteLength);
  });
  return font;
}

function padded(bytes: number): number {
  return Math.ceil(bytes / 4) * 4;
}
