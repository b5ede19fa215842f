/** The parts of a card that the page draws with its own elements: frame, head, the group's part, ports. */
import type { ScenarioNode } from "#scenario/document.ts";
import { kinds } from "#sim/kinds/index.ts";
import {
  GROUP_HEIGHT,
  HEADER_HEIGHT,
  INSTANCE_GRID_COLUMNS,
  INSTANCE_ROWS_MAX,
  INSTANCE_ROW_HEIGHT,
  LOG_LEFT,
  LOG_WIDTH,
} from "./card-size.ts";
import { mixed } from "./look.ts";
import type { PaintTheme } from "./paint-theme.ts";
import type { ClusterCard, SceneCard, ServiceCard, TopicCard } from "./scene.ts";
import { paintSign } from "./service-painter.ts";
import { chip, flag, roundedPath, text } from "./shapes.ts";
import { svg, type SvgNode } from "./svg.ts";
import { SvgPen } from "./svg-pen.ts";
import { words } from "./words-art.ts";
import { wrapped } from "./text-width.ts";

const RADIUS = 8;
const UNKNOWN_GLYPH =
  "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z M9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .9-1 1.7 M12 16.5h.01";

/** Frame and head of a card, and what stands still in its body. */
export function cardBase(
  theme: PaintTheme,
  card: SceneCard,
  node: ScenarioNode,
  hasRate: boolean,
): SvgNode[] {
  const { x, y, width, height } = card.box;
  const colour =
    node.kind === "topic" || node.kind === "cluster" || node.kind === "schema-registry"
      ? theme.ink2
      : node.kind === "dead-letter-queue"
        ? theme.danger
        : theme.accent;
  return [
    ...shadow(x, y, width, height),
    svg("rect", {
      x: x + 0.5,
      y: y + 0.5,
      width: width - 1,
      height: height - 1,
      rx: RADIUS - 0.5,
      fill: theme.surface,
      stroke: theme.line,
    }),
    glyph(kinds[node.kind]?.glyph ?? UNKNOWN_GLYPH, x + 10, y + 11, 18, colour),
    words(theme, card.name, x + 34, y + HEADER_HEIGHT / 2, {
      size: 13,
      weight: 600,
      maxWidth: width - (hasRate ? 86 : 44),
    }),
    svg("rect", { x: x + 1, y: y + HEADER_HEIGHT - 1, width: width - 2, height: 1, fill: theme.line }),
    ...(card.kind === "service" && card.groupName !== null ? groupBand(theme, card, card.groupName) : []),
    ...(card.kind === "unknown" ? unknownWords(theme, card, node) : []),
  ];
}

/** A soft shadow without a filter, which not every reader of SVG has. */
function shadow(x: number, y: number, width: number, height: number): SvgNode[] {
  return [3, 2, 1].map((drop) =>
    svg("rect", {
      x: x - drop / 2 + 0.5,
      y: y + drop * 0.75,
      width: width + drop - 1,
      height,
      rx: RADIUS,
      fill: "#000000",
      "fill-opacity": 0.035,
    }),
  );
}

function groupBand(theme: PaintTheme, card: ServiceCard, name: string): SvgNode[] {
  const { x, width } = card.box;
  const y = card.box.y + HEADER_HEIGHT;
  return [
    svg("rect", {
      x: x + 1,
      y,
      width: width - 2,
      height: GROUP_HEIGHT - 1,
      fill: mixed(theme.surface2, theme.surface, 0.45),
    }),
    svg("rect", { x: x + 1, y: y + GROUP_HEIGHT - 1, width: width - 2, height: 1, fill: theme.line }),
    glyph(kinds["consumer-group"]?.glyph ?? "", x + 12, y + 9, 14, theme.ink2),
    words(theme, name, x + 32, y + 16, { size: 11, weight: 500, colour: theme.ink2, maxWidth: width - 114 }),
  ];
}

function unknownWords(theme: PaintTheme, card: SceneCard, node: ScenarioNode): SvgNode[] {
  const { x, y, width } = card.box;
  return wrapped(`Unknown kind: ${node.kind}`, width - 24, 11, 400, 2).map((line, i) =>
    words(theme, line, x + 12, y + HEADER_HEIGHT + 10 + i * 14, { size: 11, colour: theme.ink3 }),
  );
}

/** Symbol on a 24 × 24 grid at a size. */
function glyph(d: string, x: number, y: number, size: number, colour: string): SvgNode {
  return svg("path", {
    d,
    transform: `translate(${x} ${y}) scale(${size / 24})`,
    fill: "none",
    stroke: colour,
    "stroke-width": 1.75,
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
  });
}

/** Where wires leave a card; where they come in an arrow head stands instead. */
export function portDots(theme: PaintTheme, card: SceneCard, wired: ReadonlySet<string>): SvgNode[] {
  return (["out", "failed"] as const).flatMap((name) => {
    const port = card.ports[name];
    if (port === null || !wired.has(`${card.id} ${name}`)) return [];
    const stroke = name === "failed" ? theme.danger : theme.lineStrong;
    return [
      svg("circle", {
        cx: card.box.x + port.x,
        cy: card.box.y + port.y,
        r: 4,
        fill: theme.surface,
        stroke,
        "stroke-width": 2,
      }),
    ];
  });
}

/** What a card shows before any run: its instances, its partitions, who reads it. */
export function idleBody(theme: PaintTheme, card: SceneCard): SvgNode[] {
  const pen = new SvgPen(theme.surface);
  if (card.kind === "service") idleInstances(pen, theme, card);
  if (card.kind === "topic") idleLog(pen, theme, card);
  if (card.kind === "cluster") idleBrokers(pen, theme, card);
  return pen.taken();
}

function idleInstances(pen: SvgPen, theme: PaintTheme, card: ServiceCard): void {
  const top = card.box.y + HEADER_HEIGHT + (card.groupName === null ? 0 : GROUP_HEIGHT) + 8;
  const isGrid = card.slots > INSTANCE_ROWS_MAX;
  for (let i = 0; i < card.slots; i += 1) {
    const row = isGrid ? Math.floor(i / INSTANCE_GRID_COLUMNS) : i;
    const x = card.box.x + (isGrid ? 20 + (i % INSTANCE_GRID_COLUMNS) * 24 : 18);
    const y = top + row * INSTANCE_ROW_HEIGHT + INSTANCE_ROW_HEIGHT / 2;
    paintSign(pen, theme, { sign: "hollow", words: "", tone: "calm", left: null }, x, y);
    if (!isGrid) text(pen, theme, String(i + 1), x + 14, y, { weight: 600, colour: theme.ink3 });
  }
}

function idleBrokers(pen: SvgPen, theme: PaintTheme, card: ClusterCard): void {
  for (let i = 0; i < card.brokers; i += 1) {
    const y = card.box.y + HEADER_HEIGHT + 8 + (i + 0.5) * INSTANCE_ROW_HEIGHT;
    paintSign(pen, theme, { sign: "hollow", words: "", tone: "calm", left: null }, card.box.x + 18, y);
    text(pen, theme, `broker-${i + 1}`, card.box.x + 32, y, { weight: 600, colour: theme.ink3 });
  }
}

function idleLog(pen: SvgPen, theme: PaintTheme, { box, rows, readers }: TopicCard): void {
  for (let row = 0; row < rows.rows; row += 1) {
    const y = box.y + rows.top + row * rows.rowHeight;
    pen.fillStyle = theme.surface2;
    roundedPath(pen, box.x + LOG_LEFT, y, LOG_WIDTH, rows.barHeight, rows.detail === "full" ? 3 : 1);
    pen.fill();
    if (rows.detail === "full")
      chip(pen, theme, String(row), theme.keys[row % 12] ?? theme.ink, box.x + 10, y - 1);
  }
  readers.forEach((reader, index) => {
    const y = box.y + rows.footerTop + (index + 0.5) * rows.footerLine;
    flag(pen, index, box.x + 18, y, 7, theme.ink, false);
    text(pen, theme, reader.name, box.x + LOG_LEFT, y, {
      colour: theme.ink2,
      maxWidth: box.width - LOG_LEFT - 10,
    });
  });
}
