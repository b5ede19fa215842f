/** Reads the advance widths of a plain font, for the tests of the picture's table of widths. */

/** Widths in thousandths of the em, by code point (basic plane); undefined where the font has no such letter. */
export function fontWidths(font: Uint8Array): (codePoint: number) => number | undefined {
  const view = new DataView(font.buffer, font.byteOffset, font.byteLength);
  const tables = new Map<string, number>();
  for (let i = 0; i < view.getUint16(4); i += 1) {
    const entry = 12 + i * 16;
    tables.set(String.fromCharCode(...font.subarray(entry, entry + 4)), view.getUint32(entry + 8));
  }
  const at = (tag: string): number => {
    const offset = tables.get(tag);
    if (offset === undefined) throw new RangeError(`the font has no ${tag}`);
    return offset;
  };
  const unitsPerEm = view.getUint16(at("head") + 18);
  const metrics = view.getUint16(at("hhea") + 34);
  const glyphOf = segmentMap(view, at("cmap"));
  return (codePoint) => {
    const glyph = glyphOf(codePoint);
    if (glyph === 0) return undefined;
    return (view.getUint16(at("hmtx") + Math.min(glyph, metrics - 1) * 4) * 1000) / unitsPerEm;
  };
}

/** Format 4 of the character map: segments of code points. */
function segmentMap(view: DataView, cmap: number): (codePoint: number) => number {
  let table = -1;
  for (let i = 0; i < view.getUint16(cmap + 2); i += 1) {
    const offset = cmap + view.getUint32(cmap + 4 + i * 8 + 4);
    if (view.getUint16(offset) === 4) table = offset;
  }
  if (table < 0) throw new RangeError("the font has no character map of format 4");
  const segments = view.getUint16(table + 6) / 2;
  const [ends, starts] = [table + 14, table + 16 + segments * 2];
  const [deltas, ranges] = [starts + segments * 2, starts + segments * 4];
  return (codePoint) => {
    for (let i = 0; i < segments; i += 1) {
      if (view.getUint16(ends + i * 2) < codePoint) continue;
      const start = view.getUint16(starts + i * 2);
      if (start > codePoint) return 0;
      const range = view.getUint16(ranges + i * 2);
      const delta = view.getUint16(deltas + i * 2);
      if (range === 0) return (codePoint + delta) & 0xffff;
      const glyph = view.getUint16(ranges + i * 2 + range + (codePoint - start) * 2);
      return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
    }
    return 0;
  };
}
