/**
 * The append-only logs of all partitions of the run: offset to message, in pages, with the segments that retention works
 * on. Only lengths and segments go into a checkpoint, since what was appended never changes.
 */
import { clone } from "#base/clone.ts";
import type { Micros } from "#base/units.ts";
import type { Program } from "#sim/program.ts";
import {
  appendBatch,
  applyRetention,
  createPartitionSegments,
  logBytes,
  type PartitionSegments,
} from "./partition-segments.ts";

const PAGE_BITS = 10;
const PAGE = 1 << PAGE_BITS;

export type SavedLogs = readonly PartitionSegments[];

export class PartitionLogs {
  readonly #pages: Int32Array[][] = [];
  #ends: Int32Array;
  #segments: PartitionSegments[] = [];
  #pageCount = 0;

  constructor(program: Program) {
    for (const topic of program.topics) {
      for (let i = 0; i < topic.partitions; i++) {
        this.#pages.push([]);
        this.#segments.push(createPartitionSegments(topic.segments));
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

  /** Accounts a batch that was appended message by message. `timestampMs` is its newest message's CreateTime. */
  closeBatch(partition: number, records: number, bytes: number, timestampMs: number): void {
    appendBatch(this.#segments[partition]!, bytes, timestampMs, records);
  }

  /** The message at an offset that was appended. */
  messageAt(partition: number, offset: number): number {
    return this.#pages[partition]![offset >>> PAGE_BITS]![offset & (PAGE - 1)]!;
  }

  /** Offset of the next message. With one replica it is the high watermark, too. */
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

  /** Deletes what retention allows; the new log start offset. */
  retire(partition: number, nowUs: Micros): number {
    const nowMs = Math.floor(nowUs / 1000);
    return applyRetention(this.#segments[partition]!, nowMs, this.#ends[partition]!).newLogStartOffset;
  }

  get bytesHeld(): number {
    return this.#pageCount * PAGE * 4;
  }

  /** Shares the pages of the same run's logs: what is appended again to them is what stands there. A `restore` must follow. */
  share(other: PartitionLogs): void {
    other.#pages.forEach((pages, partition) => (this.#pages[partition] = pages.slice()));
  }

  save(): SavedLogs {
    return clone(this.#segments);
  }

  restore(saved: SavedLogs): void {
    this.#segments = clone(saved) as PartitionSegments[];
    this.#ends = Int32Array.from(this.#segments, (segments) => segments.logEndOffset);
  }
}
