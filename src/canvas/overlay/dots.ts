/**
 * Draws many dots fast: a few as round dots with a rim, many as squares written straight into pixels (measured: ten
 * thousand `arc` calls take 17 ms a frame, own pixels 1.4 ms).
 */
import { cross } from "#picture/shapes.ts";
import type { CanvasPen } from "./canvas-job.ts";
import type { PaintTheme } from "#picture/paint-theme.ts";

/** Above this many dots pixels are written directly. */
const ROUND_MAX = 800;
const RADIUS = 4;

/** What a dot looks like: a message or a request, a poisoned message, an answer, an answer that says it was not done. */
export type DotShape = "full" | "poisoned" | "answer" | "failed";
const SHAPES: readonly DotShape[] = ["full", "poisoned", "answer", "failed"];

/** Dots of one frame, collected and then drawn at once; reused from frame to frame. */
export class DotLayer {
  #count = 0;
  #x = new Float32Array(1024);
  #y = new Float32Array(1024);
  /** Index into the 12 key colours, 12 for no key. */
  #colour = new Uint8Array(1024);
  /** Index into SHAPES. */
  #shapes = new Uint8Array(1024);
  #pixels: ImageData | null = null;
  #scratch: OffscreenCanvas | null = null;
  #palette: { readonly theme: PaintTheme; readonly words: Uint32Array } | null = null;

  /** How many dots wait to be drawn. */
  get count(): number {
    return this.#count;
  }

  clear(): void {
    this.#count = 0;
  }

  /** Adds a dot at a point of the canvas plane; `key` -1 is a message without a key. */
  add(x: number, y: number, key: number, shape: DotShape): void {
    const at = this.#count;
    if (at === this.#x.length) this.#grow();
    this.#x[at] = x;
    this.#y[at] = y;
    this.#colour[at] = key < 0 ? 12 : key % 12;
    this.#shapes[at] = SHAPES.indexOf(shape);
    this.#count = at + 1;
  }

  /** Draws what was added. `scale` and the offsets map canvas units to device pixels. */
  draw(pen: CanvasPen, theme: PaintTheme, scale: number, dx: number, dy: number): void {
    if (this.#count === 0) return;
    if (this.#count <= ROUND_MAX) this.#drawRound(pen, theme, scale);
    else this.#drawPixels(pen, theme, scale, dx, dy);
  }

  #drawRound(pen: CanvasPen, theme: PaintTheme, scale: number): void {
    // Far out a dot stays large enough to be seen.
    const radius = Math.max(RADIUS, 2.2 / scale);
    for (let colour = 0; colour <= 12; colour += 1) {
      pen.beginPath();
      let any = false;
      for (let i = 0; i < this.#count; i += 1) {
        if (this.#colour[i] !== colour || this.#shapes[i] !== 0) continue;
        any = true;
        pen.moveTo(this.#x[i]! + radius, this.#y[i]!);
        pen.arc(this.#x[i]!, this.#y[i]!, radius, 0, Math.PI * 2);
      }
      if (!any) continue;
      pen.strokeStyle = theme.ground;
      pen.lineWidth = 2;
      pen.stroke();
      pen.fillStyle = theme.keys[colour] ?? theme.keyNone;
      pen.fill();
    }
    for (let i = 0; i < this.#count; i += 1) {
      const [x, y] = [this.#x[i]!, this.#y[i]!];
      const shape = SHAPES[this.#shapes[i]!];
      if (shape === "poisoned") poisonDot(pen, theme, x, y, radius + 2);
      else if (shape === "answer") answerDot(pen, theme, x, y, radius);
      else if (shape === "failed") failedDot(pen, theme, x, y, radius + 1);
    }
  }

  #drawPixels(pen: CanvasPen, theme: PaintTheme, scale: number, dx: number, dy: number): void {
    const { width, height } = pen.canvas;
    if (width === 0 || height === 0) return;
    if (this.#pixels === null || this.#pixels.width !== width || this.#pixels.height !== height) {
      this.#pixels = new ImageData(width, height);
      this.#scratch = new OffscreenCanvas(width, height);
    }
    const words = new Uint32Array(this.#pixels.data.buffer);
    words.fill(0);
    const palette = this.#paletteOf(theme);
    const side = Math.max(2, Math.round(5 * scale));
    const half = side >> 1;
    let [minX, minY, maxX, maxY] = [width, height, 0, 0];
    for (let i = 0; i < this.#count; i += 1) {
      const left = (this.#x[i]! * scale + dx - half + 0.5) | 0;
      const top = (this.#y[i]! * scale + dy - half + 0.5) | 0;
      if (left < 0 || top < 0 || left + side > width || top + side > height) continue;
      if (left < minX) minX = left;
      if (top < minY) minY = top;
      if (left > maxX) maxX = left;
      if (top > maxY) maxY = top;
      const word = palette[this.#shapes[i] === 1 ? 13 : this.#shapes[i] === 3 ? 14 : this.#colour[i]!]!;
      for (let row = 0, at = top * width + left; row < side; row += 1, at += width) {
        for (let column = 0; column < side; column += 1) words[at + column] = word;
      }
    }
    const scratch = this.#scratch?.getContext("2d");
    if (scratch === null || scratch === undefined || this.#scratch === null || maxX < minX) return;
    const [w, h] = [maxX + side - minX, maxY + side - minY];
    scratch.putImageData(this.#pixels, 0, 0, minX, minY, w, h);
    pen.save();
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.drawImage(this.#scratch, minX, minY, w, h, minX, minY, w, h);
    pen.restore();
  }

  /** Colours as little-endian RGBA words: 0-11 keys, 12 no key, 13 poisoned, 14 failed. */
  #paletteOf(theme: PaintTheme): Uint32Array {
    if (this.#palette?.theme !== theme) {
      const colours = [...theme.keys.slice(0, 12), theme.keyNone, theme.ink, theme.danger];
      const words = Uint32Array.from(colours, rgbaWord);
      this.#palette = { theme, words };
    }
    return this.#palette.words;
  }

  #grow(): void {
    const size = this.#x.length * 2;
    const grown = <T extends Float32Array | Uint8Array>(old: T, made: T): T => {
      made.set(old as never);
      return made;
    };
    this.#x = grown(this.#x, new Float32Array(size));
    this.#y = grown(this.#y, new Float32Array(size));
    this.#colour = grown(this.#colour, new Uint8Array(size));
    this.#shapes = grown(this.#shapes, new Uint8Array(size));
  }
}

/** A poisoned message has one shape wherever it goes: a black diamond with a cross. */
export function poisonDot(pen: CanvasPen, theme: PaintTheme, x: number, y: number, radius: number): void {
  pen.beginPath();
  pen.moveTo(x, y - radius);
  pen.lineTo(x + radius, y);
  pen.lineTo(x, y + radius);
  pen.lineTo(x - radius, y);
  pen.closePath();
  pen.fillStyle = theme.ink;
  pen.strokeStyle = theme.ground;
  pen.lineWidth = 2;
  pen.stroke();
  pen.fill();
  const reach = radius * 0.32;
  cross(pen, x, y, reach, theme.surface);
}

/** An answer is an open ring: it brings no message, only word of one. */
function answerDot(pen: CanvasPen, theme: PaintTheme, x: number, y: number, radius: number): void {
  pen.beginPath();
  pen.arc(x, y, radius - 0.5, 0, Math.PI * 2);
  pen.fillStyle = theme.surface;
  pen.strokeStyle = theme.keyNone;
  pen.lineWidth = 2;
  pen.fill();
  pen.stroke();
}

/** An answer that says it was not done, or that comes too late: a square with a cross, whatever its colour. */
function failedDot(pen: CanvasPen, theme: PaintTheme, x: number, y: number, radius: number): void {
  pen.beginPath();
  pen.rect(x - radius, y - radius, radius * 2, radius * 2);
  pen.fillStyle = theme.danger;
  pen.strokeStyle = theme.ground;
  pen.lineWidth = 2;
  pen.stroke();
  pen.fill();
  cross(pen, x, y, radius * 0.5, theme.surface);
}

/** "#rrggbb" as an opaque RGBA word of little-endian image data; anything else is grey. */
export function rgbaWord(colour: string): number {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour.trim());
  const [r, g, b] =
    match === null ? [128, 128, 128] : [1, 2, 3].map((i) => Number.parseInt(match[i] ?? "80", 16));
  return ((0xff << 24) | ((b ?? 128) << 16) | ((g ?? 128) << 8) | (r ?? 128)) >>> 0;
}
