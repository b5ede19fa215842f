import { describe, expect, it } from "vitest";
import type { Layout } from "#sim/layout.ts";
import { orderRun } from "#picture/order-run.fixture.ts";
import { createMotion, ECHO_MS, GLOW_MS } from "./motion.ts";

/** Ten seconds, sixty frames a second, from 4 s on. */
const moments = orderRun(Array.from({ length: 600 }, (_, i) => 4 + i / 60));

/** Every topic gets eight messages a second. */
const eight = (layout: Layout): readonly number[] => layout.topics.map(() => 8);

function played(speed: number) {
  const motion = createMotion(eight);
  let shown = 0;
  moments.forEach(({ frame, layout }, i) => {
    const nowMs = (i * 1000) / 60;
    const before = motion.echoes(nowMs).length;
    motion.observe(frame, layout, nowMs, speed);
    shown += motion.echoes(nowMs).length - before;
  });
  const [first, last] = [moments[0]!.frame, moments.at(-1)!.frame];
  const passed = last.wireTotals.reduce((sum, total, i) => sum + total - first.wireTotals[i]!, 0);
  return { motion, shown, passed, layout: moments[0]!.layout };
}

describe("what the overlay remembers", () => {
  it("shows one dot for each message whose flight is too short to see", () => {
    const { shown, passed } = played(1);
    expect(passed).toBeGreaterThan(100);
    expect(shown).toBe(passed);
  });

  it("says of what is published the rate of the moment, however that was reached, and measures what is consumed", () => {
    const { motion, layout } = played(1);
    const wire = layout.wires.findIndex(({ wireId }) => wireId === "w-1");
    expect(motion.rateOf(wire)).toBe(8);
    expect(motion.isBand(wire)).toBe(false);
    const jumped = createMotion(eight);
    jumped.observe(moments.at(-1)!.frame, layout, 0, 1);
    expect(jumped.rateOf(wire)).toBe(8);
    const consumed = layout.wires.findIndex(({ kind }) => kind === "consumes");
    expect(motion.rateOf(consumed)).toBeGreaterThan(4);
    expect(motion.rateOf(consumed)).toBeLessThan(14);
  });

  it("makes a band of a wire whose messages nobody could follow at this speed", () => {
    const { motion, layout } = played(60);
    expect(motion.isBand(layout.wires.findIndex(({ wireId }) => wireId === "w-1"))).toBe(true);
  });

  it("comes to rest when frames stop", () => {
    const { motion } = played(1);
    const endMs = 10_000;
    expect(motion.isMoving(endMs)).toBe(true);
    expect(motion.isMoving(endMs + ECHO_MS + GLOW_MS + 1_000)).toBe(false);
  });

  it("shows nothing passing after a jump, forward or back", () => {
    const motion = createMotion(eight);
    for (const i of [0, 1, 400, 2]) motion.observe(moments[i]!.frame, moments[i]!.layout, i, 1);
    expect(motion.echoes(2)).toEqual([]);
  });
});
