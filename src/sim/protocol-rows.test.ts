import { describe, expect, it } from "vitest";
import { compile } from "./compile.ts";
import { PROTOCOL_ERRORS, PROTOCOL_MESSAGES } from "./fact-tables.ts";
import { FACT_NAMES } from "./facts.ts";
import { MESSAGE_KINDS, PROTOCOL_FACTS, protocolFilter, type ProtocolQuery } from "./protocol-rows.ts";
import { advance, seekRun, startRun, type Run } from "./run.ts";
import { scenarioOf, type Sketch } from "./scenario.fixture.ts";
import { TraceWindowReader } from "./trace-window-reader.ts";
import type { TraceWindow, WindowRow } from "./trace-window.ts";

const S = 1_000_000;

function runOf(sketch: Sketch, rowsKept = 64): Run {
  const compiled = compile(scenarioOf(sketch));
  if (!compiled.ok) throw new Error(compiled.problems[0]?.says);
  const run = startRun(compiled.value, { rowsKept });
  while (advance(run, run.atUs + 3 * S) === "reached") run.checkpoints!.take(run);
  return run;
}

const ALL: ProtocolQuery = {
  service: 0,
  kinds: ["membership", "heartbeats", "offsets", "transactions"],
  withStates: true,
  sinceUs: 0,
  fromRow: 0,
  limit: 10_000,
};

function read(run: Run, query: Partial<ProtocolQuery> = {}): TraceWindow {
  const worker = run.program.services.findIndex(({ nodeId }) => nodeId === "worker");
  const whole = { ...ALL, service: worker, ...query };
  const suits = protocolFilter(whole, run.program.layout);
  const all = { beforeRow: Infinity, facts: PROTOCOL_FACTS, limit: whole.limit };
  const reader = new TraceWindowReader(run, all, { suits, sinceUs: whole.sinceUs, fromRow: whole.fromRow });
  while (!reader.read(() => false));
  return reader.window();
}

const said = (rows: readonly WindowRow[]): string[] =>
  rows
    .filter(({ fact }) => fact === "requested" || fact === "answered")
    .map(({ fact, what, where }) => {
      const name = PROTOCOL_MESSAGES[what]!;
      return fact === "requested" ? name : `${name}: ${PROTOCOL_ERRORS[where]!}`;
    });

const PAIR: Sketch = {
  topics: { orders: { partitions: 2 } },
  worker: { instances: 2 },
  durationMs: 40_000,
  deeds: [[20_000, "stop", "worker", { instance: 2 }]],
};

describe("what a group says", () => {
  const run = runOf(PAIR);

  it("begins with a member that asks to join, is given an id, joins with it, and syncs", () => {
    const { rows } = read(runOf({ ...PAIR, worker: { instances: 1 }, deeds: [] }), { kinds: ["membership"] });
    expect(said(rows)).toEqual([
      "JoinGroup",
      "JoinGroup: MEMBER_ID_REQUIRED",
      "JoinGroup",
      "JoinGroup: NONE",
      "SyncGroup",
      "SyncGroup: NONE",
    ]);
    const facts = rows.map(({ fact }) => fact);
    expect(facts).toContain("generationFormed");
    expect(facts.indexOf("stable")).toBeGreaterThan(facts.indexOf("generationFormed"));
  });

  it("leaves out the kinds of messages that nobody asked for, and of the states as well", () => {
    const names = new Set(said(read(run, { kinds: ["membership"] }).rows).map((text) => text.split(":")[0]));
    expect(names).toEqual(new Set<string>(MESSAGE_KINDS.membership));
    expect(said(read(run, { kinds: ["heartbeats"] }).rows)).toContain("Heartbeat: REBALANCE_IN_PROGRESS");
    const { rows } = read(run, { withStates: false });
    const facts = new Set(rows.map(({ fact }) => fact));
    expect(facts).toEqual(new Set(["requested", "answered", "committed"]));
  });

  it("has no rows of its own for commits that one broker takes: the committed offsets tell of them", () => {
    const { rows } = read(run, { kinds: ["offsets"] });
    expect(said(rows)).not.toContain("OffsetCommit");
    expect(rows.filter(({ fact }) => fact === "committed").length).toBeGreaterThan(10);
    const withBrokers = read(runOf({ ...PAIR, cluster: {} }), { kinds: ["offsets"] });
    expect(said(withBrokers.rows)).toEqual(expect.arrayContaining(["OffsetCommit", "OffsetCommit: NONE"]));
    expect(withBrokers.rows.map(({ fact }) => fact)).not.toContain("committed");
  });

  it("is only what the members of that service and their coordinator say", () => {
    const shop = run.program.services.findIndex(({ nodeId }) => nodeId === "shop");
    // An idempotent producer asks for its id and for nothing else.
    expect(said(read(run, { service: shop }).rows)).toEqual(["InitProducerId", "InitProducerId: NONE"]);
    expect(said(read(run, { kinds: ["transactions"] }).rows)).toEqual([]);
  });

  it("is the newest first where there is too much, and goes no further back than it is asked to", () => {
    const whole = read(run);
    const newest = read(run, { limit: 10 });
    expect(newest.rows).toEqual(whole.rows.slice(-10));
    const since = read(run, { sinceUs: 30 * S });
    const late = whole.rows.filter(({ timeUs }) => timeUs >= 30 * S);
    expect(since.rows.slice(-late.length)).toEqual(late);
    expect(since.rows.length).toBeLessThan(whole.rows.length);
    expect(since.fromRow).toBeGreaterThan(0);
    expect(whole.fromRow).toBe(0);
    const known = whole.rows.at(-20)!.row;
    expect(read(run, { fromRow: known }).rows.slice(-20)).toEqual(whole.rows.slice(-20));
    expect(read(run, { fromRow: whole.toRow + 9 })).toEqual({
      rows: [],
      fromRow: whole.toRow,
      toRow: whole.toRow,
    });
  });

  it("is read as far as the run stands, and knows all facts by name", () => {
    const earlier = runOf(PAIR);
    seekRun(earlier, 10 * S);
    expect(read(earlier).rows.at(-1)!.timeUs).toBeLessThanOrEqual(10 * S);
    for (const fact of PROTOCOL_FACTS) expect(FACT_NAMES).toContain(fact);
  });
});
