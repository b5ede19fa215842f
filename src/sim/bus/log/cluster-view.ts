/**
 * What a producer knows of its topics: how many partitions they have, who leads each, and the orders in which the Java
 * client walks through them. Plain data, made anew as a whole by a refresh of the metadata and never changed.
 *
 * "Local" partitions are those of all topics that the producer writes to, topic after topic, counted from 0.
 */
import {
  bucketOrder,
  capacityAfterPuts,
  javaStringHash,
  tableSizeFor,
  topicPartitionHash,
} from "./java-hash-map.ts";

export interface ClusterView {
  /** By target: partitions of the topic that exist, leaderless ones included. */
  readonly partitions: readonly number[];
  /** By local partition: the broker that leads, -1 for none, and in which epoch. */
  readonly leaders: readonly number[];
  readonly epochs: readonly number[];
  /** By target: numbers of the partitions that have a leader, in the order of the client's metadata. */
  readonly available: readonly (readonly number[])[];
  /** By broker: local partitions that it leads, in the order in which they are drained. */
  readonly ofNode: readonly (readonly number[])[];
  /** By local partition: its position in the list of its leader. */
  readonly placeInNode: readonly number[];
}

/** A topic as the metadata has it. */
export interface ViewTopic {
  /** Decides the order of the partitions (TopicPartition.hashCode); the node's id, so that renaming changes nothing. */
  readonly name: string;
  /** Position of its first partition among the local ones. */
  readonly firstLocal: number;
  readonly partitions: number;
}

interface LocalPartition {
  readonly target: number;
  readonly number: number;
  readonly hash: number;
}

/** All partitions of these topics in the order of a `new HashMap<TopicPartition, …>(size)` that they were put into one by one. */
function inMetadataOrder(topics: readonly ViewTopic[]): LocalPartition[] {
  const put = topics.flatMap(({ name, partitions }, target) => {
    const topicHash = javaStringHash(name);
    return Array.from({ length: partitions }, (_, number) => ({
      target,
      number,
      hash: topicPartitionHash(topicHash, number),
    }));
  });
  const hashes = put.map(({ hash }) => hash);
  return bucketOrder(put, capacityAfterPuts(tableSizeFor(put.length), hashes), ({ hash }) => hash);
}

/**
 * The view after a full refresh. `locals`: how many local partitions there can ever be; `leaderOf` and `epochOf` answer for
 * those that exist.
 */
export function clusterView(
  topics: readonly ViewTopic[],
  locals: number,
  nodes: number,
  leaderOf: (local: number) => number,
  epochOf: (local: number) => number,
): ClusterView {
  const order = inMetadataOrder(topics);
  const firstLocal = topics.map((topic) => topic.firstLocal);
  return viewInOrder(
    topics.map(({ partitions }) => partitions),
    order.map(({ target, number }) => ({ target, number, local: firstLocal[target]! + number })),
    locals,
    nodes,
    leaderOf,
    epochOf,
  );
}

/** The view over partitions given in the order of the metadata. */
export function viewInOrder(
  partitions: readonly number[],
  order: readonly { readonly target: number; readonly number: number; readonly local: number }[],
  locals: number,
  nodes: number,
  leaderOf: (local: number) => number,
  epochOf: (local: number) => number,
): ClusterView {
  const leaders = Array.from({ length: locals }, () => -1);
  const epochs = Array.from({ length: locals }, () => -1);
  const placeInNode = Array.from({ length: locals }, () => -1);
  const available: number[][] = partitions.map(() => []);
  const ofNode: number[][] = Array.from({ length: nodes }, () => []);
  for (const { target, number, local } of order) {
    const leader = leaderOf(local);
    leaders[local] = leader;
    epochs[local] = epochOf(local);
    if (leader < 0) continue;
    available[target]!.push(number);
    placeInNode[local] = ofNode[leader]!.push(local) - 1;
  }
  return { partitions, leaders, epochs, available, ofNode, placeInNode };
}
