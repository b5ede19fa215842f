import { describe, expect, it } from "vitest";
import { orderRun, type RunMoment } from "#picture/order-run.fixture.ts";
import { greys, recordedPen } from "#canvas/__fixtures__/pen.ts";
import { indexFrame } from "#picture/live.ts";
import { measureOverlay } from "./measure-overlay.ts";
import { createMotion } from "./motion.ts";
import { paintScene, type PaintView } from "./paint-scene.ts";
import { buildScene, placeScene } from "#picture/scene.ts";
import { rgbaWord } from "./dots.ts";
import { recordsInView } from "#picture/topic-painter.ts";

const view: PaintView = {
  x: 0,
  y: 0,
  zoom: 1,
  width: 1600,
  height: 900,
  pixelRatio: 1,
  playing: true,
  speed: 1,
  reducedMotion: false,
  raised: new Set(),
};

function painted(moment: RunMoment, change: Partial<PaintView> = {}) {
  const { pen, texts, calls } = recordedPen();
  const live = indexFrame(moment.frame, moment.layout);
  const motion = createMotion((drawn) => drawn.topics.map(() => 8));
  motion.observe(moment.frame, moment.layout, 0, 1);
  paintScene(pen, buildScene(moment.scenario, moment.layout), live, motion, greys, { ...view, ...change }, 0);
  return { words: texts.map(({ words }) => words), texts, calls };
}

describe("the overlay", () => {
  const [starting, running, crashed, after] = orderRun([1, 11, 20, 100]) as [
    RunMoment,
    RunMoment,
    RunMoment,
    RunMoment,
  ];

  it("says from far away that a lag is unknown as long as nothing is committed", () => {
    const far = (moment: RunMoment) =>
      painted(moment, { zoom: 0.3 }).words.filter((words) => words.startsWith("lag"));
    expect(far(starting)).not.toEqual([]);
    expect(new Set(far(starting))).toEqual(new Set(["lag –"]));
    expect(far(after)).not.toContain("lag –");
  });

  it("draws partitions that nobody owns and members that join while the first generation forms", () => {
    const { words } = painted(starting);
    expect(words).toContain("unowned");
    expect(words).toContain("joining");
    expect(words.some((each) => each.startsWith("Rebalancing · gen 0 → 1"))).toBe(true);
  });

  it("shows state, generation, lag and what each instance owns once the group is stable", () => {
    const { words } = painted(running);
    expect(words).toContain("Stable · gen 1");
    expect(words).not.toContain("unowned");
    expect(words.some((each) => /^lag \d/.test(each))).toBe(true);
  });

  it("shows the session timeout of a crashed instance running out, and its partitions unowned", () => {
    const { words, texts } = painted(crashed);
    const out = texts.find(({ words: each }) => each.startsWith("crashed · out in "));
    expect(out?.colour).toBe(greys.danger);
    expect(words.filter((each) => each === "unowned").length).toBeGreaterThan(0);
  });

  it("shows the partitions handed over when the time is up", () => {
    const { words } = painted(after);
    expect(words).not.toContain("unowned");
    expect(words).toContain("crashed");
    expect(words.some((each) => /^Stable · gen [2-9]/.test(each))).toBe(true);
  });

  it("shows only names and one figure from far away", () => {
    const { words } = painted(running, { zoom: 0.3 });
    expect(words).toContain("payment-service");
    expect(words).not.toContain("Stable · gen 1");
  });

  it("gives counts that stand still where motion is not wanted", () => {
    const { words } = painted(running, { reducedMotion: true });
    expect(words.some((each) => / · .*\/s$/.test(each))).toBe(true);
  });

  it("paints no card that is out of view", () => {
    expect(painted(running, { x: 9_000 }).words.filter((each) => each.startsWith("Stable"))).toEqual([]);
  });

  it("follows a card that is dragged with its wires", () => {
    const scene = buildScene(running.scenario, running.layout);
    const before = scene.wires.find(({ id }) => id === "w-1")?.path.points[0];
    expect(placeScene(scene, () => undefined)).toBe(false);
    expect(placeScene(scene, (id) => (id === "order" ? { x: 80, y: 96 } : undefined))).toBe(true);
    expect(scene.wires.find(({ id }) => id === "w-1")?.path.points[0]).toBe((before ?? 0) + 80);
  });

  it("draws every message under way once", () => {
    const { pen, calls } = recordedPen();
    const scene = buildScene(running.scenario, running.layout);
    const load = {
      pen,
      theme: greys,
      scene,
      layout: running.layout,
      frame: running.frame,
      view,
      frames: 2,
      now: () => 0,
    };
    measureOverlay({ ...load, dots: 0 });
    const without = calls.get("arc") ?? 0;
    measureOverlay({ ...load, dots: 500 });
    // The first of the two frames tells how long flights last; from the second on they are drawn.
    expect((calls.get("arc") ?? 0) - 2 * without).toBe(500);
  });
});

describe("the scale of a log", () => {
  it("has few steps and always holds the longest lag", () => {
    const steps = new Set<number>();
    for (let lag = 0; lag < 100_000; lag += 37) {
      expect(recordsInView(lag)).toBeGreaterThanOrEqual(lag);
      steps.add(recordsInView(lag));
    }
    expect(recordsInView(24)).toBe(24);
    expect(steps.size).toBeLessThan(16);
  });
});

describe("a colour as a pixel", () => {
  it("is little-endian and opaque", () => {
    expect(rgbaWord("#102030")).toBe(0xff302010);
    expect(rgbaWord("not a colour")).toBe(0xff808080);
  });
});
