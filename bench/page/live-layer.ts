/** Runs in the browser: paints the overlay's frames one after the other, as the app does, and times them. */
import { frameOf } from "#sim/frame-of.ts";
import { compile } from "#sim/compile.ts";
import { advance, startRun } from "#sim/run.ts";
import { FarLayer } from "#canvas/overlay/far-layer.ts";
import { measureOverlay } from "#canvas/overlay/measure-overlay.ts";
import { buildScene } from "#picture/scene.ts";
import { readTheme } from "#canvas/overlay/theme.ts";
import "#ui/tokens.css";
import { yardModel } from "../yard-model.ts";

export interface LiveLayerFigures {
  /** Main-thread milliseconds of each frame. */
  readonly paintMs: readonly number[];
  /** Milliseconds from frame to frame. */
  readonly gapsMs: readonly number[];
}

/** Paints `frames` animation frames of a scenario of `nodes` nodes with `dots` moving messages. */
async function liveLayer(nodes: number, dots: number, frames: number): Promise<LiveLayerFigures> {
  const scenario = yardModel(nodes);
  const compiled = compile(scenario);
  if (!compiled.ok) throw new Error(compiled.problems[0]?.says);
  const run = startRun(compiled.value);
  advance(run, 5_000_000);
  const frame = frameOf(run);
  const canvas = document.body.appendChild(document.createElement("canvas"));
  const [width, height] = [1280, 720];
  Object.assign(canvas, { width, height });
  const pen = canvas.getContext("2d");
  if (pen === null) throw new Error("no canvas here");
  const { layout } = compiled.value;
  const scene = buildScene(scenario, layout);
  const view = {
    x: 0,
    y: 0,
    zoom: 0.3,
    width,
    height,
    pixelRatio: 1,
    playing: true,
    speed: 1,
    reducedMotion: false,
    raised: new Set<string>(),
    farLayer: new FarLayer(),
  };
  const load = { pen, theme: readTheme(), scene, layout, frame, view, dots, now: () => performance.now() };
  const paintMs: number[] = [];
  const gapsMs: number[] = [];
  let before = await nextFrame();
  for (let i = 0; i < frames; i++) {
    paintMs.push(...measureOverlay({ ...load, frames: 1 }));
    const now = await nextFrame();
    gapsMs.push(now - before);
    before = now;
  }
  return { paintMs, gapsMs };
}

function nextFrame(): Promise<number> {
  return new Promise((resolve) => {
    requestAnimationFrame(resolve);
  });
}

Object.assign(globalThis, { liveLayer });
