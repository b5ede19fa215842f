/**
 * A checker that has never caught anything has shown nothing. For each one a bug is planted into the rows of a good run:
 * the checker must be silent before and must speak up after.
 */
import { expect, it } from "vitest";
import type { Scenario } from "#scenario/document.ts";
import { compile } from "#sim/compile.ts";
import { REMOVAL_REASONS, START_REASONS } from "#sim/fact-tables.ts";
import { Fact, type FactName } from "#sim/facts.ts";
import type { TraceRow } from "#sim/kernel/trace-recorder.ts";
import type { Program } from "#sim/program.ts";
import { randomBank } from "#sim/random-bank.fixture.ts";
import { randomWithRetries, randomWithSchemas } from "#sim/random-everything.fixture.ts";
import { randomSaga } from "#sim/random-sagas.fixture.ts";
import { randomScenario } from "#sim/random-scenario.fixture.ts";
import { randomWithStore } from "#sim/random-store.fixture.ts";
import { advance, startRun } from "#sim/run.ts";
import { check, rowsOf } from "./check.ts";
import { checkers } from "./index.ts";

type Rows = readonly TraceRow[];
/** Rows with a bug, or null where this run has no place for it. */
type Bug = (rows: Rows, program: Program) => Rows | null;

/** Changes the columns of the first row of a fact that suits. */
function alter(
  fact: FactName,
  how: (row: TraceRow, rows: Rows, at: number, program: Program) => Partial<TraceRow> | null,
): Bug {
  return (rows, program) => {
    for (const [at, row] of rows.entries()) {
      if (row.fact !== Fact[fact]) continue;
      const changed = how(row, rows, at, program);
      if (changed !== null) return rows.with(at, { ...row, ...changed });
    }
    return null;
  };
}

/** Leaves out the first row of a fact that suits. */
function drop(fact: FactName, suits: (row: TraceRow, rows: Rows, at: number) => boolean = () => true): Bug {
  return (rows) => {
    const at = rows.findIndex((row, index) => row.fact === Fact[fact] && suits(row, rows, index));
    return at < 0 ? null : rows.toSpliced(at, 1);
  };
}

/** Puts a row behind the first of a fact that suits. */
function insert(
  fact: FactName,
  what: (row: TraceRow, rows: Rows, at: number, program: Program) => TraceRow | null,
): Bug {
  return (rows, program) => {
    for (const [at, row] of rows.entries()) {
      if (row.fact !== Fact[fact]) continue;
      const extra = what(row, rows, at, program);
      if (extra !== null) return rows.toSpliced(at + 1, 0, extra);
    }
    return null;
  };
}

const groupOf = (program: Program, who: number) =>
  program.groups[program.services[Math.floor(who / 64)]!.group];
/** The next row of a fact behind `at`, by the same instance at the same partition. */
const nextOf = (fact: FactName, row: TraceRow, rows: Rows, at: number): TraceRow | undefined =>
  rows
    .slice(at + 1)
    .find((next) => next.fact === Fact[fact] && next.who === row.who && next.where === row.where);

const bugs: Readonly<Record<string, Bug>> = {
  "watermarks-in-order": alter("highWatermarkMoved", ({ offset }) => ({ offset: offset + 100_000 })),
  "high-watermark-rises": insert("highWatermarkMoved", (row) => ({ ...row, offset: row.offset - 1 })),
  "one-leader-an-epoch": insert("leaderElected", (row) => row),
  "leader-in-sync": drop("isrChanged", ({ what }) => what === 1),
  "strong-isr": alter("highWatermarkMoved", ({ offset }) => ({ offset: offset + 100_000 })),
  "acks-all-is-replicated": alter("acknowledged", ({ who, where, offset }, _rows, _at, program) => {
    const topic = program.topics[program.topicOfPartition[where]!]!;
    const isOfAll = program.services[Math.floor(who / 64)]!.config.acks === "all";
    return topic.replicas[0]!.length > 1 && isOfAll ? { offset: offset + 100_000 } : null;
  }),
  "acks-all-survives": insert("highWatermarkMoved", (row) => ({
    ...row,
    fact: Fact.recordsLost,
    what: 1,
    offset: row.offset - 1,
    extra: 1,
  })),
  "truncates-to-leader": insert("highWatermarkMoved", (row) => ({
    ...row,
    fact: Fact.truncated,
    offset: row.offset + 100_000,
    extra: 5,
  })),
  "time-goes-on": alter("appended", (row) => (row.timeUs > 1000 ? { timeUs: 5 } : null)),
  "offsets-without-gaps": alter("appended", ({ offset }) => ({ offset: offset + 1 })),
  "one-message-an-offset": alter("started", ({ what }) => ({ what: what + 1 })),
  "reads-within-log": alter("fetched", ({ offset }) => ({ offset: offset + 100_000 })),
  "log-start-rises": alter("retired", ({ extra }) => ({ extra: extra + 1 })),
  "retention-takes-old-batches": (rows, program) => {
    const at = rows.findIndex(({ fact }) => fact === Fact.retired);
    if (at < 0) return null;
    // As if the retention of this topic were far longer than it was set.
    const topics = program.topics.map((topic) => ({
      ...topic,
      segments: { ...topic.segments, retentionMs: 9e9, retentionBytes: -1 },
    }));
    Object.assign(program, { topics });
    return rows;
  },
  "key-decides-partition": alter("produced", (row, rows, at, program) => {
    const topic = program.topics[program.topicOfPartition[row.where]!]!;
    const isSecond = rows
      .slice(0, at)
      .some(({ fact, extra, where }) => fact === Fact.produced && extra === row.extra && where === row.where);
    if (row.extra < 0 || topic.partitions === 1 || !isSecond) return null;
    return { where: row.where === topic.firstPartition ? row.where + 1 : topic.firstPartition };
  }),
  "send-order-is-log-order": alter("appended", (row, rows, at) => {
    const next = nextOf("appended", row, rows, at);
    return next === undefined ? null : { what: next.what };
  }),
  "batches-arrive": drop("appended"),
  "produced-conserved": alter("acknowledged", ({ extra }) => ({ extra: extra + 1 })),
  "one-owner": insert("assigned", (row, _rows, _at, program) => {
    const { instances } = program.services[Math.floor(row.who / 64)]!.config;
    const isClassic = groupOf(program, row.who)?.config.protocol === "classic";
    return isClassic && instances > 1 ? { ...row, who: row.who ^ 1 } : null;
  }),
  "settled-group": (rows) => {
    const at = rows.findLastIndex(({ fact }) => fact === Fact.assigned);
    return at < 0 ? null : rows.toSpliced(at, 1);
  },
  "revoked-before-assigned": drop(
    "revoked",
    (row, rows, at) =>
      rows
        .slice(at + 1, at + 60)
        .some(({ fact, extra }) => fact === Fact.memberJoined && extra !== row.who) ||
      rows.slice(at + 1).some(({ fact }) => fact === Fact.generationFormed),
  ),
  "generations-rise": alter("generationFormed", ({ what }) => ({ what: what + 1 })),
  "released-before-assigned": insert("assigned", (row, _rows, _at, program) => {
    const { instances } = program.services[Math.floor(row.who / 64)]!.config;
    const isConsumer = groupOf(program, row.who)?.config.protocol === "consumer";
    return isConsumer && instances > 1 ? { ...row, who: row.who ^ 1 } : null;
  }),
  "epochs-rise": alter("memberEpoch", ({ what }) => ({ what: what + 100 })),
  "server-session": alter("memberRemoved", ({ what, who }, _rows, _at, program) =>
    REMOVAL_REASONS[what] === "left" && program.groups[who]!.config.protocol === "consumer"
      ? { what: REMOVAL_REASONS.indexOf("session-expired") }
      : null,
  ),
  "session-timeout": alter("memberRemoved", ({ what }) =>
    REMOVAL_REASONS[what] === "left" ? { what: REMOVAL_REASONS.indexOf("session-expired") } : null,
  ),
  "poll-interval": insert("delivered", (row) => ({
    ...row,
    fact: Fact.pollExpired,
    what: 0,
    where: -1,
    offset: -1,
    extra: -1,
  })),
  "commits-of-the-generation": alter("committed", ({ extra }) => ({ extra: extra + 1 })),
  "commits-within-position": alter("committed", ({ offset }) => ({ offset: offset + 1000 })),
  "committed-offset-rises": alter("committed", (row, rows, at) =>
    row.offset > 1 &&
    rows
      .slice(0, at)
      .some(
        ({ fact, where, what, offset }) =>
          fact === Fact.committed && where === row.where && what === row.what && offset > 0,
      )
      ? { offset: 0 }
      : null,
  ),
  "starts-at-committed": alter("positioned", ({ extra, offset }) =>
    START_REASONS[extra] === "committed" ? { offset: offset + 1 } : null,
  ),
  "deliveries-without-gaps": alter("delivered", ({ offset }) => ({ offset: offset + 1 })),
  "records-in-hand": drop("processed"),
  "down-is-silent": insert("crashed", (row) => ({ ...row, fact: Fact.heartbeat, what: 0, extra: 0 })),
  "at-most-once": insert("processed", (row, _rows, _at, program) => {
    const { commit, commitCall } = groupOf(program, row.who)!.config;
    return commit === "before-processing" && commitCall === "sync" ? row : null;
  }),
  "at-least-once": drop("processed", (row, rows, at) => nextOf("committed", row, rows, at) !== undefined),
  "duplicates-explained": drop("duplicated"),
  "lag-is-never-negative": alter("committed", ({ offset }) => ({ offset: offset + 100_000 })),
  "causes-before-effects": alter("produced", ({ offset, what }) => (offset >= 0 ? { offset: what } : null)),
  "retry-delays": alter("backedOff", ({ extra }) => ({ extra: extra + 1 })),
  "failing-record-blocks": alter("started", (row, rows, at) =>
    row.extra > 1 &&
    rows
      .slice(0, at)
      .some(
        ({ fact, where, who, offset }) =>
          fact === Fact.backedOff && who === row.who && where === row.where && offset === row.offset,
      )
      ? { offset: row.offset + 1 }
      : null,
  ),
  "schemas-fit": insert("deserializationFailed", (row) => ({ ...row, fact: Fact.processed, extra: 1 })),
  "share-locks": alter("acquired", ({ what }) => ({ what: what + 1 })),
  "dead-letters": alter("deadLettered", ({ extra }) => ({ extra: extra - 1 })),
  "retry-topics": alter("movedToRetry", ({ extra }) => ({ extra: extra + 1 })),
  redrives: alter("redriven", ({ extra }) => ({ extra: extra + 1 })),
  "queue-rings": alter("queueRang", ({ extra }) => ({ extra: extra + 1 })),
  "committed-only": alter("markerAppended", (row, rows, at, program) =>
    row.extra === 1 &&
    rows
      .slice(at)
      .some(
        ({ fact, who, where, offset }) =>
          fact === Fact.started &&
          where === row.where &&
          offset < row.offset &&
          groupOf(program, who)?.config.isolationLevel === "read_committed",
      )
      ? { extra: 0 }
      : null,
  ),
  "seen-from-outside": alter("acknowledged", ({ offset }) => (offset > 3 ? { offset: offset - 1 } : null)),
  "effects-once": insert("effectApplied", (row, _rows, _at, program) => {
    const plan = program.effects?.services[Math.floor(row.who / 64)];
    return plan?.deduplication === "table" && plan.outside < 0 && plan.ttlUs > 1 ? row : null;
  }),
  "saga-steps-once": insert("stepTakenBack", (row, _rows, _at, program) =>
    program.choreography?.steps[Math.floor(row.who / 64)]?.whenFailed === "undo" ? row : null,
  ),
  "saga-ends": alter("requestSettled", ({ where }) => ({ where: (where + 1) % 3 })),
  "down-commits-nothing": insert("databaseDown", (row, rows, _at, program) => {
    const applied = rows.find(({ fact, who }) => {
      const plan = program.effects?.services[Math.floor(who / 64)];
      return fact === Fact.effectApplied && plan?.database === row.who && plan.outside < 0;
    });
    return applied === undefined ? null : { ...applied, timeUs: row.timeUs };
  }),
  "versions-without-gaps": drop("eventAppended"),
  "decides-on-newest": insert("eventAppended", (row, _rows, _at, program) =>
    program.services[Math.floor(row.who / 64)]!.config.expectedVersion === "checked"
      ? { ...row, fact: Fact.decidedOnStale, what: 1 }
      : null,
  ),
  "checkpoints-within-store": alter("projected", ({ offset }) => ({ offset: offset + 1 })),
  "transactions-end": alter("transactionEnded", ({ extra }) => ({ extra: extra === 0 ? 1 : 0 })),
};

function scenarioOf(number: number, seed: string): Scenario {
  if (number < 60) return randomScenario(seed);
  if (number < 75) return randomWithSchemas(seed);
  if (number < 90) return randomWithRetries(seed);
  if (number < 100) return randomWithStore(seed);
  return number < 115 ? randomBank(seed) : randomSaga(seed);
}

/** Enough runs that each bug finds its place. */
const recorded = Array.from({ length: 121 }, (_, number) => {
  const seed = `planted-${number}`;
  const compiled = compile(scenarioOf(number, seed));
  if (!compiled.ok) throw new Error(compiled.problems[0]?.says);
  const run = startRun(compiled.value, { keepAllRows: true, isForwardOnly: true });
  advance(run, compiled.value.durationUs);
  return { program: compiled.value, rows: [...rowsOf(run.kernel.trace)], endUs: run.atUs };
}).filter(({ rows }, number) => rows.length < (number < 75 ? 5_000 : 30_000));

it("names a bug for each checker, and for nothing else", () => {
  expect(Object.keys(bugs).toSorted()).toEqual(checkers.map(({ name }) => name).toSorted());
});

it.each(checkers.map((checker) => ({ checker, says: checker.says, name: checker.name })))(
  "$name catches its planted bug",
  ({ checker }) => {
    const catches = recorded.some(({ program, rows, endUs }) => {
      const altered = { ...program };
      const planted = bugs[checker.name]!(rows, altered);
      if (planted === null) return false;
      const [before] = check(program, rows, endUs, [checker]);
      expect(before!.violations).toEqual([]);
      const [after] = check(altered, planted, endUs, [checker]);
      return after!.violations.length > 0;
    });
    expect(catches).toBe(true);
  },
);
