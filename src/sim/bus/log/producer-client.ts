/**
 * The producer inside an instance, where it meets the application: chooses the partition of each message and puts it into
 * the accumulator. What goes out from there is in `sender.ts`.
 */
import { Fact } from "#sim/facts.ts";
import type { InstanceProcess } from "#sim/instance-process.ts";
import { NO_KEY, type MessageId } from "#sim/kernel/message-store.ts";
import { afterKeyless, ANY_PARTITION, choose, hasFullBatch, openBatch } from "./accumulator.ts";
import type { Accumulator } from "./accumulator.ts";
import { clusterView } from "./cluster-view.ts";
import { partitionForKey } from "./murmur2.ts";
import { roundRobin, viewOf } from "./partitioner.ts";
import { BATCH_HEADER_BYTES } from "./record-size.ts";
import { waitToLinger, wakeSender } from "./sender.ts";

/** The accumulator of an instance, with the leaders that its topics begin with. */
export function createAccumulator(self: InstanceProcess): Accumulator {
  const { kernel, plan, streams } = self;
  const { config } = plan;
  const topics = plan.targets.map((topic) => kernel.program.topics[topic]!);
  let locals = 0;
  const firstLocal = topics.map(({ partitions }) => (locals += partitions) - partitions);
  const partitionOfLocal = topics.flatMap(({ firstPartition, partitions }) =>
    Array.from({ length: partitions }, (_, number) => firstPartition + number),
  );
  const leaders = topics.flatMap(({ replicas }) => replicas.map(([preferred]) => preferred ?? -1));
  const nodes = kernel.program.cluster.brokers;
  const sticks = config.partitioner === "ignore-keys" || config.partitioner === "default";
  return {
    batches: kernel.batches,
    batchSizeBytes: config.batchSizeBytes,
    lingerUs: self.lingerUs,
    maxRequestBytes: config.maxRequestBytes,
    bufferBytes: config.bufferMemoryBytes,
    isAdaptive: config.adaptivePartitioning && sticks,
    availabilityTimeoutUs: config.availabilityTimeoutMs * 1000,
    seesLoadLate: config.availabilityTimeoutMs === 0,
    firstLocal,
    partitionOfLocal,
    firstView: clusterView(
      topics.map((topic, target) => ({
        name: topic.nodeId,
        firstLocal: firstLocal[target]!,
        partitions: topic.initialPartitions,
      })),
      locals,
      nodes,
      (local) => leaders[local]!,
      () => 0,
    ),
    draw: () => kernel.random.next(streams.sticky),
    chosenBytes: 0,
    opensBatch: false,
    isReady: Array.from({ length: nodes }, () => 0),
  };
}

/** Hands a message to the producer; it is in the run's store from then on. */
export function produce(
  self: InstanceProcess,
  target: number,
  key: number,
  parent: MessageId,
  ordinal: number,
): MessageId {
  const { accumulator: acc, kernel, plan } = self;
  const { batches, messages, nowUs } = kernel;
  const { producer } = self.state;
  const { valueBytes } = plan.config;
  const number = numberFor(self, target, key);
  const timestampMs = Math.floor(nowUs / 1000);
  const local = choose(
    acc,
    producer,
    target,
    number,
    kernel.keys.length(key),
    valueBytes,
    timestampMs,
    nowUs,
  );
  let bytes = acc.chosenBytes;
  const message = messages.add(nowUs, key, self.who, parent, ordinal, bytes);
  self.note(Fact.produced, message, acc.partitionOfLocal[local]!, parent, key);
  producer.produced++;
  if (acc.opensBatch) {
    openBatch(acc, producer, target, local, message, timestampMs, nowUs);
    bytes += BATCH_HEADER_BYTES;
    if (!acc.seesLoadLate || hasFullBatch(batches, producer, local)) wakeSender(self);
    else waitToLinger(self);
  } else {
    const tail = producer.tails[local]!;
    messages.link(batches.last(tail), message);
    batches.add(tail, message, bytes);
    if (hasFullBatch(batches, producer, local)) wakeSender(self);
  }
  if (number === ANY_PARTITION) afterKeyless(acc, producer, target, local, bytes, nowUs);
  return message;
}

/** The number of the partition that a record is for, ANY_PARTITION where the accumulator chooses. */
function numberFor(self: InstanceProcess, target: number, key: number): number {
  const { accumulator: acc, kernel, plan } = self;
  const { producer } = self.state;
  switch (plan.config.partitioner) {
    case "default":
      if (key === NO_KEY) return ANY_PARTITION;
      return partitionForKey(kernel.keys.hash(key), viewOf(acc, producer).partitions[target]!);
    case "round-robin":
      return roundRobin(acc, producer, target);
    case "ignore-keys":
      return ANY_PARTITION;
  }
}
