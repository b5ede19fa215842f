/** The parts of a run's summary that tell of brokers, replicas and transactions. */
import { TRANSACTION_ENDS } from "./fact-tables.ts";
import { DISK_STATES, Fact } from "./facts.ts";
import {
  BROKER_STATES,
  BROKER_STRIDE,
  BrokerAt,
  INSTANCE_STRIDE,
  InstanceAt,
  PARTITION_STRIDE,
  PartitionAt,
  REPLICA_IS,
  REPLICA_STRIDE,
  ReplicaAt,
  type Frame,
} from "./frame.ts";
import { INSTANCES_MAX, brokerName, type Layout } from "./layout.ts";
import type { Run } from "./run.ts";

export interface BrokerSummary {
  readonly state: string;
  /** Partitions that it leads, and replicas that it keeps. */
  readonly leads: number;
  readonly replicas: number;
  readonly disk: string;
}

export interface ReplicaSummary {
  readonly topic: string;
  readonly partition: number;
  /** Name of the broker, or null where nobody leads. */
  readonly leader: string | null;
  readonly leaderEpoch: number;
  readonly lastStableOffset: number;
  readonly replicas: readonly {
    readonly broker: string;
    readonly logEndOffset: number;
    readonly online: boolean;
    readonly inSync: boolean;
  }[];
}

/** Of one transactional service. */
export interface TransactionSummary {
  readonly begun: number;
  readonly committed: number;
  /** By the application. */
  readonly aborted: number;
  readonly timedOut: number;
  readonly fenced: number;
}

/** Brokers by name. */
export function brokersSummary(frame: Frame): Readonly<Record<string, BrokerSummary>> {
  const { brokers } = frame;
  return Object.fromEntries(
    Array.from({ length: brokers.length / BROKER_STRIDE }, (_, broker) => {
      const at = (column: number): number => brokers[broker * BROKER_STRIDE + column]!;
      const summary = {
        state: BROKER_STATES[at(BrokerAt.state)] ?? "up",
        leads: at(BrokerAt.leads),
        replicas: at(BrokerAt.replicas),
        disk: DISK_STATES[at(BrokerAt.disk)] ?? "normal",
      };
      return [brokerName(broker), summary];
    }),
  );
}

/** Leader and replicas of every partition that there is, by topic and number. */
export function replicasSummary(frame: Frame, layout: Layout): ReplicaSummary[] {
  return layout.topics.flatMap((topic, index) =>
    Array.from({ length: frame.partitionCounts[index] ?? topic.initialPartitions }, (_, number) => {
      const at = (column: number): number =>
        frame.partitions[(topic.firstPartition + number) * PARTITION_STRIDE + column]!;
      const leader = at(PartitionAt.leader);
      return {
        topic: topic.name,
        partition: number,
        leader: leader < 0 ? null : brokerName(leader),
        leaderEpoch: at(PartitionAt.leaderEpoch),
        lastStableOffset: at(PartitionAt.lastStable),
        replicas: Array.from({ length: topic.replicationFactor }, (_, i) => {
          const first = (topic.firstReplica + number * topic.replicationFactor + i) * REPLICA_STRIDE;
          const is = frame.replicas[first + ReplicaAt.is]!;
          return {
            broker: brokerName(frame.replicas[first + ReplicaAt.broker]!),
            logEndOffset: frame.replicas[first + ReplicaAt.logEnd]!,
            online: (is & REPLICA_IS.online) !== 0,
            inSync: (is & REPLICA_IS.inSync) !== 0,
          };
        }),
      };
    }),
  );
}

/** Transactions of each transactional service, by its name. What is open at the end has begun and not ended. */
export function transactionsSummary(
  { kernel, program }: Run,
  frame: Frame,
): Readonly<Record<string, TransactionSummary>> {
  const services = program.services.map(() => ({
    begun: 0,
    committed: 0,
    aborted: 0,
    timedOut: 0,
    fenced: 0,
  }));
  const { trace } = kernel;
  for (let index = 0; index < trace.storyRows; index++) {
    if (!trace.isStory(index, Fact.transactionEnded)) continue;
    const { who, extra } = trace.storyRow(index);
    const of = services[Math.floor(who / INSTANCES_MAX)]!;
    of.begun += 1;
    const how = TRANSACTION_ENDS[extra] ?? "aborted";
    of[how === "timed-out" ? "timedOut" : how] += 1;
  }
  for (let at = 0; at < frame.instances.length; at += INSTANCE_STRIDE) {
    if (frame.instances[at + InstanceAt.transactionSinceUs]! < 0) continue;
    services[Math.floor(frame.instances[at + InstanceAt.subject]! / INSTANCES_MAX)]!.begun += 1;
  }
  return Object.fromEntries(
    program.services.flatMap(({ config }, index) =>
      config.transactional || services[index]!.begun > 0
        ? [[program.layout.services[index]!.name, services[index]!]]
        : [],
    ),
  );
}
