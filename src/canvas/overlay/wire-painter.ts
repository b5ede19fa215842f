/**
 * What travels the wires: a dot for each message, in its key's colour; where there are too many to follow, a band
 * that flows, its rate and one message followed all the way; with reduced motion, counts that stand still.
 */
import { TRANSIT_STRIDE, TransitAt } from "#sim/frame.ts";
import { TRIP_STRIDE, TripAt } from "#sim/trips.ts";
import { rateText, shortCount } from "#picture/live.ts";
import { PATH_STEPS, pointAlong } from "#picture/wire-path.ts";
import type { DotLayer, DotShape } from "./dots.ts";
import { ECHO_MS } from "./motion.ts";
import type { Scene, SceneWire } from "#picture/scene.ts";
import { roundedPath, text, textWidth } from "#picture/shapes.ts";
import { keyColour } from "#picture/paint-theme.ts";
import type { CanvasJob, CanvasPen } from "./canvas-job.ts";

/** Texture of a band: dashes this long, and they move this fast. */
const DASH = 10;
const BAND_SPEED_PER_MS = 0.08;

export interface WireOptions {
  readonly reducedMotion: boolean;
  readonly playing: boolean;
  /** Simulated seconds per second. */
  readonly speed: number;
  /** Small figures can be read. */
  readonly near: boolean;
}

/** Paints bands, and collects dots into `dots`. */
export function paintWires(job: CanvasJob, scene: Scene, dots: DotLayer, options: WireOptions): void {
  dots.clear();
  if (!options.reducedMotion) {
    for (const wire of scene.byIndex)
      if (wire !== null && job.motion.isBand(wire.index)) band(job, wire, options);
    collectTransits(job, scene, dots);
    collectTrips(job, scene, dots);
    collectEchoes(job, scene, dots);
  }
}

/** Rates and counts, over the dots. */
export function paintWireFigures(job: CanvasJob, scene: Scene, options: WireOptions): void {
  if (!options.near) return;
  for (const wire of scene.byIndex) {
    if (wire === null) continue;
    const total = job.live.frame.wireTotals[wire.index] ?? 0;
    if (total === 0) continue;
    if (options.reducedMotion) {
      const rate = job.motion.rateOf(wire.index);
      label(job, wire, rate > 0.05 ? `${shortCount(total)} · ${rateText(rate)}` : shortCount(total));
    } else if (job.motion.isBand(wire.index)) {
      label(job, wire, rateText(job.motion.rateOf(wire.index)));
    }
  }
}

/** Real flights, where they last long enough to be seen; ten thousand cost a look-up each. */
function collectTransits(job: CanvasJob, scene: Scene, dots: DotLayer): void {
  const { transits, atUs } = job.live.frame;
  for (let at = 0; at < transits.length; at += TRANSIT_STRIDE) {
    const wire = scene.byIndex[transits[at + TransitAt.wire]!];
    if (
      wire === null ||
      wire === undefined ||
      job.motion.isBand(wire.index) ||
      job.motion.isBrief(wire.index)
    )
      continue;
    const depart = transits[at + TransitAt.departUs]!;
    const part = (atUs - depart) / Math.max(1, transits[at + TransitAt.arriveUs]! - depart);
    addAlong(dots, wire, part, transits[at + TransitAt.key]!, "full");
  }
}

/** Requests, transactions and what comes back, where they last long enough to be seen. */
function collectTrips(job: CanvasJob, scene: Scene, dots: DotLayer): void {
  const { trips = new Float64Array(), atUs } = job.live.frame;
  for (let at = 0; at < trips.length; at += TRIP_STRIDE) {
    const wire = scene.byIndex[trips[at + TripAt.wire]!];
    if (wire === null || wire === undefined) continue;
    if (job.motion.isBand(wire.index) || job.motion.isBrief(wire.index)) continue;
    const depart = trips[at + TripAt.departUs]!;
    const part = (atUs - depart) / Math.max(1, trips[at + TripAt.arriveUs]! - depart);
    const isBack = trips[at + TripAt.isBack] === 1;
    const shape = trips[at + TripAt.hasFailed] === 1 ? "failed" : isBack ? "answer" : "full";
    addAlong(dots, wire, isBack ? 1 - part : part, trips[at + TripAt.key]!, shape);
  }
}

function collectEchoes(job: CanvasJob, scene: Scene, dots: DotLayer): void {
  for (const echo of job.motion.echoes(job.nowMs)) {
    const wire = scene.byIndex[echo.wire];
    const part = (job.nowMs - echo.startMs) / ECHO_MS;
    if (wire === null || wire === undefined || part < 0 || part > 1) continue;
    addAlong(dots, wire, echo.isBack ? 1 - part : part, echo.key, echo.shape);
  }
}

function addAlong(dots: DotLayer, wire: SceneWire, part: number, key: number, shape: DotShape): void {
  const at = (part <= 0 ? 0 : part >= 1 ? 1 : part) * PATH_STEPS;
  const step = at >= PATH_STEPS ? PATH_STEPS - 1 : at | 0;
  const rest = at - step;
  const points = wire.path.points;
  const i = step * 2;
  dots.add(
    points[i]! + (points[i + 2]! - points[i]!) * rest,
    points[i + 1]! + (points[i + 3]! - points[i + 1]!) * rest,
    key,
    shape,
  );
}

/** A wide translucent line with dashes that flow, and one message on it. */
function band(job: CanvasJob, wire: SceneWire, options: WireOptions): void {
  const { pen, theme } = job;
  const rate = job.motion.rateOf(wire.index) * options.speed;
  const width = Math.min(10, 4 + Math.log10(Math.max(1, rate / 50)) * 2.5);
  pen.save();
  pen.lineCap = "butt";
  tracePath(pen, wire);
  pen.strokeStyle = theme.accent;
  pen.globalAlpha = 0.22;
  pen.lineWidth = width;
  pen.stroke();
  pen.globalAlpha = 0.7;
  pen.lineWidth = Math.max(2, width * 0.4);
  pen.setLineDash([DASH, DASH]);
  pen.lineDashOffset = -(bandPhase(job, options) % (DASH * 2));
  pen.stroke();
  pen.restore();
  const laps = bandPhase(job, options) / wire.path.length;
  const lap = Math.floor(laps);
  const part = laps - lap;
  const key = job.motion.tracedKey(wire.index, lap, keyUnderWay(job, wire.index));
  const { x, y } = pointAlong(wire.path, part);
  pen.beginPath();
  pen.arc(x, y, 5, 0, Math.PI * 2);
  pen.fillStyle = keyColour(theme, key);
  pen.strokeStyle = theme.surface;
  pen.lineWidth = 2;
  pen.fill();
  pen.stroke();
}

/** Key of a message that is on this wire now, or -1. */
function keyUnderWay(job: CanvasJob, wire: number): number {
  const { transits } = job.live.frame;
  for (let at = 0; at < transits.length; at += TRANSIT_STRIDE) {
    if (transits[at + TransitAt.wire] === wire) return transits[at + TransitAt.key]!;
  }
  return -1;
}

/** How far a band has flowed: follows the playhead, so that it stands still with it and runs back with it. */
function bandPhase(job: CanvasJob, options: WireOptions): number {
  const speed = Number.isFinite(options.speed) ? options.speed : 60;
  return (job.live.frame.atUs / 1000 / speed) * BAND_SPEED_PER_MS;
}

function tracePath(pen: CanvasPen, wire: SceneWire): void {
  const { points } = wire.path;
  pen.beginPath();
  pen.moveTo(points[0]!, points[1]!);
  for (let i = 2; i < points.length; i += 2) pen.lineTo(points[i]!, points[i + 1]!);
}

/** A figure on a small plate in the middle of the wire. */
function label(job: CanvasJob, wire: SceneWire, words: string): void {
  const { pen, theme } = job;
  const { x, y } = pointAlong(wire.path, 0.5);
  const width = textWidth(pen, theme, words, 11, 600) + 12;
  roundedPath(pen, x - width / 2, y - 9, width, 18, 9);
  pen.fillStyle = theme.surface;
  pen.strokeStyle = theme.line;
  pen.lineWidth = 1;
  pen.fill();
  pen.stroke();
  text(pen, theme, words, x, y, { weight: 600, colour: theme.ink2, align: "center" });
}
