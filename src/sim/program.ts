/** What is executed: the scenario with every name resolved to a dense index and every setting complete. Plain data, made by `compile.ts`. */
import type { Config } from "#scenario/document.ts";
import type { Micros } from "#base/units.ts";
import type { ChoreographyPlan } from "./choreography-plan.ts";
import type { ClusterConfig } from "./kinds/cluster.ts";
import type { EffectsPlan } from "./effects-plan.ts";
import type { ConsumerGroupConfig } from "./kinds/consumer-group.ts";
import type { ServiceConfig } from "./kinds/service.ts";
import type { TopicConfig } from "./kinds/topic.ts";
import type { InvariantPlan } from "./invariants-plan.ts";
import type { Layout } from "./layout.ts";
import type { RetryingPlan } from "./retrying-plan.ts";
import type { SchemasPlan } from "./schemas-plan.ts";
import type { SourcingPlan } from "./sourcing-plan.ts";
import type { SegmentConfig } from "./bus/log/partition-segments.ts";

export interface ServicePlan {
  readonly nodeId: string;
  readonly config: ServiceConfig;
  /** Index into groups, or -1. */
  readonly group: number;
  /** Indexes into topics that its producer writes to: those that it publishes to, those that failed records of its group go to besides, its dead letter queue last. */
  readonly targets: readonly number[];
  /** For each target, the index of its wire in layout.wires, -1 where there is none. */
  readonly targetWires: readonly number[];
  /** How many of the targets are topics that it publishes to. */
  readonly publishTargets: number;
  /** Its own index among the services. */
  readonly index: number;
  /** Services that it calls, one after the other for each request: indexes into services. */
  readonly calls: readonly number[];
  /** For each of them, the index of its wire in layout.wires. */
  readonly callWires: readonly number[];
}

export interface TopicPlan {
  readonly nodeId: string;
  readonly firstPartition: number;
  /** The most partitions that it ever has in the run. */
  readonly partitions: number;
  /** Partitions at the start. */
  readonly initialPartitions: number;
  readonly isDeadLetterQueue: boolean;
  /** Complete; that of a dead letter queue has the initial values of a topic besides its own. */
  readonly config: TopicConfig;
  /** For each partition the brokers that keep it, the preferred leader first. */
  readonly replicas: readonly (readonly number[])[];
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
  /** Index into groups, or -1. */
  readonly group: number;
  /** Index into the event stores, or -1. */
  readonly store: number;
  /** Index into the databases, or -1. */
  readonly database: number;
  /** Whether it happens to the cluster. */
  readonly isOfCluster: boolean;
}

export interface ClusterPlan {
  /** null: the scenario has none, so there is one broker that never fails. */
  readonly nodeId: string | null;
  /** How many. */
  readonly brokers: number;
  readonly config: ClusterConfig;
}

export interface Program {
  readonly seed: string;
  readonly cluster: ClusterPlan;
  readonly layout: Layout;
  /** null: the scenario has no subjects. */
  readonly schemas: SchemasPlan | null;
  /** null: it has neither databases nor effects. */
  readonly effects: EffectsPlan | null;
  /** null: no service is a step of a saga by events. */
  readonly choreography: ChoreographyPlan | null;
  /** null: the scenario has no event store. */
  readonly sourcing: SourcingPlan | null;
  /** null: there is no dead letter queue, no retry topic and no jitter. */
  readonly retrying: RetryingPlan | null;
  /** null: nothing is demanded of the run. */
  readonly invariants: readonly InvariantPlan[] | null;
  /** Whether the run ends at the first violation of one. */
  readonly stopsAtViolation: boolean;
  readonly latencyUs: Micros;
  readonly jitterUs: Micros;
  readonly retentionCheckUs: Micros;
  /** log.cleaner.backoff.ms, offsets.retention.check.interval.ms, producer.id.expiration.ms. */
  readonly cleanerBackoffUs: Micros;
  readonly offsetsCheckUs: Micros;
  readonly producerIdExpirationUs: Micros;
  readonly durationUs: Micros;
  readonly services: readonly ServicePlan[];
  readonly topics: readonly TopicPlan[];
  readonly groups: readonly GroupPlan[];
  /** Those among the groups that are share groups. */
  readonly shareGroups: readonly number[];
  /** By (atUs, id). */
  readonly interventions: readonly PlannedIntervention[];
  /** By topic of the run's partitions. */
  readonly topicOfPartition: readonly number[];
}
