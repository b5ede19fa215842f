/** What the brokers of a cluster remember: plain data, part of the bus's state. Nothing of it exists without a cluster. */
import type { Micros } from "#base/units.ts";
import type { Program } from "#sim/program.ts";
import type { ControllerRules, ControllerState } from "./controller.ts";
import { createRegistration, type PartitionRegistration } from "./election.ts";
import type { Leadership } from "./in-sync-replicas.ts";
import { createReplicaLog, type ReplicaLog } from "./replica-log.ts";
import { placeInternals, type InternalPartition } from "./internal-topics.ts";

/** One broker. */
export interface BrokerRun {
  /** `stopping`: in controlled shutdown, still at work. */
  is: "up" | "down" | "stopping";
  sinceUs: Micros;
  /** Goes up when the process dies; calls for an older life are dropped. */
  incarnation: number;
  /** Whether its last life ended in order. */
  wasClean: boolean;
  /** Index into DISK_STATES. */
  disk: number;
  /** What one batch takes on its disk now, µs, and when the disk is free. */
  appendUs: Micros;
  diskFreeUs: Micros;
  /** Goes up when its disk changes. */
  diskVersion: number;
  /** When it first reported to the controller in this life; it goes on at the interval. */
  heartbeatsFromUs: Micros;
  /** Goes up when it falls silent or is heard again: a call of the controller for an older silence does nothing. */
  silence: number;
  isSilent: boolean;
  /** Whether the controller has taken it up in this life. */
  isRegistered: boolean;
  /** By partition: what it has heard from the controller. */
  known: PartitionRegistration[];
  /** By broker: whether it has heard that it is active. */
  knowsActive: readonly boolean[];
}

/** All replicas of one partition. */
export interface PartitionReplicas {
  /** By position in the assignment. */
  readonly logs: ReplicaLog[];
  /** By position: what a replica that believes to lead knows of the others. More than one may believe it, in different epochs. */
  readonly leaderships: (Leadership | null)[];
  /** Position of the replica whose log is the one in `partition-logs.ts`: that of the newest leader that has taken over. */
  canonical: number;
  /** The highest offset that was ever announced as committed; only an unclean election lowers it. */
  highWatermark: number;
  /** Produce requests with acks=all that wait for the high watermark, oldest first: flat list of [request, required offset, batch]. */
  readonly waiting: number[];
}

/** What one broker fetches from another. */
export interface Fetcher {
  readonly follower: number;
  readonly leader: number;
  /** Partitions that it follows there. */
  partitions: number[];
  /** Goes up when everything on its way has become pointless. */
  version: number;
  is: "idle" | "asking" | "waiting" | "answered" | "backing-off";
  /** Until when its fetch waits at the leader. */
  untilUs: Micros;
}

/** A fetch's answer to a follower: flat list of [partition, leader epoch, from, to, epoch of the records, its first offset, high watermark]; `to` < `from`: cut off to there. */
export const REPLICA_ROW = 7;

/** A produce request with acks=all that waits. */
export interface WaitingRequest {
  readonly from: number;
  readonly incarnation: number;
  readonly first: number;
  readonly broker: number;
  readonly untilUs: Micros;
  /** Partitions that are not through yet. */
  left: number;
}

/** A cut in the network. */
export interface Cut {
  /** Index of the intervention. */
  readonly intervention: number;
  readonly broker: number;
  /** By broker: whether this cut parts the two. */
  readonly others: readonly boolean[];
  readonly isFromController: boolean;
  /** Services whose instances it parts from the broker. */
  readonly services: readonly number[];
}

export interface ClusterState {
  readonly controller: ControllerState;
  readonly brokers: BrokerRun[];
  /** Those of the topics by their index in the run, then the internal ones that somebody uses. */
  readonly partitions: PartitionReplicas[];
  /** By follower * brokers + leader. */
  readonly fetchers: Fetcher[];
  readonly requests: Map<number, WaitingRequest>;
  nextRequest: number;
  /** Whether the call that looks for expired requests is pending. */
  isExpiryPending: boolean;
  cuts: Cut[];
  /** By group * partitions + partition: where an unclean election has cut the log off below the group's position, until it has heard. */
  readonly diverged: Map<number, number>;
  /** By broker: when the last thing on its way to it (from the controller or as a fetch's answer) arrives: a connection keeps its order. */
  readonly busyUs: Micros[];
}

/** What does not change during a run, worked out once. */
export interface ClusterPlanOfRun {
  readonly brokers: number;
  /** Partitions of topics; internal ones follow. */
  readonly partitionCount: number;
  readonly replicas: readonly (readonly number[])[];
  readonly rules: ControllerRules;
  readonly internals: readonly InternalPartition[];
  readonly lagMaxUs: Micros;
  readonly fetchWaitUs: Micros;
  readonly heartbeatUs: Micros;
  readonly sessionUs: Micros;
  readonly failoverUs: Micros;
  readonly balanceUs: Micros;
  readonly appendUs: Micros;
}

const plans = new WeakMap<Program, ClusterPlanOfRun>();

/** Worked out once a program. */
export function clusterPlan(program: Program): ClusterPlanOfRun {
  let plan = plans.get(program);
  if (plan === undefined) plans.set(program, (plan = planCluster(program)));
  return plan;
}

function planCluster(program: Program): ClusterPlanOfRun {
  const { cluster, topics } = program;
  const { config } = cluster;
  const internals = placeInternals(program);
  const perTopic = topics.map(({ config: topic, partitions }) => ({ topic, partitions }));
  const flat = <T>(of: (topic: (typeof perTopic)[number]["topic"]) => T): T[] =>
    perTopic.flatMap(({ topic, partitions }) => Array.from({ length: partitions }, () => of(topic)));
  return {
    brokers: cluster.brokers,
    partitionCount: program.layout.partitionCount,
    replicas: [
      ...topics.flatMap(({ replicas, partitions }) =>
        Array.from({ length: partitions }, (_, partition) => replicas[partition]!),
      ),
      ...internals.map(({ replicas }) => replicas),
    ],
    rules: {
      minInsyncReplicas: [
        ...flat(({ minInsyncReplicas }) => minInsyncReplicas),
        ...internals.map(({ minIsr }) => minIsr),
      ],
      isUncleanAllowed: [
        ...flat(({ uncleanLeaderElection }) => uncleanLeaderElection),
        ...internals.map(() => false),
      ],
      hasElr: config.eligibleLeaderReplicas,
    },
    internals,
    lagMaxUs: config.replicaLagTimeMaxMs * 1000,
    fetchWaitUs: config.replicaFetchWaitMaxMs * 1000,
    heartbeatUs: config.brokerHeartbeatIntervalMs * 1000,
    sessionUs: config.brokerSessionTimeoutMs * 1000,
    failoverUs: config.controllerFailoverMs * 1000,
    balanceUs: config.preferredLeaderCheckMs * 1000,
    appendUs: Math.round(config.appendMs * 1000),
  };
}

/** All brokers up, everybody in sync, nobody has taken over yet. */
export function createCluster(program: Program): ClusterState {
  const { brokers, replicas, appendUs } = clusterPlan(program);
  const registrations = replicas.map((list) => createRegistration(list));
  const each = <T>(make: (broker: number) => T): T[] =>
    Array.from({ length: brokers }, (_, broker) => make(broker));
  return {
    controller: {
      brokers: each(() => ({ isFenced: false, isShuttingDown: false })),
      partitions: registrations,
    },
    brokers: each(() => ({
      is: "up",
      sinceUs: 0,
      incarnation: 0,
      wasClean: true,
      disk: 0,
      appendUs,
      diskFreeUs: 0,
      diskVersion: 0,
      heartbeatsFromUs: 0,
      silence: 0,
      isSilent: false,
      isRegistered: true,
      known: registrations.slice(),
      knowsActive: each(() => true),
    })),
    partitions: replicas.map((list) => ({
      logs: list.map(createReplicaLog),
      leaderships: list.map(() => null),
      canonical: 0,
      highWatermark: 0,
      waiting: [],
    })),
    fetchers: each((follower) =>
      each((leader): Fetcher => ({ follower, leader, partitions: [], version: 0, is: "idle", untilUs: 0 })),
    ).flat(),
    requests: new Map(),
    nextRequest: 0,
    isExpiryPending: false,
    cuts: [],
    diverged: new Map(),
    busyUs: each(() => 0),
  };
}
