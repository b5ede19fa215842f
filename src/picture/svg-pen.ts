/** A pen that writes SVG elements: what painters would draw on a canvas, as a picture that stands still. */
import type { Pen } from "./pen.ts";
import { cleaned, hundredths, svg, type SvgNode } from "./svg.ts";
import { textWidth, type Weight } from "./text-width.ts";

/** From the middle of a line to its baseline, in parts of the size: Inter's ascent less its descent, halved. */
export const BASELINE = 0.364;

/** What the current path is, as far as SVG has a shorter element for it. */
type Shape =
  | { readonly is: "rect"; readonly at: Readonly<Record<string, number>> }
  | { readonly is: "circle"; readonly at: Readonly<Record<string, number>> };

/** Collects elements; read them from `taken`. */
export class SvgPen implements Pen {
  font = "400 11px";
  textAlign: Pen["textAlign"] = "left";
  textBaseline: Pen["textBaseline"] = "middle";
  fillStyle: unknown = "#000000";
  strokeStyle: unknown = "#000000";
  lineWidth = 1;
  lineCap: Pen["lineCap"] = "butt";
  globalAlpha = 1;
  readonly #behind: string;
  #nodes: SvgNode[] = [];
  #path: string[] = [];
  #shapes: Shape[] = [];
  #dash: readonly number[] = [];
  /** Whether the last element is this path, filled only: then a stroke is one more attribute of it. */
  #filled = false;

  /** `behind`: the colour that shows where something is taken away. */
  constructor(behind: string) {
    this.#behind = behind;
  }

  /** What was drawn since the last call. */
  taken(): SvgNode[] {
    const nodes = this.#nodes;
    this.#nodes = [];
    this.#filled = false;
    return nodes;
  }

  beginPath(): void {
    this.#path = [];
    this.#shapes = [];
    this.#filled = false;
  }

  closePath(): void {
    this.#path.push("Z");
  }

  moveTo(x: number, y: number): void {
    this.#path.push(`M${point(x, y)}`);
  }

  lineTo(x: number, y: number): void {
    this.#path.push(`L${point(x, y)}`);
  }

  bezierCurveTo(cx0: number, cy0: number, cx1: number, cy1: number, x: number, y: number): void {
    this.#path.push(`C${point(cx0, cy0)} ${point(cx1, cy1)} ${point(x, y)}`);
  }

  /** Clockwise from one angle to the other, both in radians. Always a piece of its own, joined to nothing. */
  arc(x: number, y: number, radius: number, from: number, to: number): void {
    if (to - from >= Math.PI * 2 - 1e-9) {
      this.#add({ is: "circle", at: { cx: x, cy: y, r: radius } }, circleData(x, y, radius));
      return;
    }
    const [start, end] = [onCircle(from), onCircle(to)];
    const large = to - from > Math.PI ? 1 : 0;
    this.#path.push(
      `M${point(x + radius * start.x, y + radius * start.y)}`,
      `A${hundredths(radius)} ${hundredths(radius)} 0 ${large} 1 ${point(x + radius * end.x, y + radius * end.y)}`,
    );
  }

  rect(x: number, y: number, width: number, height: number): void {
    this.#add({ is: "rect", at: { x, y, width, height } }, rectData(x, y, width, height));
  }

  roundRect(x: number, y: number, width: number, height: number, radius: number): void {
    const rx = Math.min(radius, width / 2, height / 2);
    this.#add({ is: "rect", at: { x, y, width, height, rx } }, rectData(x, y, width, height));
  }

  fill(): void {
    const node = this.#element(this.#paint("fill"));
    if (node === null) return;
    this.#nodes.push(node);
    this.#filled = true;
  }

  stroke(): void {
    const paint = this.#stroke();
    const last = this.#nodes.at(-1);
    if (this.#filled && last !== undefined) {
      this.#nodes[this.#nodes.length - 1] = svg(last.tag, { ...last.attributes, ...paint });
      this.#filled = false;
      return;
    }
    const node = this.#element({ fill: "none", ...paint });
    if (node !== null) this.#nodes.push(node);
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    this.#filled = false;
    this.#nodes.push(svg("rect", { x, y, width, height, ...this.#paint("fill") }));
  }

  strokeRect(x: number, y: number, width: number, height: number): void {
    this.#filled = false;
    this.#nodes.push(svg("rect", { x, y, width, height, fill: "none", ...this.#stroke() }));
  }

  clearRect(x: number, y: number, width: number, height: number): void {
    this.#filled = false;
    this.#nodes.push(svg("rect", { x, y, width, height, fill: this.#behind }));
  }

  setLineDash(lengths: number[]): void {
    this.#dash = lengths;
  }

  fillText(words: string, x: number, y: number): void {
    this.#filled = false;
    const { size, weight } = this.#type();
    const shown = cleaned(words);
    const baseline = this.textBaseline === "middle" ? y + size * BASELINE : y;
    if (this.textAlign === "right") return this.#write(shown, x, baseline, "end");
    if (this.textAlign === "center") return this.#write(shown, x, baseline, "middle");
    let at = x;
    shown.split("→").forEach((piece, i) => {
      // The font has no arrow, so it is drawn between the words.
      if (i > 0) {
        this.#nodes.push(arrow(at, y, size, String(this.fillStyle)));
        at += textWidth("→", size, weight);
      }
      // SVG drops a space at the beginning: here its width stays.
      const begin = piece.length - piece.trimStart().length;
      if (piece.trim() !== "")
        this.#write(piece.trim(), at + textWidth(" ", size, weight) * begin, baseline, undefined);
      at += textWidth(piece, size, weight);
    });
  }

  measureText(words: string): { readonly width: number } {
    const { size, weight } = this.#type();
    return { width: textWidth(cleaned(words), size, weight) };
  }

  #write(words: string, x: number, y: number, anchor: string | undefined): void {
    const { size, weight } = this.#type();
    this.#nodes.push(
      svg(
        "text",
        {
          x,
          y,
          "font-size": size,
          "font-weight": weight === 400 ? undefined : weight,
          "text-anchor": anchor,
          ...this.#paint("fill"),
        },
        [words],
      ),
    );
  }

  /** The font as painters set it: "600 11px family". */
  #type(): { size: number; weight: Weight } {
    const [weight = "400", size = "11"] = this.font.split(" ");
    return { size: Number.parseFloat(size), weight: Number(weight) as Weight };
  }

  #add(shape: Shape, data: string): void {
    this.#shapes.push(shape);
    this.#path.push(data);
  }

  /** The current path as the shortest element that says it. */
  #element(paint: Readonly<Record<string, string | number | undefined>>): SvgNode | null {
    const only = this.#path.length === 1 ? this.#shapes[0] : undefined;
    if (only !== undefined) return svg(only.is, { ...only.at, ...paint });
    const d = this.#path.join("");
    return d === "" ? null : svg("path", { d, ...paint });
  }

  #paint(kind: "fill" | "stroke"): Record<string, string | number | undefined> {
    const style = String(kind === "fill" ? this.fillStyle : this.strokeStyle);
    // "#rrggbbaa" is not in SVG 1.1.
    const hasAlpha = /^#[0-9a-f]{8}$/i.test(style);
    const alpha = this.globalAlpha * (hasAlpha ? Number.parseInt(style.slice(7), 16) / 255 : 1);
    return {
      [kind]: hasAlpha ? style.slice(0, 7) : style,
      [`${kind}-opacity`]: alpha < 1 ? alpha : undefined,
    };
  }

  #stroke(): Record<string, string | number | undefined> {
    return {
      ...this.#paint("stroke"),
      "stroke-width": this.lineWidth === 1 ? undefined : this.lineWidth,
      "stroke-linecap": this.lineCap === "butt" ? undefined : this.lineCap,
      "stroke-dasharray": this.#dash.length === 0 ? undefined : this.#dash.join(" "),
    };
  }
}

function point(x: number, y: number): string {
  return `${hundredths(x)} ${hundredths(y)}`;
}

function rectData(x: number, y: number, width: number, height: number): string {
  return `M${point(x, y)}H${hundredths(x + width)}V${hundredths(y + height)}H${hundredths(x)}Z`;
}

function circleData(x: number, y: number, radius: number): string {
  const r = hundredths(radius);
  return `M${point(x - radius, y)}A${r} ${r} 0 1 1 ${point(x + radius, y)}A${r} ${r} 0 1 1 ${point(x - radius, y)}Z`;
}

/** An arrow as wide as "→" is counted, centred on `y`. */
function arrow(x: number, y: number, size: number, colour: string): SvgNode {
  const [from, to, reach] = [x + size * 0.12, x + size * 0.76, size * 0.2];
  return svg("path", {
    d: `M${point(from, y)}L${point(to, y)}M${point(to - reach, y - reach)}L${point(to, y)}L${point(to - reach, y + reach)}`,
    fill: "none",
    stroke: colour,
    "stroke-width": size * 0.1,
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
  });
}

/** The point of the unit circle at an angle; ours, since engines may differ in the last bits of sine and cosine. */
function onCircle(angle: number): { x: number; y: number } {
  const turn = Math.PI * 2;
  const a = angle - turn * Math.floor(angle / turn + 0.5);
  const square = a * a;
  let [sine, cosine, power, odd] = [0, 0, 1, a];
  for (let n = 0; n < 24; n += 2) {
    cosine += power;
    sine += odd;
    power *= -square / ((n + 1) * (n + 2));
    odd *= -square / ((n + 2) * (n + 3));
  }
  return { x: cosine, y: sine };
}
