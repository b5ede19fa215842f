/** How many pixels a picture of a drawing may have. */
import type { SvgNode } from "./svg.ts";

/** Browsers and picture readers take no larger side. */
const SIDE_MAX = 16_000;
const PIXELS_MAX = 64_000_000;

export interface PixelSize {
  readonly width: number;
  readonly height: number;
  /** As asked for, or less where the picture would be too large. */
  readonly scale: number;
}

/** Pixels of a picture that was made at scale 1, enlarged by `scale` as far as that is possible. */
export function pixelSize(picture: SvgNode, scale: number): PixelSize {
  const [width, height] = [Number(picture.attributes["width"]), Number(picture.attributes["height"])];
  const most = Math.min(SIDE_MAX / width, SIDE_MAX / height, Math.sqrt(PIXELS_MAX / (width * height)));
  const used = Math.min(scale, most);
  const pixels = (length: number): number => Math.max(1, Math.round(length * used));
  return { width: pixels(width), height: pixels(height), scale: used };
}

/** The same picture in other pixels. */
export function resized(picture: SvgNode, { width, height }: PixelSize): SvgNode {
  return { ...picture, attributes: { ...picture.attributes, width, height } };
}
