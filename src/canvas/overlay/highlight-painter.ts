/** What is pointed at and what is followed, over everything else on the canvas. A function of its arguments. */
import { INSTANCE_STRIDE, InstanceAt, TRANSIT_STRIDE, TransitAt } from "#sim/frame.ts";
import { INSTANCES_MAX } from "#sim/layout.ts";
import { GROUP_HEIGHT, HEADER_HEIGHT, INSTANCE_ROWS_MAX, INSTANCE_ROW_HEIGHT } from "#picture/card-size.ts";
import type { LiveFrame } from "#picture/live.ts";
import type { PaintTheme } from "#picture/paint-theme.ts";
import type { Scene, SceneCard, SceneWire, ServiceCard } from "#picture/scene.ts";
import { roundedPath, text, textWidth } from "#picture/shapes.ts";
import { pointAlong } from "#picture/wire-path.ts";
import type { CanvasPen } from "./canvas-job.ts";
import { recordBox } from "./record-place.ts";

/** A message to be shown wherever it is. */
export interface Marked {
  readonly message: number;
  /** -1 where it is in no log, or not known yet. */
  readonly partition: number;
  readonly offset: number;
  /** Stands beside it; "" for none. */
  readonly label: string;
}

/** What is to be lit. */
export interface Lit {
  readonly nodes: ReadonlySet<string>;
  readonly wires: ReadonlySet<string>;
  readonly marked: readonly Marked[];
}

/** Offset and scale of the canvas plane in device pixels. */
export interface HighlightView {
  readonly dx: number;
  readonly dy: number;
  readonly scale: number;
  /** Zoom of the plane: lines keep their width on screen. */
  readonly zoom: number;
}

/** Paints all of it on an empty canvas. */
export function paintHighlights(
  pen: CanvasPen,
  scene: Scene,
  live: LiveFrame,
  theme: PaintTheme,
  view: HighlightView,
  lit: Lit,
): void {
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.clearRect(0, 0, pen.canvas.width, pen.canvas.height);
  pen.setTransform(view.scale, 0, 0, view.scale, view.dx, view.dy);
  const width = 2.5 / Math.min(1, view.zoom);
  for (const wire of scene.wires) if (lit.wires.has(wire.id)) wireLine(pen, theme, wire, width);
  for (const card of scene.cards) if (lit.nodes.has(card.id)) cardLine(pen, theme, card, width);
  for (const marked of lit.marked) markedMessage(pen, scene, live, theme, width, marked);
}

function wireLine(pen: CanvasPen, theme: PaintTheme, wire: SceneWire, width: number): void {
  const { points } = wire.path;
  pen.beginPath();
  pen.moveTo(points[0]!, points[1]!);
  for (let i = 2; i < points.length; i += 2) pen.lineTo(points[i]!, points[i + 1]!);
  pen.strokeStyle = theme.accent;
  pen.globalAlpha = 0.28;
  pen.lineWidth = width * 4;
  pen.stroke();
  pen.globalAlpha = 1;
  pen.lineWidth = width;
  pen.stroke();
}

function cardLine(pen: CanvasPen, theme: PaintTheme, { box }: SceneCard, width: number): void {
  pen.strokeStyle = theme.accent;
  pen.lineWidth = width;
  roundedPath(pen, box.x - 4, box.y - 4, box.width + 8, box.height + 8, 11);
  pen.stroke();
}

/** Every place where a message is now, each with a ring; its label beside the first. */
function markedMessage(
  pen: CanvasPen,
  scene: Scene,
  live: LiveFrame,
  theme: PaintTheme,
  width: number,
  marked: Marked,
): void {
  const places = [
    ...onWires(scene, live, marked.message),
    ...inLog(scene, live, marked),
    ...atInstances(scene, live, marked.message),
  ];
  pen.strokeStyle = theme.accent;
  pen.lineWidth = width;
  for (const { x, y, reach, isBack } of places) {
    // A broken ring: it is not this cell, but further that way.
    pen.setLineDash(isBack === true ? [3, 3] : []);
    pen.beginPath();
    pen.arc(x, y, reach, 0, Math.PI * 2);
    pen.stroke();
  }
  pen.setLineDash([]);
  const first = places[0];
  if (first !== undefined && marked.label !== "") plate(pen, theme, marked.label, first);
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly reach: number;
  readonly isBack?: boolean;
}

function onWires(scene: Scene, { frame }: LiveFrame, message: number): Place[] {
  const places: Place[] = [];
  const { transits, atUs } = frame;
  for (let at = 0; at < transits.length; at += TRANSIT_STRIDE) {
    if (transits[at + TransitAt.message] !== message) continue;
    const wire = scene.byIndex[transits[at + TransitAt.wire]!];
    if (wire === null || wire === undefined) continue;
    const departUs = transits[at + TransitAt.departUs]!;
    const part = (atUs - departUs) / Math.max(1, transits[at + TransitAt.arriveUs]! - departUs);
    places.push({ ...pointAlong(wire.path, Math.max(0, Math.min(1, part))), reach: 9 });
  }
  return places;
}

function inLog(scene: Scene, live: LiveFrame, { partition, offset }: Marked): Place[] {
  if (partition < 0 || offset < 0) return [];
  for (const card of scene.cards) {
    const box = recordBox(live, card, partition, offset);
    if (box !== null) {
      const x = box.isBack ? box.x : box.x + box.width / 2;
      return [{ x, y: box.y + box.height / 2, reach: box.height / 2 + 4, isBack: box.isBack }];
    }
    const topic = card.kind === "dead-letter-queue" ? live.layout.topics[card.topic] : undefined;
    if (topic !== undefined && partition === topic.firstPartition)
      return [{ x: card.box.x + 20, y: card.box.y + HEADER_HEIGHT / 2, reach: 12 }];
  }
  return [];
}

/** Instances that have it in work. */
function atInstances(scene: Scene, { frame }: LiveFrame, message: number): Place[] {
  const places: Place[] = [];
  for (let at = 0; at < frame.instances.length; at += INSTANCE_STRIDE) {
    if (frame.instances[at + InstanceAt.message] !== message) continue;
    const subject = frame.instances[at + InstanceAt.subject]!;
    const service = Math.floor(subject / INSTANCES_MAX);
    const card = scene.cards.find(
      (each): each is ServiceCard => each.kind === "service" && each.service === service,
    );
    if (card !== undefined) places.push(instancePlace(card, subject % INSTANCES_MAX));
  }
  return places;
}

function instancePlace({ box, groupName, slots }: ServiceCard, index: number): Place {
  const top = box.y + HEADER_HEIGHT + (groupName === null ? 0 : GROUP_HEIGHT) + 8;
  const row = slots <= INSTANCE_ROWS_MAX ? index : 0;
  return { x: box.x + 18, y: top + (row + 0.5) * INSTANCE_ROW_HEIGHT, reach: 10 };
}

/** Words on a small plate above a place. */
function plate(pen: CanvasPen, theme: PaintTheme, words: string, { x, y, reach }: Place): void {
  const width = textWidth(pen, theme, words, 11, 600) + 14;
  const top = y - reach - 22;
  pen.fillStyle = theme.accent;
  roundedPath(pen, x - width / 2, top, width, 18, 9);
  pen.fill();
  text(pen, theme, words, x, top + 9, { weight: 600, colour: theme.surface, align: "center" });
}
