/**
 * One step of a member towards its target assignment: Kafka's CurrentAssignmentBuilder. A member first gives up what it is not to
 * have, then takes on what is free of the rest; nobody else has to wait for it.
 */
import type { TopicPartitionList } from "./assignors/server-assignor.ts";
import type { ConsumerMember, EpochedPartitions } from "./consumer-protocol-types.ts";

/** Where a member is to get to, and what stands in the way. */
export interface ReconciliationGoal {
  readonly epoch: number;
  readonly target: readonly TopicPartitionList[];
  /** Topics the member has subscribed to and that exist. */
  readonly subscribed: ReadonlySet<string>;
  readonly subscriptionChanged: boolean;
  /** What the member said it owns, null if it said nothing. */
  readonly owned: readonly TopicPartitionList[] | null;
  /** Whether some other member has the partition assigned or is still giving it up. */
  readonly isHeld: (topic: string, partition: number) => boolean;
}

/** The member one step further; the very same object when there is nothing to do, or nothing that can be done yet. */
export function reconcile(member: ConsumerMember, goal: ReconciliationGoal): ConsumerMember {
  switch (member.state) {
    case "STABLE":
      if (member.epoch !== goal.epoch) return stepTowards(member, goal, member.epoch);
      return goal.subscriptionChanged ? dropUnsubscribed(member, goal) : member;
    case "UNREVOKED_PARTITIONS":
      if (!stillOwns(goal.owned, member.pendingRevocation)) return stepTowards(member, goal, member.epoch);
      return goal.subscriptionChanged ? dropUnsubscribed(member, goal) : member;
    case "UNRELEASED_PARTITIONS":
      return stepTowards(member, goal, member.epoch);
  }
}

/** Whether the member still has any of the partitions. One that does not say what it owns counts as having them all. */
function stillOwns(owned: readonly TopicPartitionList[] | null, revoked: EpochedPartitions): boolean {
  if (owned === null) return true;
  return owned.some(({ topic, partitions }) => {
    const ofTopic = revoked.get(topic);
    return ofTopic !== undefined && partitions.some((partition) => ofTopic.has(partition));
  });
}

/** What it has of the target stays; the rest has to go first, before it gets anything new. */
function stepTowards(member: ConsumerMember, goal: ReconciliationGoal, epoch: number): ConsumerMember {
  const targets = new Map(
    goal.target
      .filter(({ topic }) => goal.subscribed.has(topic))
      .map((list) => [list.topic, new Set(list.partitions)]),
  );
  const kept = filterPartitions(
    member.assigned,
    (topic, partition) => targets.get(topic)?.has(partition) === true,
  );
  const revoked = filterPartitions(
    member.assigned,
    (topic, partition) => targets.get(topic)?.has(partition) !== true,
  );
  if (revoked.size > 0 && stillOwns(goal.owned, revoked)) {
    const state = "UNREVOKED_PARTITIONS";
    return { ...atEpoch(member, epoch), state, assigned: kept, pendingRevocation: revoked };
  }
  const assigned = new Map([...kept].map(([topic, partitions]) => [topic, new Map(partitions)]));
  let waits = false;
  for (const [topic, partitions] of targets) {
    for (const partition of partitions) {
      if (kept.get(topic)?.has(partition) === true) continue;
      if (goal.isHeld(topic, partition)) waits = true;
      else addPartition(assigned, topic, partition, goal.epoch);
    }
  }
  return {
    ...atEpoch(member, goal.epoch),
    state: waits ? "UNRELEASED_PARTITIONS" : "STABLE",
    assigned,
    pendingRevocation: new Map(),
  };
}

/** A changed subscription takes topics away at once, whatever the target says (KAFKA-19431). */
function dropUnsubscribed(member: ConsumerMember, goal: ReconciliationGoal): ConsumerMember {
  const kept = filterPartitions(member.assigned, (topic) => goal.subscribed.has(topic));
  if (kept.size === member.assigned.size) return member;
  const revoked = new Map(
    [...member.pendingRevocation].map(([topic, partitions]) => [topic, new Map(partitions)]),
  );
  for (const [topic, partitions] of member.assigned) {
    if (goal.subscribed.has(topic)) continue;
    for (const [partition, epoch] of partitions) addPartition(revoked, topic, partition, epoch);
  }
  if (!stillOwns(goal.owned, revoked)) return { ...member, assigned: kept };
  return { ...member, state: "UNREVOKED_PARTITIONS", assigned: kept, pendingRevocation: revoked };
}

/** Kafka's updateMemberEpoch: also an epoch that stays becomes the previous one. */
function atEpoch(member: ConsumerMember, epoch: number): ConsumerMember {
  return { ...member, epoch, previousEpoch: member.epoch };
}

function addPartition(
  partitions: Map<string, Map<number, number>>,
  topic: string,
  partition: number,
  epoch: number,
): void {
  const ofTopic = partitions.get(topic);
  if (ofTopic === undefined) partitions.set(topic, new Map([[partition, epoch]]));
  else ofTopic.set(partition, epoch);
}

function filterPartitions(
  partitions: EpochedPartitions,
  isIn: (topic: string, partition: number) => boolean,
): Map<string, ReadonlyMap<number, number>> {
  const filtered = new Map<string, ReadonlyMap<number, number>>();
  for (const [topic, epochs] of partitions) {
    const left = [...epochs].filter(([partition]) => isIn(topic, partition));
    if (left.length > 0) filtered.set(topic, new Map(left));
  }
  return filtered;
}
