import { describe, expect, it } from "vitest";
import type { Config } from "#scenario/document.ts";
import { play, type Played } from "./scenario.fixture.ts";

/** 400 messages of 1000 bytes and more in four partitions lie ready when the consumer comes. */
function reads(group: Config): Played {
  return play({
    topics: { orders: { partitions: 4 } },
    shop: {
      publishes: "burst",
      burstMessages: 400,
      burstEveryMs: 1e7,
      valueBytes: 1_000,
    },
    worker: { serviceTimeMs: 5 },
    group: { maxPollRecords: 4, ...group },
    durationMs: 60_000,
  });
}

/** By answer to a fetch: how many records of how many partitions it has. */
function answers(played: Played): { records: number; partitions: number }[] {
  const byMoment = new Map<number, { records: number; partitions: number }>();
  for (const { timeUs, extra } of played.all("fetched")) {
    const answer = byMoment.get(timeUs) ?? { records: 0, partitions: 0 };
    byMoment.set(timeUs, { records: answer.records + extra, partitions: answer.partitions + 1 });
  }
  return [...byMoment.values()];
}

describe("fetch.max.bytes", () => {
  it("limits the whole answer of a fetch, not that of each partition", () => {
    const limited = answers(reads({ fetchMaxBytes: 10_000 }));
    expect(Math.max(...limited.map(({ records }) => records))).toBe(9);
    const free = answers(reads({}));
    expect(Math.max(...free.map(({ records }) => records))).toBeGreaterThan(50);
  });

  it("lets the first record through in any case, and nothing else where it is too small", () => {
    const played = reads({ fetchMaxBytes: 1 });
    expect(answers(played).every(({ records }) => records === 1)).toBe(true);
    expect(played.group).toMatchObject({ processed: 400, lag: 0 });
  });

  it("starves no partition, as those that had their turn come last", () => {
    const played = reads({ fetchMaxBytes: 1, maxPollRecords: 1 });
    const turns = played.all("fetched").slice(0, 40);
    for (const label of ["0", "1", "2", "3"])
      expect(turns.filter(({ where }) => played.label(where) === label).length).toBeGreaterThan(5);
  });
});

describe("max.partition.fetch.bytes", () => {
  it("is exceeded by the first record of an answer only", () => {
    const played = reads({ maxPartitionFetchBytes: 1 });
    expect(answers(played).every(({ records }) => records === 1)).toBe(true);
    expect(played.group).toMatchObject({ processed: 400, lag: 0 });
  });
});
