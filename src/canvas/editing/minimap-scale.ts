/** How canvas units become pixels of the minimap. */
import { boxAround, type Box } from "#scenario/frames.ts";
import type { Size } from "#scenario/document.ts";

export interface MapScale {
  /** Canvas units of the map's upper left corner. */
  readonly left: number;
  readonly top: number;
  /** Pixels a canvas unit. */
  readonly factor: number;
}

const MARGIN_PX = 8;

/** The scale at which the drawing and what is seen of it both fit, in the middle. */
export function mapScale(drawing: Box, seen: Box, size: Size): MapScale {
  const all = boxAround([drawing, seen]) ?? seen;
  const factor = Math.min(
    (size.width - 2 * MARGIN_PX) / Math.max(1, all.width),
    (size.height - 2 * MARGIN_PX) / Math.max(1, all.height),
  );
  return {
    left: all.x - (size.width / factor - all.width) / 2,
    top: all.y - (size.height / factor - all.height) / 2,
    factor,
  };
}
