import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { textWidth } from "#picture/text-width.ts";
import { fontWidths } from "./font-widths.fixture.ts";
import { fontsFor } from "./fonts.ts";
import { pngOf } from "./render.ts";
import { unpackWoff } from "./woff.ts";

const woff = (weight: number): Uint8Array =>
  readFileSync(
    new URL(
      `../../../node_modules/@fontsource/inter/files/inter-latin-${weight}-normal.woff`,
      import.meta.url,
    ),
  );

/** Checksum of a font's table, as its directory has it. */
function sumOf(font: Uint8Array, offset: number, length: number): number {
  const view = new DataView(font.buffer, font.byteOffset, font.byteLength);
  let sum = 0;
  for (let at = offset; at < offset + Math.ceil(length / 4) * 4; at += 4)
    sum = (sum + view.getUint32(at)) >>> 0;
  return sum;
}

describe("a WOFF font", () => {
  it("is unpacked to tables that match their checksums", () => {
    const font = unpackWoff(woff(400));
    const view = new DataView(font.buffer);
    expect(view.getUint32(0)).toBe(0x00010000);
    let checked = 0;
    for (let i = 0; i < view.getUint16(4); i += 1) {
      const entry = 12 + i * 16;
      const tag = String.fromCharCode(...font.subarray(entry, entry + 4));
      // The head's own checksum counts a field of it as 0.
      if (tag === "head") continue;
      expect([tag, sumOf(font, view.getUint32(entry + 8), view.getUint32(entry + 12))]).toEqual([
        tag,
        view.getUint32(entry + 4),
      ]);
      checked += 1;
    }
    expect(checked).toBeGreaterThan(8);
  });

  it("is refused where it is none, cut off, or says something impossible", () => {
    const good = woff(400);
    expect(() => unpackWoff(new Uint8Array(10))).toThrow("not a WOFF 1.0 font");
    expect(() => unpackWoff(new TextEncoder().encode("wOF2".padEnd(60, "x")))).toThrow("not a WOFF 1.0 font");
    expect(() => unpackWoff(good.subarray(0, 100))).toThrow("cut off");
    expect(() => unpackWoff(good.subarray(0, 2_000))).toThrow("cut off");
    const huge = Uint8Array.from(good);
    new DataView(huge.buffer).setUint32(44 + 12, 0x7fffffff);
    expect(() => unpackWoff(huge)).toThrow("impossible size");
  });
});

describe("the table of text widths", () => {
  it.each([400, 500, 600, 700] as const)("is the font's own (weight %i)", (weight) => {
    const widthOf = fontWidths(unpackWoff(woff(weight)));
    const letters = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i));
    for (const letter of [...letters, ..."…–—·×“”‘’".split("")]) {
      const wanted = widthOf(letter.codePointAt(0) ?? 0);
      expect([letter, Math.abs(textWidth(letter, 1000, weight) - (wanted ?? -1)) <= 0.51]).toEqual([
        letter,
        true,
      ]);
    }
    expect(widthOf(0x2192)).toBeUndefined();
  });
});

describe("a PNG without a browser", () => {
  it("has the pixels that the SVG says, and its words in ink", async () => {
    const svg = (words: string) =>
      `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40" viewBox="0 0 30 20" font-family="Inter, sans-serif"><rect width="30" height="20" fill="#ffffff"/><text x="2" y="14" font-size="12">${words}</text></svg>`;
    const [blank, latin, greek] = await Promise.all([pngOf(svg("")), pngOf(svg("Ab")), pngOf(svg("Ωλ"))]);
    expect(String.fromCharCode(...blank.subarray(1, 4))).toBe("PNG");
    expect(new DataView(blank.buffer, blank.byteOffset).getUint32(16)).toBe(60);
    expect(latin.length).toBeGreaterThan(blank.length);
    expect(greek.length).toBeGreaterThan(blank.length);
  });

  it("reads more subsets of the font only where letters ask for them", () => {
    expect(fontsFor("payment · “service”")).toHaveLength(4);
    expect(fontsFor("λ")).toHaveLength(10);
  });
});
