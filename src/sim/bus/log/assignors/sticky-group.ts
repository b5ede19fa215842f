import { inHashOrder, javaStringHash } from "#sim/bus/log/java-hash-map.ts";
import {
  rackOf,
  racksMatter,
  replicaRacksOf,
  subscribedTopics,
  type AssignInput,
  type Assignment,
  type TopicPartition,
} from "./assignor.ts";

/** A member while the sticky assignors work. Partitions are counted ids (see StickyGroup). */
export interface StickyMember {
  readonly memberId: string;
  /** The member's rack if racks matter in this rebalance, else null. */
  readonly rack: string | null;
  /** Its subscribed topics that exist: positions in StickyGroup.topics. */
  readonly topics: ReadonlySet<number>;
  /** All partitions of those topics, which is the most it can get. */
  readonly most: number;
  /** What it says it owns, of topics that exist. */
  readonly claims: readonly number[];
  /** Generation of the claims; null if it gives none. */
  readonly claimGeneration: number | null;
  /** generationId field of the subscription, -1 without. */
  readonly wireGeneration: number;
}

/**
 * The rebalance in the numbers that the sticky assignors compute with: partitions of subscribed topics are counted
 * through, topics by name, so that ascending ids are sorted by (topic, partition).
 */
export interface StickyGroup {
  readonly topics: readonly {
    readonly name: string;
    readonly hash: number;
    readonly first: number;
    readonly partitions: number;
  }[];
  /** Per partition id, the position of its topic in `topics`. */
  readonly topicOf: readonly number[];
  /** In the order of iteration of the leader's HashMap<String, Subscription>. */
  readonly members: readonly StickyMember[];
  /** Whether all members subscribed to the same topics, which selects the simpler algorithm. */
  readonly sameTopics: boolean;
  /** Racks of the replicas per partition id; empty unless racks matter. */
  readonly racks: readonly ReadonlySet<string>[];
}

/** The claims a member makes and the generation they are from (AbstractStickyAssignor.MemberData). */
export interface Claims {
  readonly owned: readonly TopicPartition[];
  readonly generation: number | null;
}

/** Kafka compares with the first subscription that is not empty, so members without topics in front of it do not count. */
function subscriptionsEqual(members: readonly { readonly topics: readonly string[] }[]): boolean {
  let first: ReadonlySet<string> = new Set();
  for (const { topics } of members) {
    if (first.size === 0) first = new Set(topics);
    else if (topics.length !== first.size || !topics.every((topic) => first.has(topic))) return false;
  }
  return true;
}

/** Numbers the partitions and brings the members into the order in which Java looks at them. */
export function stickyGroup(
  input: AssignInput,
  claimsOf: (member: AssignInput["members"][number]) => Claims,
): StickyGroup {
  let total = 0;
  const topics = subscribedTopics(input).map((name) => {
    const partitions = input.partitionsPerTopic.get(name) ?? 0;
    const first = total;
    total += partitions;
    return { name, hash: javaStringHash(name), first, partitions };
  });
  const positionOf = new Map(topics.map(({ name }, position) => [name, position]));
  const idOf = ({ topic, partition }: TopicPartition): number | null => {
    const found = topics[positionOf.get(topic) ?? -1];
    return found === undefined || partition >= found.partitions ? null : found.first + partition;
  };
  const memberRacks = new Set(input.members.map(rackOf).filter((rack) => rack !== null));
  const racks =
    memberRacks.size === 0
      ? []
      : topics.flatMap(({ name, partitions }) =>
          Array.from({ length: partitions }, (_, partition) => replicaRacksOf(input, name, partition)),
        );
  const rackAware = racksMatter(memberRacks, racks);
  const inOrder = inHashOrder(input.members, ({ memberId }) => memberId);
  const members = inOrder.map((member): StickyMember => {
    const claims = claimsOf(member);
    const subscribed = member.topics
      .map((topic) => positionOf.get(topic))
      .filter((topic) => topic !== undefined);
    return {
      memberId: member.memberId,
      rack: rackAware ? rackOf(member) : null,
      topics: new Set(subscribed),
      most: subscribed.reduce((sum, topic) => sum + (topics[topic]?.partitions ?? 0), 0),
      claims: claims.owned.map(idOf).filter((id) => id !== null),
      claimGeneration: claims.generation,
      wireGeneration: Math.max(-1, member.generation),
    };
  });
  return {
    topics,
    topicOf: topics.flatMap(({ partitions }, position) => Array.from({ length: partitions }, () => position)),
    members,
    sameTopics: subscriptionsEqual(inOrder),
    racks: rackAware ? racks : [],
  };
}

/** Whether a member with a rack would read the partition from another rack. Never so if racks do not matter. */
export function rackMismatch(group: StickyGroup, member: StickyMember, partition: number): boolean {
  return member.rack !== null && group.racks[partition]?.has(member.rack) !== true;
}

/** What every member keeps of its claims, by position in StickyGroup.members, after conflicting claims are settled. */
export interface Owned {
  readonly kept: number[][];
  /** Partitions that two members claimed for the same generation: neither keeps them. */
  readonly doublyClaimed: Set<number>;
}

/**
 * Settles claims as AbstractStickyAssignor does: the newer generation wins, equal ones lose the partition. Kafka compares the
 * claim's generation with the generation FIELD of the earlier claimant, which differs for the eager assignor.
 */
export function settleClaims(group: StickyGroup): Owned {
  const kept = group.members.map((): number[] => []);
  const doublyClaimed = new Set<number>();
  const claimant = new Map<number, number>();
  group.members.forEach((member, at) => {
    const generation = member.claimGeneration ?? -1;
    for (const partition of member.claims) {
      const other = claimant.get(partition);
      const otherGeneration = other === undefined ? null : (group.members[other]?.wireGeneration ?? -1);
      if (other !== undefined && otherGeneration !== null && generation < otherGeneration) continue;
      claimant.set(partition, at);
      if (otherGeneration === generation) doublyClaimed.add(partition);
      else kept[at]?.push(partition);
      const lost = other === undefined ? undefined : kept[other];
      const where = lost?.indexOf(partition) ?? -1;
      if (where >= 0) lost?.splice(where, 1);
    }
  });
  return { kept, doublyClaimed };
}

/** Partition ids per member position, as an assignment in the input's order of members. */
export function toAssignment(
  input: AssignInput,
  group: StickyGroup,
  given: readonly (readonly number[])[],
): Assignment {
  const positions = new Map(group.members.map(({ memberId }, at) => [memberId, at]));
  return new Map(
    input.members.map(({ memberId }) => {
      const ids = [...(given[positions.get(memberId) ?? -1] ?? [])].sort((a, b) => a - b);
      return [
        memberId,
        ids.map((id) => {
          const topic = group.topics[group.topicOf[id] ?? -1];
          return { topic: topic?.name ?? "", partition: id - (topic?.first ?? 0) };
        }),
      ];
    }),
  );
}
