/**
 * The log that counts is that of the newest leader. Where a replica takes over that lacks records, they are cut off and put
 * aside: a replica that still has them may come back, be elected, and bring them with it.
 */
import { Fact } from "#sim/facts.ts";
import type { InstanceProcess } from "#sim/instance-process.ts";
import type { Kernel, Process } from "#sim/kernel/kernel.ts";
import { INSTANCES_MAX } from "#sim/layout.ts";
import type { BrokerState } from "./broker.ts";
import { clusterPlan, type PartitionReplicas } from "./cluster-types.ts";
import { BatchCursor, BatchKind } from "./log-batches.ts";
import { commonEnd, type ReplicaLog } from "./replica-log.ts";

type Self = Process<BrokerState>;

/** In `appended` rows, added to what else `extra` says: a deposed leader wrote it to its own log; a replica that was elected brought it back. */
export const APPENDED_ASIDE = 2;
export const APPENDED_AGAIN = 4;

/** Records that are not in the log that counts, all written under one leader epoch. An epoch has one leader, so they are who wrote them. */
export interface AsideRun {
  readonly partition: number;
  readonly leaderEpoch: number;
  /** Offset of the first one. */
  from: number;
  messages: number[];
  /** The batches that they came in, ASIDE_FIELDS numbers each. */
  batches: number[];
}

/** Base offset, records, producer id, epoch, kind, base sequence, bytes, timestamp (ms). */
const ASIDE_FIELDS = 8;

/** Makes the log of a replica, by its place, the one that counts. */
export function takeOverLog(self: Self, partition: number, place: number): void {
  const { kernel, state } = self;
  const replicas = state.cluster!.partitions[partition]!;
  const before = replicas.logs[replicas.canonical]!;
  const log = replicas.logs[place]!;
  const former = replicas.canonical;
  replicas.canonical = place;
  if (former === place || partition >= kernel.program.layout.partitionCount) return;
  const common = commonEnd(log, before);
  const leader = clusterPlan(kernel.program).replicas[partition]![place]!;
  if (common < before.end) {
    noteLoss(kernel, partition, leader, before, common);
    putAside(self, partition, before, common);
    kernel.program.groups.forEach(({ config, firstPair, pairs }, group) => {
      const pair = pairs.indexOf(partition);
      if (pair < 0) return;
      kernel.ledger.forgetFrom(group, firstPair + pair, common, before.end);
      if (config.protocol !== "share" && furthestOf(kernel, group, pair) > common)
        state.cluster!.diverged.set(group * kernel.program.layout.partitionCount + partition, common);
    });
  }
  if (common < log.end) bringBack(self, partition, log, common);
  lowerHighWatermark(kernel, partition, leader, replicas, common);
}

/** The furthest offset that a group has reached in a pair: committed, or a member's position. */
function furthestOf(kernel: Kernel, group: number, pair: number): number {
  let furthest = kernel.ledger.committed(kernel.program.groups[group]!.firstPair + pair);
  for (const process of kernel.processes.slice(1 + kernel.program.groups.length)) {
    const instance = process as InstanceProcess | undefined;
    if (instance?.groupIndex === group) furthest = Math.max(furthest, instance.state.member.position[pair]!);
  }
  return furthest;
}

/** How many of the records that an election loses were acknowledged: those for the leader alone, and those that were committed. */
function noteLoss(kernel: Kernel, partition: number, leader: number, before: ReplicaLog, from: number): void {
  const { logs, messages, nowUs, program, trace } = kernel;
  let acknowledged = 0;
  let records = 0;
  for (let offset = from; offset < before.end; offset++) {
    const message = logs.messageAt(partition, offset);
    if (message < 0) continue;
    records++;
    const { acks } = program.services[Math.floor(messages.producer(message) / INSTANCES_MAX)]!.config;
    if (acks === "1" || (acks === "all" && offset < before.highWatermark)) acknowledged++;
  }
  trace.record(nowUs, Fact.recordsLost, leader, acknowledged, partition, from, records);
}

function putAside(self: Self, partition: number, log: ReplicaLog, from: number): void {
  const { logs } = self.kernel;
  const batches = logs.detail(partition)!.batches;
  const { epochs, end } = log;
  for (let i = 0; i < epochs.length; i += 2) {
    const first = Math.max(from, epochs[i + 1]!);
    const after = Math.min(end, epochs[i + 3] ?? end);
    if (first >= after) continue;
    const run: AsideRun = { partition, leaderEpoch: epochs[i]!, from: first, messages: [], batches: [] };
    for (let offset = first; offset < after; offset++) run.messages.push(logs.messageAt(partition, offset));
    const cursor = new BatchCursor(batches, first, end);
    while (cursor.next() && cursor.base < after) {
      const { base, last, producerId, epoch, kind, baseSequence, bytes, timestampMs } = cursor;
      run.batches.push(base, last + 1 - base, producerId, epoch, kind, baseSequence, bytes, timestampMs);
    }
    keep(self.state.asides, run);
  }
  logs.truncate(partition, from);
}

/** Adds a run to what is there of its epoch: both are parts of what one leader wrote. */
function keep(asides: AsideRun[], run: AsideRun): void {
  const there = asides.find(
    (each) => each.partition === run.partition && each.leaderEpoch === run.leaderEpoch,
  );
  if (there === undefined) {
    asides.push(run);
    return;
  }
  const end = run.from + run.messages.length;
  const rest = there.messages.slice(Math.max(0, end - there.from));
  const restBatches: number[] = [];
  for (let i = 0; i < there.batches.length; i += ASIDE_FIELDS)
    if (there.batches[i]! >= end) restBatches.push(...there.batches.slice(i, i + ASIDE_FIELDS));
  if (run.from > there.from) {
    // What is kept already begins earlier.
    const missing = end - (there.from + there.messages.length);
    if (missing <= 0) return;
    there.messages.push(...run.messages.slice(run.messages.length - missing));
    const after = end - missing;
    for (let i = 0; i < run.batches.length; i += ASIDE_FIELDS)
      if (run.batches[i]! >= after) there.batches.push(...run.batches.slice(i, i + ASIDE_FIELDS));
    return;
  }
  there.from = run.from;
  there.messages = [...run.messages, ...rest];
  there.batches = [...run.batches, ...restBatches];
}

function bringBack(self: Self, partition: number, { epochs, end }: ReplicaLog, from: number): void {
  for (let i = 0; i < epochs.length; i += 2) {
    const first = Math.max(from, epochs[i + 1]!);
    const after = Math.min(end, epochs[i + 3] ?? end);
    if (first >= after) continue;
    const run = self.state.asides.find(
      (each) => each.partition === partition && each.leaderEpoch === epochs[i],
    )!;
    for (let at = 0; at < run.batches.length; at += ASIDE_FIELDS)
      if (run.batches[at]! >= first && run.batches[at]! < after) appendAgain(self.kernel, partition, run, at);
  }
}

function appendAgain(kernel: Kernel, partition: number, run: AsideRun, at: number): void {
  const { logs, messages, nowUs, trace } = kernel;
  const [base, records, producerId, epoch, kind] = run.batches.slice(at, at + 5) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const baseSequence = run.batches[at + 5]!;
  const bytes = run.batches[at + 6]!;
  const timestampMs = run.batches[at + 7]!;
  if (kind >= BatchKind.commit) {
    const isCommit = kind === BatchKind.commit;
    logs.appendMarker(partition, {
      isCommit,
      producerId,
      epoch,
      coordinatorEpoch: baseSequence,
      version: 1,
      timestampMs,
    });
    return;
  }
  for (let i = 0; i < records; i++) {
    const message = run.messages[base - run.from + i]!;
    const offset = logs.append(partition, message);
    const extra = APPENDED_AGAIN + (messages.isPoisoned(message) ? 1 : 0);
    trace.record(nowUs, Fact.appended, messages.producer(message), message, partition, offset, extra);
  }
  const isTransactional = kind === BatchKind.transactional;
  logs.closeBatch(partition, producerId, epoch, baseSequence, isTransactional, records, bytes, timestampMs);
}

/** A leader that was deposed and does not know appends to its own log alone. */
export function appendAside(self: Self, partition: number, log: ReplicaLog, batch: number): void {
  const { batches, messages, nowUs, trace } = self.kernel;
  const leaderEpoch = log.epochs[log.epochs.length - 2]!;
  const records = batches.records(batch);
  const run: AsideRun = { partition, leaderEpoch, from: log.end, messages: [], batches: [] };
  let message = batches.first(batch);
  for (let i = 0; i < records; i++) {
    run.messages.push(message);
    const extra = APPENDED_ASIDE + (messages.isPoisoned(message) ? 1 : 0);
    trace.record(nowUs, Fact.appended, messages.producer(message), message, partition, log.end + i, extra);
    message = messages.next(message);
  }
  const kind = BatchKind.plain;
  const timestampMs = Math.floor(messages.createdUs(batches.last(batch)) / 1000);
  const { producerId, epoch, baseSequence } = {
    producerId: batches.producerId(batch),
    epoch: batches.epoch(batch),
    baseSequence: batches.baseSequence(batch),
  };
  run.batches.push(
    log.end,
    records,
    producerId,
    epoch,
    kind,
    baseSequence,
    batches.bytes(batch),
    timestampMs,
  );
  keep(self.state.asides, run);
  batches.setBaseOffset(batch, log.end);
  log.end += records;
}

/** Only an unclean election loses what was committed. */
function lowerHighWatermark(
  kernel: Kernel,
  partition: number,
  leader: number,
  replicas: PartitionReplicas,
  common: number,
): void {
  if (common >= replicas.highWatermark) return;
  const log = replicas.logs[replicas.canonical]!;
  replicas.highWatermark = Math.max(common, log.highWatermark);
  kernel.trace.record(
    kernel.nowUs,
    Fact.highWatermarkMoved,
    leader,
    -1,
    partition,
    replicas.highWatermark,
    -1,
  );
}
