/** What goes to the layout's worker and comes back. */
import type { Position } from "#scenario/document.ts";
import type { Box } from "#scenario/frames.ts";

/** What is laid out: boxes by id, and who sends to whom. Plain data, in the document's order, which decides ties. */
export interface LayoutRequest {
  readonly cards: readonly { readonly id: string; readonly width: number; readonly height: number }[];
  /** Pairs of ids of cards. */
  readonly wires: readonly (readonly [from: string, to: string])[];
  /** Frames from the innermost out, each with the cards and frames that lie directly in it. */
  readonly frames: readonly { readonly id: string; readonly holds: readonly string[] }[];
}

/** Top left corners of the cards and boxes of the frames; the drawing's own corner is at 0, 0. */
export interface LayoutAnswer {
  readonly cards: readonly (readonly [id: string, place: Position])[];
  readonly frames: readonly (readonly [id: string, box: Box])[];
}
