/**
 * The log of one partition as it stands: segments, leader epochs, transactions, batches, and near an offset every record
 * with what there is in its place where it is gone. Read from the run's state; nothing is changed.
 */
import { AbortedTransactions } from "./bus/log/aborted-transactions.ts";
import { clusterOf, highWatermark, leaderEpochOf, leaderOf } from "./bus/log/cluster-state.ts";
import { keyOrdinal, keyText } from "./bus/log/keys.ts";
import { BatchCursor, BatchKind } from "./bus/log/log-batches.ts";
import type { LogDetail } from "./bus/log/log-detail.ts";
import { lastStableOffset } from "./bus/log/log-reads.ts";
import type { BrokerState } from "./bus/log/broker.ts";
import type { PartitionSegments } from "./bus/log/partition-segments.ts";
import { InstanceProcess } from "./instance-process.ts";
import type { Kernel, Process } from "./kernel/kernel.ts";
import { headersOf } from "./parts.ts";
import type { Header } from "./retrying/headers.ts";
import { LETTER } from "./retrying-state.ts";
import type { Run } from "./run.ts";

/** So many of each are told at most. */
export const DETAIL_MAX = {
  segments: 400,
  batches: 2_000,
  records: 512,
  transactions: 400,
  epochs: 200,
} as const;

export interface SegmentDetail {
  readonly base: number;
  /** First offset of the next segment; of the active one, the log end. */
  readonly end: number;
  readonly bytes: number;
  readonly isActive: boolean;
}

export interface TransactionDetail {
  readonly producerId: number;
  /** Subject of the instance that has this producer id now, -1 where nobody has. */
  readonly subject: number;
  /** First and last offset of it on this partition; its marker is the last one, unless it is open. */
  readonly first: number;
  readonly last: number;
  readonly is: "open" | "committed" | "aborted";
}

export interface BatchDetail {
  readonly base: number;
  readonly last: number;
  /** How many of its records are left. */
  readonly records: number;
  readonly bytes: number;
  readonly producerId: number;
  readonly epoch: number;
  readonly sequence: number;
  readonly is: "plain" | "transactional" | "commit" | "abort";
}

/** What is at an offset. `gap`: compaction took it, or it is nobody's. */
export interface OffsetDetail {
  readonly offset: number;
  readonly is: "record" | "commit" | "abort" | "gap";
  /** Message of the run, -1 for none. */
  readonly message: number;
  readonly key: string | null;
  /** Number of its key, -1 for none: its colour. */
  readonly keyOrdinal: number;
  readonly isPoisoned: boolean;
  readonly isTombstone: boolean;
  /** Of a dead letter, or a message that is retried or redriven. */
  readonly headers?: readonly Header[];
  /** In a dead letter queue: what became of it. */
  readonly letter?: { readonly is: keyof typeof LETTER; readonly isMended: boolean };
  /** Of an aborted transaction: nobody with read_committed ever sees it. */
  readonly isAborted: boolean;
}

export interface EpochDetail {
  readonly epoch: number;
  readonly from: number;
}

export interface PartitionDetail {
  readonly partition: number;
  readonly logStart: number;
  readonly lastStable: number;
  readonly highWatermark: number;
  readonly logEnd: number;
  /** Broker, -1 for none. */
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly bytes: number;
  /** How many segments there are; `segments` has the newest. */
  readonly segmentCount: number;
  readonly segments: readonly SegmentDetail[];
  /** First dirty offset of a log that is compacted, else -1. */
  readonly firstDirty: number;
  readonly epochs: readonly EpochDetail[];
  /** Whether batches are known one by one; without transactions, compaction and replicas nothing depends on them. */
  readonly hasBatches: boolean;
  /** What follows is about offsets from here on … */
  readonly from: number;
  /** … to before here, as far as that was not too much. */
  readonly to: number;
  readonly batches: readonly BatchDetail[];
  readonly transactions: readonly TransactionDetail[];
  /** Empty where there would be more than DETAIL_MAX.records. */
  readonly records: readonly OffsetDetail[];
}

/** The log of a partition, in particular of [from, to); null where there is no such partition. */
export function partitionDetail(
  run: Run,
  partition: number,
  from: number,
  to: number,
): PartitionDetail | null {
  const { kernel, program } = run;
  if (!Number.isInteger(partition) || partition < 0 || partition >= program.layout.partitionCount)
    return null;
  const { logs } = kernel;
  const segments = logs.segments(partition);
  const logEnd = logs.endOffset(partition);
  const first = Math.max(segments.logStartOffset, Math.min(Math.floor(from), logEnd));
  const after = Math.max(first, Math.min(Math.ceil(to), logEnd));
  const log = logs.detail(partition);
  const committed = highWatermark(kernel, partition);
  const batches = log === null ? [] : batchesOf(log, first, after, logEnd);
  return {
    partition,
    logStart: segments.logStartOffset,
    lastStable: lastStableOffset(kernel, partition, committed),
    highWatermark: committed,
    logEnd,
    leader: leaderOf(kernel, partition),
    leaderEpoch: leaderEpochOf(kernel, partition),
    bytes: logs.bytes(partition),
    segmentCount: segments.closedBytes.length + 1,
    segments: segmentsOf(segments, logEnd),
    firstDirty: isCompacted(run, partition) && log !== null ? log.firstDirtyOffset : -1,
    epochs: epochsOf(kernel, partition),
    hasBatches: log !== null,
    from: first,
    to: after,
    batches,
    transactions: log === null ? [] : transactionsOf(kernel, log, batches, first, after),
    records: recordsOf(kernel, partition, first, after, logEnd),
  };
}

function isCompacted({ program }: Run, partition: number): boolean {
  return program.topics[program.topicOfPartition[partition]!]!.config.cleanupPolicy !== "delete";
}

function segmentsOf(log: PartitionSegments, logEnd: number): readonly SegmentDetail[] {
  const { closedBaseOffsets, closedBytes, activeBaseOffset, activeBytes } = log;
  const skipped = Math.max(0, closedBaseOffsets.length + 1 - DETAIL_MAX.segments);
  const closed = closedBaseOffsets.slice(skipped).map((base, i) => ({
    base,
    end: closedBaseOffsets[skipped + i + 1] ?? activeBaseOffset,
    bytes: closedBytes[skipped + i] ?? 0,
    isActive: false,
  }));
  return [...closed, { base: activeBaseOffset, end: logEnd, bytes: activeBytes, isActive: true }];
}

/** Of the replica whose log counts. */
function epochsOf(kernel: Kernel, partition: number): readonly EpochDetail[] {
  const replicas = clusterOf(kernel)?.partitions[partition];
  const flat = replicas?.logs[replicas.canonical]?.epochs ?? [];
  const found: EpochDetail[] = [];
  for (let i = 0; i < flat.length; i += 2) found.push({ epoch: flat[i]!, from: flat[i + 1]! });
  return found.slice(-DETAIL_MAX.epochs);
}

const KINDS = ["plain", "transactional", "commit", "abort"] as const;

/** The newest ones of a stretch with too many. */
function batchesOf(log: LogDetail, from: number, to: number, logEnd: number): readonly BatchDetail[] {
  const found: BatchDetail[] = [];
  const cursor = new BatchCursor(log.batches, from, logEnd);
  while (cursor.next() && cursor.base < to) {
    const { base, last, records, bytes, producerId, epoch, baseSequence, kind } = cursor;
    if (last < from) continue;
    found.push({ base, last, records, bytes, producerId, epoch, sequence: baseSequence, is: KINDS[kind]! });
  }
  return found.slice(-DETAIL_MAX.batches);
}

function transactionsOf(
  kernel: Kernel,
  log: LogDetail,
  batches: readonly BatchDetail[],
  from: number,
  to: number,
): readonly TransactionDetail[] {
  const subjects = producersOf(kernel);
  const found: TransactionDetail[] = [];
  const open = new Map<number, { first: number; last: number }>();
  const add = (producerId: number, first: number, last: number, is: TransactionDetail["is"]): void =>
    void found.push({ producerId, subject: subjects.get(producerId) ?? -1, first, last, is });
  for (const { producerId, base, last, is } of batches) {
    if (is === "plain") continue;
    const known = open.get(producerId);
    if (is === "transactional") {
      if (known === undefined) open.set(producerId, { first: base, last });
      else known.last = last;
      continue;
    }
    // Its records may all lie before the stretch, or have been compacted away.
    add(producerId, known?.first ?? base, base, is === "commit" ? "committed" : "aborted");
    open.delete(producerId);
  }
  const openFrom = openOffsets(log);
  const aborted = abortedFrom(log, from, to);
  for (const [producerId, { first, last }] of open) {
    // Decided behind the stretch, or not at all.
    const isOpen = (openFrom.get(producerId) ?? Infinity) <= last;
    const is = isOpen ? "open" : (aborted.get(producerId) ?? Infinity) <= last ? "aborted" : "committed";
    add(producerId, isOpen ? Math.min(first, openFrom.get(producerId)!) : first, last, is);
  }
  return found.sort((a, b) => a.first - b.first).slice(-DETAIL_MAX.transactions);
}

function openOffsets(log: LogDetail): ReadonlyMap<number, number> {
  const flat = log.transactions.openList();
  const found = new Map<number, number>();
  for (let i = 0; i < flat.length; i += 2) found.set(flat[i]!, flat[i + 1]!);
  return found;
}

/** By producer, where its last aborted transaction in a stretch begins. */
function abortedFrom(log: LogDetail, from: number, to: number): ReadonlyMap<number, number> {
  const flat = log.transactions.abortedIn(from, to);
  const found = new Map<number, number>();
  for (let i = 0; i < flat.length; i += 3) found.set(flat[i]!, flat[i + 1]!);
  return found;
}

/** Who has which producer id now. */
function producersOf(kernel: Kernel): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  for (const process of kernel.processes)
    if (process instanceof InstanceProcess && process.state.producer.producerId >= 0)
      found.set(process.state.producer.producerId, process.who);
  return found;
}

function recordsOf(
  kernel: Kernel,
  partition: number,
  from: number,
  to: number,
  logEnd: number,
): readonly OffsetDetail[] {
  if (to - from > DETAIL_MAX.records) return [];
  const { logs } = kernel;
  const log = logs.detail(partition);
  if (log === null || logs.hasOnlyRecords(partition))
    return Array.from({ length: to - from }, (_, i) => recordOf(kernel, partition, from + i, false));
  const found: OffsetDetail[] = [];
  const aborted = new AbortedTransactions(log.transactions.abortedIn(from, to));
  const gapsUntil = (offset: number): void => {
    while (from + found.length < offset) found.push(nothingAt(from + found.length, "gap"));
  };
  const cursor = new BatchCursor(log.batches, from, logEnd);
  while (cursor.next() && cursor.base < to) {
    const isAborted = aborted.reaches(cursor);
    for (let i = 0; i < cursor.records; i++) {
      const offset = cursor.offsetAt(i);
      if (offset < from || offset >= to) continue;
      gapsUntil(offset);
      const { kind } = cursor;
      if (kind === BatchKind.commit || kind === BatchKind.abort) found.push(nothingAt(offset, KINDS[kind]));
      else found.push(recordOf(kernel, partition, offset, isAborted));
    }
  }
  gapsUntil(to);
  return found;
}

function nothingAt(offset: number, is: "gap" | "commit" | "abort"): OffsetDetail {
  return {
    offset,
    is,
    message: -1,
    key: null,
    keyOrdinal: -1,
    isPoisoned: false,
    isTombstone: false,
    isAborted: false,
  };
}

function recordOf(kernel: Kernel, partition: number, offset: number, isAborted: boolean): OffsetDetail {
  const { logs, messages } = kernel;
  const message = logs.messageAt(partition, offset);
  if (message < 0) return nothingAt(offset, "gap");
  const key = messages.key(message);
  return {
    offset,
    is: "record",
    message,
    key: keyText(key),
    keyOrdinal: keyOrdinal(key),
    isPoisoned: messages.isPoisoned(message),
    isTombstone: messages.isTombstone(message),
    isAborted,
    ...(kernel.copies?.of(message) === undefined ? {} : { headers: headersOf(kernel, message) }),
    ...letterOf(kernel, partition, offset),
  };
}

const LETTER_STATES = Object.keys(LETTER) as readonly (keyof typeof LETTER)[];

/** What became of a dead letter; nothing where there is none. */
function letterOf(kernel: Kernel, partition: number, offset: number): Pick<OffsetDetail, "letter"> {
  const { retrying } = (kernel.processes[0] as Process<BrokerState>).state;
  const queue = retrying?.queues[kernel.program.topicOfPartition[partition]!];
  const is = LETTER_STATES[queue?.status[offset] ?? -1];
  return queue === null || queue === undefined || is === undefined
    ? {}
    : { letter: { is, isMended: queue.mended.includes(offset) } };
}
