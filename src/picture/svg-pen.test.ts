import { describe, expect, it } from "vitest";
import { SvgPen } from "./svg-pen.ts";
import { svgText } from "./svg.ts";
import { textWidth } from "./text-width.ts";

function drawn(draw: (pen: SvgPen) => void): string[] {
  const pen = new SvgPen("#fefefe");
  draw(pen);
  return pen.taken().map((node) => svgText(node).trim());
}

describe("a pen that writes SVG", () => {
  it("says a filled and stroked shape in one element, each with its own opacity", () => {
    const marks = drawn((pen) => {
      pen.beginPath();
      pen.roundRect(1, 2, 30, 4, 8);
      pen.fillStyle = "#112233";
      pen.globalAlpha = 0.5;
      pen.fill();
      pen.globalAlpha = 1;
      pen.strokeStyle = "#445566";
      pen.lineWidth = 2;
      pen.stroke();
    });
    expect(marks).toEqual([
      '<rect x="1" y="2" width="30" height="4" rx="2" fill="#112233" fill-opacity="0.5" stroke="#445566" stroke-width="2"/>',
    ]);
  });

  it("never gives one path the stroke of the next", () => {
    const marks = drawn((pen) => {
      pen.beginPath();
      pen.rect(0, 0, 1, 1);
      pen.fill();
      pen.beginPath();
      pen.moveTo(0, 0);
      pen.lineTo(5, 5);
      pen.stroke();
    });
    expect(marks).toHaveLength(2);
    expect(marks[1]).toBe('<path d="M0 0L5 5" fill="none" stroke="#000000"/>');
  });

  it("draws a part of a circle from the right place to the right place", () => {
    const [mark] = drawn((pen) => {
      pen.beginPath();
      pen.arc(10, 10, 8, -Math.PI / 2, Math.PI);
      pen.stroke();
    });
    expect(mark).toContain('d="M10 2A8 8 0 1 1 2 10"');
  });

  it("turns a colour with transparency into what every reader knows", () => {
    const [mark] = drawn((pen) => {
      pen.fillStyle = "#8a530080";
      pen.fillRect(0, 0, 1, 1);
    });
    expect(mark).toContain('fill="#8a5300" fill-opacity="0.5"');
  });

  it("covers what is taken away with what lies behind", () => {
    expect(drawn((pen) => pen.clearRect(1, 2, 3, 4))).toEqual([
      '<rect x="1" y="2" width="3" height="4" fill="#fefefe"/>',
    ]);
  });

  it("keeps the place of words that begin with a space, and draws the arrow that the font lacks", () => {
    const marks = drawn((pen) => {
      pen.font = "600 10px Inter";
      pen.fillText(" a → b", 100, 50);
    });
    expect(marks).toHaveLength(3);
    expect(marks[0]).toContain(`x="${100 + Math.round(textWidth(" ", 10, 600) * 100) / 100}"`);
    expect(marks[0]).toContain(">a</text>");
    expect(marks[1]).toMatch(/^<path d="M/);
    expect(marks[2]).toContain(">b</text>");
  });
});
