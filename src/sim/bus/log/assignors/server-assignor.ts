/** What the server-side assignors of KIP-848 have in common: input, output, and the order of Java's maps in between. */
import { bucketOrder, capacityAfterPuts, JAVA_DEFAULT_CAPACITY } from "#sim/bus/log/java-hash-map.ts";
import { compareUuids, parseUuid, uuidHash, type UuidWords } from "#sim/bus/log/java-uuid.ts";
import { compareText } from "./assignor.ts";

/** Partitions of one topic. */
export interface TopicPartitionList {
  readonly topic: string;
  readonly partitions: readonly number[];
}

/** A topic of the cluster. */
export interface ServerTopic {
  /** The text of its Uuid, 22 characters. */
  readonly id: string;
  readonly partitions: number;
}

/** A member as the group coordinator shows it to an assignor. */
export interface ServerMember {
  readonly memberId: string;
  /** group.instance.id of a static member. */
  readonly instanceId: string | null;
  /** Subscribed topics by name, each once, in the order of the member's set; they need not exist. */
  readonly topics: readonly string[];
  /** Its target assignment so far; topics and partitions in the order of Kafka's map and sets, which decides what moves. */
  readonly target: readonly TopicPartitionList[];
}

/** Everything that a server-side assignor sees. Plain data. */
export interface ServerAssignInput {
  /** Topics of the cluster by name. */
  readonly topics: ReadonlyMap<string, ServerTopic>;
  /** In the order in which the coordinator's HashMap yields them, which decides ties. At least one. */
  readonly members: readonly ServerMember[];
}

/** Target per member id: topics and partitions in the order of the result's map and sets. Members may be missing: nothing. */
export type ServerAssignment = Map<string, TopicPartitionList[]>;

/** A strategy of group.consumer.assignors. Pure: the same input gives the same answer. */
export interface ServerAssignor {
  /** The name a member may ask for (group.remote.assignor). */
  readonly name: "uniform" | "range";
  readonly className: string;
  /** How people call it. */
  readonly title: string;
  readonly assign: (input: ServerAssignInput) => ServerAssignment;
}

/** A topic somebody subscribed to, with what its order hangs on. */
export interface SubscribedTopic {
  readonly name: string;
  readonly partitions: number;
  readonly id: UuidWords;
}

/** The topics of a list that exist, in its order. */
export function existingTopics(input: ServerAssignInput, names: readonly string[]): SubscribedTopic[] {
  return names.flatMap((name) => {
    const topic = input.topics.get(name);
    return topic === undefined ? [] : [{ name, partitions: topic.partitions, id: idOf(topic) }];
  });
}

/** The words of a topic's id. A topic whose id is no Uuid counts as the zero one. */
export function idOf(topic: ServerTopic): UuidWords {
  return parseUuid(topic.id) ?? [0, 0, 0, 0];
}

/** Compares topics by id, as Uuid.compareTo. */
export function compareTopics(a: SubscribedTopic, b: SubscribedTopic): number {
  return compareUuids(a.id, b.id);
}

/** Whether every member has subscribed to the same topics. */
export function isHomogeneous(members: readonly ServerMember[]): boolean {
  const counts = new Map<string, number>();
  for (const { topics } of members)
    for (const topic of topics) counts.set(topic, (counts.get(topic) ?? 0) + 1);
  for (const count of counts.values()) if (count !== members.length) return false;
  return true;
}

/** Static members first, by instance id; then the others by member id. */
export function compareServerMembers(a: ServerMember, b: ServerMember): number {
  if (a.instanceId !== null && b.instanceId !== null) return compareText(a.instanceId, b.instanceId);
  if (a.instanceId !== null) return -1;
  if (b.instanceId !== null) return 1;
  return compareText(a.memberId, b.memberId);
}

/** Lists keyed by topic in the order of a `new HashMap<Uuid, ?>()` they were put into one by one. */
export function inTopicOrder<T extends { readonly topic: string }>(
  topics: ReadonlyMap<string, ServerTopic>,
  lists: readonly T[],
): T[] {
  const hashOf = ({ topic }: { readonly topic: string }): number => {
    const known = topics.get(topic);
    return known === undefined ? 0 : uuidHash(idOf(known));
  };
  return bucketOrder(lists, capacityAfterPuts(JAVA_DEFAULT_CAPACITY, lists.map(hashOf)), hashOf);
}
