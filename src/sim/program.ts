/** What is executed: the scenario with every name resolved to a dense index and every setting complete. Plain data, made by `compile.ts`. */
import type { Config } from "#scenario/document.ts";
import type { Micros } from "#base/units.ts";
import type { ConsumerGroupConfig } from "./kinds/consumer-group.ts";
import type { ServiceConfig } from "./kinds/service.ts";
import type { Layout } from "./layout.ts";
import type { SegmentConfig } from "./bus/log/partition-segments.ts";

export interface ServicePlan {
  readonly nodeId: string;
  readonly config: ServiceConfig;
  /** Index into groups, or -1. */
  readonly group: number;
  /** Indexes into topics that its producer writes to; a dead letter queue of its group comes last. */
  readonly targets: readonly number[];
  /** For each target, the index of its wire in layout.wires. */
  readonly targetWires: readonly number[];
  /** How many of the targets are topics that it publishes to. */
  readonly publishTargets: number;
}

export interface TopicPlan {
  readonly nodeId: string;
  readonly firstPartition: number;
  readonly partitions: number;
  readonly isDeadLetterQueue: boolean;
  readonly segments: SegmentConfig;
}

export interface GroupPlan {
  readonly nodeId: string;
  readonly config: ConsumerGroupConfig;
  readonly service: number;
  readonly topics: readonly number[];
  /** For each of its pairs, the partition of the run. */
  readonly pairs: readonly number[];
  readonly firstPair: number;
  /** For each of its pairs, the index of the wire in layout.wires. */
  readonly pairWires: readonly number[];
  /** Index into topics, or -1. */
  readonly deadLetterQueue: number;
}

export interface PlannedIntervention {
  readonly atUs: Micros;
  readonly id: string;
  readonly kind: string;
  /** Its settings, complete. */
  readonly config: Config;
  /** Index into services, or -1. */
  readonly service: number;
  /** Index into topics, or -1. */
  readonly topic: number;
}

export interface Program {
  readonly seed: string;
  readonly layout: Layout;
  readonly latencyUs: Micros;
  readonly jitterUs: Micros;
  readonly retentionCheckUs: Micros;
  readonly durationUs: Micros;
  readonly services: readonly ServicePlan[];
  readonly topics: readonly TopicPlan[];
  readonly groups: readonly GroupPlan[];
  /** By (atUs, id). */
  readonly interventions: readonly PlannedIntervention[];
  /** By topic of the run's partitions. */
  readonly topicOfPartition: readonly number[];
}
