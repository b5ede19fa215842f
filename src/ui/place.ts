/** Where something that floats stands beside what it belongs to, so that all of it stays in the window. */

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export type Side = "above" | "below";

const MARGIN_PX = 6;

/**
 * Top left corner of a floating thing of `size` beside `anchor`, all in window pixels. `side` is a wish: the other side
 * is taken where the wished one has no room. `align` says which edges meet.
 */
export function place(
  anchor: Box,
  size: Size,
  viewport: Size,
  side: Side,
  align: "start" | "center" | "end",
): { left: number; top: number } {
  const above = anchor.top - size.height - MARGIN_PX;
  const below = anchor.top + anchor.height + MARGIN_PX;
  const fitsAbove = above >= MARGIN_PX;
  const fitsBelow = below + size.height <= viewport.height - MARGIN_PX;
  const top =
    side === "above" ? (fitsAbove || !fitsBelow ? above : below) : fitsBelow || !fitsAbove ? below : above;
  const slack = anchor.width - size.width;
  const left = anchor.left + (align === "start" ? 0 : align === "end" ? slack : slack / 2);
  return {
    left: Math.max(MARGIN_PX, Math.min(left, viewport.width - size.width - MARGIN_PX)),
    top: Math.max(MARGIN_PX, Math.min(top, viewport.height - size.height - MARGIN_PX)),
  };
}

/** Top left corner of a floating thing that opens at a point: to its lower right, or wherever else there is room. */
export function placeAt(
  point: { readonly x: number; readonly y: number },
  size: Size,
  viewport: Size,
): { left: number; top: number } {
  const fit = (at: number, length: number, room: number): number => {
    const start = at + length + MARGIN_PX <= room ? at : at - length;
    return Math.max(MARGIN_PX, Math.min(start, room - length - MARGIN_PX));
  };
  return { left: fit(point.x, size.width, viewport.width), top: fit(point.y, size.height, viewport.height) };
}
