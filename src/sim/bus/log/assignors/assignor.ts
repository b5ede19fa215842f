/** One partition of one topic. */
export interface TopicPartition {
  readonly topic: string;
  /** From 0. */
  readonly partition: number;
}

/** A member's subscription as its JoinGroup request carried it to the leader (ConsumerPartitionAssignor.Subscription). */
export interface AssignMember {
  readonly memberId: string;
  /** group.instance.id of a static member. */
  readonly instanceId: string | null;
  /** client.rack; null or "" is no rack. */
  readonly rack?: string | null;
  /** Subscribed topics, each once; they need not exist. */
  readonly topics: readonly string[];
  /**
   * What the member says it owns. Cooperative: ownedPartitions on the wire. Sticky (eager): the last assignment its assignor remembers,
   * sent as user data; null if it was never assigned anything. Other assignors do not look.
   */
  readonly owned: readonly TopicPartition[] | null;
  /** generationId field of the subscription; -1 is none. */
  readonly generation: number;
  /** Generation in the assignor's user data; -1 is one that never was in a generation, null is no such field. */
  readonly userDataGeneration: number | null;
}

/** Everything a rebalance gives an assignor. Plain data. */
export interface AssignInput {
  /** Partitions of each existing topic; topics nobody subscribed to are ignored. */
  readonly partitionsPerTopic: ReadonlyMap<string, number>;
  /** In the order of the JoinGroup response, which is the order of insertion into the leader's HashMap and decides ties. */
  readonly members: readonly AssignMember[];
  /** Racks of the replicas: topic, then partition number, then one rack a replica. Missing: no racks. */
  readonly replicaRacks?: ReadonlyMap<string, readonly (readonly string[])[]>;
}

/** What each member gets: every member is a key (in the input's order), its partitions are sorted by topic, then number. */
export type Assignment = Map<string, TopicPartition[]>;

/** A strategy for dividing partitions among the members of a classic group. Pure: the same input gives the same answer. */
export interface Assignor {
  /** The protocol name members vote on. */
  readonly name: "range" | "roundrobin" | "sticky" | "cooperative-sticky";
  /** The value of partition.assignment.strategy. */
  readonly className: string;
  /** How people call it. */
  readonly title: string;
  /** Eager members give up everything before they join; cooperative members keep what they own and give up only what moves. */
  readonly protocol: "eager" | "cooperative";
  readonly assign: (input: AssignInput) => Assignment;
}

/** Compares by UTF-16 units, as Java's String.compareTo orders. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** AbstractPartitionAssignor.MemberInfo: static members first, by instance id; then the others by member id. */
export function compareMembers(a: AssignMember, b: AssignMember): number {
  if (a.instanceId !== null && b.instanceId !== null) return compareText(a.instanceId, b.instanceId);
  if (a.instanceId !== null) return -1;
  if (b.instanceId !== null) return 1;
  return compareText(a.memberId, b.memberId);
}

/** Topics that exist and that somebody subscribed to, by name. */
export function subscribedTopics(input: AssignInput): string[] {
  const topics = new Set<string>();
  for (const member of input.members) {
    for (const topic of member.topics) if ((input.partitionsPerTopic.get(topic) ?? 0) > 0) topics.add(topic);
  }
  return [...topics].sort(compareText);
}

/** An assignment in which nobody has anything yet. */
export function emptyAssignment(members: readonly AssignMember[]): Assignment {
  return new Map(members.map((member) => [member.memberId, []]));
}

/** A member's rack, or null. */
export function rackOf(member: AssignMember): string | null {
  return member.rack === undefined || member.rack === "" ? null : member.rack;
}

/**
 * AbstractPartitionAssignor.useRackAwareAssignment: racks count only if some member shares a rack with some replica and some
 * partition is missing from some rack.
 */
export function racksMatter(
  memberRacks: ReadonlySet<string>,
  partitionRacks: readonly ReadonlySet<string>[],
): boolean {
  const all = new Set<string>();
  for (const racks of partitionRacks) for (const rack of racks) all.add(rack);
  let shared = false;
  for (const rack of memberRacks) shared ||= all.has(rack);
  return shared && partitionRacks.some((racks) => racks.size !== all.size);
}

/** The racks of a partition's replicas. */
export function replicaRacksOf(input: AssignInput, topic: string, partition: number): Set<string> {
  return new Set(input.replicaRacks?.get(topic)?.[partition] ?? []);
}
