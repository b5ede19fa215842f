/**
 * The append-only logs of all partitions of the run: offset to message, in pages, with the segments that retention works
 * on and, where something depends on single batches, what `log-detail.ts` keeps of them. What was appended never changes,
 * so a checkpoint holds lengths and shares the rest; only a log that is cut back goes on in pages of its own.
 */
import { clone } from "#base/clone.ts";
import type { Micros } from "#base/units.ts";
import type { Program, TopicPlan } from "#sim/program.ts";
import { cleanedBytes, type CleanedLog, type LogBatches } from "./log-batches.ts";
import {
  appendMarker,
  appendToDetail,
  createLogDetail,
  cutDetail,
  restoreDetail,
  saveDetail,
  type LogDetail,
  type NewMarker,
  type SavedDetail,
} from "./log-detail.ts";
import {
  appendBatch,
  applyRetention,
  createPartitionSegments,
  logBytes,
  type PartitionSegments,
  type SegmentConfig,
} from "./partition-segments.ts";
import { NO_PRODUCER_ID, ProducerTable, type AppendVerdict, type SavedProducers } from "./producer-table.ts";

const PAGE_BITS = 10;
const PAGE = 1 << PAGE_BITS;

/** In the place of a message: the marker at the end of a transaction. Every number below 0 is one. */
export const MARKER_AT = { commit: -1, abort: -2 } as const;

/** Pages of one log. Checkpoints share them; a log that is cut back goes on in another list. */
type Pages = Int32Array[];

/** Records that a log has lost. */
interface CutOff {
  readonly partition: number;
  readonly from: number;
  readonly messages: Int32Array;
}

export interface SavedLogs {
  readonly segments: readonly PartitionSegments[];
  readonly pages: readonly Pages[];
  readonly details: readonly (SavedDetail | null)[];
  readonly producers: readonly (SavedProducers | null)[];
  readonly cuts: readonly CutOff[];
  /** Estimated bytes that a checkpoint holds with it. */
  readonly bytes: number;
}

export class PartitionLogs {
  #pages: Pages[] = [];
  #ends: Int32Array;
  #segments: PartitionSegments[] = [];
  /** Where single batches count: compaction, transactions, replicas. */
  readonly #details: (LogDetail | null)[] = [];
  /** Of the other logs, since the first batch with a producer id. */
  readonly #producers: (ProducerTable | null)[] = [];
  /** 1 where every offset holds a record: neither transactions nor compaction. */
  readonly #isPlain: number[] = [];
  #pageCount = 0;
  /** By partition: what compaction had left when the last checkpoint was taken, which then holds it. */
  readonly #heldCleaned: (CleanedLog | null)[] = [];
  /** What elections have cut off, oldest first. Never changed, so checkpoints share it. */
  #cuts: readonly CutOff[] = [];

  constructor(program: Program) {
    for (const [index, topic] of program.topics.entries()) {
      const isPlain = topic.config.cleanupPolicy === "delete" && !isInTransactions(program, index);
      const isDetailed = !isPlain || (topic.replicas[0]?.length ?? 1) > 1;
      for (let i = 0; i < topic.partitions; i++) {
        const segments = createPartitionSegments(segmentConfig(topic));
        this.#pages.push([]);
        this.#segments.push(segments);
        this.#details.push(isDetailed ? createLogDetail(segments) : null);
        this.#producers.push(null);
        this.#isPlain.push(isPlain ? 1 : 0);
      }
    }
    this.#ends = new Int32Array(this.#segments.length);
  }

  /** Appends one message of a batch; its offset. `closeBatch` follows when the batch is complete. */
  append(partition: number, message: number): number {
    const offset = this.#ends[partition]!++;
    const pages = this.#pages[partition]!;
    const page = offset >>> PAGE_BITS;
    if (page === pages.length) {
      pages.push(new Int32Array(PAGE));
      this.#pageCount++;
    }
    pages[page]![offset & (PAGE - 1)] = message;
    return offset;
  }

  /**
   * Accounts a batch that was appended message by message. `producerId`: NO_PRODUCER_ID for a producer without
   * idempotence, else one that `judge` has let pass. `timestampMs` is its newest message's.
   */
  closeBatch(
    partition: number,
    producerId: number,
    epoch: number,
    baseSequence: number,
    isTransactional: boolean,
    records: number,
    bytes: number,
    timestampMs: number,
  ): void {
    const log = this.#details[partition];
    if (log) {
      appendToDetail(log, { producerId, epoch, baseSequence, isTransactional, records, bytes, timestampMs });
      return;
    }
    const segments = this.#segments[partition]!;
    if (producerId !== NO_PRODUCER_ID) {
      const table = (this.#producers[partition] ??= new ProducerTable());
      table.append(producerId, epoch, baseSequence, records, segments.logEndOffset, false, timestampMs);
    }
    appendBatch(segments, bytes, timestampMs, records);
  }

  /** What becomes of a batch with a producer id; after DUPLICATE see `duplicateOffset`. */
  judge(
    partition: number,
    producerId: number,
    epoch: number,
    baseSequence: number,
    records: number,
    isTransactional: boolean,
  ): AppendVerdict {
    const table = this.#details[partition]?.producers ?? this.#producers[partition];
    if (!table) return "NONE";
    return table.judge(producerId, epoch, baseSequence, records, isTransactional, isTransactional);
  }

  /** After `judge` said DUPLICATE: where the batch begins in the log. */
  duplicateOffset(partition: number): number {
    return (this.#details[partition]?.producers ?? this.#producers[partition])!.duplicateOffset;
  }

  /** Judges a marker and appends it. Its partition must be one that transactions write to. */
  appendMarker(partition: number, marker: NewMarker): AppendVerdict {
    const verdict = appendMarker(this.#details[partition]!, marker);
    if (verdict === "NONE") this.append(partition, marker.isCommit ? MARKER_AT.commit : MARKER_AT.abort);
    return verdict;
  }

  /** The message at an offset that was appended, or a number below 0 for a marker (MARKER_AT). Beyond the log end: what an election has cut off there last, for who still has it in hand. */
  messageAt(partition: number, offset: number): number {
    if (offset >= this.#ends[partition]!) return this.#cutAt(partition, offset);
    return this.#pages[partition]![offset >>> PAGE_BITS]![offset & (PAGE - 1)]!;
  }

  #cutAt(partition: number, offset: number): number {
    const cut = this.#cuts.findLast(
      ({ partition: of, from, messages }) =>
        of === partition && offset >= from && offset < from + messages.length,
    );
    return cut === undefined ? MARKER_AT.abort : cut.messages[offset - cut.from]!;
  }

  /** Offset of the next message. */
  endOffset(partition: number): number {
    return this.#ends[partition]!;
  }

  /** The first offset that can still be read. */
  startOffset(partition: number): number {
    return this.#segments[partition]!.logStartOffset;
  }

  bytes(partition: number): number {
    return logBytes(this.#segments[partition]!);
  }

  /** What is kept of a log's batches, or null where nothing depends on them. */
  detail(partition: number): LogDetail | null {
    return this.#details[partition]!;
  }

  /** The batches of a log where they are kept. */
  batchesOf(partition: number): LogBatches | null {
    return this.#details[partition]?.batches ?? null;
  }

  /** Whether every offset of a log holds a record: nobody writes to it with transactions and it is not compacted. */
  hasOnlyRecords(partition: number): boolean {
    return this.#isPlain[partition] === 1;
  }

  segments(partition: number): PartitionSegments {
    return this.#segments[partition]!;
  }

  /** Deletes what retention allows; the new log start offset. `highWatermark`: nothing that reaches it is touched. */
  retire(partition: number, nowUs: Micros, highWatermark = this.#ends[partition]!): number {
    const nowMs = Math.floor(nowUs / 1000);
    return applyRetention(this.#segments[partition]!, nowMs, highWatermark).newLogStartOffset;
  }

  /** Forgets producers that have been silent for producer.id.expiration.ms. */
  expireProducers(nowUs: Micros, expirationUs: Micros): void {
    const [nowMs, expirationMs] = [Math.floor(nowUs / 1000), expirationUs / 1000];
    for (const log of this.#details) log?.producers.expire(nowMs, expirationMs);
    for (const table of this.#producers) table?.expire(nowMs, expirationMs);
  }

  /** Cuts a log with replicas back to an offset at which a batch begins, as another replica's log becomes the one that counts. */
  truncate(partition: number, offset: number): void {
    const end = this.#ends[partition]!;
    if (offset >= end) return;
    const messages = Int32Array.from({ length: end - offset }, (_, i) =>
      this.messageAt(partition, offset + i),
    );
    this.#cuts = [...this.#cuts, { partition, from: offset, messages }];
    cutDetail(this.#details[partition]!, offset);
    this.#ends[partition] = offset;
    const pages = this.#pages[partition]!.slice(0, (offset >>> PAGE_BITS) + 1);
    const last = offset >>> PAGE_BITS;
    // From here on other messages stand in this page; earlier checkpoints go on reading the old one.
    if (pages.length > last) pages[last] = pages[last]!.slice();
    this.#pages[partition] = pages;
    this.#pageCount++;
  }

  get bytesHeld(): number {
    const details = this.#details.reduce(
      (sum, log) => sum + (log === null ? 0 : log.batches.bytesHeld + log.transactions.bytesHeld),
      0,
    );
    return this.#pageCount * PAGE * 4 + details;
  }

  save(): SavedLogs {
    const details = this.#details.map((log) => log && saveDetail(log));
    const producers = this.#producers.map((table) => table && table.save());
    const tables = [...producers, ...details.map((log) => log && log.producers)];
    let bytes = tables.reduce((sum, table) => sum + 300 + (table?.numbers.byteLength ?? 0), 0);
    details.forEach((log, partition) => {
      const cleaned = log?.batches.cleaned ?? null;
      if (cleaned === null || cleaned === this.#heldCleaned[partition]) return;
      this.#heldCleaned[partition] = cleaned;
      bytes += cleanedBytes(cleaned);
    });
    return {
      segments: clone(this.#segments),
      pages: this.#pages.slice(),
      details,
      producers,
      cuts: this.#cuts,
      bytes,
    };
  }

  /** Also takes over what was saved of the logs of another run of the same course of events. */
  restore(saved: SavedLogs): void {
    this.#segments = clone(saved.segments) as PartitionSegments[];
    this.#pages = saved.pages.slice();
    this.#cuts = saved.cuts;
    this.#ends = Int32Array.from(this.#segments, (segments) => segments.logEndOffset);
    this.#details.forEach((log, partition) => {
      if (log) restoreDetail(log, saved.details[partition]!, this.#segments[partition]!);
    });
    saved.producers.forEach((table, partition) => {
      if (table === null) this.#producers[partition] = null;
      else (this.#producers[partition] ??= new ProducerTable()).restore(table);
    });
  }
}

/** Whether somebody writes to the topic with transactions. It is settled before the run begins. */
function isInTransactions({ services }: Program, topic: number): boolean {
  return services.some(({ config, targets }) => config.transactional && targets.includes(topic));
}

/** A compacted log also rolls where its first record gets too old to wait any longer. */
function segmentConfig({ config, segments }: TopicPlan): SegmentConfig {
  const { cleanupPolicy, maxCompactionLagMs } = config;
  if (cleanupPolicy === "delete" || maxCompactionLagMs < 0) return segments;
  return { ...segments, segmentMs: Math.min(segments.segmentMs, Math.max(1, maxCompactionLagMs)) };
}
