/** A small schematic of a scenario for lists: what stands where and is joined to what, without words. */
import type { Scenario } from "#scenario/document.ts";
import { kinds } from "#sim/kinds/index.ts";
import { contentBox } from "./bounds.ts";
import type { PaintTheme } from "./paint-theme.ts";
import { buildScene, type SceneCard } from "./scene.ts";
import { svg, type SvgNode } from "./svg.ts";
import { wireData } from "./wire-art.ts";

/** The colours that a thumbnail takes. */
export type ThumbnailColours = Pick<
  PaintTheme,
  "surface" | "surface2" | "line" | "lineStrong" | "ink3" | "accent" | "danger"
>;

/** In the page: whatever the theme is, also when it changes. */
export const PAGE_COLOURS: ThumbnailColours = {
  surface: "var(--surface)",
  surface2: "var(--surface-2)",
  line: "var(--line)",
  lineStrong: "var(--line-strong)",
  ink3: "var(--ink-3)",
  accent: "var(--accent)",
  danger: "var(--danger)",
};

/** Drawings of one card are not blown up to the whole width, in canvas units. */
const WIDTH_MIN = 720;
const HEIGHT_MIN = 260;

/** The schematic; it has a viewBox only, so it takes the size that it is given. */
export function thumbnail(scenario: Scenario, colours: ThumbnailColours): SvgNode {
  const scene = buildScene(scenario, null);
  const content = contentBox(scenario, scene);
  const [width, height] = [
    Math.max(WIDTH_MIN, content.width + 24),
    Math.max(HEIGHT_MIN, content.height + 24),
  ];
  const left = content.x - (width - content.width) / 2;
  const top = content.y - (height - content.height) / 2;
  return svg(
    "svg",
    { xmlns: "http://www.w3.org/2000/svg", viewBox: [left, top, width, height].map(Math.round).join(" ") },
    [
      ...scenario.frames.map(({ position, size }) =>
        svg("rect", { ...position, ...size, rx: 16, fill: colours.surface2, stroke: colours.line, ...THIN }),
      ),
      ...scene.wires.map((wire) =>
        svg("path", {
          d: wireData(wire, 0),
          fill: "none",
          stroke: wire.kind === "dead-letters" ? colours.danger : colours.lineStrong,
          ...THIN,
        }),
      ),
      ...scene.cards.flatMap((card) => cardArt(colours, card)),
    ],
  );
}

/** A line of the same width however small the whole is drawn. */
const THIN = { "stroke-width": 1.25, "vector-effect": "non-scaling-stroke" } as const;

function cardArt(colours: ThumbnailColours, card: SceneCard): SvgNode[] {
  const { x, y, width, height } = card.box;
  const colour =
    card.kind === "topic"
      ? colours.ink3
      : card.kind === "dead-letter-queue"
        ? colours.danger
        : colours.accent;
  const size = Math.min(96, height * 0.8);
  return [
    svg("rect", { x, y, width, height, rx: 16, fill: colours.surface, stroke: colours.lineStrong, ...THIN }),
    svg("path", {
      d: kinds[card.kind]?.glyph ?? "M4 4h16v16H4z",
      transform: `translate(${Math.round(x + (width - size) / 2)} ${Math.round(y + (height - size) / 2)}) scale(${Math.round((size / 24) * 100) / 100})`,
      fill: "none",
      stroke: colour,
      "stroke-linecap": "round",
      "stroke-linejoin": "round",
      ...THIN,
    }),
  ];
}
