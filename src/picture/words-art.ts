/** One line of text as an element. */
import type { PaintTheme } from "./paint-theme.ts";
import { cleaned, svg, type SvgNode } from "./svg.ts";
import { BASELINE } from "./svg-pen.ts";
import { cutToWidth, type Weight } from "./text-width.ts";

export interface WordsLook {
  readonly size: number;
  readonly weight?: Weight;
  /** Default: ink. */
  readonly colour?: string;
  readonly anchor?: "middle" | "end";
  /** Cut with an ellipsis where it would be wider. */
  readonly maxWidth?: number;
}

/** A line whose middle is at `y`. */
export function words(theme: PaintTheme, line: string, x: number, y: number, look: WordsLook): SvgNode {
  const { size, weight = 400, colour = theme.ink, anchor, maxWidth } = look;
  const shown = cleaned(line);
  return svg(
    "text",
    {
      x,
      y: y + size * BASELINE,
      "font-size": size,
      "font-weight": weight === 400 ? undefined : weight,
      "text-anchor": anchor,
      fill: colour,
    },
    [maxWidth === undefined ? shown : cutToWidth(shown, maxWidth, size, weight)],
  );
}
