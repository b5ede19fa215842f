/** The few shapes that all painters share. Coordinates are canvas units; every function leaves the pen's state as it found it but for fill, stroke, font and line width. */
import type { PaintTheme } from "./paint-theme.ts";
import type { Pen } from "./pen.ts";

export interface TextLook {
  readonly size?: number;
  readonly weight?: 400 | 500 | 600 | 700;
  readonly colour: string;
  readonly align?: "left" | "right" | "center";
  /** Cut with an ellipsis where it would be wider. */
  readonly maxWidth?: number;
}

/** One line of text, centred on `y`. */
export function text(pen: Pen, theme: PaintTheme, words: string, x: number, y: number, look: TextLook): void {
  pen.font = `${look.weight ?? 400} ${look.size ?? 11}px ${theme.font}`;
  pen.fillStyle = look.colour;
  pen.textAlign = look.align ?? "left";
  pen.textBaseline = "middle";
  pen.fillText(look.maxWidth === undefined ? words : fit(pen, words, look.maxWidth), x, y + 0.5);
}

/** Width of a text as `text` would draw it. */
export function textWidth(pen: Pen, theme: PaintTheme, words: string, size = 11, weight = 400): number {
  pen.font = `${weight} ${size}px ${theme.font}`;
  return pen.measureText(words).width;
}

function fit(pen: Pen, words: string, width: number): string {
  if (pen.measureText(words).width <= width) return words;
  let [low, high] = [0, words.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (pen.measureText(`${words.slice(0, middle)}…`).width <= width) low = middle;
    else high = middle - 1;
  }
  // No letter is cut in half.
  const half = (words.codePointAt(low - 1) ?? 0) > 0xffff;
  return `${words.slice(0, half ? low - 1 : low)}…`;
}

/** A rounded rectangle as the current path. */
export function roundedPath(
  pen: Pen,
  x: number,
  y: number,
  width: number,
  height: number,
  radius: number,
): void {
  pen.beginPath();
  pen.roundRect(x, y, Math.max(0, width), height, radius);
}

/** Slanted lines over a rectangle: nobody is there. Each is cut at the rectangle's sides, so nothing has to be clipped. */
export function hatch(pen: Pen, x: number, y: number, width: number, height: number, colour: string): void {
  pen.strokeStyle = colour;
  pen.lineWidth = 1.25;
  pen.beginPath();
  for (let at = x - height; at < x + width; at += 5) {
    const [from, to] = [Math.max(at, x), Math.min(at + height, x + width)];
    if (to - from < 0.5) continue;
    pen.moveTo(from, y + height - (from - at));
    pen.lineTo(to, y + height - (to - at));
  }
  pen.stroke();
}

/** A ring of which `part` (0 to 1) is left; it runs out clockwise from the top. */
export function countdown(
  pen: Pen,
  x: number,
  y: number,
  radius: number,
  part: number,
  colour: string,
  rest: string,
): void {
  pen.lineWidth = 2;
  pen.strokeStyle = rest;
  pen.beginPath();
  pen.arc(x, y, radius, 0, Math.PI * 2);
  pen.stroke();
  const left = Math.min(1, Math.max(0, part));
  if (left === 0) return;
  pen.strokeStyle = colour;
  pen.beginPath();
  pen.arc(x, y, radius, -Math.PI / 2 + Math.PI * 2 * (1 - left), Math.PI * 1.5);
  pen.stroke();
}

/** The shapes that tell groups apart at a topic's log, in the order of its groups; they repeat after four. */
const FLAGS = ["pennant", "square", "disc", "diamond"] as const;

/** A group's flag (committed offset: filled) or ghost (position: hollow), its pole's foot at (x, y), flying up and right. */
export function flag(
  pen: Pen,
  group: number,
  x: number,
  y: number,
  size: number,
  colour: string,
  hollow: boolean,
): void {
  const half = size / 2;
  pen.beginPath();
  switch (FLAGS[group % FLAGS.length]) {
    case "square":
      pen.rect(x - half, y - half, size, size);
      break;
    case "disc":
      pen.arc(x, y, half, 0, Math.PI * 2);
      break;
    case "diamond":
      pen.moveTo(x, y - half - 0.5);
      pen.lineTo(x + half + 0.5, y);
      pen.lineTo(x, y + half + 0.5);
      pen.lineTo(x - half - 0.5, y);
      pen.closePath();
      break;
    default:
      pen.moveTo(x - half, y - half);
      pen.lineTo(x + half + 1, y);
      pen.lineTo(x - half, y + half);
      pen.closePath();
  }
  if (hollow) {
    pen.strokeStyle = colour;
    pen.lineWidth = 1.25;
    pen.stroke();
  } else {
    pen.fillStyle = colour;
    pen.fill();
  }
}

/** Four small columns of which as many are full as the lag has steps: its level without colour. */
export function lagBars(pen: Pen, theme: PaintTheme, x: number, y: number, level: number): void {
  for (let i = 0; i < 4; i += 1) {
    const height = 3 + i * 2;
    pen.fillStyle = i < level ? (theme.lag[level] ?? theme.ink) : theme.line;
    pen.fillRect(x + i * 4, y + 4.5 - height, 3, height);
  }
}

/** A partition's chip: its number on a tint of its colour. Returns its width. */
export function chip(
  pen: Pen,
  theme: PaintTheme,
  words: string,
  tint: string,
  x: number,
  y: number,
  glow = 0,
): number {
  const width = chipWidth(words);
  roundedPath(pen, x, y, width, 16, 4);
  pen.globalAlpha = 0.16 + 0.4 * glow;
  pen.fillStyle = tint;
  pen.fill();
  pen.globalAlpha = 1;
  pen.strokeStyle = tint;
  pen.lineWidth = 1 + glow;
  pen.stroke();
  text(pen, theme, words, x + width / 2, y + 8, {
    size: 10.5,
    weight: 600,
    colour: theme.ink,
    align: "center",
  });
  return width;
}

/** Strokes a cross: the mark of a message that nobody can process. */
export function cross(pen: Pen, x: number, y: number, reach: number, colour: string): void {
  pen.strokeStyle = colour;
  pen.lineWidth = 1.25;
  pen.beginPath();
  pen.moveTo(x - reach, y - reach);
  pen.lineTo(x + reach, y + reach);
  pen.moveTo(x + reach, y - reach);
  pen.lineTo(x - reach, y + reach);
  pen.stroke();
}

/** Width of a chip: square for one digit. */
export function chipWidth(words: string): number {
  return Math.max(16, 8 + words.length * 6.5);
}
