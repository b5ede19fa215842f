/**
 * How long one frame of the overlay takes: for the benchmark, which gives a real canvas and a real clock. Frames are
 * made up: messages spread over all wires, every one of them long enough under way to be drawn as a dot.
 */
import { TRANSIT_STRIDE, type Frame } from "#sim/frame.ts";
import type { Layout } from "#sim/layout.ts";
import { indexFrame } from "#picture/live.ts";
import { createMotion } from "./motion.ts";
import { paintScene, type PaintView } from "./paint-scene.ts";
import type { Scene } from "#picture/scene.ts";
import type { CanvasPen } from "./canvas-job.ts";
import type { PaintTheme } from "#picture/paint-theme.ts";

export interface OverlayLoad {
  readonly pen: CanvasPen;
  readonly theme: PaintTheme;
  readonly scene: Scene;
  readonly layout: Layout;
  /** Everything but the messages under way is taken from here. */
  readonly frame: Frame;
  readonly view: PaintView;
  readonly dots: number;
  readonly frames: number;
  /** Milliseconds, e.g. `performance.now`. */
  readonly now: () => number;
}

/** Paints `frames` frames of `dots` moving messages; answers the milliseconds of each. */
export function measureOverlay(load: OverlayLoad): number[] {
  const motion = createMotion((layout) => layout.topics.map(() => 100));
  return Array.from({ length: load.frames }, (_, index) => {
    const atUs = load.frame.atUs + index * 16_667;
    const frame = { ...load.frame, atUs, transits: underWay(load, atUs), transitCount: load.dots };
    const live = indexFrame(frame, load.layout);
    const startMs = load.now();
    motion.observe(frame, load.layout, startMs, load.view.speed);
    paintScene(load.pen, load.scene, live, motion, load.theme, load.view, startMs);
    return load.now() - startMs;
  });
}

const FLIGHT_US = 2_000_000;

function underWay(load: OverlayLoad, atUs: number): Float64Array {
  const transits = new Float64Array(load.dots * TRANSIT_STRIDE);
  for (let i = 0; i < load.dots; i += 1) {
    const depart = atUs - ((i * 7919 + atUs) % FLIGHT_US);
    transits.set(
      [i % load.layout.wires.length, depart, depart + FLIGHT_US, i, i % 12, 0],
      i * TRANSIT_STRIDE,
    );
  }
  return transits;
}
