import { describe, expect, it } from "vitest";
import { cutToWidth, textWidth, wrapped } from "./text-width.ts";

describe("the width of a text", () => {
  it("grows with size and weight", () => {
    expect(textWidth("payment-service", 26, 600)).toBeCloseTo(2 * textWidth("payment-service", 13, 600));
    expect(textWidth("payment-service", 13, 600)).toBeGreaterThan(textWidth("payment-service", 13, 400));
  });

  it("counts an accented letter as its letter, a Chinese one as full, a joiner as nothing", () => {
    expect(textWidth("é", 10, 400)).toBe(textWidth("e", 10, 400));
    expect(textWidth("数", 10, 400)).toBeGreaterThanOrEqual(10);
    expect(textWidth("\u200d", 10, 400)).toBe(0);
  });
});

describe("a text that is too wide", () => {
  it("is cut with an ellipsis and then fits", () => {
    const cut = cutToWidth("a-service-with-a-very-long-name", 80, 13, 600);
    expect(cut).toMatch(/^a-serv.*…$/);
    expect(textWidth(cut, 13, 600)).toBeLessThanOrEqual(80);
    expect(cutToWidth("short", 80, 13, 600)).toBe("short");
  });

  it("is never cut within a letter", () => {
    expect(cutToWidth("😀😀😀😀", 24, 10, 400)).toBe("😀…");
  });

  it("is wrapped at spaces, within a word only where it must be, and cut after its last line", () => {
    const lines = wrapped("one two three four five\n\nsupercalifragilisticexpialidocious", 60, 13, 400, 20);
    expect(lines.slice(0, 2)).toEqual(["one two", "three"]);
    expect(lines).toContain("");
    for (const line of lines) expect(textWidth(line, 13, 400)).toBeLessThanOrEqual(60);
    expect(lines.join("").replaceAll(" ", "")).toBe("onetwothreefourfivesupercalifragilisticexpialidocious");
    const cut = wrapped("one two three four five", 60, 13, 400, 2);
    expect(cut).toHaveLength(2);
    expect(cut[1]).toMatch(/…$/);
  });
});
