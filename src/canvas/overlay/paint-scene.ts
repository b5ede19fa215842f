/** One frame of the overlay: wires, then each card over what passes behind it. A function of its arguments. */
import { unreachable } from "#base/assert.ts";
import type { LiveFrame } from "#picture/live.ts";
import { paintDeadLetters } from "#picture/dead-letter-painter.ts";
import { DotLayer } from "./dots.ts";
import { paintFar } from "./far-painter.ts";
import type { Motion } from "./motion.ts";
import type { Scene, SceneCard } from "#picture/scene.ts";
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
}

const dots = new DotLayer();

/** Paints everything live. */
export function paintScene(
  pen: CanvasPen,
  scene: Scene,
  live: LiveFrame,
  motion: Motion,
  theme: PaintTheme,
  view: PaintView,
  nowMs: number,
): void {
  const scale = view.zoom * view.pixelRatio;
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.clearRect(0, 0, pen.canvas.width, pen.canvas.height);
  const [dx, dy] = [view.x * view.pixelRatio, view.y * view.pixelRatio];
  pen.setTransform(scale, 0, 0, scale, dx, dy);
  const job: CanvasJob = { pen, theme, live, motion, nowMs };
  const near = view.zoom >= FAR_ZOOM;
  const options = { reducedMotion: view.reducedMotion, playing: view.playing, speed: view.speed, near };
  paintWires(job, scene, dots, options);
  dots.draw(pen, theme, scale, dx, dy);
  paintWireFigures(job, scene, options);
  for (const card of scene.cards) if (!view.raised.has(card.id)) paintCard(job, card, view, near);
  for (const card of scene.cards) if (view.raised.has(card.id)) paintCard(job, card, view, near);
}

function paintCard(job: CanvasJob, card: SceneCard, view: PaintView, near: boolean): void {
  if (!isInView(card, view)) return;
  uncover(job.pen, card);
  if (!near) return paintFar(job, card, view.zoom);
  switch (card.kind) {
    case "service":
      return paintService(job, card);
    case "topic":
      return paintTopic(job, card);
    case "dead-letter-queue":
      return paintDeadLetters(job, card);
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

function isInView(card: SceneCard, view: PaintView): boolean {
  const { x, y, width, height } = card.box;
  const [left, top] = [x * view.zoom + view.x, y * view.zoom + view.y];
  return (
    left < view.width && top < view.height && left + width * view.zoom > 0 && top + height * view.zoom > 0
  );
}
