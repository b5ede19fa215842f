import { describe, expect, it } from "vitest";
import { cleaned, hundredths, svg, svgText } from "./svg.ts";

describe("the text of an SVG", () => {
  it("keeps what looks like markup as words", () => {
    const node = svg("text", { x: 1, fill: '"><script>' }, ['</text><script>alert("1")</script>&amp;']);
    expect(svgText(node)).toBe(
      '<text x="1" fill="&quot;&gt;&lt;script&gt;">&lt;/text&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;amp;</text>\n',
    );
  });

  it("leaves out what XML cannot hold and what turns the reading direction", () => {
    expect(cleaned("a\u0000b\u001bc\u009fd\uffffe")).toBe("abcde");
    expect(cleaned("\ud800x\udc00 \ud83d\ude00")).toBe("x \ud83d\ude00");
    expect(cleaned("\u202eevil\u2066\u200f")).toBe("evil");
    expect(cleaned("two\r\n\tlines")).toBe("two lines");
  });

  it("rounds to hundredths and has no number that is none", () => {
    expect(svgText(svg("rect", { x: 1 / 3, y: -0.001, width: Number.NaN, height: undefined }))).toBe(
      '<rect x="0.33" y="0" width="0"/>\n',
    );
    expect(hundredths(Number.POSITIVE_INFINITY)).toBe(0);
  });
});
