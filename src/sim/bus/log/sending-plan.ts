/** Settings of a producer in the units and answers that its sender needs. */
import { micros, type Micros } from "#base/units.ts";
import type { InstanceProcess } from "#sim/instance-process.ts";
import { INSTANCES_MAX } from "#sim/layout.ts";
import { BATCH_FLAGS } from "./batch-store.ts";
import { batchUpperBoundBytes } from "./record-size.ts";

/** More bytes than any key of ours has. */
const KEY_BYTES_MAX = 32;

export interface SendingPlan {
  /** request.timeout.ms, delivery.timeout.ms, max.block.ms, metadata.max.age.ms. */
  readonly requestTimeoutUs: Micros;
  readonly deliveryTimeoutUs: Micros;
  readonly maxBlockUs: Micros;
  readonly metadataMaxAgeUs: Micros;
  /** Whether leaders or numbers of partitions can change in this run. */
  readonly metadataChanges: boolean;
  /** What its batches carry. */
  readonly batchFlags: number;
  /** acks=0. */
  readonly hearsNothing: boolean;
  /** Whether a record can be larger than max.request.size or buffer.memory. */
  readonly mayBeTooLarge: boolean;
  /** Whether what it reads is committed with the transactions in which it publishes (consume, transform, produce). */
  readonly commitsOffsets: boolean;
  /** transactional.id, null for none. */
  readonly transactionalId: string | null;
}

/** The plan of an instance's producer. */
export function sendingPlan({ group, kernel, plan, who }: InstanceProcess): SendingPlan {
  const { config, targets } = plan;
  const { cluster, topics } = kernel.program;
  const shared = config.transactionalIds === "shared";
  const acks = { "0": 0, "1": BATCH_FLAGS.acksLeader, all: BATCH_FLAGS.acksAll }[config.acks];
  const grows = targets.some((topic) => topics[topic]!.partitions > topics[topic]!.initialPartitions);
  const largest = batchUpperBoundBytes(KEY_BYTES_MAX, config.valueBytes);
  return {
    requestTimeoutUs: micros(config.requestTimeoutMs),
    deliveryTimeoutUs: micros(config.deliveryTimeoutMs),
    maxBlockUs: micros(config.maxBlockMs),
    metadataMaxAgeUs: micros(config.metadataMaxAgeMs),
    metadataChanges: targets.length > 0 && (cluster.nodeId !== null || grows),
    batchFlags: acks + (config.transactional ? BATCH_FLAGS.transactional : 0),
    hearsNothing: config.acks === "0",
    mayBeTooLarge: largest > config.maxRequestBytes || largest > config.bufferMemoryBytes,
    // A share group has no offsets to be committed with anything.
    commitsOffsets:
      config.transactional &&
      targets.length > 0 &&
      config.publishes === "per-message" &&
      group !== null &&
      group.config.protocol !== "share",
    transactionalId: !config.transactional
      ? null
      : shared
        ? plan.nodeId
        : `${plan.nodeId}-${(who % INSTANCES_MAX) + 1}`,
  };
}
