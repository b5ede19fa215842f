/** What the overlay's own painters need over those of the picture: the page's canvas, and what moves. */
import type { PaintJob } from "#picture/topic-painter.ts";
import type { Motion } from "./motion.ts";

/** The pen of a page's canvas. */
export type CanvasPen = CanvasRenderingContext2D;

/** A paint job on the page's canvas. */
export interface CanvasJob extends PaintJob {
  readonly pen: CanvasPen;
  readonly motion: Motion;
}
