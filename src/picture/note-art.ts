/** What people write and draw around the cards: frames behind everything, notes in front. */
import type { CanvasFrame, Note, Position } from "#scenario/document.ts";
import { noteSize } from "#scenario/notes.ts";
import { mixed } from "./look.ts";
import type { PaintTheme } from "./paint-theme.ts";
import { svg, type SvgNode } from "./svg.ts";
import { wrapped } from "./text-width.ts";
import { words } from "./words-art.ts";

const NOTE_INSET = 12;
const NOTE_SIZE = 13;
const NOTE_LINE = 20;

/** A frame: a faint ground, a line around it, its name inside at the top. */
export function frameArt(theme: PaintTheme, frame: CanvasFrame): SvgNode[] {
  const { x, y } = frame.position;
  const { width, height } = frame.size;
  return [
    svg("rect", {
      x: x + 0.5,
      y: y + 0.5,
      width: Math.max(0, width - 1),
      height: Math.max(0, height - 1),
      rx: 8,
      fill: mixed(theme.surface2, theme.ground, 0.5),
      stroke: mixed(theme.lineStrong, theme.line, 0.35),
    }),
    words(theme, frame.name, x + 12, y + 16, {
      size: 12,
      weight: 600,
      colour: theme.ink2,
      maxWidth: width - 24,
    }),
  ];
}

/** A note: its text in lines that fit, cut where it is longer than the note is tall. */
export function noteArt(theme: PaintTheme, note: Note, { x, y }: Position): SvgNode[] {
  const { width, height } = noteSize(note);
  const linesMax = Math.max(1, Math.floor((height - 2 * NOTE_INSET + 4) / NOTE_LINE));
  const lines = wrapped(note.text, Math.max(16, width - 2 * NOTE_INSET), NOTE_SIZE, 400, linesMax);
  return [
    svg("rect", {
      x: x + 0.5,
      y: y + 0.5,
      width: Math.max(0, width - 1),
      height: Math.max(0, height - 1),
      rx: 8,
      fill: mixed(theme.surface2, theme.surface, 0.6),
      stroke: theme.line,
    }),
    ...lines.flatMap((line, i) =>
      line === ""
        ? []
        : [
            words(theme, line, x + NOTE_INSET, y + NOTE_INSET + (i + 0.5) * NOTE_LINE, {
              size: NOTE_SIZE,
              maxWidth: width - 2 * NOTE_INSET,
            }),
          ],
    ),
  ];
}
