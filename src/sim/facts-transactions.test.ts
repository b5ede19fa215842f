/** Facts about idempotent producers and transactions, through whole runs. */
import { describe, expect, it } from "vitest";
import { ListDraft } from "#base/lists.ts";
import type { Config, Scenario } from "#scenario/document.ts";
import { addSeenRuns, visibleEnd } from "./bus/log/log-reads.ts";
import { compile } from "./compile.ts";
import { PRODUCE_ERRORS, TRANSACTION_ENDS } from "./fact-tables.ts";
import { frameOf } from "./frame-of.ts";
import { lagOf, PairAt, PartitionAt } from "./frame.ts";
import { advance, seekRun, startRun, type Run } from "./run.ts";
import { play, playScenario, scenarioOf, type Played, type Sketch } from "./scenario.fixture.ts";

/** A shop whose requests time out while they are still on their way, so that it sends every batch again. */
function impatient(shop: Config): Played {
  return play({
    durationMs: 20_000,
    latencyMs: 20,
    shop: { ratePerSecond: 5, requestTimeoutMs: 15, retryBackoffMs: 10, lingerMs: 0, ...shop },
  });
}

describe("fact 26: a batch that comes again", () => {
  it("is answered with its first offset and appended once, where the producer is idempotent", () => {
    const played = impatient({});
    const again = played.all("duplicateRefused");
    expect(again.length).toBeGreaterThan(20);
    for (const { what, offset } of again) {
      const appended = played.all("appended").filter((row) => row.what === what);
      expect(appended.map((row) => row.offset)).toEqual([offset]);
    }
  });

  it("stands in the log twice, where it is not", () => {
    const played = impatient({ idempotence: false });
    expect(played.count("duplicateRefused")).toBe(0);
    const offsets = played.all("appended").filter(({ what }) => what === 0);
    expect(offsets.length).toBeGreaterThan(1);
  });

  it("is known among the last five of its producer; the sixth is out of order", () => {
    const played = play({ durationMs: 5_000, shop: { ratePerSecond: 10, lingerMs: 0 } });
    const { logs } = played.run.kernel;
    const end = logs.endOffset(0);
    const [id, epoch] = [played.first("producerIdGiven").what, 0];
    const verdicts = [1, 2, 3, 4, 5, 6].map((back) => {
      const verdict = logs.judge(0, id, epoch, end - back, 1, false);
      return verdict === "DUPLICATE" ? logs.duplicateOffset(0) : verdict;
    });
    expect(verdicts).toEqual([end - 1, end - 2, end - 3, end - 4, end - 5, "OUT_OF_ORDER_SEQUENCE_NUMBER"]);
  });
});

/** Three messages a transaction, every 50 ms one; the worker reads committed ones only and joins at once. */
const THREE: Sketch = {
  durationMs: 3_000,
  shop: { ratePerSecond: 20, transactional: true, transactionMessages: 3 },
  group: { isolationLevel: "read_committed", initialRebalanceDelayMs: 0, commit: "after-batch" },
};

function with3(shop: Config, group: Config = {}): Sketch {
  return { ...THREE, shop: { ...THREE.shop, ...shop }, group: { ...THREE.group, ...group } };
}

function runOf(scenario: Scenario, atMs: number): Run {
  const compiled = compile(scenario);
  if (!compiled.ok) throw new Error(compiled.problems.map(({ says }) => says).join("\n"));
  const run = startRun(compiled.value);
  advance(run, atMs * 1000);
  return run;
}

/** Log end, high watermark and last stable offset of the first partition. */
function ends(run: Run): { end: number; stable: number } {
  const { partitions } = frameOf(run);
  return { end: partitions[PartitionAt.logEnd]!, stable: partitions[PartitionAt.lastStable]! };
}

/** Offsets of a partition that a consumer with read_committed sees. */
function committedIn(run: Run, partition: number): number[] {
  const { kernel } = run;
  const draft = new ListDraft();
  addSeenRuns(kernel, partition, 0, visibleEnd(kernel, partition, true), true, draft);
  const runs = draft.take();
  const offsets: number[] = [];
  for (let i = 0; i < runs.length; i += 2)
    for (let offset = runs[i]!; offset < runs[i + 1]!; offset++) offsets.push(offset);
  return offsets;
}

describe("fact 27: a transaction of three records", () => {
  it("takes four offsets when it is committed: the marker has one of its own", () => {
    const played = play(THREE);
    expect(
      played
        .all("appended")
        .slice(0, 7)
        .map(({ offset }) => offset),
    ).toEqual([0, 1, 2, 4, 5, 6, 8]);
    expect(
      played
        .all("markerAppended")
        .slice(0, 2)
        .map(({ offset, extra }) => [offset, extra]),
    ).toEqual([
      [3, 1],
      [7, 1],
    ]);
  });

  it("holds the last stable offset at its first record until the marker is there", () => {
    const run = runOf(scenarioOf(THREE), 140);
    expect(ends(run)).toEqual({ end: 2, stable: 0 });
    advance(run, 190_000);
    expect(ends(run)).toEqual({ end: 4, stable: 4 });
  });

  it("becomes visible as a whole: a reader goes from nothing to three records, and its position over the marker", () => {
    const played = play(THREE);
    const marked = played.at("markerAppended");
    expect(played.at("delivered")).toBeGreaterThan(marked);
    expect(played.first("delivered")).toMatchObject({ offset: 0, extra: 3 });
    expect(
      played
        .all("processed")
        .slice(0, 4)
        .map(({ offset }) => offset),
    ).toEqual([0, 1, 2, 4]);
    expect(played.first("committed").offset).toBe(4);
  });

  it("shows nothing when it is aborted; the position moves on all the same", () => {
    // The fourth record of each is not sent any more when the application aborts.
    const aborted = { transactionMessages: 4, transactionAbortPercent: 100 };
    const played = play(with3(aborted));
    expect(played.count("appended")).toBeGreaterThan(20);
    expect(played.count("processed")).toBe(0);
    expect(new Set(played.all("markerAppended").map(({ extra }) => extra))).toEqual(new Set([0]));
    const fetched = played.all("fetched");
    expect(fetched.slice(0, 2).map(({ offset, extra }) => [offset, extra])).toEqual([
      [0, 4],
      [4, 4],
    ]);
    const seesAll = play(with3(aborted, { isolationLevel: "read_uncommitted" }));
    expect(seesAll.count("processed")).toBeGreaterThan(20);
  });

  it("raises the producer's epoch with its end", () => {
    const played = play(THREE);
    expect(
      played
        .all("transactionBegun")
        .slice(0, 4)
        .map(({ extra }) => extra),
    ).toEqual([0, 1, 2, 3]);
  });
});

/** A plain shop of ten messages a second, and beside it a transactional one of which the first transaction hangs from 1 s on. */
function hung(deeds: Sketch["deeds"], isolationLevel = "read_committed"): Scenario {
  const scenario = scenarioOf({
    durationMs: 100_000,
    shop: { ratePerSecond: 10 },
    group: { isolationLevel, initialRebalanceDelayMs: 0, commit: "after-batch" },
    deeds: deeds ?? [],
  });
  const publishing = { publishes: "constant", ratePerSecond: 1, transactional: true };
  return {
    ...scenario,
    nodes: [
      ...scenario.nodes,
      { id: "bank", kind: "service", name: "bank", config: { ...publishing, transactionMaxMs: 600_000 } },
    ],
    wires: [...scenario.wires, { id: "bank-orders", kind: "publishes", from: "bank", to: "orders" }],
  };
}

describe("fact 28: a transaction that hangs", () => {
  const crash = hung([[1_500, "crash", "bank", { instance: 1 }]]);

  it("stops the last stable offset for 60 to 70 s, whatever is appended behind it", () => {
    const run = runOf(crash, 60_000);
    const { end, stable } = ends(run);
    expect(stable).toBeLessThan(20);
    expect(end).toBeGreaterThan(590);
    const played = playScenario(crash);
    const begunMs = played.at("transactionBegun");
    const ended = played.first("transactionEnded");
    expect(TRANSACTION_ENDS[ended.extra]).toBe("timed-out");
    expect(ended.timeUs / 1000 - begunMs).toBeGreaterThan(60_000);
    expect(ended.timeUs / 1000 - begunMs).toBeLessThan(70_000);
  });

  it("is over soon after transaction.timeout.ms where the coordinator looks often", () => {
    const cluster = {
      id: "cluster",
      kind: "cluster",
      name: "cluster",
      config: { brokers: 1, transactionAbortCheckMs: 1_000 },
    };
    const played = playScenario({ ...crash, nodes: [...crash.nodes, cluster] });
    const openMs = played.at("transactionEnded") - played.at("transactionBegun");
    expect(openMs).toBeGreaterThan(60_000);
    expect(openMs).toBeLessThan(61_100);
  });

  it("makes whoever reads committed records wait, also for those of other producers", () => {
    const played = playScenario(crash);
    const freedMs = played.at("markerAppended");
    expect(played.count("processed", { beforeMs: freedMs })).toBeLessThan(20);
    expect(played.count("processed", { afterMs: freedMs })).toBeGreaterThan(600);
    const all = playScenario(hung([[1_500, "crash", "bank", { instance: 1 }]], "read_uncommitted"));
    expect(all.count("processed", { beforeMs: freedMs })).toBeGreaterThan(550);
  });

  it("shows a growing lag to the tool, and none to the consumer's own metric", () => {
    const { partitions, pairs, ...frame } = frameOf(runOf(crash, 60_000));
    expect(lagOf({ ...frame, partitions, pairs }, 0)).toBeGreaterThan(550);
    // records-lag: last stable offset - position.
    expect(partitions[PartitionAt.lastStable]! - pairs[PairAt.position]!).toBe(0);
  });

  it("is aborted at once when its producer comes back: initTransactions() fences what was before", () => {
    const played = playScenario(
      hung([
        [1_500, "crash", "bank", { instance: 1 }],
        [5_000, "restart", "bank", { instance: 1 }],
      ]),
    );
    const [, second] = played.all("producerIdGiven").filter(({ extra }) => extra >= 0 && extra !== 0);
    const ended = played.first("transactionEnded");
    expect([TRANSACTION_ENDS[ended.extra], Math.round(ended.timeUs / 1_000_000)]).toEqual(["fenced", 5]);
    expect(second === undefined || second.timeUs > ended.timeUs).toBe(true);
    expect(played.all("producerIdGiven").at(-1)!.extra).toBeGreaterThan(1);
  });

  it("fences the zombie: who was away for longer than the timeout is refused, and its records are never seen", () => {
    const played = playScenario(
      hung([[1_500, "pause", "bank", { instance: 1, seconds: 80, durationMs: 80_000 }]]),
    );
    const fenced = played.first("producerFenced");
    expect(fenced.timeUs / 1000).toBeGreaterThan(80_000);
    expect(["INVALID_PRODUCER_EPOCH", "PRODUCER_FENCED"]).toContain(PRODUCE_ERRORS[fenced.extra]);
    const bank = played.program.services.findIndex(({ nodeId }) => nodeId === "bank") * 64;
    const { messages } = played.run.kernel;
    expect(played.all("processed").filter(({ what }) => messages.producer(what) === bank)).toEqual([]);
  });
});

describe("two producers with one transactional.id", () => {
  it("fence each other: the first one ends with an exception", () => {
    const played = play({
      ...with3({ instances: 2, transactionalIds: "shared", ratePerSecond: 10 }),
      durationMs: 10_000,
    });
    expect(played.count("producerFenced")).toBeGreaterThan(0);
    const late = played.all("appended", { afterMs: 5_000 });
    const { messages } = played.run.kernel;
    expect(new Set(late.map(({ what }) => messages.producer(what))).size).toBe(1);
  });
});

/** The worker makes one result of each order, in transactions that carry its offsets; it crashes again and again. */
function exactlyOnce(worker: Config, group: Config = {}): Sketch {
  return {
    durationMs: 120_000,
    shop: { ratePerSecond: 20 },
    topics: { orders: { partitions: 3 } },
    results: { partitions: 2 },
    worker: {
      instances: 2,
      publishes: "per-message",
      keys: "inherit",
      transactional: true,
      transactionTimeoutMs: 5_000,
      ...worker,
    },
    group: {
      commit: "after-batch",
      isolationLevel: "read_committed",
      sessionTimeoutMs: 6_000,
      heartbeatIntervalMs: 1_000,
      maxPollRecords: 50,
      ...group,
    },
    deeds: [
      [20_013, "crash", "worker", { instance: 1 }],
      [25_000, "restart", "worker", { instance: 1 }],
      [50_007, "crash", "worker", { instance: 2 }],
      [51_000, "restart", "worker", { instance: 2 }],
      [70_000, "pause", "worker", { instance: 1, durationMs: 9_000 }],
      [90_000, "stop", "worker"],
      [92_000, "restart", "worker"],
    ],
  };
}

/** How many results of each order are visible to who reads committed ones, by the order's message. */
function visibleResults({ program, run }: Played): Map<number, number> {
  const { logs, messages } = run.kernel;
  const results = program.topics.find(({ nodeId }) => nodeId === "results")!;
  const counts = new Map<number, number>();
  for (let i = 0; i < results.partitions; i++) {
    const partition = results.firstPartition + i;
    for (const offset of committedIn(run, partition)) {
      const order = messages.parent(logs.messageAt(partition, offset));
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
  }
  return counts;
}

describe("consume, transform, produce in transactions", () => {
  it("makes exactly one visible result of each order, whatever crashes and whoever comes back too late", () => {
    const played = play(exactlyOnce({}));
    const counts = visibleResults(played);
    expect(counts.size).toBeGreaterThan(2_000);
    expect([...counts].filter(([, count]) => count !== 1)).toEqual([]);
    // Every order below a committed offset has its result.
    for (const { where, offset } of played.all("committed").slice(-3)) {
      for (let at = 0; at < offset; at++) {
        const order = played.run.kernel.logs.messageAt(where, at);
        expect(order < 0 || counts.get(order), `order ${at} of partition ${where}`).toBeTruthy();
      }
    }
  });

  it("holds with brokers that crash, too, where replicas are in sync", () => {
    const sketch = exactlyOnce({ transactionAbortPercent: 5 });
    const replicated = { replicationFactor: 3, minInsyncReplicas: 2 };
    const played = play({
      ...sketch,
      cluster: { brokers: 3 },
      topics: { orders: { partitions: 3, ...replicated } },
      results: { partitions: 2, ...replicated },
      deeds: [
        ...(sketch.deeds ?? []),
        [30_000, "broker-crash", "cluster", { broker: 1 }],
        [45_000, "broker-restart", "cluster", { broker: 1 }],
        [60_000, "broker-crash", "cluster", { broker: 2 }],
        [80_000, "broker-restart", "cluster", { broker: 2 }],
      ],
    });
    const counts = visibleResults(played);
    expect(counts.size).toBeGreaterThan(1_500);
    expect([...counts].filter(([, count]) => count !== 1)).toEqual([]);
  });

  it("repeats the work of an aborted transaction: a counter outside of Kafka counts twice", () => {
    const played = play(exactlyOnce({ transactionAbortPercent: 20 }));
    expect([...visibleResults(played).values()].every((count) => count === 1)).toBe(true);
    expect(played.count("duplicated")).toBeGreaterThan(10);
  });

  it("makes duplicates without transactions", () => {
    const played = play(exactlyOnce({ transactional: false }));
    const doubled = [...visibleResults(played).values()].filter((count) => count > 1);
    expect(doubled.length).toBeGreaterThan(0);
  });

  it("makes an offset wait for the marker, and forgets it with an abort", () => {
    const played = play(exactlyOnce({ transactionAbortPercent: 30 }));
    expect(played.count("offsetsPending")).toBeGreaterThan(played.count("committed"));
    const ends = played.all("transactionEnded").filter(({ extra }) => TRANSACTION_ENDS[extra] === "aborted");
    expect(ends.length).toBeGreaterThan(5);
  });
});

describe("a run with transactions", () => {
  const scenario = scenarioOf({ ...exactlyOnce({ transactionAbortPercent: 10 }), durationMs: 60_000 });

  it("is the same in slices as in one go", () => {
    const straight = runOf(scenario, 60_000);
    const sliced = runOf(scenario, 0);
    for (let us = 0; us < 60_000_000; us += 777_777) while (advance(sliced, us, 313) === "paused");
    advance(sliced, 60_000_000);
    expect(frameOf(sliced).traceHash).toBe(frameOf(straight).traceHash);
  });

  it("is after a seek what it is when it gets there for the first time", () => {
    const run = runOf(scenario, 60_000);
    for (const atMs of [22_000, 51_500, 3_000, 40_000, 20_020, 60_000]) {
      seekRun(run, atMs * 1000);
      expect(frameOf(run), `at ${atMs} ms`).toEqual(frameOf(runOf(scenario, atMs)));
    }
  });
});

describe("a transactional producer that is asked to send before it has its id", () => {
  it("sends what has waited once the id is there", () => {
    const played = play({
      durationMs: 10_000,
      latencyMs: 250,
      shop: { transactional: true, ratePerSecond: 10 },
    });
    expect(played.at("transactionBegun")).toBeGreaterThan(played.at("producerIdGiven"));
    expect(played.at("transactionBegun")).toBeLessThan(1_000);
    expect(played.count("appended")).toBeGreaterThan(30);
    expect(played.count("transactionEnded")).toBeGreaterThan(2);
  });
});
