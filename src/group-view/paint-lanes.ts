/** Paints lanes and their head on a 2D context. Colours are the page's tokens, read where the canvas stands. */
import { OPEN, type GroupHistory, type HoldingState, type MomentKind } from "#sim/group-history.ts";
import type { Micros } from "#base/units.ts";
import { hatch } from "#picture/shapes.ts";
import { durationText, momentText } from "#ui/quantities.ts";
import { LANE_FOOT_PX, MARKS_PX, ROW_PX, type Bar, type Lane, type Mark } from "./lanes.ts";
import { ticksOf, xOf, type Stretch } from "./span.ts";

type Pen = CanvasRenderingContext2D;

const TOKENS = [
  "surface",
  "surface-2",
  "line",
  "line-strong",
  "ink",
  "ink-2",
  "ink-3",
  "accent",
  "accent-soft",
  "danger",
  "danger-soft",
  "warn",
  "warn-soft",
  "ok",
] as const;

type Named = Readonly<Record<(typeof TOKENS)[number], string>>;
export interface Colours extends Named {
  /** Of partitions, by their number. */
  readonly keys: readonly string[];
  readonly font: string;
}

const KEYS = 12;

/** The tokens as they are at an element now. */
export function coloursAt(element: Element): Colours {
  const style = getComputedStyle(element);
  const token = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const named = Object.fromEntries(TOKENS.map((name) => [name, token(name)])) as Named;
  const keys = Array.from({ length: KEYS }, (_, key) => token(`key-${key}`));
  return { ...named, keys, font: style.fontFamily };
}

/** Sizes a canvas for the screen's pixels and gives its cleared context, in CSS pixels. */
export function cleared(canvas: HTMLCanvasElement, width: number, height: number): Pen | null {
  const ratio = Math.max(1, globalThis.devicePixelRatio);
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const pen = canvas.getContext("2d");
  pen?.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen?.clearRect(0, 0, width, height);
  return pen;
}

/** Heights in the head: the axis, the generations, and how many partitions nobody reads. */
export const AXIS_PX = 18;
export const GENERATIONS_PX = 20;
export const UNOWNED_PX = 18;
const BAND_PX = GENERATIONS_PX - 3;
export const HEAD_PX = AXIS_PX + GENERATIONS_PX + UNOWNED_PX;

/** The head over the lanes. */
export function paintHead(
  pen: Pen,
  colours: Colours,
  history: GroupHistory,
  stretch: Stretch,
  width: number,
  headUs: Micros,
): void {
  const place = (fromUs: Micros, toUs: Micros): Place =>
    within(fromUs, Math.min(toUs, headUs), stretch, width);
  paintAxis(pen, colours, stretch, width);
  paintGenerations(pen, colours, history, place, width);
  paintRebalances(pen, colours, history, place, width);
  paintUnowned(pen, colours, history, place, width);
}

interface Place {
  readonly x: number;
  readonly end: number;
}
type PlaceOf = (fromUs: Micros, toUs: Micros) => Place;

function paintAxis(pen: Pen, colours: Colours, stretch: Stretch, width: number): void {
  for (const at of ticksOf(stretch, width)) {
    const x = xOf(at, stretch, width);
    words(pen, colours, momentText(at), x + 3, AXIS_PX / 2, colours["ink-3"], width - x);
    pen.fillStyle = colours.line;
    pen.fillRect(Math.round(x), 0, 1, HEAD_PX);
  }
}

function paintGenerations(
  pen: Pen,
  colours: Colours,
  history: GroupHistory,
  placeOf: PlaceOf,
  width: number,
): void {
  const word = history.group.protocol === "classic" ? "gen" : "epoch";
  let lastEnd = -1;
  let next = 0;
  history.generations.forEach((generation, i) => {
    // It is formed in the midst of a rebalance: its name stands behind that.
    const { rebalances } = history;
    while ((rebalances[next]?.toUs ?? OPEN) <= generation.fromUs) next++;
    const formedIn = rebalances[next];
    const { x, end } = placeOf(generation.fromUs, generation.toUs);
    if (end <= 0 || x >= width || end - lastEnd < 1) return;
    lastEnd = end;
    pen.fillStyle = i % 2 === 0 ? colours["accent-soft"] : colours["surface-2"];
    pen.fillRect(x, AXIS_PX, end - x, BAND_PX);
    const isIn = formedIn !== undefined && formedIn.fromUs <= generation.fromUs;
    const from = isIn ? Math.max(x, placeOf(formedIn.fromUs, formedIn.toUs).end) : x;
    const who = generation.members < 0 ? "" : ` · ${members(generation.members)}`;
    const text = `${word} ${generation.number}${who}`;
    words(pen, colours, text, from + 4, AXIS_PX + BAND_PX / 2, colours["ink-2"], end - from - 8);
  });
}

function paintRebalances(
  pen: Pen,
  colours: Colours,
  history: GroupHistory,
  placeOf: PlaceOf,
  width: number,
): void {
  let last = -9;
  for (const { fromUs, toUs } of history.rebalances) {
    const { x, end } = placeOf(fromUs, toUs);
    if (end <= 0 || x >= width || end - last < 1) continue;
    last = end;
    const wide = Math.max(2, end - x);
    pen.fillStyle = colours["warn-soft"];
    pen.fillRect(x, AXIS_PX, wide, BAND_PX);
    hatch(pen, x, AXIS_PX, wide, BAND_PX, colours.warn);
    if (wide < 100) continue;
    pen.fillStyle = colours["warn-soft"];
    pen.fillRect(x + 3, AXIS_PX + 2, Math.min(wide - 6, 108), BAND_PX - 4);
    const took = toUs === OPEN ? "" : ` ${durationText(Math.round((toUs - fromUs) / 1000))}`;
    words(pen, colours, `rebalance${took}`, x + 6, AXIS_PX + BAND_PX / 2, colours.warn, wide - 12, 600);
  }
}

function members(count: number): string {
  return count === 1 ? "1 member" : `${count} members`;
}

function paintUnowned(
  pen: Pen,
  colours: Colours,
  history: GroupHistory,
  placeOf: PlaceOf,
  width: number,
): void {
  const top = AXIS_PX + GENERATIONS_PX;
  let shown = -1;
  history.unowned.forEach(({ fromUs, count }, i) => {
    if (count === 0) return;
    const { x, end } = placeOf(fromUs, history.unowned[i + 1]?.fromUs ?? OPEN);
    if (end <= 0 || x >= width || end - shown < 1) return;
    shown = end;
    const wide = Math.max(1, end - x);
    pen.fillStyle = colours["danger-soft"];
    pen.fillRect(x, top, wide, UNOWNED_PX - 3);
    pen.fillStyle = colours.danger;
    pen.fillRect(x, top + UNOWNED_PX - 5, wide, 2);
    words(pen, colours, `${count} unowned`, x + 4, top + 7, colours.danger, wide - 6, 600);
  });
}

/** The lanes that lie between `top` and `top + height` of all lanes. */
export function paintLanes(
  pen: Pen,
  colours: Colours,
  history: GroupHistory,
  lanes: readonly Lane[],
  stretch: Stretch,
  view: { readonly width: number; readonly height: number; readonly top: number; readonly headUs: Micros },
): void {
  const { width, height, headUs } = view;
  for (const at of ticksOf(stretch, width)) {
    pen.fillStyle = colours.line;
    pen.fillRect(Math.round(xOf(at, stretch, width)), 0, 1, height);
  }
  const placeOf: PlaceOf = (fromUs, toUs) => within(fromUs, Math.min(toUs, headUs), stretch, width);
  tintRebalances(pen, colours, history, placeOf, width, height);
  for (const lane of lanes) {
    const y = lane.top - view.top;
    if (y + lane.height < 0 || y > height) continue;
    pen.fillStyle = colours.line;
    pen.fillRect(0, Math.round(y + lane.height) - 1, width, 1);
    for (const bar of lane.bars) paintBar(pen, colours, bar, y, lane.height);
    for (const { x, width: wide, is } of lane.spells)
      if (is === "paused") paintPaused(pen, colours, x, y, wide, lane.height);
      else paintDown(pen, colours, x, y, wide, lane.height);
    for (const mark of lane.marks) paintMark(pen, colours, mark, y + 2);
  }
}

/** While a group rebalances everything in it is tinted. */
function tintRebalances(
  pen: Pen,
  colours: Colours,
  history: GroupHistory,
  placeOf: PlaceOf,
  width: number,
  height: number,
): void {
  pen.globalAlpha = 0.55;
  pen.fillStyle = colours["warn-soft"];
  let last = -9;
  for (const { fromUs, toUs } of history.rebalances) {
    const { x, end } = placeOf(fromUs, toUs);
    if (end <= 0 || x >= width || end - last < 1) continue;
    last = end;
    pen.fillRect(x, 0, Math.max(1, end - x), height);
  }
  pen.globalAlpha = 1;
}

/** Narrower ones have no room for a word. */
const WORDS_PX = 14;

function paintBar(pen: Pen, colours: Colours, bar: Bar, laneY: number, laneHeight: number): void {
  const isWhole = bar.row < 0;
  const y = laneY + MARKS_PX + (isWhole ? 0 : bar.row * ROW_PX);
  const height = isWhole ? laneHeight - MARKS_PX - LANE_FOOT_PX : ROW_PX - 2;
  const own = bar.partition < 0 ? colours.accent : (colours.keys[bar.partition % KEYS] ?? colours.accent);
  if (bar.state === "owned") paintOwned(pen, own, bar, y, height);
  else paintGone(pen, colours, bar, y, height);
  // The partition's colour stays with it, whoever has it, and however.
  pen.fillStyle = own;
  pen.fillRect(bar.x, y, Math.min(3, bar.width), height);
  if (bar.width < WORDS_PX) return;
  const label = bar.label + (bar.width > 110 ? NOTES[bar.state] : "");
  words(pen, colours, label, bar.x + 6, y + height / 2, colours.ink, bar.width - 8, 500);
}

function paintOwned(pen: Pen, own: string, bar: Bar, y: number, height: number): void {
  pen.fillStyle = own;
  pen.globalAlpha = 0.2;
  pen.fillRect(bar.x, y, bar.width, height);
  pen.globalAlpha = 1;
  pen.fillRect(bar.x, y + height - 1, bar.width, 1);
}

/** Hatched, but for the place where its words stand. */
function paintGone(pen: Pen, colours: Colours, bar: Bar, y: number, height: number): void {
  const edge = bar.state === "zombie" ? "warn" : "danger";
  pen.fillStyle = colours[`${edge}-soft`];
  pen.fillRect(bar.x, y, bar.width, height);
  pen.font = `500 11px ${colours.font}`;
  const label = bar.label + (bar.width > 110 ? NOTES[bar.state] : "");
  const spared = bar.width < WORDS_PX ? 3 : Math.min(bar.width, pen.measureText(label).width + 10);
  hatch(pen, bar.x + spared, y, bar.width - spared, height, colours[edge]);
}

const NOTES: Readonly<Record<HoldingState, string>> = {
  owned: "",
  zombie: " · counted out",
  orphaned: " · nobody reads",
};

function paintPaused(pen: Pen, colours: Colours, x: number, y: number, width: number, height: number): void {
  pen.fillStyle = colours.warn;
  pen.fillRect(x, y + height - 4, width, 3);
  if (width > 60) words(pen, colours, "paused", x + 12, y + 7, colours.warn, width - 14, 600);
}

function paintDown(pen: Pen, colours: Colours, x: number, y: number, width: number, height: number): void {
  pen.strokeStyle = colours["line-strong"];
  pen.lineWidth = 1;
  pen.setLineDash([3, 3]);
  pen.beginPath();
  pen.moveTo(x, Math.round(y + height) - 3.5);
  pen.lineTo(x + width, Math.round(y + height) - 3.5);
  pen.stroke();
  pen.setLineDash([]);
}

/** How a kind of moment looks: its strokes on an 8 × 8 grid, and its colour. Doubled by shape, never by colour alone. */
export const MARK_LOOK: Readonly<
  Partial<Record<MomentKind, { readonly d: string; readonly colour: keyof Named; readonly words: string }>>
> = {
  crash: { d: "M1 1 7 7 M7 1 1 7", colour: "danger", words: "crash" },
  refused: {
    d: "M4 0.5A3.5 3.5 0 1 0 4 7.5 3.5 3.5 0 1 0 4 0.5 M1.6 6.4 6.4 1.6",
    colour: "danger",
    words: "commit refused",
  },
  expired: { d: "M1 0.5H7L1 7.5H7Z", colour: "warn", words: "poll interval over" },
  removed: { d: "M0.5 4H7.5", colour: "danger", words: "counted out" },
  pause: { d: "M2 1V7 M6 1V7", colour: "warn", words: "pause" },
  stop: { d: "M1 1H7V7H1Z", colour: "ink-3", words: "stop" },
  slow: { d: "M0.5 5Q2 1 4 4T7.5 3", colour: "warn", words: "slow" },
  resume: { d: "M1.5 0.5 7 4 1.5 7.5Z", colour: "ok", words: "goes on" },
  start: { d: "M1.5 0.5 7 4 1.5 7.5Z", colour: "ok", words: "start" },
  joined: { d: "M4 0.5V7.5 M0.5 4H7.5", colour: "accent", words: "asks to join" },
};

function paintMark(pen: Pen, colours: Colours, mark: Mark, y: number): void {
  const look = MARK_LOOK[mark.moment.kind];
  if (look === undefined) return;
  const x = Math.max(1, mark.x - 4);
  pen.fillStyle = colours.surface;
  pen.fillRect(x - 1.5, y - 1.5, 11, 11);
  pen.save();
  pen.translate(x, y);
  pen.strokeStyle = colours[look.colour];
  pen.lineWidth = 1.75;
  pen.stroke(new Path2D(look.d));
  pen.restore();
}

/** A span's place, its beginning cut at the left edge. */
function within(
  fromUs: number,
  toUs: number,
  stretch: Stretch,
  width: number,
): { readonly x: number; readonly end: number } {
  return {
    x: Math.max(0, xOf(fromUs, stretch, width)),
    end: Math.min(width, xOf(toUs, stretch, width)),
  };
}

/** One line, centred on `y`; left out where there is no room for it, cut where there is for a part. */
function words(
  pen: Pen,
  colours: Colours,
  text: string,
  x: number,
  y: number,
  colour: string,
  room: number,
  weight = 400,
): void {
  if (room < 8) return;
  pen.font = `${weight} 11px ${colours.font}`;
  const whole = pen.measureText(text).width;
  const shown = whole <= room ? text : `${text.slice(0, Math.floor((text.length * (room - 8)) / whole))}…`;
  if (shown === "…") return;
  pen.fillStyle = colour;
  pen.textBaseline = "middle";
  pen.fillText(shown, x, y + 0.5);
}
