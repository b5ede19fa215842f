/** Every figure that is shown or printed is the fold of the trace: counted here a second time, from the rows alone. */
import { expect, it } from "vitest";
import { compile } from "#sim/compile.ts";
import { MEMBER_STATES, SHARE_ACKNOWLEDGEMENTS } from "#sim/fact-tables.ts";
import { Fact } from "#sim/facts.ts";
import { FACT_NAMES, type FactName } from "#sim/facts.ts";
import { frameOf } from "#sim/frame-of.ts";
import {
  GROUP_STATES,
  GROUP_STRIDE,
  GroupAt,
  PAIR_STRIDE,
  PairAt,
  PARTITION_STRIDE,
  PartitionAt,
} from "#sim/frame.ts";
import type { TraceRow } from "#sim/kernel/trace-recorder.ts";
import { INSTANCES_MAX } from "#sim/layout.ts";
import { randomScenario } from "#sim/random-scenario.fixture.ts";
import { advance, startRun } from "#sim/run.ts";
import { groupInSample, sampleStride, topicInSample } from "#sim/samples.ts";
import { summarise } from "#sim/summary.ts";
import { rowsOf } from "./check.ts";
import { Past } from "./past.ts";

const seeds = Array.from({ length: 80 }, (_, number) => `count-${number}`);

function record(seed: string) {
  const scenario = randomScenario(seed);
  const compiled = compile(scenario);
  if (!compiled.ok) throw new Error(compiled.problems[0]?.says);
  const program = compiled.value;
  const run = startRun(program, { keepAllRows: true, isForwardOnly: true });
  advance(run, program.durationUs);
  const rows = [...rowsOf(run.kernel.trace)];
  const past = new Past(program);
  for (const row of rows) past.take(row);
  return { scenario, program, run, rows, past };
}

it.each(seeds)("the summary and the last frame of %s say what its trace says", (seed) => {
  const { scenario, program, run, rows, past } = record(seed);
  const { layout } = program;
  const summary = summarise(run, scenario);
  const frame = frameOf(run);
  const count = (fact: FactName, suits: (row: TraceRow) => boolean): number =>
    rows.filter((row) => FACT_NAMES[row.fact] === fact && suits(row)).length;

  for (const [index, topic] of layout.topics.entries()) {
    const isHere = ({ where }: TraceRow): boolean => program.topicOfPartition[where] === index;
    expect(summary.topics[topic.name]?.produced).toBe(count("appended", isHere));
    expect(frame.topicTotals[index * 2]).toBe(count("appended", isHere));
  }
  for (let partition = 0; partition < layout.partitionCount; partition++) {
    const at = partition * PARTITION_STRIDE;
    expect(frame.partitions[at + PartitionAt.logStart]).toBe(past.logStart[partition]);
    expect(frame.partitions[at + PartitionAt.logEnd]).toBe(past.logEnd[partition]);
    expect(frame.partitions[at + PartitionAt.highWatermark]).toBe(past.highWatermark(partition));
  }
  for (const [index, group] of layout.groups.entries()) {
    const isOurs = ({ who }: TraceRow): boolean => past.groupOf(who) === index;
    const told = summary.groups[group.name]!;
    const at = (field: number): number => frame.groups[index * GROUP_STRIDE + field]!;
    const processed = count("processed", isOurs);
    expect(told.processed).toBe(processed);
    expect(at(GroupAt.processed)).toBe(processed);
    expect(told.duplicates).toBe(count("duplicated", isOurs));
    expect(told.retried).toBe(count("backedOff", isOurs));
    expect(told.deadLettered).toBe(count("deadLettered", isOurs));
    expect(told.rebalances).toBe(count("rebalanceStarted", ({ who }) => who === index));
    expect(told.generation).toBe(past.groups[index]!.generation);
    expect(GROUP_STATES[at(GroupAt.state)]).toMatch(stateIn(rows, past, index));
    const lost = lostIn(rows, past, index);
    expect(told.lost).toBeGreaterThanOrEqual(lost.least);
    expect(told.lost).toBeLessThanOrEqual(lost.most);
    let lag = 0;
    let known = 0;
    for (const [pair, partition] of group.pairs.entries()) {
      const committed = past.committed(index, partition);
      expect(told.partitions[pair]?.committed ?? -1).toBe(committed);
      expect(frame.pairs[(group.firstPair + pair) * PAIR_STRIDE + PairAt.committed]).toBe(committed);
      if (committed < 0) continue;
      known++;
      const behind = past.logEnd[partition]! - committed - completedIn(rows, past, index, partition);
      lag += behind;
      expect(told.partitions[pair]?.lag).toBe(behind);
    }
    expect(told.lag).toBe(known === 0 ? null : lag);
  }
});

it.each(seeds.slice(0, 20))("the samples of %s say what its trace had said by then", (seed) => {
  const { program, run, rows } = record(seed);
  const { layout } = program;
  const stride = sampleStride(layout);
  const samples = run.sampler.rowsFrom(0);
  const past = new Past(program);
  const appended = layout.topics.map(() => 0);
  const processed = layout.groups.map(() => 0);
  let next = 0;
  for (let at = 0; at < samples.length; at += stride) {
    for (; next < rows.length && rows[next]!.timeUs <= samples[at]!; next++) {
      const row = rows[next]!;
      past.take(row);
      if (row.fact === Fact.appended) appended[program.topicOfPartition[row.where]!]!++;
      if (row.fact === Fact.processed) processed[past.groupOf(row.who)]!++;
    }
    layout.topics.forEach((_, topic) =>
      expect(samples[at + topicInSample(layout, topic)]).toBe(appended[topic]),
    );
    layout.groups.forEach(({ firstPair, pairs }, group) => {
      expect(samples[at + groupInSample(layout, group)]).toBe(processed[group]);
      pairs.forEach((partition, pair) => {
        const committed = past.committed(group, partition);
        const done = completedIn(rows.slice(0, next), past, group, partition);
        const lag = committed < 0 ? -1 : past.logEnd[partition]! - committed - done;
        expect(samples[at + 1 + firstPair + pair]).toBe(lag);
      });
    });
  }
  expect(samples.length / stride).toBe(Math.floor(program.durationUs / run.sampler.intervalUs));
});

/**
 * What the state of a group begins with. Under the consumer protocol there is no phase that all are in: a group is assigning
 * from a new epoch until its target, and then reconciling until each member has told that it is stable at that epoch.
 */
function stateIn(rows: readonly TraceRow[], past: Past, group: number): RegExp {
  const { members, generation, phase } = past.groups[group]!;
  if (past.program.groups[group]!.config.protocol !== "consumer") return new RegExp(`^${phase}`, "i");
  const told = new Map<number, TraceRow>();
  let isBehind = false;
  for (const row of rows) {
    if (row.fact === Fact.rebalanceStarted && row.who === group) isBehind = true;
    if (row.fact === Fact.generationFormed && row.who === group) isBehind = false;
    // A static member that leaves for a while stays in the group, at an epoch below all others.
    if (row.fact === Fact.pollExpired || row.fact === Fact.stopped) told.delete(row.who);
    if (row.fact === Fact.memberEpoch && past.groupOf(row.who) === group) told.set(row.who, row);
  }
  const present = [...members].filter(([, lives]) => lives > 0);
  if (present.length === 0) return /^Empty$/;
  if (isBehind) return /^Assigning$/;
  const isSettled = present.every(([who]) => {
    const last = told.get(who);
    return last?.what === generation && MEMBER_STATES[last.extra] === "STABLE";
  });
  return isSettled ? /^Stable$/ : /^Reconciling$/;
}

/** Records of a share group behind its start offset that are acknowledged or archived already; 0 of other groups. */
function completedIn(rows: readonly TraceRow[], past: Past, group: number, partition: number): number {
  if (past.program.groups[group]!.config.protocol !== "share") return 0;
  const done = new Set<number>();
  for (const { fact, who, what, where, offset, extra } of rows) {
    if (where !== partition || past.groupOf(who) !== group) continue;
    const says = SHARE_ACKNOWLEDGEMENTS[what]!;
    const isAccepted = fact === Fact.shareAcknowledged && (says === "accept" || says === "gap");
    if (!isAccepted && fact !== Fact.archived) continue;
    for (let at = offset; at < offset + extra; at++) done.add(at);
  }
  const start = past.committed(group, partition);
  return [...done].filter((at) => at >= start).length;
}

/**
 * Skipped records, and committed ones that nobody has dealt with nor holds in hand. A gap is no loss; whether compaction took
 * a record before or after the group passed it cannot be told from the trace, so there is a least and a most.
 */
function lostIn(
  rows: readonly TraceRow[],
  past: Past,
  group: number,
): { readonly least: number; readonly most: number } {
  const { config } = past.program.groups[group]!;
  const dealt = new Set<string>();
  const starts = new Map<number, number>();
  const committed = new Map<number, number>();
  const hands = new Map<number, { where: number; from: number; to: number }[]>();
  let skipped = 0;
  for (const { fact, who, what, where, offset, extra } of rows) {
    if (fact === Fact.crashed || fact === Fact.stopped) hands.delete(who);
    if (past.groupOf(who) !== group) continue;
    if (fact === Fact.processed || fact === Fact.deadLettered || fact === Fact.skipped)
      dealt.add(`${where} ${offset}`);
    if (fact === Fact.skipped) skipped++;
    if (fact === Fact.positioned && extra > 0 && !committed.has(where) && !starts.has(where))
      starts.set(where, offset);
    if (fact === Fact.committed && what === group) committed.set(where, offset);
    if (fact === Fact.delivered) {
      const hand = hands.get(who) ?? [];
      hands.set(who, hand);
      hand.push({ where, from: offset, to: offset + extra });
    }
    // A member of a share group that releases a record has it no more, the others it has.
    if (fact === Fact.backedOff && config.protocol === "share") {
      if (config.acknowledgement === "explicit")
        hands.set(
          who,
          (hands.get(who) ?? []).flatMap((range) =>
            range.where === where && range.from <= offset && offset < range.to
              ? [
                  { ...range, to: offset },
                  { ...range, from: offset + 1 },
                ]
              : [range],
          ),
        );
    } else if (fact === Fact.backedOff && extra > 0)
      hands.set(
        who,
        (hands.get(who) ?? []).filter((range) => range.where !== where),
      );
  }
  const isInHand = (where: number, offset: number): boolean =>
    [...hands.values()].some((hand) =>
      hand.some((range) => range.where === where && range.from <= offset && offset < range.to),
    );
  const anyMember = past.program.groups[group]!.service * INSTANCES_MAX;
  let least = skipped;
  let most = skipped;
  for (const [where, to] of committed) {
    for (let offset = Math.min(to, starts.get(where) ?? 0); offset < to; offset++) {
      if (dealt.has(`${where} ${offset}`) || isInHand(where, offset)) continue;
      most++;
      if (!past.unseen.mayBeUnseen(anyMember, where, offset)) least++;
    }
  }
  return { least, most };
}
