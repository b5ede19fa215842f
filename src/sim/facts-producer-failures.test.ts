/** What a producer does when something goes wrong, through whole runs: retries, order, duplicates, time running out, a full buffer. */
import { describe, expect, it } from "vitest";
import type { Config } from "#scenario/document.ts";
import { PRODUCE_ERRORS } from "./fact-tables.ts";
import { frameOf } from "./frame-of.ts";
import { play, type Deed, type Played } from "./scenario.fixture.ts";

const error = (name: (typeof PRODUCE_ERRORS)[number]): number => PRODUCE_ERRORS.indexOf(name);

/** The log of a partition as messages, in order. */
const logOf = (played: Played, on = "0"): number[] => played.all("appended", { on }).map(({ what }) => what);

const isAscending = (numbers: readonly number[]): boolean =>
  numbers.every((number, at) => at === 0 || number > numbers[at - 1]!);

/** Each message where it stands first. */
const firsts = (numbers: readonly number[]): number[] => [...new Set(numbers)];

const repeated = (numbers: readonly number[]): number => numbers.length - new Set(numbers).size;

/** Three brokers, one partition on all of them; the one that leads is cut off for three seconds while requests are under way. */
function interrupted(shop: Config, deeds?: readonly Deed[]): Played {
  return play({
    durationMs: 40_000,
    latencyMs: 4,
    cluster: { brokers: 3 },
    topics: { orders: { partitions: 1, replicationFactor: 3, minInsyncReplicas: 1 } },
    shop: { ratePerSecond: 200, lingerMs: 0, requestTimeoutMs: 500, deliveryTimeoutMs: 60_000, ...shop },
    deeds: deeds ?? [[5_002, "cut-network", "cluster", { instance: 1, from: "clients", durationMs: 3_000 }]],
  });
}

describe("a connection that breaks while five requests are under way", () => {
  it("changes the order without idempotence, and leaves records twice whose answer was lost", () => {
    const played = interrupted({ idempotence: false });
    expect(played.count("produceRetried", { extra: error("NETWORK_EXCEPTION") })).toBeGreaterThan(1);
    expect(isAscending(firsts(logOf(played)))).toBe(false);
    expect(repeated(logOf(played))).toBeGreaterThan(0);
  });

  it("changes nothing for an idempotent producer", () => {
    const played = interrupted({});
    expect(played.count("produceRetried", { extra: error("NETWORK_EXCEPTION") })).toBeGreaterThan(1);
    expect(played.count("duplicateRefused")).toBeGreaterThan(0);
    expect(isAscending(logOf(played))).toBe(true);
    expect(played.count("produceFailed")).toBe(0);
  });

  it("keeps the order without idempotence, too, where one request is under way at a time", () => {
    const played = interrupted({ idempotence: false, maxInFlight: 1 });
    expect(played.count("produceRetried")).toBeGreaterThan(0);
    expect(isAscending(firsts(logOf(played)))).toBe(true);
  });

  it("loses what acks=0 had taken for sent, and nobody sends it again", () => {
    const played = interrupted({ acks: "0" });
    const log = new Set(logOf(played));
    const lost = played.all("acknowledged").filter(({ what }) => !log.has(what));
    expect(lost.length).toBeGreaterThan(100);
    expect(played.count("produceRetried") + played.count("produceFailed")).toBe(0);
    expect(new Set(played.all("acknowledged").map(({ offset }) => offset))).toEqual(new Set([-1]));
  });

  it("ends in a failure where retries are few", () => {
    const played = interrupted({ idempotence: false, retries: 0 });
    expect(played.count("produceRetried")).toBe(0);
    expect(played.count("produceFailed", { extra: error("NETWORK_EXCEPTION") })).toBeGreaterThan(1);
  });
});

describe("request.timeout.ms", () => {
  it("counts from when the request was sent, though the answer is on its way already", () => {
    const played = play({
      durationMs: 5_000,
      latencyMs: 100,
      cluster: { brokers: 1 },
      shop: { ratePerSecond: 1, lingerMs: 0, requestTimeoutMs: 150, deliveryTimeoutMs: 60_000 },
    });
    const { what, timeUs } = played.first("produceRetried", { extra: error("NETWORK_EXCEPTION") });
    const sent = played.all("sent").find((row) => row.what === what)!;
    expect(timeUs - sent.timeUs).toBe(150_000);
  });
});

describe("delivery.timeout.ms", () => {
  const waiting = (shop: Config): Played =>
    interrupted({ requestTimeoutMs: 1_000, deliveryTimeoutMs: 2_000, ...shop }, [
      [5_002, "cut-network", "cluster", { instance: 1, from: "clients", durationMs: 10_000 }],
    ]);

  it("counts from the first record of a batch, whether it was sent already or still waits", () => {
    const played = waiting({});
    const failed = played.all("produceFailed", { extra: error("timeout") });
    expect(failed.length).toBeGreaterThan(0);
    for (const { what, timeUs } of failed)
      expect(timeUs - played.run.kernel.messages.createdUs(what)).toBe(2_000_000);
  });

  it("gives sequences a new epoch after a loss whose fate is not known, and goes on without a gap", () => {
    const played = waiting({});
    expect(
      played.all("producerIdGiven").filter(({ who }) => who === played.first("produced").who),
    ).toHaveLength(2);
    expect(isAscending(logOf(played))).toBe(true);
    expect(logOf(played).at(-1)).toBeGreaterThan(7_900);
    expect(played.count("produceFailed", { afterMs: 18_000 })).toBe(0);
  });
});

describe("a leader that dies", () => {
  const run = (shop: Config): Played =>
    play({
      durationMs: 40_000,
      cluster: { brokers: 3 },
      topics: { orders: { partitions: 1, replicationFactor: 3, minInsyncReplicas: 2 } },
      shop: { ratePerSecond: 50, ...shop },
      deeds: [[5_000, "broker-crash", "cluster", { instance: 1 }]],
    });

  it("makes the producer ask for metadata until somebody leads, and then go there without further pause", () => {
    const played = run({});
    const electedMs = played.at("leaderElected", { afterMs: 5_000 });
    const nextMs = played.first("sent", { afterMs: 5_100 }).timeUs / 1000;
    expect(nextMs).toBeGreaterThan(electedMs);
    expect(nextMs - electedMs).toBeLessThan(1_100);
    expect(played.count("produceFailed")).toBe(0);
    expect(isAscending(logOf(played))).toBe(true);
  });

  it("leaves the records in the buffer, where they wait in few large batches", () => {
    const played = run({});
    expect(Math.max(...played.all("sent").map(({ offset }) => offset))).toBeGreaterThan(30);
  });
});

describe("a full buffer", () => {
  const blocked = (shop: Config): Played =>
    play({
      durationMs: 40_000,
      cluster: { brokers: 3 },
      topics: { orders: { partitions: 1, replicationFactor: 1 } },
      shop: { ratePerSecond: 100, valueBytes: 1_000, bufferMemoryBytes: 65_536, ...shop },
      deeds: [
        [5_000, "broker-crash", "cluster", { instance: 1 }],
        [20_000, "broker-restart", "cluster", { instance: 1 }],
      ],
    });

  it("makes the application wait in send(); what it would have sent meanwhile is not made up for", () => {
    const played = blocked({});
    // Four batches of 16 records each.
    expect(played.at("sendBlocked")).toBeGreaterThan(5_600);
    expect(played.at("sendBlocked")).toBeLessThan(5_700);
    expect(played.count("produced", { afterMs: 5_700, beforeMs: 20_000 })).toBe(0);
    expect(played.count("produced", { afterMs: 30_000 })).toBeGreaterThan(900);
    expect(played.count("produceFailed")).toBe(0);
  });

  it("makes send() fail after max.block.ms, one record after the other", () => {
    const played = blocked({ maxBlockMs: 2_000 });
    const failed = played.all("produceFailed", { extra: error("buffer") });
    expect(failed.length).toBeGreaterThan(3);
    expect(failed[0]!.timeUs / 1000 - played.at("sendBlocked")).toBe(2_000);
  });
});

describe("a batch that is too large for the topic", () => {
  it("is split and sent again in parts of batch.size; a single record fails", () => {
    const split = play({
      durationMs: 5_000,
      topics: { orders: { partitions: 1, maxMessageBytes: 2_000 } },
      shop: { ratePerSecond: 1_000, valueBytes: 300, lingerMs: 20, batchSizeBytes: 16_384 },
    });
    expect(split.count("produceRetried", { extra: error("MESSAGE_TOO_LARGE") })).toBeGreaterThan(0);
    const failing = play({
      durationMs: 5_000,
      topics: { orders: { partitions: 1, maxMessageBytes: 200 } },
      shop: { ratePerSecond: 10, valueBytes: 300 },
    });
    expect(failing.count("produceFailed", { extra: error("MESSAGE_TOO_LARGE") })).toBeGreaterThan(40);
    expect(failing.count("appended")).toBe(0);
  });

  it("never leaves the client where max.request.size forbids it", () => {
    const played = play({ durationMs: 5_000, shop: { valueBytes: 3_000, maxRequestBytes: 2_000 } });
    expect(played.count("produced")).toBe(0);
    expect(played.count("produceFailed", { extra: error("MESSAGE_TOO_LARGE") })).toBeGreaterThan(40);
  });
});

describe("partitioners", () => {
  it("round robin takes the partitions in turn, in the order of the client's metadata, whatever the keys", () => {
    const played = play({
      durationMs: 5_000,
      topics: { orders: { partitions: 12 } },
      shop: { partitioner: "round-robin", keys: "uniform", ratePerSecond: 100 },
    });
    const numbers = played.all("produced").map(({ where }) => where);
    expect(numbers.slice(0, 13)).toEqual([7, 8, 9, 10, 11, 0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it("round robin leaves out what has no leader", () => {
    const played = play({
      durationMs: 40_000,
      cluster: { brokers: 3 },
      topics: { orders: { partitions: 6, replicationFactor: 1 } },
      shop: { partitioner: "round-robin", ratePerSecond: 50 },
      deeds: [[5_000, "broker-crash", "cluster", { instance: 1 }]],
    });
    const late = new Set(played.all("produced", { afterMs: 20_000 }).map(({ where }) => where));
    expect(late.size).toBe(4);
  });

  it("that ignore keys stick to a partition as without one", () => {
    const played = play({
      durationMs: 5_000,
      topics: { orders: { partitions: 12 } },
      shop: { partitioner: "ignore-keys", keys: "uniform", ratePerSecond: 50, valueBytes: 100 },
    });
    expect(new Set(played.all("produced", { beforeMs: 1_000 }).map(({ where }) => where)).size).toBe(1);
  });

  /** Partitions 0 and 3 are on a broker whose disk is a hundred times slower. */
  const withSlowBroker = (shop: Config): number[] => {
    const played = play({
      durationMs: 60_000,
      cluster: { brokers: 3, appendMs: 5 },
      topics: { orders: { partitions: 6, replicationFactor: 1 } },
      shop: { keys: "none", ratePerSecond: 500, valueBytes: 1_000, ...shop },
      deeds: [[5_000, "slow-disk", "cluster", { instance: 1, factor: 100, durationMs: 0 }]],
    });
    return Array.from({ length: 6 }, (_, number) =>
      played.count("produced", { on: String(number), afterMs: 10_000 }),
    );
  };

  it("that stick choose partitions with a short queue more often", () => {
    const [a, b, c, d, e, f] = withSlowBroker({}) as [number, number, number, number, number, number];
    const [slow, fast] = [a + d, b + c + e + f];
    expect(slow).toBeLessThan(fast / 8);
  });

  it("that stick choose all alike where they are not to adapt", () => {
    const [a, b, c, d, e, f] = withSlowBroker({ adaptivePartitioning: false }) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    expect((a + d) / (b + c + e + f)).toBeGreaterThan(0.25);
  });
});

describe("records with acks=0", () => {
  it("are seen on the wire, though nobody waits for them", () => {
    const played = play({
      durationMs: 1_007,
      latencyMs: 100,
      shop: { ratePerSecond: 1_000, acks: "0", lingerMs: 0 },
      worker: { instances: 1 },
    });
    expect(frameOf(played.run).transitCount).toBeGreaterThan(90);
  });
});
