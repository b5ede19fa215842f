/** Where on the canvas a person is: told by the canvas, asked by whatever puts something there. */
import type { Position } from "#scenario/document.ts";

/** What the canvas can tell; all in canvas units, null where there is no such place now. */
export interface CanvasPlaces {
  /** Under the pointer, while that is over the canvas. */
  readonly pointer: () => Position | null;
  /** The middle of what is in view. */
  readonly middle: () => Position | null;
}

let places: CanvasPlaces | null = null;

/** Canvas only: says how places are found out; the answer takes it back. */
export function provideCanvasPlaces(given: CanvasPlaces): () => void {
  places = given;
  return () => {
    if (places === given) places = null;
  };
}

/** Canvas units under the pointer; null where it is not over the canvas. */
export function pointerPlace(): Position | null {
  return places?.pointer() ?? null;
}

/** The middle of what the canvas shows; null without a canvas. */
export function middlePlace(): Position | null {
  return places?.middle() ?? null;
}
