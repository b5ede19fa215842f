/**
 * The static map of a run: what every dense index in a trace row or a frame stands for. Made by `compile.ts` once per program.
 */
import type { Micros } from "#base/units.ts";

/** A service may have this many instances over a run; the subject of an instance is `service * INSTANCES_MAX + index`. */
export const INSTANCES_MAX = 64;

export interface ServiceLayout {
  readonly nodeId: string;
  readonly name: string;
  /** Index into `groups`, or -1: its instances are that group's members. */
  readonly group: number;
  /** Indexes into `topics` that it publishes to. */
  readonly publishesTo: readonly number[];
}

export interface TopicLayout {
  readonly nodeId: string;
  readonly name: string;
  readonly isDeadLetterQueue: boolean;
  /** Its partitions are `firstPartition` … `firstPartition + partitions - 1` of the run. */
  readonly firstPartition: number;
  readonly partitions: number;
  /** Partitions at the start; later ones come by intervention (`Frame.partitionCounts`). */
  readonly initialPartitions: number;
  readonly replicationFactor: number;
  /** Its replicas are from here on in `Frame.replicas`: partition by partition, in the order of the assignment. */
  readonly firstReplica: number;
}

export interface GroupLayout {
  readonly nodeId: string;
  readonly name: string;
  readonly service: number;
  /** Indexes into `topics`, in order; what it subscribes to. */
  readonly topics: readonly number[];
  /** Index into `topics`, or -1. */
  readonly deadLetterQueue: number;
  /** Its (group, partition) pairs are `firstPair` … `firstPair + pairs.length - 1` of the run. */
  readonly firstPair: number;
  /** For each of its pairs, the run's partition index. */
  readonly pairs: readonly number[];
  /** What its views need to draw time running out. */
  readonly sessionTimeoutUs: Micros;
  readonly maxPollIntervalUs: Micros;
  readonly protocol: "classic" | "consumer" | "share";
  /** Whether it reads committed transactions only: its lag ends at the last stable offset. */
  readonly readsCommitted: boolean;
}

/** The cluster's card. */
export interface ClusterLayout {
  readonly nodeId: string;
  readonly name: string;
}

/** One subject of the registry. */
export interface SubjectLayout {
  readonly id: string;
  readonly name: string;
  readonly format: string;
  /** Schema number of its version 1; the others follow. */
  readonly first: number;
  readonly versions: number;
}

/** Why one schema cannot read what another wrote, or reads it differently: the first difference, in words. */
export interface SchemaReason {
  readonly reader: number;
  readonly writer: number;
  readonly code: string;
  /** Place in the reader's schema. */
  readonly path: string;
  readonly says: string;
  readonly tryThis: string;
}

/** The schemas of a run, numbered through over all subjects, from 1: a message without a schema has 0. */
export interface SchemaLayout {
  /** Name of the registry's card, or "the schema registry" where none is drawn. */
  readonly name: string;
  readonly nodeId: string | null;
  /** What this registry answers to a version that is not compatible, e.g. `409, error code 40901`. */
  readonly refusal: string;
  readonly subjects: readonly SubjectLayout[];
  /** Of the pairs that may meet in this run. */
  readonly reasons: readonly SchemaReason[];
}

/** One event store of the scenario. */
export interface StoreLayout {
  readonly nodeId: string;
  readonly name: string;
  /** Services that read it from a checkpoint of their own. */
  readonly readers: readonly number[];
}

/** A wire of the drawing. Order: sorted by id. */
export interface WireLayout {
  readonly wireId: string;
  readonly kind:
    | "publishes"
    | "consumes"
    | "dead-letters"
    | "retries"
    | "calls"
    | "appends"
    | "projects"
    | "stores";
  /** Index into services (publishes, calls, appends, stores), topics (consumes), groups (dead-letters, retries), stores (projects). */
  readonly from: number;
  /** Index into topics (publishes, dead-letters, retries), groups (consumes), services (calls, projects), stores (appends), databases (stores). */
  readonly to: number;
}

export interface Layout {
  readonly services: readonly ServiceLayout[];
  readonly topics: readonly TopicLayout[];
  readonly groups: readonly GroupLayout[];
  readonly wires: readonly WireLayout[];
  /** How many brokers there are: one where the scenario has no cluster. */
  readonly brokers: number;
  readonly cluster: ClusterLayout | null;
  /** Only where the scenario has subjects. */
  readonly schemas?: SchemaLayout;
  /** Only where the scenario has event stores: in the order of their ids. */
  readonly stores?: readonly StoreLayout[];
  /** Databases of the run by index, only where there are some; those with nodeId null are outside of the drawing. */
  readonly databases?: readonly { readonly nodeId: string | null; readonly name: string }[];
  readonly replicaCount: number;
  readonly partitionCount: number;
  readonly pairCount: number;
  readonly durationUs: Micros;
}

/** Which topic a partition of the run belongs to, and its number there. */
export function partitionOf(layout: Layout, partition: number): { topic: TopicLayout; number: number } {
  for (const topic of layout.topics) {
    if (partition < topic.firstPartition + topic.partitions)
      return { topic, number: partition - topic.firstPartition };
  }
  throw new RangeError(`no partition ${partition}`);
}

/** Readable name of an instance by its subject, e.g. "payment-service-1" (instances count from 1). */
export function instanceName(layout: Layout, subject: number): string {
  const service = layout.services[Math.floor(subject / INSTANCES_MAX)];
  return `${service?.name ?? "?"}-${(subject % INSTANCES_MAX) + 1}`;
}

/** Readable name of a broker by its index, e.g. "broker-1" (brokers count from 1). */
export function brokerName(broker: number): string {
  return `broker-${broker + 1}`;
}
