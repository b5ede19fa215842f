/** Wires with the direction that messages take, and the messages under way on them. */
import type { Position, Size } from "#scenario/document.ts";
import { TRANSIT_STRIDE, TransitAt, type Frame } from "#sim/frame.ts";
import { carriesFailed } from "./cards.ts";
import { shortCount } from "./live.ts";
import { keyColour, type PaintTheme } from "./paint-theme.ts";
import type { Scene, SceneWire } from "./scene.ts";
import { hundredths, svg, type SvgNode } from "./svg.ts";
import { textWidth } from "./text-width.ts";
import { pointAlong } from "./wire-path.ts";
import { words } from "./words-art.ts";

/** More than this on one wire are drawn as a band: dots would lie on each other. */
const PARCELS_A_WIRE_MAX = 40;
/** The line meets the arrow head in its middle: its blunt end would stand out at the tip. */
const HEAD_LENGTH = 9;
const HEAD_HALF = 4.5;

/** The line of a wire, its arrow head, and what it is called where colour alone would say it. */
export function wireLine(theme: PaintTheme, wire: SceneWire): SvgNode[] {
  const isDead = carriesFailed(wire.kind);
  const colour = isDead ? theme.danger : theme.lineStrong;
  const { points } = wire.path;
  const end = { x: points.at(-2) ?? 0, y: points.at(-1) ?? 0 };
  return [
    svg("path", {
      d: wireData(wire, HEAD_LENGTH / 2),
      fill: "none",
      stroke: colour,
      "stroke-width": 1.5,
      "stroke-dasharray": isDead ? "5 4" : undefined,
    }),
    svg("path", {
      d: `M${at(end.x, end.y)}L${at(end.x - HEAD_LENGTH, end.y - HEAD_HALF)}L${at(end.x - HEAD_LENGTH, end.y + HEAD_HALF)}Z`,
      fill: colour,
    }),
  ];
}

/** The curve as path data, up to `short` before its end. */
export function wireData(wire: SceneWire, short: number): string {
  const [x0, y0, cx0, cy0, cx1, cy1, x1, y1] = wire.curve;
  return `M${at(x0, y0)}C${at(cx0, cy0)} ${at(cx1 - short, cy1)} ${at(x1 - short, y1)}`;
}

/** Words on the wire that carries what failed. */
export function wireLabel(theme: PaintTheme, wire: SceneWire): SvgNode[] {
  if (!carriesFailed(wire.kind)) return [];
  const label = wire.kind === "retries" ? "retries" : "dead letters";
  const { x, y } = pointAlong(wire.path, 0.5);
  const width = textWidth(label, 10.5, 400) + 8;
  return [
    svg("rect", { x: x - width / 2, y: y + 9, width, height: 14, fill: theme.ground }),
    words(theme, label, x, y + 16, { size: 10.5, colour: theme.danger, anchor: "middle" }),
  ];
}

/** Messages that left together and so are at one place: the records of a fetch, or the batch of a publisher. */
interface Parcel {
  /** How far it has come, 0 to 1. */
  readonly part: number;
  /** Key of the message that lies on top. */
  key: number;
  count: number;
}

/** What is under way: dots lie under the cards, as they come out from below them, numbers lie over everything. */
export interface UnderWay {
  readonly dots: readonly SvgNode[];
  readonly numbers: readonly SvgNode[];
}

/**
 * Messages that are on a wire at this moment: a dot in its key's colour for each, with a number where several travel
 * together and there is room for one, or a band where there are too many to tell apart.
 */
export function messagesUnderWay(theme: PaintTheme, scene: Scene, frame: Frame): UnderWay {
  const parcels = parcelsUnderWay(scene, frame);
  const taken: (Position & Size)[] = scene.cards.map(({ box }) => box);
  const numbered: { readonly at: Position; readonly count: number }[] = [];
  const dots = scene.wires.flatMap((wire) => {
    const onWire = [...(parcels.get(wire)?.values() ?? [])];
    const isBand = onWire.length > PARCELS_A_WIRE_MAX;
    // A few stand for all of them on the band.
    const every = isBand ? Math.ceil(onWire.length / 12) : 1;
    const shown = onWire.filter((_, i) => i % every === 0);
    for (const { part, count } of shown) {
      const at = pointAlong(wire.path, part);
      taken.push({ x: at.x - 5, y: at.y - 5, width: 10, height: 10 });
      if (count > 1 && !isBand) numbered.push({ at, count });
    }
    return [
      ...(isBand ? [band(theme, wire)] : []),
      ...shown.map(({ part, key }) => dot(theme, wire, part, key)),
    ];
  });
  numbered.sort((a, b) => b.count - a.count);
  return { dots, numbers: numbered.flatMap(({ at, count }) => numberArt(theme, at, count, taken)) };
}

/** How many travel together, over or under their dot; nothing where a card, a dot or a larger number is in the way. */
function numberArt(
  theme: PaintTheme,
  { x, y }: Position,
  count: number,
  taken: (Position & Size)[],
): SvgNode[] {
  const number = shortCount(count);
  const [width, height] = [textWidth(number, 10, 600) + 8, 14];
  const box = [y - 21, y + 7]
    .map((top) => ({ x: x - width / 2, y: top, width, height }))
    .find((each) => taken.every((other) => !overlap(each, other)));
  if (box === undefined) return [];
  taken.push(box);
  return [
    svg("rect", { ...box, rx: 7, fill: theme.surface, stroke: theme.line }),
    words(theme, number, x, box.y + 7, { size: 10, weight: 600, colour: theme.ink2, anchor: "middle" }),
  ];
}

function overlap(a: Position & Size, b: Position & Size): boolean {
  return (
    a.x < b.x + b.width + 1 && b.x < a.x + a.width + 1 && a.y < b.y + b.height + 1 && b.y < a.y + a.height + 1
  );
}

function parcelsUnderWay(scene: Scene, frame: Frame): Map<SceneWire, Map<string, Parcel>> {
  const byWire = new Map<SceneWire, Map<string, Parcel>>();
  for (let i = 0; i < frame.transits.length; i += TRANSIT_STRIDE) {
    const wire = scene.byIndex[frame.transits[i + TransitAt.wire]!];
    if (wire === null || wire === undefined) continue;
    const [depart, arrive] = [
      frame.transits[i + TransitAt.departUs]!,
      frame.transits[i + TransitAt.arriveUs]!,
    ];
    const key = frame.transits[i + TransitAt.key]!;
    const onWire = byWire.get(wire) ?? new Map<string, Parcel>();
    byWire.set(wire, onWire);
    const known = onWire.get(`${depart} ${arrive}`);
    if (known === undefined) {
      const part = (frame.atUs - depart) / Math.max(1, arrive - depart);
      onWire.set(`${depart} ${arrive}`, { part, key, count: 1 });
      continue;
    }
    known.key = key;
    known.count += 1;
  }
  return byWire;
}

function dot(theme: PaintTheme, wire: SceneWire, part: number, key: number): SvgNode {
  const { x, y } = pointAlong(wire.path, part);
  return svg("circle", {
    cx: x,
    cy: y,
    r: 4.5,
    fill: keyColour(theme, key),
    stroke: theme.ground,
    "stroke-width": 1.5,
  });
}

function band(theme: PaintTheme, wire: SceneWire): SvgNode {
  return svg("path", {
    d: wireData(wire, HEAD_LENGTH / 2),
    fill: "none",
    stroke: theme.accent,
    "stroke-opacity": 0.25,
    "stroke-width": 8,
  });
}

function at(x: number, y: number): string {
  return `${hundredths(x)} ${hundredths(y)}`;
}
