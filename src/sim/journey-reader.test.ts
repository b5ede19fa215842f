import { describe, expect, it } from "vitest";
import { compile } from "./compile.ts";
import { Fact, FACT_NAMES, type FactName } from "./facts.ts";
import { JourneyReader } from "./journey-reader.ts";
import { concerns } from "./journey-rows.ts";
import type { JourneyStep } from "./journey.ts";
import { Tracked } from "./journey-tracked.ts";
import type { MessageStore } from "./kernel/message-store.ts";
import type { TraceRow } from "./kernel/trace-recorder.ts";
import { INSTANCES_MAX } from "./layout.ts";
import { randomScenario } from "./random-scenario.fixture.ts";
import { advance, seekRun, startRun, type Run } from "./run.ts";
import { scenarioOf, type Sketch } from "./scenario.fixture.ts";
import type { Scenario } from "#scenario/document.ts";

const SECOND = 1_000_000;
/** EVENTYARD_FUZZ=500 looks at that many scenarios. */
const RUNS = Number(import.meta.env["EVENTYARD_FUZZ"] ?? 40);

/** A run with a checkpoint every `everyUs`, so that a short one has many, and all its rows. */
function runOf(scenario: Scenario, everyUs = 2 * SECOND): { run: Run; rows: TraceRow[] } {
  const compiled = compile(scenario);
  if (!compiled.ok) throw new Error(compiled.problems[0]?.says);
  const run = startRun(compiled.value, { keepAllRows: true });
  while (advance(run, run.atUs + everyUs) === "reached") run.checkpoints!.take(run);
  const { trace } = run.kernel;
  return { run, rows: Array.from({ length: trace.rows }, (_, index) => trace.row(index)) };
}

function read(run: Run, message: number): readonly JourneyStep[] {
  const reader = new JourneyReader(run, message);
  while (!reader.read(() => false));
  return reader.journey()!.steps;
}

/** Rows by message, for the facts that speak of messages: told from the rows alone, with queues of what waits where. */
function byHand(rows: readonly TraceRow[], messages: MessageStore): { row: number; fact: FactName }[][] {
  const found: { row: number; fact: FactName }[][] = [];
  const waiting = new Map<string, number[]>();
  const log: number[][] = [];
  const committed = new Map<string, number>();
  rows.forEach(({ fact, who, what, where, offset, extra }, row) => {
    const name = FACT_NAMES[fact]!;
    const note = (message: number): void => void (found[message] ??= []).push({ row, fact: name });
    /** A marker stands at an offset where no message does. */
    const noteAt = (partition: number, at: number): void => {
      const message = log[partition]?.[at];
      if (message !== undefined) note(message);
    };
    const batch = (first: number, count: number): number[] => {
      const all = first < 0 ? [] : [first];
      while (all.length > 0 && all.length < count) all.push(messages.next(all.at(-1)!));
      return all;
    };
    const lane = (): number[] => {
      const key = `${who}/${where}`;
      waiting.set(key, waiting.get(key) ?? []);
      return waiting.get(key)!;
    };
    switch (name) {
      case "produced":
        note(what);
        if (offset >= 0) note(offset);
        lane().push(what);
        break;
      case "sent":
      case "produceFailed":
        for (const message of batch(what, offset)) {
          note(message);
          const at = lane().indexOf(message);
          if (at >= 0) lane().splice(at, 1);
        }
        break;
      case "produceRetried":
        for (const message of batch(what, offset)) note(message);
        break;
      case "appended":
        note(what);
        (log[where] ??= [])[offset] = what;
        break;
      case "acknowledged":
      case "duplicateRefused":
        for (const message of batch(what, extra)) note(message);
        break;
      case "fetched":
      case "delivered":
        for (let at = offset; at < offset + extra; at++) noteAt(where, at);
        break;
      case "started":
      case "processed":
      case "duplicated":
      case "failed":
      case "backedOff":
      case "skipped":
        note(what);
        break;
      case "deadLettered":
        noteAt(where, offset);
        break;
      case "committed": {
        const before = committed.get(`${what}/${where}`) ?? 0;
        for (let at = Math.max(0, before); at < offset; at++) noteAt(where, at);
        committed.set(`${what}/${where}`, offset);
        break;
      }
      case "dropped":
        for (const [key, lost] of waiting) {
          if (!key.startsWith(`${who}/`)) continue;
          for (const message of lost.splice(0)) note(message);
        }
        break;
      case "retired":
        for (let at = offset - extra; at < offset; at++) noteAt(where, at);
        break;
      default:
    }
  });
  return found;
}

const SPEAKS_OF_MESSAGES: ReadonlySet<FactName> = new Set<FactName>([
  "produced",
  "sent",
  "appended",
  "acknowledged",
  "fetched",
  "delivered",
  "started",
  "processed",
  "duplicated",
  "failed",
  "backedOff",
  "skipped",
  "deadLettered",
  "committed",
  "dropped",
  "retired",
  "produceRetried",
  "produceFailed",
  "duplicateRefused",
]);

/** A message of each is looked at in every run that has one. */
const RARE: readonly FactName[] = [
  "dropped",
  "skipped",
  "retired",
  "duplicated",
  "deadLettered",
  "produceFailed",
  "duplicateRefused",
];

describe("a journey", () => {
  it("has exactly the rows that concern its message, in every random scenario", { timeout: 600_000 }, () => {
    let compared = 0;
    let steps = 0;
    const seen = new Map<string, number>();
    for (let number = 0; number < RUNS; number++) {
      const { run, rows } = runOf(randomScenario(`journey-${number}`));
      const hash = run.kernel.trace.hash;
      const expected = byHand(rows, run.kernel.messages);
      const count = run.kernel.messages.length;
      const stride = Math.max(1, Math.floor(count / 8));
      const chosen = new Set<number>();
      for (let message = number % stride; message < count; message += stride) chosen.add(message);
      for (const rare of RARE) {
        const first = expected.findIndex((told) => told?.some(({ fact }) => fact === rare));
        if (first >= 0) chosen.add(first);
      }
      for (const message of chosen) {
        // Of what stands in the log twice only the last place is followed.
        if ((expected[message] ?? []).filter(({ fact }) => fact === "appended").length > 1) continue;
        const got = read(run, message);
        for (const { fact } of got) seen.set(fact, (seen.get(fact) ?? 0) + 1);
        steps += got.length;
        compared++;
        const told = got
          .filter(({ fact }) => SPEAKS_OF_MESSAGES.has(fact))
          .map(({ row, fact, timeUs }) => ({ row: fact === "retired" ? timeUs : row, fact }));
        const should = (expected[message] ?? []).map(({ row, fact }) => ({
          row: fact === "retired" ? rows[row]!.timeUs : row,
          fact,
        }));
        const order = (a: { row: number; fact: string }, b: typeof a): number =>
          a.fact === b.fact ? a.row - b.row : a.fact < b.fact ? -1 : 1;
        expect(told.toSorted(order), `journey-${number}, message ${message}`).toEqual(should.toSorted(order));
        // What explains its fate: the same as from all rows in one go, without leaving any out.
        const tracked = new Tracked(run.program, message, run.kernel.messages.producer(message));
        const all: number[] = [];
        rows.forEach((row, index) => {
          if (concerns(tracked, row, run.kernel.messages) !== null) all.push(index);
        });
        const fromTrace = got.map(({ row }) => row).filter((row) => row >= 0);
        expect(fromTrace, `journey-${number}, message ${message}`).toEqual(all);
      }
      expect(run.kernel.trace.hash).toBe(hash);
    }
    expect(compared).toBeGreaterThan(RUNS * 3);
    expect(steps).toBeGreaterThan(compared * 4);
    if (RUNS < 40) return;
    // Rare in 40 scenarios; each has a test of its own, below or in facts-transactions.test.ts.
    const rare = new Set<string>(["dropped", "skipped", "duplicateRefused", "crashed", "revoked"]);
    for (const fact of [...SPEAKS_OF_MESSAGES, "crashed", "positioned", "revoked", "commitRefused"])
      if (!rare.has(fact)) expect(seen.get(fact) ?? 0, fact).toBeGreaterThan(0);
  });

  it("accounts for every attempt and every lost message of a run", { timeout: 120_000 }, () => {
    for (const commit of ["auto", "before-processing", "after-record"]) {
      const { run, rows } = runOf(
        scenarioOf({
          durationMs: 25_000,
          shop: { ratePerSecond: 6 },
          topics: { orders: { partitions: 3 } },
          worker: { instances: 2, serviceTimeMs: 200, failurePercent: 20 },
          group: { commit, maxAttempts: 2, backoffMs: 50, sessionTimeoutMs: 6_000, maxPollRecords: 5 },
          hasDeadLetters: true,
          deeds: [[8_000, "crash", "worker", { instance: 1 }]],
        }),
      );
      const started: number[] = [];
      let lost = 0;
      for (let message = 0; message < run.kernel.messages.length; message++) {
        for (const { fact, row } of read(run, message)) {
          if (fact === "started") started.push(row);
          if (fact === "lost") lost++;
        }
      }
      const all = rows.flatMap(({ fact }, row) => (fact === Fact.started ? [row] : []));
      expect(started.toSorted((a, b) => a - b)).toEqual(all);
      const lostRows = rows.filter(({ fact }) => fact === Fact.lost);
      expect(lost).toBe(lostRows.reduce((sum, { extra }) => sum + extra, 0));
      if (commit === "before-processing") expect(lost).toBeGreaterThan(0);
    }
  });

  it("leaves the run that is shown as it is, in whatever order both go on", () => {
    const scenario = randomScenario("beside");
    const alone = runOf(scenario).run;
    const compiled = compile(scenario);
    if (!compiled.ok) throw new Error("no");
    const run = startRun(compiled.value);
    advance(run, 3 * SECOND);
    const readers: JourneyReader[] = [];
    for (let atUs = 3 * SECOND; atUs < compiled.value.durationUs; atUs += 700_000) {
      advance(run, atUs);
      run.checkpoints!.take(run);
      if (run.kernel.messages.length > 0)
        readers.push(new JourneyReader(run, Math.floor(run.kernel.messages.length / 2)));
      for (const reader of readers.slice(-5)) reader.read(() => false);
    }
    advance(run, compiled.value.durationUs);
    expect(run.kernel.trace.hash).toBe(alone.kernel.trace.hash);
    expect(run.kernel.calls).toBe(alone.kernel.calls);
  });

  it("tells nothing later than where the run stands, and goes on with it", () => {
    const { run } = runOf(scenarioOf({ durationMs: 20_000 }));
    seekRun(run, 10 * SECOND);
    const message = run.kernel.messages.length - 1;
    const reader = new JourneyReader(run, message);
    while (!reader.read(() => true));
    const early = reader.journey()!;
    expect(early.steps.every(({ timeUs }) => timeUs <= 10 * SECOND)).toBe(true);
    seekRun(run, 19 * SECOND);
    while (!reader.read(() => true));
    const late = reader.journey()!;
    expect(late.steps.slice(0, early.steps.length)).toEqual(early.steps);
    expect(late.steps.map(({ fact }) => fact)).toContain("committed");
    expect(late.steps).toEqual(read(run, message));
    seekRun(run, 10 * SECOND);
    expect(reader.journey()!.steps).toEqual(early.steps);
    seekRun(run, 1 * SECOND);
    expect(reader.journey()).toBeNull();
  });
});

/** Facts of one message's journey, by its offset in the first partition. */
function factsAt(sketch: Sketch, offset: number): { steps: readonly JourneyStep[]; run: Run } {
  const { run } = runOf(scenarioOf(sketch));
  const partition = run.program.topics.find(({ isDeadLetterQueue }) => !isDeadLetterQueue)!.firstPartition;
  return { steps: read(run, run.kernel.logs.messageAt(partition, offset)), run };
}

const names = (steps: readonly JourneyStep[]): string[] => steps.map(({ fact }) => fact);

describe("the journey of a message", () => {
  it("that nothing befalls goes from its making to the commit", () => {
    const { steps } = factsAt({ group: { commit: "after-record" }, durationMs: 20_000 }, 5);
    expect(names(steps)).toEqual([
      "produced",
      "sent",
      "appended",
      "acknowledged",
      "fetched",
      "delivered",
      "started",
      "processed",
      "committed",
    ]);
  });

  it("that is processed twice shows the crash between both", () => {
    const { run, rows } = runOf(
      scenarioOf({
        durationMs: 90_000,
        worker: { instances: 2 },
        topics: { orders: { partitions: 2 } },
        group: { commit: "auto", autoCommitIntervalMs: 5_000, sessionTimeoutMs: 10_000 },
        deeds: [[23_000, "crash", "worker", { instance: 1 }]],
      }),
    );
    const twice = rows.find(({ fact }) => fact === Fact.duplicated)!;
    const steps = read(run, twice.what);
    const told = names(steps);
    expect(told.filter((name) => name === "processed")).toHaveLength(2);
    const crashed = told.indexOf("crashed");
    expect(crashed).toBeGreaterThan(told.indexOf("processed"));
    expect(told.indexOf("positioned", crashed)).toBeGreaterThan(crashed);
    expect(told.indexOf("processed", crashed)).toBeGreaterThan(crashed);
    expect(told.indexOf("committed")).toBeGreaterThan(told.lastIndexOf("processed"));
    const [first, second] = steps.filter(({ fact }) => fact === "processed");
    expect(Math.floor(first!.who / INSTANCES_MAX)).toBe(Math.floor(second!.who / INSTANCES_MAX));
    expect(first!.who).not.toBe(second!.who);
  });

  it("that fails for good ends in the dead letter queue, as a message that it caused", () => {
    const { steps, run } = factsAt(
      {
        durationMs: 30_000,
        hasDeadLetters: true,
        worker: { failurePercent: 100 },
        group: { maxAttempts: 2, backoffMs: 10 },
      },
      3,
    );
    const told = names(steps);
    expect(told.filter((name) => name === "failed")).toHaveLength(2);
    expect(told).toContain("deadLettered");
    const child = steps.find(({ fact, offset }) => fact === "produced" && offset >= 0)!;
    expect(steps.find(({ fact }) => fact === "deadLettered")!.what).toBe(child.what);
    expect(names(read(run, child.what))).toEqual(["produced", "sent", "appended", "acknowledged"]);
  });

  it("that is given up says so", () => {
    const { steps } = factsAt(
      {
        durationMs: 30_000,
        worker: { failurePercent: 100 },
        group: { maxAttempts: 1, afterLastAttempt: "skip" },
      },
      3,
    );
    expect(names(steps)).toContain("skipped");
  });

  it("that was never sent ends with its producer", () => {
    const { run, rows } = runOf(
      scenarioOf({
        durationMs: 20_000,
        shop: { lingerMs: 900 },
        deeds: [[10_500, "crash", "shop", { instance: 1 }]],
      }),
    );
    const dropped = rows.findIndex(({ fact }) => fact === Fact.dropped);
    const last = rows.findLast(({ fact }, row) => fact === Fact.produced && row < dropped)!;
    expect(names(read(run, last.what))).toEqual(["produced", "dropped"]);
  });

  it("that is committed before its processing shows that it is lost", () => {
    const { run, rows } = runOf(
      scenarioOf({
        durationMs: 30_000,
        worker: { serviceTimeMs: 300 },
        group: { commit: "before-processing" },
        deeds: [[15_000, "crash", "worker", { instance: 1 }]],
      }),
    );
    const lost = rows.find(({ fact }) => fact === Fact.lost)!;
    const message = run.kernel.logs.messageAt(lost.where, lost.offset);
    expect(names(read(run, message)).slice(-2)).toEqual(["crashed", "lost"]);
  });
});
