import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { murmur2, murmur2OfText, partitionForKey, utf8LengthOfText } from "./murmur2.ts";

const anyText = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: "binary" }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
);

describe("murmur2", () => {
  it("gives the values that Kafka's own tests hold it to", () => {
    expect(murmur2OfText("21")).toBe(-973932308);
    expect(murmur2OfText("foobar")).toBe(-790332482);
    expect(murmur2OfText("a-little-bit-long-string")).toBe(-985981536);
    expect(murmur2OfText("a-little-bit-longer-string")).toBe(-1486304829);
    expect(murmur2OfText("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8")).toBe(-58897971);
    expect(murmur2(Uint8Array.of(97, 98, 99))).toBe(479470107);
  });

  it("takes the empty text for a key like any other", () => {
    expect(murmur2OfText("")).toBe(murmur2(new Uint8Array()));
  });

  it("hashes a text as the bytes of its UTF-8, lone surrogates included", () => {
    const encoder = new TextEncoder();
    fc.assert(
      fc.property(anyText, (text) => {
        const bytes = encoder.encode(text);
        expect(utf8LengthOfText(text)).toBe(bytes.length);
        expect(murmur2OfText(text)).toBe(murmur2(bytes));
      }),
      { numRuns: 2000 },
    );
  });

  it("clears the sign bit instead of taking the absolute value", () => {
    expect(partitionForKey(-1, 6)).toBe(0x7fffffff % 6);
    expect(partitionForKey(-2147483648, 6)).toBe(0);
    expect(partitionForKey(7, 6)).toBe(1);
  });
});
