import { describe, expect, it } from "vitest";
import { FACT_NAMES, STORY_FACTS, type FactName } from "./facts.ts";
import { play } from "./scenario.fixture.ts";
import { sentenceOf } from "./sentences.ts";
import { startStory, tellStory, type FactRow } from "./story-context.ts";

const played = play({
  topics: { orders: { partitions: 2 } },
  shop: { ratePerSecond: 20 },
  worker: { instances: 3, serviceTimeMs: 100 },
  group: { protocol: "share", autoOffsetReset: "earliest", maxPollRecords: 5, lockDurationMs: 3_000 },
  deeds: [
    [10_000, "crash", "worker", { instance: 1 }],
    [20_000, "poison-next", "orders"],
    [30_000, "stop", "worker", { instance: 2 }],
  ],
  durationMs: 70_000,
});

/** All sentences of the run, by fact. */
function tell(): Map<FactName, string[]> {
  const { layout } = played.program;
  const context = startStory(layout, played.scenario);
  const told = new Map<FactName, string[]>();
  for (const row of played.rows) {
    const fact = FACT_NAMES[row.fact]!;
    const named: FactRow = { ...row, fact };
    told.set(fact, [...(told.get(fact) ?? []), sentenceOf(named, layout, context)]);
    if (STORY_FACTS.includes(fact)) tellStory(context, named);
  }
  return told;
}

describe("sentences of a share group", () => {
  const told = tell();

  it("speak of no owners, no generations and no rebalance", () => {
    const wrong = [...told.values()].flat().filter((text) => /\bown(s|ed|er)|generation|rebalanc/.test(text));
    expect(wrong).toEqual([]);
  });

  it("name the setting that decides how long a record stays with a crashed member", () => {
    const setting = "(group.share.record.lock.duration.ms = 3000)";
    expect(told.get("crashed")).toEqual([
      `worker-1 crashed. What it has acquired stays locked until its locks are over ${setting}; then others get it. Everything else goes on.`,
    ]);
    expect(told.get("lockExpired")![0]).toContain(
      `in time: the lock is over, and another member may have them ${setting}.`,
    );
    expect(told.get("duplicated")![0]).toContain("not acknowledged before its lock was over");
  });

  it("say where the group begins and how members share", () => {
    expect(told.get("positioned")![0]).toBe(
      "Share group workers begins with orders 0 at offset 0, the earliest (share.auto.offset.reset = earliest).",
    );
    expect(told.get("assigned")![0]).toContain("beside whoever else does");
    expect(told.get("stopped")).toEqual([
      "worker-2 stopped cleanly: it said what was done, gave back the rest for others at once, and left share group workers.",
    ]);
  });
});
