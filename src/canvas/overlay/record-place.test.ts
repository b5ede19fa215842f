import { expect, it } from "vitest";
import { indexFrame } from "#picture/live.ts";
import { buildScene, type TopicCard } from "#picture/scene.ts";
import { compile } from "#sim/compile.ts";
import { frameOf } from "#sim/frame-of.ts";
import { advance, startRun } from "#sim/run.ts";
import { scenarioOf } from "#sim/scenario.fixture.ts";
import { recordAt, recordBox } from "./record-place.ts";

const scenario = scenarioOf({ durationMs: 10_000, topics: { orders: { partitions: 4 } } });
const compiled = compile(scenario);
if (!compiled.ok) throw new Error("no");
const run = startRun(compiled.value);
advance(run, 4_000_000);
const live = indexFrame(frameOf(run), compiled.value.layout);
const card = buildScene(scenario, compiled.value.layout).cards.find(
  (each): each is TopicCard => each.kind === "topic",
)!;

it("the record under the middle of a record's box is that record", () => {
  let looked = 0;
  for (let partition = 0; partition < 4; partition++) {
    const end = run.kernel.logs.endOffset(partition);
    for (let offset = Math.max(0, end - 10); offset < end; offset++) {
      const box = recordBox(live, card, partition, offset)!;
      const point = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
      expect(recordAt(live, card, point)).toEqual({ partition, offset });
      looked++;
    }
  }
  expect(looked).toBeGreaterThan(20);
});

it("a record further back than the card shows is marked at its left edge", () => {
  const many = scenarioOf({ durationMs: 60_000 });
  const made = compile(many);
  if (!made.ok) throw new Error("no");
  const long = startRun(made.value);
  advance(long, 60_000_000);
  const view = indexFrame(frameOf(long), made.value.layout);
  const orders = buildScene(many, made.value.layout).cards.find(({ kind }) => kind === "topic")!;
  const first = recordBox(view, orders, 0, 0)!;
  expect(first.isBack).toBe(true);
  expect(recordBox(view, orders, 0, long.kernel.logs.endOffset(0) - 1)?.isBack).toBe(false);
  expect(first.x).toBeGreaterThan(orders.box.x);
});

it("there is none beside the log, under its bar, or that is not appended yet", () => {
  const end = run.kernel.logs.endOffset(0);
  const box = recordBox(live, card, 0, end - 1)!;
  expect(recordAt(live, card, { x: box.x + box.width + 3, y: box.y + 2 })).toBeNull();
  expect(recordAt(live, card, { x: box.x + 1, y: box.y + box.height + 5 })).toBeNull();
  expect(recordAt(live, card, { x: box.x + 1, y: card.box.y })).toBeNull();
  expect(recordBox(live, card, 0, end)).toBeNull();
  expect(recordBox(live, card, 9, 0)).toBeNull();
});
