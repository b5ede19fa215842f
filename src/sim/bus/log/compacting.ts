/** How the bus compacts logs: whenever the cleaner wakes, the dirtiest first. */
import { Fact } from "#sim/facts.ts";
import { NO_KEY } from "#sim/kernel/message-store.ts";
import type { Kernel, Process } from "#sim/kernel/kernel.ts";
import type { TopicPlan } from "#sim/program.ts";
import type { BrokerState } from "./broker.ts";
import { isCompacted } from "./cleaning.ts";
import { highWatermark } from "./cluster-state.ts";
import { Broker } from "./handlers.ts";
import {
  clean,
  cleanableRange,
  dirtyRatio,
  isDue,
  type CleanableRange,
  type CompactionConfig,
  type RecordLooks,
} from "./log-cleaner.ts";
import type { LogDetail } from "./log-detail.ts";
import { varintBytes } from "./record-size.ts";

type Self = Process<BrokerState>;

/** A log that may be compacted. */
interface Candidate {
  readonly topic: number;
  readonly partition: number;
  readonly log: LogDetail;
  readonly config: CompactionConfig;
  readonly range: CleanableRange;
}

/** The cleaner wakes: it compacts the log with the largest dirty ratio, then the next one, until none is due. */
export function wakeCleaner(self: Self): void {
  const { kernel } = self;
  const done = new Set<number>();
  for (let next = dirtiest(kernel, done); next !== null; next = dirtiest(kernel, done)) {
    done.add(next.partition);
    compact(kernel, next);
  }
  self.after(kernel.program.cleanerBackoffUs, Broker.cleanerWakes);
}

/** The dirtiest log that is due; an overdue one counts by its ratio, too (LogCleanerManager.grabFilthiestCompactedLog). */
function dirtiest(kernel: Kernel, done: ReadonlySet<number>): Candidate | null {
  let best: Candidate | null = null;
  kernel.program.topics.forEach((topic, index) => {
    if (!isCompacted(topic)) return;
    const config = compactionConfig(topic);
    for (let i = 0; i < topic.partitions; i++) {
      const partition = topic.firstPartition + i;
      if (done.has(partition)) continue;
      const candidate = candidateOf(kernel, index, partition, config);
      const isDirtier = best === null || dirtyRatio(candidate.range) > dirtyRatio(best.range);
      if (isDirtier && isDue(candidate.range, config)) best = candidate;
    }
  });
  return best;
}

function candidateOf(kernel: Kernel, topic: number, partition: number, config: CompactionConfig): Candidate {
  const log = kernel.logs.detail(partition)!;
  const stable = log.transactions.lastStableOffset(highWatermark(kernel, partition));
  const nowMs = Math.floor(kernel.nowUs / 1000);
  const range = cleanableRange(log, config, log.firstDirtyOffset, stable, nowMs);
  return { topic, partition, log, config, range };
}

function compactionConfig({ config }: TopicPlan): CompactionConfig {
  const { deleteRetentionMs, maxCompactionLagMs, minCleanableDirtyRatio, minCompactionLagMs } = config;
  return {
    minDirtyRatio: minCleanableDirtyRatio,
    deleteRetentionMs,
    minLagMs: minCompactionLagMs,
    maxLagMs: maxCompactionLagMs < 0 ? Infinity : maxCompactionLagMs,
  };
}

function compact(kernel: Kernel, { config, log, partition, range, topic }: Candidate): void {
  const { nowUs, trace } = kernel;
  const done = clean(log, looksOf(kernel, partition), range, config, Math.floor(nowUs / 1000));
  log.firstDirtyOffset = done.firstDirtyOffset;
  trace.record(
    nowUs,
    Fact.compacted,
    topic,
    done.removedTombstones,
    partition,
    done.firstDirtyOffset,
    done.removedRecords,
  );
}

/** How the cleaner sees the records of a partition. */
function looksOf({ logs, messages }: Kernel, partition: number): RecordLooks {
  return {
    key: (offset) => {
      const key = messages.key(logs.messageAt(partition, offset));
      return key === NO_KEY ? -1 : key;
    },
    isTombstone: (offset) => messages.isTombstone(logs.messageAt(partition, offset)),
    bytes(offset, _offsetDelta, timestampDeltaMs) {
      // Its own delta was a few milliseconds, one byte; its place in the batch stays what it was.
      const body = bodyBytes(messages.bytes(logs.messageAt(partition, offset)));
      const grown = body - 1 + varintBytes(timestampDeltaMs);
      return varintBytes(grown) + grown;
    },
  };
}

/** Bytes of a record without the number that says how long it is. */
function bodyBytes(bytes: number): number {
  let length = 1;
  while (varintBytes(bytes - length) > length) length++;
  return bytes - length;
}
