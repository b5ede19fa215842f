import { describe, expect, it } from "vitest";
import { compile } from "./compile.ts";
import { JourneyReader } from "./journey-reader.ts";
import { EVERY_MESSAGE, type MessageQuery } from "./message-query.ts";
import { MessagePlaces, MessageTable } from "./message-table.ts";
import { randomScenario } from "./random-scenario.fixture.ts";
import { advance, seekRun, startRun, type Run } from "./run.ts";
import { scenarioOf, type Sketch } from "./scenario.fixture.ts";

const SECOND = 1_000_000;

function runOf(scenario: ReturnType<typeof scenarioOf>, untilUs = Infinity): Run {
  const compiled = compile(scenario);
  if (!compiled.ok) throw new Error(compiled.problems[0]?.says);
  const run = startRun(compiled.value);
  while (run.atUs < untilUs && advance(run, Math.min(untilUs, run.atUs + 2 * SECOND)) === "reached")
    run.checkpoints!.take(run);
  return run;
}

const played = (sketch: Sketch, untilUs?: number): Run => runOf(scenarioOf(sketch), untilUs);

function tableOf(run: Run, query: Partial<MessageQuery> = {}, places = new MessagePlaces(run)): MessageTable {
  const table = new MessageTable(run, places, { ...EVERY_MESSAGE, ...query });
  while (!table.scan(() => false));
  return table;
}

describe("the table of messages", () => {
  it("says of each message what its journey says, in random scenarios", { timeout: 120_000 }, () => {
    const states = new Set<string>();
    for (let number = 0; number < 25; number++) {
      const run = runOf(randomScenario(`table-${number}`));
      const places = new MessagePlaces(run);
      for (const share of [0.4, 0.9]) {
        seekRun(run, Math.floor(run.program.durationUs * share));
        const table = tableOf(run, {}, places);
        const { length } = run.kernel.messages;
        expect(table.length).toBe(length);
        for (let message = 0; message < length; message += Math.max(1, Math.floor(length / 8))) {
          const row = table.row(message);
          const reader = new JourneyReader(run, message);
          while (!reader.read(() => true));
          const { steps, partition, offset, info } = reader.journey()!;
          const count = (fact: string, group?: number): number =>
            steps.filter((step) => step.fact === fact && (group === undefined || step.group === group))
              .length;
          const where = `table-${number}, message ${message}`;
          expect({ ...row, groups: [] }, where).toMatchObject({
            key: info.key,
            createdUs: info.createdUs,
            offset,
          });
          if (row.partition >= 0) expect(row.partition, where).toBe(partition);
          states.add(row.place);
          if (row.place === "dropped") expect(count("dropped") + count("produceFailed"), where).toBe(1);
          if (row.place === "producer") expect(count("sent"), where).toBe(count("produceRetried"));
          if (row.place === "wire") {
            expect(count("sent"), where).toBe(count("produceRetried") + 1);
            expect(count("appended"), where).toBe(0);
          }
          expect(row.place === "retired", where).toBe(count("retired") === 1);
          for (const { group, state, times } of row.groups) {
            states.add(state);
            const processed = count("processed", group);
            if (count("deadLettered", group) + count("skipped", group) === 0)
              expect(times, where).toBe(processed);
            if (state === "committed") expect(count("committed", group), where).toBeGreaterThan(0);
            if (state === "processed") expect(processed, where).toBeGreaterThan(0);
            if (state === "dead-lettered") expect(count("deadLettered", group), where).toBeGreaterThan(0);
            if (state === "waiting") expect(count("committed", group), where).toBe(0);
            if (state === "lost") {
              expect(count("committed", group), where).toBeGreaterThan(0);
              expect(processed, where).toBe(0);
            }
            if (state === "working" || state === "in-hand")
              expect(count("delivered", group), where).toBeGreaterThan(0);
            if (state === "fetched") expect(count("fetched", group), where).toBeGreaterThan(0);
          }
        }
      }
    }
    for (const state of ["log", "wire", "producer", "retired", "waiting", "committed", "working", "in-hand"])
      expect(states, state).toContain(state);
  });

  it("finds by key, by number, by place and by what became of it", () => {
    const run = played({
      durationMs: 40_000,
      shop: { keys: "uniform", keyCount: 4, keyName: "order" },
      topics: { orders: { partitions: 2 }, other: { partitions: 1 } },
      worker: { failurePercent: 30 },
      group: { maxAttempts: 1, commit: "auto" },
      hasDeadLetters: true,
    });
    const all = tableOf(run).rows(0, 1e9);
    const found = (query: Partial<MessageQuery>): number[] =>
      tableOf(run, query)
        .rows(0, 1e9)
        .map(({ message }) => message);
    const those = (keep: (row: (typeof all)[number]) => boolean): number[] =>
      all.filter(keep).map(({ message }) => message);
    expect(found({ keyName: "order", keyOrdinal: 3 })).toEqual(those(({ key }) => key === "order-3"));
    expect(found({ keyName: "cust" })).toEqual([]);
    expect(found({ number: 2 })).toEqual(those(({ key, message }) => key === "order-2" || message === 2));
    expect(found({ message: 17 })).toEqual([17]);
    expect(found({ partition: 1 })).toEqual(those(({ partition }) => partition === 1));
    expect(found({ partition: 1, offset: 5 })).toHaveLength(1);
    const dead = those(({ groups }) => groups.some(({ state }) => state === "dead-lettered"));
    expect(dead.length).toBeGreaterThan(10);
    expect(found({ state: "dead-lettered" })).toEqual(dead);
    expect(found({ state: "dead-lettered", group: 0 })).toEqual(dead);
    const topics = run.program.topics.map(({ nodeId }) => nodeId);
    const topic = topics.indexOf("other");
    const ofOther = those(({ partition }) => run.program.topicOfPartition[partition] === topic);
    expect(found({ topic })).toEqual(ofOther);
    expect(found({ topic: topics.indexOf("dead"), group: 0 })).toEqual([]);
    const table = tableOf(run, { topic });
    for (const at of [0, 3, table.length - 1])
      expect(table.indexOf(table.rows(at, at + 1)[0]!.message)).toBe(at);
    expect(table.indexOf(1e9)).toBe(table.length);
  });

  it("finds duplicates and what is lost", () => {
    const duplicated = played({
      durationMs: 60_000,
      worker: { instances: 2 },
      topics: { orders: { partitions: 2 } },
      group: { commit: "auto", sessionTimeoutMs: 6_000 },
      deeds: [[23_000, "crash", "worker", { instance: 1 }]],
    });
    const twice = tableOf(duplicated, { state: "duplicated" });
    expect(twice.length).toBe(tableOf(duplicated, { state: "duplicated", group: 0 }).length);
    expect(twice.length).toBeGreaterThan(0);
    expect(twice.rows(0, 1)[0]!.groups[0]!.times).toBe(2);
    const lost = played({
      durationMs: 30_000,
      shop: { lingerMs: 300 },
      worker: { serviceTimeMs: 300 },
      group: { commit: "before-processing" },
      deeds: [
        [15_000, "crash", "worker", { instance: 1 }],
        [20_150, "crash", "shop", { instance: 1 }],
      ],
    });
    const places = tableOf(lost, { state: "lost" })
      .rows(0, 1e9)
      .map(({ place }) => place);
    expect(new Set(places)).toEqual(new Set(["log", "dropped"]));
  });

  it("follows the run back and forth", () => {
    const run = played({ durationMs: 20_000 });
    const places = new MessagePlaces(run);
    const atEnd = tableOf(run, {}, places).rows(0, 1e9);
    seekRun(run, 5 * SECOND);
    const early = tableOf(run, {}, places).rows(0, 1e9);
    expect(early.length).toBeLessThan(atEnd.length);
    expect(early.at(-1)!.groups[0]?.state ?? early.at(-1)!.place).not.toBe("committed");
    seekRun(run, 20 * SECOND);
    expect(tableOf(run, {}, places).rows(0, 1e9)).toEqual(atEnd);
  });
});
