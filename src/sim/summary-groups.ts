/** What came of each consumer group, by name: part of a run's summary, and what many runs are compared by. */
import { committedInHand } from "./bus/log/application.ts";
import { offsetsOf, sightOf } from "./bus/log/group-sight.ts";
import { partitionExists } from "./bus/log/partition-counts.ts";
import { lagBehind } from "./bus/log/log-reads.ts";
import { shareEndOf } from "./bus/log/share-sight.ts";
import { InstanceProcess } from "./instance-process.ts";
import { instanceName, partitionOf, type Layout } from "./layout.ts";
import { Count } from "./ledger.ts";
import type { Run } from "./run.ts";

export interface TopicPartitionName {
  readonly topic: string;
  readonly partition: number;
}

export interface GroupSummary {
  readonly state: string;
  readonly generation: number;
  readonly rebalances: number;
  /** Sum over its partitions of high watermark − committed; null while no partition has a commit. */
  readonly lag: number | null;
  readonly processed: number;
  readonly duplicates: number;
  readonly lost: number;
  readonly retried: number;
  readonly deadLettered: number;
  /** Member (instance) name to what it owns. */
  readonly members: Readonly<Record<string, readonly TopicPartitionName[]>>;
  readonly partitions: readonly {
    readonly topic: string;
    readonly partition: number;
    readonly owner: string | null;
    readonly position: number | null;
    readonly committed: number | null;
    readonly lag: number | null;
  }[];
  /** From a message's creation to the end of its processing; null where nothing was processed. */
  readonly latencyMs: {
    readonly p50: number | null;
    readonly p95: number | null;
    readonly p99: number | null;
    readonly max: number | null;
  };
}

/** All groups of a run as it stands, by name. */
export function groupsSummary(run: Run): Record<string, GroupSummary> {
  return Object.fromEntries(
    run.program.layout.groups.map((group, index) => [group.name, groupSummary(run, index)]),
  );
}

function groupSummary(run: Run, index: number): GroupSummary {
  const { kernel, program } = run;
  const { layout } = program;
  const sight = sightOf(kernel, index);
  const members = membersOf(run, index);
  // Partitions that are to be added later are no partitions yet.
  const partitions = layout.groups[index]!.pairs.flatMap((partition, pair) =>
    partitionExists(kernel, partition) ? [pairSummary(run, index, pair, members)] : [],
  );
  const known = partitions.filter(({ lag }) => lag !== null);
  const { ledger } = kernel;
  const latency = ledger.latency(index);
  const ms = (us: number): number | null => (us < 0 ? null : us / 1000);
  return {
    state: sight.state,
    generation: sight.generation,
    rebalances: sight.rebalances,
    lag: known.length === 0 ? null : known.reduce((sum, { lag }) => sum + lag!, 0),
    processed: ledger.count(index, Count.processed),
    duplicates: ledger.count(index, Count.duplicates),
    lost: ledger.lost(
      index,
      members.reduce((sum, member) => sum + committedInHand(member), 0),
    ),
    retried: ledger.count(index, Count.retried),
    deadLettered: ledger.count(index, Count.deadLettered),
    members: Object.fromEntries(
      members.map((member) => [
        instanceName(layout, member.who),
        [...member.state.member.ownedPairs]
          .sort((a, b) => a - b)
          .map((pair) => namePartition(layout, member.partitionOf(pair))),
      ]),
    ),
    partitions,
    latencyMs: {
      p50: ms(latency.percentileUs(50)),
      p95: ms(latency.percentileUs(95)),
      p99: ms(latency.percentileUs(99)),
      max: latency.total === 0 ? null : latency.maxUs / 1000,
    },
  };
}

/** The group's living instances, the newest generation last. */
function membersOf({ kernel }: Run, group: number): InstanceProcess[] {
  return kernel.processes.filter(
    (process): process is InstanceProcess =>
      process instanceof InstanceProcess &&
      process.groupIndex === group &&
      process.state.health !== "crashed" &&
      process.state.health !== "stopped",
  );
}

function pairSummary(
  { kernel, program }: Run,
  group: number,
  pair: number,
  members: readonly InstanceProcess[],
): GroupSummary["partitions"][number] {
  const { layout } = program;
  const partition = layout.groups[group]!.pairs[pair]!;
  let owner: InstanceProcess | null = null;
  for (const member of members) {
    const { generation, owned } = member.state.member;
    if (owned[pair] === 1 && (owner === null || generation > owner.state.member.generation)) owner = member;
  }
  const committed = offsetsOf(kernel, group)[pair]!;
  const isShared = program.groups[group]!.config.protocol === "share";
  const position = isShared
    ? shareEndOf(kernel, group, pair)
    : owner === null
      ? -1
      : owner.state.member.position[pair]!;
  const all = layout.groups[group]!.firstPair + pair;
  return {
    ...namePartition(layout, partition),
    owner: owner === null ? null : instanceName(layout, owner.who),
    position: position < 0 ? null : position,
    committed: committed < 0 ? null : committed,
    lag: committed < 0 ? null : lagBehind(kernel, all, partition, committed),
  };
}

function namePartition(layout: Layout, partition: number): TopicPartitionName {
  const { topic, number } = partitionOf(layout, partition);
  return { topic: topic.name, partition: number };
}
