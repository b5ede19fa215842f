/** One frame of the overlay: wires, then each card over what passes behind it. A function of its arguments. */
import { unreachable } from "#base/assert.ts";
import type { LiveFrame } from "#picture/live.ts";
import { paintDeadLetters } from "#picture/dead-letter-painter.ts";
import { DotLayer } from "./dots.ts";
import { isWithin, type FarLayer } from "./far-layer.ts";
import { paintFar, type FarJob } from "./far-painter.ts";
import type { Motion } from "./motion.ts";
import type { Scene, SceneCard } from "#picture/scene.ts";
import type * as RarePainters from "#picture/rare-painters.ts";
import { paintService } from "#picture/service-painter.ts";
import { roundedPath } from "#picture/shapes.ts";
import type { PaintTheme } from "#picture/paint-theme.ts";
import { paintTopic } from "#picture/topic-painter.ts";
import type { CanvasJob, CanvasPen } from "./canvas-job.ts";
import { paintWireFigures, paintWires } from "./wire-painter.ts";

/** Below this zoom cards show a name and one figure. */
export const FAR_ZOOM = 0.5;

export interface PaintView {
  /** xyflow's transform: offset in CSS pixels, zoom. */
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
  /** Size of the canvas in CSS pixels, and device pixels in each. */
  readonly width: number;
  readonly height: number;
  readonly pixelRatio: number;
  readonly playing: boolean;
  readonly speed: number;
  readonly reducedMotion: boolean;
  /** Cards that lie over the others, by id: painted last. */
  readonly raised: ReadonlySet<string>;
  /** Keeps the picture of the cards from far away; without it they are painted one by one. */
  readonly farLayer?: FarLayer;
}

const dots = new DotLayer();

/** Null until the first card that needs them is to be painted. */
let rarePainters: typeof RarePainters | null = null;

function loadRarePainters(): void {
  void import("#picture/rare-painters.ts").then((module) => {
    rarePainters = module;
  });
}

function isRare({ kind }: SceneCard): boolean {
  return kind === "cluster" || kind === "event-store" || kind === "database" || kind === "schema-registry";
}

/**
 * Paints everything live; without a run, only what can be told from far away. False: the cards are not of this moment
 * yet (`FarLayer`, or a painter on its way), another call soon makes them so.
 */
export function paintScene(
  pen: CanvasPen,
  scene: Scene,
  live: LiveFrame | null,
  motion: Motion,
  theme: PaintTheme,
  view: PaintView,
  nowMs: number,
): boolean {
  const scale = view.zoom * view.pixelRatio;
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.clearRect(0, 0, pen.canvas.width, pen.canvas.height);
  const [dx, dy] = [view.x * view.pixelRatio, view.y * view.pixelRatio];
  pen.setTransform(scale, 0, 0, scale, dx, dy);
  const near = view.zoom >= FAR_ZOOM;
  if (live === null) return near || paintAllFar({ pen, theme, live }, scene, view, nowMs);
  const job: CanvasJob = { pen, theme, live, motion, nowMs };
  const options = { reducedMotion: view.reducedMotion, playing: view.playing, speed: view.speed, near };
  paintWires(job, scene, dots, options);
  dots.draw(pen, theme, scale, dx, dy);
  if (!near) return paintAllFar(job, scene, view, nowMs);
  paintWireFigures(job, scene, options);
  for (const card of scene.cards) if (!view.raised.has(card.id)) paintCard(job, card, view);
  for (const card of scene.cards) if (view.raised.has(card.id)) paintCard(job, card, view);
  return rarePainters !== null || !scene.cards.some(isRare);
}

/** Cards from far away, those that are raised over the others. */
function paintAllFar(job: FarJob, scene: Scene, view: PaintView, nowMs: number): boolean {
  const { pen, theme, live } = job;
  let isOfNow = true;
  if (view.farLayer === undefined) {
    for (const card of scene.cards)
      if (!view.raised.has(card.id) && isWithin(card, view)) paintFar(job, card, view.zoom);
  } else {
    const transform = pen.getTransform();
    pen.setTransform(1, 0, 0, 1, 0, 0);
    isOfNow = view.farLayer.draw(pen, scene, live, theme, view, nowMs);
    pen.setTransform(transform);
  }
  if (view.raised.size === 0) return isOfNow;
  for (const card of scene.cards)
    if (view.raised.has(card.id) && isWithin(card, view)) paintFar(job, card, view.zoom, true);
  return isOfNow;
}

function paintCard(job: CanvasJob, card: SceneCard, view: PaintView): void {
  if (!isWithin(card, view)) return;
  uncover(job.pen, card);
  switch (card.kind) {
    case "service":
      return paintService(job, card);
    case "topic":
      return paintTopic(job, card);
    case "dead-letter-queue":
      return paintDeadLetters(job, card);
    case "cluster":
      return rarePainters === null ? loadRarePainters() : rarePainters.paintCluster(job, card);
    case "schema-registry":
      return rarePainters === null ? loadRarePainters() : rarePainters.paintRegistry(job, card);
    case "event-store":
      return rarePainters === null ? loadRarePainters() : rarePainters.paintStore(job, card);
    case "database":
      return rarePainters === null ? loadRarePainters() : rarePainters.paintDatabase(job, card);
    case "unknown":
      return;
    default:
      return unreachable(card);
  }
}

/** Takes away what lies behind a card: messages pass under it, and another card's figures do not shine through. */
function uncover(pen: CanvasPen, card: SceneCard): void {
  const { x, y, width, height } = card.box;
  pen.globalCompositeOperation = "destination-out";
  pen.fillStyle = "#000000";
  roundedPath(pen, x, y, width, height, 8);
  pen.fill();
  pen.globalCompositeOperation = "source-over";
}
