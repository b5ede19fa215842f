/** Wires with the direction that messages take, and the messages under way on them. */
import { TRANSIT_STRIDE, TransitAt, type Frame } from "#sim/frame.ts";
import { keyColour, type PaintTheme } from "./paint-theme.ts";
import type { Scene, SceneWire } from "./scene.ts";
import { hundredths, svg, type SvgNode } from "./svg.ts";
import { textWidth } from "./text-width.ts";
import { pointAlong } from "./wire-path.ts";
import { words } from "./words-art.ts";

/** More messages than this on one wire are drawn as a band: dots would lie on each other. */
const DOTS_A_WIRE_MAX = 60;
const HEAD_LENGTH = 9;
const HEAD_HALF = 4.5;

/** The line of a wire, its arrow head, and what it is called where colour alone would say it. */
export function wireLine(theme: PaintTheme, wire: SceneWire): SvgNode[] {
  const isDead = wire.kind === "dead-letters";
  const colour = isDead ? theme.danger : theme.lineStrong;
  const { points } = wire.path;
  const end = { x: points.at(-2) ?? 0, y: points.at(-1) ?? 0 };
  return [
    svg("path", {
      d: lineData(wire),
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

/** The curve up to the arrow head, which it meets in its middle: a line's blunt end would stand out at the tip. */
function lineData(wire: SceneWire): string {
  const [x0, y0, cx0, cy0, cx1, cy1, x1, y1] = wire.curve;
  const stop = x1 - HEAD_LENGTH / 2;
  return `M${at(x0, y0)}C${at(cx0, cy0)} ${at(cx1 - HEAD_LENGTH / 2, cy1)} ${at(stop, y1)}`;
}

/** Words on the wire that carries what failed. */
export function wireLabel(theme: PaintTheme, wire: SceneWire): SvgNode[] {
  if (wire.kind !== "dead-letters") return [];
  const { x, y } = pointAlong(wire.path, 0.5);
  const width = textWidth("dead letters", 10.5, 400) + 8;
  return [
    svg("rect", { x: x - width / 2, y: y + 9, width, height: 14, fill: theme.ground }),
    words(theme, "dead letters", x, y + 16, { size: 10.5, colour: theme.danger, anchor: "middle" }),
  ];
}

/** Messages that are on a wire at this moment: a dot for each in its key's colour, or a band where there are too many. */
export function messagesUnderWay(theme: PaintTheme, scene: Scene, frame: Frame): SvgNode[] {
  const byWire = new Map<SceneWire, { part: number; key: number }[]>();
  for (let i = 0; i < frame.transits.length; i += TRANSIT_STRIDE) {
    const wire = scene.byIndex[frame.transits[i + TransitAt.wire]!];
    if (wire === null || wire === undefined) continue;
    const depart = frame.transits[i + TransitAt.departUs]!;
    const part = (frame.atUs - depart) / Math.max(1, frame.transits[i + TransitAt.arriveUs]! - depart);
    const dots = byWire.get(wire) ?? [];
    dots.push({ part, key: frame.transits[i + TransitAt.key]! });
    byWire.set(wire, dots);
  }
  return scene.wires.flatMap((wire) => {
    const dots = byWire.get(wire) ?? [];
    if (dots.length <= DOTS_A_WIRE_MAX) return dots.map(({ part, key }) => dot(theme, wire, part, key));
    // A few stand for all of them on the band.
    const every = Math.ceil(dots.length / 12);
    return [
      band(theme, wire),
      ...dots.filter((_, i) => i % every === 0).map(({ part, key }) => dot(theme, wire, part, key)),
    ];
  });
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
    d: lineData(wire),
    fill: "none",
    stroke: theme.accent,
    "stroke-opacity": 0.25,
    "stroke-width": 8,
  });
}

function at(x: number, y: number): string {
  return `${hundredths(x)} ${hundredths(y)}`;
}
