/**
 * The whole drawing at a moment as SVG: what the canvas shows, drawn by the same painters, without a page. A function
 * of its arguments: the same scenario and frame are the same bytes in the app and on the command line.
 */
import type { Scenario, ScenarioNode } from "#scenario/document.ts";
import type { Frame } from "#sim/frame.ts";
import type { Layout } from "#sim/layout.ts";
import { momentText } from "#sim/words.ts";
import { unreachable } from "#base/assert.ts";
import { contentBox, placedNotes, WIDTH_MIN } from "./bounds.ts";
import { cardBase, idleBody, portDots } from "./card-art.ts";
import { paintDeadLetters } from "./dead-letter-painter.ts";
import { indexFrame, type LiveFrame } from "./live.ts";
import { FONT, LOOKS, type Look, type PictureTheme } from "./look.ts";
import { frameArt, noteArt } from "./note-art.ts";
import type { PaintTheme } from "./paint-theme.ts";
import { wireRates } from "./rates.ts";
import { buildScene, type Scene, type SceneCard } from "./scene.ts";
import { paintCluster } from "./cluster-painter.ts";
import { paintRegistry } from "./registry-painter.ts";
import { paintDatabase } from "./database-painter.ts";
import { paintStore } from "./store-painter.ts";
import { paintService } from "./service-painter.ts";
import { cleaned, svg, type SvgNode } from "./svg.ts";
import { SvgPen } from "./svg-pen.ts";
import { paintTopic, type PaintJob } from "./topic-painter.ts";
import { messagesUnderWay, wireLabel, wireLine } from "./wire-art.ts";
import { words } from "./words-art.ts";

export interface PictureOptions {
  readonly theme: PictureTheme;
  /** A heading over the drawing, and a line under it; none where absent. */
  readonly title?: string;
  readonly caption?: string;
  /** Room around the drawing, in canvas units; default 32. */
  readonly padding?: number;
  /** Pixels for each canvas unit, for readers that ask the file for its size; default 1. */
  readonly scale?: number;
  /** Messages a second of each topic (`rates.ts`); without them no rate is shown. */
  readonly topicRates?: readonly number[];
}

/** Title, and a caption that says which moment this is. What the app and the command line put over a picture. */
export function momentWords(scenario: Scenario, frame: Frame | null): { title: string; caption: string } {
  const seed = `seed ${isolated(scenario.seed)}`;
  return {
    title: scenario.name,
    caption: frame === null ? `before the run · ${seed}` : `at ${momentText(frame.atUs)} · ${seed}`,
  };
}

/** The picture as people save it: the drawing at this moment under a heading that says which. */
export function momentPicture(
  scenario: Scenario,
  frame: Frame | null,
  layout: Layout | null,
  options: Pick<PictureOptions, "theme" | "scale" | "topicRates">,
): SvgNode {
  return picture(scenario, frame, layout, { ...options, ...momentWords(scenario, frame) });
}

const TITLE_HEIGHT = 56;

/** The drawing. Without a frame or layout nothing live is in it. */
export function picture(
  scenario: Scenario,
  frame: Frame | null,
  layout: Layout | null,
  options: PictureOptions,
): SvgNode {
  const theme = LOOKS[options.theme];
  const scene = buildScene(scenario, layout);
  const padding = options.padding ?? 32;
  const heading = options.title === undefined && options.caption === undefined ? 0 : TITLE_HEIGHT;
  const content = contentBox(scenario, scene);
  const width = Math.max(WIDTH_MIN, Math.ceil(content.width)) + padding * 2;
  const height = Math.ceil(content.height) + padding * 2 + heading;
  const [left, top] = [Math.floor(content.x) - padding, Math.floor(content.y) - padding - heading];
  const scale = options.scale ?? 1;
  const { title, caption } = momentWords(scenario, frame);
  return svg(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      width: width * scale,
      height: height * scale,
      viewBox: `${left} ${top} ${width} ${height}`,
      role: "img",
      "font-family": FONT,
    },
    [
      svg("title", {}, [cleaned(title)]),
      svg("desc", {}, [description(scenario, caption)]),
      svg("rect", { x: left, y: top, width, height, fill: theme.ground }),
      ...headingArt(theme, options, { x: left + padding, y: top + padding, width: width - padding * 2 }),
      ...drawing(scenario, scene, frame, layout, theme, options.topicRates ?? []),
    ],
  );
}

function description(scenario: Scenario, caption: string): string {
  const about = cleaned(scenario.description.slice(0, 500));
  return `${isolated(scenario.name)}, ${caption}.${about === "" ? "" : ` ${about}`}`;
}

/** A name inside other words, so that its reading direction ends with it. */
function isolated(name: string): string {
  const shown = cleaned(name);
  return /^[\u0020-\u024f]*$/.test(shown) ? shown : `\u2068${shown}\u2069`;
}

function headingArt(
  theme: PaintTheme,
  { title, caption }: PictureOptions,
  at: { readonly x: number; readonly y: number; readonly width: number },
): SvgNode[] {
  return [
    ...(title === undefined
      ? []
      : [words(theme, title, at.x, at.y + 10, { size: 20, weight: 600, maxWidth: at.width })]),
    ...(caption === undefined
      ? []
      : [
          words(theme, caption, at.x, at.y + (title === undefined ? 8 : 34), {
            size: 12,
            colour: theme.ink2,
            maxWidth: at.width,
          }),
        ]),
  ];
}

/** Everything between the ground and the heading, from the back to the front. */
function drawing(
  scenario: Scenario,
  scene: Scene,
  frame: Frame | null,
  layout: Layout | null,
  theme: Look,
  topicRates: readonly number[],
): SvgNode[] {
  const live = frame === null || layout === null ? null : indexFrame(frame, layout);
  const rates = live === null ? [] : wireRates(live.layout, live.frame, topicRates);
  const underWay = live === null ? null : messagesUnderWay(theme, scene, live.frame);
  const byId = new Map(scenario.nodes.map((node) => [node.id, node]));
  const wired = new Set(scene.wires.map((wire) => `${wire.from.id} ${wire.fromPort}`));
  return [
    ...scenario.frames.flatMap((each) => frameArt(theme, each)),
    ...scene.wires.flatMap((wire) => wireLine(theme, wire)),
    ...(underWay?.dots ?? []),
    ...scene.wires.flatMap((wire) => wireLabel(theme, wire)),
    ...scene.cards.flatMap((card) => {
      const node = byId.get(card.id);
      return node === undefined ? [] : [cardArt(theme, card, node, live, rates, wired)];
    }),
    ...(underWay?.numbers ?? []),
    ...placedNotes(scenario).flatMap(({ note, position }) => noteArt(theme, note, position)),
  ];
}

function cardArt(
  theme: PaintTheme,
  card: SceneCard,
  node: ScenarioNode,
  live: LiveFrame | null,
  rates: readonly number[],
  wired: ReadonlySet<string>,
): SvgNode {
  const hasRate = card.kind === "topic" || (card.kind === "service" && wired.has(`${card.id} out`));
  return svg("g", {}, [
    ...cardBase(theme, card, node, hasRate),
    ...(live === null ? idleBody(theme, card) : liveBody(theme, card, live, rates)),
    ...portDots(theme, card, wired),
  ]);
}

function liveBody(theme: PaintTheme, card: SceneCard, live: LiveFrame, rates: readonly number[]): SvgNode[] {
  const pen = new SvgPen(theme.surface);
  const motion = { rateOf: (wire: number) => rates[wire] ?? 0, appendGlow: () => 0, ownerGlow: () => 0 };
  const job: PaintJob = { pen, theme, live, motion, nowMs: 0 };
  switch (card.kind) {
    case "service":
      paintService(job, card);
      break;
    case "topic":
      paintTopic(job, card);
      break;
    case "dead-letter-queue":
      paintDeadLetters(job, card);
      break;
    case "schema-registry":
      paintRegistry(job, card);
      break;
    case "event-store":
      paintStore(job, card);
      break;
    case "database":
      paintDatabase(job, card);
      break;
    case "cluster":
      paintCluster(job, card);
      break;
    case "unknown":
      break;
    default:
      unreachable(card);
  }
  return pen.taken();
}
