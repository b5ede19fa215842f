/**
 * What the bus does to old records by itself: it deletes segments (retention), compacts logs (`compacting.ts`), and forgets
 * producers that have been silent for long. Each has its own clock, as in Kafka.
 */
import { Fact } from "#sim/facts.ts";
import type { Process } from "#sim/kernel/kernel.ts";
import { wakeCleaner } from "#sim/parts.ts";
import type { TopicPlan } from "#sim/program.ts";
import type { BrokerState } from "./broker.ts";
import { highWatermark } from "./cluster-state.ts";
import { Broker } from "./handlers.ts";

type Self = Process<BrokerState>;

/** Kafka's first retention check comes 30 s after the start of the broker, or sooner where the interval is shorter. */
const FIRST_RETENTION_US = 30_000_000;
/** producer.id.expiration.check.interval.ms. */
const PRODUCERS_CHECK_US = 600_000_000;

/** Sets the clocks. */
export function startCleaning(self: Self): void {
  const { cleanerBackoffUs, retentionCheckUs, topics } = self.kernel.program;
  self.after(Math.min(FIRST_RETENTION_US, retentionCheckUs), Broker.retentionCheck);
  if (topics.some(isCompacted)) self.after(cleanerBackoffUs, Broker.cleanerWakes);
  self.after(PRODUCERS_CHECK_US, Broker.producersExpire);
}

/** Whether a topic's logs are compacted, whatever else is done to them. */
export function isCompacted({ config }: TopicPlan): boolean {
  return config.cleanupPolicy !== "delete";
}

/** log.retention.check.interval.ms is over. */
export function checkRetention(self: Self): void {
  const { program } = self.kernel;
  program.topics.forEach((topic, index) => {
    for (let i = 0; i < topic.partitions; i++) retire(self, index, topic.firstPartition + i);
  });
  self.after(program.retentionCheckUs, Broker.retentionCheck);
}

function retire({ kernel }: Self, topic: number, partition: number): void {
  const { logs, nowUs, trace } = kernel;
  const before = logs.startOffset(partition);
  const start = logs.retire(partition, nowUs, highWatermark(kernel, partition));
  if (start > before) trace.record(nowUs, Fact.retired, topic, -1, partition, start, start - before);
}

/** Forgets producers after producer.id.expiration.ms. */
export function expireProducers(self: Self): void {
  const { logs, nowUs, program } = self.kernel;
  logs.expireProducers(nowUs, program.producerIdExpirationUs);
  self.after(PRODUCERS_CHECK_US, Broker.producersExpire);
}

/** The bus's calls that concern what is old. */
export const cleaningHandlers = {
  [Broker.retentionCheck]: checkRetention,
  [Broker.cleanerWakes]: (self: Self): void => wakeCleaner(self),
  [Broker.producersExpire]: expireProducers,
} as const;
