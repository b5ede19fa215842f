/** Both sides: nothing is found where the settings promise it, and it is found where they do not. */
import { describe, expect, it } from "vitest";
import { play, type Deed, type Played, type Sketch } from "#sim/scenario.fixture.ts";
import type { FindingKind } from "./findings.ts";
import { judgeFromOutside, type Judged } from "./judge.ts";

const TOPIC = { partitions: 1, replicationFactor: 3, minInsyncReplicas: 2 };
/** Publishing ends at 60 s, so that at 90 s everything has had the time to be read. */
const QUIET: Deed = [60_000, "change-rate", "shop", { factor: 0 }];

function playCluster(sketch: Sketch & { readonly topic?: Sketch["shop"] }): Played {
  const { topic = {}, shop = {}, deeds = [], ...rest } = sketch;
  return play({
    cluster: { brokers: 3 },
    topics: { orders: { ...TOPIC, ...topic } },
    shop: { ratePerSecond: 50, ...shop },
    durationMs: 90_000,
    latencyMs: 5,
    deeds: [...deeds, QUIET],
    ...rest,
  });
}

const judge = (played: Played) => judgeFromOutside(played.program, played.rows);
const kindsOf = (judged: readonly Judged[]): FindingKind[] => [...new Set(judged.map(({ kind }) => kind))];

const crashLeader: Deed[] = [
  [20_000, "broker-crash", "cluster", { instance: 1 }],
  [45_000, "broker-restart", "cluster", { instance: 1 }],
];
const cutLeader = (from: string): Deed[] => [
  [20_000, "cut-network", "cluster", { instance: 1, from, durationMs: 20_000 }],
];
const crashConsumer: Deed[] = [
  [20_000, "crash", "worker", { instance: 1 }],
  [30_000, "restart", "worker", { instance: 1 }],
];

describe("acks=all, idempotence, two replicas in sync at least: nothing is lost, doubled or turned round", () => {
  it.each<[string, Deed[]]>([
    ["nothing happens", []],
    ["the leader crashes", crashLeader],
    ["the leader is cut off from the other brokers", cutLeader("cluster")],
    ["the leader is cut off from the clients", cutLeader("clients")],
    ["the leader is cut off from everything", cutLeader("everything")],
    ["a consumer crashes", crashConsumer],
    ["a broker is shut down", [[20_000, "broker-stop", "cluster", { instance: 1 }]]],
  ])("while %s", (_what, deeds) => {
    const { judged, polled } = judge(
      playCluster({
        shop: { requestTimeoutMs: 2_000 },
        deeds,
        worker: { instances: 2 },
        group: { sessionTimeoutMs: 6_000 },
      }),
    );
    expect(polled).toBeGreaterThanOrEqual(2_990);
    // Not even what the settings would forgive.
    expect(judged).toEqual([]);
  });
});

/** All findings of a run are forgiven by its settings. */
function expectForgiven(judged: readonly Judged[]): void {
  expect(judged.filter(({ allowedBy }) => allowedBy === null)).toEqual([]);
}

describe("where the settings promise less, it is found", () => {
  it("acks=1 and a leader that does not know it is none: lost writes, and offsets with two messages", () => {
    const { judged, findings } = judge(playCluster({ shop: { acks: "1" }, deeds: cutLeader("cluster") }));
    expect(kindsOf(judged)).toEqual(expect.arrayContaining(["lost-write", "inconsistent-offsets"]));
    expect(findings["lost-write"].length).toBeGreaterThan(500);
    expectForgiven(judged);
  });

  it("acks=1 and a leader that crashes before its follower has fetched: a lost write", () => {
    const topic = { replicationFactor: 2, minInsyncReplicas: 1 };
    const found = [0, 2, 4].flatMap((more) => {
      const deeds: Deed[] = [
        [20_000 + more, "broker-crash", "cluster", { instance: 1 }],
        [45_000, "broker-restart", "cluster", { instance: 1 }],
      ];
      const { judged } = judge(
        playCluster({ topic, shop: { acks: "1", ratePerSecond: 500 }, deeds, latencyMs: 20 }),
      );
      expectForgiven(judged);
      return judged.filter(({ kind }) => kind === "lost-write");
    });
    expect(found.length).toBeGreaterThan(0);
  });

  it("an unclean election: what was acknowledged by all is gone", () => {
    const deeds: Deed[] = [
      [15_000, "broker-crash", "cluster", { instance: 2 }],
      [30_000, "broker-crash", "cluster", { instance: 1 }],
      [31_000, "broker-restart", "cluster", { instance: 2 }],
    ];
    const topic = { replicationFactor: 2, minInsyncReplicas: 1, uncleanLeaderElection: true };
    const { judged, findings } = judge(playCluster({ topic, deeds }));
    expect(findings["inconsistent-offsets"].length + findings["lost-write"].length).toBeGreaterThan(100);
    expectForgiven(judged);
    // The same without it: the partition waits, and keeps what was acknowledged.
    const clean = judge(
      playCluster({
        topic: { ...topic, uncleanLeaderElection: false },
        deeds: [...deeds, [40_000, "broker-restart", "cluster", { instance: 1 }]],
      }),
    );
    expect(clean.findings["lost-write"]).toEqual([]);
    expectForgiven(clean.judged);
  });

  it("retries without idempotence: messages twice in the log, and in another order", () => {
    const shop = { idempotence: false, requestTimeoutMs: 2_000 };
    const { judged } = judge(playCluster({ shop, deeds: cutLeader("clients") }));
    expect(kindsOf(judged)).toEqual(expect.arrayContaining(["duplicate", "nonmonotonic-send"]));
    expectForgiven(judged);
  });

  it("retention shorter than a consumer's absence: lost writes", () => {
    const played = playCluster({
      topic: { retentionMs: 2_000, segmentMs: 500 },
      retentionCheckMs: 500,
      deeds: [
        [20_000, "stop", "worker", { instance: 1 }],
        [40_000, "restart", "worker", { instance: 1 }],
      ],
    });
    const { judged } = judge(played);
    expect(kindsOf(judged)).toContain("lost-write");
    expectForgiven(judged);
  });

  it("auto.offset.reset = latest: what came before a group's first start is not read", () => {
    const { judged } = judge(playCluster({ group: { autoOffsetReset: "latest" } }));
    expect(judged.length).toBeGreaterThan(0);
    expectForgiven(judged);
  });

  it("read_uncommitted: reads of what is aborted afterwards, and none with read_committed", () => {
    const shop = { transactional: true, transactionMessages: 5, transactionAbortPercent: 30 };
    const dirty = judge(playCluster({ shop }));
    expect(kindsOf(dirty.judged)).toEqual(expect.arrayContaining(["G1a", "precommitted-read"]));
    expectForgiven(dirty.judged);
    const committed = judge(playCluster({ shop, group: { isolationLevel: "read_committed" } }));
    expect(committed.polled).toBeGreaterThan(500);
    expect(committed.judged.filter(({ kind }) => kind !== "int-send-skip" && kind !== "G0")).toEqual([]);
  });
});

describe("rows that a bus must never write", () => {
  const played = playCluster({});

  it("a message that was acknowledged and is passed over is found though the settings are good", () => {
    const skipped = played.first("delivered", { afterMs: 30_000 });
    const rows = played.rows.filter((row) => row !== skipped);
    const { judged } = judgeFromOutside(played.program, rows);
    const strict = judged.filter(({ allowedBy }) => allowedBy === null).map(({ kind }) => kind);
    expect(strict).toEqual(expect.arrayContaining(["lost-write", "poll-skip"]));
  });

  it("records that are delivered twice by one owner are found", () => {
    const again = played.first("delivered", { afterMs: 30_000 });
    const rows = played.rows.flatMap((row) =>
      row === again ? [row, { ...row, timeUs: row.timeUs + 1 }] : [row],
    );
    expect(judgeFromOutside(played.program, rows).judged).toEqual([
      expect.objectContaining({ kind: "nonmonotonic-poll", allowedBy: null }),
    ]);
  });

  it("an acknowledgement with the offset of another message is found", () => {
    const wrong = played.first("acknowledged", { afterMs: 30_000 });
    const rows = played.rows.map((row) => (row === wrong ? { ...row, offset: row.offset - 10 } : row));
    const strict = judgeFromOutside(played.program, rows).judged.filter(
      ({ allowedBy }) => allowedBy === null,
    );
    expect(strict.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(["inconsistent-offsets", "duplicate"]),
    );
  });
});
