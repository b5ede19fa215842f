import { describe, expect, it } from "vitest";
import { keyText } from "./bus/log/keys.ts";
import { partitionForKey, murmur2OfText } from "./bus/log/murmur2.ts";
import { play, type Played } from "./scenario.fixture.ts";

/** Lengths of the runs of messages that stuck to one partition, in the order in which they were produced. */
function stays(played: Played): number[] {
  const lengths: number[] = [];
  let last = -1;
  for (const { where } of played.all("produced")) {
    if (where === last) lengths.push(lengths.pop()! + 1);
    else lengths.push(1);
    last = where;
  }
  return lengths;
}

const batchSizes = (played: Played): number[] => played.all("sent").map(({ offset }) => offset);

describe("fact 19: keyed records", () => {
  it("go where murmur2 of the key sends them, so that four keys may meet on one of three partitions", () => {
    const keys = ["user-1", "user-2", "user-3", "order-1000"];
    const on = (partitions: number): number[] =>
      keys.map((key) => partitionForKey(murmur2OfText(key), partitions));
    expect(keys.map(murmur2OfText)).toEqual([1404122828, -324981792, 1141442267, 1995156302]);
    expect([on(3), on(6), on(12)]).toEqual([
      [2, 2, 2, 2],
      [2, 2, 5, 2],
      [8, 8, 11, 2],
    ]);
  });

  it("of one key stay in one partition, in the order in which they were sent", () => {
    const played = play({
      topics: { orders: { partitions: 6 } },
      shop: { keys: "uniform", keyCount: 20, ratePerSecond: 100 },
      durationMs: 20_000,
    });
    const partitionOfKey = new Map<number, number>();
    for (const { extra, where } of played.all("produced")) {
      expect(partitionOfKey.get(extra) ?? where).toBe(where);
      partitionOfKey.set(extra, where);
    }
    for (let partition = 0; partition < 6; partition++) {
      const messages = played.all("appended", { on: String(partition) }).map(({ what }) => what);
      expect(messages).toEqual([...messages].sort((a, b) => a - b));
    }
  });

  it("lie where the hash of their text says, each one of a whole run", () => {
    const played = play({
      topics: { orders: { partitions: 6 } },
      shop: { keys: "uniform", keyCount: 2_000, ratePerSecond: 200 },
      durationMs: 20_000,
    });
    const misplaced = played
      .all("produced")
      .filter(({ extra, where }) => partitionForKey(murmur2OfText(keyText(extra)!), 6) !== where);
    expect(misplaced).toEqual([]);
    expect(played.count("produced", { on: "5" })).toBeGreaterThan(400);
  });
});

describe("fact 20: six partitions that become eight", () => {
  const played = play({
    topics: { orders: { partitions: 6 } },
    shop: { keys: "uniform", keyCount: 500, ratePerSecond: 500, metadataMaxAgeMs: 1_000 },
    durationMs: 20_000,
    deeds: [[10_000, "add-partitions", "orders", { partitions: 8 }]],
  });
  const partitionsOfKeys = (afterMs: number, beforeMs: number): Map<number, number> =>
    new Map(played.all("produced", { afterMs, beforeMs }).map(({ extra, where }) => [extra, where]));

  it("take three of four keys elsewhere, as soon as the producer hears of them", () => {
    const before = partitionsOfKeys(0, 10_000);
    const after = partitionsOfKeys(11_100, 20_000);
    const moved = [...after].filter(([key, partition]) => before.get(key) !== partition);
    expect(moved.length / after.size).toBeCloseTo(0.75, 1);
    expect(new Set(after.values())).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7]));
  });

  it("are not used before the metadata is refreshed, and what was written stays where it is", () => {
    const first = played.all("produced").find(({ where }) => where > 5)!;
    expect(first.timeUs).toBeGreaterThan(10_000_000);
    expect(first.timeUs).toBeLessThan(11_100_000);
    const before = partitionsOfKeys(0, 10_000);
    for (const { what, where } of played.all("appended", { beforeMs: 10_000 }))
      expect(before.get(played.run.kernel.messages.key(what))).toBe(where);
  });

  it("break the order of a key: its newer records may be read before its older ones", () => {
    const readers = play({
      topics: { orders: { partitions: 6 } },
      shop: { keys: "uniform", keyCount: 50, ratePerSecond: 500, metadataMaxAgeMs: 1_000 },
      worker: { instances: 2, serviceTimeMs: 5 },
      group: { metadataMaxAgeMs: 1_000, autoOffsetReset: "earliest" },
      durationMs: 30_000,
      deeds: [[10_000, "add-partitions", "orders", { partitions: 8 }]],
    });
    const last = new Map<number, number>();
    const outOfOrder = readers.all("processed").filter(({ what }) => {
      const key = readers.run.kernel.messages.key(what);
      const isLate = (last.get(key) ?? -1) > what;
      last.set(key, what);
      return isLate;
    });
    expect(outOfOrder.length).toBeGreaterThan(0);
  });
});

describe("fact 21: keyless records", () => {
  it("of 1000 bytes in a burst stick to a partition for 32 records: two full batches", () => {
    const played = play({
      topics: { orders: { partitions: 12 } },
      shop: { publishes: "burst", burstMessages: 3_200, burstEveryMs: 1e7, keys: "none", valueBytes: 1_000 },
      durationMs: 5_000,
    });
    // The same partition may be drawn again.
    expect(stays(played).filter((length) => length % 32 !== 0)).toEqual([]);
    expect(Math.min(...stays(played))).toBe(32);
    expect(new Set(batchSizes(played))).toEqual(new Set([16]));
    expect(stays(played).length).toBeGreaterThan(80);
  });

  it("of 100 bytes at 100 a second stick to a partition for 97 records, almost a second, though each is a batch of its own", () => {
    const played = play({
      topics: { orders: { partitions: 12 } },
      shop: { ratePerSecond: 100, keys: "none", valueBytes: 100 },
      durationMs: 30_000,
    });
    const [first, ...rest] = stays(played);
    expect(first).toBe(97);
    expect(rest.slice(0, -1).filter((length) => length % 97 !== 0)).toEqual([]);
    expect(new Set(batchSizes(played))).toEqual(new Set([1]));
  });

  it("that do not fit close their batch, which goes out at once though they stick to another partition", () => {
    // 33 records: two full batches for one partition, and one record that opened a batch somewhere else and goes along.
    const played = play({
      topics: { orders: { partitions: 12 } },
      shop: {
        publishes: "burst",
        burstMessages: 33,
        burstEveryMs: 1e7,
        keys: "none",
        valueBytes: 1_000,
        lingerMs: 1_000,
      },
      durationMs: 500,
      seed: "2",
    });
    expect(stays(played)).toEqual([32, 1]);
    expect(batchSizes(played)).toEqual([16, 1, 16]);
    // At once: as soon as the producer has got its id, there and back.
    expect(new Set(played.all("sent").map(({ timeUs }) => timeUs))).toEqual(new Set([2_000]));
  });
});

describe("fact 22: batches", () => {
  const everyMs = (shop: object): Played =>
    play({ shop: { ratePerSecond: 1_000, valueBytes: 1_000, ...shop }, durationMs: 1_000 });

  it("linger 5 ms: one record a millisecond makes batches of five", () => {
    expect(new Set(batchSizes(everyMs({})))).toEqual(new Set([5]));
  });

  it("do not linger with linger.ms = 0: one record each", () => {
    expect(new Set(batchSizes(everyMs({ lingerMs: 0 })))).toEqual(new Set([1]));
  });

  it("go as soon as batch.size is full, however long they might linger", () => {
    // The seventeenth record closes the batch of sixteen.
    const played = everyMs({ lingerMs: 100 });
    expect(new Set(batchSizes(played))).toEqual(new Set([16]));
    expect(played.at("sent")).toBe(17);
  });

  it("linger even where one record alone is larger than batch.size", () => {
    const played = play({
      shop: { ratePerSecond: 1, valueBytes: 50_000, lingerMs: 200 },
      durationMs: 3_000,
    });
    expect(played.at("sent")).toBe(1_200);
  });

  it("of all partitions of the broker go along with the first that is due", () => {
    const played = play({
      topics: { orders: { partitions: 3 } },
      shop: { ratePerSecond: 1_000, keys: "unique" },
      durationMs: 1_000,
    });
    const times = played.all("sent").map(({ timeUs }) => timeUs);
    expect(times.length).toBeGreaterThan(new Set(times).size);
  });

  it("wait while five requests are under way, and then go in order", () => {
    const played = play({
      shop: { ratePerSecond: 100, lingerMs: 0 },
      latencyMs: 100,
      durationMs: 5_000,
    });
    let underWay = 0;
    let most = 0;
    for (const { fact, timeUs } of [...played.all("sent"), ...played.all("acknowledged")].sort(
      // An answer makes room for the next request of the same moment.
      (a, b) => a.timeUs - b.timeUs || b.fact - a.fact,
    )) {
      expect(timeUs).toBeGreaterThan(0);
      underWay += fact === played.first("sent").fact ? 1 : -1;
      most = Math.max(most, underWay);
    }
    expect(most).toBe(5);
    const appended = played.all("appended").map(({ what }) => what);
    expect(appended).toEqual([...appended].sort((a, b) => a - b));
  });

  it("that were not sent are lost with their process, and nothing that was sent is", () => {
    const played = play({
      shop: { ratePerSecond: 1_000, lingerMs: 50 },
      durationMs: 5_000,
      deeds: [[2_025, "crash", "shop", { instance: 1 }]],
    });
    const dropped = played.first("dropped").extra;
    expect(dropped).toBeGreaterThan(0);
    expect(played.count("appended") + dropped).toBe(played.count("produced"));
  });

  it("are not made up for by a publisher that stood still", () => {
    const played = play({
      shop: { ratePerSecond: 100 },
      durationMs: 20_000,
      deeds: [[5_000, "pause", "shop", { instance: 1, durationMs: 10_000 }]],
    });
    expect(played.count("produced", { afterMs: 14_999, beforeMs: 15_100 })).toBeLessThan(15);
    expect(played.count("produced", { afterMs: 15_000 })).toBeCloseTo(500, -1);
  });
});
