/** What people write and draw around the cards: frames behind everything, notes in front. */
import type { CanvasFrame, Note, Position } from "#scenario/document.ts";
import { noteSize } from "#scenario/notes.ts";
import { mixed, type Look } from "./look.ts";
import { svg, type SvgNode } from "./svg.ts";
import { wrapped } from "./text-width.ts";
import { words } from "./words-art.ts";

const NOTE_INSET = 12;
const NOTE_SIZE = 13;
const NOTE_LINE = 20;

/** A frame: a faint ground, a line around it, its name inside at the top. */
export function frameArt(theme: Look, frame: CanvasFrame): SvgNode[] {
  const { x, y } = frame.position;
  const { width, height } = frame.size;
  return [
    plate(x, y, width, height, {
      inset: 0.75,
      rx: 7.25,
      fill: mixed(theme.ink, theme.ground, 0.03),
      stroke: theme.lineStrong,
      "stroke-width": 1.5,
    }),
    words(theme, frame.name, x + 10, y + 14, {
      size: 13,
      weight: 600,
      colour: theme.ink2,
      maxWidth: width - 20,
    }),
  ];
}

/** A note: its text in lines that fit, cut where it is longer than the note is tall. */
export function noteArt(theme: Look, note: Note, { x, y }: Position): SvgNode[] {
  const { width, height } = noteSize(note);
  const room = Math.max(16, width - 2 * NOTE_INSET);
  const linesMax = Math.max(1, Math.floor((height - NOTE_INSET) / NOTE_LINE));
  const lines = wrapped(note.text, room, NOTE_SIZE, 400, linesMax);
  return [
    plate(x, y, width, height, {
      inset: 0.5,
      rx: 4.5,
      fill: theme.warnSoft,
      stroke: mixed(theme.warn, theme.warnSoft, 0.3),
    }),
    ...lines.flatMap((line, i) =>
      line.trim() === ""
        ? []
        : [
            words(theme, line, x + NOTE_INSET, y + NOTE_INSET + (i + 0.5) * NOTE_LINE, {
              size: NOTE_SIZE,
              maxWidth: room,
            }),
          ],
    ),
  ];
}

/** A rectangle whose line lies wholly inside. */
function plate(
  x: number,
  y: number,
  width: number,
  height: number,
  { inset, ...look }: { readonly inset: number } & Readonly<Record<string, string | number>>,
): SvgNode {
  return svg("rect", {
    x: x + inset,
    y: y + inset,
    width: Math.max(0, width - 2 * inset),
    height: Math.max(0, height - 2 * inset),
    ...look,
  });
}
