import { describe, expect, it } from "vitest";
import { PROTOCOL_ERRORS, PROTOCOL_MESSAGES } from "#sim/fact-tables.ts";
import { FACT_NAMES, type FactName } from "#sim/facts.ts";
import { protocolFilter, PROTOCOL_FACTS } from "#sim/protocol-rows.ts";
import type { Layout } from "#sim/layout.ts";
import type { WindowRow } from "#sim/trace-window.ts";
import { linesOf, membersOf, spokenText, type Line } from "./lines.ts";

const layout: Layout = {
  services: [
    { nodeId: "shop", name: "shop", group: -1, publishesTo: [0] },
    { nodeId: "pay", name: "pay", group: 0, publishesTo: [] },
  ],
  topics: [
    {
      nodeId: "orders",
      name: "orders",
      isDeadLetterQueue: false,
      firstPartition: 0,
      partitions: 12,
      initialPartitions: 12,
      replicationFactor: 1,
      firstReplica: 0,
    },
  ],
  groups: [],
  wires: [],
  brokers: 1,
  cluster: null,
  replicaCount: 12,
  partitionCount: 12,
  pairCount: 12,
  durationUs: 60_000_000,
};

let next = 0;
function row(fact: FactName, who: number, rest: Partial<WindowRow> = {}): WindowRow {
  return { row: next++, timeUs: 1_000, fact, who, what: -1, where: -1, offset: -1, extra: -1, ...rest };
}
const join = PROTOCOL_MESSAGES.indexOf("JoinGroup");
const shown = (rows: readonly WindowRow[]): readonly Line[] => linesOf(rows, membersOf(rows, 1), layout);

describe("the lines of a sequence diagram", () => {
  it("go from a member to the coordinator and back, each member in a lane of its own", () => {
    const rows = [
      row("requested", 65, { what: join, extra: 2_000 }),
      row("requested", 64, { what: join, extra: 1_500 }),
      row("answered", 65, { what: join, where: 0, offset: 3, extra: 900 }),
    ];
    expect(membersOf(rows, 1)).toEqual([64, 65]);
    expect(shown(rows)).toMatchObject([
      { from: 2, to: 0, text: "JoinGroup", error: null, generation: null, travelUs: 2_000 },
      { from: 1, to: 0, text: "JoinGroup", travelUs: 1_500 },
      { from: 0, to: 2, text: "JoinGroup answer", error: null, generation: 3 },
    ]);
  });

  it("say what an answer refuses", () => {
    const where = PROTOCOL_ERRORS.indexOf("ILLEGAL_GENERATION");
    expect(shown([row("answered", 64, { what: join, where })])).toMatchObject([
      { error: "ILLEGAL_GENERATION" },
    ]);
  });

  it("tell a commit and its answer from the offsets that were committed, or refused", () => {
    const [timeUs, extra] = [5_000, 4];
    const commit = PROTOCOL_MESSAGES.indexOf("OffsetCommit");
    const refused = {
      timeUs,
      what: commit,
      where: PROTOCOL_ERRORS.indexOf("STALE_MEMBER_EPOCH"),
      offset: extra,
    };
    const textsOf = (rows: readonly WindowRow[]): readonly string[] =>
      shown(rows).map(
        (line) => `${line.text}${line.is === "message" && line.error !== null ? ` ${line.error}` : ""}`,
      );
    const taken = [
      row("committed", 64, { timeUs, what: 0, where: 0, offset: 20, extra }),
      row("committed", 64, { timeUs, what: 0, where: 3, offset: 9, extra }),
    ];
    expect(shown(taken)).toMatchObject([
      { from: 1, to: 0, text: "OffsetCommit", generation: 4, travelUs: null },
      { from: 0, to: 1, text: "OffsetCommit answer", error: null, generation: 4, travelUs: null },
    ]);
    const numbers = shown(taken).map((line) => line.rows[0]!.row);
    expect(new Set(numbers).size).toBe(2);
    const answer = row("answered", 64, refused);
    expect(textsOf([...taken, answer])).toEqual(["OffsetCommit", "OffsetCommit answer STALE_MEMBER_EPOCH"]);
    expect(textsOf([answer])).toEqual(["OffsetCommit", "OffsetCommit answer STALE_MEMBER_EPOCH"]);
  });

  it("put what becomes of several partitions at one moment into one line", () => {
    const rows = [
      row("assigned", 64, { where: 0 }),
      row("assigned", 64, { where: 3 }),
      row("assigned", 65, { where: 1 }),
      ...Array.from({ length: 9 }, (_, where) => row("revoked", 64, { where, timeUs: 2_000 })),
    ];
    expect(
      shown(rows).map((line) => [line.is === "state" && line.lane, "text" in line && line.text]),
    ).toEqual([
      [1, "owns 0, 3"],
      [2, "owns 1"],
      [1, "gives up 9 partitions"],
    ]);
  });

  it("put what becomes of the group into the coordinator's lane", () => {
    const rows = [
      row("rebalanceStarted", 0, { what: 2, extra: 64 }),
      row("memberRemoved", 0, { what: 1, extra: 65 }),
    ];
    expect(membersOf(rows, 1)).toEqual([65]);
    expect(shown(rows)).toMatchObject([
      { lane: 0, text: "rebalance: session-expired" },
      { lane: 0, text: "pay-2 is out: session-expired", tone: "bad" },
    ]);
  });

  it("are there for every fact that is asked for", () => {
    for (const fact of PROTOCOL_FACTS) {
      const lines = shown([row(fact, 64, { what: 0, where: 0, offset: 1, extra: 0 })]);
      expect(lines, fact).toHaveLength(fact === "committed" ? 2 : 1);
      expect(lines[0]!.text, fact).not.toMatch(/undefined|\?/);
    }
    const all = { service: 1, kinds: [], withStates: true, sinceUs: 0, fromRow: 0, limit: 1 };
    const suits = protocolFilter(all, layout);
    expect(suits({ fact: FACT_NAMES.indexOf("assigned"), who: 64, what: 1, extra: -1 })).toBe(true);
  });

  it("are spoken with the names of both ends", () => {
    const rows = [row("requested", 64, { what: join }), row("crashed", 64)];
    const members = membersOf(rows, 1);
    expect(shown(rows).map((line) => spokenText(line, members, layout))).toEqual([
      "pay-1 to coordinator",
      "pay-1: crashes",
    ]);
  });
});
