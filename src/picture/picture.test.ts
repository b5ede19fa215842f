import { Resvg, initWasm } from "@resvg/resvg-wasm";
import fc from "fast-check";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { beforeAll, describe, expect, it } from "vitest";
import { emptyScenario, type Scenario } from "#scenario/document.ts";
import { randomScenario } from "#sim/random-scenario.fixture.ts";
import { compile } from "#sim/compile.ts";
import { frameOf } from "#sim/frame-of.ts";
import { advance, startRun } from "#sim/run.ts";
import { orderRun, type RunMoment } from "./order-run.fixture.ts";
import { momentPicture, picture } from "./picture.ts";
import { topicRatesOfRows } from "./rates.ts";
import { svgText, type SvgNode } from "./svg.ts";
import { textWidth, type Weight } from "./text-width.ts";

beforeAll(() =>
  initWasm(readFileSync(createRequire(import.meta.url).resolve("@resvg/resvg-wasm/index_bg.wasm"))),
);

/** A scenario at a moment of its run, as the command line draws it. */
function drawnAt(scenario: Scenario, seconds: number, theme: "light" | "dark" = "light"): SvgNode {
  const compiled = compile(scenario);
  if (!compiled.ok) return momentPicture(scenario, null, null, { theme });
  const run = startRun(compiled.value, { isForwardOnly: true });
  advance(run, seconds * 1e6, 50_000);
  const { layout } = run.program;
  const topicRates = topicRatesOfRows(layout, run.atUs, run.sampler.rowsFrom(0));
  return momentPicture(scenario, frameOf(run), layout, { theme, topicRates });
}

function allNodes(node: SvgNode): SvgNode[] {
  return [node, ...node.children.flatMap((child) => (typeof child === "string" ? [] : allNodes(child)))];
}

function said({ children }: SvgNode): string {
  return children.filter((child) => typeof child === "string").join("");
}

function wordsOf(node: SvgNode): string[] {
  return allNodes(node)
    .filter(({ tag }) => tag === "text")
    .map(said);
}

/** What lies outside of the picture's view, in words. */
function outside(root: SvgNode): string[] {
  const [left = 0, top = 0, width = 0, height = 0] = String(root.attributes["viewBox"])
    .split(" ")
    .map(Number);
  const of = (node: SvgNode, name: string): number => Number(node.attributes[name] ?? 0);
  return allNodes(root).flatMap((node) => {
    const box = boxOf(node, of);
    if (box === null) return [];
    const isIn =
      box.x >= left - 0.01 &&
      box.y >= top - 0.01 &&
      box.x + box.width <= left + width + 0.01 &&
      box.y + box.height <= top + height + 0.01;
    return isIn ? [] : [svgText(node)];
  });
}

function boxOf(node: SvgNode, of: (node: SvgNode, name: string) => number) {
  switch (node.tag) {
    case "rect":
      return { x: of(node, "x"), y: of(node, "y"), width: of(node, "width"), height: of(node, "height") };
    case "circle":
      return {
        x: of(node, "cx") - of(node, "r"),
        y: of(node, "cy") - of(node, "r"),
        width: 2 * of(node, "r"),
        height: 2 * of(node, "r"),
      };
    case "text": {
      const weight = (node.attributes["font-weight"] ?? 400) as Weight;
      const width = textWidth(said(node), of(node, "font-size"), weight);
      const anchor = node.attributes["text-anchor"];
      const x = of(node, "x") - (anchor === "end" ? width : anchor === "middle" ? width / 2 : 0);
      return { x, y: of(node, "y") - of(node, "font-size"), width, height: of(node, "font-size") };
    }
    default:
      return null;
  }
}

/** Words that stand out of their card at a side. */
function overflowing(root: SvgNode): string[] {
  return root.children.flatMap((card) => {
    if (typeof card === "string" || card.tag !== "g") return [];
    const plate = card.children.find(
      (each) => typeof each !== "string" && each.attributes["rx"] === 7.5,
    ) as SvgNode;
    const [left, width] = [Number(plate.attributes["x"]), Number(plate.attributes["width"])];
    return allNodes(card).flatMap((node) => {
      const box =
        node.tag === "text" ? boxOf(node, (each, name) => Number(each.attributes[name] ?? 0)) : null;
      return box === null || (box.x >= left && box.x + box.width <= left + width) ? [] : [said(node)];
    });
  });
}

/** Parsed by a strict reader of XML: it throws at anything that is not well-formed. */
function parse(text: string): { width: number; height: number } {
  const reader = new Resvg(text);
  const { width, height } = reader;
  reader.free();
  return { width, height };
}

const HOSTILE = [
  "</text><script>alert(1)</script>",
  'x" onload="alert(1)',
  "]]>&lt;!--",
  "\u202etxet sdrawkcab\u2066",
  "مرحبا\u200f",
  "\u0000\u0007nul\ud800",
  "<image href='https://example.org/x.png'/>",
  "数据管道数据管道数据管道数据管道",
  "W".repeat(200),
  "🧨🧨🧨",
];

describe("a picture of a moment", () => {
  const [running, crashed] = orderRun([11, 20]) as [RunMoment, RunMoment];
  const of = (moment: RunMoment) =>
    momentPicture(moment.scenario, moment.frame, moment.layout, { theme: "light" });

  it("shows the cards with what they do, the moment and the seed", () => {
    const words = wordsOf(of(crashed));
    expect(words).toContain("Order system");
    expect(words).toContain("at 0:20 · seed 1");
    expect(words).toContain("payment-service");
    expect(words.some((each) => each.startsWith("crashed · out in "))).toBe(true);
    expect(words).toContain("unowned");
    expect(words.some((each) => each.startsWith("Stable · gen "))).toBe(true);
  });

  it("is the same bytes every time", () => {
    expect(svgText(of(running))).toBe(svgText(of(running)));
  });

  it("differs between themes in colours only", () => {
    const bare = (theme: "light" | "dark") =>
      svgText(drawnAt(crashed.scenario, 20, theme)).replaceAll(/#[0-9a-f]{6}/g, "");
    expect(bare("dark")).toBe(bare("light"));
    expect(svgText(drawnAt(crashed.scenario, 20, "dark"))).toContain("#191d24");
  });

  it("draws each wire with its direction, and messages under way as dots", () => {
    const { scenario, layout, frame } = running;
    const circles = (transits: Float64Array) =>
      allNodes(picture(scenario, { ...frame, transits }, layout, { theme: "light" })).filter(
        ({ tag }) => tag === "circle",
      ).length;
    const flight = [0, frame.atUs - 100, frame.atUs + 100, 1, 3, 0];
    const later = [0, frame.atUs - 50, frame.atUs + 150, 2, 4, 0];
    const none = circles(new Float64Array());
    expect(circles(Float64Array.from([...flight, ...later]))).toBe(none + 2);
    // Two that left together are one dot with a number.
    const together = { ...frame, transits: Float64Array.from([...flight, ...flight]) };
    expect(circles(together.transits)).toBe(none + 1);
    expect(wordsOf(picture(scenario, together, layout, { theme: "light" }))).toContain("2");
    const heads = allNodes(of(running)).filter(
      ({ attributes }) =>
        /^M\S+ \S+L\S+ \S+L\S+ \S+Z$/.test(String(attributes["d"])) && attributes["stroke"] === undefined,
    );
    expect(heads.length).toBeGreaterThanOrEqual(scenario.wires.length);
  });

  it("draws what is there before any run", () => {
    const words = wordsOf(momentPicture(running.scenario, null, null, { theme: "dark" }));
    expect(words).toContain("before the run · seed 1");
    expect(words).toContain("payment-group");
    expect(words.some((each) => each.includes("lag"))).toBe(false);
  });

  it("is something even where nothing is", () => {
    const text = svgText(momentPicture(emptyScenario(), null, null, { theme: "light" }));
    expect(parse(text).width).toBeGreaterThan(100);
  });

  it("shows notes in lines that fit and frames with their names", () => {
    const scenario: Scenario = {
      ...running.scenario,
      notes: [
        {
          id: "n1",
          text: "Watch the lag of payment-group after the crash: it grows.",
          position: { x: 40, y: -200 },
        },
        { id: "n2", text: "in the description only" },
      ],
      frames: [
        { id: "f1", name: "Billing", position: { x: 560, y: -60 }, size: { width: 400, height: 500 } },
      ],
    };
    const root = momentPicture(scenario, null, null, { theme: "light" });
    const words = wordsOf(root);
    expect(words).toContain("Billing");
    expect(words).toContain("Watch the lag of");
    expect(words).not.toContain("in the description only");
    expect(outside(root)).toEqual([]);
  });
});

describe("a picture of any scenario", () => {
  it("is well-formed and lies within its bounds", { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat({ max: 90 }), (seed, seconds) => {
        const root = drawnAt(randomScenario(String(seed)), seconds);
        expect(parse(svgText(root))).toEqual({
          width: root.attributes["width"],
          height: root.attributes["height"],
        });
        expect(outside(root)).toEqual([]);
        expect(overflowing(root)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it("keeps names text, whatever they say", { timeout: 60_000 }, () => {
    const name = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: "binary", maxLength: 60 }));
    fc.assert(
      fc.property(fc.nat({ max: 500 }), fc.array(name, { minLength: 1, maxLength: 8 }), (seed, names) => {
        const plain = randomScenario(String(seed));
        const pick = (i: number): string => names[i % names.length] ?? "";
        const scenario: Scenario = {
          ...plain,
          name: pick(0),
          description: pick(1),
          nodes: plain.nodes.map((node, i) => ({ ...node, name: pick(i) })),
          notes: [{ id: "n", text: names.join("\n"), position: { x: 0, y: -300 } }],
          frames: [
            { id: "f", name: pick(2), position: { x: -50, y: -350 }, size: { width: 80, height: 60 } },
          ],
        };
        const root = drawnAt(scenario, 15);
        const text = svgText(root);
        parse(text);
        expect(outside(root)).toEqual([]);
        expect(overflowing(root)).toEqual([]);
        const tags = [...text.matchAll(/<\/?([^\s/>]+)/g)].map(([, tag]) => tag);
        const known = new Set(["svg", "g", "title", "desc", "rect", "circle", "path", "text"]);
        expect(tags.filter((tag) => !known.has(tag ?? ""))).toEqual([]);
        const attributes = [...text.matchAll(/ ([a-zA-Z-]+)="/g)].map(([, attribute]) => attribute);
        expect(attributes.filter((each) => /^(on|href|style|xlink|src)/.test(each ?? ""))).toEqual([]);
        // oxlint-disable-next-line no-control-regex -- they are what must not be there
        expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u202a-\u202e]/);
      }),
      { numRuns: 80 },
    );
  });
});
